"""A tangent that slides along a curve; its slope draws the derivative below."""

from manim import VGroup

from autodiff import parse
from scenes.mobjects.function_curve import FunctionCurve
from scenes.mobjects.plot import Plot
from scenes.mobjects.slope_sweep import SlopeSweep
from scenes.mobjects.tangent import Slice, Tangent


def draw():
    graph = parse("x**3 - 2*x")
    function, slope = Slice(graph, "x"), Slice(graph.gradient()["x"], "x")
    above = Plot((-1.8, 1.8), (-2.5, 2.5), 9, 2.6, labels=("", "f")).shift([0, 1.7, 0])
    below = Plot((-1.8, 1.8), (-3, 8), 9, 2.6, labels=("x", "f prime")).shift([0, -1.6, 0])
    tangent = Tangent(above, function, -1.8)
    sweep = SlopeSweep(above, below, function, slope, tangent.at)
    for step in range(61):
        tangent.at.set_value(-1.8 + 2.9 * step / 60)
        for part in (tangent, sweep):
            part.update()
    return VGroup(above, below, FunctionCurve(above, function), tangent, sweep)
