"""Data, a curve, and the squares on its residuals, all following the same parameters."""

from manim import VGroup

from scenes.data import load_points
from scenes.mobjects.curve_fitter import CurveFitter
from scenes.mobjects.plot import Plot


def draw():
    plot = Plot((-1.1, 1.1), (-0.8, 1.9), 9, 6, x_ticks=(-1, 0, 1), y_ticks=(0, 1))
    fitter = CurveFitter(plot, load_points(), {"k0": 0.3, "k1": 1.1}, (-1, 1))
    return VGroup(plot, *fitter.layers())
