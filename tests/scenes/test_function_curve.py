"""Curves of any function: broken where it is, and shown where it has a shape."""

import math

import numpy as np
import pytest

from autodiff import optimize, parse
from scenes.lessons.optimizers import cut_at_edge, range_of, run_optimizers, worth_seeing
from scenes.lessons.window import window
from scenes.mobjects.function_curve import FunctionCurve
from scenes.mobjects.plot import Plot
from scenes.mobjects.tangent import Slice


def function_of(text):
    return Slice(parse(text), "x")


def stretches(text, y_range=(-5.0, 5.0)):
    plot = Plot((-3.0, 3.0), y_range, 6, 4)
    return FunctionCurve(plot, function_of(text)).stretches


def ends(found):
    return [edge for piece in found for edge in piece]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", [-3, 3]),
        ("sin(3*x)", [-3, 3]),
        ("abs(x)", [-3, 3]),
        ("1/x", [-3, -0.2, 0.2, 3]),
        ("floor(x)", [-3, -2, -2, -1, -1, 0, 0, 1, 1, 2, 2, 3]),
        ("sign(x)", [-3, 0, 0, 3]),
        ("log(x)", [math.exp(-5), 3]),
        ("sqrt(1 - x**2)", [-1, 1]),
        ("x**2", [-math.sqrt(5), math.sqrt(5)]),
        (
            "tan(x)",
            [-3, -math.pi / 2 - 0.1974, -math.atan(5), math.atan(5), math.pi - math.atan(5), 3],
        ),
    ],
)
def test_a_curve_is_drawn_where_it_is_in_view_and_unbroken(text, expected):
    found = ends(stretches(text))
    assert len(found) == len(expected)
    assert np.allclose(found, expected, atol=0.02)


def test_a_steep_curve_is_no_jump():
    assert ends(stretches("tanh(200*x)")) == pytest.approx([-3, 3])


def test_the_curve_has_the_values_of_the_function():
    plot = Plot((-3.0, 3.0), (-2.0, 2.0), 6, 4)
    curve = FunctionCurve(plot, function_of("sin(x)"))
    for anchor in curve.curves[0].line.get_anchors():
        x = plot.x_range[0] + (anchor[0] - plot.area.get_left()[0]) / plot.x_unit
        y = plot.y_range[0] + (anchor[1] - plot.area.get_bottom()[1]) / plot.y_unit
        assert y == pytest.approx(math.sin(x), abs=1e-9)


@pytest.mark.parametrize(
    ("text", "at"),
    [("x**3 - 2*x", 1.5), ("1e-6*x**2 + 1e-3*x", 2000), ("exp(1000*x)", 0.002), ("7 + 0*x", 1),
     ("1/(x - 1)", 1.5), ("log(x)", 0.01), ("sin(1e6*x)", 0), ("x", 3e9)],
)  # fmt: skip
def test_the_place_is_in_the_window_and_the_curve_has_a_shape_there(text, at):
    function = function_of(text)
    seen = window(function, at)
    (left, right), (low, high) = seen.x_range, seen.y_range
    assert left < at < right and low < function.value(at) < high
    # Not so steep that only an upright line would be seen.
    assert abs(function.slope(at)) * (right - left) < 40 * (high - low)


def test_a_window_has_no_half_without_a_curve():
    seen = window(function_of("log(x)"), 0.01)
    assert -seen.x_range[0] < 0.2 * seen.x_range[1]


def test_a_path_is_cut_where_it_leaves_the_picture():
    path = optimize.gradient_descent(parse("x**2"), {"x": 1.0}, 1.5, 6)
    cut, leaves = cut_at_edge(path, {"x": (-3.0, 3.0)})
    assert leaves
    assert [point["x"] for point in cut.points] == [1.0, -2.0, 3.0]
    whole, leaves = cut_at_edge(path, {"x": (-100.0, 100.0)})
    assert not leaves and len(whole.points) == len(path.points)


def test_what_ran_off_does_not_decide_what_is_seen():
    path = run_optimizers(["descent"], parse("x**2"), {"x": 1.0}, 1.5, 20)["descent"]
    seen = [point["x"] for point in worth_seeing(path)]
    assert seen == [1.0]
    low, high = range_of([0.0, 10.0])
    assert low == pytest.approx(-2.2) and high == pytest.approx(12.2)
