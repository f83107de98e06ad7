"""A ball on a curve goes where the optimizer went, and no further than the plot."""

import pytest

from autodiff import optimize, parse
from scenes.mobjects.curve_path import CurvePath
from scenes.mobjects.plot import Plot
from scenes.mobjects.tangent import Slice

BOWL = parse("k1**2")


def descent(rate, steps=6):
    path = optimize.gradient_descent(BOWL, {"k1": 1.5}, rate, steps)
    return [point["k1"] for point in path.points]


def test_the_ball_lies_on_the_curve_at_every_step():
    plot = Plot((-2, 2), (0, 4), 8, 4)
    drawn = CurvePath(plot, Slice(BOWL, "k1"), descent(0.1))
    assert not drawn.leaves
    drawn.go_to(3).complete()
    x = 1.5 * 0.8**3
    assert drawn.x == pytest.approx(x)
    assert drawn.ball.get_center() == pytest.approx(plot.at(x, x * x))
    drawn.set_step(2.5)
    between = (1.5 * 0.8**2 + 1.5 * 0.8**3) / 2
    assert drawn.ball.get_center() == pytest.approx(plot.at(between, between**2))


def test_a_path_that_leaves_the_plot_ends_at_its_edge():
    plot = Plot((-2, 2), (0, 4), 8, 4)
    drawn = CurvePath(plot, Slice(BOWL, "k1"), descent(1.1))
    assert drawn.leaves
    drawn.go_to(6).complete()
    assert -2 <= drawn.x <= 2
    assert drawn.step_now == drawn.last < 6
