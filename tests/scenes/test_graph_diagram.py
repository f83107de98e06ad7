"""What is drawn of a graph: absorbed constants, the result's own node, symbols."""

import pytest

import autodiff as ad
from scenes.mobjects.graph_diagram import RESULT, diagram
from scenes.mobjects.graph_symbols import symbol, symbol_source


def drawn(text):
    graph = ad.parse(text).merge_sums()
    return graph, diagram(graph)


def ops(graph, nodes):
    return [graph.nodes[node].op for node in nodes if node != RESULT]


def test_constants_of_arithmetic_are_drawn_into_the_symbol():
    graph, plan = drawn("2*x**2 + 1")
    assert ops(graph, plan.nodes) == ["input", "pow", "mul", "add"]
    assert all(graph.nodes[link.source].op != "constant" for link in plan.links)


def test_the_result_is_the_last_node_and_has_one_wire():
    graph, plan = drawn("(k0 + k1*x1 - y1)**2")
    assert plan.nodes[-1] == RESULT
    (link,) = plan.inputs_of(RESULT)
    assert link.source == graph.output


def test_every_use_of_a_node_is_a_wire():
    graph, plan = drawn("x*x + sin(x)")
    x = graph.input_node("x").id
    assert len(plan.uses_of(x)) == 3
    assert sorted(plan.column.values())[0] == plan.column[x] == 0


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("x*y", None),
        ("x - y", None),
        ("x**2", "square.stroked.medium^(2)"),
        ("2*x", "(2) square.stroked.medium"),
        ("1 - x", "(1) - square.stroked.medium"),
        ("exp(x)", "e^square.stroked.medium"),
        ("sin(x)", 'op("sin")'),
    ],
)
def test_symbols_show_the_operation_and_its_constants(text, source):
    graph = ad.parse(text)
    assert symbol_source(graph, graph.output) == source
    assert symbol(graph, graph.output, 44).get_center() == pytest.approx([0, 0, 0], abs=1e-6)
