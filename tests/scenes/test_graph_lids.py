"""Parts of a graph under lids: nothing is lost, and what passes through them is the trace's."""

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autodiff as ad
from scenes.mobjects.graph_diagram import RESULT, diagram
from scenes.mobjects.graph_lids import definition, lid_names, lid_steps, lids_for
from scenes.mobjects.graph_view import GraphView
from scenes.quantity import exact_trace
from tests.scenes.test_quantity import assert_recomputes

SINES = " + ".join(f"sin({n}*x)" for n in range(2, 12))
NEURONS = " + ".join(f"(tanh(a{n}*x + b{n}) - y)**2" for n in range(1, 5))


def trace_of(text):
    graph = ad.parse(text).merge_sums()
    return exact_trace(graph, {name: 0.1 * n + 0.3 for n, name in enumerate(graph.inputs)})


def test_a_graph_that_can_be_drawn_has_no_lids():
    assert lids_for(ad.parse(SINES).merge_sums(), 60) == {}


@pytest.mark.parametrize(("text", "most", "count"), [(SINES, 14, 10), (NEURONS, 20, 4)])
def test_parts_that_nothing_else_uses_go_under_lids(text, most, count):
    graph = ad.parse(text).merge_sums()
    lids = lids_for(graph, most)
    assert len(lids) == count
    assert len(diagram(graph, lids).nodes) - 1 <= most
    for root, inside in lids.items():
        users = {edge.target for edge in graph.edges if edge.source in inside - {root}}
        assert users <= inside
        assert not any(graph.nodes[node].op == "input" for node in inside)


def test_no_choice_of_parts_makes_so_many_inputs_fewer():
    graph = ad.parse(" + ".join(f"x{n}" for n in range(30))).merge_sums()
    assert lids_for(graph, 20) == {}


@pytest.mark.parametrize("text", [SINES, NEURONS, "sin(cos(sin(cos(x*y)*x))*y)"])
def test_what_arrives_is_the_gradient(text):
    trace = trace_of(text)
    lids = lids_for(trace.graph, len(diagram(trace.graph).nodes) - 3)
    assert lids
    arrived = {step.edge.source: step.accumulated for step in lid_steps(trace, lids)}
    for name, value in trace.gradient.items():
        node = trace.graph.input_node(name).id
        assert mpmath.almosteq(arrived[node], value, rel_eps=1e-40)


def test_every_number_on_a_wire_can_be_verified():
    trace = trace_of(NEURONS)
    for step in lid_steps(trace, lids_for(trace.graph, 20)):
        for quantity in step.quantities(trace):
            assert_recomputes(quantity)


def test_definitions_name_the_lids_they_use():
    graph = ad.parse("exp(sin(cos(x)) + log(sin(cos(x)) * g))").merge_sums()
    lids = {node.id: frozenset() for node in graph.nodes if node.op == "sin"}
    names = lid_names(graph, lids)
    assert set(names.values()) == {"h1"}  # g is taken
    log = next(node.id for node in graph.nodes if node.op == "log")
    assert definition(graph, log, names).to_text() == "log(h1*g)"


def test_the_view_draws_lids_and_sends_gradients_through_them():
    trace = trace_of(SINES)
    view = GraphView(trace, lids=lids_for(trace.graph, 14))
    for motion in (view.open_values(), view.forward(), view.open_gradients(), view.backward()):
        motion.complete()
    x = trace.graph.input_node("x").id
    assert view.gradients[x].pill is not None
    assert len(view.nodes) == 1 + 10 + 1 + 1 and RESULT in view.nodes


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(4, 20))
def test_any_graph_keeps_its_order_under_lids(seed, most):
    import numpy as np

    rng = np.random.default_rng(seed)
    builder = ad.GraphBuilder()
    made = [builder.input(name) for name in "xyz"]
    for _ in range(30):
        op = str(rng.choice(["add", "mul", "sin", "tanh"]))
        count = 1 if op in ("sin", "tanh") else 2
        recent = made[-6:]
        made.append(builder.apply(op, tuple(int(rng.choice(recent)) for _ in range(count))))
    graph = builder.graph(made[-1])
    lids = lids_for(graph, most)
    drawn = diagram(graph, lids)
    assert all(column >= 0 for column in drawn.column.values())
    assert not lids or len(drawn.nodes) - 1 <= most
    steps = lid_steps(ad.backprop(graph, dict.fromkeys(graph.inputs, 0.2)), lids)
    links = {(link.source, link.target, link.slot) for link in drawn.links}
    assert {tuple(step.edge) for step in steps} <= links
