"""Every row of the table of edges, and every mistake of toy engines, each with its reason."""

import gc
import math
import warnings
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import autodiff as ad


def both_ways(text, point):
    """Return value and gradient by trace and by recording, which must agree."""
    graph = ad.parse(text)
    trace = ad.backprop(graph, point)
    names = graph.inputs
    recorded = ad.grad(lambda *a: graph(dict(zip(names, a, strict=True))), range(len(names)))(
        *(point[name] for name in names)
    )
    assert tuple(trace.gradient.values()) == recorded
    return trace.value, tuple(trace.gradient.values())


# ------------------------------------------------------------------- the table: other tools differ


@pytest.mark.parametrize(
    ("text", "at", "value", "slope"),
    [
        ("abs(x)", 0, 0, 0),
        ("max(x, 0)", 0, 0, 0.5),
        ("relu(x)", 0, 0, 0),
        ("max(x, x)", 3, 3, 1),
        ("sqrt(x)", 0, 0, math.inf),
        ("where(x > 0, log(x), x)", 0, 0, 1),
        ("where(x > 0, log(x), x)", -1, -1, 1),
        ("log(1 + exp(x))", 1000, 1000, 1),
        ("log(1 + exp(x))", -1000, 0, 0),
        ("softplus(x)", 1000, 1000, 1),
        ("x*x", 2, 4, 4),
        ("sigmoid(x)", -1000, 0, 0),
        ("tanh(x)", 1000, 1, 0),
        ("1/(1 + exp(-x))", -1000, 0, 0),
    ],
)
def test_the_table(text, at, value, slope):
    assert both_ways(text, {"x": at}) == (value, (slope,))


def test_whole_numbers_give_floats():
    value, (slope,) = both_ways("x*x", {"x": 2})
    assert (type(value), type(slope)) == (float, float)


@pytest.mark.parametrize(
    ("text", "at", "op"),
    [
        ("sqrt(x*x)", 0, "mul"),
        ("log(x)", -1, "log"),
        ("log(x)", 0, "log"),
        ("x**x", 0, "pow"),
        ("1/x", 0, "div"),
        ("x**-1", 0, "pow"),
        ("x**0.5 + 1", -1, "pow"),
        ("arcsin(x)", 1.5, "arcsin"),
        ("exp(x) - exp(x)", 1000, "sub"),
        ("x*log(x)", 0, "log"),
        ("sqrt(x)**2", 0, "sqrt"),
    ],
)
def test_what_does_not_exist_is_an_error_and_never_a_silent_nan(text, at, op):
    graph = ad.parse(text)
    with pytest.raises(ad.DomainError) as error:
        ad.backprop(graph, {"x": at})
    assert error.value.op == op
    assert graph.nodes[error.value.node].op == op
    with pytest.raises(ad.DomainError):
        ad.grad(lambda x: graph({"x": x}))(float(at))


def test_second_derivatives_stay_stable_where_exponentials_overflow():
    for function in (
        lambda x: np.log(1 + np.exp(x)),
        lambda x: np.log(np.exp(x) + 1),
        ad.softplus,
        ad.sigmoid,
        np.tanh,
        lambda x: np.log1p(np.expm1(x) * 0 + 1),
        lambda x: ad.logsumexp(np.stack([x, 2 * x, 0 * x])),
        lambda x: np.logaddexp(x, 0.0),
    ):
        for at in (-1000.0, -50.0, 0.0, 50.0, 700.0):
            slope, curvature = ad.grad(function)(at), ad.grad(ad.grad(function))(at)
            assert math.isfinite(slope) and math.isfinite(curvature)
            other = ad.jvp(ad.grad(function), (at,), (1.0,))[1]
            assert other == pytest.approx(curvature, rel=1e-12, abs=1e-300)
    with mpmath.workdps(40):
        true = mpmath.diff(lambda x: mpmath.log1p(mpmath.exp(x)), 40, 2)
    assert ad.hessian(lambda x: np.log(1 + np.exp(x)))(40.0) == pytest.approx(
        float(true), rel=1e-10
    )


def test_stable_functions_to_second_order_in_the_gradient_graph():
    graph = ad.parse("log(1 + exp(x))")
    second = graph.gradient().gradient()
    assert second({"x": 0.0}) == {"x": {"x": 0.25}}


def test_product_with_zeros():
    np.testing.assert_array_equal(ad.grad(np.prod)(np.array([0.0, 2, 3])), [6, 0, 0])
    np.testing.assert_array_equal(ad.grad(np.prod)(np.array([0.0, 0, 3])), [0, 0, 0])
    hessian = ad.hessian(np.prod)(np.array([0.0, 2, 3]))
    np.testing.assert_array_equal(hessian, [[0, 3, 2], [3, 0, 0], [2, 0, 0]])


