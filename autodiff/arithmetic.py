"""The four kinds of number that everything is computed with, and how they mix.

=========  ============================  ==========================================
kind       Python type                   what a constant such as 1/10 becomes
=========  ============================  ==========================================
EXACT      int, Fraction                 Fraction(1, 10)
FLOAT      float                         0.1
MPF        mpmath.mpf                    one tenth at mpmath's working precision
ARRAY      numpy.ndarray of floats       0.1
=========  ============================  ==========================================

Mixed numbers take the kind further down the table. Whole numbers that a caller passes in are
measurements, not exact fractions: they become floats unless a Fraction stands beside them.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Iterable, Mapping
from enum import Enum, IntEnum
from fractions import Fraction
from typing import Any, TypeAlias

import mpmath
import numpy as np

from autodiff.errors import ShapeError

#: A number of any kind, an array, or something traced that stands for one.
Value: TypeAlias = Any


class Kind(IntEnum):
    """What a number is, in the order in which mixed numbers are promoted."""

    EXACT = 0
    FLOAT = 1
    MPF = 2
    ARRAY = 3


class Irrational(Enum):
    """A constant that no fraction equals; it is rounded only when the arithmetic is known."""

    PI = "pi"
    E = "e"


#: What a constant node holds. Decimals are exact fractions; an array is read-only.
Constant: TypeAlias = "int | Fraction | float | Irrational | np.ndarray[Any, Any]"

_KIND_OF_TYPE: dict[type, Kind] = {
    float: Kind.FLOAT,
    int: Kind.EXACT,
    bool: Kind.EXACT,
    Fraction: Kind.EXACT,
    mpmath.mpf: Kind.MPF,
    np.ndarray: Kind.ARRAY,
}


def kind_of(value: Value) -> Kind:
    """Return the kind of a plain (not traced) number."""
    kind = _KIND_OF_TYPE.get(type(value))
    if kind is not None:
        return kind
    if isinstance(value, np.generic | np.ndarray):
        return Kind.ARRAY
    if isinstance(value, float):
        return Kind.FLOAT
    if isinstance(value, mpmath.mpf):
        return Kind.MPF
    raise TypeError(
        f"{type(value).__name__} is not a number that autodiff computes with; "
        "use float, Fraction, mpmath.mpf or a NumPy array"
    )


def common_kind(values: Iterable[Value]) -> Kind:
    """Return the kind that an operation on `values` has; EXACT for none."""
    return max(map(kind_of, values), default=Kind.EXACT)


def to_kind(constant: Constant, kind: Kind) -> Value:
    """Return `constant` rounded once, in the arithmetic of `kind`."""
    if isinstance(constant, Irrational):
        if kind is Kind.MPF:
            return +(mpmath.pi if constant is Irrational.PI else mpmath.e)
        return math.pi if constant is Irrational.PI else math.e
    if kind is Kind.EXACT or isinstance(constant, np.ndarray | mpmath.mpf):
        return constant
    if kind is Kind.MPF:
        if isinstance(constant, Fraction):
            return mpmath.mpf(constant.numerator) / constant.denominator
        return mpmath.mpf(constant)
    try:
        return float(constant)
    except OverflowError:
        return math.copysign(math.inf, constant)


def coerce(value: Value) -> Value:
    """Return what a caller passed in as one of the kinds; arrays are copied and made read-only.

    Raises
    ------
    TypeError
        If it is not a real number or an array of real numbers.
    ShapeError
        If it is a ragged list.
    """
    if type(value) is float:
        return value
    if isinstance(value, Fraction | float):
        return value if isinstance(value, Fraction) else float(value)
    if isinstance(value, int | np.integer | np.bool_):
        return to_kind(int(value), Kind.FLOAT)
    if isinstance(value, np.floating):
        return float(value)
    if isinstance(value, mpmath.mpf):
        return value
    if isinstance(value, mpmath.mp.constant):
        return +value
    if isinstance(value, decimal.Decimal):
        return Fraction(value)
    if isinstance(value, np.ndarray | list | tuple):
        return frozen_array(value)
    raise TypeError(f"{type(value).__name__} is not a real number or an array of them")


def frozen_array(value: Value) -> Value:
    """Return a private read-only float copy of an array; a Python float if it has no axes."""
    try:
        array = np.array(value)
    except ValueError as error:
        raise ShapeError("the rows of a nested list must have the same length") from error
    if array.dtype.kind in "biu":
        array = array.astype(np.float64)
    if array.dtype.kind != "f":
        raise TypeError(f"an array of {array.dtype} is not an array of real numbers")
    if array.ndim == 0:
        return float(array)
    array.flags.writeable = False
    return array


def coerce_point(point: Mapping[str, Value]) -> dict[str, Value]:
    """Return `point` with every number coerced and promoted to the kind they have in common."""
    kept_exact = any(isinstance(value, Fraction) for value in point.values())
    coerced = {
        name: value if kept_exact and type(value) is int else coerce(value)
        for name, value in point.items()
    }
    kind = common_kind(coerced.values())
    return {
        name: value if kind_of(value) is Kind.ARRAY else to_kind(value, kind)
        for name, value in coerced.items()
    }


def decimal_constant(value: float) -> int | Fraction | float:
    """Return the exact number that the shortest decimal of a float spells.

    Rounding it again gives the same float, so no float computation changes, and 0.1 in a traced
    function is one tenth when the graph is evaluated exactly.
    """
    if not math.isfinite(value):
        return value
    exact = Fraction(repr(float(value)))
    return exact.numerator if exact.denominator == 1 else exact


def is_nan(value: Value) -> bool:
    """Whether a plain number is, or an array contains, something that is not a number."""
    if type(value) is float:
        return value != value
    if isinstance(value, np.ndarray):
        # The largest entry is nan if any is.
        largest = value.max() if value.size else 0.0
        return bool(largest != largest)
    return bool(value != value)


def is_finite(value: Value) -> bool:
    """Whether a plain number, or every entry of an array, is finite."""
    if isinstance(value, np.ndarray | np.generic):
        return bool(np.isfinite(value).all())
    if isinstance(value, int | Fraction):
        return True
    return bool(mpmath.isfinite(value)) if isinstance(value, mpmath.mpf) else math.isfinite(value)


def shape_of(value: Value) -> tuple[int, ...]:
    """Return the shape of anything with one; () for a plain number."""
    shape = getattr(value, "shape", ())
    return tuple(shape)
