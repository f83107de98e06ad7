"""Chapter 4: turn knobs at random and keep what helps; and the wish to know before turning."""

from __future__ import annotations

import numpy as np
from manim import (
    DR,
    AnimationGroup,
    Dot,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    VGroup,
    linear,
)

from autodiff import optimize
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.messages import message
from scenes.mobjects.curve_machine import CurveMachine
from scenes.mobjects.derivative_plot import Dashes
from scenes.mobjects.loss_chart import LossChart
from scenes.mobjects.motion import Change, Motion, together
from scenes.mobjects.part import joined
from scenes.mobjects.readout import Readout
from scenes.mobjects.title_card import TitleCard
from scenes.mobjects.try_legend import TryLegend
from scenes.quantity import constant
from scenes.random_turns import RandomRun, RandomSearch
from scenes.running_example import largest_rate, whole_loss

# The small chart beside the loss (its lower right corner), the large one in place of the panel.
SMALL_CORNER, SMALL_SIZE = (6.6, -2.6), (3.3, 1.6)
LARGE_CORNER, LARGE_SIZE = (-0.55, -2.35), (5.2, 4.4)
LEGEND_LEFT, LEGEND_Y = 0.55, -2.9
COUNTS_Y = 2.95
# How long one of the quick tries takes, in seconds, and one of the slow ones.
QUICK_TRY, SLOW_TRY = 0.42, 1.2
# Columns and rows of the dots that stand for very many knobs, and from one dot to the next.
MANY, PITCH = (34, 31), 0.18
# The learning rate of the step that is wished for, of the one beyond which steps grow.
RATE = 0.9


class RandomOrGuidedTitle(LessonScene):
    """The chapter's title and its question."""

    def construct(self):
        card = TitleCard(chapter_of("RandomOrGuidedTitle"))
        with self.beat("Nobody knows the right setting. How to find it?"):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


class RandomScene(LessonScene):
    """The curve machine, and the run of random turns."""

    Parameters = RandomSearch

    def machine_after(self, tries, steepest=1.0):
        """Return the machine as a number of tries leave it."""
        self.turns = RandomRun(self.parameters)
        points, settings = data.load_points(), self.turns.kept[tries]
        return CurveMachine(points, settings, self.turns.heights(), self.turns.limit(), steepest)

    def small_chart(self, tries):
        """Return the chart of the tries that are shown one by one, and what its marks mean."""
        path, first = self.turns.path, self.parameters.first
        part = optimize.Path(path.points, path.values, trials=path.trials[: first + 1])
        chart = LossChart(part, *SMALL_SIZE, log=False)
        chart.shift(np.array([*SMALL_CORNER, 0.0]) - chart.axes.area.get_corner(DR))
        word = quiet_words(message("tries"))
        chart.axes.add(word.place(chart.axes.area.get_corner(DR) - [0.75, -0.14, 0.0]))
        chart.set_step(tries)
        return VGroup(chart, TryLegend(LEGEND_LEFT, LEGEND_Y))

    def search_on(self, chart, start, end, run_time, settings_at):
        """Return the motion of the machine through tries; the chart keeps up with it."""
        both = VGroup(self.machine, chart)

        def step(share):
            now = end if share >= 1 else start + share * (end - start)
            self.machine.set_parameters(settings_at(now))
            chart.set_step(int(now))

        return Motion(both, [Change(0.0, run_time, step, linear)])


def quiet_words(text):
    """Return small words that name something in a chart."""
    return typeset.words(text, size=style.TICK, color=style.palette.muted)


class TurnAtRandom(RandomScene):
    """One random turn kept, one undone; then more of them, faster."""

    def construct(self):
        self.machine = self.machine_after(0)
        self.chart, self.legend = self.small_chart(0)
        slow, first = self.turns.both_kinds(), self.parameters.first
        with self.beat("Six knobs draw the curve, each in its own way.") as beat:
            self.set_up(beat)
        with self.beat("Turn one at random, and see what the loss does."):
            self.play(FadeIn(self.chart, self.legend, run_time=style.QUICK))
            self.add(self.chart, self.legend)
            self.turn(1)
        with self.beat("Lower? Keep the turn. Higher? Undo it. Blind, but safe."):
            for number in range(2, slow + 1):
                self.turn(number)
        with self.beat("Try again, and again. Many turns come to nothing."):
            self.play(self.legend.rest())
            run_time = QUICK_TRY * (first - slow)
            self.play(self.search_on(self.chart, slow, first, run_time, self.turns.during))
        with self.beat("But little by little, the loss comes down."):
            self.wait(style.SLOW)

    def set_up(self, beat):
        """Bring in the picture, then the panel and its knobs."""
        machine = self.machine
        self.play(FadeIn(machine.picture, machine.loss, machine.panel))
        knobs = [FadeIn(knob, scale=0.8) for knob in machine.knobs.values()]
        self.play(LaggedStart(*knobs, lag_ratio=0.25, run_time=max(1.5, beat.remaining)))
        self.add(machine)

    def turn(self, number):
        """Make one try slowly: look, then keep it or turn back."""
        turns, machine = self.turns, self.machine
        self.allow("contrast", machine, because="the rim of the knob in focus lies in its glow")
        self.play(machine.shine_on(turns.turned(number), 0.4))
        self.play(machine.turn_to(turns.tried[number], SLOW_TRY))
        is_kept = turns.is_kept(number)
        self.allow("contrast", self.legend, because="the other verdict is dimmed")
        self.play(self.chart.go_to(number, 0.4), self.legend.judge(is_kept, 0.4))
        if not is_kept:
            self.play(machine.turn_to(turns.kept[number], 0.67 * SLOW_TRY))
        self.play(machine.shine_off(0.3))