# ------------------------------------------------------------------------ mistakes of toy engines


def test_1_a_chain_of_a_hundred_thousand_operations():
    def chain(x):
        for _ in range(100_000):
            x = x * 1.00001
        return x

    value, slope = ad.value_and_grad(chain)(1.0)
    assert slope == pytest.approx(value)


def test_2_shared_nodes_add_up_and_nothing_is_kept_between_runs():
    assert ad.grad(lambda x: x * x)(3.0) == 6
    assert ad.grad(lambda x: (x + x) * (x + x))(3.0) == 24
    graph = ad.parse("(x + x)*(x + x)")
    first, second = (ad.backprop(graph, {"x": 3.0}) for _ in range(2))
    assert first == second
    assert ad.grad(lambda x: x)(3.0) == 1  # leaf equal to output
    assert ad.grad(lambda x: 5.0)(3.0) == 0  # output independent of the input
    assert ad.backprop(ad.parse("x"), {"x": 3.0}).gradient == {"x": 1.0}
    assert ad.backprop(ad.parse("y + 0*x - y"), {"x": 3.0, "y": 1.0}).gradient == {"y": 0, "x": 0}
    _, pullback = ad.vjp(lambda x: x * x, 3.0)
    assert pullback(1.0) == pullback(1.0) == 6


@pytest.mark.parametrize("shape", [(), (1,), (3,), (1, 3), (2, 1), (2, 3), (4, 1, 3), (4, 2, 1)])
@pytest.mark.parametrize("operation", [np.add, np.subtract, np.multiply, np.divide, np.hypot])
def test_3_broadcasting_is_undone(shape, operation):
    rng = np.random.default_rng(0)
    a, b = rng.uniform(1, 2, shape), rng.uniform(1, 2, (4, 2, 3))
    ad.check_grads(lambda a, b: np.sum(operation(a, b) ** 2), (a, b), order=1)
    ad.check_grads(lambda a, b: np.sum(operation(b, a) ** 2), (a, b), order=1)


@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2), (1, 0, 2)])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize(
    "reduce", [np.sum, np.mean, np.prod, np.max, np.min, np.std, np.linalg.norm]
)
def test_3_axes_and_keepdims(reduce, axis, keepdims):
    if reduce is np.linalg.norm and isinstance(axis, tuple):
        pytest.skip("a norm over several axes is a matrix norm in NumPy")
    a = np.random.default_rng(1).permutation(12).reshape(2, 3, 2) / 8 + 0.5
    found = ad.vjp(lambda a: reduce(a, axis=axis, keepdims=keepdims), a)[0]
    np.testing.assert_allclose(found, reduce(a, axis=axis, keepdims=keepdims))
    ad.check_grads(
        lambda a: np.sum(np.sin(reduce(a, axis=axis, keepdims=keepdims))), a, tolerance=1e-5
    )


def test_3_repeated_indices_in_gather():
    a = np.array([1.0, 2, 3])
    gradient = ad.grad(lambda a: np.sum(a[[0, 0, 2, 0]] * np.array([1.0, 2, 3, 4])))(a)
    np.testing.assert_array_equal(gradient, [7, 0, 3])
    gradient = ad.grad(lambda a: np.sum(a[np.array([[0, 1], [1, 1]])] ** 2))(a)
    np.testing.assert_array_equal(gradient, [2, 12, 0])


def test_4_zeros():
    power = ad.PRIMITIVES["pow"]
    assert power(0.0, 0.0) == 1
    assert ad.grad(lambda x: x**0)(0.0) == 0
    assert ad.grad(lambda x: x**1)(0.0) == 1
    assert ad.grad(lambda x: x**2)(0.0) == 0
    assert ad.grad(lambda x: x**2.5)(0.0) == 0
    assert ad.grad(lambda x: x**0.5)(0.0) == math.inf
    assert ad.grad(lambda x: x**3)(-2.0) == 12
    assert ad.grad(lambda x: x**-3)(-2.0) == -3 / 16
    assert ad.hessian(lambda x: x**2)(0.0) == 2
    assert ad.hessian(lambda x: x**3)(0.0) == 0
    assert ad.grad(lambda y: 0.0**y)(2.0) == 0  # d/dy x**y at x = 0 < y
    assert ad.grad(lambda y: 2.0**y)(3.0) == 8 * math.log(2)
    with pytest.raises(ad.DomainError):
        ad.grad(lambda y: 0.0**y)(0.0)
    with pytest.raises(ad.DomainError):
        ad.grad(lambda y: (-2.0) ** y)(2.0)
    np.testing.assert_array_equal(
        ad.grad(lambda x: np.sum(x ** np.array([0.0, 1, 2, 3])))(np.zeros(4)), [0, 1, 0, 0]
    )
    np.testing.assert_array_equal(ad.grad(np.linalg.norm)(np.zeros(3)), [0, 0, 0])
    assert ad.PRIMITIVES["atan2"](0.0, 0.0) == 0
    with pytest.raises(ad.DomainError):
        ad.grad(lambda y: np.arctan2(y, 0.0))(0.0)
    assert ad.grad(np.sinc)(0.0) == 0
    assert ad.hessian(np.sinc)(0.0) == pytest.approx(-(math.pi**2) / 3)


