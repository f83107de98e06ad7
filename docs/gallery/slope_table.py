"""Slopes of ever shorter secants, and the number on which they settle."""

from autodiff import parse
from scenes.mobjects.slope_table import SlopeTable
from scenes.mobjects.tangent import Slice


def draw():
    table = SlopeTable(Slice(parse("sin(k1)"), "k1"), 0.6)
    table.write_all().complete()
    return table
