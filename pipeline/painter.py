"""Painting the pictures of a recording, one after the other, only where they change.

Partial painting is exact. Cairo's own clip is not: it changes how curves are cut into lines.
Instead, whatever touches the tiles that change is painted whole on a scratch canvas, and only
those tiles are copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pipeline.cairo_paths import CairoPath
from pipeline.display import Dots, Inset, Item, Picture, Raster, Recording, Shape, Still
from pipeline.rasters import PreparedDots, PreparedRaster, unpacked
from pipeline.regions import Box, Region, Tiles
from pipeline.scaling import scaled
from pipeline.shapes import Canvas, Pixels, PreparedShape

# Whatever changes a pixel must change this, or earlier segments are taken for right.
PAINTER_VERSION = 1

PreparedItem = PreparedShape | PreparedRaster | PreparedDots


class Painter:
    """Paints the pictures of a recording in order.

    Parameters
    ----------
    scale
        How many times as large as they were recorded the pictures are painted; where it is not 1,
        all of them must be scalable (see ``is_scalable``).

    Attributes
    ----------
    pixels
        The picture that was painted last: height, width, and red, green, blue, alpha.
    """

    def __init__(self, recording: Recording, scale: float = 1.0) -> None:
        self._recording = recording
        self._scale = scale
        size = round(recording.width_px * scale), round(recording.height_px * scale)
        self._whole = Box(0, 0, *size)
        self._frame = Canvas(*size)
        self._scratch = Canvas(*size)
        self._base = Canvas(*size)
        self._base_items = 0
        self._shown: tuple[Item, ...] | None = None
        self._tiles = Tiles(*size)
        # What is prepared for an item, and the tiles that it touches.
        self._prepared: dict[int, tuple[PreparedItem, Region]] = {}
        self._paths: dict[int, CairoPath] = {}

    @property
    def pixels(self) -> Pixels:
        """The picture that was painted last."""
        return self._frame.pixels

    def paint(self, number: int) -> list[Box]:
        """Paint a picture, and return where it differs from the one before."""
        items = self._recording.stills[number].items
        dirty = self._find_changes(items)
        boxes = self._tiles.boxes(dirty)
        if items and isinstance(items[0], Picture):
            self._copy_picture(items[0])
        else:
            self._repaint(items, dirty, boxes)
        self._forget_all_but(items)
        self._shown = items
        return boxes

    def _find_changes(self, items: Sequence[Item]) -> Region:
        before = self._shown
        if before is None or _has_picture(before) or _has_picture(items):
            self._paint_base(items)
            return self._tiles.all
        dirty = 0
        for item in _changed(before, items):
            dirty |= self._prepare(item)[1]
        return dirty

    def _paint_base(self, items: Sequence[Item]) -> None:
        """Paint what lies below everything that ever changes."""
        _fill(self._base, _ground(self._recording))
        self._base_items = _common_start(still.items for still in self._recording.stills)
        for item in items[: self._base_items]:
            self._paint_item(self._prepare(item)[0], self._base)

    def _repaint(self, items: Sequence[Item], dirty: Region, boxes: Sequence[Box]) -> None:
        is_whole = boxes == [self._whole]
        canvas = self._frame if is_whole else self._scratch
        for box in boxes:
            part = box.rows_and_columns()
            canvas.pixels[part] = self._base.pixels[part]
        for item in items[self._base_items :]:
            prepared, touched = self._prepare(item)
            if touched & dirty:
                self._paint_item(prepared, canvas)
        if not is_whole:
            for box in boxes:
                part = box.rows_and_columns()
                self._frame.pixels[part] = self._scratch.pixels[part]

    def _paint_item(self, prepared: PreparedItem, canvas: Canvas) -> None:
        if isinstance(prepared, PreparedShape):
            prepared.paint(canvas)
        else:
            prepared.paint(canvas.pixels)

    def _prepare(self, item: Item) -> tuple[PreparedItem, Region]:
        # Items and paths that come back are the same objects, which the recording keeps alive.
        known = self._prepared.get(id(item))
        if known is None:
            at_size = item
            if self._scale != 1 and isinstance(item, Shape | Raster):
                at_size = scaled(item, self._scale)
            prepared = self._prepare_anew(at_size)
            known = self._prepared[id(item)] = prepared, self._tiles.touched_by(prepared.box)
        return known

    def _prepare_anew(self, item: Item) -> PreparedItem:
        size = self._whole.right, self._whole.bottom
        match item:
            case Shape():
                path = self._paths.get(id(item.path))
                if path is None:
                    points = np.frombuffer(item.path, dtype=np.float64).reshape(-1, 2)
                    path = self._paths[id(item.path)] = CairoPath(points, item.tolerance)
                return PreparedShape(item, path, *size)
            case Dots():
                return PreparedDots(item, size[0])
            case Raster():
                pixels = unpacked(item.pixels, item.width_px, item.height_px)
                return PreparedRaster(item, pixels, *size)
            case Inset():
                recording = Recording(
                    item.width_px, item.height_px, 1, item.ground, (Still(item.items, 1),)
                )
                painter = Painter(recording)
                painter.paint(0)
                return PreparedRaster(item, painter.pixels, *size)
            case Picture():
                raise TypeError("a whole picture is not painted among other items")

    def _forget_all_but(self, items: Sequence[Item]) -> None:
        """Let go of what was prepared for earlier pictures."""
        if len(self._prepared) > 2 * len(items) + 64:
            kept = set(map(id, items))
            self._prepared = {key: p for key, p in self._prepared.items() if key in kept}
            paths = {id(item.path) for item in items if isinstance(item, Shape)}
            self._paths = {key: p for key, p in self._paths.items() if key in paths}

    def _copy_picture(self, picture: Picture) -> None:
        _fill(self._frame, unpacked(picture.pixels, self._whole.right, self._whole.bottom))


def _fill(canvas: Canvas, pixels: Pixels) -> None:
    """Copy a frame of pixels, or one pixel everywhere; four bytes at a time, which is faster."""
    canvas.pixels.view(np.uint32)[:] = pixels.view(np.uint32)


def _ground(recording: Recording) -> Pixels:
    data = recording.ground
    if len(data) == 4:
        return np.frombuffer(data, dtype=np.uint8)
    return unpacked(data, recording.width_px, recording.height_px)


def _has_picture(items: Sequence[Item]) -> bool:
    return bool(items) and isinstance(items[0], Picture)


def _common_start(lists: Iterable[Sequence[Item]]) -> int:
    """Return how many items at the beginning all lists have in common."""
    common: Sequence[Item] | None = None
    for items in lists:
        common = items if common is None else common[: _matching(common, items)]
    return len(common or ())


def _matching(one: Sequence[Item], other: Sequence[Item]) -> int:
    """Return how many items at the beginning of two lists are the same objects."""
    for count, (a, b) in enumerate(zip(one, other, strict=False)):
        if a is not b:
            return count
    return min(len(one), len(other))


def _changed(before: Sequence[Item], after: Sequence[Item]) -> list[Item]:
    """Return what was taken away from a list, added to it, or moved within it."""
    start = _matching(before, after)
    end = _matching(before[:start:-1], after[:start:-1]) if start < len(after) else 0
    end = min(end, len(before) - start, len(after) - start)
    old = list(before[start : len(before) - end])
    new = list(after[start : len(after) - end])
    stays_old, stays_new = _in_both(old, new), _in_both(new, old)
    if len(stays_old) != len(stays_new) or any(
        a is not b for a, b in zip(stays_old, stays_new, strict=True)
    ):
        return old + new
    kept = set(map(id, stays_old))
    return [item for item in old + new if id(item) not in kept]


def _in_both(items: Sequence[Item], others: Sequence[Item]) -> list[Item]:
    known = set(map(id, others))
    return [item for item in items if id(item) in known]
