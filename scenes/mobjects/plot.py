"""A pair of axes with computed ticks, and curves drawn from values and slopes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from manim import (
    DL,
    UR,
    Animation,
    AnimationGroup,
    CapStyleType,
    Create,
    Line,
    Rectangle,
    VGroup,
    VMobject,
)
from manim.typing import Point3D

from scenes import style, typeset
from scenes.mobjects.glow import LINE_LAYERS
from scenes.mobjects.readout import Readout
from scenes.quantity import constant

TICK_LENGTH_PX = 8
# Numbers of ticks from here on, and below its inverse, are written with a power of ten.
_LONG = 1e4


def ticks_between(low: float, high: float, most: int = 6) -> list[float]:
    """Return multiples of 1, 2 or 5 times a power of ten between two values."""
    least = (high - low) / most
    power = 10.0 ** math.floor(math.log10(least))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    # Ten times one tenth is one, whatever the machine makes of it.
    return [round(step * n, 12) for n in range(first, last + 1)]


def _decimals(value: float) -> int:
    """Return the precision at which a tick's number is written out in full."""
    if abs(value) >= _LONG or (value and abs(value) < 1 / _LONG):
        return -1
    return next((n for n in range(6) if abs(value - round(value, n)) <= 1e-9 * abs(value)), 6)


