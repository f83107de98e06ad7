"""Many variables of a descent at once: where each began, and where it is."""

from autodiff import optimize, parse
from scenes import style
from scenes.mobjects.variable_bars import VariableBars

LOSS = parse("(a - 1)**2 + (b + 2)**2 + (c - 3)**2 + a*b + (d - c)**2")


def draw():
    path = optimize.adam(LOSS, {"a": 2.0, "b": 1.0, "c": -1.0, "d": 0.0}, 0.2, 40)
    bars = VariableBars(path, "abcd", 9, 4.5, style.palette.gradient)
    bars.set_step(25)
    return bars
