"""Scenes of the film with other values of their parameters, for the check to look at."""

from scenes.chapters.ch03_curve_fitting import ManyCurves, SquaresOnResiduals
from scenes.chapters.ch04_random_or_guided import TurnAtRandom
from scenes.chapters.ch05_derivatives import SecantToTangent
from scenes.chapters.ch06_gradient_descent import LearningRates, StepDown
from scenes.chapters.ch07_higher_dimensions import DescendTogether
from scenes.chapters.ch07_six_knobs import SixScreens
from scenes.chapters.ch08_chain_rule import MachinesInARow
from scenes.chapters.ch09_training_loop import AllPoints, TheLoop
from scenes.chapters.ch10_summary import TrainTheNetwork


class ManyCurvesOfDegree4(ManyCurves):
    overrides = {"degree": 4}


class SquaresOfDegree6(SquaresOnResiduals):
    overrides = {"degree": 6}


class TurnFourKnobs(TurnAtRandom):
    overrides = {"degree": 3, "seed": 6}


class SecantOfDegree4(SecantToTangent):
    overrides = {"degree": 4}


class SmallSteps(StepDown):
    overrides = {"rate": 0.08, "start": 0.9}


class RatesOfDegree4(LearningRates):
    overrides = {"degree": 4}


class DescendWithASmallRate(DescendTogether):
    overrides = {"rate": 0.05}


class FiveScreens(SixScreens):
    overrides = {"degree": 4, "rate": 0.7}


class OtherMachines(MachinesInARow):
    overrides = {"inner": "sin(x)", "outer": "exp(u)", "x": -0.4}


class AllPointsOfDegree4(AllPoints):
    overrides = {"degree": 4}


class LoopWithASmallRate(TheLoop):
    overrides = {"rate": 0.015, "steps": 80}


class AnotherNetwork(TrainTheNetwork):
    overrides = {"hidden": (6, 6), "seed": 3, "rate": 0.02}
