"""The curve machine; each screen says which way its knob should turn, and how strongly."""

from scenes import data
from scenes.mobjects.curve_machine import CurveMachine
from scenes.running_example import data_point


def draw():
    points = data.load_points()
    settings = {"k0": 0.3, "k1": 0.4, "k2": -0.7, "k3": 0.6, "k4": 1.6, "k5": -1.0}
    slopes = data.loss(5, len(points)).gradient()({**settings, **data_point(points)})
    steepest = max(abs(float(slopes[name])) for name in settings)
    machine = CurveMachine(points, settings, (-1.2, 2.2), 2.5, steepest, has_screens=True)
    machine.set_slopes({name: float(slopes[name]) for name in settings})
    return machine
