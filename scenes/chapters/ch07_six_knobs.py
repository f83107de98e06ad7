"""Chapter 7, last part: six knobs. No picture of a surface, but the same algebra."""

from __future__ import annotations

import numpy as np
from manim import DR, FadeIn, FadeOut, LaggedStart, VGroup, VMobject
from manim import Create as Draw
from pydantic import Field

from autodiff import optimize
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.messages import message
from scenes.mobjects.curve_machine import CurveMachine, between
from scenes.mobjects.loss_chart import LossChart
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.readout import Readout
from scenes.quantity import constant
from scenes.random_turns import RandomRun, RandomSearch
from scenes.running_example import largest_rate, whole_loss

CHART_CORNER, CHART_SIZE = (6.6, -2.6), (3.3, 1.6)
COUNTS_LEFT, COUNTS_Y = 0.55, -2.9


class AllKnobs(RandomSearch):
    """Gradient descent on all knobs, and the random search that it is compared with."""

    rate: float = Field(
        0.9, gt=0, lt=0.98, description="learning rate, of the one beyond which steps grow"
    )
    steps: int = Field(24, ge=8, le=40, description="how many steps are taken")


class SixScreens(LessonScene):
    """The screens of chapter 4 light up: six slopes, one gradient, and every knob turns."""

    Parameters = AllKnobs

    def construct(self):
        self.descend()
        machine = self.machine
        with self.beat("Nobody can draw the surface of six knobs. The formulas still hold."):
            self.play(FadeIn(machine.picture, machine.loss, machine.panel))
            knobs = [FadeIn(knob, scale=0.8) for knob in machine.knobs.values()]
            self.play(LaggedStart(*knobs, lag_ratio=0.2, run_time=1.6))
            self.add(machine)
            self.play(machine.open_screens(1.4))
        with self.beat("Each knob has a slope. Now its screen shows it.") as beat:
            lag = max(0.4, (beat.duration - 1.4) / len(machine.knobs))
            self.play(machine.show_slopes_in_turn(self.slopes[0], lag))
        with self.beat("Six slopes: together, the gradient. The arrows point against it, down."):
            for name in machine.knobs:
                self.play(machine.shine_on(name, 0.27))
            self.play(machine.shine_off())
        with self.beat("Every knob turns at once: the longer its arrow, the further."):
            self.step(1, 2.0)
        with self.beat("The arrows have changed. Look again, and turn again."):
            self.play(FadeIn(self.chart, run_time=style.QUICK))
            self.step(2, 1.6)
            self.step(3, 1.6)
        with self.beat("Soon the arrows are short, and the curve is near the points.") as beat:
            last = self.parameters.steps
            self.play(self.go_on(3, last, max(6.0, beat.duration)))
        with self.beat("The blind search needed many more tries for this."):
            blind, counts = self.blind_line(), self.counts()
            self.play(Draw(blind), FadeIn(counts), run_time=style.SLOW)
            self.wait(style.NORMAL)
        with self.beat("One thing is missing. Where do six slopes come from?"):
            self.allow("contrast", *self.mobjects, because="all but the screens step back")
            self.ask_where_from(blind, counts)
        self.play(*(FadeOut(m) for m in self.mobjects))

    def descend(self):
        """Compute the descent, and make the machine and the chart for it."""
        values = self.parameters
        self.turns = RandomRun(values)
        start = self.turns.kept[0]
        rate = values.rate * largest_rate(values.degree)
        loss = whole_loss(values.degree)
        self.path = optimize.gradient_descent(loss, start, rate, values.steps)
        self.slopes = [{n: float(g[n]) for n in start} for g in self.path.gradients]
        steepest = max(abs(slope) for slope in self.slopes[0].values())
        self.machine = CurveMachine(
            data.load_points(), start, self.turns.heights(), self.turns.limit(), steepest
        )
        self.chart = LossChart(self.path, *CHART_SIZE, log=False)
        self.chart.shift(np.array([*CHART_CORNER, 0.0]) - self.chart.axes.area.get_corner(DR))
        self.chart.set_step(0)

    def step(self, number, run_time):
        """Turn all knobs to where a step of the descent puts them; then look at the slopes."""
        self.play(self.machine.turn_to(self.path.points[number], run_time))
        self.play(self.machine.show_slopes(self.slopes[number], 0.8), self.chart.go_to(number, 0.8))

    def go_on(self, start, end, run_time):
        """Return the motion of machine, screens and chart through many steps."""
        machine, points = self.machine, self.path.points

        def step(share):
            now = end if share >= 1 else start + share * (end - start)
            before, after = int(now), min(int(now) + 1, end)
            part = now - before
            machine.set_parameters(between(points[before], points[after], part))
            machine.set_slopes(between(self.slopes[before], self.slopes[after], part))
            self.chart.set_step(now)

        return Motion(VGroup(machine, self.chart), [Change(0.0, run_time, step)])

    def ask_where_from(self, *rest):
        """Let all but the screens step back, and a question mark take the place of each arrow."""
        machine = self.machine
        marks = [screen.question_mark() for screen in machine.screens.values()]
        screens, halo = VGroup(*machine.screens.values()), self.chart.head.halo
        machine.remove(*screens)
        self.add(screens)
        self.play(
            *(part.animate.fade(1 - style.DIMMED) for part in (machine, *rest)),
            self.chart.focus_to(style.DIMMED, style.NORMAL),
            Motion(halo, [Change(0.0, style.NORMAL, lambda share: halo.set_strength(1 - share))]),
            *(screen.clear(style.NORMAL) for screen in screens),
        )
        hidden = [screen.middle.animate.set_stroke(opacity=0) for screen in screens]
        self.play(LaggedStart(*(FadeIn(mark, scale=0.6) for mark in marks), lag_ratio=0.2), *hidden)

    def blind_line(self):
        """Return the losses of the random search, as far as the chart reaches."""
        losses = np.minimum.accumulate([trial.value for trial in self.turns.path.trials])
        line = VMobject(stroke_color=style.palette.muted, stroke_width=style.stroke(style.WIRE))
        place_of, count = self.chart.axes.place_of, self.parameters.steps + 1
        return line.set_points_as_corners([place_of(n, losses[n]) for n in range(count)])

    def counts(self):
        """Return how many steps there were, and how many random tries get as far down."""
        reached = [trial.value <= self.path.values[-1] for trial in self.turns.path.trials]
        if True not in reached:
            raise data.DataError(
                f"{self.parameters.tries} random tries never get as far down as "
                f"{self.parameters.steps} steps do; choose more tries or fewer steps"
            )
        palette, texts = style.palette, VGroup()
        pen = COUNTS_LEFT
        for name, count, color in (
            (message("steps"), self.parameters.steps, palette.loss),
            (message("tries"), reached.index(True), palette.ink),
        ):
            number = Readout(constant(count, name), 0, style.LABEL, color, anchor="left")
            number.place([pen, COUNTS_Y])
            word = typeset.words(name, size=style.TICK, color=palette.muted)
            word.place([number.get_right()[0] + 0.12, COUNTS_Y])
            texts.add(number, word)
            pen = word.get_right()[0] + 0.25
        return texts
