"""Heights of the items of a layered drawing.

Items that belong on one straight line (the lanes of a wire, the main line of the graph) form blocks
of equal height. The blocks are placed so that every node comes close to the middle of its inputs
while neighbours in a column keep their distance: a convex quadratic programme, solved in its dual
by accelerated projected gradient steps (Beck and Teboulle, 2009).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from scenes.mobjects.layout_layers import Item, Layered, Link

# A node continues the straight line of an input that carries at least this share of what feeds it.
MAIN_SHARE = 0.8
# How strongly a node inside a straight line is drawn to its side inputs, and the whole to height 0.
SIDE_PULL = 0.001
CENTRE_PULL = 1e-5
ITERATIONS = 4000
TOLERANCE = 1e-9

Separation = Callable[[Item, Item], float]


def assign_heights(
    layered: Layered, links: Sequence[Link], separation: Separation
) -> dict[Item, float]:
    """Return the height of each item.

    Parameters
    ----------
    separation
        The least distance between an item and the next one below it in the same column.
    """
    block = _blocks(layered, _straight_pairs(layered, links))
    count = max(block.values()) + 1
    pull, rows, least = _pulls(layered, block, count), [], []
    for items in layered.columns:
        for upper, lower in pairwise(items):
            row = np.zeros(count)
            row[block[upper]], row[block[lower]] = 1.0, -1.0
            rows.append(row)
            least.append(separation(upper, lower))
    heights = _solve(pull, np.array(rows).reshape(-1, count), np.array(least))
    heights = _enforce(heights, layered, block, separation)
    return {item: float(heights[index]) for item, index in block.items()}


def _straight_pairs(layered: Layered, links: Sequence[Link]) -> list[tuple[Item, Item]]:
    """Return pairs of neighbouring items that should be at one height, most important first."""
    lanes = [(start, end) for start, end in layered.segments if start.node == end.node]
    lane_length = {item.node: item.column for items in layered.columns for item in items}
    lanes.sort(key=lambda pair: (-lane_length[pair[0].node], pair))
    main = []
    inputs: dict[int, list[int]] = {}
    for link in links:
        inputs.setdefault(link.target, []).append(link.source)
    weight = _ancestor_counts(layered, inputs)
    position = {item: i for items in layered.columns for i, item in enumerate(items)}
    for node in sorted(inputs, key=lambda node: (-layered.column[node], node)):
        end = Item(node, layered.column[node])
        starts = sorted(
            (Item(source, end.column - 1) for source in dict.fromkeys(inputs[node])),
            key=position.__getitem__,
        )
        total = sum(weight[start.node] for start in starts)
        heaviest = max(starts, key=lambda start: weight[start.node])
        if weight[heaviest.node] >= MAIN_SHARE * total:
            main.append((heaviest, end))
        elif len(starts) % 2:
            main.append((starts[len(starts) // 2], end))
    return lanes + main


def _ancestor_counts(layered: Layered, inputs: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return for each node how many nodes feed it, itself included."""
    ancestors: dict[int, set[int]] = {}
    for node in sorted(layered.column, key=lambda node: layered.column[node]):
        ancestors[node] = {node}.union(*(ancestors[source] for source in inputs.get(node, ())))
    return {node: len(found) for node, found in ancestors.items()}


def _blocks(layered: Layered, pairs: Sequence[tuple[Item, Item]]) -> dict[Item, int]:
    """Join pairs into blocks where they do not cross one that is joined already; number them."""
    position = {item: i for items in layered.columns for i, item in enumerate(items)}
    following: dict[Item, Item] = {}
    taken: set[Item] = set()
    joined: dict[int, list[tuple[int, int]]] = {}
    for start, end in pairs:
        here = (position[start], position[end])
        others = joined.setdefault(start.column, [])
        crosses = any((here[0] - a) * (here[1] - b) <= 0 for a, b in others)
        if start not in following and end not in taken and not crosses:
            following[start] = end
            taken.add(end)
            others.append(here)
    block: dict[Item, int] = {}
    for items in layered.columns:
        for item in items:
            if item in taken:
                continue
            number = len(set(block.values()))
            place: Item | None = item
            while place is not None:
                block[place] = number
                place = following.get(place)
    return block


def _pulls(layered: Layered, block: Mapping[Item, int], count: int) -> np.ndarray:
    """Return the matrix of the quadratic form that draws nodes to the middle of their inputs."""
    starts: dict[Item, list[Item]] = {}
    for start, end in layered.segments:
        starts.setdefault(end, []).append(start)
    matrix = CENTRE_PULL * np.eye(count)
    for end, found in starts.items():
        inside = any(block[start] == block[end] for start in found)
        strength = SIDE_PULL if inside else 1 / len(found) ** 3
        for start in found:
            a, b = block[start], block[end]
            matrix[[a, b], [a, b]] += strength
            matrix[[a, b], [b, a]] -= strength
    return matrix


def _solve(matrix: np.ndarray, rows: np.ndarray, least: np.ndarray) -> np.ndarray:
    """Minimise ``y @ matrix @ y / 2`` where ``rows @ y >= least``."""
    if not len(least):
        return np.zeros(len(matrix))
    inverse = np.linalg.inv(matrix)
    hessian = rows @ inverse @ rows.T
    step = 1 / np.linalg.eigvalsh(hessian)[-1]
    force = ahead = np.zeros(len(least))
    momentum = 1.0
    for _ in range(ITERATIONS):
        following = np.maximum(0.0, ahead + step * (least - hessian @ ahead))
        # Momentum that points uphill is dropped, which keeps the steps from oscillating.
        if (ahead - following) @ (following - force) > 0:
            momentum = 1.0
        if np.abs(following - force).max() < TOLERANCE * (1 + following.max()):
            break
        larger = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = following + (momentum - 1) / larger * (following - force)
        force, momentum = following, larger
    return np.asarray(inverse @ rows.T @ force)


def _enforce(
    heights: np.ndarray, layered: Layered, block: Mapping[Item, int], separation: Separation
) -> np.ndarray:
    """Push blocks down by the hair that the iteration has left, so that every distance is kept."""
    below: dict[int, list[tuple[int, float]]] = {number: [] for number in set(block.values())}
    above = dict.fromkeys(below, 0)
    for items in layered.columns:
        for upper, lower in pairwise(items):
            below[block[upper]].append((block[lower], separation(upper, lower)))
            above[block[lower]] += 1
    heights = heights.copy()
    ready = [number for number, count in above.items() if not count]
    while ready:
        upper_block = ready.pop()
        for lower_block, distance in below[upper_block]:
            heights[lower_block] = min(heights[lower_block], heights[upper_block] - distance)
            above[lower_block] -= 1
            if not above[lower_block]:
                ready.append(lower_block)
    return heights
