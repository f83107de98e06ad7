"""Two points, rise over run; the faint ones are where the secant came from."""

from manim import VGroup

from autodiff import parse
from scenes.mobjects.fog import UnknownCurve
from scenes.mobjects.plot import Plot
from scenes.mobjects.secant import Secant
from scenes.mobjects.tangent import Slice

LOSS = Slice(parse("1 + k1**3/6 - k1/2"), "k1")


def draw():
    plot = Plot((-0.5, 3.5), (0, 6), 9, 6, x_ticks=range(4), labels=("k_1", "L"))
    curve = UnknownCurve(plot, LOSS, (-0.4, 3.3)).curve
    secant = Secant(plot, LOSS, 1.0, 2.0)
    ghost = secant.leave_ghost()
    secant.slide_to(1.4).complete()
    secant.follow()
    return VGroup(plot, curve, ghost, secant)
