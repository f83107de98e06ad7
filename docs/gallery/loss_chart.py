"""Every try of a random search: kept, or undone; beyond the scale, a caret."""

from autodiff import optimize, parse
from scenes.mobjects.loss_chart import LossChart

BOWL = parse("(k0 - 1)**2 + 4*k1**2")


def draw():
    path = optimize.random_search(BOWL, {"k0": -1.0, "k1": 1.5}, steps=60, scale=0.5, seed=2)
    chart = LossChart(path, width=9, height=5)
    chart.set_step(60)
    return chart
