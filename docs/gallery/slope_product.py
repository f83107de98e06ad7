"""The chain rule as one line: a slope for each function, their numbers, and the product."""

from autodiff import parse
from scenes import style
from scenes.mobjects.chain import Chain, Link
from scenes.mobjects.slope_product import SlopeProduct


def draw():
    links = (Link("g", parse("x**2")), Link("h", parse("sin(u)")), Link("f", parse("exp(v)")))
    palette = style.palette
    return SlopeProduct(Chain(links, 0.8), (palette.model, palette.check, palette.loss), 3)
