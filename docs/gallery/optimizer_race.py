"""The same start and the same loss, three ways down."""

from autodiff import optimize, parse
from scenes.mobjects.optimizer_race import OptimizerRace

VALLEY = parse("(k0 - 1)**2 + 20*(k1 - k0**2)**2")
START = {"k0": -1.0, "k1": 1.5}


def draw():
    race = OptimizerRace(
        {
            "descent": optimize.gradient_descent(VALLEY, START, learning_rate=0.008, steps=80),
            "momentum": optimize.momentum(VALLEY, START, learning_rate=0.004, steps=80),
            "Adam": optimize.adam(VALLEY, START, learning_rate=0.1, steps=80),
        },
        width=8,
        height=5,
    )
    race.set_step(80)
    return race
