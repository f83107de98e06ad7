"""Loss over steps: the path of an optimizer as a chart, with what it kept and what it undid."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from manim import CapStyleType, Circle, Line, Triangle, VGroup, VMobject, linear

from autodiff.optimize import Path
from scenes import style
from scenes.mobjects.motion import Motion, glide
from scenes.mobjects.part import Part
from scenes.mobjects.plot import TICK_LENGTH_PX, Plot, ticks_between
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Spot
from scenes.quantity import Quantity, constant

_MARK_PX = 6


class LossAxes(Plot):
    """Axes for a loss over steps, linear or logarithmic.

    Parameters
    ----------
    steps
        The last step shown.
    losses
        The least and greatest loss shown.
    """

    def __init__(
        self,
        steps: float,
        losses: tuple[float, float],
        width: float,
        height: float,
        log: bool = True,
    ) -> None:
        self.log = log
        low, high = losses
        y_range = (math.log10(low), math.log10(high)) if log else (low, high)
        # The name of the axis stands where the highest tick would be.
        clear = high - (high - low) * style.px(44) / height
        y_ticks = [] if log else [tick for tick in ticks_between(low, high, 4) if tick < clear]
        x_ticks = ticks_between(0.0, steps, 5)
        super().__init__(
            (0.0, float(steps)), y_range, width, height, x_ticks, y_ticks, labels=("", "L")
        )
        self.labels.set_color(style.palette.loss)
        if log:
            # Height zero is a loss of 1, which means nothing.
            self.zero_line.submobjects = []
            for power in range(math.ceil(y_range[0] - 1e-9), math.floor(y_range[1] + 1e-9) + 1):
                if (y_range[1] - power) * self.y_unit > style.px(44):
                    self._add_power(power)

    def _add_power(self, power: int) -> None:
        """Mark a power of ten, written as a decimal."""
        point = self.at(0, power)
        muted = style.palette.muted
        length = np.array([style.px(TICK_LENGTH_PX), 0.0, 0.0])
        tick = Line(point - length, point, color=muted, stroke_width=style.stroke(style.AXIS))
        number = Readout(
            constant(f"1e{power}", "tick of an axis"),
            precision=max(0, -power),
            size=style.TICK,
            color=muted,
        )
        number.place(point - np.array([style.px(18), style.px(10), 0.0]))
        self.ticks.add(tick)
        self.tick_labels.add(number)

    def place_of(self, step: float, loss: float) -> np.ndarray:
        """Return where a loss is in the frame; what is beyond the scale stands at its end."""
        low, high = self.y_range
        if not math.isfinite(loss):
            height = high
        elif self.log:
            height = math.log10(loss) if loss > 0 else low
        else:
            height = loss
        return self.at(step, min(max(height, low), high))

    def crossing(self, step: int, before: float, after: float) -> np.ndarray:
        """Return where the line from a loss to the next one ends, at the latest at the top."""
        start, end = self.place_of(step, before), self.place_of(step + 1, after)
        if not (self.is_beyond(after) and math.isfinite(after)):
            return end
        height = math.log10(after) if self.log else after
        beyond = self.at(step + 1, height)
        return start + (end[1] - start[1]) / (beyond[1] - start[1]) * (beyond - start)

    def is_beyond(self, loss: float) -> bool:
        """Whether a loss is above the scale."""
        top = 10 ** self.y_range[1] if self.log else self.y_range[1]
        return not loss <= top * (1 + 1e-9)


def fitting_losses(values: list[float], log: bool) -> tuple[float, float]:
    """Return a scale for `values`: whole powers of ten, or from 0 to a little beyond them."""
    finite = [value for value in values if math.isfinite(value)]
    if not log:
        low, high = min(0.0, *finite), max(0.0, *finite)
        margin = 0.08 * (high - low) or 1.0
        return low - margin * (low < 0), high + margin * (high > 0 or low == 0)
    positive = [value for value in finite if value > 0]
    low, high = math.log10(min(positive)), math.log10(max(positive))
    return 10.0 ** math.floor(low), 10.0 ** (math.ceil(10 * high + 1) / 10)


class LossChart(Part):
    """The loss of a path, drawn as far as its tries have been made.

    Kept tries are dots in the colour of agreement, undone ones crosses, and carets at the top where
    an undone try is beyond the scale. The line is the loss of what was kept so far.

    Parameters
    ----------
    path
        What an optimizer returned.
    log
        Whether the scale of the loss is logarithmic.
    losses
        The scale; by default it fits what was kept and the first try.
    quantity
        The loss after a number of tries, for the number at the head; none is shown without it.
    marks
        Whether tries are marked; by default where some were undone.

    Attributes
    ----------
    step
        How many tries have been made, a whole number or, while moving, one between.
    """

    def __init__(
        self,
        path: Path,
        width: float = 5.0,
        height: float = 3.0,
        log: bool = True,
        losses: tuple[float, float] | None = None,
        quantity: Callable[[int], Quantity] | None = None,
        marks: bool | None = None,
        precision: int = 2,
    ) -> None:
        super().__init__()
        self.path = path
        self._tried = [float(trial.value) for trial in path.trials]
        self._kept = [trial.accepted for trial in path.trials]
        self.losses: list[float] = []
        for value, kept in zip(self._tried, self._kept, strict=True):
            self.losses.append(value if kept or not self.losses else self.losses[-1])
        self.last = len(self._tried) - 1
        scale = losses or fitting_losses(self.losses, log)
        self.axes = LossAxes(self.last, scale, width, height, log)
        self.line = VMobject(
            stroke_color=style.palette.loss, stroke_width=style.stroke(style.CURVE)
        ).set_cap_style(CapStyleType.ROUND)
        ground = style.palette.ground
        self.undone = VMobject(
            stroke_color=style.mix(style.palette.muted, ground, 0.75),
            stroke_width=style.stroke(style.SECONDARY),
        )
        self.beyond = VMobject(stroke_width=0).set_fill(style.palette.muted, opacity=1)
        self.kept = VMobject(stroke_width=0).set_fill(style.palette.check, opacity=1)
        self.head = Spot(style.palette.loss, radius_px=8.5, glow=0.7)
        self.add(self.axes, self.undone, self.beyond, self.line, self.kept, self.head)
        self.readout: Readout | None = None
        self._quantity = quantity
        if quantity:
            self.readout = Readout(
                quantity(0), precision, color=style.palette.loss, anchor="left", weight="medium"
            )
            self.add(self.readout)
        self._marked = any(not kept for kept in self._kept) if marks is None else marks
        self.set_step(self.last)

    def _mark(self, index: int) -> tuple[VMobject, np.ndarray]:
        """Return which of the three kinds of marks a try gets, and its outline."""
        point = self.axes.place_of(index, self._tried[index])
        size = style.px(_MARK_PX)
        if self._kept[index]:
            return self.kept, Circle(radius=size).points + point
        if self.axes.is_beyond(self._tried[index]):
            caret = Triangle(radius=1.2 * size).points + point - np.array([0.0, 1.2 * size, 0.0])
            return self.beyond, caret
        arms = [np.array([size, size, 0.0]), np.array([size, -size, 0.0])]
        strokes = [Line(point - arm, point + arm).points for arm in arms]
        return self.undone, np.concatenate(strokes)

    def set_step(self, step: float) -> None:
        """Show what had happened after `step` tries."""
        self.step = min(max(float(step), 0.0), float(self.last))
        whole = int(self.step)
        corners = [self.axes.place_of(n, self.losses[n]) for n in range(whole + 1)]
        if self.step > whole:
            before, after = corners[-1], self.axes.place_of(whole + 1, self.losses[whole + 1])
            corners.append(before + (self.step - whole) * (after - before))
        self.line.set_points_as_corners(corners if len(corners) > 1 else corners * 2)
        self.head.put(corners[-1])
        outlines: dict[VMobject, list[np.ndarray]] = {
            marks: [] for marks in (self.kept, self.undone, self.beyond)
        }
        for index in range(1, whole + 1 if self._marked else 1):
            kind, outline = self._mark(index)
            outlines[kind].append(outline)
        for marks, pieces in outlines.items():
            marks.set_points(np.concatenate(pieces) if pieces else np.zeros((0, 3)))
        if self.readout and self._quantity:
            self.readout.set_quantity(self._quantity(whole))
            self.readout.place(corners[-1] + np.array([style.px(22), style.px(14), 0.0]))

    def counts(self) -> tuple[int, int]:
        """Return how many of the tries shown were kept, and how many undone."""
        shown = self._kept[1 : int(self.step) + 1]
        return sum(shown), len(shown) - sum(shown)

    def go_to(self, step: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion that makes tries until `step` have been made."""
        return glide(self, lambda: self.step, self.set_step, step, run_time, linear)

    @property
    def marks(self) -> VGroup:
        """The three kinds of marks."""
        return VGroup(self.kept, self.undone, self.beyond)
