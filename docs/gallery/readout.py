"""Numbers with equal digits: the point stays where it is while they change."""

from manim import DOWN, VGroup

from autodiff import parse
from scenes.mobjects.readout import Readout
from scenes.quantity import value_quantity

WAVE = parse("exp(-x/2)*sin(3*x)")


def draw():
    numbers = [value_quantity(WAVE, {"x": x}, "y") for x in (0.0, 0.3, 0.9, 1.4, 2.5)]
    return VGroup(
        *(Readout(number, precision=4, size=64).place((0, -y)) for y, number in enumerate(numbers))
    ).shift(DOWN)
