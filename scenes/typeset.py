"""Typesetting: words, formulas and expressions as groups of glyphs that know their baseline.

Everything is set by Typst with the bundled fonts (words in Inter, formulas in Typst's own New
Computer Modern), compiled in memory. A part of a formula is tagged by giving it a colour of its own
in the Typst source; the colour comes back with each glyph and says which part it belongs to.
That leaves the spacing as Typst makes it and needs one compilation for any number of parts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import svgelements
import typst
from manim import VGroup, VMobject
from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath

from autodiff import Graph
from scenes import messages, style

FONT_FOLDER = Path(__file__).parent.parent / "assets" / "fonts"

# The size at which Typst compiles, in points; glyphs are scaled from it to what is asked for.
_EM_PT = 20.0
# svgelements reads an SVG's points as CSS pixels, of which there are 96 to an inch of 72 points.
_EM_IN_SVG = _EM_PT * 96 / 72
_STRUT_COLOR = "#fe0001"

_PREAMBLE = f"""\
#set page(width: auto, height: auto, margin: {2 * _EM_PT}pt, fill: none)
#set text(size: {_EM_PT}pt, font: "Inter", fallback: false, fill: rgb("#000000"))
#show math.equation: set text(font: "New Computer Modern Math", fallback: false)
"""
# A mark that sits on the baseline at the left end of the line; removed after it has been read.
_STRUT = (
    "#box(width: 0pt, height: 0pt, "
    f'place(bottom + left, rect(width: 1pt, height: 1pt, fill: rgb("{_STRUT_COLOR}"))))'
)

# Height of the capitals of Inter and of New Computer Modern Math, in ems.
_CAP_HEIGHT, _MATH_CAP_HEIGHT = 0.727, 0.683

_WEIGHTS = {"regular": 400, "medium": 500, "semibold": 600}
_TAG_OPEN = re.compile(r'tagged\("([^"]*)",')


def tag(name: Hashable, source: str) -> str:
    """Return Typst math `source` marked as the part called `name`."""
    return f'tagged("{name}", {source})'


@dataclass(frozen=True)
class _Glyph:
    """One outline: its curves in ems from the left end of the baseline, and its tags."""

    points: Any
    stroke_em: float
    tags: tuple[str, ...]


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=[str(FONT_FOLDER)], ignore_system_fonts=True)


def _number_tags(source: str) -> tuple[str, list[tuple[str, ...]]]:
    """Replace each ``tagged("name", body)`` by a colour of its own.

    Returns
    -------
    source
        What Typst compiles.
    tags
        For each colour the names of the parts that enclose it, outermost first.
    """
    tags: list[tuple[str, ...]] = [()]
    open_tags: list[tuple[int, str]] = []
    pieces: list[str] = []
    depth = position = 0
    while position < len(source):
        match = _TAG_OPEN.match(source, position)
        if match:
            open_tags.append((depth, match[1]))
            tags.append(tuple(name for _, name in open_tags))
            pieces.append(f'text(fill: #rgb("#{len(tags) - 1:06x}"),')
            depth += 1
            position = match.end()
            continue
        character = source[position]
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if open_tags and open_tags[-1][0] == depth:
                open_tags.pop()
        pieces.append(character)
        position += 1
    return "".join(pieces), tags


@lru_cache(maxsize=4096)
def _glyphs(body: str) -> tuple[_Glyph, ...]:
    """Compile a line of Typst markup to glyphs in drawing order."""
    numbered, tags = _number_tags(body)
    source = f"{_PREAMBLE}{_STRUT}{numbered}"
    svg_bytes = _compiler().compile(input=source.encode(), format="svg")
    svg = svgelements.SVG.parse(io.BytesIO(svg_bytes))
    origin = np.zeros(3)
    glyphs: list[_Glyph] = []
    for element in svg.elements():
        if not isinstance(element, svgelements.Path) or not len(element):
            continue
        stroked = element.stroke.value is not None
        color = element.stroke if stroked else element.fill
        points = VMobjectFromSVGPath(element).points * np.array([1.0, -1.0, 1.0])
        if not len(points):
            continue
        if color.hex == _STRUT_COLOR:
            origin = np.array([points[:, 0].min(), points[:, 1].min(), 0.0])
            continue
        index = int(color.hexrgb[1:], 16)
        glyphs.append(
            _Glyph(
                points=(points - origin) / _EM_IN_SVG,
                stroke_em=element.stroke_width / _EM_IN_SVG if stroked else 0.0,
                tags=tags[index],
            )
        )
    return tuple(glyphs)


class Typeset(VGroup):
    """A line of glyphs whose baseline starts at the origin when it is made.

    Parameters
    ----------
    body
        Typst markup of one line, with parts marked by :func:`tag`.
    size
        Em size in pixels at 1080p.
    color
        Colour of every glyph; the palette's ink by default.
    """

    def __init__(self, body: str, size: float = style.LABEL, color: str | None = None) -> None:
        super().__init__()
        self.body = body
        self.written = ""
        """The words as they are read; empty for a formula."""
        self.is_translated = True
        """Whether the words are in the language that was chosen."""
        self.typed = ""
        """What of a formula's source was typed, rather than made from a graph."""
        color = color or style.palette.ink
        self._em = em = style.px(size)
        self.tags: list[tuple[str, ...]] = []
        """For each glyph the names of the parts that it belongs to, the outermost first."""
        for glyph in _glyphs(body):
            outline = VMobject(stroke_width=0)
            outline.points = glyph.points * em
            if glyph.stroke_em:
                outline.set_stroke(color, width=style.stroke(glyph.stroke_em * size))
            else:
                outline.set_fill(color, opacity=1)
            self.add(outline)
            self.tags.append(glyph.tags)
        # The first glyph's foot and height at the start: from them the baseline is found again
        # after the group has been moved or scaled.
        reference = self.submobjects[0]
        self._foot = float(reference.get_bottom()[1])
        self._reference_width = float(self.width)

    @property
    def _scale(self) -> float:
        return float(self.width) / self._reference_width if self._reference_width else 1.0

    @property
    def cap_height(self) -> float:
        """Height of the capitals, in Manim units."""
        return self._em * self._scale * (_CAP_HEIGHT if self.written else _MATH_CAP_HEIGHT)

    @property
    def baseline_y(self) -> float:
        """Height of the baseline, in Manim units."""
        return float(self.submobjects[0].get_bottom()[1]) - self._foot * self._scale

    def align_baseline(self, y: float) -> Self:
        """Shift so that the baseline is at height `y`."""
        return self.shift(np.array([0.0, y - self.baseline_y, 0.0]))

    def place(self, point: Iterable[float], anchor: str = "left") -> Self:
        """Shift so that the left end, centre or right end of the baseline is at `point`."""
        x, y = tuple(point)[:2]
        ends = {"left": self.get_left, "center": self.get_center, "right": self.get_right}
        self.shift(np.array([x - ends[anchor]()[0], 0.0, 0.0]))
        return self.align_baseline(y)

    def part(self, name: Hashable) -> VGroup:
        """Return the glyphs of every part called `name`.

        Raises
        ------
        KeyError
            If there is no such part; the message lists the names there are.
        """
        found = [
            glyph
            for glyph, tags in zip(self.submobjects, self.tags, strict=True)
            if str(name) in tags
        ]
        if not found:
            names = sorted({name for tags in self.tags for name in tags})
            raise KeyError(f"no part called {name!r}; there are {', '.join(names) or 'none'}")
        return VGroup(*found)

    def color_parts(self, color_of: Callable[[str], str | None]) -> Self:
        """Colour each glyph by the innermost of its tags for which `color_of` has a colour."""
        for glyph, tags in zip(self.submobjects, self.tags, strict=True):
            for name in reversed(tags):
                color = color_of(name)
                if color is not None:
                    glyph.set_color(color)
                    break
        return self


