"""Axes with ticks in round numbers, and a curve with its glow."""

import numpy as np
from manim import VGroup

from autodiff import parse
from scenes import style
from scenes.mobjects.plot import Curve, Plot
from scenes.mobjects.tangent import Slice

WAVE = Slice(parse("sin(3*x)*exp(-x/3)"), "x")


def draw():
    plot = Plot((-0.2, 6), (-1, 1.2), 10, 5, x_ticks=(0, 2, 4, 6), y_ticks=(-1, 0, 1))
    xs = np.linspace(0, 6, 80)
    curve = Curve(style.palette.model)
    curve.set_curve(plot.curve_points(xs, *WAVE.samples(xs)))
    return VGroup(plot, curve)
