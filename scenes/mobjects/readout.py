"""A number on screen: bound to a computed quantity, steady while its digits change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import zip_longest
from typing import Any, Self

import numpy as np
from manim import VGroup, VMobject

from scenes import style, typeset
from scenes.quantity import Quantity, precision_for

_ANCHORS = {"left": 0.0, "center": 0.5, "right": 1.0}


@lru_cache(maxsize=256)
def _advance(character: str, weight: str) -> float:
    """Return the width that a character takes in a number, in ems.

    Measured between two zeros, less the zero's own advance: all digits come out equally wide.
    """
    if character in "123456789":
        return _advance("0", weight)
    between = "" if character == "0" else character
    line = _outline(f"0{between}0", weight)
    width = float(line[-1].get_left()[0] - line[0].get_left()[0])
    return width if character == "0" else width - _advance("0", weight)


def _outline(text: str, weight: str) -> typeset.Typeset:
    return typeset.plain(text, size=style.PIXELS_PER_UNIT, weight=weight)


@lru_cache(maxsize=256)
def _glyph_points(character: str, weight: str) -> np.ndarray:
    """Return the outline of a character in ems, its pen position at the origin."""
    # Set after a zero, so that the side bearing of the character itself is kept.
    line = _outline(f"0{character}", weight)
    zero = _outline("0", weight)
    bearing = float(zero[0].get_left()[0])
    advance_zero = _advance("0", weight)
    shift = float(line[0].get_left()[0]) - bearing + advance_zero
    points: np.ndarray = line[-1].points - np.array([shift, 0.0, 0.0])
    return points


def _corner(glyph: VMobject) -> np.ndarray:
    return np.array([glyph.get_left()[0], glyph.get_bottom()[1], 0.0])


class Readout(VGroup):
    """A number bound to a quantity.

    Its anchored end stays where it is put while digits change, and all digits are equally wide, so
    that nothing jitters. A visible readout is written into its scene's ledger at every frame.

    Parameters
    ----------
    quantity
        The number, or a function that computes it; with a function the readout follows it at each
        frame.
    precision
        Decimals shown; with None as many as four significant digits need.
    size
        Em size in pixels at 1080p.
    anchor
        Which end stays in place: ``left``, ``center`` or ``right``.
    sign
        Whether a plus sign is shown.
    """

    def __init__(
        self,
        quantity: Quantity | Callable[[], Quantity],
        precision: int | None = 2,
        size: float = style.VALUE,
        color: str | None = None,
        weight: str = "regular",
        anchor: str = "right",
        sign: bool = False,
    ) -> None:
        super().__init__()
        self.weight = weight
        self.anchor = anchor
        self.sign = sign
        self._em = style.px(size)
        self._color = color or style.palette.ink
        compute = quantity if callable(quantity) else lambda: quantity
        self.quantity: Quantity = compute()
        found = precision_for(self.quantity.value, significant=4)
        self.precision = found if precision is None else precision
        self.shown = ""
        self._first_width = 0.0
        self._first_corner = np.zeros(3)
        self._rebuild(np.zeros(3))
        if callable(quantity):
            self.add_updater(lambda readout: readout.set_quantity(compute()))

    def set_quantity(self, quantity: Quantity) -> Self:
        """Show another number, with the anchored end of the baseline where it was."""
        self.quantity = quantity
        if quantity.shown(self.precision, self.sign) != self.shown:
            self._rebuild(self.anchor_point)
        return self

    def place(self, point: Iterable[float]) -> Self:
        """Put the anchored end of the baseline at `point`."""
        x, y = tuple(point)[:2]
        return self.shift(np.array([x, y, 0.0]) - self.anchor_point)

    @property
    def anchor_point(self) -> np.ndarray:
        """The anchored end of the baseline."""
        # The first glyph knows where it was drawn; a scaled readout has scaled its ems.
        glyph = self.submobjects[0]
        scale = glyph.width / self._first_width
        self._em *= scale
        self._first_width = float(glyph.width)
        return _corner(glyph) - self._first_corner * self._em

    def _rebuild(self, at: np.ndarray) -> None:
        """Redraw the digits with the anchored end at `at`."""
        self.shown = self.quantity.shown(self.precision, self.sign)
        self._provide_glyphs(len(self.shown))
        advances = [_advance(character, self.weight) for character in self.shown]
        pen = -_ANCHORS[self.anchor] * sum(advances)
        for glyph, character, advance in zip_longest(self.submobjects, self.shown, advances):
            if character is None:
                glyph.clear_points()
                continue
            outline = _glyph_points(character, self.weight) + np.array([pen, 0.0, 0.0])
            glyph.points = outline * self._em + at
            pen += advance
        first = self.submobjects[0]
        self._first_width = float(first.width)
        self._first_corner = (_corner(first) - at) / self._em

    def _provide_glyphs(self, count: int) -> None:
        """See that there are at least `count` glyphs; those there are stay the same objects.

        Manim lists what moves when a play begins; a glyph that was replaced since would go on
        being drawn beside its successor.
        """
        while len(self.submobjects) < count:
            if self.submobjects:
                glyph = self.submobjects[0].copy()
            else:
                glyph = VMobject(stroke_width=0).set_fill(self._color, opacity=1)
            self.add(glyph)

    @property
    def written(self) -> str:
        """The digits on screen, for whoever checks the picture."""
        return self.shown

    @property
    def is_visible(self) -> bool:
        """Whether it can be seen."""
        return bool(self.submobjects[0].get_fill_opacity() > 0)


def labelled(
    name: str,
    compute: Quantity | Callable[[], Quantity],
    place: Iterable[float],
    size: float = style.TITLE,
    **options: Any,
) -> VGroup:
    """Return a name, in Typst, and the number that follows it, on one baseline.

    Parameters
    ----------
    place
        The left end of the baseline.
    options
        Of the :class:`Readout`.
    """
    x, y = tuple(place)[:2]
    label = typeset.formula(name, size=size).place([x, y])
    number = Readout(compute, size=size, anchor="left", **options)
    return VGroup(label, number.place([label.get_right()[0] + 0.22 * size / style.TITLE, y]))
