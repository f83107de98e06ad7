"""A gear wheel with real teeth, and a hand that shows how far it has turned."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from manim import CapStyleType, Circle, Line, Polygon, VGroup, VMobject

from scenes import style, typeset
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.polyline import TIP_LENGTH, arrow_tip, dashes, set_lines

Array = npt.NDArray[np.float64]

# Shares of the pitch between two teeth: half widths of a tooth at its foot, at the pitch circle
# (less than a quarter leaves it room in the gap), and at its tip.
_FOOT, _PITCH, _TIP = 0.29, 0.225, 0.11
# Heights above and below the pitch circle, in modules.
_ADDENDUM, _DEDENDUM = 0.9, 1.2
_TICKS = 24
_SECTOR_SAMPLES = 40
# The tip of the arrow that follows the hand, next to other tips.
_SWEEP_TIP = 0.75

# Em size of a name on a wheel, and the least at which it can be read.
_LABEL_PX, _LEAST_LABEL_PX = 0.9 * style.FORMULA, 28.0


class Gear(VGroup):
    """A wheel around its own centre; positive turns are clockwise.

    Parameters
    ----------
    teeth
        How many.
    module
        Pitch diameter divided by the number of teeth, in Manim units; the same for all that mesh.
    label
        Typst math in its middle; none for an idler.
    short
        What stands there where the wheel is too small for it.

    Attributes
    ----------
    radius
        Of the pitch circle, on which gears touch.
    turn
        How far it has been turned, in radians, from the phase at which it was put.
    """

    def __init__(
        self, teeth: int, module: float, color: str, label: str = "", short: str = ""
    ) -> None:
        super().__init__()
        self.teeth = teeth
        self.module = module
        self.radius = teeth * module / 2
        self.turn = 0.0
        self.phase = 0.0
        ground = style.palette.ground
        self._outline = tooth_outline(teeth, module)
        self.body = VMobject(stroke_width=0, fill_color=color, fill_opacity=1)
        inner = self.radius - 2.2 * module
        self.face = Circle(radius=inner, stroke_width=0)
        self.face.set_fill(style.mix(color, ground, 0.16), opacity=1)
        self.ticks = VMobject(stroke_color=style.mix(color, ground, 0.5))
        self.ticks.set_stroke(width=style.stroke(1.5))
        self.sector = VMobject(stroke_width=0, fill_color=style.mix(color, ground, 0.38))
        self.sector.set_fill(opacity=1)
        self.sweep = VMobject(stroke_color=color, stroke_width=style.stroke(3))
        self.sweep.set_fill(opacity=0).set_cap_style(CapStyleType.ROUND)
        self.sweep_tip = Polygon(*np.eye(3), stroke_width=0, fill_color=color, fill_opacity=1)
        self.rest = VMobject(stroke_color=color, stroke_width=style.stroke(1.5))
        self.hand = Line(
            color=style.mix(style.palette.ink, color, 0.35), stroke_width=style.stroke(4)
        )
        self.hand.set_cap_style(CapStyleType.ROUND)
        self.hub = Circle(radius=style.px(7), stroke_width=0, fill_color=color, fill_opacity=1)
        arrow = (self.sweep, self.sweep_tip)
        for part in (self.ticks, self.sector, self.rest, self.body, *arrow):
            part.decorative = True
        self.add(self.body, self.face)
        self.label = typeset.formula(label, size=_LABEL_PX, color=color) if label else None
        if self.label is not None:
            if short and _fit(self.label, inner) * _LABEL_PX < _LEAST_LABEL_PX:
                self.label = typeset.formula(short, size=_LABEL_PX, color=color)
            self.add(self.ticks, self.sector, self.rest, *arrow, self.hand)
            # What is too small to be read is left out.
            fit = _fit(self.label, inner)
            if fit * _LABEL_PX >= _LEAST_LABEL_PX:
                self.add(self.label.scale(fit))
        else:
            self.add(self.hub)
        self._inner = inner
        self.put((0.0, 0.0), 0.0)

    def put(self, center: tuple[float, float], phase: float) -> None:
        """Put the middle somewhere, with the first tooth at an angle (counter-clockwise)."""
        self.phase = phase
        for part in (self.face, self.hub, self.label):
            if part is not None:
                part.move_to([*center, 0.0])
        self.set_turn(self.turn)

    def set_turn(self, turn: float) -> None:
        """Turn to an angle, clockwise from where it was put."""
        self.turn = turn
        center, scale = self.center_point, self._scale
        outline = scale * rotated(self._outline, self.phase - turn)
        self.body.set_points_as_corners(center + outline)
        around = np.linspace(0, 2 * np.pi, _TICKS, endpoint=False) + np.pi / 2 - turn
        spokes = np.stack([np.cos(around), np.sin(around), np.zeros(_TICKS)], axis=1)
        far = self._inner - style.px(6)
        near = far - style.px(9)
        set_lines(self.ticks, [center + scale * np.array([near * s, far * s]) for s in spokes])
        self._draw_hand()

    def _draw_hand(self) -> None:
        center, inner = self.center_point, self._scale * self._inner
        near, far = 0.56 * inner, 0.93 * inner
        swept = np.pi / 2 - np.linspace(0.0, self.turn, _SECTOR_SAMPLES)
        rays = np.stack([np.cos(swept), np.sin(swept), np.zeros(_SECTOR_SAMPLES)], axis=1)
        if abs(self.turn) > 1e-6:
            edge = np.concatenate([far * rays, near * rays[::-1], far * rays[:1]])
            set_lines(self.sector, [center + edge])
        else:
            self.sector.clear_points()
        ways = np.linspace(near, far, 8)[:, None]
        set_lines(self.rest, dashes(center + ways * rays[0], style.px(6), style.px(6)))
        self.hand.put_start_and_end_on(center + near * rays[-1], center + far * rays[-1])
        self._draw_sweep(center, 0.76 * inner)

    def _draw_sweep(self, center: Array, radius: float) -> None:
        """Draw the arrow from where the hand was at rest to just before where it is."""
        tip = self._scale * _SWEEP_TIP * TIP_LENGTH
        way = radius * abs(self.turn) - 1.2 * tip
        if way < 0.4 * tip:
            self.sweep.clear_points()
            self.sweep_tip.clear_points()
            return
        side = float(np.sign(self.turn))
        angles = np.pi / 2 - side * np.linspace(0.25 * tip, way, _SECTOR_SAMPLES) / radius
        around = np.stack([np.cos(angles), np.sin(angles), np.zeros(len(angles))], axis=1)
        set_lines(self.sweep, [center + radius * around])
        # A straight tip on a bent shaft looks right along the chord that it covers.
        last = angles[-1] - side * 0.95 * tip / radius
        apex = center + radius * np.array([np.cos(last), np.sin(last), 0.0])
        base = center + radius * around[-1]
        corners = arrow_tip(apex, apex - base, tip / TIP_LENGTH)
        self.sweep_tip.set_points_as_corners(corners)

    def turn_to(self, turn: float, run_time: float = style.NORMAL) -> Motion:
        """Return the motion to an angle."""
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.append(self.turn)
            self.set_turn(start[0] + share * (turn - start[0]))

        return Motion(self, [Change(0.0, run_time, step)])

    def turn_by(self, angle: float, run_time: float = style.NORMAL) -> Motion:
        """Return the motion by an angle from where it stands when this is called."""
        return self.turn_to(self.turn + angle, run_time)

    @property
    def center_point(self) -> Array:
        """Where its axle is."""
        return np.asarray(self.face.get_center())

    @property
    def _scale(self) -> float:
        """How much larger it is than it was made."""
        return float(self.face.width) / (2 * self._inner)


def _fit(label: typeset.Typeset, inner: float) -> float:
    """Return how much of its size a label may keep, clear of the hand and of the ticks."""
    return min(1.0, inner / math.hypot(label.width, label.height))


def tooth_outline(teeth: int, module: float) -> Array:
    """Return the corners (n, 3) of a toothed rim around the origin, the first tooth at angle 0."""
    radius, pitch = teeth * module / 2, 2 * np.pi / teeth
    root, tip = radius - _DEDENDUM * module, radius + _ADDENDUM * module
    one = [(root, -_FOOT), (radius, -_PITCH), (tip, -_TIP), (tip, _TIP), (radius, _PITCH),
           (root, _FOOT)]  # fmt: skip
    at = np.array([(r, (k + share) * pitch) for k in range(teeth) for r, share in one])
    corners = np.stack(
        [at[:, 0] * np.cos(at[:, 1]), at[:, 0] * np.sin(at[:, 1]), np.zeros(len(at))], axis=1
    )
    return np.concatenate([corners, corners[:1]])


def rotated(points: Array, angle: float) -> Array:
    """Return points turned counter-clockwise around the origin."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(points @ np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]]))


def meshing_phase(gear: Gear, neighbour: Gear, direction: float) -> float:
    """Return the phase at which a tooth of one gear meets a gap of the other.

    Parameters
    ----------
    direction
        The angle (counter-clockwise) from the gear to its neighbour.
    """
    # How far along its pitch the gear's nearest tooth is at the point of contact.
    along = gear.teeth * (direction - gear.phase + gear.turn) / (2 * np.pi)
    return float(direction + np.pi - 2 * np.pi / neighbour.teeth * (0.5 - along) + neighbour.turn)
