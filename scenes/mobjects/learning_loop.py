"""The loop on which everything that learns here runs: forward, backward, nudge, repeat."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import Arc, VMobject, smooth
from manim.constants import CapStyleType

from scenes import style, typeset
from scenes.messages import message
from scenes.mobjects.motion import Change, Motion, glide, schedule, together
from scenes.mobjects.part import Part
from scenes.mobjects.rounded import RoundedRectangle

WORDS = (message("forward"), message("backward"), message("nudge"), message("repeat"))
_TAIL = 0.17  # of a turn
_TAIL_PIECES = 24
_REST = 0.9  # how much of its colour a word keeps that is not lit
_GLOW_RINGS = 14
_GLOW_REACH_PX = 46
_LIT_BEFORE, _LIT_AFTER = 0.045, 0.26  # of a turn, around the word's place


class Stage(Part):
    """One word of the loop, in a pill that lights up.

    Its halo is not part of it: the loop puts it beneath the ring.

    Parameters
    ----------
    text
        The word.
    color
        Of its meaning.
    """

    def __init__(self, text: str, color: str, size: float, center: np.ndarray) -> None:
        super().__init__()
        palette = style.palette
        self.color_lit = color
        self.word = typeset.words(text, size=size, weight="semibold")
        width = float(self.word.width) + 1.3 * style.px(size)
        height = 1.75 * style.px(size)
        self.halo = Part(
            *(
                VMobject(stroke_width=0, fill_color=palette.ground, fill_opacity=1)
                for _ in range(_GLOW_RINGS)
            )
        )
        for ring in self.halo:
            ring.decorative = True
        self.pill = RoundedRectangle(width=width, height=height, corner_radius=height / 2)
        self.pill.move_to(center).set_fill(palette.panel, opacity=1)
        self.pill.set_stroke(palette.panel_edge, width=style.stroke(style.WIRE))
        self.word.place([center[0], center[1] - self.word.cap_height / 2], "center")
        self.add(self.pill, self.word)
        # The word says which stage it is; the pill is there to light up.
        self.pill.decorative = True
        self.light = 0.0
        self.set_light(0.0)

    def set_light(self, share: float) -> None:
        """Let the word be lit to the given share."""
        self.light = share
        palette = style.palette
        width, height = float(self.pill.width), float(self.pill.height)
        for way, ring in zip(np.linspace(1, 0, _GLOW_RINGS), self.halo, strict=True):
            if share < 0.01:
                ring.set_points(np.zeros((0, 3)))
                continue
            grow = float(way) * style.px(_GLOW_REACH_PX)
            outline = RoundedRectangle(
                width=width + 2 * grow, height=height + 2 * grow, corner_radius=height / 2 + grow
            )
            ring.set_points(outline.points + self.pill.get_center())
            part = 0.42 * share * (1 - float(way)) ** 2
            ring.set_fill(style.mix(self.color_lit, palette.ground, part))
        self.pill.set_fill(style.mix(self.color_lit, palette.panel, 0.05 + 0.15 * share))
        self.pill.set_stroke(style.mix(self.color_lit, palette.panel_edge, 0.15 + 0.85 * share))
        self.word.set_color(style.mix(self.color_lit, palette.panel, _REST + (1 - _REST) * share))


class LearningLoop(Part):
    """Four words on a ring; a runner goes round, and each word lights up as it passes.

    The runner starts at the first word, at the top, and runs clockwise. Its tail has the colour of
    the word that it comes from. The middle is free, for whatever is being trained.

    Parameters
    ----------
    radius
        Of the ring, in Manim units.
    size
        Em size of the words, in pixels at 1080p.
    words
        The four words, in their order.
    center
        Of the ring, in Manim units.
    """

    def __init__(
        self,
        radius: float = 2.4,
        size: float = style.TITLE,
        words: tuple[str, ...] = WORDS,
        center: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        super().__init__()
        palette = style.palette
        self.turn = 0.0
        colors = (palette.model, palette.gradient, palette.ink, palette.ink)
        self.ring = Part(
            Arc(
                radius=radius,
                angle=2 * np.pi,
                stroke_color=palette.panel_edge,
                stroke_width=style.stroke(style.CURVE),
                arc_center=[*center, 0],
            )
        )
        self.runner = Part()
        self._pieces = [
            VMobject(stroke_width=style.stroke(1.6 * style.CURVE)).set_fill(opacity=0)
            for _ in range(_TAIL_PIECES)
        ]
        for piece in self._pieces:
            piece.set_cap_style(CapStyleType.BUTT)
        self._tip = VMobject(stroke_width=0, fill_color=palette.ink, fill_opacity=1)
        self.runner.add(*self._pieces, self._tip)
        self.add(self.ring, self.runner)
        self.stages = [
            Stage(word, color, size, self.at(index / len(words)))
            for index, (word, color) in enumerate(zip(words, colors, strict=True))
        ]
        self.add_to_back(*(stage.halo for stage in self.stages))
        self.add(*self.stages)
        self.set_turn(0.0)

    @property
    def middle(self) -> np.ndarray:
        """The centre of the ring."""
        return self.ring[0].get_center()

    def at(self, turn: float, outward: float = 0.0) -> np.ndarray:
        """Return the place on the ring after `turn` turns, or beside it, in Manim units."""
        angle = 2 * np.pi * (0.25 - turn)
        radius = float(self.ring[0].width) / 2 + outward
        return self.middle + radius * np.array([np.cos(angle), np.sin(angle), 0.0])

    def set_turn(self, turn: float) -> None:
        """Put the runner where it is after `turn` turns, and light the words that it passes."""
        self.turn = turn
        count = len(self.stages)
        for index, stage in enumerate(self.stages):
            # From half a turn before the word to half a turn after it.
            past = (turn - index / count + 0.5) % 1 - 0.5
            started = turn >= index / count - _LIT_BEFORE
            stage.set_light(_light(past) if started and turn > 0 else 0.0)
        # The tail grows out of the place where the run began.
        tail = min(_TAIL, max(turn, 0.0))
        for number, piece in enumerate(self._pieces):
            if not tail:
                piece.set_points(np.zeros((0, 3)))
                continue
            back, front = (turn - tail * (1 - (number + k) / _TAIL_PIECES) for k in (0, 1))
            # A hair over the next piece: no seam shows.
            piece.set_points(self._arc(back, min(front + 0.002, turn)))
            share = ((number + 1) / _TAIL_PIECES) ** 1.5
            color = self._color_after((back + front) / 2)
            piece.set_stroke(style.mix(color, style.palette.panel_edge, share))
        self._tip.set_fill(self._color_after(turn))
        long, half = style.px(17), style.px(13)
        step = 2 * long / (2 * np.pi * float(self.ring[0].width) / 2)
        corners = [
            self.at(turn, -half), self.at(turn + step), self.at(turn, half), self.at(turn, -half)
        ]  # fmt: skip
        if tail:
            self._tip.set_points_as_corners(corners)
        else:
            self._tip.set_points(np.zeros((0, 3)))

    def _color_after(self, turn: float) -> str:
        """Return the colour of the last word before a place on the ring."""
        count = len(self.stages)
        return self.stages[int(np.floor(turn * count + 1e-9)) % count].color_lit

    def _arc(self, start: float, end: float) -> np.ndarray:
        """Return control points of the ring between two numbers of turns."""
        arc = Arc(
            radius=float(self.ring[0].width) / 2,
            start_angle=2 * np.pi * (0.25 - start),
            angle=-2 * np.pi * (end - start),
            arc_center=self.middle,
            num_components=3,
        )
        return arc.points

    def appear_in_turn(self, run_time: float = style.QUICK, lag: float = style.NORMAL) -> Motion:
        """Return the motion that brings in the ring, then one word after the other."""
        parts: list[Part] = [self.ring, *self.stages]
        return schedule(self, [(lag * i, part.appear(run_time)) for i, part in enumerate(parts)])

    def run(
        self,
        turns: float = 1.0,
        run_time: float = 4.0,
        rate: Callable[[float], float] = smooth,
    ) -> Motion:
        """Return the motion of the runner from where it is, `turns` times round."""
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.append(self.turn)
            self.set_turn(start[0] + turns * share)

        return Motion(self, [Change(0.0, run_time, step, rate=rate)])

    def light_all(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion after which all words are lit, and nobody runs any more."""
        return together(self, self._light_to(1.0, run_time), self.runner.vanish(run_time))

    def rest(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion after which no word is lit."""
        return self._light_to(0.0, run_time)

    def _light_to(self, share: float, run_time: float) -> Motion:
        stages = [
            glide(stage, lambda stage=stage: stage.light, stage.set_light, share, run_time)
            for stage in self.stages
        ]
        return together(self, *stages)


def _light(past: float) -> float:
    """Return how bright a word is when the runner is `past` it, in turns (negative: before)."""
    if past < 0:
        return max(0.0, 1 + past / _LIT_BEFORE) ** 2
    return max(0.0, 1 - past / _LIT_AFTER) ** 0.5
