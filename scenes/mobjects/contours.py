"""Lines of equal height through a grid of heights.

References
----------
Lorensen and Cline, Marching cubes (1987), in two dimensions; saddles are decided by their centre.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float64]
Line = npt.NDArray[np.float64]

# Edges of a cell: below, right, above, left. Corners: lower left, lower right, upper right, upper
# left, as bits of the case. For each case the pairs of edges that a line joins.
_PAIRS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip
_SADDLES = {5: (((3, 0), (1, 2)), ((3, 2), (1, 0))), 10: (((0, 1), (2, 3)), ((0, 3), (2, 1)))}

Edge = tuple[int, int, bool]


def contour_lines(x: Grid, y: Grid, heights: Grid, level: float) -> list[Line]:
    """Return the lines at a height.

    Parameters
    ----------
    x, y
        The places of columns and rows.
    heights
        One row for each y, one column for each x.

    Returns
    -------
    Lines as arrays of x and y, straight within a cell; a closed one ends where it begins.
    """
    above = heights > level
    corners = above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1]
    case = np.zeros(corners[0].shape, dtype=int)
    for bit, corner in enumerate(corners):
        case |= corner.astype(int) << bit
    neighbours: dict[Edge, list[Edge]] = defaultdict(list)
    for row, column in np.argwhere((case > 0) & (case < 15)).tolist():
        kind = int(case[row, column])
        pairs = _PAIRS.get(kind)
        if pairs is None:
            middle = heights[row : row + 2, column : column + 2].mean()
            pairs = _SADDLES[kind][int(middle > level)]
        for one, other in pairs:
            a, b = _edge(row, column, one), _edge(row, column, other)
            neighbours[a].append(b)
            neighbours[b].append(a)
    return [
        np.array([_crossing(x, y, heights, level, edge) for edge in chain])
        for chain in _chains(neighbours)
    ]


def regions_below(x: Grid, y: Grid, heights: Grid, level: float) -> list[Line]:
    """Return the outlines of everything below a level, closed along the border of the grid.

    What is lower lies at the left of each outline, so that holes stay holes when all are filled.
    """
    beyond = max(float(heights.max()), level) + 1.0
    padded = np.pad(heights, 1, constant_values=beyond)
    wide_x, wide_y = np.pad(x, 1, mode="edge"), np.pad(y, 1, mode="edge")
    loops = contour_lines(wide_x, wide_y, padded, level)
    return [loop if _is_lower_at_left(loop, x, y, heights, level) else loop[::-1] for loop in loops]


def _is_lower_at_left(loop: Line, x: Grid, y: Grid, heights: Grid, level: float) -> bool:
    step = loop[1:] - loop[:-1]
    longest = int(np.argmax(np.hypot(*step.T)))
    along = step[longest] / np.hypot(*step[longest])
    middle = (loop[longest] + loop[longest + 1]) / 2
    beside = middle + 1e-3 * (x[-1] - x[0]) * np.array([-along[1], along[0]])
    if not (x[0] <= beside[0] <= x[-1] and y[0] <= beside[1] <= y[-1]):
        return False
    rows = np.array([np.interp(beside[0], x, row) for row in heights])
    return bool(np.interp(beside[1], y, rows) < level)


def _edge(row: int, column: int, side: int) -> Edge:
    """Return an edge as the corner where it begins and whether it leads upwards."""
    return {
        0: (row, column, False), 1: (row, column + 1, True),
        2: (row + 1, column, False), 3: (row, column, True),
    }[side]  # fmt: skip


def _crossing(x: Grid, y: Grid, heights: Grid, level: float, edge: Edge) -> tuple[float, float]:
    row, column, upwards = edge
    start = heights[row, column]
    end = heights[row + 1, column] if upwards else heights[row, column + 1]
    share = (level - start) / (end - start)
    if upwards:
        return float(x[column]), float(y[row] + share * (y[row + 1] - y[row]))
    return float(x[column] + share * (x[column + 1] - x[column])), float(y[row])


def _chains(neighbours: dict[Edge, list[Edge]]) -> list[list[Edge]]:
    """Join pairs of edges into lines: open ones first, from their ends."""
    chains = []
    used: set[Edge] = set()
    ends = [edge for edge, others in neighbours.items() if len(others) == 1]
    for start in (*ends, *neighbours):
        if start in used:
            continue
        chain = [start]
        used.add(start)
        while True:
            following = [edge for edge in neighbours[chain[-1]] if edge not in used]
            if not following:
                break
            chain.append(following[0])
            used.add(following[0])
        if len(chain) > 2 and start in neighbours[chain[-1]]:
            chain.append(start)
        chains.append(chain)
    return chains
