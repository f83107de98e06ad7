"""The line through two points of a curve, its rise over run, and how it settles on the tangent."""

from __future__ import annotations

import numpy as np
from manim import CapStyleType, Circle, Line, ValueTracker, VGroup, VMobject, linear

from scenes import style, typeset
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part, show
from scenes.mobjects.plot import Plot
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Slice, direction, move_tracker
from scenes.quantity import Quantity

# From this length on, in pixels, a run or rise has room for its label.
_LABEL_ROOM_PX = 90
_LABEL_FADE_PX = 45
# The share of a run time after which the points are as good as one.
_SETTLING = 0.86
_HALVINGS = 7


class Secant(Part):
    """A line through the points at x and x + dx, with rise, run and slope.

    It follows two trackers. Where dx is 0 its slope is the derivative and it lies on the tangent;
    on the way there it turns from ink to the colour of the tangent.

    Parameters
    ----------
    at, dx
        Where the first point is, and how far the second one is from it; a number makes a tracker.
    reach
        How far the line goes beyond its two points, in Manim units.
    labels
        Typst math of the run's and the rise's names.
    rise_color
        The colour of what the curve shows.

    Attributes
    ----------
    readout
        The slope, at the far end of the line.
    """

    def __init__(
        self,
        plot: Plot,
        function: Slice,
        at: ValueTracker | float,
        dx: ValueTracker | float,
        reach: tuple[float, float] = (0.5, 0.7),
        labels: tuple[str, str] = ("Delta k", "Delta L"),
        run_color: str | None = None,
        rise_color: str | None = None,
        precision: int = 2,
    ) -> None:
        super().__init__()
        self.plot = plot
        self.function = function
        self.at = at if isinstance(at, ValueTracker) else ValueTracker(at)
        self.dx = dx if isinstance(dx, ValueTracker) else ValueTracker(dx)
        self.reach = reach
        self._widest = abs(float(self.dx.get_value())) or 1.0
        run_color = run_color or style.palette.model
        rise_color = rise_color or style.palette.loss
        self.run = Line(color=run_color, stroke_width=style.stroke(4))
        self.rise = Line(color=rise_color, stroke_width=style.stroke(4))
        self.line = Line(stroke_width=style.stroke(style.WIRE)).set_cap_style(CapStyleType.ROUND)
        self.second = Circle(
            radius=style.px(9.5),
            stroke_color=style.palette.ink,
            stroke_width=style.stroke(4),
            fill_color=style.palette.ground,
            fill_opacity=1,
        )
        self.run_label = typeset.formula(labels[0], style.FORMULA, run_color)
        self.rise_label = typeset.formula(labels[1], style.FORMULA, rise_color)
        self.readout = Readout(self.slope_quantity, precision, anchor="left", weight="medium")
        self.ghosts = VGroup()
        self.add(self.ghosts, self.run, self.rise, self.line, self.second)
        self.add(self.run_label, self.rise_label, self.readout)
        self.follow()
        self.add_updater(lambda secant: secant.follow())

    def slope_quantity(self) -> Quantity:
        """Return the rise over the run, which for no run is the derivative."""
        return self.function.quotient_quantity(
            float(self.at.get_value()), float(self.dx.get_value())
        )

    def refresh(self) -> None:
        """Draw the part as clear as it is, and labels only where they have room."""
        super().refresh()
        self.follow()

    def follow(self) -> None:
        """Draw everything where the two trackers stand."""
        x, dx = float(self.at.get_value()), float(self.dx.get_value())
        start = self.plot.at(x, self.function.value(x))
        end = self.plot.at(x + dx, self.function.value(x + dx))
        corner = np.array([end[0], start[1], 0.0])
        slope = float(self.readout.quantity.value) if dx else self.function.slope(x)
        if dx:
            slope = (self.function.value(x + dx) - self.function.value(x)) / dx
        along = direction(self.plot, slope)
        # Near the limit the heights agree in too many digits to give a direction.
        if abs(dx) * self.plot.x_unit < 1e-3:
            along = direction(self.plot, self.function.slope(x))
        first, last = (start, end) if dx >= 0 else (end, start)
        behind, ahead = self.reach
        self.line.put_start_and_end_on(first - behind * along, last + ahead * along)
        nearness = 1 - min(1.0, abs(dx) / self._widest)
        arrived = max(0.0, (nearness - _SETTLING) / (1 - _SETTLING))
        color = style.mix(style.palette.gradient, style.palette.ink, arrived**2)
        self.line.set_stroke(color)
        self.readout.set_color(color)
        self.second.move_to(end)
        for side, a, b in ((self.run, start, corner), (self.rise, corner, end)):
            side.set_points_as_corners([a, b])
        self._label(self.run_label, abs(float(corner[0] - start[0])), 0.5 * (start + corner), 0)
        self._label(self.rise_label, abs(float(end[1] - corner[1])), 0.5 * (corner + end), dx)
        self.readout.place(self.line.get_end() + np.array([style.px(16), -style.px(10), 0.0]))

    def _label(self, label: typeset.Typeset, length: float, middle: np.ndarray, dx: float) -> None:
        """Set a side's label beside its middle, as clear as its length allows."""
        room = (length - style.px(_LABEL_ROOM_PX - _LABEL_FADE_PX)) / style.px(_LABEL_FADE_PX)
        if label is self.run_label:
            below = self.rise.get_end()[1] >= self.rise.get_start()[1]
            # Above the axis, and not across it: beside the second point the triangle has room.
            if below and middle[1] - style.px(70) < self.plot.area.get_bottom()[1]:
                middle[0] += 0.2 * (self.rise.get_x() - middle[0])
                below = False
            offset = np.array([0.0, style.px(-58 if below else 28), 0.0])
            label.place(middle + offset, "center")
        else:
            away = 1.0 if dx >= 0 else -1.0
            offset = np.array([away * style.px(24), -label.cap_height / 2, 0.0])
            label.place(middle + offset, "left" if dx >= 0 else "right")
        show(label, min(1.0, max(0.0, room)) * self.presence * self.focus)

    def leave_ghost(self, share: float = 0.45) -> VMobject:
        """Leave a faint copy of line and second point as they stand now; return it."""
        ink = style.palette.ink
        line = VMobject().set_points(self.line.points)
        line.set_stroke(ink, width=style.stroke(style.SECONDARY))
        dot = Circle(radius=style.px(6.5), stroke_width=0, fill_color=ink).move_to(self.second)
        ghost = VGroup(line, dot)
        self.ghosts.add(ghost)
        # Earlier ghosts step back, so that the order can be seen. They are translucent: mixed with
        # the ground they would be dark scratches on fog.
        for age, earlier in enumerate(reversed(self.ghosts.submobjects)):
            earlier[0].set_stroke(opacity=share * 0.72**age)
            earlier[1].set_fill(opacity=share * 0.72**age)
        return ghost

    def slide_to(self, dx: float, run_time: float = style.NORMAL) -> Motion:
        """Return the motion of the second point to x + `dx`."""
        return move_tracker(self.dx, dx, run_time)

    def settle(self, run_time: float = 2 * style.SLOW) -> Motion:
        """Return the motion of the second point into the first, halving the run at even beats."""
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.append(float(self.dx.get_value()))
            # The last piece goes straight to 0, where a halving would never arrive.
            tail = max(0.0, (share - _SETTLING) / (1 - _SETTLING))
            self.dx.set_value(start[0] * 0.5 ** (_HALVINGS * share) * (1 - tail))

        return Motion(self.dx, [Change(0.0, run_time, step, linear)])
