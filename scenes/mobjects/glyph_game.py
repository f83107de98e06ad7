"""A game player: a board with stones, moves weighed, the best one played."""

from __future__ import annotations

import numpy as np
from manim import VMobject

from scenes import style
from scenes.mobjects.glyph import SIZE, Glyph, disk, filled, phase

LINES = 7
_STONE = 0.46  # of the distance between two lines
_MARGIN = 0.08
# Rows from the top; o and x are the two players' stones, and o is to move.
POSITION = """
.......
..oo.x.
.oxxox.
.oxx...
..oox..
.x.ox..
.......
"""
_CANDIDATES = 5

Point = tuple[int, int]


class GameGlyph(Glyph):
    """A board of Go: dots show how promising some moves are, then one is played and takes stones.

    The move is the legal one that takes most; what it takes follows from the rules.

    Parameters
    ----------
    size
        Side of the panel, in Manim units.
    seed
        Of which other moves are looked at, and how promising they seem.
    position
        Rows of ``.``, ``o`` and ``x``; o is to move.
    """

    def __init__(self, size: float = SIZE, seed: int = 2, position: str = POSITION) -> None:
        super().__init__(size)
        rng = np.random.default_rng(seed)
        palette = style.palette
        rows = position.split()
        self.lines = len(rows)
        self.stones = {
            (row, column): mark
            for row, marks in enumerate(rows)
            for column, mark in enumerate(marks)
            if mark != "."
        }
        free = [
            (row, column)
            for row in range(self.lines)
            for column in range(self.lines)
            if (row, column) not in self.stones
        ]
        self.move = max(free, key=lambda point: len(taken(self.stones, point, self.lines)))
        """Where the stone is put, as row and column."""
        self.taken = taken(self.stones, self.move, self.lines)
        """What it takes off the board."""
        others = [point for point in free if point != self.move]
        chosen = rng.choice(len(others), _CANDIDATES - 1, replace=False)
        self._dots = {others[i]: float(rng.uniform(0.2, 0.6)) for i in chosen} | {self.move: 1.0}
        grid = VMobject(stroke_color=palette.muted, stroke_width=style.stroke(style.SECONDARY))
        edge = 1 - _MARGIN
        for place in np.linspace(-edge, edge, self.lines):
            for start, end in (((-edge, place), (edge, place)), ((place, -edge), (place, edge))):
                grid.start_new_path(self.at(*start))
                grid.add_line_to(self.at(*end))
        grid.set_stroke(style.mix(palette.muted, palette.panel, 0.55)).set_fill(opacity=0)
        self.add(grid)
        self._looks = {point: filled(style.mix(palette.model, palette.panel, 0.8))
                       for point in self._dots}  # fmt: skip
        self._stones = {point: self._stone(mark) for point, mark in self.stones.items()}
        self._played = filled(palette.model)
        self.add(*self._looks.values(), *self._stones.values(), self._played)
        for point, stone in self._stones.items():
            self.put(stone, self._disk(point, _STONE))
        self.set_progress(0.0)

    def _stone(self, mark: str) -> VMobject:
        """Return a stone: light for the player to move, dark with a rim for the other one."""
        palette = style.palette
        stone = filled(palette.ink if mark == "o" else palette.ground)
        return stone.set_stroke(
            palette.ink if mark == "o" else palette.muted, width=style.stroke(style.SECONDARY)
        )

    def _disk(self, point: Point, radius: float) -> np.ndarray:
        """Return a circle on a crossing; the radius in distances between two lines."""
        spacing = 2 * (1 - _MARGIN) / (self.lines - 1)
        row, column = point
        x, y = -1 + _MARGIN + column * spacing, 1 - _MARGIN - row * spacing
        return disk(x, y, radius * spacing)

    def draw(self, share: float) -> None:
        """Weigh the moves, play the best, take what it takes."""
        grown = phase(share, 0.0, 0.35)
        # The other moves fade from sight as the best is played.
        left = 1 - phase(share, 0.40, 0.58)
        for point, look in self._looks.items():
            self.put(look, self._disk(point, 0.34 * self._dots[point] ** 0.5 * grown * left))
        put = phase(share, 0.42, 0.6)
        # It comes down upon the board: large at first, then of its own size.
        swell = 1 + 0.35 * np.sin(np.pi * put)
        self.put(self._played, self._disk(self.move, _STONE * put * swell if put else 0.0))
        for order, point in enumerate(self.taken):
            gone = phase(share, 0.66 + 0.05 * order, 0.82 + 0.05 * order)
            self.put(self._stones[point], self._disk(point, _STONE * (1 - gone)))


def taken(stones: dict[Point, str], move: Point, lines: int) -> list[Point]:
    """Return the stones of x that a stone of o at `move` takes, in the order of the board."""
    after = {**stones, move: "o"}
    found: set[Point] = set()
    for point in _beside(move, lines):
        if after.get(point) == "x":
            group, liberties = _group(after, point, lines)
            if not liberties:
                found |= group
    return sorted(found)


def _beside(point: Point, lines: int) -> list[Point]:
    row, column = point
    around = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    return [(r, c) for r, c in around if 0 <= r < lines and 0 <= c < lines]


def _group(stones: dict[Point, str], start: Point, lines: int) -> tuple[set[Point], set[Point]]:
    """Return the stones that hang together with the one at `start`, and the free points beside."""
    group, liberties, open_points = {start}, set(), [start]
    while open_points:
        for point in _beside(open_points.pop(), lines):
            if point not in stones:
                liberties.add(point)
            elif stones[point] == stones[start] and point not in group:
                group.add(point)
                open_points.append(point)
    return group, liberties
