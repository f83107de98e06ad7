"""Properties over random expressions and random array programs."""

import importlib.util
import math
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff.check import precise_slope

_spec = importlib.util.spec_from_file_location(
    "expressions", Path(__file__).with_name("expressions.py")
)
ex = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(ex)

often = settings(derandomize=True, max_examples=150, deadline=None)


def function_of(graph):
    return lambda *values: graph(dict(zip(graph.inputs, values, strict=True)))


@often
@given(ex.smooth(), ex.points())
def test_reverse_forward_symbolic_compiled_and_fifty_digits_agree(text, point):
    graph = ad.parse(text)
    assume(graph.inputs)
    point = {name: point[name] for name in graph.inputs}
    try:
        trace = ad.backprop(graph, point)
    except ad.DomainError:
        assume(False)
    assume(all(abs(slope) < 1e6 for slope in trace.gradient.values()))
    value, compiled = graph.compile().value_and_gradient(point)
    assert value == pytest.approx(trace.value, rel=1e-12, abs=1e-12)
    symbolic = graph.gradient()(point)
    values = tuple(point.values())
    recorded = ad.grad(function_of(graph), range(len(values)))(*values)
    for number, name in enumerate(graph.inputs):
        direction = [float(i == number) for i in range(len(values))]
        with mpmath.workdps(50):
            true = float(precise_slope(graph, point, name))
        for found in (
            trace.gradient[name],
            recorded[number],
            symbolic[name],
            compiled[name],
            ad.jvp(function_of(graph), values, direction)[1],
        ):
            assert found == pytest.approx(true, rel=1e-9, abs=1e-9 * max(1, abs(trace.value)))


@often
@given(
    ex.rational(),
    st.fixed_dictionaries(dict.fromkeys(ex.NAMES, st.fractions(-3, 3, max_denominator=9))),
)
def test_fractions_stay_exact_everywhere(text, point):
    graph = ad.parse(text)
    assume(graph.inputs and len(graph.nodes) < 40)
    point = {name: point[name] for name in graph.inputs}
    trace = ad.backprop(graph, point)
    assert isinstance(trace.value, Fraction)
    assert graph(point) == trace.value
    symbolic = graph.gradient()(point)
    assert symbolic == trace.gradient == trace.replay()
    assert all(isinstance(slope, Fraction) for slope in trace.gradient.values())
    assert sum((path.product for path in trace.paths(10**6).listed), Fraction(0)) == sum(
        trace.gradient.values()
    )
    with mpmath.workdps(60):
        for name, slope in trace.gradient.items():
            exact = mpmath.mpf(slope.numerator) / slope.denominator
            found = precise_slope(graph, point_as_mpf(point), name)
            assert abs(found - exact) <= mpmath.mpf(10) ** -25 * (1 + abs(exact))


def point_as_mpf(point):
    return {name: mpmath.mpf(v.numerator) / v.denominator for name, v in point.items()}


@often
@given(ex.smooth(), ex.points())
def test_mpmath_in_mpmath_out(text, point):
    graph = ad.parse(text)
    assume(graph.inputs)
    with mpmath.workdps(50):
        exact = {name: mpmath.mpf(repr(point[name])) for name in graph.inputs}
        try:
            trace = ad.backprop(graph, exact)
        except ad.DomainError:
            assume(False)
        assume(abs(trace.value) < 1e6)
        for name, slope in trace.gradient.items():
            true = precise_slope(graph, exact, name)
            assert abs(slope - true) <= mpmath.mpf(10) ** -28 * (1 + abs(true) + abs(trace.value))


@often
@given(ex.anything(), ex.points())
def test_print_and_parse_round_trip(text, point):
    graph = ad.parse(text)
    printed = graph.to_text()
    again = ad.parse(printed)
    assert again.to_text() == printed
    assert again == graph
    assert ad.Graph.from_json(graph.to_json()) == graph
    point = {name: point[name] for name in graph.inputs}
    try:
        value = graph(point)
    except ad.DomainError:
        return
    assert again(point) == value


@often
@given(ex.anything(), ex.points())
def test_simplifying_changes_no_value(text, point):
    graph = ad.parse(text)
    point = {name: point[name] for name in graph.inputs}
    try:
        value = graph(point)
    except ad.DomainError:
        return
    assume(math.isfinite(value))
    simple = ad.simplify(graph)(point)
    assert simple == pytest.approx(value, rel=1e-8, abs=1e-8)


@often
@given(ex.smooth(), ex.points())
def test_derivations_end_at_the_gradient(text, point):
    graph = ad.parse(text)
    assume("x" in graph.inputs and len(graph.nodes) < 60)
    derivation = ad.differentiate(text, "x")
    point = {name: point[name] for name in graph.inputs}
    try:
        expected = ad.backprop(graph, point).gradient["x"]
        found = derivation.result(point)
    except ad.DomainError:
        assume(False)
    assert found == pytest.approx(expected, rel=1e-7, abs=1e-7)
    for before, after in zip(derivation.steps, derivation.steps[1:], strict=False):
        assert before.after is after.before or before.after == after.before


@often
@given(ex.smooth(), ex.points())
def test_sympy_round_trip(text, point):
    graph = ad.parse(text)
    assume(len(graph.nodes) < 30)
    again = ad.from_sympy(graph.to_sympy())
    point = {name: point[name] for name in graph.inputs}
    try:
        value = graph(point)
    except ad.DomainError:
        assume(False)
    assert again(point) == pytest.approx(value, rel=1e-7, abs=1e-7)


