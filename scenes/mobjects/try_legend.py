"""What the marks of a search's chart mean: a dot was kept, a cross or a caret undone."""

from __future__ import annotations

import numpy as np
from manim import Circle, Line, Triangle

from scenes import style, typeset
from scenes.messages import message
from scenes.mobjects.motion import Motion, together
from scenes.mobjects.part import Part
from scenes.mobjects.polyline import set_lines


class TryLegend(Part):
    """The marks with their words; the verdict on the latest try is lit, the other one dimmed.

    An undone try has a cross or, beyond the scale of the chart, a caret.

    Parameters
    ----------
    left, baseline
        Where the first mark begins, and where the words stand.
    """

    def __init__(self, left: float, baseline: float) -> None:
        super().__init__()
        palette, size = style.palette, style.px(7)
        dot = Circle(size, stroke_width=0, fill_color=palette.check, fill_opacity=1)
        cross = Line().set_stroke(palette.muted, width=style.stroke(style.SECONDARY))
        arms = [np.array([size, size, 0.0]), np.array([size, -size, 0.0])]
        set_lines(cross, [np.array([-arm, arm]) for arm in arms])
        caret = Triangle(radius=1.2 * size, stroke_width=0)
        caret.set_fill(palette.muted, opacity=1)
        self.verdicts: dict[bool, Part] = {}
        pen = left
        kinds = ((True, message("kept"), [dot]), (False, message("undone"), [cross, caret]))
        for kept, word, marks in kinds:
            for mark in marks:
                mark.move_to([pen + size, baseline + 0.09, 0.0])
                pen += 0.24
            name = typeset.words(word, size=style.TICK, color=palette.ink)
            self.verdicts[kept] = Part(*marks, name.place([pen, baseline]))
            pen = float(name.get_right()[0]) + 0.45
        self.add(*self.verdicts.values())

    def judge(self, kept: bool, run_time: float = style.QUICK) -> Motion:
        """Return the motion that lights one verdict and dims the other."""
        lit = [
            verdict.focus_to(1.0 if name == kept else style.DIMMED, run_time)
            for name, verdict in self.verdicts.items()
        ]
        return together(self, *lit)

    def rest(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that lights both."""
        lit = [verdict.focus_to(1.0, run_time) for verdict in self.verdicts.values()]
        return together(self, *lit)
