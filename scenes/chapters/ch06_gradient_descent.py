"""Chapter 6: step against the slope; how long a step may be, and where it ends."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    Line,
    Rectangle,
    ValueTracker,
    VGroup,
)
from manim import Create as Draw
from pydantic import Field

from autodiff import optimize, parse
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.messages import message
from scenes.mobjects.curve_fitter import CurveFitter
from scenes.mobjects.curve_path import CurvePath
from scenes.mobjects.flat_arrow import FlatArrow
from scenes.mobjects.fog import UnknownCurve, in_front_of_fog
from scenes.mobjects.glow import above_glows
from scenes.mobjects.part import Part
from scenes.mobjects.plot import Plot, ticks_between
from scenes.mobjects.readout import Readout, labelled
from scenes.mobjects.tangent import Slice, Tangent
from scenes.mobjects.title_card import TitleCard
from scenes.parameters import SceneParameters
from scenes.quantity import constant
from scenes.running_example import DOMAIN, Fit, best_fit, loss_slice, reach_of, slice_plot
from scenes.typeset import tag

# How much of the curve is shown, of the reach of its knob.
SHOWN = 1.15


class OneKnob(Fit):
    """Which knob is free, where it starts, and how long its steps are."""

    knob: str = Field("k1", pattern="k[0-8]", description="the knob that is free")
    start: float = Field(-0.95, ge=-1.1, le=1.1, description="where it starts, of its reach")
    rate: float = Field(
        0.13, gt=0, lt=0.9, description="learning rate, of the one beyond which steps grow"
    )
    steps: int = Field(10, ge=3, le=30, description="how many steps are taken")


class OneKnobScene(LessonScene):
    """The loss in one knob, and descents on it."""

    Parameters = OneKnob

    def survey(self):
        """Compute the curve, where it starts, and the rate beyond which steps grow."""
        degree, self.knob = self.parameters.degree, self.parameters.knob
        if self.knob not in data.parameter_names(degree):
            raise data.DataError(f"a curve of degree {degree} has no knob {self.knob}")
        self.points = data.load_points()
        self.best = best_fit(degree, degree)
        self.middle, self.reach = self.best[self.knob], reach_of(degree, self.knob)
        self.function = loss_slice(degree, self.knob)
        self.span = self.middle - SHOWN * self.reach, self.middle + SHOWN * self.reach
        # The loss is a square in each knob: its slope grows evenly, by its second derivative.
        rise = self.function.slope(self.middle + 1) - self.function.slope(self.middle)
        self.limit = 2.0 / rise

    def descend(self, start, rate, steps):
        """Return the settings of the knob along a descent."""
        graph, fixed = self.function.graph, self.function.fixed
        path = optimize.gradient_descent(
            lambda point: graph({**fixed, **point}), {self.knob: start}, rate, steps
        )
        return [float(point[self.knob]) for point in path.points]

    def setting(self, x):
        """Return all knobs, the free one at `x`."""
        return {**self.best, self.knob: x}

    def picture(self, x, y, width, height):
        """Return the axes of the loss with their lower left corner at a place."""
        plot = slice_plot(self.function, self.span, width, height)
        return plot.shift(np.array([x, y, 0]) - plot.area.get_corner(DOWN + LEFT))


class GradientDescentTitle(LessonScene):
    """The chapter's title and its question."""

    def construct(self):
        card = TitleCard(chapter_of("GradientDescentTitle"))
        with self.beat("The slope is known. Now use it."):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


