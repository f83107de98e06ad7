"""Columns of a layered drawing: which node stands in which column, and the lanes between columns.

Nodes without inputs stand in the first column, results in the last one, and every other node as far
right as its consumers allow. A wire that spans several columns runs through a *lane* in each column
that it passes; all wires from one source share its lanes until they branch off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Link(NamedTuple):
    """A wire from the node `source` to input number `slot` of the node `target`."""

    source: int
    target: int
    slot: int


class Item(NamedTuple):
    """What `node` has in a column: itself in its own column, its lane in a later one."""

    node: int
    column: int


class Segment(NamedTuple):
    """The part of a wire between two neighbouring columns."""

    start: Item
    end: Item


@dataclass(frozen=True)
class Layered:
    """A graph in which every segment joins neighbouring columns.

    Attributes
    ----------
    column
        The column of each node.
    columns
        The items of each column, from top to bottom.
    segments
        All segments; those of one source and gap appear once, however many links share them.
    """

    column: Mapping[int, int]
    columns: tuple[tuple[Item, ...], ...]
    segments: tuple[Segment, ...]

    def is_node(self, item: Item) -> bool:
        """Return whether `item` is a node itself, not one of its lanes."""
        return self.column[item.node] == item.column

    def gap(self, column: int) -> tuple[Segment, ...]:
        """Return the segments that leave `column` to the right."""
        return tuple(segment for segment in self.segments if segment.start.column == column)

    def chain(self, link: Link) -> tuple[Item, ...]:
        """Return the items that `link` passes, from its source to its target."""
        first, last = self.column[link.source], self.column[link.target]
        lanes = [Item(link.source, column) for column in range(first, last)]
        return (*lanes, Item(link.target, last))


def assign_columns(nodes: Sequence[int], links: Iterable[Link]) -> dict[int, int]:
    """Return the column of each node.

    Parameters
    ----------
    nodes
        In topological order: no node before one of its inputs.
    """
    inputs: dict[int, list[int]] = {node: [] for node in nodes}
    for link in links:
        inputs[link.target].append(link.source)
    steps_to_end = dict.fromkeys(nodes, 0)
    for node in reversed(nodes):
        for source in inputs[node]:
            steps_to_end[source] = max(steps_to_end[source], steps_to_end[node] + 1)
    last = max(steps_to_end.values())
    return {node: last - steps_to_end[node] if inputs[node] else 0 for node in nodes}


def with_lanes(nodes: Sequence[int], links: Sequence[Link]) -> Layered:
    """Return the graph in columns, with its lanes; in each column the items as `nodes` lists them.

    Parameters
    ----------
    nodes
        In topological order: no node before one of its inputs.
    """
    column = assign_columns(nodes, links)
    reach = dict(column)
    for link in links:
        reach[link.source] = max(reach[link.source], column[link.target] - 1)
    columns: list[list[Item]] = [[] for _ in range(max(column.values()) + 1)]
    for node in nodes:
        for place in range(column[node], reach[node] + 1):
            columns[place].append(Item(node, place))
    segments = [
        Segment(Item(node, place), Item(node, place + 1))
        for node in nodes
        for place in range(column[node], reach[node])
    ]
    for link in links:
        end = Item(link.target, column[link.target])
        segments.append(Segment(Item(link.source, end.column - 1), end))
    unique = tuple(dict.fromkeys(segments))
    return Layered(column, tuple(tuple(items) for items in columns), unique)


def reading_order(
    nodes: Sequence[int], links: Sequence[Link], first_on_top: bool = False
) -> list[int]:
    """Return the nodes from top to bottom as a first guess of where they belong.

    They are met by walking back from the results, inputs in their order. Only where three or more
    meet, a sum of many terms, the last is the uppermost: the highest power of a polynomial.

    Parameters
    ----------
    first_on_top
        Whether the first term of such a sum is the uppermost instead.
    """
    inputs: dict[int, list[Link]] = {node: [] for node in nodes}
    for link in links:
        inputs[link.target].append(link)
    used = {link.source for link in links}
    seen: dict[int, None] = {}
    waiting = [node for node in reversed(nodes) if node not in used]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen[node] = None
        downwards = first_on_top or len(inputs[node]) < 3
        by_slot = sorted(inputs[node], key=lambda link: link.slot, reverse=downwards)
        waiting.extend(link.source for link in by_slot)
    return list(seen)
