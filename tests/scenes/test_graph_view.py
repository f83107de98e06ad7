"""The graph view: every number on it is the trace's, and stands where it belongs."""

from fractions import Fraction

import numpy as np
import pytest

import autodiff as ad
from pipeline.check.layout import CAPTION_SHARE
from scenes import style
from scenes.mobjects.graph_diagram import RESULT
from scenes.mobjects.graph_rules import branch_rule, operation_rule
from scenes.mobjects.graph_sizes import COMFORTABLE, COMPACT
from scenes.mobjects.graph_view import GraphView
from scenes.mobjects.readout import Readout

LOSS = "(k0 + k1*x1 + k2*x1**2 - y1)**2"
POINT = {"k0": "0.54", "k1": "1.2", "k2": "-1", "x1": "-0.9", "y1": "0.15"}
SIX = "(k0 + k1*x1 + k2*x1**2 + k3*x1**3 + k4*x1**4 + k5*x1**5 - y1)**2"


def trace_of(text=LOSS, **point):
    graph = ad.parse(text).merge_sums()
    values = POINT | point
    return ad.backprop(graph, {name: Fraction(values[name]) for name in graph.inputs})


@pytest.fixture(scope="module")
def six():
    trace = trace_of(SIX, k3="-0.5", k4="0.4", k5="0.6")
    return GraphView(trace, frozen=("x1", "y1"), height=6.3, center=(0, 0.15))


@pytest.fixture
def view():
    return GraphView(trace_of(), frozen=("x1", "y1"), height=5.75, center=(0, -0.17))


def shown(slot):
    return None if slot.pill is None else slot.pill.readout.shown


def forwards(view):
    for motion in (view.open_values(), view.forward(), view.rest(), view.open_gradients()):
        motion.complete()


def test_sizes_are_chosen_so_that_the_graph_fits(view, six):
    assert view.sizes.dial == COMFORTABLE.dial
    assert six.sizes.dial == COMPACT.dial
    for each in (view, six):
        box = each.plan.bounds
        assert box.left >= -7.1 + style.SAFE_MARGIN - 0.02
        assert box.right <= 7.1 - style.SAFE_MARGIN + 0.02
        assert box.bottom >= -4 + 8 * CAPTION_SHARE
        assert box.top <= 4 - style.SAFE_MARGIN
        assert each.sizes.value >= style.TICK


def test_forward_writes_every_value(view):
    forwards(view)
    for node, slot in view.values.items():
        value = view.trace.value_of(node)
        assert slot.pill.readout.quantity.value == value
    assert not any(shown(slot) for slot in view.gradients.values())


def test_backward_writes_every_gradient(view):
    forwards(view)
    view.backward().complete()
    view.settle().complete()
    for node, slot in view.gradients.items():
        assert slot.pill.readout.quantity.value == view.trace.upstream_of(node)
    assert shown(view.gradients[view.trace.graph.output]) == "1.00"
    assert not view._overlay.submobjects
    assert all(wire.backward for wire in view.wires.values())


def test_a_branch_shows_the_running_sum(view):
    forwards(view)
    x = view.node_named("x1")
    seen = []
    view.backward_start().complete()
    for step in view.trace.backward:
        view.backward_step(step).complete()
        if step.edge.source == x:
            seen.append(shown(view.gradients[x]))
    assert seen == ["−5.40", "−9.00"]


def test_contributions_wait_at_their_branches_until_they_meet(view):
    forwards(view)
    x = view.node_named("x1")
    coming, meeting = view.gather(x)
    assert set(coming) == {s.edge.target for s in view.trace.backward if s.edge.source == x}
    for motion in coming.values():
        motion.complete()
    waiting = [pill.readout.shown for pill in view._overlay]
    assert sorted(waiting) == ["−3.60", "−5.40"]
    assert not shown(view.gradients[x])
    meeting.complete()
    assert shown(view.gradients[x]) == "−9.00"
    assert not view._overlay.submobjects


def test_the_first_of_many_terms_can_be_on_top(six):
    for first_on_top in (False, True):
        view = GraphView(six.trace, height=7.0, first_on_top=first_on_top)
        heights = [view.plan.positions[view.node_named(f"k{n}")][1] for n in (0, 5)]
        assert (heights[0] > heights[1]) == first_on_top


def test_gradients_can_be_cleared_and_sent_again(view):
    forwards(view)
    view.backward().complete()
    view.clear_gradients().complete()
    assert not any(shown(slot) for slot in view.gradients.values())
    assert not any(wire.backward for wire in view.wires.values())
    view.backward().complete()
    assert shown(view.gradients[view.node_named("k1")]) == "2.70"


def test_growing_shows_everything_and_hiding_nothing(view):
    view.hide()
    assert all(part.presence == 0 for part in view.parts_of(view.nodes))
    view.grow().complete()
    dots = [dot for dots in view.dots.values() for dot in dots]
    present = [*view.nodes.values(), *view.wires.values(), *dots]
    assert all(part.presence == 1 for part in present)


