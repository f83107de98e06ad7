"""The film's chapters and scenes, in order; the only place that knows the order.

Imports nothing that draws, so that a list of scenes costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "The algorithm behind machine learning"


@dataclass(frozen=True)
class Chapter:
    """One chapter: a run of scenes that live in one module.

    Attributes
    ----------
    number
        Its place in the treatment; chapters that are not made yet leave a gap.
    question
        The one-line question that its title card asks.
    module
        Import path of the file with its scenes.
    scenes
        Class names, in the order in which they are shown.
    """

    number: int
    title: str
    question: str
    module: str
    scenes: tuple[str, ...]


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        number=3,
        title="The curve-fitting problem",
        question="What makes one curve better than another?",
        module="scenes.chapters.ch03_curve_fitting",
        scenes=(
            "CurveFittingTitle",
            "PointsAppear",
            "ManyCurves",
            "SquaresOnResiduals",
            "TwoMachines",
        ),
    ),
    Chapter(
        number=7,
        title="Higher dimensions",
        question="Which way is down, when there is more than one way to go?",
        module="scenes.chapters.ch07_higher_dimensions",
        scenes=(
            "HigherDimensionsTitle",
            "TwoKnobs",
            "SliceTheSurface",
            "TheGradient",
            "DescendTogether",
            "ThreeDescents",
        ),
    ),
    Chapter(
        number=9,
        title="Computational graphs",
        question="How does the loss tell each knob where to turn?",
        module="scenes.chapters.ch09_computational_graphs",
        scenes=(
            "ComputationalGraphsTitle",
            "BuildTheGraph",
            "ForwardPass",
            "BackwardPass",
            "SixKnobs",
        ),
    ),
)


def chapter_of(scene_name: str) -> Chapter:
    """Return the chapter that a scene belongs to.

    Raises
    ------
    KeyError
        If no chapter has a scene of that name.
    """
    for chapter in CHAPTERS:
        if scene_name in chapter.scenes:
            return chapter
    raise KeyError(scene_name)
