"""A tangent that slides along its curve; its slope is the derivative, exactly."""

from manim import UP, VGroup

from autodiff import parse
from scenes.mobjects.fog import UnknownCurve
from scenes.mobjects.plot import Plot
from scenes.mobjects.tangent import Slice, Tangent

LOSS = Slice(parse("2 + sin(2*k1) + k1**2/4"), "k1")


def draw():
    plot = Plot((-3, 3), (0, 5), 10, 6, x_ticks=range(-3, 4), labels=("k_1", "L"))
    curve = UnknownCurve(plot, LOSS, (-3, 3)).curve
    tangent = Tangent(plot, LOSS, 1.4)
    number = tangent.readout.place(tangent.line.get_start() + 0.25 * UP)
    return VGroup(plot, curve, tangent, number)
