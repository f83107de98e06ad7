"""A panel that shows the local rule of one node, tied to the node by a thin line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import ArcBetweenPoints, Circle, Line, Polygon, VGroup, VMobject

from autodiff import Graph
from scenes import style, typeset
from scenes.mobjects.graph_rules import Rule, RuleRow
from scenes.mobjects.graph_symbols import symbol
from scenes.mobjects.layout_paths import into_port, line
from scenes.mobjects.motion import Change, Motion, schedule
from scenes.mobjects.part import Part
from scenes.mobjects.readout import Readout
from scenes.mobjects.rounded import RoundedRectangle
from scenes.mobjects.track import Track
from scenes.quantity import Quantity

# The least width, the margin at both sides, and the gap between a number and what is beside it.
WIDTH = 5.84
_MARGIN, _GAP, _SIGN = 0.36, 0.26, 0.24
_ARROW = 0.48
# Baselines below the panel's top.
_TITLE, _FIRST_ROW, _ROW_PITCH, _BOTTOM = 0.48, 1.04, 0.48, 0.30
_DIGIT = 0.17
# Names wider than this are shown as the node that they belong to.
_WIDEST_NAME = 0.95
_WIDEST_SYMBOL = 0.5


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
        self.top = float(corner[1])
        model, amber = style.palette.model, style.palette.gradient
        names = [_name(graph, row.label) for row in rule.rows]
        values = [_number(row.value, model) for row in rule.rows if row.value is not None]
        partials = [_partial(row) for row in rule.rows]
        upstreams = [_number(row.upstream, amber) for row in rule.rows]
        results = [_number(row.contribution, amber, "semibold") for row in rule.rows]
        totals = [] if rule.total is None else [_number(rule.total, amber, "semibold")]
        title = typeset.words(rule.title, weight="semibold", name=rule.name)
        factor = typeset.words(rule.heading, size=style.TICK, color=model)
        upstream = typeset.words("upstream", size=style.TICK, color=amber)

        # Columns are set from the right, each as wide as its widest number.
        result_right = float(corner[0]) - _MARGIN
        equals = result_right - _width([*results, *totals]) - _SIGN
        upstream_right = equals - _SIGN
        times = upstream_right - _width(upstreams) - _SIGN
        partial_right = min(times - _SIGN, upstream_right - upstream.width - _GAP)
        arrow = partial_right - _width([*partials]) - _GAP / 2 - _ARROW
        value_right = arrow - _GAP / 2
        first = value_right - _width(values) if values else partial_right - _width([*partials])
        needed = min(
            first - _GAP - _width(names), partial_right - factor.width - _GAP - title.width
        )
        self.left = min(float(corner[0]) - WIDTH, needed - _MARGIN)
        left = self.left + _MARGIN

        rows = range(len(rule.rows))
        arrows = [self._arrow(arrow, i, rows[-1 - i] if rule.swaps else i) for i in rows]
        self._place(title, left, _TITLE)
        self._place(factor, partial_right, _TITLE, "right")
        self._place(upstream, upstream_right, _TITLE, "right")
        for index in rows:
            down = self._down(index)
            self._place(names[index], left, down)
            for column, right in (
                (values, value_right),
                (partials, partial_right),
                (upstreams, upstream_right),
                (results, result_right),
            ):
                if column:
                    column[index].place([right, self.top - down])
        for total in totals:
            total.place([result_right, self.top - self._down(len(rows))])
        self.frame = self._frame(float(corner[0]), len(rows) + len(totals))
        self.stages = [
            Part(title, *names, *values),
            Part(factor, *(arrows if values else []), *partials),
            Part(upstream, *self._signs("times", times), *upstreams),
            Part(*self._signs("=", equals), *results, *self._sum_line(equals, totals), *totals),
        ]
        self.add(self.frame, *self.stages)
        # Until it is opened there is nothing to see.
        self._show_frame(0.0)
        for stage in self.stages:
            stage.set_presence(0.0)

    @property
    def right(self) -> float:
        """The right edge."""
        return float(self.frame.get_right()[0])

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return float(self.frame.get_bottom()[1])

    def _down(self, row: int) -> float:
        return _FIRST_ROW + row * _ROW_PITCH

    def _place(self, mobject: VMobject, x: float, down: float, anchor: str = "left") -> None:
        """Put a text on a baseline; anything else with its middle at half the height of digits."""
        if isinstance(mobject, typeset.Typeset):
            mobject.place([x, self.top - down], anchor)
        else:
            middle = [x + mobject.width / 2, self.top - down + _DIGIT / 2, 0.0]
            mobject.move_to(middle)

    def _frame(self, right: float, rows: int) -> RoundedRectangle:
        width, height = right - self.left, self._down(rows - 1) + _BOTTOM
        return RoundedRectangle(
            corner_radius=0.14,
            width=width,
            height=height,
            stroke_color=style.palette.panel_edge,
            stroke_width=style.stroke(1.5),
            fill_color=style.palette.panel,
            fill_opacity=1,
        ).move_to([self.left + width / 2, self.top - height / 2, 0.0])

    def _signs(self, source: str, x: float) -> list[VMobject]:
        signs: list[VMobject] = []
        for row in range(len(self.rule.rows)):
            sign = typeset.formula(source, size=style.VALUE, color=style.palette.muted)
            signs.append(sign.move_to([x, self.top - self._down(row) + _DIGIT / 2, 0.0]))
        return signs

    def _sum_line(self, left: float, totals: Sequence[Readout]) -> list[VMobject]:
        """Return the line above each total, as in sums on paper."""
        return [
            Line(
                [left - 0.1, total.get_top()[1] + 0.12, 0.0],
                [total.get_right()[0] + 0.06, total.get_top()[1] + 0.12, 0.0],
                color=style.palette.muted,
                stroke_width=style.stroke(1.5),
            )
            for total in totals
        ]

    def _arrow(self, left: float, from_row: int, to_row: int) -> VMobject:
        """Return an arrow from a value to the factor that it becomes."""
        start = (left, self.top - self._down(from_row) + _DIGIT / 2)
        end = (left + _ARROW, self.top - self._down(to_row) + _DIGIT / 2)
        path = line(start, end) if from_row == to_row else into_port(start, end, np.pi, 0.6)
        track = Track(path)
        color = style.palette.model
        shaft = VMobject(stroke_color=color, stroke_width=style.stroke(2), fill_opacity=0)
        shaft.set_points(track.part(0.0, track.length - 0.1))
        x, y = end
        tip = Polygon(
            [x, y, 0], [x - 0.13, y + 0.06, 0], [x - 0.13, y - 0.06, 0],
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


def _width(mobjects: Sequence[VMobject]) -> float:
    """Return the width of the widest."""
    return max(float(mobject.width) for mobject in mobjects)


def _number(quantity: Quantity, color: str, weight: str = "medium") -> Readout:
    return Readout(quantity, color=color, weight=weight)


def _partial(row: RuleRow) -> Readout:
    """Return a row's factor; one that is +1 or -1 for any input has no decimals."""
    precision = 0 if row.whole else 2
    color = style.palette.model
    return Readout(row.partial, precision, color=color, weight="medium", sign=row.whole)


