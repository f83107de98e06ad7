"""A dial over 270 degrees: zero at the top, arc and hand in the colour of its parameter."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from manim import DEGREES, DOWN, Arc, Circle, Line, VGroup

from autodiff import parse
from scenes import style, typeset
from scenes.mobjects.motion import Motion, glide
from scenes.mobjects.part import joined
from scenes.mobjects.readout import Readout
from scenes.mobjects.rounded import RoundedRectangle
from scenes.quantity import Quantity

SWEEP = 270 * DEGREES
# From this radius on a dial is a large one, with a broader ring.
LARGE = 0.5
# Up to this radius there is only room for a short hand.
SMALL = 0.3
_HATCHES = 54
# How wide a name on the face of a dial is, in radii; how far from the dial it stands beside it.
_WIDEST = 1.45
_BESIDE = 0.14


def _ring_px(radius: float) -> float:
    return 8.0 if radius > LARGE else 6.5


def _face(radius: float) -> Circle:
    return Circle(
        radius=radius * 0.82,
        fill_color=style.palette.panel,
        fill_opacity=1,
        stroke_color=style.palette.panel_edge,
        stroke_width=style.stroke(1.5),
    )


def _letter(name: str, radius: float) -> typeset.Typeset:
    """Return the name of a dial: on its face or, where it is too long for that, left of it."""
    size = min(style.FORMULA, radius * 125)
    letter = typeset.expression(parse(name), size=size).move_to([0.0, 0.0, 0.0])
    if letter.width > _WIDEST * radius:
        letter.shift([-radius - _BESIDE - float(letter.width) / 2, 0.0, 0.0])
    return letter


def room_for_names(names: Iterable[str]) -> float:
    """Return how far names that are too long for a dial reach out to its left, at most."""
    widths = (float(typeset.expression(parse(n), size=style.FORMULA).width) for n in names)
    return max((width + _BESIDE for width in widths if width > _WIDEST * SMALL), default=0.0)


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
        Of the middle of the ring, in Manim units.
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
        ring = style.stroke(_ring_px(radius))
        self.face = _face(radius)
        self.track = Arc(radius=radius, stroke_color=style.palette.panel_edge, stroke_width=ring)
        self.arc = Arc(radius=radius, stroke_color=color, stroke_width=ring)
        self.hand = Line(stroke_color=color, stroke_width=style.stroke(5))
        self.letter = _letter(name, radius)
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
        rim = self.radius + style.px(_ring_px(self.radius) / 2)
        # A small dial's letter nearly fills its face.
        inner = self.radius * (0.62 if self.radius > SMALL else 0.74)
        self.hand.put_start_and_end_on(center + inner * direction, center + rim * direction)
        if self.readout:
            self.readout.set_quantity(self._quantity())

    def turn_to(self, value: float, run_time: float = style.NORMAL) -> Motion:
        """Return the motion from where the knob stands to `value`."""
        return glide(self, lambda: self.value, self.set_value, value, run_time)


class FrozenKnob(VGroup):
    """A dial that nobody may turn: a hatched rim instead of a hand, and a lock."""

    def __init__(self, name: str, radius: float = 0.58) -> None:
        super().__init__()
        self.name = name
        self.radius = radius
        self.face = _face(radius)
        self.rim = joined(self._hatch(angle) for angle in self._angles())
        self.letter = _letter(name, radius)
        self.lock = lock(0.45 * radius).move_to([0.0, -1.02 * radius, 0.0])
        self.add(self.face, self.rim, self.letter, self.lock)

    def _angles(self) -> np.ndarray:
        """Return where the rim is hatched: all around but for the place of the lock."""
        return np.linspace(-SWEEP / 2 - 15 * DEGREES, SWEEP / 2 + 15 * DEGREES, _HATCHES)

    def _hatch(self, angle: float) -> Line:
        def at(radius: float, turn: float) -> np.ndarray:
            return radius * np.array([np.sin(angle + turn), np.cos(angle + turn), 0.0])

        return Line(
            at(0.92 * self.radius, -4 * DEGREES),
            at(1.06 * self.radius, 4 * DEGREES),
            color=style.palette.muted,
            stroke_width=style.stroke(1.6),
        )


def lock(height: float) -> VGroup:
    """Return a small closed padlock, centred on the origin."""
    color = style.palette.muted
    body = RoundedRectangle(
        corner_radius=0.1 * height,
        width=0.8 * height,
        height=0.58 * height,
        stroke_width=0,
        fill_color=color,
        fill_opacity=1,
    ).move_to([0.0, -0.21 * height, 0.0])
    shackle = Arc(
        radius=0.24 * height,
        start_angle=0,
        angle=180 * DEGREES,
        arc_center=[0.0, 0.18 * height, 0.0],
        stroke_color=color,
        stroke_width=style.stroke(0.12 * height * style.PIXELS_PER_UNIT),
    )
    legs = VGroup(
        *(
            Line(
                [side * 0.24 * height, 0.19 * height, 0.0],
                [side * 0.24 * height, 0.0, 0.0],
                color=color,
                stroke_width=shackle.stroke_width,
            )
            for side in (-1, 1)
        )
    )
    hole = Circle(
        radius=0.1 * height, stroke_width=0, fill_color=style.palette.ground, fill_opacity=1
    ).move_to(body)
    return VGroup(shackle, legs, body, hole)
