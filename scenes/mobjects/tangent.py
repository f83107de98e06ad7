"""A function of one variable with exact slopes, and the tangent that shows the slope at a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import mpmath
import numpy as np
from manim import CapStyleType, Circle, Line, ValueTracker, VGroup, VMobject

from autodiff import Graph
from scenes import style
from scenes.mobjects.glow import Halo, LineGlow
from scenes.mobjects.motion import Motion, glide
from scenes.mobjects.part import Part
from scenes.mobjects.plot import Plot
from scenes.mobjects.readout import Readout
from scenes.quantity import Quantity, exact_point, exact_trace, exact_value

_WORKING_DIGITS = 50
DOT_PX = 11
# How much of its colour a line keeps that is left behind.
DIMMED_TRACE = 0.35


@dataclass(frozen=True)
class Slice:
    """A graph in which every input but one stands still.

    Attributes
    ----------
    graph
        The function.
    variable
        The input that moves.
    fixed
        The values of all the others.
    """

    graph: Graph
    variable: str
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def __deepcopy__(self, memo: dict[int, Any]) -> Slice:
        """Return itself: it never changes, and mobjects are copied at every animation."""
        return self

    @cached_property
    def _floats(self) -> dict[str, float]:
        return {name: float(value) for name, value in self.fixed.items()}

    @cached_property
    def _compiled(self) -> Any:
        return self.graph.compile()

    def value(self, x: float) -> float:
        """Return the height at `x`, for drawing."""
        return float(self._compiled.value({**self._floats, self.variable: float(x)}))

    def slope(self, x: float) -> float:
        """Return the derivative at `x`, for drawing."""
        point = {**self._floats, self.variable: float(x)}
        _, gradient = self._compiled.value_and_gradient(point)
        return float(gradient.get(self.variable, 0.0))

    def samples(self, xs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return heights and slopes at every place in `xs`."""
        heights = np.array([self.value(x) for x in xs])
        return heights, np.array([self.slope(x) for x in xs])

    def _point(self, x: float) -> dict[str, Any]:
        # A constant has no variable, and can be looked at all the same.
        inputs = self.graph.inputs
        return {**self.fixed, **({self.variable: x} if self.variable in inputs else {})}

    def value_quantity(self, x: float) -> Quantity:
        """Return the height at `x` as a number for the screen."""
        point = exact_point(self.graph, self._point(x))
        value = exact_value(self.graph, self._point(x))
        return Quantity(value, self.graph.to_text(), point, source=f"value at {self.variable}")

    def slope_quantity(self, x: float) -> Quantity:
        """Return the derivative at `x` as a number for the screen."""
        trace = exact_trace(self.graph, self._point(x))
        return Quantity(
            value=trace.gradient.get(self.variable, Fraction(0)),
            expression=self.graph.to_text(),
            point=trace.point,
            wrt=self.variable,
            source=f"derivative with respect to {self.variable}",
        )

    def quotient_quantity(self, x: float, dx: float) -> Quantity:
        """Return the rise over the run from `x` to `x` + `dx`; for no run at all, the derivative.

        Both heights are exact, so that no digit is lost to cancellation however short the run.
        """
        if not dx:
            return self.slope_quantity(x)
        run = self._free_name(f"d{self.variable}")
        there = self._free_name("u")
        with mpmath.workdps(_WORKING_DIGITS):
            point = exact_point(self.graph, self._point(x))
            step = exact_point(self.graph, {run: dx})
            moved = dict(point)
            if self.variable in point:
                moved[self.variable] += step[run]
            quotient = (self.graph(moved) - self.graph(point)) / step[run]
        nodes = [self.graph.input_node(self.variable).id] if self.variable in point else []
        after, before = self.graph.to_text(cut=dict.fromkeys(nodes, there)), self.graph.to_text()
        return Quantity(
            value=quotient,
            expression=f"(({after}) - ({before})) / {run}",
            point={**point, **step},
            definitions={there: f"{self.variable} + {run}"} if nodes else {},
            source="difference quotient",
        )

    def _free_name(self, name: str) -> str:
        while name in self.graph.inputs:
            name += "_"
        return name


