"""Data, a fitted curve and its residual squares, all following the same parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Animation,
    Circle,
    Line,
    Square,
    VGroup,
    VMobject,
    linear,
    smooth,
)
from manim.typing import Point3D, Vector3D

from autodiff import Graph
from scenes import data, style
from scenes.data import Point
from scenes.mobjects.plot import Curve, Plot
from scenes.quantity import Quantity, constant, value_quantity

DOT_RADIUS_PX = 8.5
SAMPLES = 73


class DataDots(VGroup):
    """The measured points: hollow circles filled with ground."""

    def __init__(
        self, plot: Plot, points: Sequence[Point], radius_px: float = DOT_RADIUS_PX
    ) -> None:
        super().__init__(
            *(
                Circle(
                    radius=style.px(radius_px),
                    stroke_color=style.palette.ink,
                    stroke_width=style.stroke(3 * radius_px / DOT_RADIUS_PX),
                    fill_color=style.palette.ground,
                    fill_opacity=1,
                ).move_to(plot.at(float(point.x), float(point.y)))
                for point in points
            )
        )


class CurveFitter(VGroup):
    """A curve of given degree in a plot, its distances to the data, and the loss.

    The parameters are the only state; :meth:`set_parameters` makes every part follow, and
    :meth:`fit_to` is the motion from one set of parameters to another.

    Parameters
    ----------
    domain
        The x between which the curve is drawn.
    show_squares
        Whether residuals and squares are among the parts that are drawn.

    Attributes
    ----------
    squares, residuals, curve, dots
        The parts; :meth:`layers` has them in the order in which they are drawn.
    """

    def __init__(
        self,
        plot: Plot,
        points: Sequence[Point],
        parameters: Mapping[str, float],
        domain: tuple[float, float],
        dot_radius_px: float = DOT_RADIUS_PX,
        curve_px: float = style.CURVE,
        glow: bool = True,
        show_squares: bool = True,
    ) -> None:
        super().__init__()
        self.plot = plot
        self.data = tuple(points)
        self.degree = len(parameters) - 1
        self._model = data.model(self.degree)
        self._slope = self._model.gradient()
        self._xs = np.linspace(*domain, SAMPLES)
        self.squares = VGroup(
            *(
                Square(
                    side_length=1.0,
                    stroke_color=style.palette.loss,
                    stroke_width=style.stroke(1.5),
                    stroke_opacity=0.75,
                    fill_color=style.palette.loss,
                    fill_opacity=0.18,
                )
                for _ in points
            )
        )
        self.residuals = VGroup(
            *(
                Line(LEFT, RIGHT, color=style.palette.loss, stroke_width=style.stroke(4))
                for _ in points
            )
        )
        self.curve = Curve(style.palette.model, curve_px, glow)
        self.dots = DataDots(plot, points, dot_radius_px)
        self.add(*self.layers(show_squares, show_squares))
        self.set_parameters(parameters)

    def set_parameters(self, parameters: Mapping[str, float]) -> None:
        """Redraw curve, residuals and squares for `parameters`."""
        self.parameters = {name: float(value) for name, value in parameters.items()}
        self._loss: Quantity | None = None
        self.curve.set_curve(self.plot.curve_points(self._xs, *self._heights_and_slopes()))
        for point, residual, square in zip(self.data, self.residuals, self.squares, strict=True):
            foot = self.plot.at(float(point.x), self.height_at(float(point.x)))
            dot = self.plot.at(float(point.x), float(point.y))
            residual.put_start_and_end_on(foot, _apart(dot, foot))
            # Squares open towards the middle of the plot, so that none leaves it sideways.
            inward = RIGHT if dot[0] < self.plot.area.get_x() else LEFT
            _fit_square(square, foot, dot, inward)

    def layers(self, squares: bool = True, residuals: bool = True) -> list[VMobject]:
        """Return the parts from the lowest to the highest; the glow lies beneath everything."""
        measures = [*[self.squares] * squares, *[self.residuals] * residuals]
        return [self.curve.glow, *measures, self.curve.line, self.dots]

    def _heights_and_slopes(self) -> tuple[np.ndarray, np.ndarray]:
        values = {"x": self._xs, **self.parameters}
        ones = np.ones_like(self._xs)
        return self._model(values) * ones, self._slope(values)["x"] * ones

    def height_at(self, x: float) -> float:
        """Return the curve's height at `x`."""
        return float(self._model({"x": x, **self.parameters}))

    def height_quantity(self, x: float) -> Quantity:
        """Return the curve's height at `x` with where it comes from."""
        return value_quantity(self._model, {"x": x, **self.parameters}, "height of the curve")

    @cached_property
    def _data_values(self) -> dict[str, float]:
        return {name: float(value) for name, value in data.data_values(self.data).items()}

    def loss_quantity(self) -> Quantity:
        """Return the sum of the squared residuals with where it comes from."""
        if self._loss is None:
            self._loss = self.partial_loss_quantity(len(self.data))
        return self._loss

    def partial_loss_quantity(self, count: int) -> Quantity:
        """Return the sum of the first `count` squared residuals with where it comes from."""
        if not count:
            return constant(0, "loss before the first point is counted")
        return self._quantity(data.loss(self.degree, count), f"loss of the first {count} points")

    def distance_quantity(self, index: int) -> Quantity:
        """Return how far point number `index` (from 0) is from the curve, up or down."""
        point = self.data[index]
        curve_above = self.height_at(float(point.x)) > point.y
        graph = data.residual(self.degree, index + 1, curve_above)
        return self._quantity(graph, f"distance of point {index + 1}")

    def squared_residual_quantity(self, index: int) -> Quantity:
        """Return the area of the square of point number `index` (from 0)."""
        graph = data.squared_residual(self.degree, index + 1)
        return self._quantity(graph, f"squared residual of point {index + 1}")

    def _quantity(self, graph: Graph, source: str) -> Quantity:
        values = self.parameters | self._data_values
        point = {name: values[name] for name in graph.inputs}
        return value_quantity(graph, point, source)

    def fit_to(self, parameters: Mapping[str, float], run_time: float = style.SLOW) -> Animation:
        """Return the motion of the curve, and all that hangs on it, to other parameters."""
        return _FitTo(self, parameters, run_time=run_time)


