"""A loss of two parameters as a sheet; on its floor the gradient, the sum of its partials."""

from manim import VGroup

from autodiff import optimize
from scenes.mobjects.floor_gradient import FloorGradient
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.sheet_path import SheetPath
from scenes.running_example import loss_terrain


def draw():
    terrain = loss_terrain(5, ("k1", "k2"))
    landscape = Landscape(terrain, cells=(72, 45))
    steps = optimize.gradient_descent(terrain.loss_at, {"k1": 1.0, "k2": 2.2}, 0.05, steps=4)
    path = SheetPath(landscape, steps)
    return VGroup(landscape, FloorGradient(landscape, path.place, scale=0.3), path)
