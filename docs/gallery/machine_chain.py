"""Machines in a row, with the values on the wires and the local slopes beneath."""

from autodiff import parse
from scenes.mobjects.chain import Chain, Link
from scenes.mobjects.machine_chain import MachineChain


def draw():
    chain = Chain((Link("g", parse("x**2")), Link("f", parse("1 - u - u**2/9"))), x="0.75")
    return MachineChain(chain, titles=("inner", "outer"))
