"""The four words of the loop in a row; the one that is happening is lit."""

from __future__ import annotations

import numpy as np

from scenes import style
from scenes.mobjects.learning_loop import WORDS, Stage
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part

_GAP = 0.3


class LoopWords(Part):
    """Forward, backward, nudge, repeat.

    Parameters
    ----------
    left, middle
        Its left end, and the height of its middle.
    size
        Em size of the words, in pixels at 1080p.
    """

    def __init__(self, left: float, middle: float, size: float = style.LABEL) -> None:
        super().__init__()
        palette = style.palette
        colors = (palette.model, palette.gradient, palette.ink, palette.ink)
        self.stages: list[Stage] = []
        for word, color in zip(WORDS, colors, strict=True):
            stage = Stage(word, color, size, np.zeros(3))
            width = float(stage.pill.width)
            shift = np.array([left + width / 2, middle, 0.0])
            stage.shift(shift)
            stage.halo.shift(shift)
            self.stages.append(stage)
            left += width + _GAP
        self.add(*(stage.halo for stage in self.stages), *self.stages)

    def set_lit(self, lit: int, share: float = 1.0) -> None:
        """Light one word, and let the others go out as it comes up."""
        for number, stage in enumerate(self.stages):
            if number == lit:
                stage.set_light(max(share, 0.0))
            elif stage.light:
                stage.set_light(min(stage.light, 1 - share))

    def light(self, word: str, run_time: float = style.QUICK) -> Motion:
        """Return the motion in which a word lights up, and the one before goes out."""
        number = WORDS.index(word)
        return Motion(self, [Change(0.0, run_time, lambda share: self.set_lit(number, share))])