class StepDown(OneKnobScene):
    """One knob, an unknown curve, the slope as the only guide; each step makes the fit better."""

    def construct(self):
        self.survey()
        self.lay_out()
        with self.beat("Here we stand, in fog, and know the loss and its slope."):
            self.play(Draw(self.plot.axes), FadeIn(self.plot.labels), FadeIn(self.unknown.fog))
            self.remove(self.unknown.fog)
            self.add(self.unknown)
            self.play(self.unknown.fog.part_at(self.path.ball.get_center(), 0.8))
            self.play(FadeIn(self.path, self.tangent), FadeIn(self.slope, self.loss))
        with self.beat("Negative: turning up lowers the loss. So turn up."):
            self.show_arrow()
            self.step(1, style.SLOW)
        with self.beat("Beside it stands the fit. Less loss: the curve comes closer."):
            self.play(FadeIn(self.fit))
            self.step(2, style.SLOW)
        with self.beat("Ask for the slope, and step again: the same motion."):
            self.step(3, 1.6)
            self.step(4, 1.6)
        with self.beat("Less slope, shorter step. The rule needs nothing else."):
            self.write_rule()
            for number in range(5, self.last + 1):
                self.step(number, 0.9)

    def lay_out(self):
        """Place the curve at the left, the fit at the right, the slope between."""
        self.plot = in_front_of_fog(above_glows(self.picture(-5.95, -2.25, 7.2, 5.0)))
        self.unknown = UnknownCurve(self.plot, self.function, seed=6)
        self.allow("contrast", self.plot, self.unknown, because="fog is there to veil")
        start = self.middle + self.parameters.start * self.reach
        rate = self.parameters.rate * self.limit
        self.places = self.descend(start, rate, self.parameters.steps)
        self.last = len(self.places) - 1
        self.path = CurvePath(self.plot, self.function, self.places)
        self.path.set_step(0)
        self.tangent = Tangent(self.plot, self.function, ValueTracker(start), reach=(0.9, 0.9))
        self.tangent.clear_updaters()
        self.tangent.add_updater(lambda tangent: self.follow(tangent))
        self.slope = labelled(
            "L prime = ", self.tangent.slope_quantity, (2.2, 2.75), color=style.palette.gradient
        )
        self.slope[0].set_color(style.palette.gradient)
        self.loss = labelled(
            tag("L", "L = "), lambda: self.function.value_quantity(self.path.x), (2.2, 2.05),
            color=style.palette.loss,
        )  # fmt: skip
        x, curves = np.linspace(*DOMAIN, 50), []
        model = data.model(self.parameters.degree)
        for place in (self.places[0], self.places[-1]):
            curves.append(model({"x": x, **self.setting(place)}))
        heights = np.concatenate([*curves, [float(point.y) for point in self.points]])
        margin = 0.08 * np.ptp(heights)
        span = float(heights.min() - margin), float(heights.max() + margin)
        plot = Plot((-1.15, 1.15), span, 4.4, 3.0)
        plot.shift(np.array([2.2, -1.6, 0]) - plot.area.get_corner(DOWN + LEFT))
        self.fitter = CurveFitter(plot, self.points, self.setting(start), DOMAIN)
        self.fitter.submobjects = self.fitter.layers(squares=False)
        self.fit = VGroup(plot, self.fitter)

    def follow(self, tangent):
        """Keep the tangent at the ball."""
        tangent.at.set_value(self.path.x)
        tangent.follow()

    def show_arrow(self):
        """Show which way, and how far, the slope sends the knob, along its axis."""
        floor = self.plot.area.get_bottom()[1] + style.px(26)
        here, there = (self.plot.at(x, 0)[0] for x in self.places[:2])
        self.arrow = FlatArrow(style.palette.gradient, 7)
        self.arrow.put(np.array([here, floor, 0]), np.array([there, floor, 0]))
        self.play(FadeIn(self.arrow, shift=0.3 * np.sign(there - here) * RIGHT))

    def step(self, number, run_time):
        """Take one step; the fog parts where the ball arrives, and the fit follows."""
        point = self.plot.at(self.places[number], self.function.value(self.places[number]))
        parting = self.unknown.fog.part_at(point, 0.7, run_time)
        moves = [parting, self.path.go_to(number, run_time)]
        setting = self.setting(self.places[number])
        if self.fit in self.mobjects:
            moves.append(self.fitter.fit_to(setting, run_time))
        else:
            # It is not in the picture yet.
            self.fitter.set_parameters(setting)
        if hasattr(self, "arrow"):
            moves.append(FadeOut(self.arrow, run_time=run_time))
            del self.arrow
        self.play(AnimationGroup(*moves))

    def write_rule(self):
        """Sum the step up in a formula, in the colours of its parts."""
        name = f"{self.knob[0]}_{self.knob[1:]}"
        source = f"{tag('a', name)} arrow.l {tag('b', name)} - eta thin {tag('slope', 'L prime')}"
        formula = typeset.formula(source, size=style.TITLE)
        color = style.color_of(self.knob)
        formula.color_parts({"a": color, "b": color, "slope": style.palette.gradient}.get).place(
            [2.2, -2.75]
        )
        self.play(FadeIn(formula, shift=0.2 * UP))


