"""The product rule: both sides grow, two strips are added, the corner hardly counts."""

from autodiff import parse
from scenes.mobjects.product_area import ProductArea


def draw():
    return ProductArea(parse("1 + x**2"), parse("2 + sin(x)"), x="0.6", delta="0.3")
