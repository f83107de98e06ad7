"""Why backwards: the paths from inputs to the result, and what each mode of differentiation costs.

A derivative is the sum, over all paths from the input to the result, of the product of the local
partials along the path. There can be exponentially many paths; collapsing shared parts is what
forward and reverse mode do, from opposite ends.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from autodiff.arithmetic import Value, shape_of
from autodiff.errors import AutodiffError
from autodiff.forward import one_like
from autodiff.graph import INPUT, Edge, Graph
from autodiff.reverse import dependents_of
from autodiff.trace import Trace


class InputPath(NamedTuple):
    """One way from an input to the result.

    Attributes
    ----------
    name
        The input.
    edges
        From the input to the result.
    product
        The product of the local partials along it.
    """

    name: str
    edges: tuple[Edge, ...]
    product: Value


@dataclass(frozen=True)
class Paths:
    """The paths of a trace.

    Attributes
    ----------
    count
        How many there are, by input.
    listed
        All of them, or where there are more than the limit the heaviest: those with the largest
        products in absolute value, largest first.
    """

    count: dict[str, int]
    listed: tuple[InputPath, ...]

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(self.count.values())

    @property
    def complete(self) -> bool:
        """Whether all are listed."""
        return self.total == len(self.listed)


#: A way from a node to the result: its weight, its product, its first edge, and the way after it.
#: The rest is shared between ways, so that listing many long ones stays cheap.
_Way = tuple[float, Value, Edge | None, "_Way | None"]


def heaviest_paths(trace: Trace, limit: int = 1000) -> Paths:
    """Return the number of paths of each input and the heaviest of them.

    Parameters
    ----------
    trace
        Of a graph of numbers.
    limit
        The most paths to list.

    Raises
    ------
    AutodiffError
        If the trace is one of arrays.
    """
    if not trace.graph.is_scalar or any(map(shape_of, trace.point.values())):
        raise AutodiffError("paths are listed for graphs of numbers")
    output = trace.graph.output
    counts = [0] * len(trace.graph.nodes)
    counts[output] = 1
    start: _Way = (1.0, one_like(trace.value), None, None)
    ways: dict[int, list[_Way]] = {output: [start]}
    for step in trace.backward:
        edge, partial = step.edge, step.local_partial.value
        counts[edge.source] += counts[edge.target]
        # The steps come in an order in which all ways from a target are known before it is used.
        found: list[_Way] = [
            (abs(float(partial)) * way[0], partial * way[1], edge, way)
            for way in ways.get(edge.target, ())
        ]
        both = ways.get(edge.source, []) + found
        ways[edge.source] = heapq.nlargest(limit, both, key=lambda way: way[0])
    leaves = {node.id: node.name for node in trace.graph.nodes if node.op == INPUT}
    complete = [
        (way, name) for id_, name in leaves.items() if name in trace.gradient
        for way in ways.get(id_, ())
    ]  # fmt: skip
    chosen = heapq.nlargest(limit, complete, key=lambda pair: pair[0][0])
    count = {name: counts[id_] for id_, name in leaves.items() if name in trace.gradient}
    return Paths(count, tuple(InputPath(name, _edges(way), way[1]) for way, name in chosen))


def _edges(way: _Way | None) -> tuple[Edge, ...]:
    edges = []
    while way is not None and way[2] is not None:
        edges.append(way[2])
        way = way[3]
    return tuple(edges)


class Operations(NamedTuple):
    """What a way of differentiating costs, beyond the local partials that all ways need."""

    multiplications: int
    additions: int


@dataclass(frozen=True)
class Costs:
    """What it costs to get the whole gradient.

    Attributes
    ----------
    forward
        Forward mode: one sweep for each input, a multiplication for each use of a node that
        depends on it.
    reverse
        Reverse mode: one sweep, a multiplication for each use of a node that depends on any input.
    paths
        Multiplying out every path by itself.
    """

    forward: Operations
    reverse: Operations
    paths: Operations


def costs(graph: Graph, wrt: Collection[str] | None = None) -> Costs:
    """Count the operations of forward mode, of reverse mode and of listing every path.

    Parameters
    ----------
    wrt
        The inputs by which derivatives are taken; by default all.
    """
    names = graph.inputs if wrt is None else wrt
    leaves = [graph.input_node(name).id for name in names]
    forward = [_sweep(graph, [leaf]) for leaf in leaves]
    multiplications, _ = _sweep(graph, leaves)
    depends = dependents_of(graph.program, leaves)
    uses = [0] * len(graph.nodes)
    for edge in graph.edges:
        uses[edge.source] += depends[edge.source]
    merged = sum(count - 1 for count in uses if count > 1)
    return Costs(
        forward=Operations(sum(m for m, _ in forward), sum(a for _, a in forward)),
        reverse=Operations(multiplications, merged),
        paths=_path_operations(graph, leaves),
    )


def _sweep(graph: Graph, leaves: list[int]) -> tuple[int, int]:
    """Return the multiplications and additions that push tangents from some inputs on."""
    depends = dependents_of(graph.program, leaves)
    multiplications = additions = 0
    for node in graph.nodes:
        moving = sum(depends[source] for source in node.inputs)
        multiplications += moving
        additions += max(moving - 1, 0)
    return multiplications, additions


def _path_operations(graph: Graph, leaves: list[int]) -> Operations:
    depends = dependents_of(graph.program, leaves)
    count = [0] * len(graph.nodes)
    length = [0] * len(graph.nodes)
    count[graph.output] = 1
    for node in reversed(graph.nodes):
        for source in node.inputs:
            if depends[source]:
                count[source] += count[node.id]
                length[source] += length[node.id] + count[node.id]
    # A product along n edges takes n - 1 multiplications; a sum of n products n - 1 additions.
    multiplications = sum(max(length[leaf] - count[leaf], 0) for leaf in leaves)
    return Operations(multiplications, sum(max(count[leaf] - 1, 0) for leaf in leaves))
