"""A derivation, one rule at a time; derivatives still to be taken are amber."""

from autodiff import differentiate
from scenes.mobjects.derivation_view import DerivationView


def draw():
    view = DerivationView(differentiate("x**2*sin(3*x)", "x"), size=56)
    for _ in range(3):
        view.advance().complete()
    return view
