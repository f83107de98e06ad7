"""A screen beside each knob says which way to turn it, and how strongly that pays."""

from manim import DOWN, RIGHT, VGroup

from scenes import data
from scenes.mobjects.knob import Knob
from scenes.mobjects.knob_screen import KnobScreen
from scenes.running_example import data_point


def draw():
    points = data.load_points()
    setting = {"k0": 0.9, "k1": 0.4, "k2": -1.1}
    slopes = data.loss(2, len(points)).gradient()({**setting, **data_point(points)})
    steepest = max(abs(float(slopes[name])) for name in setting)
    rows = VGroup()
    for name, value in setting.items():
        screen = KnobScreen(steepest, width=2.2, height=1.3)
        screen.set_slope(float(slopes[name]))
        rows.add(VGroup(Knob(name, value, radius=0.75), screen).arrange(RIGHT, buff=0.6))
    return rows.arrange(DOWN, buff=0.35)
