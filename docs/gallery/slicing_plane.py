"""A plane where one parameter stands still; its cut is a curve in the other one."""

from manim import VGroup

from autodiff import parse
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.slicing_plane import SlicingPlane
from scenes.mobjects.terrain import Terrain

LOSS = parse("(k1 - 1.7)**2 + 1.6*(k2 - 0.6)**2 + 0.9*(k1 - 1.7)*(k2 - 0.6) + 0.4")


def draw():
    landscape = Landscape(Terrain(LOSS, ("k1", "k2"), (-0.1, 3.1), (-0.3, 1.7)), cells=(72, 45))
    return VGroup(landscape, SlicingPlane(landscape, "k2", 0.9))
