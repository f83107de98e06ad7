"""Close enough, a curve is straight: the window shows the curve and its tangent enlarged."""

from manim import VGroup

from autodiff import parse
from scenes.mobjects.fog import UnknownCurve
from scenes.mobjects.plot import Plot
from scenes.mobjects.tangent import Slice
from scenes.mobjects.zoom_window import ZoomWindow

LOSS = Slice(parse("2 + sin(2*k1) + k1**2/4"), "k1")


def draw():
    plot = Plot((-3, 3), (0, 5), 9, 6, x_ticks=range(-3, 4), labels=("k_1", "L"))
    curve = UnknownCurve(plot, LOSS, (-3, 3)).curve
    return VGroup(plot, curve, ZoomWindow(plot, LOSS, -1.2, (1.2, 1.6), radius=1.5, factor=4))