@often
@given(ex.smooth(), ex.points())
def test_linearity_and_higher_orders(text, point):
    graph = ad.parse(f"({text})*x + sin(x*y)")
    point = {name: point[name] for name in graph.inputs}
    try:
        second = graph.gradient().gradient()(point)
        f = function_of(graph)
        values = tuple(point.values())
        x, y = graph.inputs.index("x"), graph.inputs.index("y")
        mixed = ad.grad(ad.grad(f, x), y)(*values)
        other = ad.grad(ad.grad(f, y), x)(*values)
        slope = ad.grad(lambda *v: 3 * f(*v) - 2 * v[x], x)(*values)
    except ad.DomainError:
        assume(False)
    assume(abs(mixed) < 1e6)
    assert mixed == pytest.approx(other, rel=1e-8, abs=1e-8)
    assert second["x"]["y"] == pytest.approx(mixed, rel=1e-7, abs=1e-7)
    assert slope == pytest.approx(3 * ad.grad(f, x)(*values) - 2, rel=1e-9, abs=1e-9)


# ---------------------------------------------------------------------------------- array programs

STEPS = {
    "sin": np.sin,
    "tanh": np.tanh,
    "square": lambda a: a * a,
    "softplus": ad.softplus,
    "scaled": lambda a: a / (1 + np.sum(a * a)),
    "row sums": lambda a: a - np.sum(a, axis=-1, keepdims=True),
    "mean": lambda a: a * np.mean(a, axis=0),
    "transposed": lambda a: a.T if a.ndim == 2 else a,
    "reversed": lambda a: a[::-1],
    "gathered": lambda a: a[[0, -1, 0]],
    "tail": lambda a: a[1:] if a.shape[0] > 1 else a,
    "joined": lambda a: np.concatenate([a, np.cos(a)], axis=0),
    "stacked": lambda a: np.stack([a, 2 * a]).reshape(-1, *a.shape[1:]),
    "running": lambda a: np.cumsum(a, axis=0),
    "softmax": lambda a: ad.softmax(a, axis=-1),
    "logsumexp": lambda a: a + ad.logsumexp(a, axis=0),
    "product": lambda a: a @ np.ones((a.shape[-1], 2)) / 3,
    "gram": lambda a: np.einsum("ij,kj->ik", a, a) / 4 if a.ndim == 2 else a,
    "trace": lambda a: (
        a + (np.einsum("ii->", a) if a.ndim == 2 and a.shape[0] == a.shape[1] else 1)
    ),
    "where": lambda a: np.where(a > 0.1, np.sqrt(np.where(a > 0.1, a, 1.0)), a * a),
    "wrapped": lambda a: np.roll(a, 1, axis=0) * a,
    "norm": lambda a: a / (1 + np.linalg.norm(a)),
    "prod": lambda a: a + np.prod(a, axis=0),
    "differences": lambda a: np.diff(a, axis=0) if a.shape[0] > 1 else a,
}


def program(names):
    def run(a):
        for name in names:
            a = STEPS[name](a)
        return a

    return run


@settings(derandomize=True, max_examples=120, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=5),
    st.sampled_from([(2, 3), (3, 3), (3, 2), (1, 2)]),
    st.integers(0, 2**31),
)
def test_array_programs(names, shape, seed):
    """<w, J v> = <J' w, v>, and the graph of the program says the same."""
    rng = np.random.default_rng(seed)
    a, v = rng.normal(size=shape), rng.normal(size=shape)
    f = program(names)
    try:
        plain = f(a)
        value, pullback = ad.vjp(f, a)
    except (ValueError, np.exceptions.AxisError):
        assume(False)
    assume(np.abs(plain).max() < 1e6)
    np.testing.assert_allclose(value, plain, rtol=1e-12)
    w = rng.normal(size=np.shape(plain))
    moved, pulled = ad.jvp(f, (a,), (v,))[1], pullback(w)
    scale = 1 + np.abs(w).sum() * np.abs(moved).max()
    assert np.sum(w * moved) == pytest.approx(np.sum(pulled * v), rel=1e-9, abs=1e-9 * scale)
    graph = ad.trace(lambda a: np.sum(f(a) * w), a)
    np.testing.assert_allclose(
        graph.gradient()({"a": a})["a"], pulled, rtol=1e-8, atol=1e-9 * scale
    )
    compiled = graph.compile().value_and_gradient({"a": a})[1]["a"]
    np.testing.assert_allclose(compiled, pulled, rtol=1e-8, atol=1e-9 * scale)
    trace = ad.backprop(graph, {"a": a})
    np.testing.assert_allclose(trace.gradient["a"], pulled, rtol=1e-8, atol=1e-9 * scale)
    np.testing.assert_array_equal(trace.replay()["a"], trace.gradient["a"])
    # Second order, forward over reverse against reverse over reverse.
    loss = lambda a: np.sum(np.sin(f(a)) * w)  # noqa: E731
    product = ad.hvp(loss, a, v)
    twice = ad.grad(lambda a: np.sum(ad.grad(loss)(a) * v))(a)
    np.testing.assert_allclose(product, twice, rtol=1e-7, atol=1e-7 * (1 + np.abs(product).max()))
    step = 1e-6
    numeric = (loss(a + step * v) - loss(a - step * v)) / (2 * step)
    slope = np.sum(ad.grad(loss)(a) * v)
    assert slope == pytest.approx(numeric, rel=1e-4, abs=1e-4 * scale)


def test_order_is_the_same_in_every_process():
    """Traces are compared across hash seeds, each in a fresh process."""
    code = (
        "import autodiff as ad; g = ad.parse('x*sin(y) + max(x, z)*x - w/(y + 2)');"
        "t = ad.backprop(g, {'x': 1.0, 'y': 2.0, 'z': 3.0, 'w': 4.0});"
        "print(t.to_json(), g.gradient().to_json(), ad.differentiate(g, 'x'))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(ad.__file__).parent.parent)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
