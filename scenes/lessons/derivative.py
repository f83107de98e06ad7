"""The lesson of a derivative: graph, secant to tangent, rules, the derivative as a function."""

from __future__ import annotations

from typing import Self

import numpy as np
from manim import DL, UP, FadeIn, FadeOut, Indicate, LaggedStart, VGroup
from pydantic import Field, model_validator

from autodiff import Derivation, Graph, differentiate, parse
from autodiff.printing import typst_name
from scenes import style, typeset
from scenes.base import LessonScene
from scenes.lessons.formula import LONGEST, fitted_size, formula_of
from scenes.lessons.point import Point, check_smooth, complete_point
from scenes.lessons.quiz import LessonParameters, leave_blank
from scenes.lessons.window import heights, window
from scenes.messages import message
from scenes.mobjects.derivation_view import DerivationView
from scenes.mobjects.function_curve import FunctionCurve, height, sampled
from scenes.mobjects.glow import above_glows
from scenes.mobjects.plot import Plot, ticks_between
from scenes.mobjects.readout import Readout, labelled
from scenes.mobjects.secant import Secant
from scenes.mobjects.slope_sweep import SlopeSweep
from scenes.mobjects.slope_table import SlopeTable
from scenes.mobjects.tangent import Slice, Tangent
from scenes.parameters import Expression
from scenes.quantity import chosen, exact_trace, precision_for
from scenes.three_ways import by_backprop, light_agreement, symbolic, tiny_step

WIDTH, HEIGHT = 7.6, 5.0
# The lower left corner of the plot, and the left edge of the column beside it.
CORNER = (-6.2, -2.55)
COLUMN = 2.75
# The left edge and the width of two plots, one below the other.
WIDE = (-5.4, 10.4)
ROWS = 6
# Nothing is further left.
LEFT_EDGE = -6.9
DIGITS = 9
# How much of the plot's width the first run of the secant takes.
FIRST_RUN = 0.24
# A derivation of more steps is too long to be followed.
MOST_STEPS = 9


class Parameters(LessonParameters):
    """A function of one variable, and a place."""

    function: Expression = Field("x**3 - 2*x", description="a function of one variable")
    at: Point = Field(1.5, description="where the slope is wanted", validate_default=True)

    @model_validator(mode="after")
    def _is_shown(self) -> Self:
        graph = parse(self.function)
        if len(graph.inputs) > 1:
            names = ", ".join(graph.inputs)
            raise ValueError(
                f"function: a derivative needs one variable, and this has {names}; "
                "take the lesson graph or descent, or replace all but one by numbers"
            )
        x = place_of(graph, self.at)
        check_smooth(graph, dict.fromkeys(graph.inputs, x), "at")
        return self


def variable_of(graph: Graph) -> str:
    """Return the name of a function's variable; that of a constant is x."""
    return graph.inputs[0] if graph.inputs else "x"


def place_of(graph: Graph, point: Point) -> float:
    """Return the place that was typed, for a function of one variable or none."""
    if not graph.inputs:
        return next(iter(point.values()))
    return complete_point(graph, point, "at")[graph.inputs[0]]


