"""Machines side by side: one number goes into both, and a third takes what comes out of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
from manim import Arrow, Circle, VGroup

from autodiff import Graph, parse
from scenes import style, typeset
from scenes.mobjects.chain import Link
from scenes.mobjects.machine import Machine
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import show
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Slice
from scenes.quantity import Quantity, exact, number_text, value_quantity
from scenes.typeset import tag

# The places of the machines: both branches, and where they meet.
_BRANCH_X, _BRANCH_Y, _JOIN_X = 0.0, 1.35, 4.6
_FORK_X, _START_X, _END_X = -2.6, -4.6, 7.6
_BRANCH_SIZE, _JOIN_SIZE, _INLET = (1.9, 1.3), (1.9, 2.6), 0.75
# The wires that a number travels along at once: in, to both branches, from them, and out.
_STAGES = ((0,), (1, 2), (3, 4), (5,))
_WITH_VALUE = (0, 3, 4, 5)

_PATH = parse("a*b")
_BOTH = parse("a*b + c*d")


class BranchedMachines(VGroup):
    """An input that branches into two functions, and a function of two inputs that joins them.

    Parameters
    ----------
    upper, lower
        The branches, of one input each.
    join
        Of two inputs; the first takes what `upper` gives, the second what `lower` gives.
    name
        Typst math of the letter of `join`.
    x
        The input.
    precision
        Decimals of every number.

    Attributes
    ----------
    values
        Readouts above the wires: the input, both branches, the result.
    nudges
        Of each wire, in units of the nudge of the input: what becomes of it to first order.
    slopes
        Label and readout of each local derivative: upper, lower, and `join` by each input.
    letters
        Inside the join, the names of its inputs.
    """

    def __init__(
        self, upper: Link, lower: Link, join: Graph, name: str, x: float, precision: int = 2
    ) -> None:
        super().__init__()
        palette = style.palette
        self.upper, self.lower, self.joining, self.name = upper, lower, join, name
        self.precision = precision
        self.colors = (palette.ink, palette.model, palette.check, palette.loss)
        self.values, self.nudges, self.slopes = VGroup(), VGroup(), VGroup()
        self._compute(exact(x))
        self._make_machines()
        self._make_wires()
        self._make_numbers()
        self.rider = VGroup(*(Circle(style.px(11), stroke_width=0) for _ in range(2)))
        self.add(self.wires, self.fork, self.machines)
        self.add(self.values, self.nudges, self.slopes, self.rider)
        show(self.rider, 0.0)
        # How far each path stands out, and each slope is there.
        self._focus = [1.0, 1.0]
        self._presence = [1.0] * len(self.slopes)

    def _compute(self, x: object) -> None:
        """Compute values, slopes, and what each branch and both together make of a nudge."""
        first, second = self.joining.inputs
        number = exact(number_text(x))
        given = Quantity(number, number_text(number), source="input of the branches")
        u, v = (link.slice.value_quantity(number) for link in (self.upper, self.lower))
        at = {first: exact(number_text(u.value)), second: exact(number_text(v.value))}
        result = value_quantity(self.joining, at, "result of both branches")
        self.value_quantities = (given, u, v, result)
        slopes = [link.slice.slope_quantity(number) for link in (self.upper, self.lower)]
        for name, other in ((first, second), (second, first)):
            slopes.append(Slice(self.joining, name, {other: at[other]}).slope_quantity(at[name]))
        self.slope_quantities = tuple(slopes)
        a, c, b, d = (exact(number_text(slope.value)) for slope in slopes)
        #: What each path makes of a nudge, and both together.
        self.path_quantities = (
            value_quantity(_PATH, {"a": a, "b": b}, "product along the upper path"),
            value_quantity(_PATH, {"a": c, "b": d}, "product along the lower path"),
            value_quantity(_BOTH, {"a": a, "b": b, "c": c, "d": d}, "sum over both paths"),
        )

    def _make_machines(self) -> None:
        machines: list[Machine] = []
        for link, color, y in zip(
            (self.upper, self.lower), self.colors[1:], (_BRANCH_Y, -_BRANCH_Y), strict=False
        ):
            (variable,) = link.graph.inputs
            prefix = f"{link.name}({variable}) = "
            title = typeset.expression(link.graph, size=style.LABEL, prefix=prefix)
            title.set_color(color)
            machines.append(Machine(link.name, title, color, (_BRANCH_X, y), *_BRANCH_SIZE))
        prefix = f"{self.name}({', '.join(self.joining.inputs)}) = "
        title = typeset.expression(self.joining, size=style.LABEL, prefix=prefix)
        title.set_color(self.colors[3])
        joint = Machine(self.name, title, self.colors[3], (_JOIN_X, 0.0), *_JOIN_SIZE)
        self.inlets = VGroup(*(joint.ports[0].copy().shift([0, y, 0]) for y in (_INLET, -_INLET)))
        joint.ports.remove(joint.ports[0])
        joint.add(self.inlets)
        self.letters = VGroup(
            *(
                typeset.formula(letter, size=style.LABEL, color=color).move_to(inlet)
                for letter, color, inlet in zip(
                    self.joining.inputs, self.colors[1:3], self.inlets, strict=True
                )
            )
        ).shift([0.36, 0, 0])
        joint.add(self.letters)
        self._three = (*machines, joint)
        self.machines = VGroup(*self._three)

    def _make_wires(self) -> None:
        """Draw the wires: in, two to the branches, two to the join, and out."""
        muted, fork = style.palette.muted, np.array([_FORK_X, 0.0, 0.0])
        self.fork = Circle(style.px(8), stroke_width=0, fill_color=self.colors[0], fill_opacity=1)
        self.fork.move_to(fork)
        upper, lower, joint = self._three
        ends = [(np.array([_START_X, 0.0, 0.0]), fork, muted)]
        ends += [(fork, branch.ports[0].get_left(), muted) for branch in (upper, lower)]
        ends += [
            (branch.ports[1].get_right(), inlet.get_left(), color)
            for branch, inlet, color in zip(
                (upper, lower), self.inlets, self.colors[1:], strict=False
            )
        ]
        ends.append((joint.ports[0].get_right(), np.array([_END_X, 0.0, 0.0]), self.colors[3]))
        self.wires = VGroup(
            *(
                Arrow(
                    start,
                    end,
                    buff=style.px(6),
                    color=color,
                    stroke_width=style.stroke(style.WIRE),
                    tip_length=style.px(20) if number else 0.0,
                    max_stroke_width_to_length_ratio=100,
                    max_tip_length_to_length_ratio=1,
                )
                for number, (start, end, color) in enumerate(ends)
            )
        )

    def _make_numbers(self) -> None:
        """Write the values above the wires that have one, and the nudges beneath all of them."""
        amber = style.palette.gradient
        one = Quantity(exact(1), "1", source="the nudge itself")
        a, c = self.slope_quantities[:2]
        nudges = (one, one, one, a, c, self.path_quantities[2])
        for number, (wire, quantity) in enumerate(zip(self.wires, nudges, strict=True)):
            x, y, _ = wire.get_center()
            rise = float(wire.get_end()[1] - wire.get_start()[1]) / 2
            # Beneath a sloping wire there is less room than beneath a level one.
            below = y - style.px(46) - (abs(rise) if number > 2 else 0.0)
            bare = quantity is one
            # Beside the branches, to the side on which they leave the middle.
            aside = (0.28, y + 0.3 * np.sign(rise)) if number in (1, 2) else (0.0, below)
            x -= aside[0]
            self.nudges.add(self._nudge(quantity, x, aside[1], amber, bare))
        carriers = [self.wires[number] for number in _WITH_VALUE]
        for wire, color, quantity in zip(carriers, self.colors, self.value_quantities, strict=True):
            x, y, _ = wire.get_center()
            rise = abs(float(wire.get_end()[1] - wire.get_start()[1])) / 2
            readout = Readout(quantity, self.precision, style.VALUE, color, anchor="center")
            self.values.add(readout.place([x, y + style.px(24) + 0.8 * rise]))
        self._label_slopes()
        show(self.values, 0.0)
        show(self.nudges, 0.0)

    def _nudge(self, quantity: Quantity, x: float, y: float, color: str, bare: bool) -> VGroup:
        """Return a multiple of delta, centred at a place; delta alone without its 1."""
        delta = typeset.formula("delta", size=style.LABEL, color=color)
        if bare:
            return VGroup(delta.place([x, y], "center"))
        number = Readout(quantity, self.precision, style.VALUE, color, anchor="right")
        number.place([x + 0.28, y])
        return VGroup(number, delta.place([x + 0.36, y]))

    def _label_slopes(self) -> None:
        """Write each branch's slope beneath it, and both of the join beneath it."""
        upper, lower, joint = self._three
        first, second = self.joining.inputs
        branches = [tag("f", f"{link.name}'") for link in (self.upper, self.lower)]
        joined = [f"{tag('f', self.name)}_{tag('by', letter)}" for letter in (first, second)]
        texts = (*branches, *joined)
        _, above, beneath, join = self.colors
        colors = (above, beneath, join, join)
        places = [(upper, 0.45), (lower, 0.45), (joint, 0.45), (joint, 0.92)]
        for text, quantity, color, path, (machine, below) in zip(
            texts, self.slope_quantities, colors, (above, beneath) * 2, places, strict=True
        ):
            label = typeset.formula(f"{text} {tag('f', '=')}", size=style.LABEL)
            label.color_parts({"f": color, "by": path}.get).place([0, 0])
            number = Readout(quantity, self.precision, style.LABEL, color, anchor="left")
            number.place([float(label.get_right()[0]) + style.px(12), 0])
            both = VGroup(label, number)
            bottom = float(machine.panel.get_bottom()[1])
            both.shift([machine.panel.get_x() - both.get_x(), bottom - below, 0])
            self.slopes.add(both)

    def run(self, run_time: float | None = None) -> Motion:
        """Return the motion of the values through both branches."""
        written = dict(zip(_WITH_VALUE, self.values, strict=True))
        ink, upper, lower, joint = self.colors
        return self._through(written, (ink, ink, ink, upper, lower, joint), run_time)

    def nudge(self, run_time: float | None = None) -> Motion:
        """Return the motion of a nudge through both branches, as far as the join."""
        return self._nudge_through(_STAGES[:-1], run_time)

    def join_nudges(self, run_time: float | None = None) -> Motion:
        """Return the motion of what comes out of the join, where both nudges meet."""
        return self._nudge_through(_STAGES[-1:], run_time)

    def reveal(self, numbers: Iterable[int], run_time: float = style.QUICK) -> Motion:
        """Return the motion in which some of the slopes appear."""

        def step(share: float) -> None:
            for number in numbers:
                self._presence[number] = share
            self._show_slopes()

        return Motion(self, [Change(0.0, run_time, step)])

    def hide_slopes(self) -> None:
        """Hide all slopes, until they are revealed."""
        self._presence = [0.0] * len(self.slopes)
        self._show_slopes()

    def light_path(self, number: int | None, run_time: float = style.QUICK) -> Motion:
        """Return the motion in which one path stands out (0 or 1), or both again.

        Values and nudges have run through both before.
        """
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.extend(self._focus)
            for path, before in enumerate(start):
                goal = 1.0 if number in (None, path) else style.DIMMED
                self._focus[path] = before + share * (goal - before)
            self._dim()

        return Motion(self, [Change(0.0, run_time, step)])

    def _show_slopes(self) -> None:
        for number, (slope, presence) in enumerate(zip(self.slopes, self._presence, strict=True)):
            show(slope, presence * self._focus[number % 2])

    def _dim(self) -> None:
        """Draw each path as clear as it is."""
        for path, focus in enumerate(self._focus):
            wires = (1 + path, 3 + path)
            parts = [self._three[path], self.letters[path], self.values[1 + path]]
            parts += [group[wire] for group in (self.wires, self.nudges) for wire in wires]
            for part in parts:
                show(part, focus)
        self._show_slopes()

    def _nudge_through(self, stages: Sequence[tuple[int, ...]], run_time: float | None) -> Motion:
        numbers = {wire: self.nudges[wire] for wires in stages for wire in wires}
        colors = (style.palette.gradient,) * len(self.wires)
        return self._through(numbers, colors, run_time, stages)

    def _through(
        self, numbers: dict[int, VGroup], colors: tuple[str, ...], run_time: float | None,
        stages: Sequence[tuple[int, ...]] = _STAGES,
    ) -> Motion:  # fmt: skip
        """Return the way along all wires; on its way each writes its number, if it has one."""
        hidden = [partial(show, number) for number in numbers.values()]
        changes = [Change(0.0, 0.0, lambda share, put=put: put(0.0)) for put in hidden]
        for count, wires in enumerate(stages):
            start = count * style.NORMAL
            end = start + style.NORMAL
            for rider, wire in enumerate(wires):
                along = partial(self._put_rider, rider, self.wires[wire], colors[wire])
                changes.append(Change(start, end, along))
                if wire in numbers:
                    appear = partial(show, numbers[wire])
                    changes.append(Change(start + 0.3 * style.NORMAL, end, appear))
        return Motion(self, changes, run_time)

    def _put_rider(self, number: int, wire: Arrow, color: str, share: float) -> None:
        start, end = wire.get_start(), wire.get_end()
        dot = self.rider[number]
        dot.set_fill(color).move_to(start + share * (end - start))
        show(dot, float(share < 1))
