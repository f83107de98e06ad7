"""The loss of all points: each point's own graph under a lid, shared knobs, and one sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import Circle, Line, VGroup, VMobject

from autodiff import backprop
from scenes import data, style, typeset
from scenes.data import Point
from scenes.mobjects.knob import Knob
from scenes.mobjects.knob_screen import KnobScreen
from scenes.mobjects.motion import Change, Motion, schedule, together
from scenes.mobjects.part import Part
from scenes.mobjects.readout import Readout
from scenes.mobjects.rounded import RoundedRectangle
from scenes.quantity import Quantity, value_quantity
from scenes.typeset import tag

Array = npt.NDArray[np.float64]

# How much of its colour a number keeps that is no longer true.
STALE = 0.35
_LID_WIDTH, _LID_HEIGHT = 1.7, 0.42
_SUM_RADIUS, _KNOB_RADIUS = 0.3, 0.27
_SCREEN = (1.15, 0.52)


class Bundle(Part):
    """Wires that carry a signal together, from their left ends to their right ones or back."""

    def __init__(self, ends: Sequence[tuple[Array, Array]], width_px: float) -> None:
        super().__init__()
        self._curves = []
        for start, end in ends:
            reach = 0.5 * (end[0] - start[0]) * np.array([1.0, 0.0, 0.0])
            curve = VMobject(stroke_width=style.stroke(width_px))
            curve.set_points(np.array([start, start + reach, end - reach, end]))
            self._curves.append(curve)
        self._lit = [VMobject(stroke_width=style.stroke(width_px)) for _ in ends]
        for wire in self._curves:
            wire.set_stroke(style.palette.wire_idle)
            wire.decorative = True
        for wire in self._lit:
            wire.decorative = True
        self.add(*self._curves, *self._lit)

    def carry(self, color: str, backward: bool, run_time: float, stays: bool = False) -> Motion:
        """Return the motion of a signal along all wires.

        Parameters
        ----------
        stays
            Whether the wires keep its colour; else it goes out behind it.
        """

        def step(share: float) -> None:
            # A pulse a third as long as the wires runs on until it has left them.
            head, tail = min(1.3 * share, 1.0), 0.0 if stays else max(1.3 * share - 0.3, 0.0)
            first, last = (1 - head, 1 - tail) if backward else (tail, head)
            for wire, lit in zip(self._curves, self._lit, strict=True):
                if last - first < 1e-6:
                    lit.clear_points()
                    continue
                lit.pointwise_become_partial(wire, first, last)
                lit.set_stroke(color, opacity=1)

        return Motion(self, [Change(0.0, run_time, step)])

    def go_out(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion in which a colour that stayed fades."""

        def step(share: float) -> None:
            for lit in self._lit:
                lit.set_stroke(opacity=1 - share)

        return Motion(self, [Change(0.0, run_time, step)])


