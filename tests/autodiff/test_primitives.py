"""Every row of the table against an independent oracle: mpmath at 50 digits."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

import autodiff as ad
from autodiff.primitives import PRIMITIVES

ORDINARY = (-2.5, -1.3, -0.7, -0.2, 0.3, 0.8, 1.7, 3.1)
POSITIVE = (1e-8, 0.01, 0.3, 0.8, 1.0, 1.7, 42.0, 1e8)
WITHIN_ONE = (-1 + 1e-9, -0.999, -0.5, -1e-9, 0.3, 0.9, 1 - 1e-9)
BEYOND_ONE = (-1e9, -3.0, -1 - 1e-9, 1 + 1e-9, 1.2, 5.0, 1e9)
LARGE = (-1e6, -700.0, -40.0, -20.0, 20.0, 40.0, 700.0, 1e6)
ANGLES = (-50.0, *ORDINARY, 1.5707, 3.14159, 100.0)

mp = mpmath.mp


def share(a, b):
    return mpmath.mpf(1) if a > b else mpmath.mpf(0) if a < b else mpmath.mpf(1) / 2


#: For each primitive what it is, written for mpmath and without autodiff, and where to compare.
ORACLES = {
    "add": (lambda a, b: a + b, (ORDINARY, LARGE)),
    "sub": (lambda a, b: a - b, (ORDINARY, LARGE)),
    "mul": (lambda a, b: a * b, (ORDINARY, LARGE)),
    "div": (lambda a, b: a / b, (ORDINARY, (*ORDINARY, 1e-9, 1e150, -1e200))),
    "neg": (lambda a: -a, (ORDINARY + LARGE,)),
    "pow": (lambda a, b: a**b, (POSITIVE, ORDINARY)),
    "exp": (mpmath.exp, ((*ORDINARY, -745.0, -40.0, 40.0, 700.0),)),
    "expm1": (mpmath.expm1, ((*ORDINARY, -40.0, -1e-12, 1e-12, 40.0, 700.0),)),
    "log": (mpmath.log, (POSITIVE,)),
    "log1p": (mpmath.log1p, ((-1 + 1e-9, -0.5, -1e-12, 1e-12, 0.5, 1e8),)),
    "log2": (lambda a: mpmath.log(a) / mpmath.log(2), (POSITIVE,)),
    "log10": (lambda a: mpmath.log(a) / mpmath.log(10), (POSITIVE,)),
    "sqrt": (mpmath.sqrt, (POSITIVE,)),
    "cbrt": (lambda a: mpmath.sign(a) * abs(a) ** (mpmath.mpf(1) / 3), (ORDINARY + LARGE,)),
    "sin": (mpmath.sin, (ANGLES,)),
    "cos": (mpmath.cos, (ANGLES,)),
    "tan": (mpmath.tan, (ANGLES,)),
    "sec": (mpmath.sec, (ANGLES,)),
    "csc": (mpmath.csc, (ANGLES,)),
    "cot": (mpmath.cot, (ANGLES,)),
    "arcsin": (mpmath.asin, (WITHIN_ONE,)),
    "arccos": (mpmath.acos, (WITHIN_ONE,)),
    "arctan": (mpmath.atan, (ORDINARY + LARGE,)),
    "arcsec": (mpmath.asec, (BEYOND_ONE,)),
    "arccsc": (mpmath.acsc, (BEYOND_ONE,)),
    "arccot": (mpmath.acot, (ORDINARY + LARGE,)),
    "atan2": (mpmath.atan2, (ORDINARY, (*ORDINARY, 1e200, -1e-200))),
    "sinc": (mpmath.sincpi, ((*ORDINARY, 0.0, 1e-9, 1e-3, 2.01, 3.99, 30.3),)),
    "sinh": (mpmath.sinh, ((*ORDINARY, -700.0, 1e-12, 700.0),)),
    "cosh": (mpmath.cosh, ((*ORDINARY, -700.0, 1e-12, 700.0),)),
    "tanh": (mpmath.tanh, (ORDINARY + LARGE,)),
    "arcsinh": (mpmath.asinh, ((*ORDINARY, *LARGE, 1e-12),)),
    "arccosh": (mpmath.acosh, ((1 + 1e-9, 1.2, 5.0, 1e9),)),
    "arctanh": (mpmath.atanh, (WITHIN_ONE,)),
    "erf": (mpmath.erf, ((*ORDINARY, -5.0, 5.0, 1e-12),)),
    "erfc": (mpmath.erfc, ((*ORDINARY, 5.0, 20.0),)),
    "sigmoid": (lambda a: 1 / (1 + mpmath.exp(-a)), (ORDINARY + LARGE,)),
    "softplus": (lambda a: mpmath.log1p(mpmath.exp(a)), (ORDINARY + LARGE,)),
    "relu": (lambda a: max(a, mpmath.mpf(0)), (ORDINARY + LARGE,)),
    "leaky_relu": (lambda a, b: a if a > 0 else a * b, (ORDINARY, (0.01, 0.5))),
    "gelu": (lambda a: a * mpmath.ncdf(a), ((*ORDINARY, -20.0, -5.0, 5.0, 20.0),)),
    "abs": (abs, (ORDINARY + LARGE,)),
    "sign": (mpmath.sign, (ORDINARY + LARGE,)),
    "floor": (mpmath.floor, (ORDINARY,)),
    "max": (max, (ORDINARY, LARGE)),
    "min": (min, (ORDINARY, LARGE)),
    "hypot": (mpmath.hypot, (ORDINARY, (*ORDINARY, 1e200, 1e-200))),
    "where": (lambda c, a, b: a if c else b, ((0.0, 1.0), ORDINARY, LARGE)),
    "greater": (lambda a, b: mpmath.mpf(a > b), (ORDINARY, ORDINARY)),
    "greater_equal": (lambda a, b: mpmath.mpf(a >= b), (ORDINARY, ORDINARY)),
    "less": (lambda a, b: mpmath.mpf(a < b), (ORDINARY, ORDINARY)),
    "less_equal": (lambda a, b: mpmath.mpf(a <= b), (ORDINARY, ORDINARY)),
    "equal": (lambda a, b: mpmath.mpf(a == b), (ORDINARY, ORDINARY)),
    "not_equal": (lambda a, b: mpmath.mpf(a != b), (ORDINARY, ORDINARY)),
    "both": (lambda a, b: b if a else a, ((0.0, 1.0), (0.0, 1.0))),
    "either": (lambda a, b: a if a else b, ((0.0, 1.0), (0.0, 1.0))),
    "negated": (lambda a: mpmath.mpf(not a), ((0.0, 1.0),)),
    # Helpers of rules.
    "steep": (lambda a, b: a / b, (ORDINARY, ORDINARY)),
    "unit": (lambda a, b: a / b, (ORDINARY, ORDINARY)),
    "div_slope": (lambda a, b: -a / b**2, (ORDINARY, ORDINARY)),
    "pow_slope": (lambda a, b: b * a ** (b - 1), (POSITIVE, (-2.5, 0.3, 1.7, 3.1))),
    "pow_log": (lambda a, b: a**b * mpmath.log(a), (POSITIVE, (-2.5, 0.3, 1.7, 3.1))),
    "share": (share, (ORDINARY, ORDINARY)),
    "sigmoid_rest": (lambda a: 1 / (1 + mpmath.exp(a)), (ORDINARY + LARGE,)),
    "square_below_one": (lambda a: 1 - a * a, (WITHIN_ONE,)),
    "square_above_one": (lambda a: a * a - 1, (BEYOND_ONE,)),
    "root_of_square_plus_one": (lambda a: mpmath.sqrt(a * a + 1), (ORDINARY + LARGE,)),
    "normal_cdf": (mpmath.ncdf, ((*ORDINARY, -20.0, 5.0),)),
    # Tested as the derivatives of sinc and tanh.
    "sinc_slope": None,
    "sech_squared": None,
}
#: Functions whose value changes much when the input changes in its last digit, near the edges.
ILL_CONDITIONED = {"arcsin", "arccos", "arcsec", "arccsc", "arccosh", "arctanh"}


def points(name):
    axes = ORACLES[name][1]
    if len(axes) == 1:
        return [(a,) for a in axes[0]]
    longest = max(map(len, axes))
    diagonal = [tuple(axis[i % len(axis)] for axis in axes) for i in range(longest)]
    return diagonal + [
        tuple(axis[(i * 3 + j) % len(axis)] for j, axis in enumerate(axes)) for i in range(longest)
    ]


def elementwise():
    return [name for name, p in PRIMITIVES.items() if p.elementwise and ORACLES.get(name, ())]


def close(found, true, scale=1.0, relative=1e-12):
    true = float(true)
    # What is a difference of terms as large as `scale` has no more digits than they have.
    rounding = 4e-15 * min(abs(float(scale)), 1e300) + 1e-100
    return found == true or abs(found - true) <= relative * abs(true) + rounding


def precise(oracle, at, orders):
    """Central differences with 900 digits and a step of 1e-60, relative to the input."""
    with mpmath.workdps(900):
        slots = [i for i, n in enumerate(orders) for _ in range(n)]

        def f(*shifted):
            return mpmath.mpf(oracle(*shifted))

        for slot in slots:
            f = differenced(
                f, slot, mpmath.mpf(10) ** -60 * max(abs(at[slot]), mpmath.mpf(10) ** -12)
            )
        return f(*at)


def differenced(f, slot, step):
    def g(*at):
        above = (*at[:slot], at[slot] + step, *at[slot + 1 :])
        below = (*at[:slot], at[slot] - step, *at[slot + 1 :])
        return (f(*above) - f(*below)) / (2 * step)

    return g


def test_every_row_has_an_oracle():
    own = {name for name, p in PRIMITIVES.items() if p.elementwise and not name.startswith("test_")}
    assert own == set(ORACLES)


@pytest.mark.parametrize("name", elementwise())
def test_value_and_derivatives_against_fifty_digits(name):
    primitive, (oracle, _) = PRIMITIVES[name], ORACLES[name]
    relative = 1e-9 if name in ILL_CONDITIONED else 1e-12
    for at in points(name):
        inputs = tuple(mpmath.mpf(a) for a in at)
        with mpmath.workdps(50):
            value = oracle(*inputs)
        assert close(float(primitive(*at)), value, relative=relative), at
        # Differentiate in the inputs that are floats, not in conditions.
        first = 1 if name == "where" else 0
        for slot in range(first, len(at)):
            if primitive.rule(slot) is None:
                continue
            once = tuple(int(i == slot) for i in range(len(at)))
            slope = ad.grad(primitive, slot)(*at)
            true = precise(oracle, inputs, once)
            assert close(slope, true, value, relative), (at, slot, slope, true)
            for other in range(first, len(at)):
                twice = tuple(n + int(i == other) for i, n in enumerate(once))
                true = precise(oracle, inputs, twice)
                if not abs(true) < 1e300:
                    continue
                curvature = ad.grad(ad.grad(primitive, slot), other)(*at)
                assert close(curvature, true, slope, relative * 10), (
                    at,
                    slot,
                    other,
                    curvature,
                    true,
                )


@pytest.mark.parametrize("name", elementwise())
def test_arrays_and_mpmath_agree_with_floats(name):
    primitive = PRIMITIVES[name]
    columns = [np.array(column) for column in zip(*points(name), strict=True)]
    found = primitive(*columns)
    for index, at in enumerate(points(name)):
        expected = primitive(*at)
        assert float(found[index]) == pytest.approx(float(expected), rel=1e-13, abs=1e-300)
        with mpmath.workdps(40):
            precise_value = primitive(*map(mpmath.mpf, at))
            oracle = ORACLES[name][0](*map(mpmath.mpf, at))
            assert mpmath.almosteq(
                precise_value, oracle, rel_eps=mpmath.mpf(10) ** -35, abs_eps=mpmath.mpf(10) ** -45
            )


@pytest.mark.parametrize("name", [n for n in elementwise() if PRIMITIVES[n].exact])
def test_fractions_stay_exact(name):
    if name in ("pow", "pow_slope"):
        pytest.skip("exact for whole exponents only; tested below")
    for at in points(name):
        exact = [Fraction(a).limit_denominator(1000) for a in at]
        if any(a == 0 for a in exact):
            continue
        value = PRIMITIVES[name](*exact)
        assert isinstance(value, Fraction | int)
        assert float(value) == pytest.approx(float(PRIMITIVES[name](*map(float, exact))), rel=1e-12)


def test_exact_powers():
    assert PRIMITIVES["pow"](Fraction(2, 3), 3) == Fraction(8, 27)
    assert PRIMITIVES["pow"](Fraction(2, 3), -2) == Fraction(9, 4)
    assert isinstance(PRIMITIVES["pow"](Fraction(2, 3), Fraction(1, 2)), float)
    assert ad.grad(lambda x: x**3)(Fraction(2, 3)) == Fraction(4, 3)


@pytest.mark.parametrize("name", [n for n in elementwise() if PRIMITIVES[n].domain])
def test_outside_the_domain_is_an_error_that_names_the_node(name):
    outside = {
        "div": (1.0, 0.0), "div_slope": (1.0, 0.0), "steep": (0.0, 0.0), "pow": (-8.0, 1 / 3),
        "log1p": (-1.0,), "sqrt": (-1e-300,), "arcsec": (0.5,), "arccsc": (-0.5,),
        "arctanh": (1.0,), "arccosh": (0.999,), "arcsin": (1.1,), "arccos": (-1.1,),
        "csc": (0.0,), "cot": (0.0,), "pow_slope": (-8.0, 1 / 3), "pow_log": (-1.0, 2.0),
    }.get(name, (-1.0,))  # fmt: skip
    primitive = PRIMITIVES[name]
    assert math.isnan(primitive(*outside))
    assert math.isnan(primitive(*map(mpmath.mpf, outside)))
    assert np.isnan(primitive(*(np.array([a]) for a in outside)))[0]
    with pytest.raises(ad.DomainError) as error:
        ad.grad(primitive)(*outside)
    assert error.value.op == name
    assert error.value.inputs == outside
    assert name in str(error.value)


@pytest.mark.parametrize("name", [n for n in elementwise() if PRIMITIVES[n].kink])
def test_conventions_at_kinks_and_strictness(name):
    primitive = PRIMITIVES[name]
    assert primitive.convention
    at, expected = {
        "sqrt": ((0.0,), (math.inf,)), "cbrt": ((0.0,), (math.inf,)),
        "arcsin": ((1.0,), (math.inf,)), "arccos": ((-1.0,), (-math.inf,)),
        "arcsec": ((1.0,), (math.inf,)), "arccsc": ((1.0,), (-math.inf,)),
        "arccosh": ((1.0,), (math.inf,)), "arccot": ((0.0,), (-1.0,)),
        "relu": ((0.0,), (0.0,)), "leaky_relu": ((0.0, 0.1), (0.1, 0.0)), "abs": ((0.0,), (0.0,)),
        "sign": ((0.0,), (0.0,)), "floor": ((2.0,), (0.0,)), "max": ((1.5, 1.5), (0.5, 0.5)),
        "min": ((1.5, 1.5), (0.5, 0.5)), "hypot": ((0.0, 0.0), (0.0, 0.0)),
    }[name]  # fmt: skip
    assert ad.grad(primitive, range(len(at)))(*at) == expected
    graph = ad.trace(primitive, *at)
    point = dict(zip(graph.inputs, at, strict=True))
    assert tuple(ad.backprop(graph, point).gradient.values()) == expected
    with pytest.raises(ad.NotDifferentiableError, match="not differentiable"):
        ad.backprop(graph, point, strict=True)


def test_registering_a_primitive_of_ones_own():
    name = "test_cube"
    cube = ad.register(
        ad.Primitive(name, 1, array=lambda a: a * a * a, partials=(lambda y, a: 3 * a * a,))
    )
    try:
        assert ad.grad(cube)(2.0) == 12.0
        assert ad.grad(ad.grad(cube))(2.0) == 12.0
        assert ad.parse("test_cube(x) + 1")({"x": 2}) == 9
        assert ad.parse("test_cube(x)").gradient()["x"].to_text() == "3*(x*x)"
        np.testing.assert_array_equal(cube(np.array([1.0, 2.0])), [1, 8])
        with pytest.raises(ad.AutodiffError, match="already"):
            ad.register(cube)
    finally:
        del PRIMITIVES[name]
    with pytest.raises(ad.AutodiffError, match="partials"):
        ad.register(ad.Primitive("test_wrong", 2, array=np.add, partials=(lambda y, a, b: 1,)))
