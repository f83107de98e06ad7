"""Painting shapes with Cairo, exactly as Manim's camera does."""

from __future__ import annotations

import math
import struct
from functools import cache, lru_cache

import cairo
import numpy as np
import numpy.typing as npt

from pipeline.cairo_paths import CairoPath, address_of
from pipeline.display import Shape, Style, View
from pipeline.regions import Box

Pixels = npt.NDArray[np.uint8]

# Cairo's default: a mitred corner reaches out by so many times half the width of the line.
_MITER_LIMIT = 10.0
_SQUARE_CAP = math.sqrt(2)
_ANTIALIASING_PX = 2.0
_COLOUR = struct.Struct("4d")  # red, green, blue, alpha
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


class PreparedStyle:
    """A style with everything that painting needs only once.

    Attributes
    ----------
    fill
        What to fill with, or None.
    background, stroke
        What to draw a line with and its width, or None.
    reach
        How far lines reach beyond the path, in units of the view; None if nothing is visible.
    """

    __slots__ = ("background", "cap", "fill", "join", "reach", "stroke")

    def __init__(self, style: Style) -> None:
        gradient = _gradient_points(style.gradient)
        self.fill = _source(style.fill, gradient)
        self.background = _line(style.background, style.background_width, gradient)
        self.stroke = _line(style.stroke, style.stroke_width, gradient)
        self.join = cairo.LineJoin(style.join)
        self.cap = cairo.LineCap(style.cap)
        farthest = _MITER_LIMIT if self.join == cairo.LineJoin.MITER else _SQUARE_CAP
        widths = [width for _, width in filter(None, (self.background, self.stroke))]
        is_visible = self.fill is not None or bool(widths)
        self.reach = max(widths, default=0.0) / 2 * farthest if is_visible else None


# Styles are shared by many shapes, which come and go from frame to frame.
_prepared_style = lru_cache(maxsize=4096)(PreparedStyle)


class PreparedShape:
    """A shape with everything that painting it again and again needs only once.

    Attributes
    ----------
    box
        The pixels that it may touch, or None if it touches none.
    """

    __slots__ = ("_path", "_style", "_view", "box")

    def __init__(self, shape: Shape, path: CairoPath, width_px: int, height_px: int) -> None:
        self._view = shape.view
        self._path = path
        self._style = _prepared_style(shape.style)
        self.box = self._extent(width_px, height_px)

    def paint(self, canvas: Canvas) -> None:
        """Paint the shape."""
        canvas.look(self._view)
        style, context = self._style, canvas.context
        context.new_path()
        self._path.append_to(canvas.address)
        if style.background is not None:
            self._draw(context, *style.background)
        if style.fill is not None:
            context.set_source(style.fill)
            context.fill_preserve()
        if style.stroke is not None:
            self._draw(context, *style.stroke)

    def _draw(
        self, context: cairo.Context[cairo.ImageSurface], source: cairo.Pattern, width: float
    ) -> None:
        context.set_source(source)
        context.set_line_width(width)
        context.set_line_join(self._style.join)
        context.set_line_cap(self._style.cap)
        context.stroke_preserve()

    def _extent(self, width_px: int, height_px: int) -> Box | None:
        hull, reach = self._path.hull, self._style.reach
        if hull is None or reach is None:
            return None
        scale_x, scale_y, shift_x, shift_y = self._view
        left, right = hull[0] * scale_x + shift_x, hull[2] * scale_x + shift_x
        top, bottom = hull[1] * scale_y + shift_y, hull[3] * scale_y + shift_y
        if right < left:
            left, right = right, left
        if bottom < top:
            top, bottom = bottom, top
        margin = reach * max(abs(scale_x), abs(scale_y)) + _ANTIALIASING_PX
        return clipped_box(
            left - margin, top - margin, right + margin, bottom + margin, width_px, height_px
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
    return struct.unpack(f"{len(data) // 8}d", data)


def _line(
    data: bytes, width: float, gradient: tuple[float, ...]
) -> tuple[cairo.Pattern, float] | None:
    """Return what to draw a line with and its width, or None if it is invisible."""
    source = _source(data, gradient)
    return (source, width) if source is not None and width != 0 else None


def _source(data: bytes, gradient: tuple[float, ...]) -> cairo.Pattern | None:
    """Return what to paint with, or None if it is invisible."""
    colours = list(_COLOUR.iter_unpack(data))
    if not any(alpha > 0 for *_, alpha in colours):
        return None
    if len(colours) == 1:
        red, green, blue, alpha = colours[0]
        return cairo.SolidPattern(blue, green, red, alpha)
    pattern = cairo.LinearGradient(*gradient)
    for offset, (red, green, blue, alpha) in zip(_offsets(len(colours)), colours, strict=True):
        pattern.add_color_stop_rgba(offset, blue, green, red, alpha)
    return pattern


@cache
def _offsets(count: int) -> list[float]:
    """Return where the colours of a gradient lie, as Manim places them."""
    return list(np.linspace(0, 1, count).tolist())
