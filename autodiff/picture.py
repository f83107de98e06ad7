"""A trace as a picture: its graph in layers, values above the nodes and gradients below.

The picture is SVG text, which notebooks show and documents embed; its colours can be read on a
light and on a dark ground.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from autodiff.graph import CONSTANT, INPUT, Graph, Node

if TYPE_CHECKING:
    from autodiff.trace import Trace

_SIGNS = {
    "add": "+", "sub": "−", "neg": "−", "mul": "×", "div": "÷", "pow": "□ⁿ", "greater": ">",
    "less": "<", "greater_equal": "≥", "less_equal": "≤", "equal": "=", "not_equal": "≠",
    "sqrt": "√", "abs": "|□|", "both": "∧", "either": "∨", "negated": "¬",
}  # fmt: skip
_VALUE, _GRADIENT, _LINE = "#2f81c7", "#c77a12", "#8a929e"
_COLUMN_PX, _ROW_PX, _RADIUS_PX, _MARGIN_PX = 132, 92, 22, 46
_SWEEPS = 8
_RAISED = str.maketrans("0123456789−.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")


def to_svg(
    trace: Trace,
    *,
    values: bool = True,
    gradients: bool = True,
    is_blank: bool = False,
) -> str:
    """Return the graph of a trace as an SVG picture.

    Parameters
    ----------
    values, gradients
        Whether the numbers are shown.
    is_blank
        Whether there is an empty box in place of every number that is not shown.
    """
    graph = trace.graph
    links = _links(graph)
    used = {source for source, _ in links} | {graph.output}
    shown = [node for node in graph.nodes if node.op != CONSTANT or node.id in used]
    routes, places = _places(shown, links)
    width = max(x for x, _ in places.values()) + _MARGIN_PX + _COLUMN_PX / 4
    height = max(y for _, y in places.values()) + _MARGIN_PX
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family="Inter, sans-serif" font-size="14">'
    ]
    parts += [_edge([places[stop] for stop in route]) for route in routes]
    for node in shown:
        parts += _drawn(graph, node, places[node.id])
        if node.op == CONSTANT:
            continue
        x, y = places[node.id]
        upstream = trace.upstream_of(node.id)
        value = _text(trace.value_of(node.id)) if values else None
        parts += _number(x, y - _RADIUS_PX - 8, value, _VALUE, is_blank)
        if upstream is not None:
            slope = _text(upstream) if gradients else None
            parts += _number(x, y + _RADIUS_PX + 18, slope, _GRADIENT, is_blank)
    return "\n".join([*parts, "</svg>"])


def _links(graph: Graph) -> list[tuple[int, int]]:
    """Return every use of a node, from where to where; a constant exponent is part of its power."""
    return [
        (source, node.id)
        for node in graph.nodes
        for slot, source in enumerate(node.inputs)
        if not _is_exponent(graph, node, slot)
    ]


def _is_exponent(graph: Graph, node: Node, slot: int) -> bool:
    return node.op == "pow" and slot == 1 and graph.nodes[node.inputs[1]].op == CONSTANT


def _places(
    shown: Sequence[Node], links: Sequence[tuple[int, int]]
) -> tuple[list[list[int]], dict[int, tuple[float, float]]]:
    """Return the stops of every link, and the middle of every node and every stop.

    Nodes stand in columns by depth; a link that passes a column has a stop in it, so that it goes
    around what stands there (Sugiyama, Tagawa and Toda 1981).
    """
    depth: dict[int, int] = {}
    for node in shown:
        before = [depth[a] + 1 for a, b in links if b == node.id]
        depth[node.id] = max(before, default=0)
    for node in shown:
        after = [depth[b] for a, b in links if a == node.id]
        if node.op == CONSTANT and after:
            depth[node.id] = min(after) - 1  # just before its first use
    stop = max(depth) + 1
    routes = []
    for source, target in links:
        route = [source]
        for column in range(depth[source] + 1, depth[target]):
            depth[stop] = column
            route.append(stop)
            stop += 1
        routes.append([*route, target])
    near: tuple[dict[int, list[int]], ...] = ({n: [] for n in depth}, {n: [] for n in depth})
    for route in routes:
        for a, b in pairwise(route):
            near[0][a].append(b)
            near[1][b].append(a)
    columns: list[list[int]] = [[] for _ in range(max(depth.values()) + 1)]
    for number, column in depth.items():
        columns[column].append(number)
    rows = {n: row - len(column) / 2 for column in columns for row, n in enumerate(column)}
    for sweep in range(_SWEEPS):
        for members in columns if sweep % 2 else reversed(columns):
            _sort(members, rows, near[sweep % 2])
    tallest = max(map(len, columns))
    left = max([0.0, *(_width(node) - 2 * _RADIUS_PX for node in shown if node.op == INPUT)])
    return routes, {
        number: (
            _MARGIN_PX + left + column * _COLUMN_PX,
            _MARGIN_PX + (row + (tallest - len(members)) / 2) * _ROW_PX,
        )
        for column, members in enumerate(columns)
        for row, number in enumerate(members)
    }


def _sort(
    column: list[int], rows: dict[int, float], neighbours: Mapping[int, Sequence[int]]
) -> None:
    """Order a column by the mean place of each node's neighbours; middles are aligned."""

    def mean(node: int) -> float:
        near = [rows[other] for other in neighbours[node]]
        return sum(near) / len(near) if near else rows[node]

    column.sort(key=lambda node: (mean(node), node))
    for row, node in enumerate(column):
        rows[node] = row - len(column) / 2


