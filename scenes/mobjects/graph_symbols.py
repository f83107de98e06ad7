"""Symbols of operations: strokes for arithmetic, formulas with a box for the input for the rest."""

from __future__ import annotations

from manim import PI, Circle, Line, VGroup

from autodiff import Graph
from scenes import style, typeset
from scenes.mobjects.graph_diagram import constant_nodes

_BOX = "square.stroked.medium"

# How a constant c and the input b are written where the constant is part of the symbol: with the
# constant first, and with the input first.
_WITH_CONSTANT = {
    "add": ("{c} + {b}", "{b} + {c}"),
    "sub": ("{c} - {b}", "{b} - {c}"),
    "mul": ("{c} {b}", "{c} {b}"),
    "div": ("{c} slash {b}", "{b} slash {c}"),
    "pow": ("{c}^{b}", "{b}^{c}"),
}
_OF_INPUT = {"pow": "{b}^{b}", "neg": "-{b}", "exp": "e^{b}", "sqrt": "sqrt({b})", "log": "ln"}
_STROKES = ("add", "sub", "mul", "div")


def symbol(graph: Graph, node: int, size: float) -> VGroup:
    """Return the symbol of an operation, centred on the origin.

    Parameters
    ----------
    size
        Em size in pixels at 1080p.
    """
    source = symbol_source(graph, node)
    if source is None:
        return _strokes(graph.nodes[node].op, 0.36 * style.px(size))
    return typeset.formula(source, size=size).move_to([0.0, 0.0, 0.0])


def symbol_source(graph: Graph, node: int) -> str | None:
    """Return the Typst math of an operation's symbol; None where it is drawn as strokes."""
    drawn = graph.nodes[node]
    constant = constant_nodes(graph)
    absorbed = [source for source in drawn.inputs if source in constant]
    if absorbed and drawn.op in _WITH_CONSTANT:
        first, second = _WITH_CONSTANT[drawn.op]
        form = first if drawn.inputs[0] in constant else second
        return form.format(c=f"({graph.to_typst(absorbed[0])})", b=_BOX)
    if drawn.op in _STROKES:
        return None
    return _OF_INPUT.get(drawn.op, f'op("{drawn.op}")').format(b=_BOX)


def _strokes(op: str, reach: float) -> VGroup:
    """Return plus, minus, times or division sign as strokes that reach so far from the middle."""
    bar = _bar(reach)
    if op == "sub":
        return VGroup(bar)
    if op == "div":
        dots = (_dot([0.0, 0.72 * reach, 0.0]), _dot([0.0, -0.72 * reach, 0.0]))
        return VGroup(bar, *dots)
    cross = VGroup(bar, _bar(reach).rotate(PI / 2))
    return cross.rotate(PI / 4).scale(1.12) if op == "mul" else cross


def _bar(reach: float) -> Line:
    ends = ([-reach, 0.0, 0.0], [reach, 0.0, 0.0])
    return Line(*ends, stroke_width=style.stroke(style.WIRE), color=style.palette.ink)


def _dot(center: list[float]) -> Circle:
    dot = Circle(radius=style.px(4), stroke_width=0, fill_opacity=1, fill_color=style.palette.ink)
    return dot.move_to(center)
