"""Machines in a row: what comes out of one goes into the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import cast

import numpy as np
from manim import Circle, VGroup, VMobject

from autodiff.printing import typst_name
from scenes import style, typeset
from scenes.mobjects.chain import Chain
from scenes.mobjects.machine import Machine
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import show
from scenes.mobjects.readout import Readout
from scenes.quantity import precision_for

_WIDTH = 1.9


class MachineChain(VGroup):
    """A machine for each function of a chain, its values on the wires, its slopes beneath.

    Parameters
    ----------
    chain
        The functions and the point.
    titles
        What each machine is in words; by default its function stands above it.
    precision
        Decimals of values and slopes.
    wire
        Length of the wires between machines, in Manim units.
    nudge_precision
        Decimals of what becomes of a nudge; by default as many as the values have.

    Attributes
    ----------
    machines, wires
        From left to right; there is one wire more than machines.
    values, slopes
        The readouts on the wires, and of the local derivatives.
    nudges
        The readouts beneath the wires of what becomes of a nudge to first order; hidden until
        there is one.
    """

    def __init__(
        self,
        chain: Chain,
        titles: tuple[str, ...] = (),
        precision: int | None = 3,
        colors: tuple[str, ...] | None = None,
        wire: float = 1.9,
        nudge_precision: int | None = None,
    ) -> None:
        super().__init__()
        self._pitch = _WIDTH + wire
        palette = style.palette
        self.chain = chain
        self.colors = colors or (palette.ink, palette.model, palette.loss, palette.gradient)
        self.machines, self.wires = VGroup(), VGroup()
        self.values, self.slopes, self.nudges = VGroup(), VGroup(), VGroup()
        self.labels = VGroup()
        rows = [self._machine(number, titles) for number in range(len(chain.links))]
        self.machines.add(*rows)
        start = rows[0].ports[0].get_left() + np.array([-wire + 0.2, 0.0, 0.0])
        self.wires.add(rows[0].wire_in(start, self.colors[0]))
        for color, machine, following in zip(self.colors[1:], rows, rows[1:], strict=False):
            self.wires.add(following.wire_in(machine.ports[1].get_right(), color))
        self.wires.add(rows[-1].wire_out(wire - 0.2, self.colors[len(rows)]))
        for number, (value, image) in enumerate(zip(chain.values, chain.images(0), strict=True)):
            x, y, _ = self.wires[number].get_center()
            above = Readout(value, precision, style.VALUE, self.colors[number], anchor="center")
            self.values.add(above.place((x, y + style.px(24))))
            below = Readout(
                image,
                self._places(number, precision if nudge_precision is None else nudge_precision),
                style.VALUE,
                palette.gradient,
                anchor="center",
                sign=True,
            )
            self.nudges.add(below.place((x, y - style.px(46))))
        for number, (link, quantity) in enumerate(zip(chain.links, chain.slopes, strict=True)):
            color = self.colors[number + 1]
            label = typeset.formula(f"{link.name}' =", size=style.LABEL, color=color)
            readout = Readout(quantity, precision, style.LABEL, color, anchor="left")
            label.place((0.0, -1.35))
            readout.place((label.get_right()[0] + style.px(12), -1.35))
            both = VGroup(label, readout)
            both.shift([number * self._pitch - both.get_center()[0], 0.0, 0.0])
            self.labels.add(label)
            self.slopes.add(readout)
        self.rider = Circle(radius=style.px(11), stroke_width=0, fill_opacity=1)
        self.rider.move_to(self.wires[0].get_start())
        self.add(self.wires, self.machines, self.values, self.labels, self.slopes, self.nudges)
        self.add(self.rider)
        for hidden in (self.nudges, self.rider):
            show(hidden, 0.0)

    def _places(self, number: int, precision: int | None) -> int:
        """Return the precision of a nudge's image, for a whole nudge if none was asked for."""
        whole = self.chain.images(1.0)[number].value
        return precision_for(whole, significant=4) if precision is None else precision

    def _machine(self, number: int, titles: tuple[str, ...]) -> Machine:
        link, color = self.chain.links[number], self.colors[number + 1]
        place = (number * self._pitch, 0.0)
        if number < len(titles):
            return Machine(link.name, titles[number], color, place)
        (variable,) = link.graph.inputs
        title = typeset.expression(
            link.graph, size=style.LABEL, prefix=f"{link.name}({typst_name(variable)}) = "
        )
        return Machine(link.name, title.set_color(color), color, place)

    def run(self, run_time: float | None = None) -> Motion:
        """Return the motion of a value through all machines; each is written where it comes out."""
        self._swelling = 1.0
        changes = [Change(0.0, 0.0, lambda share: show(self.values, 0.0))]
        return Motion(self, changes + self._ride(self.values, self.colors), run_time)

    def nudge(self, delta: float, run_time: float | None = None) -> Motion:
        """Return the motion of a nudge through all machines: each multiplies it by its slope."""
        self._swelling = 1.0
        changes = [Change(0.0, 0.0, lambda share: self._prepare(delta))]
        return Motion(self, changes + self._ride(self.nudges, self._amber), run_time)

    def begin_nudge(self, delta: float, run_time: float | None = None) -> Motion:
        """Return the motion of a nudge along the first wire, as far as the first machine."""
        changes = [Change(0.0, 0.0, lambda share: self._prepare(delta))]
        return Motion(self, changes + self._along(0, 0.0, self.nudges, self._amber), run_time)

    def pass_nudge(self, number: int, run_time: float | None = None) -> Motion:
        """Return the motion of a nudge through one machine and along the wire behind it."""
        self._swelling = 1.0
        changes = self._through(number, 0.0)
        changes += self._along(number + 1, style.QUICK, self.nudges, self._amber)
        return Motion(self, changes, run_time)

    def in_deltas(self) -> VGroup:
        """Count nudges in units of the first one; return a delta for each of them."""
        deltas = VGroup()
        readouts = cast("Iterable[Readout]", self.nudges)
        for readout, image in zip(readouts, self.chain.images(1.0), strict=True):
            readout.set_quantity(image)
            readout.shift([-0.12, 0, 0])
            delta = typeset.formula("delta", size=style.VALUE, color=style.palette.gradient)
            place = float(readout.get_right()[0]) + 0.08, float(readout.anchor_point[1])
            deltas.add(delta.place(place))
        return deltas

    def put_at(self, x: float | str) -> None:
        """Put the input elsewhere; every value and every slope follows."""
        self.chain = Chain(self.chain.links, x)
        for readouts, quantities in (
            (self.values, self.chain.values),
            (self.slopes, self.chain.slopes),
        ):
            for readout, quantity in zip(readouts, quantities, strict=True):
                readout.set_quantity(quantity)

    def slide_to(self, x: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion of all numbers while the input moves elsewhere."""
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.append(float(self.chain.values[0].value))
            self.put_at(x if share >= 1 else round(start[0] + share * (x - start[0]), 6))

        return Motion(self, [Change(0.0, run_time, step)])

    @property
    def _amber(self) -> list[str]:
        return [style.palette.gradient] * len(self.wires)

    def _prepare(self, delta: float) -> None:
        """Let the numbers beneath the wires be those of a nudge, and hide them."""
        show(self.nudges, 0.0)
        for readout, image in zip(self.nudges, self.chain.images(delta), strict=True):
            readout.set_quantity(image)

    def _ride(self, numbers: VGroup, colors: Sequence[str]) -> list[Change]:
        """Return the way along each wire, its number, and the machine at work behind it."""
        changes: list[Change] = []
        time = 0.0
        for number in range(len(self.wires)):
            changes += self._along(number, time, numbers, colors)
            time += style.NORMAL
            if number < len(self.machines):
                changes += self._through(number, time)
                time += style.QUICK
        return changes

    def _along(
        self, number: int, time: float, numbers: VGroup, colors: Sequence[str]
    ) -> list[Change]:
        """Return the way along a wire from a time on, on which its number is written."""
        end = time + style.NORMAL
        along = partial(self._put_rider, self.wires[number], colors[number])
        written = partial(show, numbers[number])
        return [Change(time, end, along), Change(time + 0.3 * style.NORMAL, end, written)]

    def _through(self, number: int, time: float) -> list[Change]:
        """Return the work of a machine from a time on."""
        return [Change(time, time + style.QUICK, partial(self._swell, number))]

    def _put_rider(self, wire: VMobject, color: str, share: float) -> None:
        """Put the dot on its way along a wire; at the end it has gone in."""
        start, end = wire.get_start(), wire.get_end()
        self.rider.set_fill(color).move_to(start + share * (end - start))
        show(self.rider, float(share < 1))

    def _swell(self, number: int, share: float) -> None:
        """Let a machine's letter be as large as it is at that moment of its work."""
        size = 1.0 + 0.15 * float(np.sin(np.pi * share))
        self.machines[number].letter.scale(size / self._swelling)
        self._swelling = size
