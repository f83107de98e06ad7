"""Gradient descent in one variable: the ball goes down the curve, a dot for each step."""

from manim import VGroup

from autodiff import optimize, parse
from scenes.mobjects.curve_path import CurvePath
from scenes.mobjects.fog import UnknownCurve
from scenes.mobjects.plot import Plot
from scenes.mobjects.tangent import Slice

LOSS = parse("2 + sin(2*k1) + k1**2/4")


def draw():
    plot = Plot((-3, 3), (0, 5), 10, 6, x_ticks=range(-3, 4), labels=("k_1", "L"))
    function = Slice(LOSS, "k1")
    path = optimize.gradient_descent(LOSS, {"k1": -2.8}, 0.11, steps=8)
    curve = UnknownCurve(plot, function).curve
    descent = CurvePath(plot, function, [p["k1"] for p in path.points])
    descent.set_step(len(path) - 1)
    return VGroup(plot, curve, descent)
