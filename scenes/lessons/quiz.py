"""A question in a lesson: one number stays blank for a while."""

from __future__ import annotations

from collections.abc import Sequence

from manim import FadeIn, FadeOut
from pydantic import Field

from scenes import style, typeset
from scenes.base import LessonScene
from scenes.mobjects.countdown import Countdown
from scenes.parameters import SceneParameters

# Long enough to work out a slope by one rule.
THINKING_S = 8.0
# Where nothing else is: at the upper right.
_CORNER = (6.35, 3.3, 0.0)


class LessonParameters(SceneParameters):
    """What every lesson has."""

    quiz: bool = Field(False, description="whether one slope is left blank, with time to think")


def leave_blank(scene: LessonScene, place: Sequence[float], size: float = style.TITLE) -> None:
    """Put a question mark in place of a number, and give time to think about it.

    Parameters
    ----------
    place
        The middle of the number.
    """
    mark = typeset.words("?", size, style.palette.gradient, weight="semibold")
    mark.move_to([place[0], place[1], 0.0])
    clock = Countdown().move_to(_CORNER)
    with scene.beat("One slope is missing. Which number belongs there? Take your time."):
        scene.play(FadeIn(mark, scale=0.6), FadeIn(clock))
        scene.play(clock.run(THINKING_S))
    scene.play(FadeOut(mark), FadeOut(clock), run_time=style.QUICK)
