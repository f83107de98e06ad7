"""A lid over part of a graph: it covers that part, nothing else, and comes off again."""

import pytest

from autodiff import backprop, parse
from scenes.mobjects.graph_cluster import GraphCluster
from scenes.mobjects.graph_view import GraphView

LOSS = parse("(k0 + k1*x1 - y1)**2")
POINT = {"k0": 0.5, "k1": 1.25, "x1": -0.8, "y1": 0.5}
SQUARE, DIFFERENCE = LOSS.output, LOSS.nodes[LOSS.output].inputs[0]


@pytest.fixture(scope="module")
def view():
    return GraphView(backprop(LOSS, POINT), frozen=("x1", "y1"))


def test_the_lid_covers_its_nodes(view):
    cluster = GraphCluster(view, (DIFFERENCE, SQUARE), "L")
    assert cluster.presence == 0
    cluster.collapse().complete()
    assert cluster.lid.get_fill_opacity() == 1
    for node in (DIFFERENCE, SQUARE):
        mobject = view.nodes[node]
        assert cluster.lid.get_left()[0] < mobject.get_left()[0]
        assert cluster.lid.get_top()[1] > mobject.get_top()[1]
    assert cluster.label.width < cluster.lid.width
    cluster.expand().complete()
    assert cluster.lid.get_fill_opacity() == 0


def test_a_cluster_with_a_stranger_in_it_is_refused(view):
    leaf = LOSS.input_node("k0").id
    with pytest.raises(ValueError, match="lies between"):
        GraphCluster(view, (leaf, SQUARE, LOSS.input_node("y1").id), "L")
    with pytest.raises(ValueError, match="not drawn"):
        GraphCluster(view, (999,), "L")
