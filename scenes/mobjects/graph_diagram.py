"""What of an expression graph is drawn: nodes and wires, with constants drawn into symbols.

A constant that an operation of arithmetic takes is no node of its own: ``x**2`` is one node that
squares. The result gets a node at the end, on which the last wire can carry value and gradient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from autodiff import Graph
from scenes.mobjects.layout_layers import Link

RESULT = -1

# The nodes of parts that are drawn as one node each, by the node that is the part's result.
Lids = Mapping[int, frozenset[int]]

_ABSORBING = frozenset({"add", "sub", "mul", "div", "pow"})


@dataclass(frozen=True)
class Diagram:
    """The drawn nodes and wires of a graph.

    Attributes
    ----------
    nodes
        Ids in the order of evaluation; :data:`RESULT` is the last.
    links
        Wires; the slot is the input's number in the graph, or under a lid one after the other.
    lids
        Parts that are one node each.
    """

    graph: Graph
    nodes: tuple[int, ...]
    links: tuple[Link, ...]
    lids: Lids = field(default_factory=dict)

    def inputs_of(self, node: int) -> tuple[Link, ...]:
        """Return the wires into `node`, by slot."""
        return tuple(link for link in self.links if link.target == node)

    def uses_of(self, node: int) -> tuple[Link, ...]:
        """Return the wires out of `node`, in the order in which they were drawn."""
        return tuple(link for link in self.links if link.source == node)

    @cached_property
    def column(self) -> Mapping[int, int]:
        """The length of the longest way from an input to each node."""
        column: dict[int, int] = {}
        for node in self.nodes:
            before = [column[link.source] for link in self.inputs_of(node)]
            column[node] = max(before, default=-1) + 1
        return column


def diagram(graph: Graph, lids: Lids | None = None) -> Diagram:
    """Return what is drawn of `graph`, with some parts under lids."""
    if lids:
        return _under_lids(diagram(graph), lids)
    constant = constant_nodes(graph)
    links = [
        Link(source, node.id, slot)
        for node in graph.nodes
        if node.id not in constant
        for slot, source in enumerate(node.inputs)
        if source not in constant or not absorbs(graph, node.id)
    ]
    links.append(Link(graph.output, RESULT, 0))
    wired = {node for link in links for node in (link.source, link.target)}
    nodes = [node.id for node in graph.nodes if node.id in wired]
    return Diagram(graph, (*nodes, RESULT), tuple(links))


def _under_lids(whole: Diagram, lids: Lids) -> Diagram:
    under = {node: root for root, inside in lids.items() for node in inside}
    links: list[Link] = []
    slots: dict[int, int] = {}
    for link in whole.links:
        source, target = link.source, under.get(link.target, link.target)
        if target not in lids:
            links.append(link)
        elif under.get(source) != target and (source, target) not in {x[:2] for x in links}:
            # Whatever enters a part enters it once.
            links.append(Link(source, target, slots.setdefault(target, 0)))
            slots[target] += 1
    nodes = tuple(node for node in whole.nodes if under.get(node, node) == node)
    return Diagram(whole.graph, nodes, tuple(links), lids)


def constant_nodes(graph: Graph) -> frozenset[int]:
    """Return the nodes whose value depends on no input."""
    constant: set[int] = set()
    for node in graph.nodes:
        if node.op == "constant" or (node.inputs and constant.issuperset(node.inputs)):
            constant.add(node.id)
    return frozenset(constant)


def absorbs(graph: Graph, node: int) -> bool:
    """Return whether the constants that `node` takes are drawn into its symbol."""
    return graph.nodes[node].op in _ABSORBING
