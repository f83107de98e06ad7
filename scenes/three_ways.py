"""One derivative in three ways that share nothing: symbols, a tiny step, and a backward pass."""

from __future__ import annotations

from collections.abc import Iterable

from manim import Animation

from autodiff import Trace, backprop
from scenes import style
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Slice
from scenes.quantity import Quantity, exact

STEP = exact("1e-4")


def symbolic(trace: Trace, name: str) -> Quantity:
    """Return the derivative as the rules of symbols give it."""
    slope = trace.graph.gradient()[name]
    point = {n: trace.point[n] for n in slope.inputs}
    return Quantity(slope(point), slope.to_text(), point, source="symbolic derivative")


def tiny_step(trace: Trace, name: str) -> Quantity:
    """Return the rise over a tiny run."""
    fixed = {n: v for n, v in trace.point.items() if n != name}
    return Slice(trace.graph, name, fixed).quotient_quantity(trace.point[name], STEP)


def by_backprop(trace: Trace, name: str) -> Quantity:
    """Return what the backward pass, in floating point, gives."""
    floats = {n: float(v) for n, v in trace.point.items()}
    value = backprop(trace.graph, floats).gradient[name]
    text = trace.graph.to_text()
    return Quantity(float(value), text, floats, wrt=name, source="derivative by backpropagation")


def light_agreement(numbers: Iterable[Readout], truths: Iterable[Readout]) -> list[Animation]:
    """Return the motions that colour the leading digits that numbers share with the true ones."""
    palette = style.palette
    motions: list[Animation] = []
    for number, truth in zip(numbers, truths, strict=True):
        agreed = shared_start(number.shown, truth.shown)
        for place, glyph in enumerate(number.submobjects[: len(number.shown)]):
            motions.append(
                glyph.animate.set_fill(palette.check if place < agreed else palette.muted)
            )
    return motions


def shared_start(one: str, other: str) -> int:
    """Return how many leading characters two texts share."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
