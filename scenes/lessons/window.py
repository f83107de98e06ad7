"""Which part of a function of one variable is shown, so that a place and its slope can be seen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.mobjects.function_curve import sampled
from scenes.mobjects.tangent import Slice

_SAMPLES = 161
# Half widths that are tried: 1, 2 and 5 times these powers of ten, and more around a place that is
# very large or very small.
_POWERS = (-9, 10)
# Of the place itself, a range must be at least this share, or floats can't tell its ends apart.
_NARROWEST = 1e-6
# How much of the picture's height the slope or the bend at the place should take.
_VISIBLE = 0.12
_MOST_TURNS = 7
# More rising and falling than this, in heights of the picture, is between the samples.
_STEEPEST = 40.0
_MARGIN = 0.09
# So much of the width may be left empty beside a curve that ends.
_EMPTY = 0.15


@dataclass(frozen=True)
class Window:
    """The ranges of both axes."""

    x_range: tuple[float, float]
    y_range: tuple[float, float]


def window(function: Slice, at: float) -> Window:
    """Return ranges in which the curve around a place has a shape that can be seen.

    Parameters
    ----------
    function, at
        What is shown, and the place, at which it is defined.
    """
    x_range = min(_candidates(at), key=lambda ends: _rank(function, at, ends))
    x_range = _without_nothing(function, at, x_range)
    values, _ = sampled(function, np.linspace(*x_range, _SAMPLES))
    half = (x_range[1] - x_range[0]) / 2
    return Window(x_range, heights(values, function.value(at), function.slope(at) * half))


def _without_nothing(function: Slice, at: float, ends: tuple[float, float]) -> tuple[float, float]:
    """Return a range without those of its ends at which there is no curve for a good part."""
    xs = np.linspace(*ends, _SAMPLES)
    there = xs[~np.isnan(sampled(function, xs)[0])]
    if not len(there):
        return ends
    left, right = min(there[0], at), max(there[-1], at)
    margin = _EMPTY * (right - left)
    return max(ends[0], left - margin), min(ends[1], right + margin)


def _candidates(at: float) -> list[tuple[float, float]]:
    """Return the ranges that are tried: around the place, and around zero where it is in them."""
    size = math.floor(math.log10(abs(at))) if at else 0
    powers = range(min(_POWERS[0], size - 3), max(_POWERS[1], size + 3))
    halves = [m * 10.0**power for power in powers for m in (1, 2, 5)]
    halves = [half for half in halves if half >= _NARROWEST * abs(at)]
    around = [(at - half, at + half) for half in halves]
    return around + [(-half, half) for half in halves if 1.1 * abs(at) <= half <= 8 * abs(at)]


def heights(values: np.ndarray, height: float, rise: float) -> tuple[float, float]:
    """Return a range of heights without the ends that run off to infinity.

    Parameters
    ----------
    values
        Heights of the curve; some may be missing.
    height, rise
        Of the place in question, and how far its tangent rises over half the width.
    """
    there = values[~np.isnan(values)]
    if not len(there):
        return height - 1.0, height + 1.0
    low, high = (float(q) for q in np.percentile(there, (6, 94)))
    inner = high - low
    # What is a little beyond is kept; what runs away is cut.
    low = max(float(there.min()), low - 0.7 * inner)
    high = min(float(there.max()), high + 0.7 * inner)
    low, high = min(low, height), max(high, height)
    span = high - low
    # Less is rounding, and no shape.
    if span <= 1e-12 * float(np.abs(there).max()):
        span = max(1.0, abs(height))
        return height - span, height + span
    if math.isfinite(rise) and abs(rise) > 0:
        # Steeper than what is shown, the tangent would be all that one sees.
        limit = 12 * abs(rise)
        low, high = max(low, height - limit), min(high, height + limit)
        span = high - low
    return low - _MARGIN * span, high + _MARGIN * span


def _rank(function: Slice, at: float, x_range: tuple[float, float]) -> tuple[int, float]:
    """Return what is wrong with a picture of a range, and how unusual its width is."""
    width = x_range[1] - x_range[0]
    xs = np.linspace(*x_range, _SAMPLES)
    unusual = abs(math.log(width / max(4.0, 2.6 * abs(at))))
    if xs[1] == xs[0]:
        return 99, unusual
    values, slopes = sampled(function, xs)
    there = ~np.isnan(values) & ~np.isnan(slopes)
    if there.sum() < 0.45 * _SAMPLES:
        return 90, unusual
    span = float(np.ptp(np.percentile(values[there], (4, 96))))
    if span <= 1e-9 * max(float(np.abs(values[there]).mean()), 1e-300):
        # Flat: nothing is lost, as long as there is not more to be seen elsewhere.
        return 20, unusual
    turns = int(np.count_nonzero(np.diff(np.sign(slopes[there]))))
    steepness = float(np.percentile(np.abs(slopes[there]), 80)) * width / span
    near = there & (np.abs(xs - at) < width / 16)
    bend = float(np.ptp(slopes[near])) * width / 2 if near.any() else 0.0
    slope = abs(function.slope(at)) * width / 2
    line = values[there] - np.polyval(np.polyfit(xs[there], values[there], 1), xs[there])
    wrong = 30 * (turns > _MOST_TURNS or steepness > _STEEPEST)
    wrong += 30 * (max(slope, bend) < _VISIBLE * span)
    # Of a straight line, every window is as good; of a curve, one that shows its bends.
    wrong += 10 * (float(np.ptp(line)) < 0.1 * span)
    return wrong - min(turns, 2), unusual
