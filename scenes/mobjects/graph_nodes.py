"""The nodes of a graph view: dials for inputs, circles for operations, a rose circle at the end."""

from __future__ import annotations

from manim import Circle, VGroup

from autodiff import Graph
from autodiff.printing import typst_name
from scenes import style, typeset
from scenes.mobjects.graph_sizes import GraphSizes
from scenes.mobjects.graph_symbols import symbol
from scenes.mobjects.knob import FrozenKnob, Knob
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part
from scenes.mobjects.rounded import RoundedRectangle
from scenes.typeset import tag


class GraphNode(Part):
    """A node that can be lit (its value is known) and marked (it is in focus).

    Attributes
    ----------
    radius
        Of the outline, in Manim units.
    """

    def __init__(self, radius: float) -> None:
        super().__init__()
        self.radius = radius

    def set_lit(self, share: float) -> None:
        """Show to the given share that the value is known."""

    def set_mark(self, share: float) -> None:
        """Show to the given share that the node is in focus."""

    def light(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that shows that the value is known."""
        return Motion(self, [Change(0.0, run_time, self.set_lit)])

    def mark(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that shows that the node is in focus."""
        return Motion(self, [Change(0.0, run_time, self.set_mark)])


class LeafNode(GraphNode):
    """An input: a dial in its parameter's colour, or a frozen one for data.

    It keeps its colours: they say what it is.
    """

    def __init__(self, name: str, value: float, sizes: GraphSizes, frozen: bool) -> None:
        super().__init__(sizes.dial)
        self.knob: Knob | FrozenKnob = (
            FrozenKnob(name, radius=sizes.dial)
            if frozen
            else Knob(name, value, radius=sizes.dial, show_value=False)
        )
        self.add(self.knob)

    def take_off_dial(self) -> None:
        """Become a plain circle with a name: a number that nobody turns."""
        assert isinstance(self.knob, Knob), "frozen inputs have no dial"
        self.knob.remove(self.knob.track, self.knob.arc, self.knob.hand)
        self.knob.face.scale(self.radius / (self.knob.face.width / 2))


# Of a circle's diameter, how much its symbol may take.
_SYMBOL_SHARE = 0.75


def operation_radius(graph: Graph, node: int, sizes: GraphSizes) -> float:
    """Return the radius of an operation: a long name needs more room to stay readable."""
    least = symbol(graph, node, min(style.TICK + 2, sizes.symbol))
    needed = max(float(least.width), float(least.height)) / (2 * _SYMBOL_SHARE)
    return max(sizes.operation, needed)


class OperationNode(GraphNode):
    """An operation: an ink symbol on panel fill, in a circle whose colour shows its state."""

    def __init__(self, graph: Graph, node: int, sizes: GraphSizes) -> None:
        super().__init__(operation_radius(graph, node, sizes))
        self._lit = self._marked = 0.0
        self.outline = Circle(
            radius=self.radius,
            stroke_width=style.stroke(style.SECONDARY),
            fill_color=style.palette.panel,
            fill_opacity=1,
        )
        self.content: VGroup = symbol(graph, node, sizes.symbol)
        room = 2 * _SYMBOL_SHARE * self.radius / max(self.content.width, self.content.height)
        self.content.scale(min(1.0, room))
        self.add(self.outline, self.content)
        self._paint()

    def set_lit(self, share: float) -> None:
        """Let outline and symbol turn from muted to ink."""
        self._lit = share
        self._paint()

    def set_mark(self, share: float) -> None:
        """Let the outline take the colour of the gradient."""
        self._marked = share
        self._paint()

    def _paint(self) -> None:
        palette = style.palette
        plain = style.mix(palette.ink, palette.panel_edge, 0.25 + 0.5 * self._lit)
        self.outline.set_stroke(style.mix(palette.gradient, plain, self._marked))
        self.content.set_color(style.mix(palette.ink, palette.muted, self._lit))


class LidNode(GraphNode):
    """A part of the graph under a lid, with a name: a rounded box in the colour of models."""

    def __init__(self, name: str, sizes: GraphSizes) -> None:
        super().__init__(lid_radius(name, sizes))
        palette = style.palette
        self._fill = style.mix(palette.model, palette.panel, 0.10)
        self.outline = RoundedRectangle(
            2 * self.radius, 2 * self.radius, 0.35 * self.radius, fill_color=self._fill
        )
        self.outline.set_fill(opacity=1).set_stroke(width=style.stroke(style.SECONDARY))
        self.content = typeset.formula(typst_name(name), size=sizes.symbol, color=palette.model)
        self.content.move_to([0.0, 0.0, 0.0])
        self.add(self.outline, self.content)
        self.set_lit(0.0)

    def set_lit(self, share: float) -> None:
        """Let the outline turn from the fill's colour to that of models."""
        self.outline.set_stroke(style.mix(style.palette.model, self._fill, 0.4 + 0.6 * share))


def lid_radius(name: str, sizes: GraphSizes) -> float:
    """Return half the side of a lid on which a name has room."""
    label = typeset.formula(typst_name(name), size=sizes.symbol)
    return max(sizes.operation, float(label.width) / (2 * _SYMBOL_SHARE))


class ResultNode(GraphNode):
    """The result: larger, in the colour of what it is: a loss, or what a model gives."""

    def __init__(self, name: str, sizes: GraphSizes) -> None:
        super().__init__(sizes.result)
        color = style.palette.loss if name == "L" else style.palette.model
        self.outline = Circle(
            radius=sizes.result,
            stroke_color=color,
            stroke_width=style.stroke(style.WIRE),
            fill_color=style.mix(color, style.palette.ground, 0.16),
            fill_opacity=1,
        )
        self.content = typeset.formula(tag(name, name), size=1.35 * sizes.symbol, color=color)
        self.content.move_to([0.0, 0.0, 0.0])
        self.add(self.outline, self.content)
