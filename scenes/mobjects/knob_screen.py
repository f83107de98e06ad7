"""A small screen beside a knob: which way to turn it for less loss, and how strongly that pays."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, VGroup

from scenes import style, typeset
from scenes.mobjects.flat_arrow import FlatArrow
from scenes.mobjects.motion import Change, Motion, glide
from scenes.mobjects.part import Part
from scenes.mobjects.rounded import RoundedRectangle

_TICKS = 5
_ARROW_PX = 8
# How far from the middle the arrow may reach, of the screen's width, and the least part of that
# which can be seen; of the limit, what counts as no slope.
_REACH, _LEAST, _NONE = 0.42, 0.2, 1e-4


class KnobScreen(Part):
    """An arrow from the middle of a dark screen; an empty one has not been computed yet.

    Slopes differ by powers of ten, so the arrow grows with the square root of the slope, from a
    least length that can be seen: a steeper slope has a longer arrow, but not in proportion.

    Parameters
    ----------
    limit
        The slope, up or down, at which the arrow reaches the edge; beyond it it stays there.
    width, height
        In Manim units.

    Attributes
    ----------
    slope
        The derivative of the loss with respect to the knob; None before it is computed. The arrow
        points against it.
    """

    def __init__(self, limit: float, width: float = 1.1, height: float = 0.68) -> None:
        super().__init__()
        self.limit = limit
        self.slope: float | None = None
        palette = style.palette
        self.screen = RoundedRectangle(
            width,
            height,
            style.px(14),
            stroke_color=palette.panel_edge,
            stroke_width=style.stroke(style.SECONDARY),
            fill_color=palette.ground,
            fill_opacity=1,
        )
        self.middle = Line(0.36 * height * UP, 0.36 * height * DOWN, color=palette.muted)
        self.middle.set_stroke(width=style.stroke(style.SECONDARY))
        self.scale_marks = VGroup()
        for x in np.linspace(-0.8, 0.8, _TICKS):
            foot = 0.36 * height * DOWN + x * width / 2 * RIGHT
            self.scale_marks.add(Line(foot, foot + 0.1 * height * UP))
        self.scale_marks.set_stroke(palette.muted, width=style.stroke(1.5))
        for mark in self.scale_marks:
            mark.decorative = True
        self.arrow = FlatArrow(palette.gradient, _ARROW_PX, tip=1.5, tip_share=1.0)
        self.add(self.screen, self.scale_marks, self.middle, self.arrow)
        self.set_slope(None)

    def set_slope(self, slope: float | None) -> None:
        """Point against a slope; None empties the screen."""
        self.slope = slope
        share = 0.0 if slope is None else float(np.clip(-slope / self.limit, -1, 1))
        center = self.screen.get_center() + 0.06 * self.screen.height * UP
        # An arrow of no length has no direction to be drawn in.
        is_there = abs(share) > _NONE
        length = _LEAST + (1 - _LEAST) * abs(share) ** 0.5 if is_there else 1e-3
        reach = np.copysign(_REACH * self.screen.width * length, share)
        self.arrow.put(center, center + reach * RIGHT)
        lit = float(is_there) * self.presence * self.focus
        self.arrow.set_opacity(lit)

    def refresh(self) -> None:
        """Draw the screen as present and as clear as it is."""
        super().refresh()
        self.set_slope(self.slope)

    def show_slope(self, slope: float, run_time: float = style.NORMAL) -> Motion:
        """Return the motion of the arrow to a slope, from none or from the one before."""
        return glide(self, lambda: self.slope or 0.0, self.set_slope, slope, run_time)

    def question_mark(self) -> typeset.Typeset:
        """Return a question mark in the middle of the screen, not yet in the picture."""
        mark = typeset.words(
            "?", size=style.FORMULA, color=style.palette.gradient, weight="semibold"
        )
        return mark.move_to(self.screen)

    def clear(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion of the arrow back to nothing: what it said is no longer true."""
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.append(self.slope or 0.0)
            self.set_slope(None if share >= 1 else (1 - share) * start[0])

        return Motion(self, [Change(0.0, run_time, step)])


def lead(knob_edge: np.ndarray, screen: KnobScreen) -> Line:
    """Return the short wire from a knob's rim to the screen at its right."""
    end = screen.screen.get_critical_point(LEFT)
    return Line(knob_edge, end, color=style.palette.panel_edge, stroke_width=style.stroke(3))
