"""A function as a machine: numbers go in at the left, one comes out at the right."""

from manim import LEFT, VGroup

from scenes import style
from scenes.mobjects.machine import Machine


def draw():
    machine = Machine("y", "curve", style.palette.model, (0, 0), width=3, height=2.4)
    wire_in = machine.wire_in(machine.ports[0].get_left() + 1.6 * LEFT)
    wire_out = machine.wire_out(1.6)
    return VGroup(wire_in, machine, wire_out)
