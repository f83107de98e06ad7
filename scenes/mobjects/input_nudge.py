"""An input on its line, and the small nudge that it gets."""

from __future__ import annotations

import numpy as np
from manim import Circle, Line, VGroup

from scenes import style, typeset
from scenes.mobjects.flat_arrow import FlatArrow
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import show

_BELOW = style.px(44)


class InputNudge(VGroup):
    """A dot for the input, an arrow of the length of its nudge, and the names of both.

    The dot is the origin when it is made.

    Parameters
    ----------
    nudge
        Length of the whole nudge, in Manim units.
    reach
        How far the line goes to the right, in Manim units; without it there is no line, for an
        input on an axis that is there already.
    name
        Typst math of the input.
    """

    def __init__(self, nudge: float, reach: float = 0.0, name: str = "x") -> None:
        super().__init__()
        palette = style.palette
        self._nudge = nudge
        self.line = VGroup()
        if reach:
            line = Line([-reach / 4, 0, 0], [reach, 0, 0], color=palette.muted)
            self.line.add(line.set_stroke(width=style.stroke(style.AXIS)))
        self.dot = Circle(radius=style.px(8), color=palette.ink, stroke_width=style.stroke(3))
        self.dot.set_fill(palette.ground, opacity=1)
        self.label = typeset.formula(name, size=style.LABEL).place([0, -_BELOW], "center")
        self.arrow = FlatArrow(palette.gradient, 5)
        self.delta = typeset.formula("delta", size=style.LABEL, color=palette.gradient)
        self.add(self.line, self.dot, self.arrow, self.label, self.delta)
        self.set_share(0.0)

    def set_share(self, share: float) -> None:
        """Let the arrow be as long as a share of the nudge; without any there is none."""
        start = np.asarray(self.dot.get_center())
        length = max(share * self._nudge, 1e-3)
        self.arrow.put(start, start + np.array([length, 0.0, 0.0]))
        # Clear of the input's name, however short the nudge is.
        aside = max(length / 2, 0.5 * float(self.label.width) + style.px(22))
        self.delta.place([start[0] + aside, self.label.baseline_y], "center")
        for part in (self.arrow, self.delta):
            show(part, min(1.0, 8 * share))

    def nudge(self, start: float, end: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the arrow from one share of the nudge to another."""

        def step(share: float) -> None:
            self.set_share(start + share * (end - start))

        return Motion(self, [Change(0.0, run_time, step)])
