"""Optimizers by name, and what is shown of their paths."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator

from autodiff import Graph, optimize
from autodiff.objective import Path
from scenes.messages import message

OPTIMIZERS: Mapping[str, Callable[..., Path]] = {
    message("descent"): optimize.gradient_descent,
    message("momentum"): optimize.momentum,
    message("nesterov"): optimize.nesterov,
    message("adagrad"): optimize.adagrad,
    message("rmsprop"): optimize.rmsprop,
    message("adam"): optimize.adam,
}
# So many can be told apart by colour and shape.
MOST_AT_ONCE = 3
# A loss so many times that of the start is not worth a place in the picture.
_RUNAWAY = 1.5
_MARGIN = 0.22


def _read(value: Any) -> list[str]:
    names = value.split(",") if isinstance(value, str) else list(value)
    names = [str(name).strip() for name in names]
    for name in names:
        if name not in OPTIMIZERS:
            near = difflib.get_close_matches(name, OPTIMIZERS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"take some of {', '.join(OPTIMIZERS)}"
            raise ValueError(f"there is no optimizer {name!r}; {hint}")
    if not 1 <= len(names) <= MOST_AT_ONCE or len(set(names)) < len(names):
        raise ValueError(f"name one to {MOST_AT_ONCE} different optimizers")
    return names


Optimizers = Annotated[list[str], BeforeValidator(_read)]
"""One to three names, in a list or with commas between them."""


def run_optimizers(
    names: list[str], graph: Graph, start: Mapping[str, float], rate: float, steps: int
) -> dict[str, Path]:
    """Return the whole path of each optimizer, by its name."""
    return {name: OPTIMIZERS[name](graph, dict(start), rate, steps) for name in names}


def worth_seeing(path: Path) -> list[dict[str, float]]:
    """Return the points of a path from which a picture can be measured: not those that ran off."""
    limit = abs(float(path.values[0])) * _RUNAWAY + 1e-300
    return [
        {name: float(value) for name, value in point.items()}
        for point, value in zip(path.points, path.values, strict=True)
        if float(value) <= limit
    ]


def range_of(values: list[float]) -> tuple[float, float]:
    """Return a range with a margin around some values."""
    low, high = min(values), max(values)
    span = max(high - low, 1e-3 * max(abs(low), abs(high)), 1e-9)
    return low - _MARGIN * span, high + _MARGIN * span


def cut_at_edge(path: Path, ranges: Mapping[str, tuple[float, float]]) -> tuple[Path, bool]:
    """Return a path as far as it is in view; the step that leaves ends at the edge.

    Returns
    -------
    path, leaves
        What can be drawn, and whether there is more.
    """
    points: list[dict[str, float]] = []
    for point in path.points:
        here = {name: float(point[name]) for name in ranges}
        share = _inside(points[-1], here, ranges) if points else 1.0
        if share < 1.0:
            last = points[-1]
            points.append({n: last[n] + share * (here[n] - last[n]) for n in ranges})
            kept = len(points)
            return replace(path, points=tuple(points), values=path.values[:kept]), True
        points.append(here)
    return replace(path, points=tuple(points)), False


def _inside(
    start: Mapping[str, float], end: Mapping[str, float], ranges: Mapping[str, tuple[float, float]]
) -> float:
    """Return which share of the way from one point to another lies within ranges."""
    share = 1.0
    for name, (low, high) in ranges.items():
        way = end[name] - start[name]
        if not math.isfinite(way):
            return 0.0
        for edge in (low, high):
            if way and (end[name] - edge) * (1 if edge == high else -1) > 0:
                share = min(share, float(np.clip((edge - start[name]) / way, 0.0, 1.0)))
    return share
