"""A formula made from a graph that can turn into another one, part by part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import VGroup, VMobject, smooth

from autodiff import Graph
from scenes import style, typeset
from scenes.mobjects.matching import matching_glyphs
from scenes.mobjects.motion import Change, Motion
from scenes.typeset import Typeset, tag

# What disappears is gone, and what is new begins to show, at these shares of the way.
_GONE, _NEW = 0.35, 0.6
# How far travelling glyphs swing out, for each unit across and at most, in Manim units.
_BOW, _HIGHEST = 0.22, 0.42


class Equation(VGroup):
    """A line of mathematics bound to a graph.

    Parameters
    ----------
    graph
        What it says.
    size
        Em size in pixels at 1080p.
    prefix
        Typst math before it, such as ``"L ="``.
    anchor
        Which end of the line stays in place when it changes: ``left``, ``center`` or ``right``.
    color_of
        The colour of a node, by its id; by default every input has its meaning's colour.

    Attributes
    ----------
    line
        The glyphs.
    """

    def __init__(
        self,
        graph: Graph,
        size: float = style.FORMULA,
        prefix: str = "",
        anchor: str = "left",
        color_of: Callable[[Graph, int], str | None] | None = None,
    ) -> None:
        super().__init__()
        self.graph = graph
        self._size = size
        self._prefix = prefix
        self._anchor = anchor
        self._color_of = color_of
        self.line = self._set(graph)
        self.add(self.line)

    def _set(self, graph: Graph) -> Typeset:
        prefix = tag("prefix", self._prefix) + " " if self._prefix else ""
        line = typeset.expression(graph, size=self._size, prefix=prefix)
        if self._color_of is not None:
            chosen = self._color_of
            line.color_parts(lambda name: chosen(graph, int(name)) if name.isdigit() else None)
        return line

    def place(self, point: tuple[float, float]) -> Equation:
        """Put the anchored end of the baseline at a point."""
        self.line.place(point, self._anchor)
        return self

    def part(self, node: int | str) -> VGroup:
        """Return the glyphs of a node, by its id, or of an input, by its name."""
        return self.line.part(node)

    def become_graph(self, graph: Graph, run_time: float = style.SLOW) -> Motion:
        """Return the motion to another graph: parts that both have travel, the rest fades."""
        before, after = self.line, self._set(graph)
        ends = {"left": before.get_left, "center": before.get_center, "right": before.get_right}
        after.place((float(ends[self._anchor]()[0]), before.baseline_y), self._anchor)
        origins = matching_glyphs(before, self.graph, after, graph)
        leaving = [g for n, g in enumerate(before.submobjects) if n not in origins.values()]
        travellers, arriving = [], []
        for number, glyph in enumerate(after.submobjects):
            if number in origins:
                travellers.append(_Traveller(glyph, before.submobjects[origins[number]]))
            else:
                arriving.append(glyph)
        # On screen from the start of the play, or Manim would not draw them; not yet to be seen.
        for glyph in after.submobjects:
            _show(glyph, 0.0)
        self.add(after)

        def step(share: float) -> None:
            for glyph in leaving:
                _show(glyph, 1 - smooth(min(1.0, share / _GONE)))
            for traveller in travellers:
                traveller.go(share)
            for glyph in arriving:
                _show(glyph, smooth(max(0.0, (share - _NEW) / (1 - _NEW))))
            if share >= 1:
                self.line, self.graph = after, graph
                self.submobjects = [after]

        return Motion(self, [Change(0.0, run_time, step)])


class _Traveller:
    """A glyph on its way from where it was to where it will be."""

    def __init__(self, glyph: VMobject, origin: VMobject) -> None:
        self._glyph = glyph
        self._origin = origin
        self._start, self._end = origin.points.copy(), glyph.points.copy()
        self._colors = [
            (origin.fill_rgbas.copy(), glyph.fill_rgbas.copy()),
            (origin.stroke_rgbas.copy(), glyph.stroke_rgbas.copy()),
        ]
        if len(self._start) != len(self._end):
            self._start = self._end
        # Those that move to the right pass above those that move to the left.
        across = float((self._end - self._start).mean(axis=0)[0]) if len(self._end) else 0.0
        self._bow = np.array([0.0, np.clip(_BOW * across, -_HIGHEST, _HIGHEST), 0.0])

    def go(self, share: float) -> None:
        """Be a share of the way."""
        _show(self._origin, 0.0)
        way = 1.0 if share >= 1 else share
        straight = (1 - way) * self._start + way * self._end
        self._glyph.points = straight + 4 * way * (1 - way) * self._bow
        fills, strokes = ((1 - way) * a + way * b for a, b in self._colors)
        self._glyph.fill_rgbas, self._glyph.stroke_rgbas = fills, strokes


def _show(glyph: VMobject, share: float) -> None:
    """Draw a glyph to a share; its fill or its stroke, whichever it has, is opaque at 1."""
    has_stroke = bool(glyph.stroke_width)
    glyph.fill_rgbas[:, 3] = 0.0 if has_stroke else share
    glyph.stroke_rgbas[:, 3] = share if has_stroke else 0.0


def opacities(equation: Equation) -> np.ndarray:
    """Return how much each glyph of the present line is there."""
    return np.array(
        [max(g.fill_rgbas[0, 3], g.stroke_rgbas[0, 3]) for g in equation.line.submobjects]
    )