class _FitTo(Animation):
    """Moves all parameters of a fitter together along a straight line."""

    def __init__(self, fitter: CurveFitter, target: Mapping[str, float], run_time: float) -> None:
        super().__init__(fitter, run_time=run_time, rate_func=linear)
        self._target = {name: float(value) for name, value in target.items()}

    def begin(self) -> None:
        self._start = dict(self.mobject.parameters)
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        share = smooth(alpha)
        self.mobject.set_parameters(
            self._target
            if alpha >= 1
            else {
                name: start + share * (self._target[name] - start)
                for name, start in self._start.items()
            }
        )


def _apart(end: Point3D, start: Point3D) -> Point3D:
    """Return `end`, moved a hair where it coincides with `start`: a line needs a direction."""
    return end if np.linalg.norm(end - start) > 1e-6 else end + 1e-6 * UP


def _fit_square(square: Square, foot: Point3D, dot: Point3D, inward: Vector3D) -> None:
    """Make `square` the one whose one edge is the residual between `foot` and `dot`."""
    low, high = sorted((float(foot[1]), float(_apart(dot, foot)[1])))
    left, right = sorted((float(foot[0]), float(foot[0] + (high - low) * inward[0])))
    square.set_points_as_corners(box_corners(left, right, low, high))


def box_corners(left: float, right: float, low: float, high: float) -> list[Point3D]:
    """Return the closed outline of a box, always from the same corner.

    Boxes that begin at the same corner morph into each other without turning.
    """
    corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
    return [np.array([x, y, 0.0]) for x, y in corners]
