"""The table, continued: primitives that mix the entries of arrays.

Instead of partial derivatives a row has ``pull``, the product of a cotangent with the Jacobian, and
``push``, the product of the Jacobian with a tangent. Both are written with primitives, so that they
can be differentiated again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff.arithmetic import Value, shape_of
from autodiff.primitive import Primitive
from autodiff.primitives import div, equal, exp, register, unit, where

Shape = tuple[int, ...]
Inputs = tuple[Value, ...]
Params = dict[str, Any]
#: ``pull(cotangent, output, input, **params)`` or ``push(tangent, output, input, **params)``.
UnaryRule = Callable[..., Value]


def _unary(name: str, array: Callable[..., Value], pull: UnaryRule, push: UnaryRule) -> Primitive:
    """Register a primitive of one array."""
    return register(
        Primitive(
            name,
            1,
            array,
            pull=lambda slot, g, y, inputs, params: pull(g, y, inputs[0], **params),
            push=lambda slot, t, y, inputs, params: push(t, y, inputs[0], **params),
        )
    )


def _linear(name: str, array: Callable[..., Value], pull: UnaryRule) -> Primitive:
    """Register a linear primitive of one array: tangents pass through it as values do."""

    def push(tangent: Value, output: Value, a: Value, **params: Any) -> Value:
        return primitive(tangent, **params)

    primitive = _unary(name, array, pull, push)
    return primitive


# ------------------------------------------------------------------------------------------ shape


def _sum_to(a: Value, shape: Shape) -> Value:
    extra = np.ndim(a) - len(shape)
    if extra:
        a = np.add.reduce(a, axis=tuple(range(extra)))
    stretched = tuple(
        axis for axis, length in enumerate(shape) if length == 1 and np.shape(a)[axis] != 1
    )
    return np.add.reduce(a, axis=stretched, keepdims=True) if stretched else a


broadcast_to: Primitive = _linear(
    "broadcast_to",
    lambda a, shape: np.full(shape, a) if type(a) is float else np.broadcast_to(a, shape),
    pull=lambda g, y, a, shape: sum_to(g, shape=shape_of(a)),
)
sum_to: Primitive = _linear(
    "sum_to", _sum_to, pull=lambda g, y, a, shape: broadcast_to(g, shape=shape_of(a))
)
reshape: Primitive = _linear(
    "reshape",
    lambda a, shape: np.reshape(a, shape),
    pull=lambda g, y, a, shape: reshape(g, shape=shape_of(a)),
)
transpose: Primitive = _linear(
    "transpose",
    lambda a, axes: np.transpose(a, axes),
    pull=lambda g, y, a, axes: transpose(g, axes=tuple(int(i) for i in np.argsort(axes))),
)
flip: Primitive = _linear(
    "flip", lambda a, axis: np.flip(a, axis), pull=lambda g, y, a, axis: flip(g, axis=axis)
)


def _scatter(a: Value, index: Any, shape: Shape) -> Value:
    result = np.zeros(shape, dtype=np.asarray(a).dtype)
    parts = index if isinstance(index, tuple) else (index,)
    if any(isinstance(part, np.ndarray | list) for part in parts):
        np.add.at(result, index, a)
    else:
        result[index] = a
    return result


getitem: Primitive = _linear(
    "getitem",
    lambda a, index: np.asarray(a)[index],
    pull=lambda g, y, a, index: scatter(g, index=index, shape=shape_of(a)),
)
#: The reverse of indexing: an array of zeros with entries added in, repeated ones several times.
scatter: Primitive = _linear(
    "scatter", _scatter, pull=lambda g, y, a, index, shape: getitem(g, index=index)
)


def _concatenate_slice(inputs: Inputs, slot: int, axis: int) -> tuple[slice, ...]:
    lengths = [shape_of(value)[axis] for value in inputs]
    start = sum(lengths[:slot])
    return (slice(None),) * axis + (slice(start, start + lengths[slot]),)


concatenate: Primitive = register(
    Primitive(
        "concatenate",
        None,
        lambda *arrays, axis: np.concatenate(arrays, axis),
        pull=lambda slot, g, y, inputs, params: getitem(
            g, index=_concatenate_slice(inputs, slot, params["axis"])
        ),
        push=lambda slot, t, y, inputs, params: scatter(
            t, index=_concatenate_slice(inputs, slot, params["axis"]), shape=shape_of(y)
        ),
    )
)

# ------------------------------------------------------------------------------------- reductions


def _spread(value: Value, a: Value, axis: tuple[int, ...], keepdims: bool) -> Value:
    """Return what a reduction left, in the shape of what was reduced."""
    shape = shape_of(a)
    if type(value) is float:
        return broadcast_to(value, shape=shape)
    kept = tuple(1 if i in axis else length for i, length in enumerate(shape))
    return broadcast_to(value if keepdims else reshape(value, shape=kept), shape=shape)


sum_: Primitive = _linear(
    "sum",
    np.add.reduce,
    pull=lambda g, y, a, axis, keepdims: _spread(g, a, axis, keepdims),
)


def _register_extreme(name: str, function: Callable[..., Value]) -> Primitive:
    """Register the largest or smallest entry; ties share the derivative evenly."""

    def shares(y: Value, a: Value, axis: tuple[int, ...], keepdims: bool) -> Value:
        is_extreme = where(equal(a, _spread(y, a, axis, keepdims)), 1.0, 0.0)
        return div(is_extreme, sum_(is_extreme, axis=axis, keepdims=True))

    return _unary(
        name,
        lambda a, axis, keepdims: function(a, axis=axis, keepdims=keepdims),
        pull=lambda g, y, a, axis, keepdims: (
            shares(y, a, axis, keepdims) * _spread(g, a, axis, keepdims)
        ),
        push=lambda t, y, a, axis, keepdims: sum_(
            shares(y, a, axis, keepdims) * t, axis=axis, keepdims=keepdims
        ),
    )


amax: Primitive = _register_extreme("amax", np.max)
amin: Primitive = _register_extreme("amin", np.min)


def _logsumexp(a: Value, axis: tuple[int, ...], keepdims: bool) -> Value:
    largest = a.max(axis=axis, keepdims=True)
    finite = np.isfinite(largest)
    if not finite.all():
        largest = np.where(finite, largest, 0.0)
    result = np.log(np.exp(a - largest).sum(axis=axis, keepdims=True)) + largest
    return result if keepdims else result.squeeze(axis)


def softmax_of(y: Value, a: Value, axis: tuple[int, ...], keepdims: bool) -> Value:
    """Return exp(a) / sum(exp(a)) from the logarithm `y` of the denominator."""
    return exp(a - _spread(y, a, axis, keepdims))


logsumexp: Primitive = _unary(
    "logsumexp",
    _logsumexp,
    pull=lambda g, y, a, axis, keepdims: (
        softmax_of(y, a, axis, keepdims) * _spread(g, a, axis, keepdims)
    ),
    push=lambda t, y, a, axis, keepdims: sum_(
        softmax_of(y, a, axis, keepdims) * t, axis=axis, keepdims=keepdims
    ),
)


def _norm(a: Value, axis: tuple[int, ...], keepdims: bool) -> Value:
    # Scaled by the largest entry, so that squares neither overflow nor vanish.
    largest = np.max(np.abs(a), axis=axis, keepdims=True)
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    result = scale * np.sqrt(np.sum((a / scale) ** 2, axis=axis, keepdims=True))
    return result if keepdims else np.squeeze(result, axis)


def _direction(y: Value, a: Value, axis: tuple[int, ...], keepdims: bool) -> Value:
    """Return the gradient of the norm, by convention 0 at 0."""
    return unit(a, _spread(y, a, axis, keepdims))


norm: Primitive = _unary(
    "norm",
    _norm,
    pull=lambda g, y, a, axis, keepdims: (
        _direction(y, a, axis, keepdims) * _spread(g, a, axis, keepdims)
    ),
    push=lambda t, y, a, axis, keepdims: sum_(
        _direction(y, a, axis, keepdims) * t, axis=axis, keepdims=keepdims
    ),
)
cumsum: Primitive = _linear(
    "cumsum",
    lambda a, axis: np.cumsum(a, axis),
    pull=lambda g, y, a, axis: flip(cumsum(flip(g, axis=axis), axis=axis), axis=axis),
)

# --------------------------------------------------------------------------------------- products


def _swapped(a: Value) -> Value:
    axes = tuple(range(len(shape_of(a))))
    return transpose(a, axes=(*axes[:-2], axes[-1], axes[-2]))


def _matmul_pull(slot: int, g: Value, y: Value, inputs: Inputs, params: Params) -> Value:
    a, b = inputs
    if len(shape_of(a)) == len(shape_of(b)) == 2:
        return matmul(g, _swapped(b)) if slot == 0 else matmul(_swapped(a), g)
    # A vector on the left is a row, on the right a column.
    row = (1, *shape_of(a)) if len(shape_of(a)) == 1 else shape_of(a)
    column = (*shape_of(b), 1) if len(shape_of(b)) == 1 else shape_of(b)
    stacked = np.broadcast_shapes(row[:-2], column[:-2])
    g = reshape(g, shape=(*stacked, row[-2], column[-1]))
    if slot == 0:
        wide = matmul(g, _swapped(reshape(b, shape=column)))
        return reshape(sum_to(wide, shape=row), shape=shape_of(a))
    wide = matmul(_swapped(reshape(a, shape=row)), g)
    return reshape(sum_to(wide, shape=column), shape=shape_of(b))


def _replaced(inputs: Inputs, slot: int, value: Value) -> Inputs:
    return (*inputs[:slot], value, *inputs[slot + 1 :])


matmul: Primitive = register(
    Primitive(
        "matmul",
        2,
        np.matmul,
        pull=_matmul_pull,
        push=lambda slot, t, y, inputs, params: matmul(*_replaced(inputs, slot, t)),
    )
)


def _einsum_pull(slot: int, g: Value, y: Value, inputs: Inputs, params: Params) -> Value:
    """Swap the roles of the output and of one input; indices that were only summed come back."""
    terms, result = params["subscripts"].split("->")
    letters = terms.split(",")
    others = [term for i, term in enumerate(letters) if i != slot]
    rest = tuple(value for i, value in enumerate(inputs) if i != slot)
    wanted, known = letters[slot], set(result).union(*others)
    found = "".join(letter for letter in wanted if letter in known)
    subscripts = f"{','.join([result, *others])}->{found}"
    part = einsum(g, *rest, subscripts=subscripts)
    shape = shape_of(inputs[slot])
    kept = tuple(n if letter in known else 1 for letter, n in zip(wanted, shape, strict=True))
    return broadcast_to(reshape(part, shape=kept), shape=shape)


#: A sum of products of entries, in explicit form and without a letter twice in one term.
einsum: Primitive = register(
    Primitive(
        "einsum",
        None,
        lambda *arrays, subscripts: np.einsum(subscripts, *arrays),
        pull=_einsum_pull,
        push=lambda slot, t, y, inputs, params: einsum(*_replaced(inputs, slot, t), **params),
    )
)