def escape(text: str) -> str:
    """Return Typst markup that shows a text as it stands."""
    return re.sub(r"([\\#$*_`<>@\[\]~/=+-])", r"\\\1", text)


def words(
    text: str,
    size: float = style.LABEL,
    color: str | None = None,
    weight: str = "regular",
    **parts: str,
) -> Typeset:
    """Set `text`, in the present language, in the text face.

    Parameters
    ----------
    weight
        ``regular``, ``medium`` or ``semibold``.
    parts
        What stands where the text has a name in braces, translated too where it has words.
    """
    shown = messages.translated(text)
    if parts:
        shown = shown.format(**{name: messages.translated(part) for name, part in parts.items()})
    line = plain(shown, size, color, weight)
    line.is_translated = messages.is_translated(text)
    return line


def plain(
    text: str, size: float = style.LABEL, color: str | None = None, weight: str = "regular"
) -> Typeset:
    """Set `text` as it stands, in any language: a name or a sign."""
    body = f'#text(weight: {_WEIGHTS[weight]}, number-width: "tabular")[{escape(text)}]'
    line = Typeset(body, size, color)
    line.written = text
    return line


def formula(source: str, size: float = style.FORMULA, color: str | None = None) -> Typeset:
    """Set Typst math `source`; parts marked by :func:`tag` take the colour of their meaning."""
    line = Typeset(f"$display({source})$", size, color).color_parts(_meaning)
    line.typed = source
    return line


def expression(
    graph: Graph, node: int | None = None, size: float = style.FORMULA, prefix: str = ""
) -> Typeset:
    """Set the expression of `node` (the output by default) of `graph`.

    Every node's part can be found by its id and every input's also by its name.

    Parameters
    ----------
    prefix
        Typst math put before the expression, for example ``tag("L", "L") + " = "``.
    """
    line = formula(prefix + expression_source(graph, node), size)
    line.typed = prefix
    return line


def expression_source(graph: Graph, node: int | None = None) -> str:
    """Return the Typst math source of `node`, with every sub-expression tagged."""

    def wrap(node_id: int, source: str) -> str:
        graph_node = graph.nodes[node_id]
        tagged = tag(node_id, source)
        return tag(graph_node.name, tagged) if graph_node.op == "input" else tagged

    return str(graph.to_typst(node, wrap=wrap))


def _meaning(name: str) -> str | None:
    color = style.color_of(name)
    return None if color == style.palette.ink else color
