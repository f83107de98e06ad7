"""A nudge: what happens, what the slope predicts, and by how much that errs."""

from fractions import Fraction

import pytest

import autodiff as ad
from scenes.nudge import Nudge

GRAPH = ad.parse("(k0 + k1*x1 - y1)**2")
POINT = {"k0": 0.5, "k1": 1.25, "x1": -0.8, "y1": 0.5}


def test_a_square_errs_by_the_square_of_the_nudge():
    errors = []
    for step in (Fraction(2, 5), Fraction(1, 5), Fraction(1, 10)):
        nudge = Nudge(GRAPH, POINT, "k1", step)
        assert nudge.actual(GRAPH.output).value - nudge.predicted(GRAPH.output).value == (
            nudge.error(GRAPH.output).value
        )
        errors.append(nudge.error(GRAPH.output).value)
        assert nudge.step_quantity().value == step
    assert errors[0] / errors[1] == errors[1] / errors[2] == 4
    assert errors[0] == Fraction(2, 5) ** 2 * Fraction(8, 10) ** 2


def test_where_it_is_straight_the_prediction_is_exact():
    nudge = Nudge(GRAPH, POINT, "k1", Fraction(1, 4))
    straight = GRAPH.nodes[GRAPH.output].inputs[0]
    assert nudge.error(straight).value == 0
    knob = GRAPH.input_node("k1").id
    assert nudge.actual(knob).value == nudge.predicted(knob).value == Fraction(1, 4)


def test_a_name_that_is_taken_is_refused():
    with pytest.raises(ValueError, match="name of a nudge"):
        Nudge(ad.parse("d*2"), {"d": 1}, "d", 1)
