"""Values that the libraries lack or get wrong at the edges: stable, and right at large magnitudes.

Names end in the arithmetic they are for: ``_number`` for floats, ``_array`` for NumPy arrays,
``_mpf`` for mpmath, ``_exact`` for fractions. Functions without an ending serve several.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from autodiff.arithmetic import Value

#: An exact power with more bits than this is computed as a float instead.
_MOST_EXACT_BITS = 1_000_000


def total(*terms: Any) -> Any:
    """Return the sum of two terms or more, from left to right."""
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def divide_number(a: float, b: float) -> float:
    """Return a quotient of floats, nan for a denominator of 0."""
    try:
        return a / b
    except ZeroDivisionError:
        return math.nan


def divide_slope_number(a: float, b: float) -> float:
    """Return -a / b**2, the slope of a quotient in its denominator, nan for a denominator of 0."""
    try:
        return -(a / b) / b
    except ZeroDivisionError:
        return math.nan


def divide_exact(a: Fraction | int, b: Fraction | int) -> Fraction:
    """Return an exact quotient; ``int / int`` would be rounded."""
    return Fraction(a) / Fraction(b)


def power_defined(a: Value, b: Value) -> Any:
    """Whether the real power a**b exists: 0**0 is 1, 0**-1 and (-8)**(1/3) do not exist."""
    if (type(b) is float or np.ndim(b) == 0) and b > 0 and b % 1 == 0:
        return True
    return ((a > 0) & (b == b)) | ((a == 0) & (b >= 0)) | ((a < 0) & (b % 1 == 0))


def power_slope_defined(a: Value, b: Value) -> Any:
    """Whether the slope of a**b in a exists, infinite ones included."""
    defined = power_defined(a, b)
    return defined if defined is True else defined | ((a == 0) & (b > -1))


def power_exact(a: Fraction | int, b: Fraction | int) -> Fraction | float:
    """Return an exact power for a whole exponent that is not gigantic, else a float."""
    base, exponent = Fraction(a), Fraction(b)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator == 1 and bits * abs(exponent.numerator) <= _MOST_EXACT_BITS:
        return Fraction(base**exponent.numerator)
    with np.errstate(all="ignore"):
        return float(np.float64(float(base)) ** float(exponent))


def power_slope(a: Value, b: Value) -> Value:
    """Return b * a**(b-1), the slope of a**b in a, for scalars: 0 for b = 0, even at a = 0."""
    if b == 0:
        return b * 0
    if b == 1:
        return b
    if a == 0 and b < 1:
        return math.inf
    return b * a ** (b - 1)


def power_slope_exact(a: Value, b: Value) -> Value:
    """Return b * a**(b-1) exactly where that is possible."""
    if b == 0 or b == 1:
        return Fraction(b)
    if a == 0 and b < 1:
        return math.inf
    return b * power_exact(a, b - 1)


def power_slope_array(a: Value, b: Value) -> Value:
    """Return b * a**(b-1) elementwise."""
    if type(b) is float or np.ndim(b) == 0:
        if b == 2:
            return 2 * a
        if b > 1:
            return b * a ** (b - 1)
    a, b = np.broadcast_arrays(np.asarray(a), np.asarray(b))
    result = b * np.asarray(a ** (b - 1))
    return np.where(b == 0, 0 * b, np.where((a == 0) & (b > 0) & (b < 1), np.inf, result))


def power_log(a: Value, b: Value) -> Value:
    """Return a**b * log(a), the slope of a**b in b, for floats: 0 at a = 0 < b."""
    return 0.0 if a == 0 else float(a**b * math.log(a))


def power_log_mpf(a: Value, b: Value) -> Value:
    """Return a**b * log(a) for mpmath numbers."""
    return mpmath.mpf(0) if a == 0 else a**b * mpmath.log(a)


def power_log_array(a: Value, b: Value) -> Value:
    """Return a**b * log(a) elementwise."""
    return np.where(np.asarray(a) == 0, 0.0, a**b * np.log(a))


def steep_quotient(a: Value, b: Value) -> Value:
    """Return a / b for scalars, and infinity with the sign of `a` at b = 0."""
    return (math.inf if a > 0 else -math.inf) if b == 0 else a / b


def quotient_or_zero(a: Value, b: Value) -> Value:
    """Return a / b for scalars, and 0 at b = 0."""
    return 0 * a if b == 0 else a / b


def quotient_or_zero_array(a: Value, b: Value) -> Value:
    """Return a / b elementwise, and 0 where b = 0."""
    return np.where(np.asarray(b) == 0, 0.0, np.divide(a, b))


def sign(a: Value) -> Value:
    """Return -1, 0 or 1 in the arithmetic of a scalar."""
    return a * 0 + ((a > 0) - (a < 0)) if math.isfinite(a) else a / abs(a) if a == a else a


def share(a: Value, b: Value) -> Value:
    """Return what max(a, b) takes from `a`: 1, or 1/2 at a tie, or 0; nan beside nan."""
    if a != a or b != b:
        return math.nan
    return 1.0 if a > b else 0.5 if a == b else 0.0


def share_exact(a: Value, b: Value) -> Value:
    """Return what max(a, b) takes from `a`, exactly."""
    return Fraction(1) if a > b else Fraction(1, 2) if a == b else Fraction(0)


def share_mpf(a: Value, b: Value) -> Value:
    """Return what max(a, b) takes from `a` as an mpmath number."""
    return mpmath.mpf(share(a, b))


def share_array(a: Value, b: Value) -> Value:
    """Return what max(a, b) takes from `a` elementwise."""
    halves = (np.sign(np.subtract(a, b)) + 1) / 2
    return np.where(np.equal(a, b), 0.5, halves)


def larger(a: Value, b: Value) -> Value:
    """Return the larger scalar; nan beside nan."""
    return b if b > a or b != b else a


def smaller(a: Value, b: Value) -> Value:
    """Return the smaller scalar; nan beside nan."""
    return b if b < a or b != b else a


def cbrt_mpf(a: Value) -> Value:
    """Return the real cube root."""
    return mpmath.sign(a) * mpmath.cbrt(abs(a))


def cbrt_number(a: float) -> float:
    """Return the real cube root of a float."""
    return math.cbrt(a)


def sigmoid_number(a: float) -> float:
    """Return 1 / (1 + exp(-a)) without overflow."""
    if a >= 0:
        return 1.0 / (1.0 + math.exp(-a))
    grown = math.exp(a)
    return grown / (1.0 + grown)


def sigmoid_array(a: Value) -> Value:
    """Return 1 / (1 + exp(-a)) elementwise without overflow."""
    shrunk = np.exp(-np.abs(a))
    return np.where(np.asarray(a) >= 0, 1.0, shrunk) / (1.0 + shrunk)


def sigmoid_mpf(a: Value) -> Value:
    """Return 1 / (1 + exp(-a))."""
    return 1 / (1 + mpmath.exp(-a))


#: Where tanh is larger than this, 1 - tanh**2 has lost four of its sixteen digits.
_SATURATED = 0.9999


def sech_squared_number(a: float, tanh: float) -> float:
    """Return 1 / cosh(a)**2 without overflow and without losing small results."""
    if abs(tanh) < _SATURATED:
        return 1.0 - tanh * tanh
    shrunk = math.exp(-2.0 * abs(a))
    return 4.0 * shrunk / (1.0 + shrunk) ** 2


def sech_squared_array(a: Value, tanh: Value) -> Value:
    """Return 1 / cosh(a)**2 elementwise without overflow and without losing small results."""
    result = 1 - tanh * tanh
    if result.size and result.min() <= 1 - _SATURATED**2:
        saturated = np.abs(tanh) >= _SATURATED
        shrunk = np.exp(-2 * np.abs(a[saturated]))
        result[saturated] = 4 * shrunk / (1 + shrunk) ** 2
    return result


def softplus_number(a: float) -> float:
    """Return log(1 + exp(a)) without overflow and without losing small results."""
    return max(a, 0.0) + math.log1p(math.exp(-abs(a)))


def softplus_array(a: Value) -> Value:
    """Return log(1 + exp(a)) elementwise."""
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


def softplus_mpf(a: Value) -> Value:
    """Return log(1 + exp(a))."""
    return mpmath.log1p(mpmath.exp(a))


def elementwise(function: Callable[[float], float]) -> Callable[[Value], Value]:
    """Return a function on floats as one on arrays, for what NumPy lacks."""
    loop = np.frompyfunc(function, 1, 1)

    def on_arrays(a: Value) -> Value:
        return np.asarray(loop(a), dtype=np.asarray(a).dtype)

    return on_arrays


def normal_cdf_number(a: float) -> float:
    """Return the standard normal distribution function, accurate in the lower tail."""
    return math.erfc(-a / math.sqrt(2.0)) / 2.0


def normal_cdf_mpf(a: Value) -> Value:
    """Return the standard normal distribution function."""
    return mpmath.erfc(-a / mpmath.sqrt(2)) / 2


def arccot_number(a: float) -> float:
    """Return arctan(1/a), and pi/2 at 0."""
    return math.atan(1.0 / a) if a else math.pi / 2


def arccot_array(a: Value) -> Value:
    """Return arctan(1/a) elementwise, and pi/2 at 0."""
    return np.where(np.asarray(a) == 0, np.pi / 2, np.arctan(np.divide(1.0, a)))


def arccot_mpf(a: Value) -> Value:
    """Return arctan(1/a), and pi/2 at 0."""
    return mpmath.atan(1 / a) if a else mpmath.pi / 2


#: Below this distance from 0 the derivatives of sinc come from its Taylor series.
_SINC_SERIES = 1.0


def sinc_slope(a: Value, order: int) -> Value:
    """Return the derivative number `order` of sin(pi a) / (pi a) at a float or mpmath number.

    Notes
    -----
    Near 0 the Taylor series; elsewhere the recurrence that follows from differentiating
    ``a * sinc(a) = sin(pi a) / pi`` as often as wanted.
    """
    is_mpf = isinstance(a, mpmath.mpf)
    pi: Any = mpmath.pi if is_mpf else math.pi
    if abs(a) < _SINC_SERIES * (1 + order):
        return _sinc_series(a, order, pi, 1 / mpmath.mpf(2) ** (mpmath.mp.prec + 10))
    sine: Any = mpmath.sin if is_mpf else math.sin
    cosine: Any = mpmath.cos if is_mpf else math.cos
    result = sine(pi * a) / (pi * a)
    for n in range(1, order + 1):
        wave = (sine, cosine)[n % 2](pi * a) * (-1) ** (n // 2)
        result = (pi ** (n - 1) * wave - n * result) / a
    return result


def _sinc_series(a: Value, order: int, pi: Any, smallest: Any) -> Value:
    # The terms alternate and first grow, so that a few more digits than wanted are carried.
    with mpmath.extradps(15 + 2 * order):
        wide_pi, at = mpmath.pi, mpmath.mpf(a)
        total = mpmath.mpf(0)
        for k in range((order + 1) // 2, 10_000):
            term = (-1) ** k * wide_pi ** (2 * k) * at ** (2 * k - order)
            term *= mpmath.rf(2 * k - order + 1, order) / mpmath.factorial(2 * k + 1)
            total += term
            if k > order and abs(term) <= smallest * max(abs(total), smallest):
                break
    return +total if isinstance(a, mpmath.mpf) else float(total)


def sinc_slope_array(a: Value, order: int) -> Value:
    """Return the derivative number `order` of sinc elementwise."""
    return elementwise(lambda x: float(sinc_slope(x, order)))(a)


def compare_number(relation: Callable[[Any, Any], Any]) -> Callable[..., Value]:
    """Return a comparison of scalars whose answer beside nan is nan, not False."""

    def compare(a: Value, b: Value) -> Value:
        return bool(relation(a, b)) if a == a and b == b else math.nan

    return compare


def compare_array(relation: Callable[..., Any]) -> Callable[..., Value]:
    """Return a comparison of arrays whose answer beside nan is nan, not False."""

    def compare(a: Value, b: Value) -> Value:
        result = relation(a, b)
        unknown = np.isnan(a) | np.isnan(b)
        return np.where(unknown, np.nan, result) if np.any(unknown) else result

    return compare


def choose(condition: Value, a: Value, b: Value) -> Value:
    """Return `a` where the condition holds, else `b`, for scalars; nan where it is unknown."""
    if condition != condition:
        return math.nan
    return a if condition else b


def choose_array(condition: Value, a: Value, b: Value) -> Value:
    """Return `a` where the condition holds, else `b`, elementwise."""
    chosen = np.where(np.asarray(condition) != 0, a, b)
    unknown = np.not_equal(condition, condition)
    return np.where(unknown, np.nan, chosen) if np.any(unknown) else chosen
