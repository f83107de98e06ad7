"""A simple function and its slope function: two small plots, one beneath the other."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
from manim import CapStyleType, Circle, Line, VGroup

from autodiff import AutodiffError, Graph, differentiate, parse
from scenes import style, typeset
from scenes.mobjects.derivative_plot import Dashes
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import show
from scenes.mobjects.plot import Curve, Plot
from scenes.mobjects.tangent import direction

Array = npt.NDArray[np.float64]

_SAMPLES = 81
# Where a function may be looked at, and how high and how steep it may be there.
_REACH, _HIGHEST, _STEEPEST = 3.4, 4.2, 4.6
_TANGENT = 0.5
# How far the line of zero goes on behind a curve.
_BEYOND = 0.14


class BuildingBlock(VGroup):
    """A function with its formula, and beneath it the slope function that a tangent draws.

    Parameters
    ----------
    text
        The function; of one variable, or a constant.
    width, height
        Of each of the two plots, in Manim units.
    label_width
        Of the column at the left with the formulas.

    Attributes
    ----------
    formula, slope_formula
        The formulas; the lower one is found by differentiation.
    above, below
        The plots.
    curve, slope_curve
        What is drawn in them, the lower one as far as the tangent has come.

    Raises
    ------
    ValueError
        If the function has several variables, or is nowhere low and flat enough for its plot.
    """

    def __init__(
        self, text: str, width: float = 2.75, height: float = 1.26, label_width: float = 1.3
    ) -> None:
        super().__init__()
        palette = style.palette
        graph = parse(text)
        if len(graph.inputs) > 1:
            raise ValueError(f"a building block has one variable; {text!r} has several")
        self._variable = graph.inputs[0] if graph.inputs else "x"
        self.function = graph
        self.slope = differentiate(graph, self._variable).result
        bend = differentiate(self.slope, self._variable).result
        self._xs = self._where_it_can_be_seen(text)
        self._heights, self._slopes, self._bends = (
            self._at(g, self._xs) for g in (graph, self.slope, bend)
        )
        x_range = float(self._xs[0]), float(self._xs[-1])
        make = partial(Plot, x_range, width=width, height=height, labels=("", ""))
        self.above = make(_range(self._heights))
        self.below = make(_range(self._slopes))
        for plot in (self.above, self.below):
            _put_axis_on_zero(plot)
        self.above.shift([0.0, 0.5 * height + 0.14, 0.0])
        self.below.shift([0.0, -0.5 * height - 0.14, 0.0])
        self.curve = Curve(palette.model, 4, glow=False)
        self.curve.set_curve(self.above.curve_points(self._xs, self._heights, self._slopes))
        self.slope_curve = Curve(palette.gradient, 4, glow=False)
        self.tangent = Line(color=palette.gradient, stroke_width=style.stroke(3.5))
        self.tangent.set_cap_style(CapStyleType.ROUND)
        self.tie = Dashes(style.mix(palette.muted, palette.ground, 0.7))
        self.dots = VGroup(*(self._dot(c) for c in (palette.model, palette.gradient)))
        self.mover = VGroup(self.tie, self.tangent, self.dots)
        middle = float(self.above.area.get_left()[0]) - 0.2 - label_width / 2
        self.formula = self._set(graph, palette.model, label_width)
        self.slope_formula = self._set(self.slope, palette.gradient, label_width)
        self.formula.move_to([middle, self.above.area.get_y(), 0.0])
        self.slope_formula.move_to([middle, self.below.area.get_y(), 0.0])
        self.add(self.above, self.below, self.curve, self.slope_curve)
        self.add(self.mover, self.formula, self.slope_formula)
        self.put(0.0)

    def _set(self, graph: Graph, color: str, room: float) -> typeset.Typeset:
        line = typeset.expression(graph, size=style.TITLE).set_color(color)
        return line.scale(min(1.0, room / line.width))

    def _dot(self, color: str) -> Circle:
        return Circle(
            radius=style.px(8), stroke_width=0, fill_color=style.mix(style.palette.ink, color, 0.5),
            fill_opacity=1,
        )  # fmt: skip

    def _at(self, graph: Graph, xs: Array) -> Array:
        """Return the value at each place, also of a constant."""
        point = {self._variable: xs} if graph.inputs else {}
        return np.broadcast_to(np.asarray(graph(point), dtype=float), xs.shape).astype(float)

    def _fits(self, x: float) -> bool:
        """Return whether the function is there, and neither too high nor too steep to show."""
        place = np.array([x])
        try:
            height, slope = (float(self._at(g, place)[0]) for g in (self.function, self.slope))
        except AutodiffError:
            return False
        return abs(height) <= _HIGHEST and abs(slope) <= _STEEPEST

    def _where_it_can_be_seen(self, text: str) -> Array:
        """Return samples of the longest stretch on which the function fits its plot."""
        places = np.linspace(-_REACH, _REACH, 341)
        best: tuple[int, int] = (0, 0)
        start = 0
        for index, x in enumerate(places):
            if not self._fits(float(x)):
                start = index + 1
            elif index - start > best[1] - best[0]:
                best = start, index
        if best[1] - best[0] < 20:
            raise ValueError(f"{text!r} is too high, too steep or undefined nearly everywhere")
        return np.linspace(places[best[0]], places[best[1]], _SAMPLES)

    def put(self, share: float) -> None:
        """Put the tangent at a share of the way; the slope is drawn as far as that."""
        low, high = float(self._xs[0]), float(self._xs[-1])
        x = low + share * (high - low)
        height, slope, bend = (
            float(np.interp(x, self._xs, line))
            for line in (self._heights, self._slopes, self._bends)
        )
        inner = self._xs < x - 1e-6
        if inner.sum() > 1:
            lines = (
                np.append(line[inner], end)
                for line, end in (
                    (self._xs, x), (self._slopes, slope), (self._bends, bend)
                )
            )  # fmt: skip
            self.slope_curve.set_curve(self.below.curve_points(*lines))
        else:
            self.slope_curve.set_curve(np.zeros((0, 3)))
        top, bottom = self.above.at(x, height), self.below.at(x, slope)
        along = _TANGENT * direction(self.above, slope)
        self.tangent.put_start_and_end_on(top - along, top + along)
        self.tie.between(top, bottom)
        for dot, place in zip(self.dots, (top, bottom), strict=True):
            dot.move_to(place)

    def sweep(self, run_time: float = 2 * style.SLOW) -> Motion:
        """Return the motion of the tangent along the whole curve; it is gone at the end."""
        fade = style.QUICK / 2

        def mover(share: float) -> None:
            show(self.mover, share)

        return Motion(
            self,
            [
                Change(0.0, fade, mover),
                Change(0.0, run_time, self.put),
                Change(run_time, run_time + fade, lambda share: mover(1 - share)),
            ],
        )


def _put_axis_on_zero(plot: Plot) -> None:
    """Let the level axis of a plot be its line of zero, and stick out where a curve lies on it."""
    x_axis = plot.axes[0]
    left, right = (float(end[0]) for end in x_axis.get_start_and_end())
    zero = float(plot.at(plot.x_range[0], 0.0)[1])
    x_axis.put_start_and_end_on([left, zero, 0.0], [right + _BEYOND, zero, 0.0])
    plot.zero_line.submobjects = []


def _range(values: Array) -> tuple[float, float]:
    """Return a range for an axis that holds all values and zero, with some air."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    if high - low < 1e-9:
        return -1.0, 1.0
    air = 0.16 * (high - low)
    return low - (air if low < 0 else 0.0), high + air
