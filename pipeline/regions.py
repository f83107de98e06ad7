"""Regions of a frame: which parts are touched, and which have to be painted again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

TILE_PX = 32


class Box(NamedTuple):
    """A rectangle of pixels; right and bottom are the first column and row outside."""

    left: int
    top: int
    right: int
    bottom: int

    def rows_and_columns(self) -> tuple[slice, slice]:
        """Return the rectangle as an index of an array of pixels."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


class Region:
    """Some tiles of a frame.

    Parameters
    ----------
    width_px, height_px
        The size of the frame, which need not be a whole number of tiles.
    """

    def __init__(self, width_px: int, height_px: int) -> None:
        self._width_px = width_px
        self._height_px = height_px
        self._tiles = np.zeros((-(-height_px // TILE_PX), -(-width_px // TILE_PX)), dtype=bool)

    def clear(self) -> None:
        """Take all tiles out."""
        self._tiles[:] = False

    def add(self, box: Box) -> None:
        """Add every tile that a box touches."""
        self._tiles[_tiles_of(box)] = True

    def add_all(self) -> None:
        """Add every tile."""
        self._tiles[:] = True

    def touches(self, box: Box) -> bool:
        """Return whether a box touches any of the tiles."""
        return bool(self._tiles[_tiles_of(box)].any())

    def boxes(self) -> Iterator[Box]:
        """Yield boxes that cover the tiles and nothing else, without overlap."""
        open_runs: dict[tuple[int, int], int] = {}
        for row in range(len(self._tiles) + 1):
            runs = _runs(self._tiles[row].tobytes()) if row < len(self._tiles) else []
            for run in [run for run in open_runs if run not in runs]:
                yield self._box(*run, open_runs.pop(run), row)
            for run in runs:
                open_runs.setdefault(run, row)

    def _box(self, first_column: int, end_column: int, first_row: int, end_row: int) -> Box:
        return Box(
            first_column * TILE_PX,
            first_row * TILE_PX,
            min(end_column * TILE_PX, self._width_px),
            min(end_row * TILE_PX, self._height_px),
        )


def _tiles_of(box: Box) -> tuple[slice, slice]:
    return (
        slice(box.top // TILE_PX, -(-box.bottom // TILE_PX)),
        slice(box.left // TILE_PX, -(-box.right // TILE_PX)),
    )


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Return where the ones in a row of zeros and ones begin and end."""
    runs = []
    start = row.find(1)
    while start >= 0:
        end = row.find(0, start)
        if end < 0:
            end = len(row)
        runs.append((start, end))
        start = row.find(1, end)
    return runs
