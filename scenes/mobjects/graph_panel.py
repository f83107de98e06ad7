"""A panel that shows the local rule of one node, tied to the node by a thin line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import ArcBetweenPoints, Circle, Line, Polygon, RoundedRectangle, VGroup, VMobject

from autodiff import Graph
from scenes import style, typeset
from scenes.mobjects.graph_rules import Rule
from scenes.mobjects.graph_symbols import symbol
from scenes.mobjects.layout_paths import into_port, line
from scenes.mobjects.motion import Change, Motion, schedule
from scenes.mobjects.part import Part
from scenes.mobjects.readout import Readout
from scenes.mobjects.track import Track

WIDTH = 5.84
# Baselines below the panel's top, and columns from its left edge: right ends of numbers, middles
# of signs.
_TITLE, _FIRST_ROW, _ROW_PITCH, _BOTTOM = 0.52, 1.12, 0.52, 0.32
_NAME, _VALUE, _CROSS_START, _CROSS_END = 0.36, 1.62, 1.80, 2.28
_PARTIAL, _TIMES, _UPSTREAM, _EQUALS, _RESULT = 3.14, 3.40, 4.30, 4.56, 5.48
_DIGIT = 0.17
# Names wider than this are shown as the node that they belong to.
_WIDEST_NAME = 0.95


class RulePanel(Part):
    """A rule's title and one line of numbers for each input.

    Parameters
    ----------
    corner
        Where its upper right corner is.
    """

    def __init__(self, graph: Graph, rule: Rule, corner: Sequence[float]) -> None:
        super().__init__()
        self.rule = rule
        rows = len(rule.rows) + (rule.total is not None)
        height = _FIRST_ROW + (rows - 1) * _ROW_PITCH + _BOTTOM
        self.left, self.top = corner[0] - WIDTH, corner[1]
        self.bottom = self.top - height
        self.frame = RoundedRectangle(
            corner_radius=0.14,
            width=WIDTH,
            height=height,
            stroke_color=style.palette.panel_edge,
            stroke_width=style.stroke(1.5),
            fill_color=style.palette.panel,
            fill_opacity=1,
        ).move_to([self.left + WIDTH / 2, self.top - height / 2, 0.0])
        title = typeset.words(rule.title, weight="semibold").place(self._at(_NAME, _TITLE))
        self.stages = [
            Part(title, *self._names(graph)),
            Part(*self._factors()),
            Part(*self._upstreams()),
            Part(*self._results()),
        ]
        self.add(self.frame, *self.stages)
        # Until it is opened there is nothing to see.
        self._show_frame(0.0)
        for stage in self.stages:
            stage.set_presence(0.0)

    def _at(self, x: float, down: float) -> list[float]:
        return [self.left + x, self.top - down]

    def _row(self, index: int) -> float:
        return _FIRST_ROW + index * _ROW_PITCH

    def _names(self, graph: Graph) -> list[VMobject]:
        """Return what stands at the left of each row: the input and, if it matters, its value."""
        parts: list[VMobject] = []
        for index, row in enumerate(self.rule.rows):
            down = self._row(index)
            parts.append(_name(graph, row.label, self._at(_NAME, down)))
            if row.value is not None:
                number = Readout(row.value, color=style.palette.model, weight="medium")
                parts.append(number.place(self._at(_VALUE, down)))
        return parts

    def _factors(self) -> list[VMobject]:
        """Return the local partials, and how they come from the values."""
        model = style.palette.model
        parts: list[VMobject] = [self._heading(self.rule.heading, _PARTIAL, model)]
        count = len(self.rule.rows)
        for index, row in enumerate(self.rule.rows):
            origin = count - 1 - index if self.rule.swaps else index
            if row.value is not None:
                parts.append(self._arrow(self._row(origin), self._row(index)))
            number = Readout(
                row.partial,
                precision=0 if row.whole else 2,
                sign=row.whole,
                color=model,
                weight="medium",
            )
            parts.append(number.place(self._at(_PARTIAL, self._row(index))))
        return parts

    def _upstreams(self) -> list[VMobject]:
        """Return what is multiplied with the local partials."""
        amber = style.palette.gradient
        parts: list[VMobject] = [self._heading("upstream", _UPSTREAM, amber)]
        for index, row in enumerate(self.rule.rows):
            down = self._row(index)
            parts.append(self._sign("times", _TIMES, down))
            number = Readout(row.upstream, color=amber, weight="medium")
            parts.append(number.place(self._at(_UPSTREAM, down)))
        return parts

    def _results(self) -> list[VMobject]:
        """Return the products, and at a branch their sum."""
        parts: list[VMobject] = []
        for index, row in enumerate(self.rule.rows):
            down = self._row(index)
            parts.append(self._sign("=", _EQUALS, down))
            parts.append(_result(row.contribution).place(self._at(_RESULT, down)))
        if self.rule.total is not None:
            down = self._row(len(self.rule.rows))
            rule_down = down - _DIGIT - 0.12
            ends = [[*self._at(x, rule_down), 0.0] for x in (_EQUALS - 0.1, _RESULT + 0.06)]
            stroke = {"color": style.palette.muted, "stroke_width": style.stroke(1.5)}
            parts.append(Line(*ends, **stroke))
            parts.append(_result(self.rule.total).place(self._at(_RESULT, down)))
        return parts

    def _heading(self, text: str, right: float, color: str) -> VMobject:
        return typeset.words(text, size=style.TICK, color=color).place(
            self._at(right, _TITLE), "right"
        )

    def _sign(self, source: str, x: float, down: float) -> VMobject:
        sign = typeset.formula(source, size=style.TICK, color=style.palette.muted)
        return sign.move_to([self.left + x, self.top - down + _DIGIT / 2, 0.0])

    def _arrow(self, start_down: float, end_down: float) -> VMobject:
        """Return an arrow from a value to the factor that it becomes."""
        start = (self.left + _CROSS_START, self.top - start_down + _DIGIT / 2)
        end = (self.left + _CROSS_END, self.top - end_down + _DIGIT / 2)
        path = line(start, end) if start[1] == end[1] else into_port(start, end, np.pi, 0.6)
        track = Track(path)
        color = style.palette.model
        shaft = VMobject(stroke_color=color, stroke_width=style.stroke(2), fill_opacity=0)
        shaft.set_points(track.part(0.0, track.length - 0.1))
        x, y = end
        tip = Polygon(
            [x + 0.03, y, 0], [x - 0.1, y + 0.06, 0], [x - 0.1, y - 0.06, 0],
            stroke_width=0, fill_color=color, fill_opacity=1,
        )  # fmt: skip
        return VGroup(shaft, tip)

    def open(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion that brings the panel in, column after column."""
        appear = Change(0.0, 0.4, self._show_frame)
        stages = [
            (0.3 + 0.45 * index, stage.appear(0.4)) for index, stage in enumerate(self.stages)
        ]
        return schedule(self, [(0.0, Motion(self, [appear])), *stages], run_time)

    def _show_frame(self, share: float) -> None:
        self.frame.set_fill(opacity=share)
        self.frame.set_stroke(opacity=share)


