"""The loss of one data point as a function of its knobs: settings, and the trace of its graph."""

from __future__ import annotations

from fractions import Fraction

from pydantic import Field

from autodiff import Trace, backprop
from scenes import data
from scenes.parameters import SceneParameters
from scenes.quantity import exact


def setting(value: float, name: str) -> float:
    """Return the field of a knob's setting."""
    return Field(value, ge=-3, le=3, description=f"setting of {name}")


class OnePoint(SceneParameters):
    """What the scenes about one data point and three knobs share."""

    point: int = Field(1, ge=1, description="number of the data point, from 1")
    k0: float = setting(0.54, "k0")
    k1: float = setting(1.2, "k1")
    k2: float = setting(-1.0, "k2")


class SixParameters(OnePoint):
    """The same with six knobs."""

    k3: float = setting(-0.5, "k3")
    k4: float = setting(0.4, "k4")
    k5: float = setting(0.6, "k5")


def trace_of(parameters: OnePoint) -> Trace:
    """Run backpropagation on the loss of one data point."""
    names = [name for name in type(parameters).model_fields if name.startswith("k")]
    index = parameters.point
    points = data.load_points()
    if index > len(points):
        raise data.DataError(f"there are {len(points)} points, so there is no point {index}")
    values: dict[str, Fraction] = {name: exact(getattr(parameters, name)) for name in names}
    values |= data.data_values(points)
    graph = data.squared_residual(len(names) - 1, index).merge_sums()
    return backprop(graph, {name: values[name] for name in graph.inputs})
