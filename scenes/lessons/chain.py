"""The lesson of a chain: machines, number lines, gears, and the product of all slopes."""

from __future__ import annotations

from typing import Self

from manim import DOWN, UP, FadeIn, FadeOut, Indicate, LaggedStart
from pydantic import Field, model_validator

from autodiff import parse
from autodiff.printing import typst_name
from scenes import style
from scenes.base import LessonScene
from scenes.lessons.formula import LONGEST, formula_of
from scenes.lessons.links import links_of
from scenes.lessons.point import Point, check_smooth, complete_point
from scenes.lessons.quiz import LessonParameters, leave_blank
from scenes.mobjects.chain import Chain
from scenes.mobjects.gear_train import GearTrain, has_wheels
from scenes.mobjects.machine_chain import MachineChain
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.number_lines import NumberLines
from scenes.mobjects.part import show
from scenes.mobjects.readout import Readout, labelled
from scenes.mobjects.slope_product import SlopeProduct
from scenes.parameters import Expression
from scenes.quantity import chosen, exact_trace, precision_for
from scenes.three_ways import by_backprop

TURN = 0.7
# Numbers further apart than this are not all written with the same decimals.
MOST_APART = 500.0
MACHINES_Y, TOP_Y = 0.9, 2.22
LINES_TOP, LINES_LEFT, LINES_HEIGHT = 0.38, -6.5, 3.0
GEARS_Y = 0.75


class Parameters(LessonParameters):
    """A function made of functions, and a place."""

    function: Expression = Field("exp(sin(x**2))", description="functions, one inside the other")
    at: Point = Field(0.8, description="where it is looked at", validate_default=True)

    @model_validator(mode="after")
    def _is_shown(self) -> Self:
        graph = parse(self.function)
        links_of(graph)
        check_smooth(graph, complete_point(graph, self.at, "at"), "at")
        return self


