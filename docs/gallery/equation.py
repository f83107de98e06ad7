"""A formula from a graph, every parameter in its colour."""

from autodiff import parse
from scenes.mobjects.equation import Equation


def draw():
    return Equation(parse("(k0 + k1*x + k2*x**2 + k3*x**3 - y)**2"), size=60, prefix="L =")
