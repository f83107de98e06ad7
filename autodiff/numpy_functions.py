"""Which NumPy function is which primitive, and NumPy functions made of several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff import primitives as p
from autodiff.arithmetic import Value

#: What a NumPy ufunc does to traced values, by ``(ufunc, method)``.
UFUNCS: dict[tuple[Any, str], Callable[..., Value]] = {
    (ufunc, "__call__"): function
    for ufunc, function in {
        np.add: p.add,
        np.subtract: p.sub,
        np.multiply: p.mul,
        np.divide: p.div,
        np.negative: p.neg,
        np.positive: lambda a: a,
        np.power: p.pow,
        np.float_power: p.pow,
        np.square: lambda a: a * a,
        np.reciprocal: lambda a: p.div(1, a),
        np.absolute: p.abs_,
        np.fabs: p.abs_,
        np.sign: p.sign,
        np.sqrt: p.sqrt,
        np.cbrt: p.cbrt,
        np.exp: p.exp,
        np.exp2: lambda a: p.pow(2, a),
        np.expm1: p.expm1,
        np.log: p.log,
        np.log1p: p.log1p,
        np.log2: p.log2,
        np.log10: p.log10,
        np.sin: p.sin,
        np.cos: p.cos,
        np.tan: p.tan,
        np.arcsin: p.arcsin,
        np.arccos: p.arccos,
        np.arctan: p.arctan,
        np.arctan2: p.atan2,
        np.sinh: p.sinh,
        np.cosh: p.cosh,
        np.tanh: p.tanh,
        np.arcsinh: p.arcsinh,
        np.arccosh: p.arccosh,
        np.arctanh: p.arctanh,
        np.hypot: p.hypot,
        np.maximum: p.max_,
        np.minimum: p.min_,
        np.fmax: p.max_,
        np.fmin: p.min_,
        np.greater: p.greater,
        np.greater_equal: p.greater_equal,
        np.less: p.less,
        np.less_equal: p.less_equal,
        np.equal: p.equal,
        np.not_equal: p.not_equal,
        np.logical_and: p.both,
        np.logical_or: p.either,
        np.logical_not: p.negated,
        np.bitwise_and: p.both,
        np.bitwise_or: p.either,
        np.invert: p.negated,
    }.items()
}

#: What other NumPy functions do to traced values.
FUNCTIONS: dict[Any, Callable[..., Value]] = {
    np.where: p.where,
    np.sinc: p.sinc,
}

#: Attributes of arrays that traced values have too.
METHODS: dict[str, Callable[[Value], Any]] = {
    "ndim": lambda a: len(a.shape),
    "size": lambda a: int(np.prod(a.shape)),
}


def stack(values: list[Value]) -> Value:
    """Return scalars or arrays of one shape as one array."""
    raise NotImplementedError