def _result(quantity: object) -> Readout:
    return Readout(quantity, color=style.palette.gradient, weight="semibold")


def _name(graph: Graph, node: int, place: Sequence[float]) -> VMobject:
    """Return the expression of a node or, where that is long, the node's symbol in a circle."""
    name = typeset.formula(graph.to_typst(node), color=_name_color(graph, node))
    if name.width <= _WIDEST_NAME:
        return name.place(place)
    circle = Circle(
        radius=0.21,
        stroke_color=style.palette.muted,
        stroke_width=style.stroke(1.5),
        fill_color=style.palette.ground,
        fill_opacity=1,
    )
    content = symbol(graph, node, style.FORMULA)
    content.scale(min(1.0, 0.28 / max(content.width, content.height)))
    return VGroup(circle, content).move_to([place[0] + 0.21, place[1] + _DIGIT / 2, 0.0])


def _name_color(graph: Graph, node: int) -> str:
    """Return the colour of the one parameter that an expression depends on, else ink."""
    names = [name for name in graph.at(node).inputs if style.color_of(name) != style.palette.ink]
    return style.color_of(names[0]) if len(names) == 1 else style.palette.ink


class Tie(Part):
    """The thin line between a node and its panel, with a dot where it meets the panel."""

    def __init__(self, start: np.ndarray, panel: RulePanel) -> None:
        super().__init__()
        color = style.mix(style.palette.gradient, style.palette.ground, 0.6)
        stroke = {"color": color, "stroke_width": style.stroke(1.5)}
        x, y = float(start[0]), float(start[1])
        if panel.left + 0.2 < x < panel.left + WIDTH - 0.2:
            end = [x, panel.bottom, 0.0]
            self.add(Line([x, y, 0.0], end, **stroke))
        else:
            bend, height = 0.3, panel.top - 0.7
            end = [panel.left, height, 0.0]
            self.add(
                Line([x, y, 0.0], [x, height - bend, 0.0], **stroke),
                ArcBetweenPoints(
                    [x, height - bend, 0.0], [x + bend, height, 0.0], angle=-np.pi / 2, **stroke
                ),
                Line([x + bend, height, 0.0], end, **stroke),
            )
        self.add(
            Circle(
                radius=style.px(6),
                stroke_width=0,
                fill_color=style.palette.gradient,
                fill_opacity=1,
            ).move_to(end)
        )
        self.set_presence(0.0)