class ChainLesson(LessonScene):
    """Along a chain of functions, slopes multiply."""

    Parameters = Parameters

    def construct(self):
        graph = parse(self.parameters.function)
        self.graph = graph
        (self.name,) = graph.inputs
        self.x = complete_point(graph, self.parameters.at, "at")[self.name]
        self.chain = Chain(links_of(graph), self.x)
        palette = style.palette
        between = (palette.model, palette.check, palette.parameters[0])
        count = len(self.chain.links)
        self.colors = (palette.ink, *between[: count - 1], palette.loss)
        numbers = [*self.chain.values, *self.chain.slopes, *self.chain.products]
        sizes = [abs(float(q.value)) for q in numbers if q.value]
        # Numbers of very different sizes have each their own digits.
        is_even = not sizes or max(sizes) < MOST_APART * min(sizes)
        self.precision = min(3, precision_for(*sizes, significant=4)) if is_even else None
        self.introduce()
        self.run_machines()
        self.nudge_machines()
        self.lay_out_lines()
        self.turn_gears()
        self.multiply()

    def introduce(self):
        """Show the function and the place."""
        letter = typst_name(self.name)
        formula = formula_of(self.graph, f"f({letter}) =", LONGEST, style.DISPLAY)
        formula.move_to([0, 0.75, 0])
        places = next((n for n in range(5) if round(self.x, n) == self.x), 3)
        at = labelled(f"{letter} =", chosen(self.name, self.x), [0, 0], precision=places)
        at.move_to([0, -0.75, 0])
        with self.beat("Here is a chain: functions, one inside the other."):
            self.play(FadeIn(formula, shift=0.2 * UP))
            self.play(FadeIn(at, shift=0.2 * UP))
        self.play(FadeOut(at, formula, shift=0.3 * UP))

    def run_machines(self):
        """Put the functions in a row, and let the value run through them."""
        row = MachineChain(
            self.chain, precision=self.precision, colors=self.colors, wire=self.wire()
        )
        self.row = row.scale(min(1.15, 12.9 / row.width)).move_to([0, MACHINES_Y, 0])
        for numbers in (row.values, row.nudges):
            show(numbers, 0.0)
        row.remove(row.labels, row.slopes)
        with self.beat("Each is a machine. What comes out of one goes into the next."):
            machines = [FadeIn(machine, shift=0.2 * UP) for machine in row.machines]
            self.play(LaggedStart(*machines, lag_ratio=0.3), FadeIn(row.wires))
            self.add(row)
            self.play(row.run(1.1 * len(row.machines) + 1.0))

    def wire(self):
        """Return how long wires are, so that the numbers on them have room."""
        numbers = (*self.chain.values, *self.chain.images(1.0))
        widest = max(Readout(q, self.precision, style.VALUE, sign=True).width for q in numbers)
        return max(1.25, float(widest) + 0.55)

    def nudge_machines(self):
        """Send a nudge through; every machine multiplies it by its slope."""
        row = self.row
        deltas = row.in_deltas()
        self.allow("overlap", *row.slopes, because="each slope flies down into the product")
        with self.beat("Nudge the input. Each machine multiplies the nudge by its own slope."):
            self.play(FadeIn(row.labels, row.slopes, run_time=style.QUICK))
            self.play(row.begin_nudge(1.0, style.NORMAL), FadeIn(deltas[0]))
            for number in range(len(row.machines)):
                self.play(row.pass_nudge(number, 1.4))
                self.play(FadeIn(deltas[number + 1], run_time=style.QUICK))
        row.add(row.labels, row.slopes)
        self.play(FadeOut(deltas, row.nudges))
        row.remove(row.nudges)
        self.play(row.animate.set_y(TOP_Y))

    def lay_out_lines(self):
        """Show the same nudge on number lines."""
        delta = self.small_nudge()
        count = len(self.chain.values)
        lines = NumberLines(
            self.chain, delta, width=8.4, gap=min(0.97, LINES_HEIGHT / (count - 1)),
            precision=self.precision, colors=self.colors,
        )  # fmt: skip
        left = min(label.get_left()[0] for label in lines.labels)
        lines.shift([LINES_LEFT - left, LINES_TOP, 0])
        self.lines = lines
        lines.set_share(0.0)
        with self.beat("The same on number lines: each slope stretches, shrinks, or turns round."):
            self.play(FadeIn(lines, shift=0.15 * UP))
            self.play(self.nudge_lines(0.0, 1.0, 3.0))

    def small_nudge(self):
        """Return a nudge so small that every function is nearly straight over it."""
        steps = [1.0 / 2**halvings for halvings in range(1, 40)]
        slopes = self.chain.floats(self.chain.products)
        for step in steps:
            try:
                moves = self.chain.moved(step)
            except ArithmeticError:
                continue
            errors = [abs(m - step * s) for m, s in zip(moves, slopes, strict=True)]
            if max(errors) < 0.15 * max(map(abs, moves)):
                return step
        return steps[-1]

    def nudge_lines(self, start, end, run_time):
        """Return the motion of the arrows between two shares of the nudge."""
        lines = self.lines

        def step(share):
            lines.set_share(start + share * (end - start))

        return Motion(lines, [Change(0.0, run_time, step)])

    def turn_gears(self):
        """Show the same with gears, where the slopes are not too different for wheels."""
        slopes = self.chain.floats(self.chain.slopes)
        if not has_wheels(slopes):
            return
        train = GearTrain(
            self.chain,
            11.8,
            self.colors,
            precision=2 if self.precision is None else min(2, self.precision),
        )
        train.add(train.notes)
        train.scale(min(1.0, 12.6 / train.width)).move_to([0, GEARS_Y, 0])
        train.remove(train.notes)
        idlers = [gear for gear in train.idlers if gear]
        self.allow("contrast", *idlers, because="an idler only hands the turn on")
        self.play(FadeOut(self.lines, self.row))
        with self.beat("And as gears: each turns as many times faster as its slope says."):
            self.play(FadeIn(train))
            self.play(train.nudge(TURN, 3.0))
        with self.beat("A negative slope turns a wheel backwards. A positive one needs an idler."):
            self.play(FadeIn(train.notes, shift=0.1 * DOWN))
            self.play(train.nudge(0.0, 2.0))
            self.play(train.nudge(TURN, 2.0))
        self.play(FadeOut(train, train.notes))
        self.play(FadeIn(self.row))

    def multiply(self):
        """Gather all slopes in one product, and compare it with a backward pass."""
        if self.lines in self.mobjects:
            self.play(FadeOut(self.lines))
        product = SlopeProduct(self.chain, self.colors, self.precision)
        product.shift([0, -0.35, 0])
        with self.beat("So the slope of the whole is one product, a factor per function."):
            self.play(FadeIn(product.formula))
            self.play(product.gather(self.row.slopes, 3.0))
        if self.parameters.quiz:
            leave_blank(self, product.total.get_center())
        with self.beat("Multiply them, from the first to the last."):
            self.play(FadeIn(product.total, shift=0.1 * UP))
            self.play(Indicate(product.total, scale_factor=1.15, color=None, run_time=style.SLOW))
        trace = exact_trace(self.graph, {self.name: self.x})
        label = f"dif f \\/ dif {typst_name(self.name)} ="
        check = labelled(
            label, by_backprop(trace, self.name), [0, 0], precision=self.precision,
            color=style.palette.check,
        )  # fmt: skip
        check.move_to([0, -2.45, 0])
        with self.beat("A backward pass through the graph finds the very same number."):
            self.play(FadeIn(check, shift=0.15 * UP))
            self.wait(style.NORMAL)
        self.play(*(FadeOut(m) for m in self.mobjects))