def test_5_no_finite_derivative_beside_a_nan():
    with pytest.raises(ad.DomainError):
        ad.value_and_grad(np.log)(-1.0)
    with pytest.raises(ad.DomainError):
        ad.grad(lambda x: np.sum(np.log(x)))(np.array([1.0, -1.0]))
    value, slope = ad.value_and_grad(lambda x: x * 2)(math.nan)  # the caller's own nan is passed on
    assert math.isnan(value) and slope == 2


def test_6_the_branch_not_taken_does_not_poison():
    x = np.array([-1.0, 0.0, 2.0])
    guarded = {
        "log": lambda x: np.where(x > 0, np.log(x), x),
        "inverse": lambda x: np.where(x == 0, 1.0, 1 / x),
        "root": lambda x: np.where(x > 0, np.sqrt(x), x * x),
        "nested": lambda x: np.where(x > 0, np.where(x > 1, np.log(np.log(x)), x), 2 * x),
        "used twice": lambda x: np.where(x > 0, np.log(x) * np.log(x) + x, x),
        "in a function": lambda x: np.exp(np.where(x > 0, np.log(x), x)),
        "broadcast": lambda x: np.where(x > 0, np.log(x) * np.ones((2, 1)), x),
    }
    for name, function in guarded.items():
        whole = ad.grad(lambda x: np.sum(function(x)))(x)  # noqa: B023
        single = [ad.grad(lambda x: np.sum(function(x)))(float(a)) for a in x]  # noqa: B023
        np.testing.assert_allclose(whole, single, err_msg=name)
        assert np.isfinite(whole).all()
        curvature = ad.jvp(ad.grad(lambda x: np.sum(function(x))), (x,), (np.ones(3),))[1]  # noqa: B023
        assert np.isfinite(curvature).all(), name


def test_6_a_bad_value_that_a_comparison_uses_is_an_error():
    with pytest.raises(ad.DomainError):
        ad.parse("where(log(x) > 0, 1, 2)")({"x": -1.0})
    assert ad.parse("where(x > 0, where(log(x) > 0, 1, 2), 3)")({"x": -1.0}) == 3
    with pytest.raises(ad.DomainError):
        ad.grad(lambda x: x if np.log(x) > 0 else -x)(-1.0)


def test_6_the_gradient_graph_does_not_poison_either():
    gradient = ad.parse("where(x > 0, log(x)*log(x), x*y)").gradient()
    assert gradient({"x": -1.0, "y": 3.0}) == {"x": 3, "y": -1}
    np.testing.assert_array_equal(gradient({"x": np.array([-1.0, 1.0]), "y": 3.0})["x"], [3.0, 0.0])


def test_7_overflow():
    assert ad.grad(ad.sigmoid)(-800.0) == 0
    assert ad.grad(ad.softplus)(800.0) == 1
    np.testing.assert_allclose(
        ad.grad(ad.logsumexp)(np.array([1000.0, 999.0])), [0.73105858, 0.26894142]
    )
    hessian = ad.hessian(ad.logsumexp)(np.array([1000.0, 999.0]))
    np.testing.assert_allclose(hessian, 0.19661193 * np.array([[1, -1], [-1, 1]]), rtol=1e-7)
    assert ad.parse("exp(x)")({"x": 1000.0}) == math.inf


def test_8_integers_and_single_precision():
    gradient = ad.grad(lambda a: np.sum(a * a))(np.array([1, 2, 3]))
    assert gradient.dtype == np.float64
    gradient = ad.grad(lambda a: np.sum(np.tanh(a) * 2))(np.array([1, 2, 3], np.float32))
    assert gradient.dtype == np.float32
    assert ad.grad(lambda a: a**3)(np.int64(2)) == 12
    assert ad.grad(lambda a: a**3)(np.float32(2)) == 12
    assert ad.grad(lambda a: a**3)(True) == 3
    with pytest.raises(TypeError):
        ad.grad(lambda a: a)(1j)


