"""Painting images and point clouds, exactly as Manim's camera does."""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt
from PIL import Image

from pipeline.display import Dots, Inset, Raster
from pipeline.regions import Box
from pipeline.shapes import Pixels, clipped_box

Corners = npt.NDArray[np.float64]

# A quadrilateral that is thinner than this is not painted.
_THINNEST_PX = 0.5


class PreparedRaster:
    """A picture stretched over a quadrilateral.

    Attributes
    ----------
    box
        The pixels that it may touch, or None if it touches none.
    """

    def __init__(
        self, raster: Raster | Inset, pixels: Pixels, width_px: int, height_px: int
    ) -> None:
        self.box: Box | None = None
        corners = np.frombuffer(raster.corners, dtype=np.float64).reshape(4, 2)
        whole = corners.astype(np.int64)
        shift = whole.min(axis=0)
        size = (whole - shift).max(axis=0)
        coefficients = _coefficients(pixels.shape[1], pixels.shape[0], corners - shift)
        if coefficients is None:
            return
        image = Image.fromarray(pixels).transform(
            size=(int(size[0]), int(size[1])),
            method=Image.Transform.PERSPECTIVE,
            data=coefficients,
            resample=Image.Resampling(raster.resampling),
        )
        left, top = int(shift[0]), int(shift[1])
        self.box = clipped_box(
            left, top, left + int(size[0]), top + int(size[1]), width_px, height_px
        )
        if self.box:
            visible = self.box
            self._image = image.crop(
                (visible.left - left, visible.top - top, visible.right - left, visible.bottom - top)
            )

    def paint(self, pixels: Pixels) -> None:
        """Paint the picture over some pixels."""
        if self.box:
            part = self.box.rows_and_columns()
            below = Image.fromarray(np.ascontiguousarray(pixels[part]))
            pixels[part] = np.asarray(Image.alpha_composite(below, self._image))


class PreparedDots:
    """Pixels that are set to a colour.

    Attributes
    ----------
    box
        The pixels that it touches, or None if it touches none.
    """

    def __init__(self, dots: Dots, width_px: int) -> None:
        self._places = np.frombuffer(dots.places, dtype=np.int64)
        self._colours = np.frombuffer(dots.colours, dtype=np.uint8).reshape(-1, 4)
        self.box: Box | None = None
        if len(self._places):
            rows, columns = np.divmod(self._places, width_px)
            self.box = Box(
                int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
            )

    def paint(self, pixels: Pixels) -> None:
        """Set the pixels."""
        pixels.reshape(-1, 4)[self._places] = self._colours


def unpacked(data: bytes, width_px: int, height_px: int) -> Pixels:
    """Return compressed pixels as an array."""
    pixels: Pixels = np.frombuffer(zlib.decompress(data), dtype=np.uint8)
    return pixels.reshape(height_px, width_px, 4)


def _coefficients(width_px: int, height_px: int, corners: Corners) -> list[float] | None:
    """Return what Pillow takes to map a quadrilateral to a picture, or None if it has no area."""
    ordered = corners[[0, 1, 3, 2]]
    sides = np.roll(ordered, -1, axis=0) - ordered
    lengths = np.linalg.norm(sides, axis=1)
    longest = int(np.argmax(lengths))
    if lengths[longest] == 0:
        return None
    (ax, ay), (bx, by) = sides[longest], sides[longest - 1]
    if abs(ax * by - ay * bx) / lengths[longest] < _THINNEST_PX:
        return None
    rows, values = [], []
    originals = ((0, 0), (width_px, 0), (0, height_px), (width_px, height_px))
    for (x, y), (to_x, to_y) in zip(corners, originals, strict=True):
        rows += [
            [x, y, 1, 0, 0, 0, -to_x * x, -to_x * y],
            [0, 0, 0, x, y, 1, -to_y * x, -to_y * y],
        ]
        values += [to_x, to_y]
    try:
        solved = np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float))
    except np.linalg.LinAlgError:
        return None
    return list(solved.tolist())
