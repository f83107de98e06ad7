"""The slope at every point draws a second curve: the derivative."""

from manim import ValueTracker, VGroup

from autodiff import parse
from scenes.mobjects.derivative_plot import DerivativePlot
from scenes.mobjects.fog import UnknownCurve
from scenes.mobjects.plot import Plot
from scenes.mobjects.tangent import Slice, Tangent

LOSS = Slice(parse("2 + sin(2*k1) + k1**2/4"), "k1")


def draw():
    above = Plot((-3, 3), (0, 5), 9, 3.2, labels=("", "L"))
    below = Plot((-3, 3), (-4, 4), 9, 2.6, x_ticks=range(-3, 4), labels=("k_1", "L'"))
    above.shift([0, 1.9, 0])
    below.shift([0, -1.9, 0])
    at = ValueTracker(-3)
    derivative = DerivativePlot(above, below, LOSS, at)
    at.set_value(1.3)
    derivative.follow()
    curve = UnknownCurve(above, LOSS, (-3, 3)).curve
    return VGroup(above, below, curve, Tangent(above, LOSS, at), derivative)
