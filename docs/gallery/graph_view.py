"""The loss of one point as a graph, after its forward and its backward pass."""

from autodiff import backprop, parse
from scenes.mobjects.graph_view import GraphView

LOSS = parse("(k0 + k1*x1 - y1)**2")
POINT = {"k0": 0.5, "k1": 1.25, "x1": -0.8, "y1": 0.5}


def draw():
    view = GraphView(backprop(LOSS, POINT), frozen=("x1", "y1"))
    for motion in (
        view.open_values(), view.forward(), view.rest(),
        view.open_gradients(), view.backward(), view.settle(),
    ):  # fmt: skip
        motion.complete()
    return view
