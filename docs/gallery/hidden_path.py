"""What lies behind the sheet is hidden: the path is dashed and faint there."""

from manim import VGroup

from autodiff import optimize, parse
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.sheet_path import SheetPath
from scenes.mobjects.terrain import Terrain

LOSS = parse("exp(-2.5*k1**2 - 2.5*k2**2) + (k1 - 0.7)**2/7 + (k2 + 0.8)**2/9")


def draw():
    landscape = Landscape(Terrain(LOSS, ("k1", "k2"), (-2, 2), (-1.8, 1.8)), cells=(72, 45))
    path = optimize.gradient_descent(LOSS, {"k1": -1.0, "k2": 1.6}, 0.5, steps=14)
    return VGroup(landscape, SheetPath(landscape, path))
