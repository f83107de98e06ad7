"""A curve that nobody knows, under fog that parts where a sample is taken."""

from manim import VGroup

from autodiff import parse
from scenes.mobjects.fog import UnknownCurve, in_front_of_fog
from scenes.mobjects.plot import Plot
from scenes.mobjects.tangent import Slice

LOSS = Slice(parse("2 + sin(2*k1) + k1**2/4"), "k1")


def draw():
    plot = in_front_of_fog(Plot((-3, 3), (0, 5), 10, 5.6, range(-3, 4), labels=("k_1", "L")))
    unknown = UnknownCurve(plot, LOSS, (-3, 3), seed=4)
    for x in (-2.0, -0.6, 1.5):
        unknown.sample(x).complete()
    return VGroup(plot, unknown)
