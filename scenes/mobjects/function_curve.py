"""The curve of any function in a plot: in pieces, where it jumps, ends, or leaves the plot."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from manim import Animation, AnimationGroup, VGroup

from autodiff import DomainError
from scenes import style
from scenes.mobjects.plot import Curve, Plot
from scenes.mobjects.tangent import Slice

_SAMPLES = 193
_HALVINGS = 40
# A rise is a jump if most of it is still there however closely one looks.
_LEFT_OF_A_JUMP = 0.5
# Rises less than this share of the plot's height are not looked at.
_LEAST_JUMP = 0.02


def sampled(function: Slice, xs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return heights and slopes of a function, not a number where it has none."""
    pairs = np.array([_value_and_slope(function, float(x)) for x in xs])
    return pairs[:, 0], pairs[:, 1]


def height(function: Slice, x: float) -> float:
    """Return the height of a function at `x`, or not a number where it has none."""
    try:
        value = function.value(x)
    except (DomainError, ArithmeticError, ValueError, TypeError):
        return math.nan
    return value if math.isfinite(value) else math.nan


def _value_and_slope(function: Slice, x: float) -> tuple[float, float]:
    value = height(function, x)
    if math.isnan(value):
        return math.nan, math.nan
    try:
        slope = function.slope(x)
    except (DomainError, ArithmeticError, ValueError, TypeError):
        slope = math.nan
    return value, slope if math.isfinite(slope) else math.nan


def pieces(plot: Plot, function: Slice) -> list[tuple[float, float]]:
    """Return the stretches of the x axis on which a function is defined, unbroken and in view."""
    xs = np.linspace(*plot.x_range, _SAMPLES)
    low, high = plot.y_range
    inside = [low <= height(function, float(x)) <= high for x in xs]
    found: list[tuple[float, float]] = []
    start: float | None = float(xs[0]) if inside[0] else None
    for (a, b), (was_in, is_in) in zip(pairwise(xs), pairwise(inside), strict=True):
        if is_in and not was_in:
            start = _edge(function, plot, float(b), float(a))
        elif was_in and not is_in:
            assert start is not None
            found.append((start, _edge(function, plot, float(a), float(b))))
            start = None
        elif is_in and start is not None:
            jump = _jump(function, float(a), float(b), _LEAST_JUMP * (high - low))
            if jump is not None:
                found.append((start, jump[0]))
                start = jump[1]
    if start is not None:
        found.append((start, float(xs[-1])))
    return [(a, b) for a, b in found if b > a]


def _edge(function: Slice, plot: Plot, inner: float, outer: float) -> float:
    """Return the last place on the way from `inner` to `outer` at which the curve is in view."""
    low, high = plot.y_range
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        if low <= height(function, middle) <= high:
            inner = middle
        else:
            outer = middle
    return inner


def _jump(function: Slice, a: float, b: float, least: float) -> tuple[float, float] | None:
    """Return the places on both sides of a jump between `a` and `b`, if there is one."""
    before, after = height(function, a), height(function, b)
    rise = abs(after - before)
    if rise < least:
        return None
    for _ in range(_HALVINGS):
        middle = (a + b) / 2
        value = height(function, middle)
        if math.isnan(value):
            return a, b
        if abs(value - before) > abs(after - value):
            b, after = middle, value
        else:
            a, before = middle, value
        if abs(after - before) < _LEFT_OF_A_JUMP * rise:
            return None
    return a, b


class FunctionCurve(VGroup):
    """The curve of a function, drawn as far as wanted.

    Parameters
    ----------
    plot, function
        Where and of what.
    color
        By default that of what is minimised.

    Attributes
    ----------
    stretches
        The pieces of the x axis over which it is drawn, from left to right.
    """

    def __init__(
        self,
        plot: Plot,
        function: Slice,
        color: str | None = None,
        width_px: float = style.CURVE,
        glow: bool = True,
    ) -> None:
        super().__init__()
        self.plot, self.function = plot, function
        self.stretches = pieces(plot, function)
        self.curves = [Curve(color or style.palette.loss, width_px, glow) for _ in self.stretches]
        for curve in self.curves:
            # Beneath the glow of a point, which would be cut by it, and beneath the axes.
            curve.glow.set_z_index(-2)
        self.add(*self.curves)
        self.show_between(*plot.x_range)

    def show_between(self, low: float, high: float) -> FunctionCurve:
        """Draw only what lies between two places."""
        whole = self.plot.x_range[1] - self.plot.x_range[0]
        for curve, (start, end) in zip(self.curves, self.stretches, strict=True):
            left, right = max(start, low), min(end, high)
            if right - left <= 1e-9 * whole:
                curve.set_curve(np.zeros((0, 3)))
                continue
            count = max(3, math.ceil(_SAMPLES * (right - left) / whole))
            xs = np.linspace(left, right, count)
            values, slopes = sampled(self.function, xs)
            curve.set_curve(self.plot.curve_points(xs, values, _filled(xs, values, slopes)))
        return self

    def around(self, x: float) -> tuple[float, float]:
        """Return the stretch in which a place lies, or the nearest one."""
        return min(self.stretches, key=lambda ends: max(ends[0] - x, x - ends[1], 0.0))

    def draw(self, run_time: float = style.SLOW) -> Animation:
        """Return the motion that draws every piece from left to right."""
        return AnimationGroup(*(curve.draw(run_time) for curve in self.curves))


def _filled(xs: np.ndarray, values: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """Return slopes with the missing or upright ones replaced by those of chords."""
    chords = np.gradient(values, xs)
    steepest = 50 * np.abs(chords).max() + 1e-300
    return np.where(np.isnan(slopes) | (np.abs(slopes) > steepest), chords, slopes)
