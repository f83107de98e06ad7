"""Painting shapes with Cairo, exactly as Manim's camera does."""

from __future__ import annotations

import math

import cairo
import numpy as np
import numpy.typing as npt

from pipeline.cairo_paths import CairoPath, address_of
from pipeline.display import Shape, View
from pipeline.regions import Box

Pixels = npt.NDArray[np.uint8]
Colours = npt.NDArray[np.float64]

# Cairo's default: a mitred corner reaches out by so many times half the width of the line.
_MITER_LIMIT = 10.0
_SQUARE_CAP = math.sqrt(2)
_ANTIALIASING_PX = 2.0
_FAR_PX = 1e7


class Canvas:
    """Pixels in memory, and a Cairo context that paints on them.

    The pixels are in the order red, green, blue, alpha, while Cairo takes blue for the first:
    as in Manim, colours are swapped when they are handed to Cairo.
    """

    def __init__(self, width_px: int, height_px: int) -> None:
        self.pixels: Pixels = np.zeros((height_px, width_px, 4), dtype=np.uint8)
        surface = cairo.ImageSurface.create_for_data(
            self.pixels.data, cairo.FORMAT_ARGB32, width_px, height_px
        )
        self.context = cairo.Context(surface)
        self.address = address_of(self.context)
        self._view: View | None = None

    def look(self, view: View) -> None:
        """Paint in the units of a view from now on."""
        if view is not self._view:
            scale_x, scale_y, shift_x, shift_y = view
            self.context.set_matrix(cairo.Matrix(scale_x, 0, 0, scale_y, shift_x, shift_y))
            self._view = view


class PreparedShape:
    """A shape with everything that painting it again and again needs only once.

    Attributes
    ----------
    box
        The pixels that it may touch, or None if it touches none.
    """

    def __init__(self, shape: Shape, path: CairoPath, width_px: int, height_px: int) -> None:
        style = shape.style
        gradient = _gradient_points(style.gradient)
        self._view = shape.view
        self._path = path
        self._fill = _source(style.fill, gradient)
        self._strokes = [
            (source, width)
            for source, width in (
                (_source(style.background, gradient), style.background_width),
                (_source(style.stroke, gradient), style.stroke_width),
            )
        ]
        self._has_stroke = [source is not None and width != 0 for source, width in self._strokes]
        self._join = cairo.LineJoin(style.join)
        self._cap = cairo.LineCap(style.cap)
        self.box = self._extent(width_px, height_px)

    def paint(self, canvas: Canvas) -> None:
        """Paint the shape."""
        canvas.look(self._view)
        context = canvas.context
        context.new_path()
        self._path.append_to(canvas.address)
        if self._has_stroke[0]:
            self._stroke(context, 0)
        if self._fill is not None:
            context.set_source(self._fill)
            context.fill_preserve()
        if self._has_stroke[1]:
            self._stroke(context, 1)

    def _stroke(self, context: cairo.Context[cairo.ImageSurface], which: int) -> None:
        source, width = self._strokes[which]
        assert source is not None
        context.set_source(source)
        context.set_line_width(width)
        context.set_line_join(self._join)
        context.set_line_cap(self._cap)
        context.stroke_preserve()

    def _extent(self, width_px: int, height_px: int) -> Box | None:
        points = self._path.points
        widths = [
            width
            for (_, width), visible in zip(self._strokes, self._has_stroke, strict=True)
            if visible
        ]
        if not len(points) or (self._fill is None and not widths):
            return None
        view = self._view
        reach = _MITER_LIMIT if self._join == cairo.LineJoin.MITER else _SQUARE_CAP
        scale = max(abs(view.scale_x), abs(view.scale_y))
        margin = max(widths, default=0.0) / 2 * scale * reach + _ANTIALIASING_PX
        # A cubic curve stays within the hull of its four points.
        low, high = points.min(axis=0), points.max(axis=0)
        xs = sorted(x * view.scale_x + view.shift_x for x in (low[0], high[0]))
        ys = sorted(y * view.scale_y + view.shift_y for y in (low[1], high[1]))
        return clipped_box(
            xs[0] - margin, ys[0] - margin, xs[1] + margin, ys[1] + margin, width_px, height_px
        )


def clipped_box(
    left: float, top: float, right: float, bottom: float, width_px: int, height_px: int
) -> Box | None:
    """Return the pixels of a frame that a rectangle touches, or None if there are none."""
    box = Box(
        max(0, math.floor(max(left, -_FAR_PX))),
        max(0, math.floor(max(top, -_FAR_PX))),
        min(width_px, math.ceil(min(right, _FAR_PX))),
        min(height_px, math.ceil(min(bottom, _FAR_PX))),
    )
    return box if box.left < box.right and box.top < box.bottom else None


def _gradient_points(data: bytes) -> tuple[float, ...]:
    return tuple(np.frombuffer(data, dtype=np.float64).tolist())


def _source(data: bytes, gradient: tuple[float, ...]) -> cairo.Pattern | None:
    """Return what to paint with, or None if it is invisible."""
    colours: Colours = np.frombuffer(data, dtype=np.float64).reshape(-1, 4)
    if not (colours[:, 3] > 0).any():
        return None
    if len(colours) == 1:
        red, green, blue, alpha = colours[0].tolist()
        return cairo.SolidPattern(blue, green, red, alpha)
    pattern = cairo.LinearGradient(*gradient)
    for offset, (red, green, blue, alpha) in zip(
        np.linspace(0, 1, len(colours)).tolist(), colours.tolist(), strict=True
    ):
        pattern.add_color_stop_rgba(offset, blue, green, red, alpha)
    return pattern