def test_what_is_not_in_focus_steps_back(view):
    knob = view.node_named("k1")
    view.dim_except({knob}).complete()
    assert view.nodes[knob].focus == 1
    assert view.nodes[RESULT].focus == style.DIMMED
    view.undim().complete()
    assert view.nodes[RESULT].focus == 1


def test_a_rule_comes_and_goes_with_its_focus(view):
    node = view.trace.graph.output
    view.show_rule(node).complete()
    assert len(view._overlay.submobjects) == 2
    assert view._focused
    view.hide_rule().complete()
    assert not view._overlay.submobjects
    assert not view._focused


@pytest.mark.parametrize(("op", "swaps"), [("mul", True), ("add", False), ("sub", False)])
def test_a_rule_shows_all_partials_and_their_products(op, swaps):
    trace = trace_of()
    node = next(n.id for n in reversed(trace.graph.nodes) if n.op == op)
    rule = operation_rule(trace, node)
    assert len(rule.rows) == len(trace.graph.nodes[node].inputs)
    assert rule.swaps == swaps
    for row in rule.rows:
        assert row.partial.value * row.upstream.value == row.contribution.value
    if swaps:
        values = [row.value.value for row in rule.rows]
        assert [row.partial.value for row in rule.rows] == values[::-1]


def test_the_contributions_of_a_branch_add_up():
    trace = trace_of()
    rule = branch_rule(trace, trace.graph.input_node("x1").id)
    assert sum(row.contribution.value for row in rule.rows) == rule.total.value
    assert rule.total.value == trace.gradient["x1"]


def test_numbers_stand_clear_of_nodes_and_of_each_other(six):
    forwards(six)
    six.backward().complete()
    six.settle().complete()
    slots = [*six.values.values(), *six.gradients.values()]
    readouts = [slot.pill.readout for slot in slots]
    assert all(isinstance(readout, Readout) for readout in readouts)
    boxes = np.array(
        [
            [*r.get_left()[:1], *r.get_bottom()[1:2], *r.get_right()[:1], *r.get_top()[1:2]]
            for r in readouts
        ]
    )
    for index, (left, bottom, right, top) in enumerate(boxes):
        rest = boxes[index + 1 :]
        apart = (rest[:, 0] > right) | (rest[:, 2] < left)
        apart |= (rest[:, 1] > top) | (rest[:, 3] < bottom)
        assert apart.all()
        for node, center in six.plan.positions.items():
            nearest = np.clip(center, (left, bottom), (right, top))
            assert np.linalg.norm(nearest - center) > six.nodes[node].radius


@pytest.mark.parametrize(
    "text", ["sin(x)", "x*x", "exp(-x**2/2) + sin(x)*y", "tanh(x) * (1 - tanh(x)) / (2 + y)"]
)
def test_any_expression_can_be_drawn_and_run(text):
    view = GraphView(trace_of_any(text), result="f")
    forwards(view)
    view.backward().complete()
    for name, value in view.trace.gradient.items():
        slot = view.gradients[view.node_named(name)]
        assert slot.pill.readout.quantity.value == value


def trace_of_any(text):
    graph = ad.parse(text).merge_sums()
    return ad.backprop(graph, dict.fromkeys(graph.inputs, 0.7))


def test_a_graph_that_needs_more_room_can_be_panned():
    text = "+".join(f"sin(k{i}*x{i})**2" for i in range(12))
    values = {f"{name}{i}": 0.1 * (i + 1) for i in range(12) for name in "kx"}
    view = GraphView(ad.backprop(ad.parse(text), values), width=5.0, height=4.0)
    assert view.plan.height > 4.0
    first, last = view.node_named("k0"), view.node_named("k11")
    inputs = [node for node in view.nodes if node in (first, last)]
    for node in inputs:
        before = {n: np.array(at) for n, at in view.plan.positions.items()}
        view.pan_to([node]).complete()
        moved = view.plan.positions[first] - before[first]
        for other, place in before.items():
            np.testing.assert_allclose(view.plan.positions[other], place + moved)
        # Everything is where the plan says: nodes, wires, slots.
        center = view.nodes[node].get_center()[:2]
        assert np.abs(center - view.plan.positions[node]).max() < 0.6
        box = view.plan.bounds
        assert box.top >= 2.0 - 1e-6
        assert box.bottom <= -2.0 + 1e-6
        assert abs(view.plan.positions[node][1]) < 4.0 / 2
    link = view.diagram.inputs_of(view.diagram.uses_of(first)[0].target)[0]
    view.wires[link].carry("#FFFFFF").complete()
    ends = view.plan.wires[link][0][0], view.wires[link].track.point(0.0)[:2]
    np.testing.assert_allclose(*ends)
    slot = view.values[first]
    view.open_values().complete()
    view.forward().complete()
    assert slot.pill.readout.anchor_point[1] == pytest.approx(slot.anchor[1])
    label = view.plan.labels[first]
    box = label.forward_box
    assert slot.empty.get_center()[1] == pytest.approx((box.top + box.bottom) / 2)


def test_a_graph_that_fits_stays_where_it_is():
    view = GraphView(trace_of())
    before = np.array(view.plan.positions[0])
    view.pan_to([0]).complete()
    np.testing.assert_allclose(view.plan.positions[0], before)