class LearningRates(OneKnobScene):
    """The same start with a rate too small, too large, and right."""

    class Parameters(OneKnob):
        """Three rates, each of the one beyond which steps grow."""

        small: float = Field(0.012, gt=0, lt=0.2, description="the rate that is too small")
        large: float = Field(1.1, gt=1, le=1.5, description="the rate that is too large")
        steps: int = Field(12, ge=5, le=30, description="how many steps each one takes")

    def construct(self):
        self.survey()
        chosen = self.parameters
        rates = (chosen.small, chosen.large, 1.6 * chosen.rate)
        centers = (-4.35, 0.15, 4.65)
        self.trios = [self.trio(r, x) for r, x in zip(rates, centers, strict=True)]
        with self.beat("How long should a step be? That is the learning rate."):
            self.play(*(FadeIn(trio.plot) for trio in self.trios))
            self.play(*(FadeIn(trio.rate) for trio in self.trios))
        with self.beat("Too small: after many steps, we have hardly moved."):
            self.run(self.trios[0], 3.5)
            self.step_back(self.trios[0])
        with self.beat("Too large: each step lands higher, and we are thrown out."):
            self.run(self.trios[1], 4.0)
            self.throw_out(self.trios[1])
            self.step_back(self.trios[1])
        with self.beat("Right: quick at first, and gentle near the bottom."):
            self.run(self.trios[2], 3.5)
            self.play(
                *(FadeIn(trio.outcome, shift=0.15 * UP) for trio in self.trios),
                *(part.focus_to(1.0) for trio in self.trios for part in trio.picture),
            )

    def trio(self, share, x):
        """Return one small picture with its rate, its path, and the loss where it ends."""
        trio = VGroup()
        palette = style.palette
        axes = slice_plot(self.function, self.span, 3.8, 4.2)
        axes.remove(axes.ticks, axes.tick_labels)
        axes.shift(np.array([x, 0.35, 0]) - axes.area.get_center())
        trio.plot = Part(axes, above_glows(UnknownCurve(axes, self.function).curve))
        rate = share * self.limit
        # From the right, so that a path that is thrown out does not end at the upright axis.
        start = self.middle + 0.45 * self.reach
        places = self.descend(start, rate, self.parameters.steps)
        trio.path = CurvePath(axes, self.function, places)
        trio.path.set_step(0)
        trio.picture = [trio.plot, trio.path]
        value = constant(round(rate, 3), "a learning rate")
        trio.rate = VGroup(typeset.formula("eta =", size=style.TITLE))
        number = Readout(value, 3, size=style.FORMULA, anchor="left")
        trio.rate.add(number.place([trio.rate.get_right()[0] + 0.2, 0]))
        trio.rate.move_to([x, 3.15, 0])
        end = self.function.value_quantity(places[-1])
        trio.outcome = VGroup(typeset.formula("L =", size=style.TITLE, color=palette.loss))
        last = Readout(end, 2, size=style.FORMULA, color=palette.loss, anchor="left")
        trio.outcome.add(last.place([trio.outcome.get_right()[0] + 0.2, 0]))
        trio.outcome.move_to([x, -2.55, 0])
        return trio

    def run(self, trio, run_time):
        """Run one path to its end, or to where it leaves the picture."""
        self.play(FadeIn(trio.path), run_time=style.QUICK)
        self.play(trio.path.go_to(trio.path.last, run_time))

    def throw_out(self, trio):
        """Let the ball of a path that leaves the picture fly out of it, upwards."""
        if not trio.path.leaves:
            return
        edge = trio.path.ball.get_center() + style.px(24) * UP
        arrow = Part(FlatArrow(style.palette.gradient, 7))
        arrow[0].put(edge, edge + style.px(70) * UP)
        out = trio.path.let_go(style.NORMAL)
        self.play(out, FadeIn(arrow, shift=0.3 * UP))
        trio.picture.append(arrow)

    def step_back(self, trio):
        """Dim a picture that is done."""
        self.play(*(part.focus_to(style.DIMMED) for part in trio.picture))


