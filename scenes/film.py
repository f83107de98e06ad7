"""The film's chapters and scenes, in order; the only place that knows the order.

Imports nothing that draws, so that a list of scenes costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenes.messages import message

TITLE = message("The algorithm behind machine learning")


@dataclass(frozen=True)
class Chapter:
    """One chapter: a run of scenes, in one module or a few.

    Attributes
    ----------
    number
        Its place in the treatment; chapters that are not made yet leave a gap.
    question
        The one-line question that its title card asks.
    files
        Import path of each file with its scenes: their class names, in the order in which they are
        shown.
    """

    number: int
    title: str
    question: str
    files: Mapping[str, tuple[str, ...]]

    @property
    def scenes(self) -> tuple[str, ...]:
        """Names of all its scenes, in order."""
        return tuple(scene for scenes in self.files.values() for scene in scenes)


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        number=1,
        title=message("Introduction"),
        question=message("What do all machines that learn have in common?"),
        files={
            "scenes.chapters.ch01_introduction": (
                "IntroductionTitle",
                "FourSystems",
                "OneLoop",
            ),
        },
    ),
    Chapter(
        number=2,
        title=message("Where it came from"),
        question=message("Who had the idea, and when?"),
        files={
            "scenes.chapters.ch02_history": (
                "WhereItCameFromTitle",
                "ThreeCenturies",
                "BackwardsAtLast",
                "NetworksLearn",
            ),
        },
    ),
    Chapter(
        number=3,
        title=message("The curve-fitting problem"),
        question=message("What makes one curve better than another?"),
        files={
            "scenes.chapters.ch03_curve_fitting": (
                "CurveFittingTitle",
                "PointsAppear",
                "ManyCurves",
                "SquaresOnResiduals",
                "TwoMachines",
            ),
        },
    ),
    Chapter(
        number=4,
        title=message("Random or guided"),
        question=message("Which knob should be turned, and which way?"),
        files={
            "scenes.chapters.ch04_random_or_guided": (
                "RandomOrGuidedTitle",
                "TurnAtRandom",
                "HowSlow",
                "TheWish",
            ),
        },
    ),
    Chapter(
        number=5,
        title=message("Derivatives"),
        question=message("How steep is it, right here?"),
        files={
            "scenes.chapters.ch05_derivatives": (
                "DerivativesTitle",
                "FreezeAllButOne",
                "SecantToTangent",
                "CloseUp",
                "SlopeEverywhere",
                "WhereItFails",
            ),
        },
    ),
    Chapter(
        number=6,
        title=message("Gradient descent"),
        question=message("How do you get down with the slope alone?"),
        files={
            "scenes.chapters.ch06_gradient_descent": (
                "GradientDescentTitle",
                "StepDown",
                "LearningRates",
                "TwoValleys",
                "FindTheRate",
            ),
        },
    ),
    Chapter(
        number=7,
        title=message("Higher dimensions"),
        question=message("Which way is down, with many ways to go?"),
        files={
            "scenes.chapters.ch07_higher_dimensions": (
                "HigherDimensionsTitle",
                "TwoKnobs",
                "SliceTheSurface",
                "TheGradient",
                "DescendTogether",
                "ThreeDescents",
            ),
            "scenes.chapters.ch07_six_knobs": ("SixScreens",),
        },
    ),
    Chapter(
        number=8,
        title=message("The chain rule"),
        question=message("Where do derivatives come from?"),
        files={
            "scenes.chapters.ch08_building_blocks": (
                "ChainRuleTitle",
                "BuildingBlocks",
                "SlopesAdd",
                "AreaGrows",
            ),
            "scenes.chapters.ch08_chain_rule": (
                "MachinesInARow",
                "ThreeNumberLines",
                "GearWheels",
            ),
            "scenes.chapters.ch08_longer_chains": ("LongerChain", "BranchesAdd"),
        },
    ),
    Chapter(
        number=9,
        title=message("Computational graphs"),
        question=message("How does the loss tell each knob where to turn?"),
        files={
            "scenes.chapters.ch09_computational_graphs": (
                "ComputationalGraphsTitle",
                "BuildTheGraph",
                "ForwardPass",
                "BackwardPass",
                "SixKnobs",
            ),
            "scenes.chapters.ch09_training_loop": ("AllPoints", "TheLoop"),
            "scenes.chapters.ch09_checks": ("PushANudge", "ThreeWays", "WhyBackwards"),
            "scenes.chapters.ch09_mistakes": ("FourMistakes",),
        },
    ),
    Chapter(
        number=10,
        title=message("Summary"),
        question=message("What changes when there are a million knobs?"),
        files={
            "scenes.chapters.ch10_summary": (
                "SummaryTitle",
                "OneNeuron",
                "ManyNeurons",
                "TrainTheNetwork",
                "TheFourWords",
                "OpenQuestion",
            ),
        },
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
