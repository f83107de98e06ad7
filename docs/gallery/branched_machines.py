"""One number into two machines, and a third that joins what they give; a nudge takes both paths."""

from autodiff import parse
from scenes.mobjects.branched_machines import BranchedMachines
from scenes.mobjects.chain import Link


def draw():
    upper, lower = Link("g", parse("x**2")), Link("h", parse("sin(x)"))
    branched = BranchedMachines(upper, lower, parse("u*v"), "f", x=0.75)
    branched.run().complete()
    branched.nudge().complete()
    return branched