class Plot(VGroup):
    """Axes at the left and at the bottom of a rectangle, with a hairline at height zero.

    Parameters
    ----------
    x_range, y_range
        Least and greatest value shown on each axis.
    width, height
        Size of the plotted area, in Manim units.
    x_ticks, y_ticks
        Values that are marked and labelled.
    labels
        Typst math of the two axes' names; empty for a small picture without text.
    """

    def __init__(
        self,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
        width: float,
        height: float,
        x_ticks: Iterable[float] = (),
        y_ticks: Iterable[float] = (),
        labels: tuple[str, str] = ("x", "y"),
    ) -> None:
        super().__init__()
        self.x_range = x_range
        self.y_range = y_range
        self.area = Rectangle(width=width, height=height, stroke_width=0)
        muted = style.palette.muted
        axis_width = style.stroke(style.AXIS)
        left, bottom = (float(c) for c in self.area.get_corner(DL)[:2])
        right, top = (float(c) for c in self.area.get_corner(UR)[:2])
        self.axes = VGroup(
            Line([left, bottom, 0], [right, bottom, 0], color=muted, stroke_width=axis_width),
            Line([left, bottom, 0], [left, top, 0], color=muted, stroke_width=axis_width),
        )
        self.zero_line = VGroup()
        self.ticks = VGroup()
        self.tick_labels = VGroup()
        self.labels = VGroup()
        self.add(self.area, self.zero_line, self.axes, self.ticks, self.tick_labels, self.labels)
        if y_range[0] < 0 < y_range[1]:
            y = self.at(0, 0)[1]
            self.zero_line.add(
                Line(
                    [left, y, 0],
                    [right, y, 0],
                    color=style.palette.hairline,
                    stroke_width=style.stroke(style.SECONDARY),
                )
            )
        for x in x_ticks:
            self._add_tick(self.at(x, y_range[0]), x, down=True)
        for y in y_ticks:
            self._add_tick(self.at(x_range[0], y), y, down=False)
        x_name, y_name = labels
        if x_name:
            label = typeset.formula(x_name, color=muted)
            self.labels.add(label.place([right, bottom + style.px(20)], "right"))
        if y_name:
            label = typeset.formula(y_name, color=muted)
            self.labels.add(label.place([left - style.px(18), top - style.px(16)], "right"))

    def _add_tick(self, point: Point3D, value: float, down: bool) -> None:
        """Mark `value` at `point`, outside of the axis, with its number."""
        outward = np.array([0.0, -1.0, 0.0]) if down else np.array([-1.0, 0.0, 0.0])
        muted = style.palette.muted
        tick = Line(
            point,
            point + outward * style.px(TICK_LENGTH_PX),
            color=muted,
            stroke_width=style.stroke(style.AXIS),
        )
        number = Readout(
            constant(value, "tick of an axis"),
            precision=_decimals(value),
            size=style.TICK,
            color=muted,
            anchor="center" if down else "right",
        )
        if down:
            number.place(point + np.array([0.0, -style.px(44), 0.0]))
            # A minus sign does not count where a number is centred under its tick.
            if value < 0:
                number.shift([-style.px(9), 0.0, 0.0])
        else:
            number.place(point + np.array([-style.px(18), -style.px(10), 0.0]))
        self.ticks.add(tick)
        self.tick_labels.add(number)

    @property
    def x_unit(self) -> float:
        """Manim units to one unit of x."""
        return float(self.area.width) / (self.x_range[1] - self.x_range[0])

    @property
    def y_unit(self) -> float:
        """Manim units to one unit of y."""
        return float(self.area.height) / (self.y_range[1] - self.y_range[0])

    def at(self, x: float, y: float) -> Point3D:
        """Return where the data point (`x`, `y`) is in the frame."""
        return np.asarray(self.along([x], [y])[0])

    def along(self, x: Sequence[float], y: Sequence[float]) -> np.ndarray:
        """Return where many data points are in the frame, of shape (n, 3)."""
        points = np.zeros((len(x), 3))
        points[:, 0] = (np.asarray(x, dtype=float) - self.x_range[0]) * self.x_unit
        points[:, 1] = (np.asarray(y, dtype=float) - self.y_range[0]) * self.y_unit
        return points + self.area.get_corner(DL)

    def curve_points(
        self, x: Sequence[float], y: Sequence[float], slope: Sequence[float]
    ) -> np.ndarray:
        """Return the cubic pieces of a smooth curve through values with given slopes.

        Each piece has the true value and the true slope at both ends (cubic Hermite interpolation:
        the error shrinks with the fourth power of the spacing).

        Parameters
        ----------
        x, y, slope
            Samples of a function and of its derivative, of equal length n.

        Returns
        -------
        numpy.ndarray
            Control points for a VMobject, of shape (4 (n - 1), 3).
        """
        x_array, y_array, slope_array = (
            np.asarray(values, dtype=float) for values in (x, y, slope)
        )
        corner = self.area.get_corner(DL)
        across = corner[0] + (x_array - self.x_range[0]) * self.x_unit
        up = corner[1] + (y_array - self.y_range[0]) * self.y_unit
        third = np.diff(across) / 3
        rise = slope_array * self.y_unit / self.x_unit
        pieces = np.zeros((len(x_array) - 1, 4, 3))
        pieces[:, 0, 0], pieces[:, 0, 1] = across[:-1], up[:-1]
        pieces[:, 1, 0], pieces[:, 1, 1] = across[:-1] + third, up[:-1] + third * rise[:-1]
        pieces[:, 2, 0], pieces[:, 2, 1] = across[1:] - third, up[1:] - third * rise[1:]
        pieces[:, 3, 0], pieces[:, 3, 1] = across[1:], up[1:]
        return pieces.reshape(-1, 3)


class Curve(VMobject):
    """A main curve: a round line with a soft glow of nested wider copies beneath it."""

    def __init__(self, color: str, width_px: float = style.CURVE, glow: bool = True) -> None:
        super().__init__()
        layers = LINE_LAYERS if glow else ()
        self.glow = VGroup(
            *(
                VMobject(
                    stroke_color=style.mix(color, style.palette.ground, share),
                    stroke_width=style.stroke(width_px * factor),
                )
                for factor, share in layers
            )
        )
        for layer in self.glow:
            layer.decorative = True
        self.line = VMobject(stroke_color=color, stroke_width=style.stroke(width_px))
        self.add(self.glow, self.line)
        for layer in (*self.glow, self.line):
            layer.set_fill(opacity=0).set_cap_style(CapStyleType.ROUND)

    def draw(self, run_time: float = style.SLOW) -> Animation:
        """Return the motion that draws the line from left to right, its glow with it."""
        layers = (*self.glow, self.line)
        return AnimationGroup(*(Create(layer) for layer in layers), run_time=run_time)

    def set_curve(self, points: np.ndarray) -> None:
        """Draw the line and its glow along new control points."""
        for layer in (*self.glow, self.line):
            layer.set_points(points)
