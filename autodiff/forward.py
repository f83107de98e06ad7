"""Forward interpreters: values, and values pushed along with tangents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from autodiff.arithmetic import (
    Kind,
    Value,
    coerce_point,
    common_kind,
    kind_of,
    shape_of,
    to_kind,
)
from autodiff.array_primitives import broadcast_to, sum_to
from autodiff.errors import AutodiffError, ShapeError
from autodiff.graph import CONSTANT, INPUT, Graph, Path
from autodiff.primitive import Traced, silence
from autodiff.primitives import where
from autodiff.program import LEAF, Program, check_value, plain


def evaluate(graph: Graph, point: Mapping[str, Value], strict: bool = True) -> Any:
    """Return the value of a graph; see :meth:`autodiff.Graph.__call__`."""
    stable = graph.stable
    values = forward_values(stable, point)
    if strict:
        for output in stable.outputs.values():
            check_value(stable.program, values, output)
    results = {path: values[output] for path, output in stable.outputs.items()}
    if set(results) == {()}:
        return results[()]
    return _nested(reduce_gradient(graph, results, point))


def forward_values(graph: Graph, point: Mapping[str, Value]) -> list[Value]:
    """Return the value of every node; nan where it does not exist.

    Raises
    ------
    AutodiffError
        If an input has no value.
    ShapeError
        If the shapes of arrays do not fit.
    """
    missing = [name for name in graph.inputs if name not in point]
    if missing:
        raise AutodiffError(f"no value for {', '.join(missing)}; the graph needs {graph.inputs}")
    given = {name: point[name] for name in graph.inputs}
    traced = [value for value in given.values() if isinstance(value, Traced)]
    if not traced:
        given = coerce_point(given)
    check_shapes(graph, given)
    kind = common_kind(map(plain, given.values())) if given else Kind.FLOAT
    values: list[Value] = [None] * len(graph.nodes)
    for node in graph.nodes:
        if node.op == INPUT:
            values[node.id] = given[node.name]
        elif node.op == CONSTANT:
            assert node.value is not None
            values[node.id] = to_kind(node.value, kind)
    with silence():
        run(graph.program, values)
    return values


def check_shapes(graph: Graph, given: Mapping[str, Value]) -> None:
    """Raise if an input has another shape than the graph was traced with.

    A graph of scalars takes arrays of any shape: it is applied elementwise.

    Raises
    ------
    ShapeError
        Naming the input and both shapes.
    """
    if graph.is_scalar:
        return
    for node in graph.nodes:
        if node.op == INPUT and shape_of(given[node.name]) != node.shape:
            raise ShapeError(
                f"{node.name} has shape {shape_of(given[node.name])}; "
                f"the graph was traced with {node.shape}"
            )


def run(program: Program, values: list[Value]) -> None:
    """Fill in the values of the operations from those of the inputs and constants."""
    for position, primitive in enumerate(program.primitives):
        if primitive is None or primitive is LEAF:
            continue
        inputs = tuple([values[source] for source in program.inputs[position]])
        params = program.params.get(position, {})
        try:
            values[position] = primitive(*inputs, **params)
        except ValueError as error:
            if any(shape_of(value) for value in inputs):
                shapes = ", ".join(str(shape_of(value)) for value in inputs)
                message = f"{primitive.name} cannot take shapes {shapes}: {error}"
                raise ShapeError(message) from error
            raise


def reduce_gradient(
    graph: Graph, results: Mapping[Path, Value], point: Mapping[str, Value]
) -> Mapping[Path, Value]:
    """Return the parts of a gradient in the shapes of the inputs.

    A graph of scalars that is evaluated on arrays is applied elementwise; its gradient is that of
    the sum of the results, so that an input that was broadcast collects the parts.
    """
    shapes = {name: shape_of(point[name]) for name in graph.inputs}
    if not graph.is_scalar or not any(shapes.values()):
        return results
    full = np.broadcast_shapes(*shapes.values())
    reduced = {}
    for path, value in results.items():
        whole = np.broadcast_to(value, full)
        fits = len(path) == 1 and path[0] in shapes
        reduced[path] = sum_to(whole, shape=shapes[path[0]]) if fits else whole
    return reduced


def _nested(results: Mapping[Path, Value]) -> Any:
    """Return ``{("x", "y"): v}`` as ``{"x": {"y": v}}``."""
    nested: dict[str, Any] = {}
    for path, value in results.items():
        place = nested
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = value
    return nested


def one_like(value: Value) -> Value:
    """Return 1 in the arithmetic and shape of a plain number or array."""
    if type(value) is float:
        return 1.0
    if kind_of(value) is Kind.ARRAY:
        return np.ones_like(value)
    return to_kind(Fraction(1), kind_of(value))


def zero_like(value: Value) -> Value:
    """Return 0 in the arithmetic and shape of a plain number or array."""
    if kind_of(value) is Kind.ARRAY:
        return np.zeros_like(value)
    return to_kind(Fraction(0), kind_of(value))


def push_forward(
    program: Program, values: Sequence[Value], tangents: list[Value], last: int
) -> None:
    """Fill in the tangents of everything up to position `last` from those of the inputs.

    Parameters
    ----------
    program
        The operations.
    values
        The value of each position.
    tangents
        The tangent of each input, None for everything else; changed in place. What stays None does
        not depend on an input that has a tangent.
    last
        The result.
    """
    for position in range(last + 1):
        primitive = program.primitives[position]
        if primitive is None or primitive is LEAF:
            continue
        sources = program.inputs[position]
        moving = [slot for slot, source in enumerate(sources) if tangents[source] is not None]
        if not moving:
            continue
        inputs = tuple([values[source] for source in sources])
        output, params = values[position], program.params.get(position, {})
        if primitive is where:
            branches = [0 if tangents[s] is None else tangents[s] for s in sources[1:]]
            tangents[position] = _spread_to(where(inputs[0], *branches), output)
            continue
        total = None
        for slot in moving:
            tangent = tangents[sources[slot]]
            if primitive.push is not None:
                part = primitive.push(slot, tangent, output, inputs, params)
            else:
                rule = primitive.rule(slot)
                if rule is None:
                    continue
                part = rule(output, *inputs, **params) * tangent
            total = part if total is None else total + part
        if total is not None:
            tangents[position] = _spread_to(total, output)


def _spread_to(tangent: Value, output: Value) -> Value:
    """Return a tangent in the shape of the output that it belongs to."""
    shape = shape_of(output)
    return tangent if shape_of(tangent) == shape else broadcast_to(tangent, shape=shape)
