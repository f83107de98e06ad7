"""Chapter 9, continued: all points at once, and the loop of forward, backward, nudge, repeat."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, AnimationGroup, FadeIn, FadeOut, LaggedStart, Transform, VGroup
from pydantic import Field

from autodiff import optimize
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.mobjects.curve_fitter import CurveFitter
from scenes.mobjects.loop_words import LoopWords
from scenes.mobjects.loss_chart import LossChart
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.plot import Plot
from scenes.mobjects.points_graph import PointsGraph
from scenes.mobjects.readout import Readout
from scenes.quantity import constant
from scenes.running_example import DOMAIN, Fit, data_point

# Where the knobs stand before anything is learnt; knobs of higher powers start at zero.
START = (0.54, 1.2, -1.0, -0.5, 0.4, 0.6)
# Where the fit is beside the loop (left, bottom, width, height), and at the end.
FIT_PLACE, LARGE_PLACE = (1.95, 0.55, 4.6, 2.6), (-4.0, -2.6, 8.0, 5.8)


class Training(Fit):
    """What the scenes of the loop share."""

    rate: float = Field(0.03, gt=0, le=1, description="learning rate")
    steps: int = Field(60, ge=5, le=400, description="how many rounds of the loop there are")


class TrainingScene(LessonScene):
    """The loss of all points, from the same start."""

    Parameters = Training

    def train(self):
        """Run the whole descent, which the scenes then show."""
        degree = self.parameters.degree
        self.points = data.load_points()
        names = data.parameter_names(degree)
        self.start = dict(zip(names, (*START, *[0.0] * degree), strict=False))
        graph, fixed = data.loss(degree, len(self.points)), data_point(self.points)
        self.path = optimize.gradient_descent(
            lambda knobs: graph({**knobs, **fixed}),
            self.start,
            self.parameters.rate,
            self.parameters.steps,
        )
        if self.path.diverged or self.path.values[-1] > self.path.values[0]:
            raise data.DataError(
                f"with a learning rate of {self.parameters.rate} the loss of these points grows; "
                "choose a smaller rate"
            )
        steepest = max(abs(float(slope)) for slope in self.path.gradients[0].values())
        self.graph = PointsGraph(
            self.points, self.start, steepest, left=-6.55, right=1.0, bottom=-2.9, top=2.75
        )


class AllPoints(TrainingScene):
    """Each point has its own graph; they share the knobs, and one sum joins their losses."""

    def construct(self):
        self.train()
        graph = self.graph
        graph.hide_numbers()
        for screen in graph.screens:
            screen.set_presence(0.0)
        picture = self.fit_beside()
        with self.beat("That was one point. Every point has such a graph."):
            self.play(FadeIn(picture))
            arrivals = [
                FadeIn(lid, target_position=dot)
                for lid, dot in zip(graph.lids, self.fitter.dots, strict=True)
            ]
            self.play(LaggedStart(*arrivals, lag_ratio=0.12, run_time=3.0))
        with self.beat("All look at the same knobs, and one sum joins their losses."):
            self.play(FadeIn(graph.knobs), FadeIn(graph.fan), run_time=style.SLOW)
            self.play(FadeIn(graph.gather), FadeIn(graph.total))
        self.remove(*graph)
        self.add(graph)
        with self.beat("Forward: a loss for every point, one number for all."):
            self.play(graph.forward())
        with self.beat("Backward: the sum hands its one to every point, unchanged."):
            self.play(graph.hand_back(style.SLOW))
        with self.beat("Each knob adds it all up. Its arrow points against its slope."):
            self.play(*(screen.appear() for screen in graph.screens))
            self.play(graph.tell_knobs(3.0))
            self.play(Transform(picture, self.fit_beside(FIT_PLACE)))

    def fit_beside(self, place=(1.75, -0.6, 4.85, 3.3)):
        """Return the curve at the start, beside the graph."""
        self.fitter = fit_in(self.points, self.start, self.path, place)
        return VGroup(self.fitter.plot, self.fitter)


def fit_in(points, start, path, place):
    """Return the fit in a box (left, bottom, width, height), with room for the whole path."""
    left, bottom, width, height = place
    x = np.linspace(*DOMAIN, 50)
    model = data.model(len(start) - 1)
    curves = [model({"x": x, **knobs}) for knobs in (path.points[0], path.points[-1])]
    heights = np.concatenate([*curves, [float(point.y) for point in points]])
    margin = 0.08 * np.ptp(heights)
    span = float(heights.min() - margin), float(heights.max() + margin)
    plot = Plot((-1.15, 1.15), span, width, height)
    plot.shift(np.array([left, bottom, 0.0]) - plot.area.get_corner(DOWN - RIGHT))
    fitter = CurveFitter(plot, points, start, DOMAIN)
    fitter.submobjects = fitter.layers(squares=False)
    return fitter


class TheLoop(TrainingScene):
    """Forward, backward, nudge, repeat: faster and faster, while the curve fits."""

    def construct(self):
        self.train()
        self.build()
        graph = self.graph
        graph.set_parameters(self.start)
        stale = (graph.losses, graph.reading, graph.screens)
        self.allow("contrast", *stale, because="what is stale steps back")
        self.add(graph, self.fit)
        with self.beat("Now nudge every knob the way its arrow points."):
            self.play(FadeIn(self.words), FadeIn(self.chart))
            self.play(self.words.light("nudge"), self.nudge_to(1))
        with self.beat("The numbers no longer match the knobs. They are stale."):
            self.play(graph.go_stale(style.SLOW))
        with self.beat("So repeat. Forward again: the loss has fallen."):
            self.play(self.words.light("repeat"))
            self.play(self.words.light("forward"), graph.forward(3.0), self.chart_to(1, 3.0))
        with self.beat("Backward again: new slopes. And nudge."):
            self.play(self.words.light("backward"), graph.backward(3.0))
            self.play(self.words.light("nudge"), self.nudge_to(2))
            self.play(graph.go_stale(style.QUICK))
        with self.beat("Forward, backward, nudge, repeat."):
            self.round(3, 2.4)
            self.round(4, 1.6)
        with self.beat("The same four words, faster and faster: this is how a machine learns."):
            self.run_on(5, 7.0)
        with self.beat("Nobody gave it the curve, only points. It followed its slopes."):
            last = self.path.points[-1]
            large = fit_in(self.points, last, self.path, LARGE_PLACE)
            self.play(FadeOut(graph), FadeOut(self.words), FadeOut(self.chart))
            self.play(Transform(self.fit, VGroup(large.plot, large)), run_time=style.SLOW)

    def build(self):
        """Lay out the words above, and the fit and the loss at the right."""
        self.words = LoopWords(-6.5, 3.25)
        self.fitter = fit_in(self.points, self.start, self.path, FIT_PLACE)
        self.fit = VGroup(self.fitter.plot, self.fitter)
        self.losses = LossChart(self.path, 4.3, 2.0)
        corner = self.losses.axes.area.get_corner(DOWN - RIGHT)
        self.losses.shift(np.array([2.25, -2.35, 0.0]) - corner)
        self.losses.set_step(0)
        rounds = typeset.words("rounds", color=style.palette.muted).place([4.6, -0.35])
        count = Readout(self.rounds, 0, size=style.LABEL, anchor="left").place([5.85, -0.35])
        self.chart = VGroup(self.losses, rounds, count)

    def rounds(self):
        """Return how many rounds have been made."""
        return constant(int(self.losses.step + 1e-6), "rounds of the loop")

    def nudge_to(self, number, run_time=style.SLOW):
        """Return the motion of the knobs, and of the curve with them, to where a step leads."""
        knobs = self.path.points[number]
        turning = self.graph.nudge(knobs, run_time)
        return AnimationGroup(turning, self.fitter.fit_to(knobs, run_time))

    def chart_to(self, number, run_time):
        """Return the motion of the loss chart to a step."""
        return self.losses.go_to(number, run_time)

    def round(self, number, run_time):
        """Go once round the loop, up to the nudge that is step `number`."""
        third = run_time / 3
        light = min(third, style.QUICK)
        self.play(
            self.words.light("forward", light),
            self.graph.forward(third),
            self.chart_to(number - 1, third),
        )
        self.play(self.words.light("backward", light), self.graph.backward(third))
        self.play(self.words.light("nudge", light), self.nudge_to(number, third))
        self.play(self.graph.go_stale(0.2))

    def run_on(self, first, run_time):
        """Run through all steps that are left, with every number true at every step."""
        last = len(self.path) - 1
        graph, fitter, words = self.graph, self.fitter, self.words

        def advance(share):
            # Slowly at first: the pace grows evenly.
            at = first - 1 + (last - first + 1) * share**2
            number = int(at)
            graph.set_parameters(self.path.points[number])
            fitter.set_parameters(graph.parameters)
            self.losses.set_step(at if number < last else last)
            words.set_lit(int(4 * (at % 1.0)) if share < 0.6 else -1)

        whole = VGroup(graph, self.fit, self.chart, words)
        self.play(Motion(whole, [Change(0.0, run_time, advance, lambda t: t)]))
        self.add(graph, self.fit, self.chart, words)
