"""What the interpreters run: the graph or a recording as three parallel lists.

A graph and the recording of a Python function look the same to the forward and reverse passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from autodiff.arithmetic import Value, is_finite, is_nan
from autodiff.errors import DomainError
from autodiff.primitive import Primitive, Traced

if TYPE_CHECKING:
    from autodiff.graph import Node

#: Stands in the list of primitives for an input; a constant has None there.
LEAF = Primitive("input", 0, array=lambda: None)


class Program:
    """Operations in topological order.

    Attributes
    ----------
    primitives
        For each position the operation, ``LEAF`` for an input, None for a constant.
    inputs
        The positions of its inputs.
    params
        The options of those operations that have any.
    """

    __slots__ = ("inputs", "params", "primitives")

    def __init__(self) -> None:
        self.primitives: list[Primitive | None] = []
        self.inputs: list[tuple[int, ...]] = []
        self.params: dict[int, dict[str, Any]] = {}

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> Program:
        """Return the program of a graph's nodes."""
        from autodiff.graph import CONSTANT, INPUT
        from autodiff.primitives import PRIMITIVES

        program = cls()
        leaves = {INPUT: LEAF, CONSTANT: None}
        for node in nodes:
            program.primitives.append(leaves[node.op] if node.op in leaves else PRIMITIVES[node.op])
            program.inputs.append(node.inputs)
            if node.params:
                program.params[node.id] = dict(node.params)
        return program


def plain(value: Value) -> Value:
    """Return the number behind a recorded value, however often it is being differentiated."""
    while isinstance(value, Traced) and hasattr(value, "value"):
        value = value.value
    return value


def undefined_node(
    program: Program, values: Sequence[Value], output: int
) -> tuple[int, Primitive] | None:
    """Return where the nan in the value of `output` arose, walking back along what it used.

    None where it came in with an input: a nan that a caller passes in is passed on.
    """
    position = output
    while True:
        primitive = program.primitives[position]
        if primitive is None or primitive is LEAF:
            return None
        for source in _used_inputs(program, values, position, primitive):
            if is_nan(plain(values[source])):
                position = source
                break
        else:
            return position, primitive


def _used_inputs(
    program: Program, values: Sequence[Value], position: int, primitive: Primitive
) -> tuple[int, ...]:
    sources = program.inputs[position]
    if primitive.name == "where":
        condition = plain(values[sources[0]])
        if condition is True or condition is False or isinstance(condition, int | float):
            return sources[:1] if condition != condition else (sources[1 if condition else 2],)
    return sources


def check_value(program: Program, values: Sequence[Value], output: int) -> None:
    """Raise if the value of `output` does not exist.

    Raises
    ------
    DomainError
        Naming the operation, its inputs and what it needs.
    """
    value = values[output]
    if not is_nan(value if type(value) is float else plain(value)):
        return
    origin = undefined_node(program, values, output)
    if origin is not None:
        raise value_error(program, values, *origin)


def value_error(
    program: Program, values: Sequence[Value], position: int, primitive: Primitive
) -> DomainError:
    """Return the error for an operation whose value does not exist."""
    inputs = tuple(plain(values[source]) for source in program.inputs[position])
    call = call_text(primitive, inputs)
    if primitive.domain is None or all(map(is_finite, inputs)) is False:
        problem = f"{call} is not a number (node {position})"
    else:
        needed = primitive.domain.requirement
        problem = f"{call} does not exist: {primitive.name} needs {needed} (node {position})"
    return DomainError(problem, position, primitive.name, inputs)


def call_text(primitive: Primitive, inputs: Sequence[Value]) -> str:
    """Return an operation on numbers as it would be written, for messages."""
    symbols = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**"}
    shown = [_number_text(value) for value in inputs]
    if primitive.name in symbols:
        return f" {symbols[primitive.name]} ".join(shown)
    return f"{primitive.name}({', '.join(shown)})"


def _number_text(value: Value) -> str:
    if getattr(value, "ndim", 0):
        return f"array of shape {value.shape}"
    text = str(value)
    return text[:-2] if text.endswith(".0") else text
