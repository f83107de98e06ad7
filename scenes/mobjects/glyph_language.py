"""A language model: words so far, what could come next and how likely, and the next word."""

from __future__ import annotations

import numpy as np
from manim import VMobject

from scenes import style
from scenes.mobjects.glyph import SIZE, Glyph, bar, blend, filled, paint, phase
from scenes.mobjects.rounded import RoundedRectangle

_BAR = 0.12
_GAP = 0.10
_LINES = (0.74, 0.45, 0.16)
_MARGIN = 0.2  # between the bubble's edge and its words
_BUBBLE_BOTTOM = -0.06
_CANDIDATES = (-0.42, -0.67, -0.92)
_SCALE_LEFT = -0.22  # where the bars of probability begin
_SHORTEST, _LONGEST = 0.22, 0.46


class LanguageGlyph(Glyph):
    """A speech bubble with bars for words; beneath it three candidates, each with its probability.

    Parameters
    ----------
    size
        Side of the panel, in Manim units.
    seed
        Of the words' lengths and of the scores that softmax turns into probabilities.
    words
        How many words are added.
    """

    def __init__(self, size: float = SIZE, seed: int = 16, words: int = 2) -> None:
        super().__init__(size)
        rng = np.random.default_rng(seed)
        palette = style.palette
        self.added = words
        self._lengths = rng.uniform(_SHORTEST, _LONGEST, (words, len(_CANDIDATES)))
        scores = rng.normal(0.0, 0.8, (words, len(_CANDIDATES)))
        self.probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        """Of each candidate, for each word that is added: shape (words, 3)."""
        self._bubble = RoundedRectangle(
            width=2 * self.unit,
            height=(1 - _BUBBLE_BOTTOM) * self.unit,
            corner_radius=0.16 * self.unit,
            stroke_color=palette.muted,
            stroke_width=style.stroke(style.AXIS),
            fill_color=palette.panel,
            fill_opacity=1,
        ).move_to(self.at(0, (1 + _BUBBLE_BOTTOM) / 2))
        self._tail = VMobject(
            stroke_color=palette.muted,
            stroke_width=style.stroke(style.AXIS),
            fill_color=palette.panel,
            fill_opacity=1,
        )
        self._tail.set_points_as_corners(
            [self.at(x, _BUBBLE_BOTTOM + y) for x, y in ((-0.72, 0), (-0.78, -0.17), (-0.52, 0))]
        )
        said, self._slots = self._compose(rng)
        self._said = [filled(palette.muted) for _ in said]
        for word, outline in zip(self._said, said, strict=True):
            self.put(word, outline)
        count = len(_CANDIDATES)
        self._tracks = [filled(palette.hairline) for _ in range(count)]
        self._tokens = [filled(palette.muted) for _ in range(count)]
        self._chances = [filled(palette.model) for _ in range(count)]
        self._next = [filled(palette.model) for _ in range(words)]
        self.add(self._bubble, self._tail, *self._said)
        self.add(*self._tracks, *self._tokens, *self._chances, *self._next)
        for track, y in zip(self._tracks, _CANDIDATES, strict=True):
            self.put(track, bar(_SCALE_LEFT, y, 1 - _SCALE_LEFT, _BAR))
        self.set_progress(0.0)

    def _compose(self, rng: np.random.Generator) -> tuple[list[np.ndarray], list[float]]:
        """Set words in lines, the last of which has room for those to come.

        Returns
        -------
        said
            Outlines of the words so far.
        slots
            Left ends of the words to come, in the last line.
        """
        left, right = -1 + _MARGIN, 1 - _MARGIN
        winners = self.probabilities.argmax(axis=1)
        room = sum(self._lengths[i, w] + _GAP for i, w in enumerate(winners))
        said = []
        for line, y in enumerate(_LINES):
            last = line == len(_LINES) - 1
            pen, end = left, right - (room if last else 0.0)
            while end - pen >= _SHORTEST:
                length = min(float(rng.uniform(_SHORTEST, 1.3 * _LONGEST)), end - pen)
                # A rest that is too short for a word of its own belongs to this one; only the last
                # line may end early.
                if not last and end - pen - length < _SHORTEST + _GAP:
                    length = end - pen
                said.append(bar(pen, y, length, _BAR))
                pen += length + _GAP
        slots = []
        for index, winner in enumerate(winners):
            slots.append(pen)
            pen += float(self._lengths[index, winner]) + _GAP
        return said, slots

    def draw(self, share: float) -> None:
        """Weigh the candidates, send the likeliest up into the text, and go on to the next."""
        place = min(share * self.added, self.added - 1e-9)
        index, part = int(place), place - int(place)
        last = index == self.added - 1
        before = max(index - 1, 0)
        grown = phase(part, 0.05, 0.5)
        # The last word's chances stay, so that the picture ends complete.
        kept = 1.0 if last else 1 - phase(part, 0.75, 1.0)
        lift = phase(part, 0.55, 0.95)
        winner = int(self.probabilities[index].argmax())
        model, muted = style.palette.model, style.palette.muted
        for row, y in enumerate(_CANDIDATES):
            old, new = self._lengths[before, row], self._lengths[index, row]
            length = old + phase(part, 0.0, 0.2) * (new - old)
            self.put(self._tokens[row], bar(-1, y, float(length), _BAR))
            chosen = phase(part, 0.35, 0.55) * kept if row == winner else 0.0
            paint(self._tokens[row], blend(model, chosen, muted))
            chance = self.probabilities[index, row] * grown * kept
            width = float(chance) * (1 - _SCALE_LEFT)
            self.put(self._chances[row], bar(_SCALE_LEFT, y, width, min(_BAR, width)))
            paint(self._chances[row], blend(model, 0.45 + 0.55 * chosen))
        for step, word in enumerate(self._next):
            if step > index or (step == index and lift <= 0):
                self.put(word, np.zeros((0, 3)))
                continue
            row = int(self.probabilities[step].argmax())
            way = 1.0 if step < index else lift
            x = -1 + way * (self._slots[step] + 1)
            y = _CANDIDATES[row] + way * (_LINES[-1] - _CANDIDATES[row])
            self.put(word, bar(x, y, float(self._lengths[step, row]), _BAR))