class DerivativeLesson(LessonScene):
    """How steep a function is at one place, and everywhere."""

    Parameters = Parameters

    def construct(self):
        graph = parse(self.parameters.function)
        self.name = variable_of(graph)
        self.x = place_of(graph, self.parameters.at)
        self.function = Slice(graph, self.name)
        self.introduce()
        self.draw_curve()
        self.settle()
        self.derive()
        self.slope_everywhere()
        self.check()

    def introduce(self):
        """Show the function, and ask."""
        function = self.function
        self.formula = formula_of(function.graph, f"f({self.letter}) =", 12.4, style.DISPLAY)
        self.formula.move_to([0, 0.75, 0])
        at = labelled(f"{self.letter} =", chosen(self.name, self.x), [0, 0], precision=self.places)
        at.move_to([0, -0.75, 0])
        with self.beat("Here is a function. How steep is it, at one place?"):
            self.play(FadeIn(self.formula, shift=0.2 * UP))
            self.play(FadeIn(at, shift=0.2 * UP))
        self.small = formula_of(function.graph, f"f({self.letter}) =", LONGEST, style.FORMULA)
        self.small.move_to([CORNER[0] + self.small.width / 2, 3.35, 0])
        self.play(FadeOut(at), FadeOut(self.formula, shift=0.3 * UP), FadeIn(self.small))

    @property
    def letter(self) -> str:
        """The variable in Typst math."""
        return typst_name(self.name)

    @property
    def places(self) -> int:
        """The precision at which the place is written."""
        return next((n for n in range(5) if round(self.x, n) == self.x), precision_for(self.x))

    def draw_curve(self):
        """Draw the function around the place."""
        seen = window(self.function, self.x)
        self.plot = plot_at(CORNER, WIDTH, HEIGHT, seen.x_range, seen.y_range, (self.letter, "f"))
        self.curve = above_glows(FunctionCurve(self.plot, self.function))
        lift_name(self.plot, self.function)
        with self.beat("Draw it around there."):
            self.play(FadeIn(self.plot))
            self.play(self.curve.draw())

    def settle(self):
        """Let a secant settle on the tangent, with a table of its slopes."""
        run = self.first_run()
        runs = [run / 2**row for row in range(ROWS)]
        quotients = [self.function.quotient_quantity(self.x, r).value for r in (run, 0)]
        precision = precision_for(*quotients)
        # A long name has no room beside a run.
        names = (f"Delta {self.letter if len(self.name) <= 3 else self.name[0]}", "Delta f")
        secant = Secant(self.plot, self.function, self.x, run, labels=names, precision=precision)
        secant.readout.set_opacity(0)
        table = SlopeTable(self.function, self.x, runs, names, precision).hide()
        table.shift([COLUMN, 2.2, 0])
        with self.beat("Take a second place, and the line through both. Rise over run."):
            self.play(FadeIn(secant))
            self.play(FadeIn(table))
            self.play(table.write(0))
        self.allow("number", *table.limit, because="the run goes to nothing")
        with self.beat("Halve the run, again and again."):
            for row, short in enumerate(runs[1:], start=1):
                ghost = secant.leave_ghost()
                self.allow("contrast", ghost, because="what is left behind is faint")
                self.play(secant.slide_to(short, 0.7), table.write(row, 0.7))
        if self.parameters.quiz:
            leave_blank(self, table.limit_readout.get_center(), style.LABEL)
        with self.beat("The line settles on the tangent. Its slope is the derivative there."):
            self.play(secant.slide_to(0.0, style.NORMAL))
            self.play(table.write_limit())
        self.tangent = Tangent(self.plot, self.function, self.x)
        self.play(FadeOut(secant), FadeIn(self.tangent), FadeOut(table))

    def first_run(self):
        """Return the first run: a round number, to the side on which the function goes on."""
        left, right = self.curve.around(self.x)
        wide = FIRST_RUN * (self.plot.x_range[1] - self.plot.x_range[0])
        forward = right - self.x >= wide / 3
        room = right - self.x if forward else self.x - left
        run = ticks_between(0, 1.6 * min(wide, room), 3)[1]
        return run if forward else -run

    def derive(self):
        """Work the derivative out by rules, one at a time, if that fits on the screen."""
        derivation = differentiate(self.function.graph, self.name)
        size = derivation_size(derivation)
        if not derivation.steps or size is None:
            return
        picture = VGroup(self.plot, self.curve, self.tangent)
        with self.beat("Now by rules, one at a time."):
            self.play(FadeOut(picture, self.small))
            view = DerivationView(derivation, size)
            view.shift([CORNER[0] + 0.6, -1.3, 0])
            self.allow("overlap", view, because="letters pass each other on their way")
            self.allow("contrast", view, because="what has been worked on is left behind, faintly")
            self.play(FadeIn(view))
        with self.beat("Each rule takes one derivative and leaves simpler ones."):
            pace = max(1.2, 2.2 - 0.15 * len(derivation.steps))
            for _ in derivation.steps:
                self.play(view.advance(pace))
        with self.beat("No derivative is left to take: this is its formula."):
            line = view.equation.line
            self.play(Indicate(line, scale_factor=1.06, color=None, run_time=style.SLOW))
        self.play(FadeOut(view), FadeIn(picture, self.small))

    def slope_everywhere(self):
        """Slide the tangent along; its slope draws a second curve below."""
        left, right = self.curve.around(self.x)
        graph = self.function.graph
        slope = Slice(graph.gradient()[self.name] if graph.inputs else parse("0"), self.name)
        seen = self.plot
        values, _ = sampled(slope, np.linspace(left, right, 97))
        y_range = heights(np.append(values, 0.0), slope.value(self.x), 0.0)
        above = plot_at((WIDE[0], 0.55), WIDE[1], 2.25, seen.x_range, seen.y_range, ("", "f"))
        # The axis below has the same places.
        above.tick_labels.remove(*[t for t in above.tick_labels if t.anchor == "center"])
        below = plot_at(
            (WIDE[0], CORNER[1]), WIDE[1], 2.25, seen.x_range, y_range, (self.letter, "f prime")
        )
        lift_name(below, slope)
        curve = above_glows(FunctionCurve(above, self.function))
        with self.beat("At every place there is a slope. Write each one down, below."):
            self.play(FadeOut(self.plot, self.curve, self.tangent), FadeIn(above, curve))
            tangent = Tangent(above, self.function, self.x)
            self.allow("overlap", tangent, because="a tangent runs along its curve")
            self.play(FadeIn(tangent), FadeIn(below))
        sweep = SlopeSweep(above, below, self.function, slope, tangent.at)
        self.allow("contrast", above, below, because="the point passes with its glow")
        with self.beat("The slopes form a curve of their own: the derivative."):
            self.play(FadeIn(sweep))
            for goal in sweep.ends(left, right):
                self.play(tangent.slide_to(goal, 2.6))
            self.play(tangent.slide_to(self.x, style.SLOW))
        self.play(FadeOut(above, below, curve, tangent, sweep))

    def check(self):
        """Find the same number by symbols, by a tiny step and by a backward pass."""
        if not self.function.graph.inputs:
            return
        trace = exact_trace(self.function.graph, {self.name: self.x})
        labels, numbers = VGroup(), VGroup()
        ways = (
            (message("rules"), symbolic),
            (message("a tiny step"), tiny_step),
            (message("backprop"), by_backprop),
        )
        digits = precision_for(trace.gradient[self.name], significant=DIGITS)
        for y, (word, compute) in zip((1.75, 0.4, -0.95), ways, strict=True):
            label = typeset.words(word, size=style.TITLE, color=style.palette.muted)
            labels.add(label.place([-2.2, y], "right"))
            number = Readout(compute(trace, self.name), digits, size=style.TITLE, anchor="left")
            numbers.add(number.place([-1.6, y]))
        with self.beat("Is it true? Three ways that share nothing: rules, a tiny step, backprop."):
            rows = [
                FadeIn(VGroup(*row), shift=0.15 * UP) for row in zip(labels, numbers, strict=True)
            ]
            self.play(LaggedStart(*rows, lag_ratio=0.5, run_time=3.0))
        with self.beat("Lit are the digits that agree. A tiny step only comes close."):
            self.play(*light_agreement(numbers, [numbers[0]] * 3), run_time=style.SLOW)
        self.play(*(FadeOut(m) for m in self.mobjects))


