"""Modes on Python functions: known matrices, structure of arguments, and errors that help."""

import numpy as np
import pytest

import autodiff as ad

X = np.array([0.5, -1.2, 2.0])
MATRIX = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0]])


def spiral(x):
    return np.stack([x[0] * np.cos(x[1]), x[0] * np.sin(x[1]), x[2] ** 2])


def test_jacobians_by_hand():
    r, t, z = X
    expected = [
        [np.cos(t), -r * np.sin(t), 0],
        [np.sin(t), r * np.cos(t), 0],
        [0, 0, 2 * z],
    ]
    np.testing.assert_allclose(ad.jacobian(spiral)(X), expected, rtol=1e-14, atol=1e-16)
    np.testing.assert_array_equal(ad.jacobian(lambda x: MATRIX @ x)(X), MATRIX)
    assert ad.jacobian(lambda x: x**3)(2.0) == 12.0
    by_scalar = ad.jacobian(lambda t: np.stack([t, t**2]))(3.0)
    np.testing.assert_array_equal(by_scalar, [1, 6])


def test_hessians_by_hand():
    quadratic = np.array([[2.0, 1.0, 0.0], [1.0, 4.0, -1.0], [0.0, -1.0, 6.0]])
    np.testing.assert_allclose(ad.hessian(lambda x: x @ quadratic @ x / 2)(X), quadratic)
    assert ad.hessian(lambda x: x**4)(2.0) == 48.0
    np.testing.assert_allclose(
        ad.hvp(lambda x: np.sum(x**3), X, np.array([1.0, 0.0, 2.0])), [6 * X[0], 0, 12 * X[2]]
    )


def test_products_with_the_jacobian():
    value, tangent = ad.jvp(spiral, (X,), (np.array([1.0, 2.0, 3.0]),))
    np.testing.assert_allclose(value, spiral(X))
    np.testing.assert_allclose(tangent, ad.jacobian(spiral)(X) @ [1, 2, 3])
    value, pullback = ad.vjp(spiral, X)
    np.testing.assert_allclose(pullback(np.array([1.0, 0, 2])), [1, 0, 2] @ ad.jacobian(spiral)(X))
    two, back = ad.vjp(lambda a, b: a * b, 3.0, 5.0)
    assert two == 15.0
    assert back(2.0) == (10.0, 6.0)
    # Pulling back again starts from nothing.
    assert back(2.0) == (10.0, 6.0)


def test_arguments_and_containers():
    def f(a, b):
        return a * b**2

    assert ad.grad(f)(3.0, 2.0) == 4.0
    assert ad.grad(f, 1)(3.0, 2.0) == 12.0
    assert ad.grad(f, (0, 1))(3.0, 2.0) == (4.0, 12.0)
    assert ad.value_and_grad(f, (1, 0))(3.0, 2.0) == (12.0, (12.0, 4.0))
    tree = {"w": [np.ones(2), np.full(2, 3.0)], "b": 2.0}
    found = ad.grad(lambda p: (p["w"][0] * p["w"][1]).sum() * p["b"])(tree)
    np.testing.assert_array_equal(found["w"][0], [6, 6])
    np.testing.assert_array_equal(found["w"][1], [2, 2])
    assert found["b"] == 6.0


def test_mixed_modes_agree():
    def f(x):
        return np.sum(np.tanh(x) ** 2 * np.roll(x, 1))

    v = np.array([0.3, -0.7, 1.1])
    over_reverse = ad.jvp(ad.grad(f), (X,), (v,))[1]
    reverse_over_forward = ad.grad(lambda x: ad.jvp(f, (x,), (v,))[1])(X)
    forward_over_forward = [
        ad.jvp(lambda x: ad.jvp(f, (x,), (v,))[1], (X,), (e,))[1] for e in np.eye(3)
    ]
    reverse_over_reverse = ad.grad(lambda x: np.dot(ad.grad(f)(x), v))(X)
    for other in (
        reverse_over_forward,
        forward_over_forward,
        reverse_over_reverse,
        ad.hvp(f, X, v),
    ):
        np.testing.assert_allclose(other, over_reverse, rtol=1e-12)


def test_any_order():
    slope = np.sin
    for order in range(1, 7):
        slope = ad.grad(slope)
        expected = (np.cos, lambda x: -np.sin(x), lambda x: -np.cos(x), np.sin)[(order - 1) % 4]
        assert slope(0.7) == pytest.approx(expected(0.7), rel=1e-13)
    third = ad.jacobian(ad.hessian(lambda x: x[0] ** 2 * x[1]))(np.array([2.0, 3.0]))
    expected = np.zeros((2, 2, 2))
    expected[0, 0, 1] = expected[0, 1, 0] = expected[1, 0, 0] = 2
    np.testing.assert_array_equal(third, expected)


@pytest.mark.parametrize(
    ("call", "error", "problem"),
    [
        (lambda: ad.grad(lambda x: x * 2)(X), ad.ShapeError, "use jacobian"),
        (lambda: ad.grad(np.sin, 1)(2.0), ad.AutodiffError, "no argument 1; 1 were given"),
        (lambda: ad.jvp(np.sin, (X,), (np.ones(2),)), ad.ShapeError, "tangent of shape"),
        (lambda: ad.vjp(np.sin, X)[1](np.ones(2)), ad.ShapeError, "cotangent of shape"),
        (lambda: ad.grad(lambda x: None)(1.0), ad.AutodiffError, "needs a return"),
        (lambda: ad.grad(lambda x: x @ np.ones((2, 2)))(X), ad.ShapeError, "matmul cannot take"),
        (lambda: ad.grad(lambda x: x)("2"), TypeError, "not a real number"),
        (lambda: ad.grad(np.sin)(1j), TypeError, "not a real number"),
    ],
)
def test_errors_that_help(call, error, problem):
    with pytest.raises(error, match=problem):
        call()


def test_checking_gradients_shows_what_disagrees():
    rows = ad.check_grads("x**2*y", {"x": 2.0, "y": 3.0})
    assert [row.name for row in rows] == ["x", "y"]
    ad.check_grads(lambda a, b: (a @ b).sum(), (np.ones((2, 3)), np.ones((3, 2))))
    wrong = ad.Primitive("test_wrong_slope", 1, array=lambda a: a * a, partials=(lambda y, a: a,))
    with pytest.raises(ad.AutodiffError, match=r"(?s)disagree.*reverse.*numeric.*argument 0"):
        ad.check_grads(wrong, 3.0)
