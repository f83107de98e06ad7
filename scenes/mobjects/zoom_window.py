"""A lens on a curve: the closer one looks, the straighter it is."""

from __future__ import annotations

import numpy as np
from manim import Circle, Line, ValueTracker, VMobject

from scenes import style, typeset
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part
from scenes.mobjects.plot import Plot
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Slice, direction
from scenes.quantity import Quantity, constant

_SAMPLES = 161


class ZoomWindow(Part):
    """A round window that shows the surroundings of a point of a curve, enlarged alike both ways.

    Parameters
    ----------
    at
        Where on the curve; the window follows the tracker.
    center, radius
        The place and the size of the window, in Manim units.
    factor
        How many times it enlarges.
    show_tangent
        Whether the tangent is drawn in it.

    Attributes
    ----------
    magnification
        The factor's tracker.
    """

    def __init__(
        self,
        plot: Plot,
        function: Slice,
        at: ValueTracker | float,
        center: tuple[float, float],
        radius: float = 1.5,
        factor: float = 4.0,
        color: str | None = None,
        show_tangent: bool = True,
    ) -> None:
        super().__init__()
        self.plot = plot
        self.function = function
        self.at = at if isinstance(at, ValueTracker) else ValueTracker(at)
        self.magnification = ValueTracker(factor)
        self.radius = radius
        muted = style.palette.muted
        thin = style.stroke(style.SECONDARY)
        self.window = Circle(
            radius=radius,
            stroke_color=muted,
            stroke_width=style.stroke(style.WIRE),
            fill_color=style.palette.panel,
            fill_opacity=1,
        ).move_to([*center, 0.0])
        self.source = Circle(radius=1.0, stroke_color=muted, stroke_width=thin)
        self.sides = [
            Line(color=style.palette.panel_edge, stroke_width=thin),
            Line(color=style.palette.panel_edge, stroke_width=thin),
        ]
        for side in self.sides:
            side.set_z_index(-1)
        self.curve = VMobject(
            stroke_color=color or style.palette.loss, stroke_width=style.stroke(style.CURVE)
        )
        self.tangent = Line(color=style.palette.gradient, stroke_width=style.stroke(style.WIRE))
        self.dot = Circle(
            radius=style.px(8),
            stroke_width=0,
            fill_color=style.mix(style.palette.ink, style.palette.gradient, 0.72),
            fill_opacity=1,
        )
        self.times = typeset.formula("times", size=style.LABEL, color=muted)
        self.readout = Readout(self._factor, 0, color=muted, anchor="left")
        self.add(*self.sides, self.source, self.window, self.curve)
        if show_tangent:
            self.add(self.tangent)
        self.add(self.dot, self.times, self.readout)
        self.follow()
        self.add_updater(lambda window: window.follow())

    def _factor(self) -> Quantity:
        return constant(float(self.magnification.get_value()), "magnification of the window")

    def follow(self) -> None:
        """Draw the curve's surroundings as large as the tracker of the factor says."""
        x, factor = float(self.at.get_value()), float(self.magnification.get_value())
        spot = self.plot.at(x, self.function.value(x))
        center = self.window.get_center()
        small = self.radius / factor
        self.source.set(width=2 * max(small, style.px(5))).move_to(spot)
        reach = small / self.plot.x_unit
        inside = np.clip(np.linspace(x - reach, x + reach, _SAMPLES), *self.plot.x_range)
        places = [self.plot.at(u, self.function.value(u)) for u in inside]
        offsets = (np.array(places) - spot) * factor
        self.curve.set_points_as_corners(center + _within(offsets, 0.985 * self.radius))
        along = 0.985 * self.radius * direction(self.plot, self.function.slope(x))
        self.tangent.put_start_and_end_on(center - along, center + along)
        self.dot.move_to(center)
        self._join(spot, max(small, style.px(5)), center)
        foot = center - np.array([0.0, self.radius + style.px(46), 0.0])
        width = self.times.width + style.px(8) + self.readout.width
        self.times.place(foot - np.array([width / 2, 0.0, 0.0]))
        self.readout.place([self.times.get_right()[0] + style.px(8), foot[1]])

    def _join(self, spot: np.ndarray, small: float, center: np.ndarray) -> None:
        """Draw the two outer tangents of the small circle and the window."""
        away = center - spot
        distance = float(np.linalg.norm(away))
        heading = np.arctan2(away[1], away[0])
        # The lines touch both circles, whose radii differ: they open by that angle.
        opening = np.arccos(np.clip((small - self.radius) / distance, -1, 1))
        for side, sign in zip(self.sides, (1, -1), strict=True):
            angle = heading + sign * opening
            normal = np.array([np.cos(angle), np.sin(angle), 0.0])
            side.put_start_and_end_on(spot + small * normal, center + self.radius * normal)

    @property
    def bend(self) -> float:
        """How far the curve in the window is from straight, as a share of the window's radius."""
        x, factor = float(self.at.get_value()), float(self.magnification.get_value())
        reach = self.radius / factor / self.plot.x_unit
        height, slope = self.function.value(x), self.function.slope(x)
        ends = (self.function.value(x + s * reach) - height - s * slope * reach for s in (-1, 1))
        return max(map(abs, ends)) * self.plot.y_unit * factor / self.radius

    def zoom_to(self, factor: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion that enlarges to `factor`, at an even pace of doublings."""
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.append(float(self.magnification.get_value()))
            way = (factor / start[0]) ** share
            self.magnification.set_value(factor if share >= 1 else start[0] * way)

        return Motion(self.magnification, [Change(0.0, run_time, step)])


def _within(offsets: np.ndarray, radius: float) -> np.ndarray:
    """Return the run of points around the middle one that lies in a circle, cut at its rim."""
    distances = np.linalg.norm(offsets, axis=1)
    middle = len(offsets) // 2
    low = high = middle
    while low > 0 and distances[low - 1] <= radius:
        low -= 1
    while high < len(offsets) - 1 and distances[high + 1] <= radius:
        high += 1
    kept = list(offsets[low : high + 1])
    if low > 0:
        kept.insert(0, _rim_point(offsets[low], offsets[low - 1], radius))
    if high < len(offsets) - 1:
        kept.append(_rim_point(offsets[high], offsets[high + 1], radius))
    return np.array(kept)


def _rim_point(inner: np.ndarray, outer: np.ndarray, radius: float) -> np.ndarray:
    a, b = float(np.linalg.norm(inner)), float(np.linalg.norm(outer))
    return inner + (outer - inner) * (radius - a) / (b - a)