class PointsGraph(VGroup):
    """Knobs at the left, a lid for each point in the middle, their sum at the right.

    Parameters
    ----------
    points
        The data.
    parameters
        The settings of the knobs at first.
    steepest
        The slope at which a knob's screen is full.
    left, right, bottom, top
        The room that it has, in Manim units.

    Attributes
    ----------
    knobs, screens, lids, total
        The parts that scenes bring in one after another.
    """

    def __init__(
        self,
        points: Sequence[Point],
        parameters: Mapping[str, float],
        steepest: float,
        left: float,
        right: float,
        bottom: float,
        top: float,
    ) -> None:
        super().__init__()
        self.data = tuple(points)
        self.parameters = dict(parameters)
        self.screens = VGroup(*(KnobScreen(steepest, *_SCREEN) for _ in parameters))
        self.knobs = VGroup(
            *(Knob(n, v, radius=_KNOB_RADIUS, show_value=False) for n, v in parameters.items())
        )
        knob_x = left + _SCREEN[0] + 0.3 + _KNOB_RADIUS
        heights = _spread(len(parameters), bottom, top, 1.0)
        for screen, knob, y in zip(self.screens, self.knobs, heights, strict=True):
            screen.shift([left + _SCREEN[0] / 2, y, 0.0])
            knob.shift([knob_x, y, 0.0])
        sum_at = np.array([right - 1.75, (bottom + top) / 2, 0.0])
        lid_x = (knob_x + sum_at[0]) / 2 + 0.25
        self.lids = VGroup()
        self.losses = VGroup()
        for index, y in enumerate(_spread(len(points), bottom, top, 0.62)):
            self.lids.add(self._lid(index).shift([lid_x, y, 0.0]))
        self._build_sum(sum_at)
        starts = [np.array([knob_x + _KNOB_RADIUS + 0.08, y, 0.0]) for y in heights]
        entries = [lid.get_left() for lid in self.lids]
        self.fan = Bundle([(a, b) for a in starts for b in entries], 1.5)
        goal = sum_at - np.array([_SUM_RADIUS, 0.0, 0.0])
        self.gather = Bundle([(lid.get_right(), goal) for lid in self.lids], style.WIRE)
        self.add(self.fan, self.gather, self.screens, self.knobs, self.lids, self.total)

    def _lid(self, index: int) -> VGroup:
        palette = style.palette
        box = RoundedRectangle(_LID_WIDTH, _LID_HEIGHT, 0.12)
        box.set_fill(palette.panel, opacity=1)
        box.set_stroke(palette.panel_edge, width=style.stroke(style.SECONDARY))
        dot = Circle(radius=style.px(6.5), fill_color=palette.ground, fill_opacity=1)
        dot.set_stroke(palette.ink, width=style.stroke(2.5)).shift([-_LID_WIDTH / 2 + 0.24, 0, 0])
        number = Readout(self._point_loss(index), size=style.TICK, color=palette.loss)
        number.place([_LID_WIDTH / 2 - 0.16, -style.px(10)])
        self.losses.add(number)
        lid = VGroup(box, dot, number)
        lid.number = number
        return lid

    def _build_sum(self, at: Array) -> None:
        palette = style.palette
        disc = Circle(radius=_SUM_RADIUS, fill_color=palette.panel, fill_opacity=1)
        disc.set_stroke(palette.loss, width=style.stroke(style.WIRE)).move_to(at)
        arm = 0.5 * _SUM_RADIUS
        across, up = np.array([arm, 0.0, 0.0]), np.array([0.0, arm, 0.0])
        cross = VGroup(Line(at - across, at + across), Line(at - up, at + up))
        cross.set_stroke(palette.ink, width=style.stroke(style.WIRE))
        self.reading = Readout(
            self._total_loss(), size=style.TITLE, color=palette.loss, anchor="left", weight="medium"
        )
        # At the right of the sum, where no wire runs, with the name above the sum.
        self.reading.place([at[0] + _SUM_RADIUS + 0.2, at[1] - 0.15])
        name = typeset.formula(tag("L", "L"), size=style.TITLE, color=palette.loss)
        name.place([at[0], at[1] + _SUM_RADIUS + 0.2], "center")
        self.total = VGroup(disc, cross, name, self.reading)

    # --- numbers -----------------------------------------------------------------------------

    @cached_property
    def _values(self) -> dict[str, Any]:
        return {name: float(value) for name, value in data.data_values(self.data).items()}

    @property
    def degree(self) -> int:
        """Degree of the curve."""
        return len(self.parameters) - 1

    def _point_loss(self, index: int) -> Quantity:
        graph = data.squared_residual(self.degree, index + 1)
        values = self.parameters | self._values
        return value_quantity(
            graph, {n: values[n] for n in graph.inputs}, f"loss of point {index + 1}"
        )

    def _total_loss(self) -> Quantity:
        graph = data.loss(self.degree, len(self.data))
        return value_quantity(graph, self.parameters | self._values, "loss of all points")

    def slopes(self) -> dict[str, float]:
        """Return the gradient at the present settings, by backpropagation."""
        graph = data.loss(self.degree, len(self.data))
        trace = backprop(graph, self.parameters | self._values)
        return {name: float(trace.gradient[name]) for name in self.parameters}

    def _write_numbers(self) -> None:
        for index, number in enumerate(self.losses):
            number.set_quantity(self._point_loss(index))
        self.reading.set_quantity(self._total_loss())

    def _fade_numbers(self, share: float) -> None:
        for number in (*self.losses, self.reading):
            number.set_opacity(share)

    # --- the loop ----------------------------------------------------------------------------

    def hide_numbers(self) -> None:
        """Have no loss shown yet."""
        self._fade_numbers(0.0)

    def forward(self, run_time: float = 2 * style.SLOW) -> Motion:
        """Return the motion of values to the right: each point's loss, then their sum."""
        third = run_time / 3
        model = style.palette.model

        def arrive(share: float) -> None:
            if share == 0:
                return
            self._write_numbers()
            for number in self.losses:
                number.set_opacity(max(STALE, share))

        def sum_up(share: float) -> None:
            self.reading.set_opacity(max(STALE, share))

        changes = [
            *self.fan.carry(model, False, 1.4 * third).changes,
            Change(1.1 * third, 1.6 * third, arrive),
            *_later(self.gather.carry(model, False, third), 1.5 * third),
            Change(2.4 * third, 3 * third, sum_up),
        ]
        return Motion(self, changes, run_time)

    def hand_back(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion of gradients from the sum to the points, whose wires keep them."""
        return self.gather.carry(style.palette.gradient, True, run_time, stays=True)

    def tell_knobs(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion of gradients from the points, until every screen points its way."""
        amber = style.palette.gradient
        slopes: dict[str, float] = {}

        def point(share: float) -> None:
            slopes.update(slopes or self.slopes())
            for screen, slope in zip(self.screens, slopes.values(), strict=True):
                screen.set_slope(share * slope)

        told = self.fan.carry(amber, True, 0.6 * run_time, stays=True)
        changes = [*told.changes, Change(0.6 * run_time, run_time, point)]
        return Motion(self, changes, run_time)

    def backward(self, run_time: float = 2 * style.SLOW) -> Motion:
        """Return the motion of gradients to the left, until every knob's screen points its way."""
        third = run_time / 3
        back, told = self.hand_back(third), self.tell_knobs(2 * third)
        return schedule(self, [(0.0, back), (third, told)], run_time)

    def nudge(self, parameters: Mapping[str, float], run_time: float = style.SLOW) -> Motion:
        """Return the motion of all knobs to new settings; every number is then out of date."""
        start: list[dict[str, float]] = []
        goal = {name: float(value) for name, value in parameters.items()}

        def turn(share: float) -> None:
            if not start:
                start.append(dict(self.parameters))
            old = start[0]
            self._turn({name: old[name] + share * (goal[name] - old[name]) for name in goal})

        return Motion(self, [Change(0.0, run_time, turn)])

    def go_stale(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion in which numbers, arrows and what the wires carried step back."""

        def fade(share: float) -> None:
            left = 1 - share * (1 - STALE)
            self._fade_numbers(left)
            for screen in self.screens:
                screen.arrow.set_opacity(left)

        out = [bundle.go_out(run_time) for bundle in (self.gather, self.fan)]
        return together(self, Motion(self, [Change(0.0, run_time, fade)]), *out)

    def _turn(self, parameters: Mapping[str, float]) -> None:
        self.parameters = dict(parameters)
        for knob in self.knobs:
            knob.set_value(self.parameters[knob.name])

    def set_parameters(self, parameters: Mapping[str, float]) -> None:
        """Show settings with every number true."""
        self._turn({name: float(value) for name, value in parameters.items()})
        self._write_numbers()
        self._fade_numbers(1.0)
        for screen, slope in zip(self.screens, self.slopes().values(), strict=True):
            screen.set_slope(slope)


def _later(motion: Motion, start: float) -> list[Change]:
    """Return the changes of a motion, `start` seconds later."""
    return [Change(start + c.start, start + c.end, c.step, c.rate) for c in motion.changes]


def _spread(count: int, bottom: float, top: float, most: float) -> list[float]:
    """Return heights from the top down, at most `most` apart, around the middle."""
    room = (top - bottom) / count
    gap = min(room, most)
    middle = (bottom + top) / 2
    return [middle + gap * ((count - 1) / 2 - index) for index in range(count)]