def direction(plot: Plot, slope: float) -> np.ndarray:
    """Return the unit vector in the frame along which a line of `slope` runs in `plot`."""
    vector = np.array([plot.x_unit, slope * plot.y_unit, 0.0])
    return vector / float(np.linalg.norm(vector))


class Spot(VGroup):
    """The point in focus: near white of its colour, with a soft glow beneath everything else."""

    def __init__(self, color: str, radius_px: float = DOT_PX, glow: float = 1.0) -> None:
        super().__init__()
        self.halo = Halo(color, style.px(radius_px), style.px(70))
        self.halo.set_strength(glow)
        self.halo.set_z_index(-1)
        self.dot = Circle(
            radius=style.px(radius_px),
            stroke_width=0,
            fill_color=style.mix(style.palette.ink, color, 0.72),
            fill_opacity=1,
        )
        self.add(self.halo, self.dot)

    def put(self, point: np.ndarray) -> None:
        """Stand at `point`."""
        self.shift(point - self.dot.get_center())


class Tangent(Part):
    """The line with the slope of a curve at one place, which follows a tracker along the curve.

    Parameters
    ----------
    plot, function
        Where and of what.
    at
        The place; a number makes a tracker of its own.
    reach
        How far the line goes behind and ahead of its point, in Manim units.
    precision
        Decimals of the slope's readout.

    Attributes
    ----------
    at
        The tracker: whatever else shows the same place follows it too.
    readout
        The slope; not drawn until a scene adds it, since its best place differs.
    """

    def __init__(
        self,
        plot: Plot,
        function: Slice,
        at: ValueTracker | float,
        reach: tuple[float, float] = (1.2, 1.2),
        color: str | None = None,
        glow: float = 1.0,
        precision: int = 2,
    ) -> None:
        super().__init__()
        self.plot = plot
        self.function = function
        self.at = at if isinstance(at, ValueTracker) else ValueTracker(at)
        self.reach = reach
        self.color_of_line = color = color or style.palette.gradient
        self.glow = LineGlow(color, 4)
        self.glow.set_strength(glow)
        self.glow.set_z_index(-1)
        self.line = Line(color=color, stroke_width=style.stroke(4)).set_cap_style(
            CapStyleType.ROUND
        )
        self.spot = Spot(color, glow=glow)
        self.add(self.glow, self.line, self.spot)
        self.readout = Readout(self.slope_quantity, precision, color=color, anchor="left")
        self.follow()
        self.add_updater(lambda tangent: tangent.follow())

    @property
    def x(self) -> float:
        """Where it touches the curve."""
        return float(self.at.get_value())

    def slope_quantity(self) -> Quantity:
        """Return the slope here as a number for the screen."""
        return self.function.slope_quantity(self.x)

    def follow(self) -> None:
        """Draw the line at the place where the tracker stands."""
        point = self.plot.at(self.x, self.function.value(self.x))
        along = direction(self.plot, self.function.slope(self.x))
        behind, ahead = self.reach
        self.line.put_start_and_end_on(point - behind * along, point + ahead * along)
        self.glow.follow(self.line.points)
        self.spot.put(point)

    def slide_to(self, x: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion along the curve to `x`."""
        return move_tracker(self.at, x, run_time)

    def trace(self, share: float = DIMMED_TRACE) -> VMobject:
        """Return a faint copy of the line as it stands now, to leave behind."""
        faint = VMobject().set_points(self.line.points)
        ground = style.palette.ground
        faint.set_stroke(
            style.mix(self.color_of_line, ground, share),
            width=style.stroke(style.SECONDARY),
        )
        return faint


def move_tracker(tracker: ValueTracker, value: float, run_time: float) -> Motion:
    """Return the motion that takes `tracker` to `value`."""
    return glide(tracker, lambda: float(tracker.get_value()), tracker.set_value, value, run_time)