def _edge(stops: Sequence[tuple[float, float]]) -> str:
    """Return the line of a link: level at its ends and at every stop."""
    path = f"M{stops[0][0] + _RADIUS_PX:g},{stops[0][1]:g}"
    for number, ((x, y), (u, v)) in enumerate(pairwise(stops)):
        x += _RADIUS_PX
        u -= _RADIUS_PX
        middle = (x + u) / 2
        level = f" L{x:g},{y:g}" if number else ""
        path += f"{level} C{middle:g},{y:g} {middle:g},{v:g} {u:g},{v:g}"
    return f'<path d="{path}" fill="none" stroke="{_LINE}" stroke-width="1.5"/>'


def _drawn(graph: Graph, node: Node, place: tuple[float, float]) -> list[str]:
    """Return a node: a filled circle for an operation, a box for an input, a bare constant."""
    x, y = place
    if node.op == INPUT:
        word, width = node.name, _width(node)
        x += _RADIUS_PX - width / 2  # a long name reaches further to the left
        frame = (
            f'<rect x="{x - width / 2:g}" y="{y - _RADIUS_PX + 4:g}" width="{width:g}" '
            f'height="{2 * _RADIUS_PX - 8}" rx="6" fill="{_VALUE}" fill-opacity="0.15" '
            f'stroke="{_VALUE}" stroke-width="1.5"/>'
        )
    elif node.op == CONSTANT:
        word, frame = _text(node.value), ""
    else:
        word = _SIGNS.get(node.op, node.op)
        if node.op == "pow" and _is_exponent(graph, node, 1):
            word = "□" + _text(graph.nodes[node.inputs[1]].value).translate(_RAISED)
        frame = (
            f'<circle cx="{x:g}" cy="{y:g}" r="{_RADIUS_PX}" fill="{_LINE}" fill-opacity="0.15" '
            f'stroke="{_LINE}" stroke-width="1.5"/>'
        )
    size = 14 if len(word) < 5 or node.op == INPUT else 10
    text = (
        f'<text x="{x:g}" y="{y + size / 3:g}" text-anchor="middle" font-size="{size}" '
        f'fill="{_LINE}" font-weight="600">{escape(word)}</text>'
    )
    return [frame, text]


def _width(node: Node) -> float:
    """Return how wide the box of an input is."""
    return max(2 * _RADIUS_PX, 9 * len(node.name) + 16)


def _number(x: float, baseline: float, text: str | None, color: str, is_blank: bool) -> list[str]:
    if text is not None:
        return [
            f'<text x="{x:g}" y="{baseline:g}" text-anchor="middle" fill="{color}">'
            f"{escape(text)}</text>"
        ]
    if not is_blank:
        return []
    return [
        f'<rect x="{x - 28:g}" y="{baseline - 14:g}" width="56" height="18" rx="3" '
        f'fill="none" stroke="{color}" stroke-dasharray="3 2"/>'
    ]


def _text(value: object) -> str:
    """Return a value in a few digits; of an array its shape."""
    shape = getattr(value, "shape", ())
    if shape:
        return f"array {'×'.join(map(str, shape))}"
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        return f"{float(value):.4g}".replace("-", "−")  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return str(value)
