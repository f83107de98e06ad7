"""Formulas of functions that somebody typed: as large as they fit."""

from __future__ import annotations

from collections.abc import Iterable

from autodiff import Graph
from scenes import style, typeset
from scenes.typeset import Typeset

# The widest that a formula may be, in Manim units.
LONGEST = 12.4
# The smallest em size, in pixels at 1080p, whose capitals are large enough to be read.
SMALLEST = 34.0


def formula_of(graph: Graph, prefix: str, width: float, size: float) -> Typeset:
    """Return a function's formula, no wider than `width`; only its left side if that is too long.

    Parameters
    ----------
    prefix
        Typst math before it, such as ``f(x) =``.
    size
        Em size at most, in pixels at 1080p.
    """
    line = typeset.expression(graph, size=size, prefix=f"{prefix} ")
    if line.width <= width:
        return line
    smaller = size * width / float(line.width)
    if smaller >= SMALLEST:
        return typeset.expression(graph, size=smaller, prefix=f"{prefix} ")
    return typeset.formula(f"{prefix} dots.c", size=min(size, style.TITLE))


def fitted_size(graphs: Iterable[Graph], width: float, size: float) -> float | None:
    """Return the largest size at which several formulas fit, or None if that is too small."""
    widest = max(float(typeset.expression(graph, size=size).width) for graph in graphs)
    fitting = min(size, size * width / widest)
    return fitting if fitting >= SMALLEST else None
