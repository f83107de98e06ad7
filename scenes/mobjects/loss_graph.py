"""The loss of one data point, as a formula and as the graph that computes it."""

from __future__ import annotations

from manim import VGroup

from scenes import style, typeset
from scenes.mobjects.graph_diagram import RESULT
from scenes.mobjects.graph_legend import PassLegend
from scenes.mobjects.graph_view import GraphView
from scenes.mobjects.motion import Motion
from scenes.mobjects.underline import Underline
from scenes.one_point import OnePoint, trace_of
from scenes.typeset import tag


class LossGraph(VGroup):
    """A formula above its graph, and which of its nodes are what.

    Parameters
    ----------
    formula_place, anchor
        Where which end of the formula's baseline is.
    size
        Em size of the formula, in pixels at 1080p.
    height, middle
        The room for the graph, and the height of its centre.
    """

    def __init__(
        self,
        parameters: OnePoint,
        formula_place: tuple[float, float] = (-6.6, 3.1),
        anchor: str = "left",
        size: float = style.FORMULA,
        height: float = 5.75,
        middle: float = -0.17,
    ) -> None:
        super().__init__()
        self.trace = trace_of(parameters)
        graph = self.trace.graph
        frozen = [name for name in graph.inputs if not name.startswith("k")]
        self.view = GraphView(
            self.trace,
            frozen=frozen,
            height=height,
            center=(0.0, middle),
            first_on_top=True,
        )
        self.formula = typeset.expression(graph, size=size, prefix=tag("L", "L") + " = ")
        self.formula.place(formula_place, anchor)
        self.underline = Underline(self.formula.baseline_y)
        self.legend = PassLegend((4.1, -2.1))
        self.add(self.formula, self.view, self.underline, self.legend)
        drawn = [node for node in self.view.diagram.nodes if node != RESULT]
        self.knobs = [n for n in drawn if graph.nodes[n].name.startswith("k")]
        self.data = [n for n in drawn if graph.nodes[n].name in frozen]
        operations = [n for n in drawn if graph.nodes[n].op != "input"]
        *self.products, self.total, self.difference, self.square = operations

    def slide_under(self, node: int) -> Motion:
        """Return the motion of the underline to the part of the formula that is `node`."""
        return self.underline.slide_under(self.formula.part(node))

    def after_forward(self) -> LossGraph:
        """Look as the forward pass leaves it."""
        view = self.view
        for motion in (view.open_values(), view.forward(), view.rest()):
            motion.complete()
        self.legend.bring_in("forward").complete()
        return self

    def after_backward(self) -> LossGraph:
        """Look as the backward pass leaves it."""
        view = self.after_forward().view
        for motion in (view.open_gradients(), view.backward(), view.settle()):
            motion.complete()
        self.legend.bring_in("backward").complete()
        return self
