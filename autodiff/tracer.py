"""Recording Python functions through Python's operators and NumPy's own dispatch protocols.

``Tracer`` gives a value Python's operators and makes NumPy functions call the primitives of the
table. ``Recorded`` is the tracer that notes each operation on a ``Tape`` together with its value.

There is no global state: every recorded value knows its tape, and a tape that was made later has a
higher level. An exception in a traced function therefore leaves nothing behind.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from typing import Any

import numpy as np

from autodiff import primitives as p
from autodiff.arithmetic import (
    Constant,
    Kind,
    Value,
    coerce,
    common_kind,
    frozen_array,
    kind_of,
    shape_of,
    to_kind,
)
from autodiff.array_primitives import getitem as GETITEM
from autodiff.array_primitives import matmul
from autodiff.errors import AutodiffError, ShapeError
from autodiff.graph import Graph, GraphBuilder
from autodiff.numpy_functions import FUNCTIONS, METHODS, UFUNCS, getitem, remainder, stack
from autodiff.primitive import Primitive, Traced, silence
from autodiff.program import LEAF, Program, plain, undefined_node, value_error


class Tracer(Traced):
    """A stand-in for a number or an array, with Python's operators and NumPy's functions."""

    __slots__ = ()

    # NumPy asks this before it tries to convert; arrays on the left then leave the operation to us.
    __array_priority__ = 1000

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        function = UFUNCS.get((ufunc, method))
        if function is None:
            raise AutodiffError(_unknown(ufunc.__name__, method))
        if options and method == "__call__":
            raise AutodiffError(f"np.{ufunc.__name__} is traced without {', '.join(options)}")
        return function(*inputs, **options)

    def __array_function__(self, function: Any, types: Any, inputs: Any, options: Any) -> Any:
        implementation = FUNCTIONS.get(function)
        if implementation is None:
            raise AutodiffError(_unknown(function.__name__))
        return implementation(*inputs, **options)

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError(
            "a traced value cannot be put into a plain array; collect values with np.stack"
        )

    def __float__(self) -> float:
        raise TypeError(
            "a traced value cannot become a float; use np.sin instead of math.sin, and so on"
        )

    __int__ = __float__
    __index__ = __float__
    __complex__ = __float__

    # fmt: off
    def __add__(self, other: Any) -> Any: return p.add(self, other)
    def __radd__(self, other: Any) -> Any: return p.add(other, self)
    def __sub__(self, other: Any) -> Any: return p.sub(self, other)
    def __rsub__(self, other: Any) -> Any: return p.sub(other, self)
    def __mul__(self, other: Any) -> Any: return p.mul(self, other)
    def __rmul__(self, other: Any) -> Any: return p.mul(other, self)
    def __truediv__(self, other: Any) -> Any: return p.div(self, other)
    def __rtruediv__(self, other: Any) -> Any: return p.div(other, self)
    def __pow__(self, other: Any) -> Any: return p.pow(self, other)
    def __rpow__(self, other: Any) -> Any: return p.pow(other, self)
    def __mod__(self, other: Any) -> Any: return remainder(self, other)
    def __rmod__(self, other: Any) -> Any: return remainder(other, self)
    def __matmul__(self, other: Any) -> Any: return matmul(self, other)
    def __rmatmul__(self, other: Any) -> Any: return matmul(other, self)
    def __neg__(self) -> Any: return p.neg(self)
    def __pos__(self) -> Any: return self
    def __abs__(self) -> Any: return p.abs_(self)
    def __gt__(self, other: Any) -> Any: return p.greater(self, other)
    def __ge__(self, other: Any) -> Any: return p.greater_equal(self, other)
    def __lt__(self, other: Any) -> Any: return p.less(self, other)
    def __le__(self, other: Any) -> Any: return p.less_equal(self, other)
    def __eq__(self, other: object) -> Any: return p.equal(self, other)
    def __ne__(self, other: object) -> Any: return p.not_equal(self, other)
    def __and__(self, other: Any) -> Any: return p.both(self, other)
    def __or__(self, other: Any) -> Any: return p.either(self, other)
    def __invert__(self) -> Any: return p.negated(self)
    # fmt: on
    __hash__ = object.__hash__

    def __getitem__(self, index: Any) -> Any:
        return getitem(self, index)

    def __len__(self) -> int:
        shape = shape_of(self)
        if not shape:
            raise TypeError("a traced scalar has no length")
        return shape[0]

    def __iter__(self) -> Iterator[Any]:
        return iter([self[index] for index in range(len(self))])

    def __getattr__(self, name: str) -> Any:
        method = METHODS.get(name)
        if method is None:
            raise AttributeError(f"a traced value has no attribute {name!r}")
        return method(self)


def _unknown(name: str, method: str = "__call__") -> str:
    called = name if method == "__call__" else f"{name}.{method}"
    return f"autodiff has no rule for np.{called}; register a primitive, or write it with others"


# The C library gives freed memory back to the system when much of it is free at the heap's end, and
# gets it again page by page, which for arrays of some ten thousand entries takes longer than
# computing them. Freeing one large block (which is never touched) tells it that large blocks come
# and go here; see M_MMAP_THRESHOLD in mallopt(3).
np.empty(2**21)

_levels = itertools.count(1)
_new = object.__new__
_NOTHING: AbstractContextManager[Any] = nullcontext()


class Tape(Program):
    """A recording: operations with their values, in the order in which they happened."""

    __slots__ = ("floats", "has_arrays", "level", "values", "verbatim")

    def __init__(self, verbatim: bool = False) -> None:
        super().__init__()
        self.level = next(_levels)
        self.values: list[Value] = []
        self.floats: dict[float, int] = {}
        self.has_arrays = False
        self.verbatim = verbatim

    def silence(self) -> AbstractContextManager[Any]:
        """Return a context in which NumPy does not warn, where there are arrays on the tape."""
        return silence() if self.has_arrays else _NOTHING

    def input(self, value: Value) -> Recorded:
        """Return a recorded value that derivatives can be taken with respect to."""
        self.has_arrays = self.has_arrays or type(value) is not float
        self.primitives.append(LEAF)
        self.inputs.append(())
        self.values.append(value)
        return Recorded(self, len(self.values) - 1, value)

    def constant(self, value: Value) -> int:
        """Return the position of a value that does not depend on the inputs."""
        self.has_arrays = self.has_arrays or type(value) is not float
        self.primitives.append(None)
        self.inputs.append(())
        self.values.append(value)
        return len(self.values) - 1

    def float_constant(self, value: float) -> int:
        """Return the position of a number among floats, the same for each use of it."""
        position = self.floats.get(value)
        if position is None:
            position = self.constant(to_kind(value, Kind.FLOAT))
            # 0.0 and -0.0 are equal, and yet their reciprocals are not.
            if value:
                self.floats[value] = position
        return position

    def record(
        self,
        primitive: Primitive,
        inputs: tuple[int, ...],
        value: Value,
        params: dict[str, Any] | None = None,
    ) -> Recorded:
        """Note an operation and return its value."""
        values = self.values
        position = len(values)
        self.primitives.append(primitive)
        self.inputs.append(inputs)
        values.append(value)
        if params:
            self.params[position] = params
        recorded = _new(Recorded)
        recorded.tape = self
        recorded.index = position
        recorded.value = value
        return recorded


class Recorded(Tracer):
    """A value on a tape.

    Attributes
    ----------
    tape, index
        Where it is recorded.
    value
        A plain number or array, or a value recorded on an earlier tape.
    """

    __slots__ = ("index", "tape", "value")

    def __init__(self, tape: Tape, index: int, value: Value) -> None:
        self.tape = tape
        self.index = index
        self.value = value

    @property
    def level(self) -> int:  # type: ignore[override]
        """The level of the tape."""
        return self.tape.level

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return shape_of(self.value)

    def constant(self, value: Constant) -> Value:
        """Return a constant in the arithmetic of the value behind this."""
        return to_kind(value, kind_of(plain(self.value)))

    def process(
        self, primitive: Primitive, arguments: tuple[Value, ...], params: dict[str, Any]
    ) -> Value:
        """Compute and record."""
        tape = self.tape
        positions, values = [], []
        for argument in arguments:
            if type(argument) is Recorded and argument.tape is tape:
                positions.append(argument.index)
                values.append(argument.value)
                continue
            value = argument if isinstance(argument, Traced) else _constant(argument)
            if type(value) is int or type(value) is Fraction:
                # In the arithmetic of what it meets, so that a rule never sees 1/6 exactly
                # beside floats.
                others = (plain(other) for other in arguments if isinstance(other, Traced))
                value = to_kind(value, common_kind(others))
            positions.append(tape.constant(value))
            values.append(value)
        if primitive is p.log and not tape.verbatim:
            stable = _stable_log(tape, positions[0])
            if stable is not None:
                primitive, inner = stable
                positions, values = [inner], [tape.values[inner]]
        try:
            result = primitive(*values, **params)
        except ValueError as error:
            if isinstance(error, AutodiffError) or not any(map(shape_of, values)):
                raise
            shapes = ", ".join(str(shape_of(value)) for value in values)
            raise ShapeError(f"{primitive.name} cannot take shapes {shapes}: {error}") from error
        return tape.record(primitive, tuple(positions), result, params)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if len(inputs) == 1 and method == "__call__" and not options:
            primitive = _FAST_UNARY.get(ufunc)
            if primitive is not None:
                value = self.value
                if type(value) is float:
                    return self.tape.record(primitive, (self.index,), primitive.on_float(value))
                if type(value) is np.ndarray:
                    result = primitive(value)
                    return self.tape.record(primitive, (self.index,), result)
        return super().__array_ufunc__(ufunc, method, *inputs, **options)

    def __getitem__(self, index: Any) -> Any:
        value = self.value
        if type(index) is slice and type(value) is np.ndarray:
            # What the general way does, without its questions.
            return self.tape.record(GETITEM, (self.index,), value[index], {"index": index})
        return getitem(self, index)

    def __bool__(self) -> bool:
        number = plain(self.value)
        if shape_of(number) == () and number != number:
            origin = undefined_node(self.tape, self.tape.values, self.index)
            if origin is not None:
                raise value_error(self.tape, self.tape.values, *origin)
        return bool(number)

    def __repr__(self) -> str:
        return f"<recorded {plain(self.value)!r}>"


def _constant(value: Value) -> Value:
    """Return something that a function combines with a recorded value, safe from later changes."""
    if type(value) is float or type(value) is int or isinstance(value, Fraction | bool):
        return value
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.ndarray | list | tuple):
        return frozen_array(value)
    return coerce(value)


def _stable_log(tape: Tape, position: int) -> tuple[Primitive, int] | None:
    """Return what computes log(1 + z) safely, where that is what is about to be recorded."""
    if tape.primitives[position] is not p.add:
        return None
    first, second = tape.inputs[position]
    for one, other in ((first, second), (second, first)):
        value = tape.values[one]
        if tape.primitives[one] is None and not shape_of(value) and value == 1:
            if tape.primitives[other] is p.exp:
                return p.softplus, tape.inputs[other][0]
            return p.log1p, other
    return None


# ------------------------------------------------------------------- fast paths for plain floats


def _fast_binary(primitive: Primitive, reflected: bool) -> Callable[[Any, Any], Any]:
    """Return an operator method that skips the general machinery for plain floats and arrays."""
    kernels = {float: primitive.on_float, np.ndarray: primitive.compute_array}

    def operator_method(self: Recorded, other: Any) -> Any:
        value, tape = self.value, self.tape
        kernel = kernels.get(type(value))
        if kernel is not None:
            kind = type(other)
            try:
                if kind is Recorded:
                    if other.tape is tape and type(other.value) is type(value):
                        pair = self.index, other.index
                        return tape.record(primitive, pair, kernel(value, other.value))
                elif kind is float or kind is int:
                    index = tape.float_constant(other)
                    constant = tape.values[index]
                    if reflected:
                        return tape.record(primitive, (index, self.index), kernel(constant, value))
                    return tape.record(primitive, (self.index, index), kernel(value, constant))
            except ValueError:
                # Shapes that do not fit; the general way finds the words for it.
                pass
        return primitive(other, self) if reflected else primitive(self, other)

    return operator_method


#: NumPy functions of one number that are primitives; log is not, because log(1 + exp(x)) is not.
_FAST_UNARY: dict[Any, Primitive] = {
    ufunc: function
    for (ufunc, method), function in UFUNCS.items()
    if method == "__call__" and isinstance(function, Primitive) and function.arity == 1
    if function is not p.log
}

for _name, _primitive in (
    ("add", p.add), ("sub", p.sub), ("mul", p.mul), ("truediv", p.div), ("pow", p.pow),
):  # fmt: skip
    setattr(Recorded, f"__{_name}__", _fast_binary(_primitive, reflected=False))
    setattr(Recorded, f"__r{_name}__", _fast_binary(_primitive, reflected=True))


# --------------------------------------------------------------------------------------- tracing


def trace(function: Callable[..., Value], *examples: Value) -> Graph:
    """Return the graph of a Python function.

    Parameters
    ----------
    function
        Written with plain operators and NumPy functions. It is run once; an ``if`` on a traced
        value is settled by the examples, and the graph holds for the branch that was taken.
    examples
        One value for each parameter; their shapes are the graph's shapes.

    Returns
    -------
    A graph whose inputs are called like the function's parameters.
    """
    tape = Tape(verbatim=True)
    inputs = [tape.input(coerce(value)) for value in examples]
    with tape.silence():
        result = as_recorded(tape, function(*inputs))
    return tape_to_graph(tape, result.index, _parameter_names(function, len(examples)))


def as_recorded(tape: Tape, result: Value) -> Recorded:
    """Return what a function returned as a value on its tape, even where it is a constant."""
    if isinstance(result, Recorded) and result.tape is tape:
        return result
    if isinstance(result, list | tuple) or (
        isinstance(result, np.ndarray) and result.dtype == object
    ):
        return as_recorded(tape, stack(list(result)))
    if result is None:
        raise AutodiffError("the function returned nothing; it needs a return")
    value = result if isinstance(result, Traced) else _constant(result)
    return Recorded(tape, tape.constant(value), value)


def tape_to_graph(tape: Tape, output: int, names: list[str]) -> Graph:
    """Return what was recorded as a graph in which equal operations are one node."""
    builder = GraphBuilder()
    ids: list[int] = []
    remaining = iter(names)
    for position, primitive in enumerate(tape.primitives):
        value = plain(tape.values[position])
        if primitive is LEAF:
            ids.append(builder.input(next(remaining), shape_of(value)))
        elif primitive is None:
            ids.append(builder.constant(value))
        else:
            inputs = tuple(ids[source] for source in tape.inputs[position])
            if p.PRIMITIVES.get(primitive.name) is not primitive:
                raise AutodiffError(f"{primitive.name} is not in the table; register it first")
            params = tuple(sorted(tape.params.get(position, {}).items()))
            ids.append(builder.apply(primitive.name, inputs, params, shape_of(value)))
    return builder.graph(ids[output])


def _parameter_names(function: Callable[..., Any], count: int) -> list[str]:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [parameter.name for parameter in parameters if parameter.kind in positional][:count]
    return names + [f"x{index}" for index in range(len(names), count)]
