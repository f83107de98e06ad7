"""What lies behind the sheet is hidden: the path is dashed and faint there."""

from manim import VGroup

from autodiff import optimize, parse
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.sheet_path import SheetPath
from scenes.mobjects.terrain import Terrain

LOSS = parse("(k1*sin(1 + k2) - 1)**2 + (k1*sin(2 - k2) - 1.2)**2 + (k1 - 1.4)**2/4")


def draw():
    terrain = Terrain(LOSS, ("k1", "k2"), x_range=(-0.3, 3.2), y_range=(-0.9, 1.9))
    landscape = Landscape(terrain, cells=(72, 45))
    path = optimize.gradient_descent(LOSS, {"k1": 3.0, "k2": 1.7}, 0.06, steps=9)
    return VGroup(landscape, SheetPath(landscape, path))