def plot_of(function, span, width, height):
    """Return axes for a loss of w, with room for all of it."""
    heights, _ = function.samples(np.linspace(*span, 80))
    margin = 0.05 * (max(heights) - min(heights))
    limits = (min(0.0, min(heights) - margin), max(heights) + margin)
    plot = Plot(span, limits, width, height, x_ticks=ticks_between(*span), labels=("w", "L"))
    plot.labels[0].set_color(style.palette.ink)
    plot.labels[1].set_color(style.palette.loss)
    return above_glows(plot)


class Valley(Fit):
    """A function with two valleys, and two starts."""

    function: str = Field(
        "(w**2 - 1)**2 + 2*w/5 + 1", description="an expression of w with two valleys"
    )
    left: float = Field(-0.1, ge=-1.6, le=1.6, description="one start")
    right: float = Field(0.35, ge=-1.6, le=1.6, description="the other start")
    rate: float = Field(0.06, gt=0, le=1, description="learning rate")


class TwoValleys(LessonScene):
    """Where you start decides where you end."""

    Parameters = Valley

    def construct(self):
        chosen = self.parameters
        self.function = Slice(parse(chosen.function), "w")
        span = (-1.65, 1.65)
        plot = self.plot = plot_of(self.function, span, 9.6, 5.0)
        plot.shift(np.array([0, 0.55, 0]) - plot.area.get_center())
        curve = above_glows(UnknownCurve(self.plot, self.function).curve)
        with self.beat("Not every curve has only one valley."):
            self.play(Draw(plot.axes), FadeIn(plot.labels), FadeIn(plot.ticks, plot.tick_labels))
            self.play(curve.draw())
        with self.beat("Start here, and follow the slope."):
            first = self.roll(chosen.left, style.palette.gradient)
        with self.beat("Start a little further on, and it ends elsewhere."):
            second = self.roll(chosen.right, style.palette.ink)
        with self.beat("Following the slope finds a valley, not the lowest."):
            for path, side in ((first, LEFT), (second, RIGHT)):
                self.note(path, side)

    def roll(self, start, color):
        """Let a ball roll from a start to where it comes to rest."""
        path = optimize.gradient_descent(
            self.function.graph, {"w": start}, self.parameters.rate, steps=40
        )
        ball = CurvePath(self.plot, self.function, [p["w"] for p in path.points], color)
        ball.set_step(0)
        self.play(FadeIn(ball))
        self.play(ball.go_to(ball.last, 3.2))
        return ball

    def note(self, path, side):
        """Write the loss at which a ball ended, beside it."""
        end = self.function.value_quantity(path.x)
        number = Readout(end, 2, size=style.TITLE, color=path.color_of_path, anchor="center")
        place = path.ball.get_center() + np.array([0.0, 0.55, 0.0])
        self.play(FadeIn(number.place(place), shift=0.2 * side), run_time=style.NORMAL)


class Adaptive(SceneParameters):
    """A loss that is steep on one side, the first rate, and what is done to it."""

    function: str = Field("exp(3*w) - w", description="an expression of w with one valley")
    start: float = Field(-3.0, ge=-10, le=10, description="where the descent starts")
    rate: float = Field(3.6, gt=0, le=100, description="first rate")
    shrink: float = Field(0.5, gt=0, lt=1, description="factor after a step that went up")
    grow: float = Field(1.1, gt=1, le=2, description="factor after a step that went down")
    steps: int = Field(10, ge=5, le=30, description="how many steps are tried")


