"""Any function as a curve: in pieces where it jumps, ends, or leaves the plot."""

from manim import VGroup

from autodiff import parse
from scenes.mobjects.function_curve import FunctionCurve
from scenes.mobjects.plot import Plot
from scenes.mobjects.tangent import Slice


def draw():
    plot = Plot((-3, 3), (-4, 4), 10, 5.5, (-2, -1, 0, 1, 2), (-2, 0, 2), labels=("x", "f"))
    return VGroup(plot, FunctionCurve(plot, Slice(parse("floor(x) + 1/(2*x)"), "x")))
