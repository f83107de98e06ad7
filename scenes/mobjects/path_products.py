"""Paths through a graph as products: one line of local slopes for each path, and what it makes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VGroup

from autodiff import InputPath, Trace
from scenes import style, typeset
from scenes.mobjects.part import Part
from scenes.mobjects.readout import Readout
from scenes.mobjects.rounded import RoundedRectangle
from scenes.quantity import Quantity, contribution_quantity, local_partial_quantity

_COLUMN, _ROW = 1.06, 0.55
_SIGN = 0.2
_DIGIT = 0.17


class PathProducts(VGroup):
    """The products of some paths, from the input to the result, aligned at the result.

    Parameters
    ----------
    paths
        Each the only one behind its first edge, so that its product is what comes back along it.
    right, top
        Right end of the products, and baseline of the first line.

    Attributes
    ----------
    rows
        A part for each path.
    frame
        Around the factors that all paths have in common, nearest to the result.
    """

    def __init__(self, trace: Trace, paths: Sequence[InputPath], right: float, top: float) -> None:
        super().__init__()
        steps = {step.edge: step for step in trace.backward}
        last = right - _COLUMN
        self.rows = []
        for number, path in enumerate(paths):
            y = top - number * _ROW
            row = Part()
            for place, edge in enumerate(reversed(path.edges)):
                x = last - place * _COLUMN
                factor = local_partial_quantity(trace, steps[edge])
                row.add(_number(factor, style.palette.model, x, y))
                row.add(_sign("times" if place else "=", x, y))
            product = contribution_quantity(trace, steps[path.edges[0]])
            name = typeset.formula(f"{path.name[0]}_{path.name[1:]}", size=style.FORMULA)
            longest = max(len(other.edges) for other in paths)
            name.set_color(style.color_of(path.name))
            name.place([last - longest * _COLUMN - 0.08, y])
            row.add(name, _number(product, style.palette.gradient, right, y))
            row.set_presence(0.0)
            self.rows.append(row)
        self.frame = self._frame(paths, last, top)
        self.add(self.frame, *self.rows)

    def _frame(self, paths: Sequence[InputPath], right: float, top: float) -> Part:
        ends = zip(*(reversed(path.edges) for path in paths), strict=False)
        shared = int(np.cumprod([len(set(edges)) == 1 for edges in ends]).sum())
        width, height = shared * _COLUMN - 0.24, len(paths) * _ROW
        amber = style.palette.gradient
        frame = RoundedRectangle(width, height, 0.12)
        frame.set_fill(style.mix(amber, style.palette.panel, 0.08), opacity=1)
        frame.set_stroke(amber, style.stroke(style.SECONDARY))
        bottom = top - (len(paths) - 1) * _ROW
        frame.move_to([right + 0.09 - width / 2, (top + bottom + _DIGIT) / 2, 0.0])
        part = Part(frame)
        part.set_presence(0.0)
        return part


def _number(quantity: Quantity, color: str, x: float, y: float) -> Readout:
    return Readout(quantity, color=color, weight="medium").place([x, y])


def _sign(source: str, x: float, y: float) -> typeset.Typeset:
    """Return the sign behind a factor."""
    sign = typeset.formula(source, size=style.VALUE, color=style.palette.muted)
    return sign.move_to([x + _SIGN, y + _DIGIT / 2, 0.0])
