"""Regions of a frame: which parts are touched, and which have to be painted again.

A region is a whole number with a bit for each tile of the frame, so that to unite two regions, or
to see whether they have a tile in common, is one operation on numbers.
"""

from __future__ import annotations

from typing import NamedTuple

TILE_PX = 32

#: A bit for each tile, row by row from the upper left.
Region = int


class Box(NamedTuple):
    """A rectangle of pixels; right and bottom are the first column and row outside."""

    left: int
    top: int
    right: int
    bottom: int

    def rows_and_columns(self) -> tuple[slice, slice]:
        """Return the rectangle as an index of an array of pixels."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


class Tiles:
    """The tiles of a frame.

    Parameters
    ----------
    width_px, height_px
        The size of the frame, which need not be a whole number of tiles.

    Attributes
    ----------
    all
        The region of all tiles.
    """

    def __init__(self, width_px: int, height_px: int) -> None:
        self._width_px = width_px
        self._height_px = height_px
        self._columns = -(-width_px // TILE_PX)
        self._rows = -(-height_px // TILE_PX)
        # For each height, a region of the leftmost tile of so many rows.
        self._first_column = [0]
        for row in range(self._rows):
            self._first_column.append(self._first_column[-1] | 1 << row * self._columns)
        self.all = self.touched_by(Box(0, 0, width_px, height_px))

    def touched_by(self, box: Box | None) -> Region:
        """Return every tile that a box touches."""
        if box is None:
            return 0
        left, top = box.left // TILE_PX, box.top // TILE_PX
        right, bottom = -(-box.right // TILE_PX), -(-box.bottom // TILE_PX)
        one_row = (1 << right - left) - 1
        return (one_row * self._first_column[bottom - top]) << top * self._columns + left

    def boxes(self, region: Region) -> list[Box]:
        """Return boxes that cover a region and nothing else, without overlap."""
        boxes = []
        open_runs: dict[tuple[int, int], int] = {}
        whole_row = (1 << self._columns) - 1
        for row in range(self._rows + 1):
            runs = _runs(region >> row * self._columns & whole_row)
            for run in [run for run in open_runs if run not in runs]:
                boxes.append(self._box(*run, open_runs.pop(run), row))
            for run in runs:
                open_runs.setdefault(run, row)
        return boxes

    def _box(self, first_column: int, end_column: int, first_row: int, end_row: int) -> Box:
        return Box(
            first_column * TILE_PX,
            first_row * TILE_PX,
            min(end_column * TILE_PX, self._width_px),
            min(end_row * TILE_PX, self._height_px),
        )


def _runs(row: int) -> list[tuple[int, int]]:
    """Return where the ones among the bits of a row begin and end."""
    runs = []
    start = 0
    while row:
        zeros = (row & -row).bit_length() - 1
        row >>= zeros
        ones = (~row & row + 1).bit_length() - 1
        row >>= ones
        runs.append((start + zeros, start + zeros + ones))
        start += zeros + ones
    return runs
