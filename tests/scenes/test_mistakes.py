"""The mistakes are the ones that they are said to be."""

import pytest

import autodiff as ad
from autodiff import optimize
from scenes import mistakes

GRAPH = ad.parse("(a*x - 3)**2 + (a - b)**2")
POINT = {"a": 1.5, "x": 2.0, "b": -1.0}


def test_without_a_mistake_it_is_the_gradient():
    found = mistakes.faulty_gradient(GRAPH, POINT, "")
    truth = ad.backprop(GRAPH, POINT).gradient
    assert found == pytest.approx({name: float(truth[name]) for name in found})


def test_overwriting_keeps_one_contribution_of_a_branch():
    # a hears 2 (a x - 3) x from the first square and 2 (a - b) from the second one.
    found = mistakes.faulty_gradient(GRAPH, POINT, mistakes.OVERWRITE)
    assert found["a"] in (pytest.approx(2 * (3 - 3) * 2), pytest.approx(2 * 2.5))
    assert found["b"] == pytest.approx(-5.0)


def test_swapped_factors_hand_back_themselves():
    found = mistakes.faulty_gradient(ad.parse("a*x"), POINT, mistakes.SWAP)
    assert found == {"a": 1.5, "x": 2.0}


def test_the_correct_run_is_gradient_descent_and_the_others_are_not():
    graph = ad.parse("(a - 1)**2 + 2*(a + b)**2")
    start = {"a": 2.0, "b": 1.0}
    truth = optimize.gradient_descent(graph, start, 0.05, 10)
    run = mistakes.descend(graph, start, {}, 0.05, 10)
    assert run.values == pytest.approx(truth.values)
    for mistake in mistakes.MISTAKES:
        wrong = mistakes.descend(graph, start, {}, 0.05, 10, mistake, factor=4)
        assert wrong.values[0] == truth.values[0]
        assert wrong.values[-1] != pytest.approx(truth.values[-1], rel=0.05)


def test_no_reset_adds_up_all_gradients():
    graph = ad.parse("3*a")
    run = mistakes.descend(graph, {"a": 0.0}, {}, 0.1, 3, mistakes.NO_RESET)
    assert [point["a"] for point in run.points] == pytest.approx([0, -0.3, -0.9, -1.8])


def test_a_run_that_leaves_all_bounds_ends():
    graph = ad.parse("a**2")
    run = mistakes.descend(graph, {"a": 1.0}, {}, 0.9, 500, mistakes.TOO_FAR, factor=4)
    assert run.diverged
    assert len(run) < 100
