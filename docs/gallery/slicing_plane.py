"""Planes where one parameter stands still; the slope of each cut is a partial derivative."""

from manim import VGroup

from scenes.mobjects.landscape import Landscape
from scenes.mobjects.sheet_tangent import SheetTangent
from scenes.mobjects.slicing_plane import SlicingPlane
from scenes.running_example import loss_terrain


def draw():
    landscape = Landscape(loss_terrain(5, ("k1", "k2")), cells=(72, 45))
    planes = SlicingPlane(landscape, "k2", 1.4), SlicingPlane(landscape, "k1", 1.5)
    return VGroup(landscape, *planes, SheetTangent(planes[0], 1.5), SheetTangent(planes[1], 1.4))
