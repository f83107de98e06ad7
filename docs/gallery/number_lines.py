"""A nudge on three number lines; where the sign flips, the fan of lines crosses."""

from autodiff import parse
from scenes.mobjects.chain import Chain, Link
from scenes.mobjects.number_lines import NumberLines


def draw():
    chain = Chain((Link("g", parse("x**2")), Link("f", parse("1 - u - u**2/9"))), x="0.75")
    return NumberLines(chain, delta=0.2)
