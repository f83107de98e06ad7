"""Derivatives of Python functions: each mode records the function once and runs an interpreter.

The functions that these return can be differentiated again, to any order and in any mixture: an
inner recording computes with the values of an outer one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autodiff.arithmetic import Value, coerce, is_nan, shape_of
from autodiff.errors import AutodiffError, ShapeError
from autodiff.forward import one_like, push_forward, zero_like
from autodiff.numpy_functions import reshape_, stack
from autodiff.primitive import Traced
from autodiff.program import check_value, plain
from autodiff.reverse import check_gradient, pull_back
from autodiff.tracer import Recorded, Tape, as_recorded

Function = Callable[..., Value]


class _Recording:
    """A function, run once at a point."""

    def __init__(
        self, function: Function, arguments: Sequence[Value], argnums: Sequence[int]
    ) -> None:
        self.tape = Tape()
        all_arguments = list(arguments)
        #: The differentiated arguments, with recorded values in place of numbers and arrays.
        self.traced: list[Value] = []
        for argnum in argnums:
            try:
                argument = arguments[argnum]
            except IndexError:
                count = len(arguments)
                raise AutodiffError(f"there is no argument {argnum}; {count} were given") from None
            is_number = type(argument) is float
            traced = self.tape.input(argument) if is_number else map_leaves(argument, self._input)
            all_arguments[argnum] = traced
            self.traced.append(traced)
        with self.tape.silence():
            self.result: Recorded = as_recorded(self.tape, function(*all_arguments))
        self.value: Value = self.result.value
        check_value(self.tape, self.tape.values, self.result.index)

    def _input(self, leaf: Value) -> Recorded:
        return self.tape.input(leaf if isinstance(leaf, Traced) else coerce(leaf))

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the result."""
        return shape_of(self.value)

    def pull(self, cotangent: Value) -> list[Value]:
        """Return the cotangent of each differentiated argument."""
        tape, output = self.tape, self.result.index
        cotangents: list[Value] = [None] * (output + 1)
        cotangents[output] = cotangent
        with tape.silence():
            pull_back(tape, tape.values, cotangents, tape.primitives)
        wanted: list[int] = []
        is_nan_found = False

        def found(leaf: Recorded) -> Value:
            nonlocal is_nan_found
            wanted.append(leaf.index)
            value = cotangents[leaf.index] if leaf.index <= output else None
            if value is None:
                return zero_like(plain(leaf.value))
            is_nan_found = is_nan_found or is_nan(value if type(value) is float else plain(value))
            return value

        results = [
            found(traced) if type(traced) is Recorded else map_leaves(traced, found)
            for traced in self.traced
        ]
        if is_nan_found and not any(is_nan(plain(tape.values[leaf])) for leaf in wanted):
            check_gradient(tape, tape.values, cotangent, output, tape.primitives, wanted)
        return results

    def push(self, tangents: Sequence[Value]) -> Value:
        """Return the tangent of the result for a tangent of each differentiated argument."""
        tape, output = self.tape, self.result.index
        moving: list[Value] = [None] * len(tape.values)
        wanted: list[int] = []
        for traced, tangent in zip(self.traced, tangents, strict=True):
            leaves: list[Recorded] = []
            parts: list[Value] = []
            map_leaves(traced, leaves.append)
            map_leaves(tangent, parts.append)
            if len(parts) != len(leaves):
                raise ShapeError("a tangent needs the same structure as its argument")
            for leaf, part in zip(leaves, parts, strict=True):
                moving[leaf.index] = _fitting(part, leaf.shape, "a tangent", "an argument")
                wanted.append(leaf.index)
        with tape.silence():
            push_forward(tape, tape.values, moving, output)
        result = moving[output]
        if result is None:
            return zero_like(plain(self.value))
        if is_nan(plain(result)):
            seed = one_like(plain(self.value))
            check_gradient(tape, tape.values, seed, output, tape.primitives, wanted)
        return result


def _fitting(value: Value, shape: tuple[int, ...], what: str, to: str) -> Value:
    """Return a tangent or cotangent, which needs the shape of what it belongs to."""
    given = value if isinstance(value, Traced) else coerce(value)
    if shape_of(given) != shape:
        raise ShapeError(f"{what} of shape {shape_of(given)} does not fit {to} of shape {shape}")
    return given


def _is_container(value: Value) -> bool:
    """Whether this holds several arguments, rather than being the entries of one array."""
    if isinstance(value, dict):
        return True
    return isinstance(value, list | tuple) and any(
        isinstance(entry, dict | np.ndarray | Traced) or _is_container(entry) for entry in value
    )


