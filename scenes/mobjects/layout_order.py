"""Vertical order of a layered drawing, so that few wires cross.

One order of all nodes serves every column: a wire keeps its place among its neighbours from column
to column, so lanes never cross each other and can be straight. The order is improved by sifting
(Bachmaier, Brunner and Koenig, 2011, of whole lanes): each node in turn is moved to where fewest
wires cross. Only strictly better places are taken, so the result is deterministic and stays near
the order that it starts from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scenes.mobjects.layout_layers import Layered, Segment

ROUNDS = 4


def reduce_crossings(layered: Layered, order: Sequence[int]) -> Layered:
    """Return the same graph with its columns reordered for few crossings.

    Parameters
    ----------
    order
        All nodes from top to bottom, as they would be read; kept where it does no harm.
    """
    gaps = [_Gap(layered.gap(column)) for column in range(len(layered.columns) - 1)]
    best = list(order)
    fewest = _crossings(best, gaps)
    for _ in range(ROUNDS):
        before = fewest
        for node in order:
            rest = [other for other in best if other != node]
            for place in range(len(best)):
                moved = [*rest[:place], node, *rest[place:]]
                crossings = _crossings(moved, gaps)
                if crossings < fewest:
                    best, fewest = moved, crossings
        if fewest in (0, before):
            break
    rank = {node: index for index, node in enumerate(best)}
    columns = (tuple(sorted(items, key=lambda item: rank[item.node])) for items in layered.columns)
    return replace(layered, columns=tuple(columns))


def count_crossings(layered: Layered) -> int:
    """Return how many pairs of wires cross, summed over the gaps between columns.

    Segments that start at one item share a trunk, so that together they cross another wire once.
    """
    total = 0
    for column, items in enumerate(layered.columns[:-1]):
        position = {item: place for place, item in enumerate(layered.columns[column + 1])}
        ends = [
            [position[segment.end] for segment in layered.gap(column) if segment.start == item]
            for item in items
        ]
        trunks = [(min(places), max(places)) for places in ends if places]
        total += sum(
            upper[1] > lower[0]
            for index, upper in enumerate(trunks)
            for lower in trunks[index + 1 :]
        )
    return total


class _Gap:
    """The trunks between two columns, prepared for counting how many of them cross."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        ends: dict[int, list[int]] = {}
        for segment in segments:
            ends.setdefault(segment.start.node, []).append(segment.end.node)
        self.starts = np.array(list(ends), dtype=int)
        widest = max(len(nodes) for nodes in ends.values())
        # Short lists are filled up with their first node, which changes no extreme.
        self.ends = np.array([nodes + nodes[:1] * (widest - len(nodes)) for nodes in ends.values()])

    def crossings(self, rank: np.ndarray) -> int:
        starts, ends = rank[self.starts], rank[self.ends]
        above = starts[:, None] < starts[None, :]
        overlap = ends.max(axis=1)[:, None] > ends.min(axis=1)[None, :]
        return int(np.count_nonzero(above & overlap))


def _crossings(order: Sequence[int], gaps: Sequence[_Gap]) -> int:
    rank = np.empty(max(order) + 1, dtype=int)
    rank[list(order)] = np.arange(len(order))
    return sum(gap.crossings(rank) for gap in gaps)