class HowSlow(RandomScene):
    """The whole run: loss over tries, and how far from the least loss it ends."""

    def construct(self):
        first, last = self.parameters.first, self.parameters.tries
        self.machine = self.machine_after(first)
        before = self.small_chart(first)
        self.add(self.machine, before)
        self.make_large_chart()
        with self.beat("How long does this take? Count the tries."):
            panel = (self.machine.panel, *self.machine.knobs.values())
            self.play(FadeOut(*panel), FadeOut(before))
            self.machine.remove(*panel)
            self.play(FadeIn(self.chart, self.counts))
        with self.beat("At first, the loss falls quickly.") as beat:
            self.play(self.go_on(first, last // 10, max(5.0, beat.duration)))
        with self.beat("Then good turns become rare.") as beat:
            self.play(self.go_on(last // 10, last, max(7.0, beat.duration)))
        with self.beat("In the end it is still far above the least loss."):
            self.play(FadeIn(self.least))
            self.play(self.gap.animate.set_stroke(opacity=1), run_time=style.NORMAL)
        with self.beat("And these are six knobs. Others have billions."):
            many = self.show_many()
        self.play(FadeOut(many), self.machine.focus_picture(1.0, style.NORMAL))

    def make_large_chart(self):
        """Make the chart of all tries, how many were kept, and the line of the least loss."""
        turns, first = self.turns, self.parameters.first
        self.chart = LossChart(turns.path, *LARGE_SIZE, losses=turns.losses(), marks=False)
        self.chart.shift(np.array([*LARGE_CORNER, 0]) - self.chart.axes.area.get_corner(DR))
        self.chart.set_step(first)
        axes = self.chart.axes
        left = axes.area.get_left()[0]
        axes.add(quiet_words(message("tries")).place(axes.area.get_corner(DR) - [-0.16, 0.08, 0.0]))
        scale = quiet_words(message("log scale"))
        axes.add(scale.place([left + 0.2, axes.labels[0].get_bottom()[1], 0.0]))
        self.counts = VGroup()
        for name, x in ((message("tries"), left + 0.6), (message("kept"), left + 3.2)):
            count = Readout(constant(first, name), 0, style.FORMULA, anchor="left")
            word = typeset.words(name, color=style.palette.muted)
            self.counts.add(VGroup(word.place([x, COUNTS_Y]), count.place([x + 0.9, COUNTS_Y])))
        self.count(first)
        least = turns.least_loss()
        ends = [axes.place_of(x, float(least.value)) for x in axes.x_range]
        line = Dashes(style.palette.check).between(*ends)
        name = typeset.words("least loss", color=style.palette.check)
        name.place(ends[0] + [0.3, 0.14, 0])
        number = Readout(least, 3, style.LABEL, style.palette.check, anchor="left")
        number.place([name.get_right()[0] + 0.2, name.baseline_y])
        self.gap = Line(axes.place_of(*self.end_of_run()), ends[1])
        self.gap.set_stroke(style.palette.loss, width=style.stroke(style.WIRE), opacity=0)
        self.least = VGroup(line, name, number, self.gap)

    def show_many(self):
        """Let the knobs become the first few of very many dots; return the dots."""
        knobs = VGroup(*self.machine.knobs.values())
        gone = FadeOut(self.chart, self.counts, self.least, run_time=style.QUICK)
        dimmed = self.machine.focus_picture(style.DIMMED)
        self.play(gone, FadeIn(knobs, run_time=style.QUICK), dimmed)
        columns, count = MANY
        dots = VGroup(*(Dot(radius=style.px(6)) for _ in range(columns * count)))
        dots.arrange_in_grid(count, columns, buff=PITCH - 2 * style.px(6))
        dots.move_to(self.machine.panel).set_color(style.palette.muted)
        own = VGroup(*dots[: len(knobs)])
        for knob, dot in zip(knobs, own, strict=True):
            dot.set_color(style.color_of(knob.name)).scale(1.5)
        shrink = [
            FadeOut(knob, target_position=dot, scale=0.1)
            for knob, dot in zip(knobs, own, strict=True)
        ]
        self.play(*shrink, FadeIn(own))
        starts = [len(own), *range(columns, len(dots), columns)]
        rows = VGroup(*(joined(dots[n : n - n % columns + columns]) for n in starts))
        self.play(LaggedStart(*map(FadeIn, rows), lag_ratio=0.15, run_time=style.SLOW))
        return VGroup(own, rows)

    def end_of_run(self):
        """Return the last try and the loss that it leaves."""
        return self.parameters.tries, self.turns.path.values[-1]

    def count(self, tries):
        """Write how many tries there have been, and how many of them were kept."""
        for (_, number), count in zip(
            self.counts, (tries, self.turns.kept_count(tries)), strict=True
        ):
            number.set_quantity(constant(count, "a count of tries"))

    def go_on(self, start, end, run_time):
        """Return the motion of machine, chart and counts through many tries."""
        search = self.search_on(
            self.chart, start, end, run_time, lambda now: self.turns.kept[int(now)]
        )

        def step(share):
            self.count(end if share >= 1 else int(start + share * (end - start)))

        every = VGroup(search.mobject, self.counts)
        return Motion(every, [*search.changes, Change(0.0, run_time, step, linear)])


class TheWish(RandomScene):
    """A screen beside each knob that says which way, and how much; the wish comes true once."""

    def construct(self):
        self.machine = machine = self.machine_after(self.parameters.tries)
        self.take_one_step()
        panel = (machine.panel, *machine.knobs.values())
        machine.remove(*panel)
        self.add(machine)
        with self.beat("Begin again. What would help? To know, before turning a knob."):
            self.play(FadeIn(*panel))
            self.remove(machine, *panel)
            steepest = max(map(abs, self.slopes[0].values()))
            machine = self.machine = self.machine_after(self.parameters.tries, steepest)
            self.add(machine)
            self.play(machine.turn_to(self.turns.kept[0], style.SLOW))
        with self.beat("Imagine a small screen beside each knob."):
            self.play(machine.open_screens(style.SLOW), machine.focus_picture(style.DIMMED))
        with self.beat("It says which way to turn, and how much the loss falls."):
            self.play(machine.show_slopes_in_turn(self.slopes[0], 0.7))
        with self.beat("One look, and every knob could turn at once."):
            self.play(machine.focus_picture(1.0))
            self.play(machine.turn_to(self.after, style.SLOW))
            self.play(machine.show_slopes(self.slopes[1]))
        with self.beat("How is such a screen built?"):
            one = self.keep_one()
        self.play(FadeOut(one, run_time=style.QUICK))

    def take_one_step(self):
        """Compute one true step of all knobs, and the slopes before it and after it."""
        degree = self.parameters.degree
        rate = RATE * largest_rate(degree)
        path = optimize.gradient_descent(whole_loss(degree), self.turns.kept[0], rate, 1)
        self.slopes = [
            {name: float(slope) for name, slope in slopes.items()} for slopes in path.gradients
        ]
        self.after = path.points[-1]

    def ask(self, screen, mark):
        """Return the animation of a question mark into a screen, where the arrow was."""
        hidden = screen.middle.animate.set_stroke(opacity=0)
        return AnimationGroup(FadeIn(mark, scale=0.6), hidden)

    def keep_one(self):
        """Put the marks in place of the arrows, and let one knob with its screen come forward."""
        machine = self.machine
        screens = machine.screens.values()
        marks = VGroup(*(screen.question_mark() for screen in screens))
        self.play(together(machine, *(screen.clear(style.QUICK) for screen in screens)))
        self.play(LaggedStart(*map(self.ask, screens, marks), lag_ratio=0.1, run_time=style.QUICK))
        name = list(machine.knobs)[1]
        index = list(machine.knobs).index(name)
        one = VGroup(machine.leads[index], machine.screens[name], marks[index])
        one.add(machine.knobs[name])
        rest = VGroup(
            machine.panel,
            *machine.picture,
            *machine.loss,
            *(p for n, p in machine.knobs.items() if n != name),
            *(p for n, p in machine.screens.items() if n != name),
            *(p for p in (*machine.leads, *marks) if p not in one),
        )
        self.remove(machine, *marks)
        self.add(rest, one)
        self.play(FadeOut(rest))
        self.play(one.animate.scale(2.0).move_to([0, 0.4, 0]), run_time=style.SLOW)
        return one
