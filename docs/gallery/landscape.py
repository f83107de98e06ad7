"""A loss of two parameters as a sheet; on its floor the gradient, the sum of its partials."""

from manim import VGroup

from autodiff import optimize, parse
from scenes.mobjects.floor_gradient import FloorGradient
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.sheet_path import SheetPath
from scenes.mobjects.terrain import Terrain

LOSS = parse("(k1 - 1.7)**2 + 1.6*(k2 - 0.6)**2 + 0.9*(k1 - 1.7)*(k2 - 0.6) + 0.4")


def draw():
    landscape = Landscape(Terrain(LOSS, ("k1", "k2"), (-0.1, 3.1), (-0.3, 1.7)), cells=(72, 45))
    path = SheetPath(
        landscape, optimize.gradient_descent(LOSS, {"k1": 0.15, "k2": 1.2}, 0.12, steps=4)
    )
    return VGroup(landscape, FloorGradient(landscape, path.place, scale=0.7), path)
