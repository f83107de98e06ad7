"""The record of one forward and one backward pass, step by step, in the order they happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from autodiff.arithmetic import Value, is_nan, shape_of
from autodiff.array_primitives import sum_to
from autodiff.errors import AutodiffError, NotDifferentiableError
from autodiff.forward import forward_values, one_like, zero_like
from autodiff.graph import INPUT, Edge, Graph, Node
from autodiff.primitive import Traced, silence
from autodiff.program import LEAF, call_text, check_value
from autodiff.reverse import check_gradient, dependents_of, pull_back

if TYPE_CHECKING:
    from autodiff.paths import Paths


class ForwardStep(NamedTuple):
    """A node and the value it takes."""

    node: Node
    value: Value


@dataclass(frozen=True)
class LocalPartial:
    """How an operation responds to one of its inputs.

    Attributes
    ----------
    value
        The number (or array); None for an operation that mixes the entries of an array, whose
        Jacobian is applied but never formed.
    """

    value: Value
    _graph: Graph = field(repr=False, compare=False)
    _edge: Edge = field(repr=False)

    @property
    def symbolic(self) -> Graph:
        """The symbolic form, as a graph of the inputs of the whole expression."""
        from autodiff.symbolic import partial_graph

        return partial_graph(self._graph, self._edge)

    @property
    def symbolic_local(self) -> Graph:
        """The symbolic form of the operation alone, whose inputs are called a, b, c."""
        from autodiff.symbolic import local_partial_graph

        return local_partial_graph(self._graph, self._edge)


class BackwardStep(NamedTuple):
    """What one use of a node contributes to the derivative of the result.

    Attributes
    ----------
    edge
        From the node that is used to the operation that uses it.
    local_partial
        Derivative of the operation with respect to that input.
    upstream
        Derivative of the result with respect to the operation, complete.
    contribution
        Their product.
    accumulated
        The sum of all contributions to the node so far.
    """

    edge: Edge
    local_partial: LocalPartial
    upstream: Value
    contribution: Value
    accumulated: Value


@dataclass(frozen=True)
class Trace:
    """One run of backpropagation.

    Attributes
    ----------
    graph
        What was run.
    point
        The value of each input, in the arithmetic of the computation.
    value
        The result.
    gradient
        Its derivative with respect to each input; for an array result that of the sum of its
        entries.
    forward
        Values in the order of the nodes.
    backward
        Contributions, for each consumer in reverse order, for each slot in order.
    """

    graph: Graph
    point: Mapping[str, Value]
    value: Value
    gradient: Mapping[str, Value]
    forward: tuple[ForwardStep, ...] = field(repr=False)
    backward: tuple[BackwardStep, ...] = field(repr=False)
    _cotangents: Sequence[Value] = field(repr=False, compare=False)

    def value_of(self, node: int) -> Value:
        """Return the value of a node."""
        return self.forward[node].value

    def upstream_of(self, node: int) -> Value | None:
        """Return the derivative of the result with respect to a node.

        None for constants and other nodes that backpropagation does not visit.
        """
        return self._cotangents[node]

    def replay(self) -> dict[str, Value]:
        """Return the gradient again, from the local partials alone.

        Starts with 1 at the result and does only what the backward steps say.
        """
        held: dict[int, Value] = {self.graph.output: one_like(self.value)}
        for step in self.backward:
            edge, partial = step.edge, step.local_partial.value
            if partial is None:
                part = step.contribution
            else:
                part = unbroadcast(held[edge.target] * partial, self.value_of(edge.source))
            held[edge.source] = held[edge.source] + part if edge.source in held else part
        leaves = {node.name: node.id for node in self.graph.nodes if node.op == INPUT}
        return {
            name: held.get(leaves[name], zero_like(self.value_of(leaves[name])))
            for name in self.gradient
        }

    def paths(self, limit: int = 1000) -> Paths:
        """Return the ways from inputs to the result, each with the product along it."""
        from autodiff.paths import heaviest_paths

        return heaviest_paths(self, limit)

    def _repr_svg_(self) -> str:
        """Return the picture that a notebook shows: the graph with values and gradients."""
        from autodiff.picture import to_svg

        return to_svg(self)

    def to_json(self) -> str:
        """Return JSON text from which :meth:`from_json` makes an equal trace."""
        from autodiff.export import trace_to_json

        return trace_to_json(self)

    @staticmethod
    def from_json(text: str) -> Trace:
        """Return the trace that :meth:`to_json` wrote."""
        from autodiff.export import trace_from_json

        return trace_from_json(text)


def backprop(
    graph: Graph,
    point: Mapping[str, Value],
    wrt: Sequence[str] | None = None,
    strict: bool = False,
) -> Trace:
    """Evaluate a graph and its gradient, recording every step.

    Parameters
    ----------
    graph
        With a single result.
    point
        A value for each input, as for evaluation.
    wrt
        The inputs whose derivatives are wanted; all by default.
    strict
        Raise at a kink instead of following the documented convention.

    Raises
    ------
    DomainError
        If the value or the gradient does not exist.
    NotDifferentiableError
        At a kink, if `strict`.

    Notes
    -----
    The graph is run as it was written. Only where that overflows, as log(1 + exp(x)) does at
    x = 1000, its stable form is run instead; then ``trace.graph`` is that form.
    """
    wanted = graph.inputs if wrt is None else tuple(wrt)
    unknown = [name for name in wanted if name not in graph.inputs]
    if unknown:
        raise AutodiffError(f"{unknown[0]!r} is not an input; there are {', '.join(graph.inputs)}")
    if any(isinstance(value, Traced) for value in point.values()):
        raise AutodiffError(
            "backprop takes numbers; inside a function that is differentiated use ad.grad"
        )
    try:
        return _run(graph, point, wanted, strict)
    except (ArithmeticError, NotDifferentiableError):
        if graph.stable is graph:
            raise
    return _run(graph.stable, point, wanted, strict)


def _run(graph: Graph, point: Mapping[str, Value], wanted: Sequence[str], strict: bool) -> Trace:
    program, output = graph.program, graph.output
    values = forward_values(graph, point)
    check_value(program, values, output)
    leaves = {node.name: node.id for node in graph.nodes if node.op == INPUT}
    sources = [leaves[name] for name in wanted if name in leaves]
    active = dependents_of(program, sources)
    if strict:
        _refuse_kinks(graph, values, active)
    steps: list[BackwardStep] = []

    def watch(
        target: int, slot: int, source: int, partial: Value, upstream: Value, contribution: Value,
        accumulated: Value,
    ) -> None:  # fmt: skip
        edge = Edge(source, target, slot)
        number = None if partial is None else as_number(partial, values[target])
        local = LocalPartial(number, graph, edge)
        steps.append(BackwardStep(edge, local, upstream, contribution, accumulated))

    seed = one_like(values[output])
    cotangents: list[Value] = [None] * (output + 1)
    if active[output]:
        cotangents[output] = seed
    with silence():
        pull_back(program, values, cotangents, active, watch)
    gradient = {}
    for name, source in zip(wanted, sources, strict=True):
        found = cotangents[source] if source <= output else None
        gradient[name] = zero_like(values[source]) if found is None else found
    nan_inputs = any(is_nan(values[leaf]) for leaf in leaves.values())
    if not nan_inputs and any(map(is_nan, gradient.values())):
        check_gradient(program, values, seed, output, active, sources)
    return Trace(
        graph=graph,
        point={name: values[leaf] for name, leaf in leaves.items()},
        value=values[output],
        gradient=gradient,
        forward=tuple(map(ForwardStep, graph.nodes, values)),
        backward=tuple(steps),
        _cotangents=tuple(cotangents) + (None,) * (len(values) - len(cotangents)),
    )


def unbroadcast(part: Value, source: Value) -> Value:
    """Return a plain contribution in the shape of the node that it goes to."""
    return part if shape_of(part) == shape_of(source) else sum_to(part, shape=shape_of(source))


def as_number(partial: Value, output: Value) -> Value:
    """Return a partial in the arithmetic of the operation's output: 1.0 rather than 1."""
    if isinstance(partial, int):
        return partial * one_like(output)
    return partial


def _refuse_kinks(graph: Graph, values: Sequence[Value], active: Sequence[Any]) -> None:
    for node in graph.nodes:
        primitive = graph.program.primitives[node.id]
        if primitive is None or primitive is LEAF or not active[node.id] or not primitive.kink:
            continue
        inputs = tuple(values[source] for source in node.inputs)
        if np.any(primitive.kink(*inputs)):
            raise NotDifferentiableError(
                f"{call_text(primitive, inputs)} is not differentiable (node {node.id}); "
                f"the convention would be {primitive.convention}"
            )
