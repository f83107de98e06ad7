"""Part of a graph under a lid: the same numbers go in and come out."""

from manim import VGroup

from autodiff import backprop, parse
from scenes.mobjects.graph_cluster import GraphCluster
from scenes.mobjects.graph_view import GraphView

LOSS = parse("(k0 + k1*x1 - y1)**2")
POINT = {"k0": 0.5, "k1": 1.25, "x1": -0.8, "y1": 0.5}


def draw():
    trace = backprop(LOSS, POINT)
    view = GraphView(trace, frozen=("x1", "y1"))
    for motion in (view.open_values(), view.forward(), view.rest()):
        motion.complete()
    square, difference = LOSS.output, LOSS.nodes[LOSS.output].inputs[0]
    cluster = GraphCluster(view, (difference, square), "(hat(y) - y)^2")
    cluster.collapse().complete()
    return VGroup(view, cluster)
