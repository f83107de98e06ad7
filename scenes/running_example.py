"""The running example as pictures share it: parameters of the fit, axes, best curves, losses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT
from pydantic import Field

from autodiff import hessian
from autodiff.optimize import Path
from scenes import data, style
from scenes.mobjects.plot import Plot, ticks_between
from scenes.mobjects.tangent import Slice
from scenes.mobjects.terrain import Terrain
from scenes.parameters import SceneParameters

# Where curves are drawn; the axes reach a little further.
DOMAIN = (-1.02, 1.02)

# How far a landscape reaches beyond the optimum on its near sides, of how far on the others.
_NEAR, _RIGHT = 0.4, 0.8
# Space around the paths on it, of its length; and how large its floor is, in units of space.
_MARGIN, _FLOOR_AREA = 0.12, 24.5


class Fit(SceneParameters):
    """What the scenes about the whole fit share."""

    degree: int = Field(5, ge=3, le=8, description="degree of the fitted polynomial")


def main_plot(degree: int) -> Plot:
    """Return the axes that stay in place through a chapter, with room for all its curves."""
    points = data.load_points()
    x = np.linspace(*DOMAIN, 50)
    heights = [
        data.model(degree)({"x": x, **best_fit(low, degree)}) for low in candidate_degrees(degree)
    ]
    heights.append(np.array([float(point.y) for point in points]))
    low = float(np.floor(min(h.min() for h in heights) * 10 - 2)) / 10
    high = float(np.ceil(max(h.max() for h in heights) * 10 + 1)) / 10
    plot = Plot(
        x_range=(-1.15, 1.15),
        y_range=(low, high),
        width=7.6,
        height=5.55,
        x_ticks=(-1, 0, 1),
        # A tick at the very top would meet the name of the axis.
        y_ticks=range(int(np.ceil(low)), int(np.floor(high - 0.3)) + 1),
    )
    return plot.shift(np.array([-5.75, -2.4, 0]) - plot.area.get_corner(DOWN + LEFT))


def candidate_degrees(degree: int) -> tuple[int, ...]:
    """Return the degrees of the curves that are tried, the best one last."""
    return (0, 1, 2, degree)


def best_fit(degree: int, padded_to: int) -> dict[str, float]:
    """Return the best parameters of `degree`, with zeros for the powers above it."""
    best = data.best_parameters(data.load_points(), min(degree, padded_to))
    return {name: float(best.get(name, 0)) for name in data.parameter_names(padded_to)}


def data_loss(points: Sequence[data.Point], parameters: Mapping[str, float]) -> float:
    """Return the loss of a curve on the points, as a float."""
    graph = data.loss(len(parameters) - 1, len(points))
    return float(graph({**parameters, **data_point(points)}))


def data_point(points: Sequence[data.Point]) -> dict[str, float]:
    """Return the measurements as floats, by the names that they have in the loss."""
    return {name: float(value) for name, value in data.data_values(points).items()}


def frozen_at_best(degree: int, *free: str) -> dict[str, float]:
    """Return everything that the loss takes but the `free` parameters, those at their optimum.

    With this as its fixed point the loss is a function of one knob, or of two.
    """
    points = data.load_points()
    values = best_fit(degree, degree) | data_point(points)
    return {name: value for name, value in values.items() if name not in free}


def whole_loss(degree: int) -> Callable[[Mapping[str, Any]], Any]:
    """Return the loss as a function of the settings of all knobs, which can be traced."""
    points = data.load_points()
    graph, fixed = data.loss(degree, len(points)), data_point(points)
    return lambda settings: graph({**fixed, **settings})


def largest_rate(degree: int) -> float:
    """Return the learning rate beyond which gradient descent on the whole loss grows.

    The loss is quadratic, so this is 2 divided by the largest eigenvalue of its Hessian.
    """
    names, loss = data.parameter_names(degree), whole_loss(degree)
    second = hessian(lambda k: loss({name: k[i] for i, name in enumerate(names)}))
    return float(2 / np.linalg.eigvalsh(second(np.zeros(len(names)))).max())


def loss_slice(degree: int, name: str) -> Slice:
    """Return the loss as a function of one knob, all others at their optimum."""
    points = data.load_points()
    return Slice(data.loss(degree, len(points)), name, frozen_at_best(degree, name))


def reach_of(degree: int, name: str) -> float:
    """Return how far from its optimum one knob alone takes the loss to that of no curve at all.

    The loss is a square in each knob, so what one unit adds tells how far that is.
    """
    points = data.load_points()
    best = best_fit(degree, degree)
    least = data_loss(points, best)
    rise = data_loss(points, dict.fromkeys(best, 0.0)) - least
    per_unit = data_loss(points, {**best, name: best[name] + 1}) - least
    return float(np.sqrt(rise / per_unit))


def slice_plot(function: Slice, x_range: tuple[float, float], width: float, height: float) -> Plot:
    """Return axes for the loss in one knob, with room for all of it, and round ticks."""
    top = 1.06 * max(function.value(x) for x in np.linspace(*x_range, 60))
    name = function.variable
    plot = Plot(
        x_range,
        (-0.03 * top, top),
        width,
        height,
        x_ticks=ticks_between(*x_range),
        y_ticks=[tick for tick in ticks_between(0.0, top, 4) if tick < 0.9 * top],
        labels=(f"{name[0]}_{name[1:]}", "L"),
    )
    plot.labels[0].set_color(style.color_of(name))
    plot.labels[1].set_color(style.palette.loss)
    return plot


def loss_terrain(degree: int, names: tuple[str, str], *paths: Path, **options: Any) -> Terrain:
    """Return the loss over two knobs around their optimum, all others at theirs.

    To the left and to the back it reaches as far as each knob alone takes the loss to that of no
    curve at all, to the right and to the front less far, or its near walls would hide the valley.
    Where one of the `paths` goes further, it goes there, too. A unit of either knob is equally long
    on the floor, so that angles there are true.
    """
    best = best_fit(degree, degree)
    ranges = []
    for name, left, right in zip(names, (1.0, _NEAR), (_RIGHT, 1.0), strict=True):
        reach = reach_of(degree, name)
        low, high = best[name] - left * reach, best[name] + right * reach
        there = [float(point[name]) for path in paths for point in path.points]
        low, high = min([low, *there]), max([high, *there])
        margin = _MARGIN * (high - low) if there else 0.0
        ranges.append((round(low - margin, 2), round(high + margin, 2)))
    spans = [high - low for low, high in ranges]
    unit = float(np.sqrt(_FLOOR_AREA / (spans[0] * spans[1])))
    options = {"size": (unit * spans[0], unit * spans[1])} | options
    graph = data.loss(degree, len(data.load_points()))
    fixed = frozen_at_best(degree, *names)
    return Terrain(graph, names, ranges[0], ranges[1], fixed, **options)
