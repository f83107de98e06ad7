"""A chapter's opening: its number, its title and the question that it answers."""

from __future__ import annotations

from manim import LEFT, Animation, AnimationGroup, FadeIn, FadeOut, LaggedStart, Line, VGroup
from manim import Create as Draw

from scenes import style, typeset
from scenes.film import Chapter
from scenes.mobjects.readout import Readout
from scenes.quantity import constant

NUMBER = 214


class TitleCard(VGroup):
    """A large chapter number, a rule, and title over question, on the middle line of the frame."""

    def __init__(self, chapter: Chapter) -> None:
        super().__init__()
        self.number = Readout(
            constant(chapter.number, "number of the chapter"),
            precision=0,
            size=NUMBER,
            color=style.palette.model,
            weight="semibold",
            anchor="right",
        ).place([-3.3, -0.42])
        self.rule = Line(
            [-2.75, 0.95, 0],
            [-2.75, -0.8, 0],
            color=style.palette.panel_edge,
            stroke_width=style.stroke(style.WIRE),
        )
        self.title = typeset.words(chapter.title, size=style.DISPLAY, weight="semibold")
        self.title.place([-2.2, 0.3])
        self.question = typeset.words(
            chapter.question, size=style.FORMULA, color=style.palette.muted
        ).place([-2.2, -0.55])
        self.add(self.number, self.rule, self.title, self.question)
        self.set_x(0)

    def open(self) -> Animation:
        """Return the motion that brings number, rule and title in."""
        return LaggedStart(
            FadeIn(self.number, shift=0.3 * LEFT),
            Draw(self.rule),
            FadeIn(self.title, shift=0.3 * LEFT),
            lag_ratio=0.35,
            run_time=style.SLOW,
        )

    def ask(self) -> Animation:
        """Return the motion that brings the question in."""
        return FadeIn(self.question, shift=0.3 * LEFT, run_time=style.NORMAL)

    def close(self) -> Animation:
        """Return the motion that clears the frame."""
        return AnimationGroup(*(FadeOut(part) for part in self), run_time=style.NORMAL)