def test_9_a_later_change_of_an_array_changes_nothing():
    x, w = np.array([1.0, 2.0]), np.array([3.0, 4.0])

    def function(x):
        y = np.sum(x * w)
        w[:] = 0
        return y

    np.testing.assert_array_equal(ad.grad(function)(x), [3, 4])
    graph_w = np.array([3.0, 4.0])
    graph = ad.trace(lambda x: np.sum(x * graph_w), x)
    graph_w[:] = 0
    assert graph({"x": x}) == 11
    trace = ad.backprop(graph, {"x": x})
    x[:] = 0
    np.testing.assert_array_equal(trace.point["x"], [1, 2])


def test_10_second_derivatives_through_kinks():
    assert ad.hessian(ad.relu)(0.0) == 0
    assert ad.hessian(lambda x: ad.relu(x) ** 2)(0.0) == 0
    assert ad.hessian(abs)(0.0) == 0
    assert ad.hessian(lambda x: abs(x) ** 3)(0.0) == 0
    assert ad.hessian(lambda x: np.maximum(x, 0) * x)(1.0) == 2


def test_11_perturbations_are_not_confused():
    assert ad.grad(lambda x: x * ad.grad(lambda y: x + y)(1.0))(1.0) == 1
    assert ad.jvp(lambda x: x * ad.jvp(lambda y: x + y, (1.0,), (1.0,))[1], (1.0,), (1.0,))[1] == 1
    assert ad.grad(lambda x: x * ad.jvp(lambda y: x * y, (2.0,), (1.0,))[1])(3.0) == 6
    assert ad.jvp(lambda x: ad.grad(lambda y: x * y * y)(x), (3.0,), (1.0,))[1] == 12
    assert ad.grad(ad.grad(ad.grad(lambda x: x**4)))(2.0) == 48
    assert ad.grad(lambda x: ad.grad(lambda y: ad.grad(lambda z: x * y * z)(1.0))(2.0))(3.0) == 1


def test_12_an_exception_leaves_nothing_behind():
    def fails(x):
        y = x * x
        raise RuntimeError(y)

    for _ in range(3):
        with pytest.raises(RuntimeError):
            ad.grad(fails)(1.0)
    assert ad.grad(lambda x: x * x)(3.0) == 6


# ---------------------------------------------------------------------- what is left and what warns


def test_nothing_is_left_for_the_cycle_collector():
    x = np.array([1.0, 2.0, 3.0])
    graph = ad.parse("log(1 + exp(x*y))")

    def work():
        ad.grad(lambda x: sum(np.sin(x) * k for k in range(100)))(1.0)
        ad.hessian(lambda x: np.sum(x**3))(x)
        trace = ad.backprop(graph, {"x": 1.0, "y": 2.0})
        trace.paths()
        ad.backprop(ad.Graph.from_json(graph.to_json()), {"x": Fraction(1), "y": Fraction(2)})
        graph.gradient().gradient()
        ad.parse("x*y").compile().value_and_gradient({"x": 1.0, "y": 2.0})

    work()
    gc.collect()
    gc.disable()
    try:
        work()
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_nothing_warns():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x = np.array([-1.0, 0.0, 1000.0])
        ad.grad(lambda x: np.sum(np.where(x > 0, np.exp(-x) / x, np.log1p(np.exp(x)))))(x)
        ad.parse("where(x > 0, exp(x), x)").compile().value_and_gradient({"x": x})


def test_helpful_errors_for_what_is_not_traced():
    with pytest.raises(TypeError, match=r"np\.sin instead of math\.sin"):
        ad.grad(math.sin)(1.0)
    with pytest.raises(TypeError, match=r"np\.stack"):
        ad.grad(lambda x: np.sum(np.asarray(x)))(np.ones(2))
    with pytest.raises(ad.AutodiffError, match=r"no rule for np\.linalg\.inv|no rule for np\.inv"):
        ad.grad(lambda x: np.sum(np.linalg.inv(x)))(np.eye(2))
    with pytest.raises(ad.ShapeError, match="jacobian"):
        ad.grad(lambda x: x * 2)(np.ones(2))
    with pytest.raises(ad.ShapeError, match="matmul"):
        ad.grad(lambda x: np.sum(x @ np.ones((3, 3))))(np.ones(2))
    with pytest.raises(ad.AutodiffError, match="return"):
        ad.grad(lambda x: None)(1.0)
