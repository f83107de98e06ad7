"""What is on screen at a frame: texts and graphics, where they are and how they are painted.

A scene's own components say what Manim's cannot; three optional attributes are read:

``written``
    The words or digits of a text as they are read; empty for a formula.
``typed``
    What of a formula's source was typed by hand.
``quantity``
    On a number that the ledger accounts for.
``focus``
    Less than 1 on what has stepped back because it is not being talked about.
``decorative``
    On what carries no meaning of its own, such as a glow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from manim import DecimalNumber, MarkupText, Mobject, Scene, Text, VMobject
from manim.mobject.text.tex_mobject import SingleStringMathTex
from manim.utils.family import extract_mobject_family_members

# Manim units to one unit of stroke width.
STROKE_UNIT = 0.01
# What is fainter than this cannot be seen.
VISIBLE = 0.02
# A fade of a thousandth a frame counts as much as a move of a pixel.
OPACITY_WEIGHT = 10.0
# What is at a quarter of its opacity has stepped back on purpose.
DIMMED = 0.26
# How finely each Bezier piece of an outline is followed.
_SHARES = np.linspace(0.0, 1.0, 7)
_BERNSTEIN = np.stack(
    [
        (1 - _SHARES) ** 3,
        3 * (1 - _SHARES) ** 2 * _SHARES,
        3 * (1 - _SHARES) * _SHARES**2,
        _SHARES**3,
    ]
)


@dataclass(frozen=True)
class Paint:
    """A colour and its opacity, and for a line its width in Manim units."""

    rgb: np.ndarray
    opacity: float
    width: float = 0.0

    @property
    def is_visible(self) -> bool:
        """Whether anything of it can be seen."""
        return self.opacity > VISIBLE


@dataclass(frozen=True)
class Element:
    """A text, or one outline of a graphic.

    Attributes
    ----------
    mobject
        The text as a whole, or the outline.
    owners
        The identities of the mobject and of all that it is part of.
    rank
        Place in the order of painting, from the back.
    boxes
        Left, bottom, right, top of the ink of each glyph, or of the outline; shape (n, 4).
    outline
        Points along the outline, of shape (n, 2); empty for a text.
    """

    mobject: Any
    owners: frozenset[int]
    rank: int
    is_text: bool
    is_decorative: bool
    is_dimmed: bool
    boxes: np.ndarray
    outline: np.ndarray
    fill: Paint
    stroke: Paint

    @cached_property
    def box(self) -> np.ndarray:
        """Left, bottom, right, top of all of it."""
        low, high = self.boxes[:, :2].min(axis=0), self.boxes[:, 2:].max(axis=0)
        return np.concatenate([low, high])

    @property
    def opacity(self) -> float:
        """How clearly it can be seen at most."""
        return max(self.fill.opacity, self.stroke.opacity)

    @cached_property
    def signature(self) -> np.ndarray:
        """Numbers that stay the same while it stands still."""
        return np.append(self.box, OPACITY_WEIGHT * self.opacity)

    @property
    def name(self) -> str:
        """What to call it in a message."""
        if not self.is_text:
            return f"a {type(self.mobject).__name__}"
        text = written(self.mobject)
        return f"“{text}”" if text else "a formula"


def elements(scene: Scene) -> list[Element]:
    """Return everything that can be seen, from back to front."""
    ranks = {
        id(part): rank
        for rank, part in enumerate(extract_mobject_family_members(scene.mobjects, True))
    }
    found = [
        element for mobject in scene.mobjects for element in _elements(mobject, ranks, _Family())
    ]
    seen: dict[int, Element] = {id(element.mobject): element for element in found}
    return sorted(seen.values(), key=lambda element: element.rank)


@dataclass(frozen=True)
class _Family:
    """What a mobject has from those that it is part of."""

    owners: frozenset[int] = frozenset()
    is_decorative: bool = False
    is_dimmed: bool = False

    def with_member(self, mobject: Mobject) -> _Family:
        return _Family(
            self.owners | {id(mobject)},
            self.is_decorative or getattr(mobject, "decorative", False),
            self.is_dimmed or getattr(mobject, "focus", 1.0) < 1.0,
        )


def _elements(mobject: Mobject, ranks: dict[int, int], family: _Family) -> Iterator[Element]:
    family = family.with_member(mobject)
    # Pictures and clouds of points are not made of outlines.
    if isinstance(mobject, VMobject):
        if written(mobject) is not None:
            yield from _text(mobject, ranks, family)
            return
        if len(mobject.points) >= 4:
            yield from _graphic(mobject, ranks, family)
    for child in mobject.submobjects:
        yield from _elements(child, ranks, family)


def _graphic(mobject: VMobject, ranks: dict[int, int], family: _Family) -> Iterator[Element]:
    fill, stroke = paints(mobject)
    if fill.is_visible or stroke.is_visible:
        outline = outline_of(mobject)
        boxes = box_of(outline)[None] + stroke.width / 2 * np.array([-1, -1, 1, 1])
        yield _element(mobject, family, ranks[id(mobject)], boxes, outline, fill, stroke)


def _text(mobject: VMobject, ranks: dict[int, int], family: _Family) -> Iterator[Element]:
    glyphs = [
        glyph
        for glyph in mobject.get_family()
        if isinstance(glyph, VMobject) and len(glyph.points) >= 4
    ]
    painted = [(glyph, *paints(glyph)) for glyph in glyphs]
    clear = [entry for entry in painted if entry[1].is_visible or entry[2].is_visible]
    if clear:
        boxes = np.array([box_of(outline_of(glyph)) for glyph, _, _ in clear])
        _, fill, stroke = max(clear, key=lambda entry: entry[1].opacity)
        rank = max(ranks[id(glyph)] for glyph, _, _ in clear)
        yield _element(mobject, family, rank, boxes, np.zeros((0, 2)), fill, stroke)


def _element(
    mobject: VMobject,
    family: _Family,
    rank: int,
    boxes: np.ndarray,
    outline: np.ndarray,
    fill: Paint,
    stroke: Paint,
) -> Element:
    return Element(
        mobject=mobject,
        owners=family.owners,
        rank=rank,
        is_text=written(mobject) is not None,
        is_decorative=family.is_decorative,
        is_dimmed=family.is_dimmed or max(fill.opacity, stroke.opacity) <= DIMMED,
        boxes=boxes,
        outline=outline,
        fill=fill,
        stroke=stroke,
    )


def written(mobject: Mobject) -> str | None:
    """Return what is written, an empty text for a formula, or None for what is no text."""
    text = getattr(mobject, "written", None)
    if isinstance(text, str):
        return text
    if isinstance(mobject, Text | MarkupText):
        return str(mobject.original_text)
    if isinstance(mobject, DecimalNumber):
        return str(mobject.get_value())
    return "" if isinstance(mobject, SingleStringMathTex) else None


def paints(mobject: VMobject) -> tuple[Paint, Paint]:
    """Return how an outline is filled and how it is stroked; the first colour of a gradient."""
    fill, line = mobject.fill_rgbas[0], mobject.stroke_rgbas[0]
    width = float(mobject.stroke_width) * STROKE_UNIT
    shown = float(line[3]) if width > 0 else 0.0
    return Paint(fill[:3], float(fill[3])), Paint(line[:3], shown, width)


def outline_of(mobject: VMobject) -> np.ndarray:
    """Return points along an outline, of shape (n, 2)."""
    points = np.asarray(mobject.points)[: len(mobject.points) // 4 * 4, :2]
    pieces = points.reshape(-1, 4, 2)
    return np.asarray(np.einsum("kt,nkd->ntd", _BERNSTEIN, pieces)).reshape(-1, 2)


def box_of(outline: np.ndarray) -> np.ndarray:
    """Return left, bottom, right, top."""
    return np.concatenate([outline.min(axis=0), outline.max(axis=0)])
