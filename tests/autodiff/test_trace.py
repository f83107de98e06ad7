"""The trace: what scenes animate, step by step."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

import autodiff as ad

LOSS = "(k0 + k1*x1 + k2*x1**2 - y1)**2"
POINT = {
    "k0": Fraction(1, 2), "k1": Fraction(7, 10), "k2": Fraction(1), "x1": Fraction(-9, 10),
    "y1": Fraction(15, 100),
}  # fmt: skip


def test_every_step_of_a_small_loss():
    graph = ad.parse(LOSS)
    trace = ad.backprop(graph, POINT)
    assert [step.node for step in trace.forward] == list(graph.nodes)
    assert trace.value == trace.value_of(graph.output) == Fraction(2809, 10000)
    assert trace.upstream_of(graph.output) == 1
    first = trace.backward[0]
    assert first.edge.target == graph.output
    assert (first.local_partial.value, first.upstream) == (Fraction(53, 50), 1)
    assert first.local_partial.symbolic.to_text() == "2*(k0 + k1*x1 + k2*x1**2 - y1)"
    assert first.local_partial.symbolic_local.to_text() == "2*a"
    for name, node in ((n.name, n.id) for n in graph.nodes if n.op == "input"):
        assert trace.upstream_of(node) == trace.gradient[name]


def test_the_order_is_consumers_backwards_and_slots_forwards():
    trace = ad.backprop(ad.parse(LOSS), POINT)
    order = [(-step.edge.target, step.edge.slot) for step in trace.backward]
    assert order == sorted(order)


def test_contributions_are_products_and_add_up():
    trace = ad.backprop(ad.parse("x*x + sin(x)*y/x"), {"x": 1.5, "y": 2.0})
    held = {}
    for step in trace.backward:
        assert step.contribution == step.local_partial.value * step.upstream
        held[step.edge.source] = held.get(step.edge.source, 0) + step.contribution
        assert step.accumulated == held[step.edge.source]
        assert step.upstream == trace.upstream_of(step.edge.target)
    assert trace.replay() == trace.gradient


def test_constants_get_no_steps():
    graph = ad.parse("3*x**2 + 5")
    trace = ad.backprop(graph, {"x": 2.0})
    constants = {node.id for node in graph.nodes if node.op == "constant"}
    assert not constants & {step.edge.source for step in trace.backward}
    assert all(trace.upstream_of(node) is None for node in constants)


def test_the_branch_not_taken_gets_a_zero_and_nothing_behind_it():
    graph = ad.parse("where(x > 0, log(x), 3*x)")
    trace = ad.backprop(graph, {"x": -1.0})
    assert trace.gradient == {"x": 3}
    by_edge = {(s.edge.target, s.edge.slot): s for s in trace.backward}
    assert by_edge[graph.output, 1].contribution == 0
    assert by_edge[graph.output, 2].contribution == 1
    assert not any(graph.nodes[s.edge.target].op == "log" for s in trace.backward)


def test_local_partials_have_symbolic_forms():
    expected = {
        "x*y": ["y", "x"], "x/y": ["1/y", "-(x/y**2)"], "x**3": ["3*x**2"], "exp(x)": ["exp(x)"],
        "log(x)": ["1/x"], "sin(x)": ["cos(x)"], "cos(x)": ["-sin(x)"],
        "sqrt(x)": ["1/(2*sqrt(x))"], "tanh(x)": ["1 - tanh(x)**2"],
        "sigmoid(x)": ["sigmoid(x)*(1 - sigmoid(x))"],
        "x - y": ["1", "-1"], "x**y": ["y*x**(y - 1)", "x**y*log(x)"], "-x": ["-1"],
        "relu(x)": ["where(x > 0, 1, 0)"], "abs(x)": ["sign(x)"],
    }  # fmt: skip
    for text, partials in expected.items():
        trace = ad.backprop(ad.parse(text), {"x": 1.5, "y": 2.0})
        found = [step.local_partial.symbolic.to_text() for step in trace.backward]
        assert found == partials, text


def test_arithmetic_of_the_inputs_is_kept():
    graph = ad.parse("exp(x)*0.1")
    with mpmath.workdps(40):
        trace = ad.backprop(graph, {"x": mpmath.mpf(1)})
        assert mpmath.almosteq(trace.value, mpmath.e / 10, rel_eps=mpmath.mpf(10) ** -39)
        assert trace.gradient["x"] == trace.value
    assert isinstance(ad.backprop(graph, {"x": 1}).value, float)
    exact = ad.backprop(ad.parse("0.1*x"), {"x": Fraction(1, 3)})
    assert (exact.value, exact.gradient["x"]) == (Fraction(1, 30), Fraction(1, 10))
    mixed = ad.backprop(ad.parse("x*y"), {"x": Fraction(1, 3), "y": 3})
    assert mixed.value == 1 and isinstance(mixed.value, Fraction)
    assert all(isinstance(s.local_partial.value, Fraction) for s in mixed.backward)


def test_arrays_are_elementwise_and_gradients_have_the_inputs_shapes():
    x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    trace = ad.backprop(ad.parse("a*x + b"), {"x": x, "a": 2.0, "b": np.array([[1.0], [2.0]])})
    np.testing.assert_array_equal(trace.gradient["x"], np.full((2, 3), 2.0))
    assert trace.gradient["a"] == 21
    np.testing.assert_array_equal(trace.gradient["b"], [[3.0], [3.0]])
    gradient = ad.parse("a*x + b").gradient()({"x": x, "a": 2.0, "b": np.array([[1.0], [2.0]])})
    assert gradient["a"] == 21
    np.testing.assert_array_equal(gradient["b"], [[3.0], [3.0]])


def test_wrt_restricts_the_pass():
    graph = ad.parse("x**n")
    assert ad.backprop(graph, {"x": -2.0, "n": 2.0}, wrt=["x"]).gradient == {"x": -4}
    with pytest.raises(ad.DomainError):
        ad.backprop(graph, {"x": -2.0, "n": 2.0})
    with pytest.raises(ad.AutodiffError, match="not an input"):
        ad.backprop(graph, {"x": 1.0, "n": 1.0}, wrt=["y"])


def test_what_overflows_is_run_in_its_stable_form():
    graph = ad.parse("log(1 + exp(x))")
    assert ad.backprop(graph, {"x": 2.0}).graph is graph
    stable = ad.backprop(graph, {"x": 1000.0})
    assert (stable.value, stable.gradient["x"]) == (1000, 1)
    assert [node.op for node in stable.graph.nodes] == ["input", "softplus"]


@pytest.mark.parametrize(
    "point",
    [
        POINT,
        {name: float(value) for name, value in POINT.items()},
        {name: mpmath.mpf(value.numerator) / value.denominator for name, value in POINT.items()},
        {**{name: float(value) for name, value in POINT.items()}, "x1": np.array([0.5, 1.0])},
    ],
    ids=["fractions", "floats", "mpmath", "arrays"],
)
def test_json_round_trip(point):
    trace = ad.backprop(ad.parse(LOSS), point)
    text = trace.to_json()
    again = ad.Trace.from_json(text)
    assert again.to_json() == text
    assert again.graph == trace.graph
    for before, after in zip(trace.backward, again.backward, strict=True):
        assert before.edge == after.edge
        np.testing.assert_array_equal(before.contribution, after.contribution)
        assert type(before.contribution) is type(after.contribution)
        symbolic = before.local_partial.symbolic.to_text()
        assert after.local_partial.symbolic.to_text() == symbolic
    for name, slope in trace.gradient.items():
        np.testing.assert_array_equal(again.gradient[name], slope)


def test_missing_and_wrong_values():
    with pytest.raises(ad.AutodiffError, match="no value for y"):
        ad.backprop(ad.parse("x*y"), {"x": 1.0})
    with pytest.raises(ad.ShapeError):
        ad.backprop(ad.parse("x*y"), {"x": np.ones(2), "y": np.ones(3)})
    with pytest.raises(TypeError):
        ad.backprop(ad.parse("x"), {"x": 1j})
    with pytest.raises(ad.AutodiffError, match="several"):
        ad.backprop(ad.parse("x*y").gradient(), {"x": 1.0, "y": 1.0})


def test_paths_and_costs():
    trace = ad.backprop(ad.parse("(x + y)*x*x"), {"x": Fraction(2), "y": Fraction(3)})
    paths = trace.paths()
    assert paths.count == {"x": 3, "y": 1}
    assert paths.complete
    for name, slope in trace.gradient.items():
        assert sum(path.product for path in paths.listed if path.name == name) == slope
    for path in paths.listed:
        assert trace.graph.nodes[path.edges[0].source].name == path.name
        assert path.edges[-1].target == trace.graph.output
        assert all(a.target == b.source for a, b in zip(path.edges, path.edges[1:], strict=False))


def test_too_many_paths_are_counted_and_the_heaviest_listed():
    def f(x, y):
        for _ in range(100):
            x = x * 0.5 + x * 0.25 + y
        return x

    graph = ad.trace(f, 1.0, 2.0)
    trace = ad.backprop(graph, {"x": 1.0, "y": 2.0})
    paths = trace.paths(limit=7)
    assert paths.count["x"] == 2**100
    assert len(paths.listed) == 7 and not paths.complete
    products = [abs(path.product) for path in paths.listed]
    assert products == sorted(products, reverse=True)
    assert products[0] == 1.0  # y of the last round goes straight to the result


def test_costs_of_forward_and_reverse_mode():
    graph = ad.parse("a*b*c*d")
    costs = ad.costs(graph)
    assert costs.reverse == (6, 0)
    assert costs.forward == (3 + 3 + 2 + 1, 0)
    assert costs.paths == (2 + 2 + 1 + 0, 0)
    many = ad.costs(ad.parse(" + ".join(f"sin(k{i}*x{i})" for i in range(20))))
    assert many.reverse.multiplications < many.forward.multiplications / 5


def test_costs_of_some_inputs_alone():
    graph = ad.parse("(k0 + k1*x1 - y1)**2")
    assert ad.costs(graph, graph.inputs) == ad.costs(graph)
    some = ad.costs(graph, ["k0", "k1"])
    # k0: +, -, square. k1: *, and the same three. Together: * once, and each of the three once,
    # but both terms come into the sum.
    assert (some.forward.multiplications, some.reverse.multiplications) == (7, 5)
    assert some.paths.multiplications < ad.costs(graph).paths.multiplications


def test_a_trace_cannot_be_changed():
    trace = ad.backprop(ad.parse("x*x"), {"x": 2.0})
    with pytest.raises(AttributeError):
        trace.value = 3
    with pytest.raises(AttributeError):
        trace.backward[0].edge = None
