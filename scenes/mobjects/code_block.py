"""A few lines of Python in which the running line is lit."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Mapping

import numpy as np
from manim import Rectangle

from scenes import style, typeset
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part, show
from scenes.mobjects.rounded import RoundedRectangle

FONT = "DejaVu Sans Mono"
SIZE = 30
_LINE_SHARE = 1.62
_PADDING = style.px(34)
# What is not running recedes, but can still be read.
_RESTING = 0.55


def _body(line: str) -> str:
    """Return the Typst markup of one line of code; spaces keep their width."""
    quoted = line.replace("\\", "\\\\").replace('"', '\\"')
    # Raw text is set at 0.8 of its surroundings; ligatures would join characters into one glyph.
    settings = f'font: "{FONT}", size: 1.25em, ligatures: false'
    return f'#[#show raw: set text({settings}); #raw("{quoted}")]'


def meanings() -> dict[str, str]:
    """Return the colours of names that mean in code what they mean in the film."""
    palette = style.palette
    return {
        "loss": palette.loss,
        "L": palette.loss,
        "forward": palette.model,
        "predict": palette.model,
        "model": palette.model,
        "yhat": palette.model,
        "backward": palette.gradient,
        "backprop": palette.gradient,
        "grad": palette.gradient,
        "gradient": palette.gradient,
        "slope": palette.gradient,
    }


def colors_of(source: str, names: Mapping[str, str]) -> list[list[str]]:
    """Return the colour of every character of every line of Python `source`."""
    palette = style.palette
    lines = source.split("\n")
    colors = [[palette.ink] * len(line) for line in lines]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        color = palette.ink
        if token.type == tokenize.COMMENT:
            color = palette.muted
        elif token.type == tokenize.OP or keyword.iskeyword(token.string):
            color = style.mix(palette.ink, palette.muted, 0.3)
        elif token.type == tokenize.NAME:
            color = names.get(token.string) or style.color_of(token.string)
        (row, start), (end_row, end) = token.start, token.end
        if row == end_row and row <= len(lines):
            colors[row - 1][start:end] = [color] * len(colors[row - 1][start:end])
    return colors


class CodeLine(Part):
    """One line of code; `text` is None where it is blank."""

    def __init__(self, code: str, colors: list[str], size: float) -> None:
        super().__init__()
        self.code = code
        self.text: typeset.Typeset | None = None
        if not code.strip():
            return
        self.text = typeset.Typeset(_body(code), size)
        self.text.written = code
        seen = [c for character, c in zip(code, colors, strict=True) if not character.isspace()]
        for glyph, color in zip(self.text.submobjects, seen, strict=True):
            glyph.set_color(color)
        self.add(self.text)


class CodeBlock(Part):
    """Lines of Python on a panel, centred on the origin when it is made.

    Parameters
    ----------
    source
        The code; it must be tokens that Python knows.
    names
        Colours of names besides those that mean the same throughout the film.
    size
        Em size in pixels at 1080p.

    Attributes
    ----------
    lines
        A part for each line.
    lit
        The number of the lit line, from 1; None while all are alike.
    """

    def __init__(
        self, source: str, names: Mapping[str, str] | None = None, size: float = SIZE
    ) -> None:
        super().__init__()
        source = source.strip("\n")
        palette = style.palette
        colors = colors_of(source, {**meanings(), **(names or {})})
        self.lines = [
            CodeLine(line, row, size) for line, row in zip(source.split("\n"), colors, strict=True)
        ]
        self.pitch = style.px(size * _LINE_SHARE)
        self._middle = style.px(size * 0.27)
        for index, line in enumerate(self.lines):
            line.shift(np.array([0.0, -index * self.pitch, 0.0]))
        right = max(float(line.get_right()[0]) for line in self.lines if line.text)
        width = right + 2 * _PADDING
        height = self.pitch * len(self.lines) + 1.2 * _PADDING
        center = np.array([right / 2, self._middle - self.pitch * (len(self.lines) - 1) / 2, 0.0])
        self.panel = RoundedRectangle(
            corner_radius=style.px(14),
            width=width,
            height=height,
            fill_color=palette.panel,
            fill_opacity=1,
            stroke_color=palette.panel_edge,
            stroke_width=style.stroke(1.5),
        ).move_to(center)
        bar_width = style.px(5)
        self.beam = Rectangle(
            width=width - style.px(3),
            height=self.pitch,
            stroke_width=0,
            fill_color=style.mix(palette.gradient, palette.panel, 0.13),
            fill_opacity=1,
        ).move_to([center[0], self._middle, 0.0])
        self.edge = Rectangle(
            width=bar_width,
            height=self.pitch,
            stroke_width=0,
            fill_color=palette.gradient,
            fill_opacity=1,
        )
        self.edge.next_to(self.beam.get_left(), np.array([1.0, 0.0, 0.0]), buff=0.0)
        self.lamp = Part(self.beam, self.edge)
        self.lit: int | None = None
        self.add(self.panel, self.lamp, *self.lines)
        self.lamp.set_presence(0.0)
        self.move_to([0.0, 0.0, 0.0])

    def refresh(self) -> None:
        """Draw panel, lamp and lines as clear as the block is."""
        clear = self.presence * self.focus
        show(self.panel, clear)
        for part in (self.lamp, *self.lines):
            show(part, clear * part.presence * part.focus)

    def line_y(self, line: int) -> float:
        """Return the middle height of line number `line`, from 1."""
        top = float(self.panel.get_top()[1]) - 0.6 * _PADDING
        return top - self.pitch * (line - 0.5)

    def light(self, line: int | None, run_time: float = style.QUICK) -> Motion:
        """Return the motion of the light to line number `line`, from 1; for None it goes out.

        Raises
        ------
        IndexError
            If there is no such line.
        """
        if line is not None and not 1 <= line <= len(self.lines):
            raise IndexError(f"there are {len(self.lines)} lines, so there is no line {line}")
        before: list[tuple[float, float, list[float]]] = []

        def step(share: float) -> None:
            if not before:
                glow = self.lamp.presence
                target = self.lamp.get_y() if line is None else self.line_y(line)
                start = float(self.lamp.get_y()) if glow else float(target)
                before.append((start, glow, [part.focus for part in self.lines]))
                self.lit = line
            start, glow, focus = before[0]
            if line is not None:
                self.lamp.set_y(start + share * (self.line_y(line) - start))
            self.lamp.set_presence(glow + share * ((line is not None) - glow))
            for number, (part, was) in enumerate(zip(self.lines, focus, strict=True), start=1):
                aim = 1.0 if line in (None, number) else _RESTING
                part.set_focus(was + share * (aim - was))

        return Motion(self, [Change(0.0, run_time, step)])