def plot_at(corner, width, height, x_range, y_range, labels):
    """Return axes with ticks, the lower left corner of their area at a place."""
    # The axis' name stands at its upper end.
    highest = y_range[1] - 0.12 * (y_range[1] - y_range[0]) * max(1.0, 5 / height) ** 0.5
    upward = [y for y in ticks_between(*y_range, most=5 if height > 3 else 3) if y < highest]
    ticks = ticks_between(*x_range), upward
    plot = Plot(x_range, y_range, width, height, *ticks, labels=labels)
    plot.shift(np.array([*corner, 0.0]) - plot.area.get_corner(DL))
    missing = LEFT_EDGE - float(plot.get_left()[0])
    if missing <= 0:
        return above_glows(plot)
    # Long numbers beside it make it narrower.
    narrower = Plot(x_range, y_range, width - missing, height, *ticks, labels=labels)
    start = np.array([corner[0] + missing, corner[1], 0.0])
    return above_glows(narrower.shift(start - narrower.area.get_corner(DL)))


def lift_name(plot: Plot, *functions: Slice) -> None:
    """Move the name of the x axis above the curves and the ground line that pass there."""
    (label, *_), bottom = plot.labels, float(plot.area.get_bottom()[1])
    ends = [float(label.get_left()[0]) - 0.15, float(label.get_right()[0]) + 0.15]
    left = float(plot.area.get_left()[0])
    xs = [plot.x_range[0] + (x - left) / plot.x_unit for x in np.linspace(*ends, 25)]
    heights_there = [height(function, float(x)) for function in functions for x in xs] + [0.0]
    passing = sorted(
        float(plot.at(0, y)[1]) for y in heights_there if plot.y_range[0] <= y <= plot.y_range[1]
    )
    for line in passing:
        if label.get_bottom()[1] - 0.12 < line < label.get_top()[1] + 0.12:
            label.shift([0.0, line + 0.14 - float(label.get_bottom()[1]), 0.0])
    if label.get_top()[1] > plot.area.get_top()[1]:
        label.shift([0.0, bottom + 0.15 - float(label.get_bottom()[1]), 0.0])


def derivation_size(derivation: Derivation) -> float | None:
    """Return the size at which every line of a derivation fits; None if none is large enough."""
    if len(derivation.steps) > MOST_STEPS:
        return None
    graphs = [step.before for step in derivation.steps] + [derivation.result]
    return fitted_size(graphs, LONGEST - 0.6, 1.25 * style.TITLE)
