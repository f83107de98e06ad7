"""A dial over 270 degrees: zero at the top, arc and hand in the colour of its parameter."""

from __future__ import annotations

import numpy as np
from manim import DEGREES, DOWN, Animation, Arc, Circle, Line, VGroup, smooth

from scenes import style, typeset
from scenes.mobjects.readout import Readout
from scenes.quantity import Quantity

SWEEP = 270 * DEGREES


class Knob(VGroup):
    """A parameter's dial with its letter, and its value beneath.

    Parameters
    ----------
    name
        The parameter, for example ``k0``.
    value
        Where it stands.
    limit
        The value at the right end of the sweep; the left end is its negative. Beyond it the hand
        stays at the end.
    radius
        Of the ring, in Manim units.
    """

    def __init__(
        self,
        name: str,
        value: float,
        limit: float = 3.0,
        radius: float = 0.58,
        show_value: bool = True,
    ) -> None:
        super().__init__()
        self.name = name
        self.limit = limit
        self.radius = radius
        self.value = float(value)
        color = style.color_of(name)
        ring = style.stroke(8 if radius > 0.5 else 6.5)
        self.face = Circle(
            radius=radius * 0.82,
            fill_color=style.palette.panel,
            fill_opacity=1,
            stroke_color=style.palette.panel_edge,
            stroke_width=style.stroke(1.5),
        )
        self.track = Arc(radius=radius, stroke_color=style.palette.panel_edge, stroke_width=ring)
        self.arc = Arc(radius=radius, stroke_color=color, stroke_width=ring)
        self.hand = Line(stroke_color=color, stroke_width=style.stroke(5))
        letter_size = min(style.FORMULA, radius * 105)
        self.letter = typeset.formula(f"{name[0]}_{name[1:]}", size=letter_size, color=color)
        self.letter.move_to(self.face)
        self.add(self.face, self.track, self.arc, self.hand, self.letter)
        self.readout: Readout | None = None
        if show_value:
            self.readout = Readout(self._quantity(), size=style.TICK, anchor="center")
            self.readout.place(self.face.get_center() + (radius + style.px(34)) * DOWN)
            self.add(self.readout)
        self._draw_arc(self.track, -SWEEP / 2, SWEEP / 2)
        self.set_value(value)

    def _quantity(self) -> Quantity:
        return Quantity(self.value, self.name, {self.name: self.value}, source="setting of a knob")

    def _draw_arc(self, arc: Arc, start: float, end: float) -> None:
        """Draw part of the ring between two angles, clockwise from the top."""
        drawn = Arc(
            radius=self.radius,
            start_angle=90 * DEGREES - start,
            angle=start - end,
            arc_center=self.face.get_center(),
        )
        arc.set_points(drawn.points)

    def set_value(self, value: float) -> None:
        """Turn arc, hand and number to `value`."""
        self.value = float(value)
        angle = float(np.clip(self.value / self.limit, -1, 1)) * SWEEP / 2
        # An arc of no length has no direction to be drawn in.
        self._draw_arc(self.arc, 0.0, angle if abs(angle) > 1e-3 else 1e-3)
        direction = np.array([np.sin(angle), np.cos(angle), 0.0])
        center = self.face.get_center()
        self.hand.put_start_and_end_on(
            center + 0.62 * self.radius * direction, center + self.radius * direction
        )
        if self.readout:
            self.readout.set_quantity(self._quantity())

    def turn_to(self, value: float, run_time: float = style.NORMAL) -> Animation:
        """Return the motion from where the knob stands to `value`."""
        return _Turn(self, float(value), run_time)


class _Turn(Animation):
    def __init__(self, knob: Knob, target: float, run_time: float) -> None:
        super().__init__(knob, run_time=run_time, rate_func=smooth)
        self._target = target

    def begin(self) -> None:
        self._start = self.mobject.value
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        share = self.rate_func(alpha)
        target, start = self._target, self._start
        self.mobject.set_value(target if alpha >= 1 else start + share * (target - start))
