"""A ball on a curve in one variable: the steps of an optimizer, one after another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from manim import Circle, VMobject

from scenes import style
from scenes.mobjects.function_curve import height
from scenes.mobjects.glow import Shine
from scenes.mobjects.motion import Change, Motion, glide
from scenes.mobjects.part import Part
from scenes.mobjects.plot import Plot
from scenes.mobjects.polyline import set_lines
from scenes.mobjects.tangent import DOT_PX, Slice

Array = npt.NDArray[np.float64]

_SAMPLES = 24  # places on the curve between two steps


class CurvePath(Part):
    """The way that was taken along the curve, a dot for each step, and the ball where it is now.

    A step that leads out of the plot ends at its edge, and so does everything after it.

    Parameters
    ----------
    plot, function
        Where and of what.
    places
        The values of the variable, from the start on.

    Attributes
    ----------
    step_now
        How many steps have been taken; between two whole numbers it is on its way.
    last
        The last step that the plot has room for, a part of one where it leaves it on the way.
    """

    def __init__(
        self, plot: Plot, function: Slice, places: Sequence[float], color: str | None = None
    ) -> None:
        super().__init__()
        self.plot, self.function = plot, function
        self._places = np.array([float(place) for place in places])
        self.color_of_path = color = color or style.palette.gradient
        self._line = VMobject(stroke_color=color, stroke_width=style.stroke(style.WIRE))
        self._line.set_fill(opacity=0)
        self._dots = [
            Circle(radius=style.px(6.5), stroke_width=0, fill_color=color, fill_opacity=1)
            for _ in self._places
        ]
        self._shine = Shine(color, style.px(8), style.px(60))
        bright = style.mix(style.palette.ink, color, 0.72)
        self.ball = Circle(radius=style.px(DOT_PX), stroke_width=0, fill_color=bright)
        self.ball.set_fill(opacity=1)
        self._ball_share = 1.0
        self._steps = np.linspace(
            0.0, len(self._places) - 1.0, _SAMPLES * (len(self._places) - 1) + 1
        )
        self._xs = np.array([self.x_at(float(step)) for step in self._steps])
        self._heights = np.array([height(function, float(x)) for x in self._xs])
        self.last = self._room()
        self.add(self._line, self._shine, *self._dots, self.ball)
        self.set_step(self.last)

    def _room(self) -> float:
        """Return the step at which the plot is left, or the last one."""
        low, high = self.plot.x_range
        is_in = (low <= self._xs) & (self._xs <= high) & (self._heights <= self.plot.y_range[1])
        out = np.flatnonzero(~is_in)
        return float(self._steps[max(0, out[0] - 1)] if len(out) else self._steps[-1])

    @property
    def leaves(self) -> bool:
        """Whether it leads out of the plot."""
        return self.last < len(self._places) - 1

    def x_at(self, step: float) -> float:
        """Return the variable after a number of steps."""
        return float(np.interp(step, np.arange(len(self._places)), self._places))

    @property
    def x(self) -> float:
        """Where the ball is."""
        return self.x_at(self.step_now)

    def _point(self, x: float) -> Array:
        return np.asarray(self.plot.at(x, self.function.value(x)))

    def set_step(self, step: float) -> None:
        """Be where so many steps lead; a part of a step is a part of the way."""
        self.step_now = float(np.clip(step, 0.0, self.last))
        count = 1 + int(self.step_now * _SAMPLES + 1e-9)
        way = self.plot.along(self._xs[:count], self._heights[:count])
        set_lines(self._line, [np.vstack([way, self._point(self.x)])])
        for number, dot in enumerate(self._dots):
            is_there = number < self.step_now - 1e-9
            if number <= self.last:
                dot.move_to(self._point(float(self._places[number])))
            dot.set_fill(opacity=float(is_there) * self.presence * self.focus)
        for part in (self._shine, self.ball):
            part.move_to(self._point(self.x))

    def refresh(self) -> None:
        """Draw the path as present and as clear as it is."""
        share = self.presence * self.focus
        self._line.set_stroke(opacity=share)
        self.ball.set_fill(opacity=share * self._ball_share)
        self._shine.set_strength(share * self._ball_share)
        self.set_step(self.step_now)

    def go_to(self, step: float, run_time: float = style.NORMAL) -> Motion:
        """Return the motion to a step, along the curve."""
        return glide(self, lambda: self.step_now, self.set_step, min(step, self.last), run_time)

    def let_go(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion in which the ball vanishes, out of the plot; its way stays."""

        def step(share: float) -> None:
            self._ball_share = 1 - share
            self.refresh()

        return Motion(self, [Change(0.0, run_time, step)])