class FindTheRate(LessonScene):
    """Halve the rate when the loss rises, grow it when it falls: it finds its own."""

    Parameters = Adaptive

    def construct(self):
        self.try_out()
        self.lay_out()
        with self.beat("Which rate is right? Let the descent find out."):
            self.play(FadeIn(self.plot), FadeIn(self.curve))
            self.play(FadeIn(self.path), FadeIn(self.axes))
        with self.beat("The loss rose? Take the step back, and halve the rate."):
            self.go_on(lambda trial: not trial.accepted)
        with self.beat("It fell? Keep the step, and dare a little more."):
            self.go_on(lambda trial: True)
        with self.beat("Nobody chose the rate. The descent found its own."):
            self.play(self.path.go_to(0, style.NORMAL))
            self.play(self.path.go_to(self.path.last, 1.5 * style.SLOW))

    def try_out(self):
        """Run the adaptive descent, and work out the rate of every try."""
        chosen = self.parameters
        self.function = Slice(parse(chosen.function), "w")
        path = optimize.adaptive_descent(
            self.function.graph,
            {"w": chosen.start},
            chosen.rate,
            chosen.steps,
            chosen.shrink,
            chosen.grow,
        )
        self.trials = path.trials[1:]
        self.rates = [chosen.rate]
        for trial in self.trials[:-1]:
            factor = chosen.grow if trial.accepted else chosen.shrink
            self.rates.append(self.rates[-1] * factor)

    def lay_out(self):
        """Place the curve at the left and the bars of the rates at the right."""
        start = self.parameters.start
        places = [start, *(float(trial.point["w"]) for trial in self.trials)]
        margin = 0.06 * (max(places) - min(places))
        self.plot = plot_of(self.function, (min(places) - margin, max(places) + margin), 6.9, 5.0)
        self.plot.shift(np.array([-5.95, -2.25, 0]) - self.plot.area.get_corner(DOWN + LEFT))
        self.curve = above_glows(UnknownCurve(self.plot, self.function).curve)
        kept = [float(trial.point["w"]) for trial in self.trials if trial.accepted]
        self.path = CurvePath(self.plot, self.function, [start, *kept])
        self.path.set_step(0)
        left, right, bottom = 2.4, 6.5, -2.25
        muted = style.palette.muted
        floor = Line([left, bottom, 0], [right, bottom, 0], color=muted)
        name = typeset.formula("eta", size=style.TITLE).place([left - 0.15, 2.2], "right")
        tries = typeset.words(message("tries"), size=style.TICK, color=muted)
        tries.place([right, bottom - 0.38], "right")
        self.axes = VGroup(floor.set_stroke(width=style.stroke(style.AXIS)), name, tries)
        self.number = 0
        self.bar_at = lambda index: left + 0.25 + (right - 0.2 - left) * index / len(self.trials)

    def go_on(self, wanted):
        """Show the next tries, as long as they are as wanted."""
        while self.number < len(self.trials) and wanted(self.trials[self.number]):
            self.show_try(self.trials[self.number])
            self.number += 1

    def show_try(self, trial):
        """Go where a try leads, and back again if the loss rose; draw its rate as a bar."""
        pace = 0.9 if self.number < 5 else 0.45
        bar = GrowFromEdge(self.bar(trial), DOWN, run_time=pace)
        if trial.accepted:
            self.play(self.path.go_to(round(self.path.step_now) + 1, pace), bar)
            return
        ends = [self.path.x, float(trial.point["w"])]
        probe = CurvePath(self.plot, self.function, ends, style.palette.muted)
        probe.set_step(0)
        self.add(probe)
        self.play(probe.go_to(1, pace), bar)
        cross = cross_at(probe.ball.get_center())
        self.add(cross, self.path)
        self.play(FadeIn(cross, scale=0.5, run_time=style.QUICK))
        self.play(probe.go_to(0, pace))
        self.remove(probe)

    def bar(self, trial):
        """Return the bar of the present rate: full for a step that was kept, else hollow."""
        palette = style.palette
        height = max(4.2 * self.rates[self.number] / max(self.rates), 0.02)
        bar = Rectangle(width=style.px(20), height=height, color=palette.muted)
        bar.set_stroke(width=style.stroke(style.SECONDARY))
        if trial.accepted:
            bar.set_fill(palette.check, opacity=1).set_stroke(width=0)
        return bar.move_to([self.bar_at(self.number), -2.22 + height / 2, 0])


def cross_at(point):
    """Return the mark of a try that was taken back."""
    arms = [style.px(11) * np.array([1.0, up, 0.0]) for up in (1, -1)]
    cross = VGroup(*(Line(point - arm, point + arm) for arm in arms))
    return cross.set_stroke(style.palette.muted, width=style.stroke(style.WIRE))
