"""Which colour runs which way: a wire and a word for each pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenes import style, typeset
from scenes.mobjects.layout_paths import line
from scenes.mobjects.motion import Motion, schedule
from scenes.mobjects.part import Part
from scenes.mobjects.wire import Wire

LENGTH = 0.95
PITCH = 0.58


class PassLegend(Part):
    """Two rows, ``forward`` and ``backward``, each of which can be brought in by itself.

    Parameters
    ----------
    corner
        Where its upper left corner is.
    """

    def __init__(self, corner: Sequence[float]) -> None:
        super().__init__()
        x, y = float(corner[0]), float(corner[1])
        self._rows = {}
        palette = style.palette
        for index, (word, color) in enumerate(
            (("forward", palette.model), ("backward", palette.gradient))
        ):
            height = y - PITCH * index
            wire = Wire(line((x, height), (x + LENGTH, height)), color)
            text = typeset.words(word, size=style.TICK, color=color)
            text.place(np.array([x + LENGTH + 0.22, height - style.px(10)]))
            row = Part(wire, wire.signal, text)
            row.set_presence(0.0)
            self._rows[word] = (row, wire, color)
            self.add(row)

    def bring_in(self, word: str, run_time: float = style.NORMAL) -> Motion:
        """Return the motion in which one row appears, its signal running its way."""
        row, wire, color = self._rows[word]
        signal = wire.carry(color, backward=word == "backward", run_time=0.6)
        return schedule(self, [(0.0, row.appear(0.4)), (0.2, signal)], run_time)
