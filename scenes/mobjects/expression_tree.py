"""An expression as a tree, in which every use of a part is drawn, and how it becomes a graph."""

from __future__ import annotations

from manim import Animation, AnimationGroup, FadeOut, VGroup

from autodiff import Graph, GraphBuilder, Trace, backprop
from autodiff.graph import copy_node
from scenes import style
from scenes.mobjects.graph_diagram import RESULT
from scenes.mobjects.graph_view import GraphView

# A tree grows with every use of every part; beyond this nobody could see anything.
_MOST = 80


class ExpressionTree(VGroup):
    """The tree of a trace's expression, which turns into the drawing of its graph.

    Parameters
    ----------
    trace
        Of the graph.
    view
        The drawing of the graph that it turns into.

    Attributes
    ----------
    nodes
        The drawn nodes of the tree.
    shares
        Whether anything is used more than once.
    fits
        Whether the tree is no larger than its room.
    """

    def __init__(self, trace: Trace, view: GraphView) -> None:
        super().__init__()
        self.view = view
        built = _unshared(trace.graph)
        self.nodes: tuple[int, ...] = ()
        self.shares, self.fits = False, False
        if built is None:
            return
        tree, self._origin, labels = built
        point = {unique: trace.point[name] for unique, name in labels.items()}
        width, height = view.window
        self._drawn = GraphView(
            backprop(tree, point),
            result="f",
            width=width,
            height=height,
            center=view.plan.bounds.middle,
            labels=labels,
        )
        self.nodes = tuple(self._drawn.nodes)
        self.shares = len(self.nodes) > len(view.nodes)
        self.fits = self._drawn.plan.width <= width + 1e-3 and self._drawn.plan.height <= height
        self.add(self._drawn)

    def grow(self, run_time: float) -> Animation:
        """Return the motion in which its nodes appear, from the inputs on."""
        return self._drawn.hide().grow(run_time=run_time)

    def merge(self, run_time: float = style.SLOW) -> Animation:
        """Return the motion in which equal parts go to the place that they share in the graph."""
        moves: list[Animation] = []
        for node, mobject in self._drawn.nodes.items():
            goal = self.view.nodes[RESULT if node == RESULT else self._origin[node]]
            scale = goal.radius / mobject.radius
            moves.append(mobject.animate.scale(scale).move_to(goal))
        lines = VGroup(*self._drawn.wires.values())
        dots = VGroup(*(dot for dots in self._drawn.dots.values() for dot in dots))
        fade = FadeOut(VGroup(lines, dots), run_time=0.4 * run_time)
        return AnimationGroup(*moves, fade, run_time=run_time)


def _unshared(graph: Graph) -> tuple[Graph, dict[int, int], dict[str, str]] | None:
    """Return a graph in which every use of an input and of an operation is a node of its own.

    Returns
    -------
    tuple or None
        The tree, the node of the graph that each of its nodes stands for, and the name of the
        input behind each of its inputs; None if it would be too large.
    """
    if _uses(graph) > _MOST:
        return None
    builder = GraphBuilder()
    labels: dict[str, str] = {}
    counter = iter(range(_MOST + 1))

    def copy(node_id: int) -> int:
        node = graph.nodes[node_id]
        if node.op == "input":
            name = f"leaf{next(counter)}"
            labels[name] = node.name
            return builder.input(name)
        return copy_node(builder, node, tuple(copy(source) for source in node.inputs))

    tree = builder.graph(copy(graph.output))
    return tree, _behind(graph, tree), labels


def _behind(graph: Graph, tree: Graph) -> dict[int, int]:
    """Return the node of the graph behind each node of the tree, found by walking both."""
    found: dict[int, int] = {}

    def walk(one: int, other: int) -> None:
        found[other] = one
        pairs = zip(graph.nodes[one].inputs, tree.nodes[other].inputs, strict=True)
        for source, copied in pairs:
            walk(source, copied)

    walk(graph.output, tree.output)
    return found


def _uses(graph: Graph) -> int:
    """Return how many nodes the tree of a graph has."""
    counts: dict[int, int] = {}
    for node in graph.nodes:
        counts[node.id] = 1 + sum(counts[source] for source in node.inputs)
    return counts[graph.output]