def _name(graph: Graph, node: int) -> VMobject:
    """Return the expression of a node or, where that is long, the node's symbol in a circle."""
    name = typeset.formula(graph.to_typst(node), color=_name_color(graph, node))
    if name.width <= _WIDEST_NAME and name.height <= _ROW_PITCH:
        return name
    content = symbol(graph, node, style.FORMULA)
    if content.width > _WIDEST_SYMBOL:
        # Made as small as the circle, a word could not be read.
        return typeset.plain(graph.nodes[node].op, size=style.TICK)
    circle = Circle(
        radius=0.21,
        stroke_color=style.palette.muted,
        stroke_width=style.stroke(1.5),
        fill_color=style.palette.ground,
        fill_opacity=1,
    )
    content.scale(min(1.0, 0.28 / max(content.width, content.height)))
    return VGroup(circle, content)


def _name_color(graph: Graph, node: int) -> str:
    """Return the colour of the one parameter that an expression depends on, else ink."""
    names = [name for name in graph.at(node).inputs if style.color_of(name) != style.palette.ink]
    return style.color_of(names[0]) if len(names) == 1 else style.palette.ink


class Tie(Part):
    """The thin line between a node and its panel, with a dot where it meets the panel."""

    def __init__(self, start: np.ndarray, panel: RulePanel) -> None:
        super().__init__()
        color = style.mix(style.palette.gradient, style.palette.ground, 0.75)
        stroke = {"color": color, "stroke_width": style.stroke(1.5)}
        x, y = float(start[0]), float(start[1])
        if panel.left + 0.2 < x < panel.right - 0.2:
            end = [x, panel.bottom, 0.0]
            self.add(Line([x, y, 0.0], end, **stroke))
        else:
            # The panel is to the right of the node, or to its left.
            side = 1.0 if x <= panel.left + 0.2 else -1.0
            bend, height = 0.3, panel.top - 0.7
            end = [panel.left if side > 0 else panel.right, height, 0.0]
            self.add(
                Line([x, y, 0.0], [x, height - bend, 0.0], **stroke),
                ArcBetweenPoints(
                    [x, height - bend, 0.0],
                    [x + side * bend, height, 0.0],
                    angle=-side * np.pi / 2,
                    **stroke,
                ),
                Line([x + side * bend, height, 0.0], end, **stroke),
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
