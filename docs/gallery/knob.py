"""A dial of 270 degrees in its parameter's colour; data are locked."""

from manim import RIGHT, VGroup

from scenes.mobjects.knob import FrozenKnob, Knob


def draw():
    values = {"k0": 0.39, "k1": 0.92, "k2": -1.5, "k3": 2.4}
    dials = [Knob(name, value, radius=0.9) for name, value in values.items()]
    return VGroup(*dials, FrozenKnob("x1", radius=0.9)).arrange(RIGHT, buff=0.7)