def map_leaves(value: Value, function: Callable[[Value], Value]) -> Value:
    """Return a container with `function` applied to each of its numbers and arrays."""
    if not isinstance(value, dict | list | tuple) or not _is_container(value):
        return function(value)
    if isinstance(value, dict):
        return {key: map_leaves(entry, function) for key, entry in value.items()}
    return type(value)([map_leaves(entry, function) for entry in value])


def _numbers(argnum: int | Sequence[int]) -> tuple[int, ...]:
    return (argnum,) if isinstance(argnum, int) else tuple(argnum)


def value_and_grad(function: Function, argnum: int | Sequence[int] = 0) -> Function:
    """Return a function that computes the value and the gradient together.

    Parameters
    ----------
    function
        Of numbers, arrays, or lists and dictionaries of them; written with operators and NumPy.
    argnum
        The argument, or arguments, to differentiate with respect to.

    Raises
    ------
    ShapeError
        When called, if the result is not a single number.
    DomainError
        When called, if the value or the gradient does not exist.

    Notes
    -----
    A small multiple of the cost of the function, however many arguments there are.
    """

    def both(*arguments: Value) -> tuple[Value, Value]:
        recording = _Recording(function, arguments, _numbers(argnum))
        if recording.shape:
            raise ShapeError(
                f"grad needs a function with a single number as result, not an array of shape "
                f"{recording.shape}; use jacobian"
            )
        gradients = recording.pull(one_like(plain(recording.value)))
        return recording.value, gradients[0] if isinstance(argnum, int) else tuple(gradients)

    return both


def grad(function: Function, argnum: int | Sequence[int] = 0) -> Function:
    """Return a function that computes the gradient; see :func:`value_and_grad`."""
    both = value_and_grad(function, argnum)

    def gradient(*arguments: Value) -> Value:
        return both(*arguments)[1]

    return gradient


def vjp(function: Function, *arguments: Value) -> tuple[Value, Callable[[Value], Value]]:
    """Return the value and a function that pulls a cotangent back through the Jacobian.

    The pullback returns the cotangent of the argument, or a tuple of them where there are several.
    """
    recording = _Recording(function, arguments, range(len(arguments)))

    def pullback(cotangent: Value) -> Value:
        pulled = recording.pull(_fitting(cotangent, recording.shape, "a cotangent", "a result"))
        return pulled[0] if len(pulled) == 1 else tuple(pulled)

    return recording.value, pullback


def jvp(
    function: Function, primals: Sequence[Value], tangents: Sequence[Value]
) -> tuple[Value, Value]:
    """Return the value and the tangent of the result: the Jacobian times the tangents.

    Parameters
    ----------
    function
        The function.
    primals
        Its arguments.
    tangents
        For each argument the direction in which it moves, of the same shape.
    """
    if len(primals) != len(tangents):
        raise ShapeError(f"{len(primals)} arguments need as many tangents, not {len(tangents)}")
    recording = _Recording(function, primals, range(len(primals)))
    return recording.value, recording.push(tangents)


def jacobian(function: Function, argnum: int = 0) -> Function:
    """Return a function that computes all derivatives of all entries of the result.

    Their shape is that of the result followed by that of the argument.

    Notes
    -----
    Recorded once; then one reverse pass for each entry of the result or one forward pass for each
    entry of the argument, whichever are fewer.
    """

    def derivatives(*arguments: Value) -> Value:
        recording = _Recording(function, arguments, (argnum,))
        (traced,) = recording.traced
        if not isinstance(traced, Recorded):
            raise ShapeError("jacobian needs a number or one array as argument")
        inside = traced.shape
        outside = recording.shape
        if not inside and not outside:
            return recording.pull(one_like(plain(recording.value)))[0]
        size_in, size_out = int(np.prod(inside)), int(np.prod(outside))
        if size_in == 0 or size_out == 0:
            return np.zeros(outside + inside)
        if size_out <= size_in:
            rows = [recording.pull(unit)[0] for unit in _units(outside)]
            return reshape_(stack(rows), outside + inside)
        columns = [recording.push([unit]) for unit in _units(inside)]
        return reshape_(stack(columns, axis=len(outside)), outside + inside)

    return derivatives


def _units(shape: tuple[int, ...]) -> list[Value]:
    """Return the arrays of a shape with a single 1."""
    if not shape:
        return [1.0]
    size = int(np.prod(shape))
    return [row.reshape(shape) for row in np.eye(size)]


def hessian(function: Function, argnum: int = 0) -> Function:
    """Return a function that computes all second derivatives of a function with one result."""
    return jacobian(grad(function, argnum), argnum)


def hvp(function: Function, point: Value, direction: Value) -> Value:
    """Return the Hessian times a direction, without forming the Hessian.

    Notes
    -----
    Forward over reverse: a small multiple of the cost of the gradient.
    """
    return jvp(grad(function), (point,), (direction,))[1]
