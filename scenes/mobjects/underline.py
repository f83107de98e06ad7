"""A line under the part of a formula that is being worked on; it slides from part to part."""

from __future__ import annotations

import numpy as np
from manim import Line, VMobject

from scenes import style
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part

GAP = 0.13


class Underline(Part):
    """The mark under a part of one formula.

    Parameters
    ----------
    baseline_y
        Of the formula: the mark stays below whatever hangs lowest in most formulas.
    """

    def __init__(self, baseline_y: float, color: str | None = None) -> None:
        super().__init__()
        self._y = baseline_y - GAP - 0.12
        self._span: np.ndarray | None = None
        self._line = Line(color=color or style.palette.gradient, stroke_width=style.stroke(4))
        self.add(self._line)
        self.set_presence(0.0)

    def slide_under(self, part: VMobject, run_time: float = style.QUICK) -> Motion:
        """Return the motion to under `part`; the first time it opens there."""
        target = np.array([part.get_left()[0], part.get_right()[0]])
        start: list[np.ndarray] = []

        def step(share: float) -> None:
            if not start:
                middle = np.full(2, target.mean())
                start.append(middle if self._span is None else self._span)
                self.set_presence(1.0)
            self._span = start[0] + share * (target - start[0])
            left, right = self._span
            self._line.put_start_and_end_on(
                [left, self._y, 0], [max(right, left + 1e-3), self._y, 0]
            )

        return Motion(self, [Change(0.0, run_time, step)])

    def leave(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that takes the mark away."""

        def step(share: float) -> None:
            self.set_presence(1 - share)
            if share >= 1:
                self._span = None

        return Motion(self, [Change(0.0, run_time, step)])
