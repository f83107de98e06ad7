"""The map of the same landscape, with the same descent."""

from manim import VGroup

from autodiff import optimize, parse
from scenes.mobjects.contour_map import ContourMap, MapPath
from scenes.mobjects.terrain import Terrain

LOSS = parse("(k1 - 1.7)**2 + 1.6*(k2 - 0.6)**2 + 0.9*(k1 - 1.7)*(k2 - 0.6) + 0.4")


def draw():
    terrain = Terrain(LOSS, ("k1", "k2"), (-0.1, 3.1), (-0.3, 1.7))
    contour_map = ContourMap(terrain, 8, 5, x_ticks=(0, 1, 2, 3), y_ticks=(0, 1))
    path = optimize.gradient_descent(LOSS, {"k1": 0.15, "k2": 1.2}, 0.12, steps=4)
    return VGroup(contour_map, MapPath(contour_map, path))
