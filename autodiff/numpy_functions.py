"""Which NumPy function is which primitive, and NumPy functions made of several.

Functions here take traced values, arrays and numbers alike.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autodiff import array_primitives as arrays
from autodiff import primitives as p
from autodiff.arithmetic import Value, shape_of
from autodiff.array_primitives import broadcast_to, concatenate, einsum, reshape, sum_, transpose
from autodiff.errors import AutodiffError, ShapeError
from autodiff.primitive import Traced
from autodiff.program import plain

Axis = int | tuple[int, ...] | None


def _axes(a: Value, axis: Axis) -> tuple[int, ...]:
    """Return the axes that are meant as a tuple of numbers that are not negative."""
    ndim = len(shape_of(a))
    chosen = tuple(range(ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    for number in chosen:
        if not -ndim <= number < ndim:
            raise ShapeError(f"axis {number} does not exist in an array of shape {shape_of(a)}")
    return tuple(number % ndim for number in chosen)


def _reduction(primitive: Callable[..., Value]) -> Callable[..., Value]:
    def reduce(a: Value, axis: Axis = None, keepdims: bool = False) -> Value:
        axes = _axes(a, axis)
        return primitive(a, axis=axes, keepdims=bool(keepdims)) if shape_of(a) else a

    return reduce


sum = _reduction(sum_)
amax = _reduction(arrays.amax)
amin = _reduction(arrays.amin)
logsumexp = _reduction(arrays.logsumexp)


def mean(a: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return the average over axes."""
    count = int(np.prod([shape_of(a)[i] for i in _axes(a, axis)]))
    return p.div(sum(a, axis, keepdims), count)


def var(a: Value, axis: Axis = None, ddof: int = 0, keepdims: bool = False) -> Value:
    """Return the variance over axes."""
    count = int(np.prod([shape_of(a)[i] for i in _axes(a, axis)]))
    apart = a - mean(a, axis, keepdims=True)
    return p.div(sum(apart * apart, axis, keepdims), count - ddof)


def std(a: Value, axis: Axis = None, ddof: int = 0, keepdims: bool = False) -> Value:
    """Return the standard deviation over axes."""
    return p.sqrt(var(a, axis, ddof, keepdims))


