"""The loss as one big number, over a bar as long as the loss is large."""

from autodiff import parse
from scenes.mobjects.loss_display import LossDisplay
from scenes.quantity import value_quantity

LOSS = parse("(k0 + k1*x1 - y1)**2")


def draw():
    point = {"k0": 0.5, "k1": 1.25, "x1": -0.8, "y1": 0.65}
    return LossDisplay(value_quantity(LOSS, point, "loss"), highest=3).scale(1.8)
