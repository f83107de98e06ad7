"""The numbers on a wire: the value above it, and below it the slot that its gradient goes into."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from manim import DashedVMobject, VMobject

from scenes import style
from scenes.mobjects.graph_sizes import GraphSizes, wire_number, wire_precision
from scenes.mobjects.layout_room import Box, Label
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part, joined, show
from scenes.mobjects.rounded import RoundedRectangle
from scenes.quantity import Quantity

_CORNER = 0.07
_DASH = style.px(8)


def _rectangle(box: Box) -> RoundedRectangle:
    rectangle = RoundedRectangle(
        corner_radius=_CORNER, width=box.right - box.left, height=box.top - box.bottom
    )
    center = [(box.left + box.right) / 2, (box.bottom + box.top) / 2, 0.0]
    return rectangle.move_to(center).set_stroke(width=style.stroke(1.5))


def empty_slot(box: Box, color: str) -> VMobject:
    """Return the dashed outline of a place where a number will be."""
    outline = _rectangle(box).set_stroke(color)
    around = 2 * (box.right - box.left + box.top - box.bottom)
    dashes = max(8, round(around / (2 * _DASH)))
    return joined(DashedVMobject(outline, num_dashes=dashes, dashed_ratio=0.5, equal_lengths=True))


class NumberSlot(Part):
    """A place for one number: empty at first, then with a number in a frame, then plain.

    Parameters
    ----------
    baseline
        Height at which the number stands.
    color
        Of the number and its frame.
    """

    def __init__(
        self, box: Box, right: float, baseline: float, color: str, sizes: GraphSizes
    ) -> None:
        super().__init__()
        self.anchor = np.array([right, baseline, 0.0])
        self._color = color
        self._sizes = sizes
        self.empty = empty_slot(box, style.palette.muted)
        self.pill: NumberPill | None = None
        # How much of the number, and how much of its frame, is there.
        self._filled = self._framed = 0.0
        self.add(self.empty)
        self.set_presence(0.0)

    def refresh(self) -> None:
        """Draw slot, number and frame as far as they are there."""
        # A full slot has no outline left to draw.
        self.submobjects = [part for part in (self.empty, self.pill) if part is not None]
        if self._filled >= 1:
            self.submobjects.remove(self.empty)
        show(self.empty, self.presence * (1 - self._filled) * self.focus)
        if self.pill is not None:
            show(self.pill.readout, self._filled * self.focus)
            show(self.pill.frame, self._filled * self._framed * self.focus)

    def put(self, quantity: Quantity, filled: float = 1.0, framed: float = 1.0) -> None:
        """Let a number be there to the given share; one that is there changes its digits."""
        if self.pill is None:
            self.pill = NumberPill(quantity, self._color, self._sizes)
        elif self.pill.readout.quantity is not quantity:
            self.pill.readout.precision = wire_precision(quantity)
            self.pill.readout.set_quantity(quantity)
            filled = 1.0
        self.pill.place(self.anchor)
        self._filled, self._framed = filled, framed
        self.refresh()

    def write(
        self, quantity: Quantity, framed: float = 1.0, run_time: float = style.QUICK
    ) -> Motion:
        """Return the motion that brings a number into the slot."""
        step = Change(0.0, run_time, lambda share: self.put(quantity, share, framed))
        return Motion(self, [step])

    def settle(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that takes the frame away and leaves the number."""

        def step(share: float) -> None:
            self._framed = min(self._framed, 1 - share)
            self.refresh()

        return Motion(self, [Change(0.0, run_time, step)])

    def clear(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that empties the slot."""

        def step(share: float) -> None:
            self._filled = min(self._filled, 1 - share)
            self.refresh()
            if share >= 1:
                self.pill = None
                self.refresh()

        return Motion(self, [Change(0.0, run_time, step)])


class NumberPill(Part):
    """A number in a small frame of its colour: it is being written, or on its way."""

    def __init__(self, quantity: Quantity, color: str, sizes: GraphSizes) -> None:
        super().__init__()
        self._room = sizes.room
        self.readout = wire_number(quantity, sizes.value, color)
        self.frame = RoundedRectangle(
            stroke_color=color,
            stroke_width=style.stroke(1.5),
            fill_color=style.mix(color, style.palette.panel, 0.11),
            fill_opacity=1,
        )
        self.add(self.frame, self.readout)
        self.place([0.0, 0.0])

    def place(self, point: Iterable[float]) -> None:
        """Put the right end of the number's baseline at `point`."""
        x, y = tuple(point)[:2]
        self.readout.place([x, y])
        padding, height = self._room.padding, self._room.digit_height
        left = float(self.readout.get_left()[0])
        box = Box(left - 2 * padding, y - padding, x + 2 * padding, y + height + padding)
        if abs(self.frame.width - (box.right - box.left)) > 1e-6:
            self.frame.set_points(_rectangle(box).points)
        self.frame.move_to([(box.left + box.right) / 2, (box.bottom + box.top) / 2, 0.0])


def value_slot(label: Label, sizes: GraphSizes) -> NumberSlot:
    """Return the place of a forward value, above the wire."""
    box, padding = label.forward_box, sizes.room.padding
    framed = Box(box.left, box.bottom - padding, box.right, box.top + padding)
    color = style.palette.model
    return NumberSlot(framed, label.right, label.forward_baseline, color, sizes)


def gradient_slot(label: Label, sizes: GraphSizes) -> NumberSlot:
    """Return the place of a gradient, below the wire."""
    color = style.palette.gradient
    return NumberSlot(label.gradient_box, label.right, label.gradient_baseline, color, sizes)