def prod(a: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return the product over axes.

    Notes
    -----
    Multiplied pairwise like a tournament, in about log2(n) steps. Dividing the product by each
    factor, which is how its derivative is often computed, fails at zeros.
    """
    axes = _axes(a, axis)
    if not axes:
        return a
    shape = shape_of(a)
    rest = tuple(i for i in range(len(shape)) if i not in axes)
    count = int(np.prod([shape[i] for i in axes]))
    factors = reshape(transpose(a, axes=(*axes, *rest)), shape=(count, *(shape[i] for i in rest)))
    while count > 1:
        half = count // 2
        products = factors[:half] * factors[half : 2 * half]
        factors = concatenate(products, factors[2 * half :], axis=0) if count % 2 else products
        count = shape_of(factors)[0]
    kept = tuple(1 if i in axes else n for i, n in enumerate(shape))
    final = kept if keepdims else tuple(shape[i] for i in rest)
    if not count:
        return np.ones(final) if final else 1.0
    return reshape(factors, shape=final) if final else factors[0]


def softmax(a: Value, axis: Axis = -1) -> Value:
    """Return exp(a) / sum(exp(a)) along an axis, without overflow."""
    return p.exp(a - logsumexp(a, axis, keepdims=True))


def clip(a: Value, lowest: Value = None, highest: Value = None) -> Value:
    """Return `a` limited to a range; at the limits the derivative is one half."""
    if lowest is not None:
        a = p.max_(a, lowest)
    return a if highest is None else p.min_(a, highest)


def norm(a: Value, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Value:
    """Return the Euclidean length; its gradient at 0 is 0 by convention."""
    if ord not in (None, 2) or (ord == 2 and axis is None and len(shape_of(a)) > 1):
        raise AutodiffError("of the norms only the Euclidean one is traced; write others out")
    return _reduction(arrays.norm)(a, axis, keepdims)


def cumsum(a: Value, axis: int | None = None) -> Value:
    """Return the running sum."""
    if axis is None:
        a, axis = ravel(a), 0
    return arrays.cumsum(a, axis=_axes(a, axis)[0])


def remainder(a: Value, b: Value) -> Value:
    """Return a - b * floor(a / b)."""
    return a - b * p.floor(p.div(a, b))


def logaddexp(a: Value, b: Value) -> Value:
    """Return log(exp(a) + exp(b)) without overflow."""
    return b + p.softplus(a - b)


# ------------------------------------------------------------------------------------------ shape


def reshape_(a: Value, shape: int | Sequence[int], *more: int) -> Value:
    """Return the entries in another shape, of which one length may be -1."""
    wanted = (shape, *more) if isinstance(shape, int) else tuple(shape)
    return reshape(a, shape=np.empty(shape_of(a), dtype=bool).reshape(wanted).shape)


def ravel(a: Value) -> Value:
    """Return the entries as one row."""
    return reshape_(a, -1)


def transpose_(a: Value, axes: Sequence[int] | None = None) -> Value:
    """Return the axes in another order, reversed by default."""
    ndim = len(shape_of(a))
    order = range(ndim)[::-1] if axes is None else (axis % ndim for axis in axes)
    return transpose(a, axes=tuple(order))


def swapaxes(a: Value, first: int, second: int) -> Value:
    """Return an array with two axes exchanged."""
    order = list(range(len(shape_of(a))))
    order[first], order[second] = order[second], order[first]
    return transpose(a, axes=tuple(order))


def moveaxis(a: Value, source: int, destination: int) -> Value:
    """Return an array with one axis moved."""
    axes = list(range(len(shape_of(a))))
    moved = axes.pop(source)
    axes.insert(destination % (len(axes) + 1), moved)
    return transpose(a, axes=tuple(axes))


def expand_dims(a: Value, axis: int | tuple[int, ...]) -> Value:
    """Return an array with new axes of length 1."""
    return reshape(a, shape=np.expand_dims(np.empty(shape_of(a), dtype=bool), axis).shape)


def squeeze(a: Value, axis: Axis = None) -> Value:
    """Return an array without axes of length 1."""
    return reshape(a, shape=np.squeeze(np.empty(shape_of(a), dtype=bool), axis).shape)


def getitem(a: Value, index: Any) -> Value:
    """Return entries of an array."""
    parts = index if isinstance(index, tuple) else (index,)
    if any(isinstance(part, Traced) for part in parts):
        parts = tuple(_plain_index(part) for part in parts)
    parts = tuple(np.array(part) if isinstance(part, list | np.ndarray) else part for part in parts)
    if not shape_of(a):
        raise ShapeError("a traced scalar cannot be indexed")
    try:
        return arrays.getitem(a, index=parts if isinstance(index, tuple) else parts[0])
    except IndexError as error:
        # Python's own exception, because it ends a for loop over the entries.
        raise IndexError(f"{error} (shape {shape_of(a)})") from None


def _plain_index(part: Any) -> Any:
    value = plain(part)
    if isinstance(value, np.ndarray) and value.dtype.kind == "b":
        return value
    if isinstance(part, Traced):
        raise AutodiffError("an index must not depend on what is differentiated")
    return part


def take(a: Value, indices: Any, axis: int | None = None) -> Value:
    """Return entries along an axis."""
    if axis is None:
        return getitem(ravel(a), np.asarray(indices))
    return getitem(a, (slice(None),) * (axis % len(shape_of(a))) + (np.asarray(indices),))


def roll(a: Value, shift: int, axis: int | None = None) -> Value:
    """Return entries moved around in a circle."""
    moved = np.roll(np.arange(shape_of(a)[axis] if axis is not None else ravel(a).size), shift)
    return take(a, moved, axis) if axis is not None else reshape_(take(a, moved), shape_of(a))


def diff(a: Value, n: int = 1, axis: int = -1) -> Value:
    """Return differences of neighbours."""
    before = (slice(None),) * (axis % len(shape_of(a)))
    for _ in range(n):
        a = getitem(a, (*before, slice(1, None))) - getitem(a, (*before, slice(None, -1)))
    return a


def flip(a: Value, axis: Axis = None) -> Value:
    """Return entries in reverse order."""
    return arrays.flip(a, axis=_axes(a, axis))


def broadcast(a: Value, shape: int | Sequence[int]) -> Value:
    """Return an array repeated to a shape."""
    return broadcast_to(a, shape=(shape,) if isinstance(shape, int) else tuple(shape))


def join(values: Sequence[Value], axis: int | None = 0) -> Value:
    """Return arrays one after another."""
    parts = [value if isinstance(value, Traced) else np.asarray(value, float) for value in values]
    if axis is None:
        return concatenate(*map(ravel, parts), axis=0) if len(parts) > 1 else ravel(parts[0])
    number = _axes(parts[0], axis)[0]
    return concatenate(*parts, axis=number) if len(parts) > 1 else parts[0]


def stack(values: Sequence[Value], axis: int = 0) -> Value:
    """Return scalars or arrays of one shape as one array with a new axis."""
    parts = [stack(list(v)) if isinstance(v, list | tuple) else v for v in values]
    if not parts:
        raise ShapeError("nothing to stack")
    shapes = {shape_of(part) for part in parts}
    if len(shapes) > 1:
        raise ShapeError(f"arrays to stack must have the same shape, not {sorted(shapes)}")
    return join([expand_dims(part, axis) for part in parts], axis)


def vstack(values: Sequence[Value]) -> Value:
    """Return rows one below another."""
    parts = [expand_dims(v, 0) if len(shape_of(v)) == 1 else v for v in values]
    return join(parts, 0)


def hstack(values: Sequence[Value]) -> Value:
    """Return arrays side by side."""
    return join(values, 0 if len(shape_of(values[0])) == 1 else 1)


# --------------------------------------------------------------------------------------- products


def dot(a: Value, b: Value) -> Value:
    """Return the product in the sense of np.dot."""
    if not shape_of(a) or not shape_of(b):
        return p.mul(a, b)
    if len(shape_of(b)) <= 2:
        return arrays.matmul(a, b)
    raise AutodiffError("np.dot is traced for vectors and matrices; use np.matmul or np.einsum")


def outer(a: Value, b: Value) -> Value:
    """Return all products of an entry of `a` and an entry of `b`."""
    return p.mul(reshape_(a, (-1, 1)), reshape_(b, (1, -1)))


def einsum_(subscripts: str, *operands: Value) -> Value:
    """Return a sum of products in Einstein's notation."""
    if not isinstance(subscripts, str):
        raise AutodiffError("np.einsum is traced with subscripts as a text, such as 'ij,jk->ik'")
    text = subscripts.replace(" ", "")
    if "." in text:
        raise AutodiffError("np.einsum is traced without an ellipsis")
    if "->" not in text:
        joined = text.replace(",", "")
        text += "->" + "".join(sorted(x for x in set(joined) if joined.count(x) == 1))
    terms, result = text.split("->")
    return _einsum_of_distinct(terms.split(","), result, list(operands))


def _einsum_of_distinct(terms: list[str], result: str, operands: list[Value]) -> Value:
    """Write a letter that stands twice in a term, as in a trace, as two joined by an identity."""
    unused = iter(sorted(set(string.ascii_letters) - set("".join(terms))))
    for slot, term in enumerate(list(terms)):
        for position, letter in enumerate(term):
            if letter in term[:position]:
                fresh = next(unused)
                terms[slot] = terms[slot][:position] + fresh + terms[slot][position + 1 :]
                terms.append(letter + fresh)
                operands.append(np.eye(shape_of(operands[slot])[position]))
    return einsum(*operands, subscripts=f"{','.join(terms)}->{result}")


# ---------------------------------------------------------------------------------------- tables

_ELEMENTWISE: dict[Any, Callable[..., Value]] = {
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
    np.logaddexp: logaddexp,
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
    np.deg2rad: lambda a: a * (np.pi / 180),
    np.radians: lambda a: a * (np.pi / 180),
    np.rad2deg: lambda a: a * (180 / np.pi),
    np.degrees: lambda a: a * (180 / np.pi),
    np.hypot: p.hypot,
    np.maximum: p.max_,
    np.minimum: p.min_,
    np.fmax: p.max_,
    np.fmin: p.min_,
    np.floor: p.floor,
    np.remainder: remainder,
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
    np.matmul: arrays.matmul,
    np.isnan: lambda a: np.isnan(plain(a)),
    np.isfinite: lambda a: np.isfinite(plain(a)),
}

#: What a NumPy ufunc does to traced values, by ``(ufunc, method)``.
UFUNCS: dict[tuple[Any, str], Callable[..., Value]] = {
    **{(ufunc, "__call__"): function for ufunc, function in _ELEMENTWISE.items()},
    (np.add, "reduce"): sum,
    (np.multiply, "reduce"): prod,
    (np.maximum, "reduce"): amax,
    (np.minimum, "reduce"): amin,
    (np.add, "accumulate"): lambda a, axis=0: cumsum(a, axis),
}

#: What other NumPy functions do to traced values.
FUNCTIONS: dict[Any, Callable[..., Value]] = {
    np.where: p.where,
    np.sinc: p.sinc,
    np.clip: clip,
    np.sum: sum,
    np.mean: mean,
    np.average: mean,
    np.var: var,
    np.std: std,
    np.prod: prod,
    np.max: amax,
    np.min: amin,
    np.amax: amax,
    np.amin: amin,
    np.cumsum: cumsum,
    np.diff: diff,
    np.linalg.norm: norm,
    np.dot: dot,
    np.vdot: lambda a, b: dot(ravel(a), ravel(b)),
    np.inner: lambda a, b: dot(a, transpose_(b)),
    np.outer: outer,
    np.einsum: einsum_,
    np.trace: lambda a: einsum_("ii->", a),
    np.reshape: reshape_,
    np.ravel: ravel,
    np.transpose: transpose_,
    np.swapaxes: swapaxes,
    np.moveaxis: moveaxis,
    np.expand_dims: expand_dims,
    np.squeeze: squeeze,
    np.take: take,
    np.roll: roll,
    np.flip: flip,
    np.broadcast_to: broadcast,
    np.concatenate: join,
    np.stack: stack,
    np.vstack: vstack,
    np.hstack: hstack,
    np.zeros_like: lambda a: np.zeros(shape_of(a)),
    np.ones_like: lambda a: np.ones(shape_of(a)),
    np.full_like: lambda a, value: broadcast(value, shape_of(a)),
    np.shape: shape_of,
    np.ndim: lambda a: len(shape_of(a)),
    np.size: lambda a: int(np.prod(shape_of(a))),
}


def _method(function: Callable[..., Value]) -> Callable[[Value], Callable[..., Value]]:
    def bind(a: Value) -> Callable[..., Value]:
        return lambda *inputs, **options: function(a, *inputs, **options)

    return bind


#: Attributes of arrays that traced values have too.
METHODS: dict[str, Callable[[Value], Any]] = {
    "ndim": lambda a: len(shape_of(a)),
    "size": lambda a: int(np.prod(shape_of(a))),
    "dtype": lambda a: np.asarray(plain(a)).dtype,
    "T": transpose_,
    "sum": _method(sum),
    "mean": _method(mean),
    "var": _method(var),
    "std": _method(std),
    "prod": _method(prod),
    "max": _method(amax),
    "min": _method(amin),
    "cumsum": _method(cumsum),
    "clip": _method(clip),
    "dot": _method(dot),
    "reshape": _method(reshape_),
    "ravel": _method(ravel),
    "flatten": _method(ravel),
    "squeeze": _method(squeeze),
    "swapaxes": _method(swapaxes),
    "take": _method(take),
    "copy": lambda a: lambda: a,
    "transpose": lambda a: (
        lambda *axes: transpose_(
            a, None if not axes else axes[0] if isinstance(axes[0], tuple) else axes
        )
    ),
}
