"""Every primitive of arrays against an independent oracle: NumPy on mpmath numbers at 60 digits.

The oracle runs a function on arrays of mpmath numbers and differences it centrally, so that nothing
of `autodiff` takes part in it.
"""

import mpmath
import numpy as np
import pytest

import autodiff as ad
from autodiff import array_primitives as rows
from autodiff.primitives import PRIMITIVES

A = np.array([[0.5, -1.25, 2.0], [3.5, 0.75, -0.25]])
B = np.array([[1.5, -0.5], [0.25, 2.0], [-1.0, 0.125]])


def precisely(function):
    """A function of one mpmath number, for each entry of an array."""
    return np.vectorize(function, otypes=[object])


def softmax(a):
    e = precisely(mpmath.exp)(a)
    return e / e.sum(axis=-1, keepdims=True)


def product(a):
    result = mpmath.mpf(1)
    for entry in a.ravel():
        result = result * entry
    return result


#: For each name what is traced, the same for arrays of mpmath numbers, and where.
CASES = {
    "sum": (lambda a: np.sum(a, axis=0), None, A),
    "sum of all": (np.sum, None, A),
    "mean": (lambda a: np.mean(a, axis=1, keepdims=True), None, A),
    "variance": (lambda a: np.var(a, axis=0), None, A),
    "product": (np.prod, product, A),
    "product with a zero": (np.prod, product, np.array([0.0, 2.0, 3.0])),
    "product with two zeros": (np.prod, product, np.array([0.0, 2.0, 0.0, 3.0])),
    "largest": (lambda a: np.max(a, axis=1), None, A),
    "smallest": (lambda a: np.min(a, axis=0), None, A),
    "matrix product": (lambda a: a @ B, None, A),
    "product of a matrix with itself": (lambda a: a @ a.T, None, A),
    "vector times matrix": (lambda a: a[0] @ B @ a[:, 0], None, A),
    "inner product": (lambda a: np.dot(a[0], a[1]), None, A),
    "outer product": (lambda a: np.outer(a[0], a[1]), None, A),
    "Einstein sum": (lambda a: np.einsum("ij,kj->ik", a, a), None, A),
    "Einstein trace": (lambda a: np.einsum("ij,ji->", a, B), None, A),
    "stack of matrices": (lambda a: np.stack([a, 2 * a]) @ B, None, A),
    "transpose": (lambda a: a.T * a[0, 0], None, A),
    "swapped axes": (lambda a: np.swapaxes(a, 0, 1) ** 2, None, A),
    "reshape": (lambda a: np.reshape(a, (3, 2)) * a[1, 1], None, A),
    "row": (lambda a: a[1] * a[0], None, A),
    "slice": (lambda a: a[:, 1:] * a[:, :-1], None, A),
    "repeated entries": (lambda a: a[[0, 0, 1]] * a[1, 2], None, A),
    "reversed": (lambda a: a[::-1] * a, None, A),
    "flipped": (lambda a: np.flip(a, 1) * a, None, A),
    "concatenation": (lambda a: np.concatenate([a, a * a], axis=1), None, A),
    "stack": (lambda a: np.stack([a[0], a[1] * a[0]]), None, A),
    "running sum": (lambda a: np.cumsum(a * a, axis=1), None, A),
    "differences": (lambda a: np.diff(a * a, axis=1), None, A),
    "broadcast row": (lambda a: a + a[0] * 3, None, A),
    "broadcast column": (lambda a: a * a[:, :1], None, A),
    "broadcast number": (lambda a: a[0, 0] * a, None, A),
    "limited": (lambda a: np.clip(a, -1, 1) * a, None, A),
    "norm": (np.linalg.norm, lambda a: mpmath.sqrt((a * a).sum()), A),
    "norm of large entries": (
        np.linalg.norm, lambda a: mpmath.sqrt((a * a).sum()), np.array([3e200, -4e200]),
    ),
    "logsumexp": (
        lambda a: ad.logsumexp(a, axis=1),
        lambda a: precisely(mpmath.log)(precisely(mpmath.exp)(a).sum(axis=1)),
        A,
    ),
    "logsumexp of large entries": (
        ad.logsumexp,
        lambda a: mpmath.log(precisely(mpmath.exp)(a).sum()),
        np.array([1000.0, 999.0, -1000.0]),
    ),
    "softmax": (ad.softmax, softmax, A),
    "softmax of large entries": (ad.softmax, softmax, np.array([1000.0, 999.0, 990.0])),
}  # fmt: skip


def exact(a):
    return np.vectorize(mpmath.mpf, otypes=[object])(a)


def differenced(function, tangent):
    """The derivative along a tangent, by a central difference relative to the entries."""

    def slope(a):
        step = mpmath.mpf(10) ** -60 * max(abs(entry) for entry in a.ravel())
        return (function(a + step * tangent) - function(a - step * tangent)) / (2 * step)

    return slope


def as_floats(value):
    return np.asarray(np.vectorize(float, otypes=[float])(value))


@pytest.mark.parametrize("name", CASES)
def test_value_and_derivatives_against_sixty_digits(name):
    traced, oracle, at = CASES[name]
    oracle = oracle or traced
    rng = np.random.default_rng(1)
    u, v = rng.integers(-8, 8, (2, *at.shape)) / 4.0
    with mpmath.workdps(400):
        point = exact(at)
        value = as_floats(oracle(point))
        once = differenced(oracle, exact(u))
        slope, curvature = as_floats(once(point)), as_floats(differenced(once, exact(v))(point))

    def along_u(a):
        return ad.jvp(traced, (a,), (u,))[1]

    np.testing.assert_allclose(ad.vjp(traced, at)[0], value, rtol=1e-13, atol=1e-300)
    per_unit = (np.max(np.abs(value)) or 1.0) / np.max(np.abs(at))
    bend = per_unit / np.max(np.abs(at))
    close(along_u(at), slope, per_unit)
    close(ad.jvp(along_u, (at,), (v,))[1], curvature, bend)
    weights = rng.normal(size=value.shape)
    gradient = ad.grad(lambda a: np.sum(traced(a) * weights))
    assert np.sum(gradient(at) * u) == pytest.approx(np.sum(slope * weights), rel=1e-12)
    product = ad.jvp(gradient, (at,), (v,))[1]
    close(np.sum(product * u), np.sum(curvature * weights), bend)


def close(found, true, natural):
    """Compare; what is 0 comes out of the oracle as a tiny part of the `natural` size."""
    tolerance = 1e-13 * np.max(np.abs(true)) + 1e-80 * natural
    np.testing.assert_allclose(found, true, rtol=1e-11, atol=tolerance)


def test_every_primitive_of_arrays_is_in_a_case():
    used = set()
    for traced, _, at in CASES.values():
        graph = ad.trace(lambda a, f=traced: np.sum(f(a) ** 2), at)
        used |= {node.op for node in graph.nodes} | {node.op for node in graph.gradient().nodes}
    own = {name for name, primitive in PRIMITIVES.items() if primitive.pull is not None}
    assert own == used & own
    assert own == {row.name for row in vars(rows).values() if getattr(row, "pull", None)}
