"""Parts of a large graph under a lid: which parts, and what passes through them backwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import mpmath

from autodiff import BackwardStep, Graph, GraphBuilder, Trace
from autodiff.graph import INPUT, Edge, copy_node
from scenes.mobjects.graph_diagram import RESULT, Lids, diagram
from scenes.quantity import WORKING_DIGITS, Quantity, edges_quantity


def lids_for(graph: Graph, most: int) -> Lids:
    """Return which parts of a graph go under lids so that few enough nodes are left.

    A part can go under a lid if nothing in it but its result is used elsewhere. Parts are as small
    as suffices, so that what is left shows as much as possible.

    Parameters
    ----------
    most
        The number of nodes that may be drawn, the result not counted.

    Returns
    -------
    dict
        The nodes of each part by the node that is its result; empty if all nodes can be drawn, or
        if no choice of parts is enough.
    """
    count = len(diagram(graph).nodes) - 1
    if count <= most:
        return {}
    regions = _regions(graph)
    for size in sorted({len(region) for region in regions.values()}):
        lids: dict[int, frozenset[int]] = {}
        covered: set[int] = set()
        # From the result on: what lies within a part that is taken needs no lid of its own.
        for root in sorted(regions, reverse=True):
            if root not in covered and 1 < len(regions[root]) <= size:
                lids[root] = regions[root]
                covered |= regions[root]
        if count - len(covered) + len(lids) <= most:
            return dict(sorted(lids.items()))
    return {}


def _regions(graph: Graph) -> dict[int, frozenset[int]]:
    """Return, for each operation but the last, the operations that reach the result through it."""
    drawn = diagram(graph)
    operations = [n for n in drawn.nodes if n != RESULT and graph.nodes[n].op != INPUT]
    gate: dict[int, int] = {}  # the next node on every way from a node to the result
    depth = {RESULT: 0}
    for node in reversed(operations):
        users = [link.target for link in drawn.uses_of(node)]
        common = users[0]
        for user in users[1:]:
            while common != user:
                if depth[common] >= depth[user]:
                    common = gate[common]
                else:
                    user = gate[user]
        gate[node], depth[node] = common, depth[common] + 1
    regions: dict[int, set[int]] = {node: {node} for node in operations}
    for node in operations:  # whatever lies within a region comes before its result
        if gate[node] != RESULT:
            regions[gate[node]] |= regions[node]
    return {root: frozenset(inside) for root, inside in regions.items() if root != graph.output}


def lid_names(graph: Graph, lids: Lids) -> dict[int, str]:
    """Return the name of each part: a letter with which no input begins, and a number."""
    letter = next(c for c in "ghpqrs" if not any(name.startswith(c) for name in graph.inputs))
    return {root: f"{letter}{number}" for number, root in enumerate(sorted(lids), start=1)}


def definition(graph: Graph, root: int, names: Mapping[int, str]) -> Graph:
    """Return what is under a lid as a graph, in which other lids stand by their names."""
    builder, new_id = GraphBuilder(), dict[int, int]()
    for node in graph.nodes[: root + 1]:
        if node.id in names and node.id != root:
            new_id[node.id] = builder.input(names[node.id])
        else:
            inputs = tuple(new_id[source] for source in node.inputs)
            new_id[node.id] = copy_node(builder, node, inputs)
    return builder.graph(new_id[root])


class LidStep(NamedTuple):
    """A number that travels back along one wire of a drawing with lids.

    Attributes
    ----------
    edge
        From the node that receives it to the node, or lid, that it comes from.
    edges
        The uses that it stands for: one, or all those under a lid.
    arrived
        The uses from which the receiving node has heard once it is there.
    contribution, accumulated
        The sums over both.
    """

    edge: Edge
    edges: tuple[Edge, ...]
    arrived: tuple[Edge, ...]
    contribution: Any
    accumulated: Any

    def quantities(self, trace: Trace) -> tuple[Quantity, Quantity]:
        """Return what travels, and what has arrived in all, with what they are computed from."""
        values = (
            (self.edges, self.contribution, "contribution along wire"),
            (self.arrived, self.accumulated, "accumulated after wire"),
        )
        sent, arrived = (edges_quantity(trace, self.edge, *facts) for facts in values)
        return sent, arrived


def lid_steps(trace: Trace, lids: Lids) -> tuple[LidStep, ...]:
    """Return the backward pass as it is seen from outside of the lids, in order."""
    under = {node: root for root, inside in lids.items() for node in inside}
    slots = {(link.source, link.target): link.slot for link in diagram(trace.graph, lids).links}
    gathered: dict[Edge, list[BackwardStep]] = {}
    for step in trace.backward:
        source, target, _ = step.edge
        root = under.get(target)
        if root is None:
            gathered[step.edge] = [step]
        elif under.get(source) != root:
            gathered.setdefault(Edge(source, root, slots[source, root]), []).append(step)
    steps: list[LidStep] = []
    heard: dict[int, list[BackwardStep]] = {}
    for edge, parts in sorted(gathered.items(), key=lambda item: (-item[0].target, item[0].slot)):
        so_far = heard.setdefault(edge.source, [])
        so_far += parts
        steps.append(LidStep(edge, _edges(parts), _edges(so_far), _total(parts), _total(so_far)))
    return tuple(steps)


def _edges(steps: list[BackwardStep]) -> tuple[Edge, ...]:
    return tuple(step.edge for step in steps)


def _total(steps: list[BackwardStep]) -> Any:
    with mpmath.workdps(WORKING_DIGITS):
        return sum((step.contribution for step in steps[1:]), start=steps[0].contribution)
