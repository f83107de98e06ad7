"""The product rule as the area of a rectangle whose sides both grow."""

from __future__ import annotations

import numpy as np
from manim import DL, Rectangle, VGroup

from autodiff import Graph, parse
from scenes import style, typeset
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Slice
from scenes.quantity import Quantity, exact, number_text, value_quantity

_PRODUCT = parse("a*b")
_GAP = style.px(26)


class ProductArea(VGroup):
    """A rectangle with the sides f(x) and g(x), and what is added where x is nudged.

    Two strips, one along each side, and a small corner that vanishes faster than they do.

    Parameters
    ----------
    first, second
        The functions, of the same one input: width and height.
    x, delta
        The point and the nudge.
    size
        Of the longer side after the nudge, in Manim units.
    names
        Typst math of the two functions.
    """

    def __init__(
        self, first: Graph, second: Graph, x: float | str, delta: float | str, size: float = 5.2,
        names: tuple[str, str] = ("f", "g"), precision: int = 2,
    ) -> None:  # fmt: skip
        super().__init__()
        palette = style.palette
        (variable,) = first.inputs
        self._slices = Slice(first, variable), Slice(second, variable)
        self._x, self._delta = exact(x), exact(delta)
        self.colors = palette.model, palette.check, palette.gradient
        ends = [s.value(float(self._x + self._delta)) for s in self._slices]
        if min(*ends, *(s.value(float(self._x)) for s in self._slices)) <= 0:
            raise ValueError("an area needs sides longer than 0; choose another point")
        self._unit = size / max(ends)
        self._sides = [s.value(float(self._x)) * self._unit for s in self._slices]
        gains = [end - s.value(float(self._x)) for end, s in zip(ends, self._slices, strict=True)]
        self.whole, self.right, self.top, self.corner = (
            Rectangle(stroke_width=style.stroke(style.SECONDARY)) for _ in range(4)
        )
        for part, color, share in (
            (self.whole, palette.ink, 0.10), (self.right, self.colors[0], _filled(gains[0])),
            (self.top, self.colors[1], _filled(gains[1])), (self.corner, self.colors[2], 0.6),
        ):  # fmt: skip
            part.set_stroke(color).set_fill(style.mix(color, palette.ground, share), opacity=1)
        self.labels, self.numbers = VGroup(), VGroup()
        self._drawn = False
        self.add(self.whole, self.right, self.top, self.corner)
        self._write(names, precision)
        self.add(self.labels, self.numbers)
        self.set_share(1.0)

    def _quantity(self, one: Quantity, other: Quantity) -> Quantity:
        point = {"a": exact(number_text(one.value)), "b": exact(number_text(other.value))}
        return value_quantity(_PRODUCT, point, "area of a strip")

    @property
    def strips(self) -> tuple[Quantity, Quantity]:
        """The areas to first order for a nudge of 1: f'g and fg'."""
        (f, g), at = self._slices, self._x
        return (
            self._quantity(f.slope_quantity(at), g.value_quantity(at)),
            self._quantity(f.value_quantity(at), g.slope_quantity(at)),
        )

    def _write(self, names: tuple[str, str], precision: int) -> None:
        """Write the sides, and which strip is which part of the derivative, with its number."""
        width, height = self._sides
        f, g = names
        inside = typeset.formula(f"{f} dot {g}", size=style.FORMULA)
        inside.move_to([width / 2, height / 2, 0.0])
        side = typeset.formula(f, color=self.colors[0]).move_to([width / 2, -0.35, 0.0])
        upright = typeset.formula(g, color=self.colors[1]).move_to([-0.35, height / 2, 0.0])
        self.labels.add(inside, side, upright)
        grown = [s.value(float(self._x + self._delta)) * self._unit for s in self._slices]
        rows = (
            (f"{f}' {g} =", self.strips[0], self.colors[0], height / 2),
            (f"{f} {g}' =", self.strips[1], self.colors[1], (height + grown[1]) / 2),
        )
        for source, quantity, color, y in rows:
            label = typeset.formula(source, size=style.LABEL, color=color)
            label.place((max(grown[0], width) + _GAP, y - style.px(11)), "left")
            number = Readout(quantity, precision, style.LABEL, color, anchor="left")
            number.place((label.get_right()[0] + style.px(12), y - style.px(11)))
            self.labels.add(label)
            self.numbers.add(number)

    def set_share(self, share: float) -> None:
        """Nudge by a share of the nudge; all sides are as long as they really are."""
        at = float(self._x) + share * float(self._delta)
        # Wherever it has been put, and however large: the rectangle itself stays as it is.
        scale = 1.0
        origin = np.zeros(3)
        if self._drawn:
            scale = float(self.whole.height) / self._sides[1]
            origin = self.whole.get_corner(DL)
        self._drawn = True
        width, height = (scale * side for side in self._sides)
        grown = [scale * s.value(at) * self._unit for s in self._slices]
        # A side that shrinks has its strip inside: that is what is lost.
        more = [g - side for g, side in zip(grown, (width, height), strict=True)]
        more = [step if abs(step) > 1e-4 else 1e-4 for step in more]
        for part, left, bottom, w, h in (
            (self.whole, 0.0, 0.0, width, height),
            (self.right, width, 0.0, more[0], height),
            (self.top, 0.0, height, width, more[1]),
            (self.corner, width, height, more[0], more[1]),
        ):
            right, top = left + w, bottom + h
            outline = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
            part.set_points_as_corners([origin + np.array([x, y, 0.0]) for x, y in outline])

    def grow(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the nudge, from none to all of it."""
        return Motion(self, [Change(0.0, run_time, self.set_share)])


def _filled(gain: float) -> float:
    """Return how much of its colour a strip has: one that is lost is nearly hollow."""
    return 0.42 if gain >= 0 else 0.16
