"""Chapter 8, third part: a chain of many functions, and one that branches and joins again."""

from __future__ import annotations

from typing import Annotated

from manim import (
    DOWN,
    UP,
    FadeIn,
    FadeOut,
    Indicate,
    LaggedStart,
    VGroup,
)
from pydantic import Field

from autodiff import parse
from scenes import style, typeset
from scenes.base import LessonScene
from scenes.mobjects.branched_machines import BranchedMachines
from scenes.mobjects.chain import Chain, Link
from scenes.mobjects.machine_chain import MachineChain
from scenes.mobjects.part import show
from scenes.mobjects.readout import Readout
from scenes.mobjects.slope_product import SlopeProduct
from scenes.parameters import Expression, SceneParameters
from scenes.typeset import tag

# Letters of a longer chain's functions, the first one first.
LETTERS = ("g", "h", "p", "f")
# The two lines of the sum over both paths.
PATHS_Y, SUM_Y = -2.05, -2.85
# Where the machines stand, and the formula beneath them.
MACHINES_Y, FORMULA_Y = 1.4, -1.35
BRANCHES_Y = 1.1


class LongChain(SceneParameters):
    """Four functions in a row, and where they are looked at."""

    functions: Annotated[tuple[Expression, ...], Field(min_length=3, max_length=4)] = Field(
        ("x**2", "sin(u)", "exp(v)", "1/w"),
        description="the functions, each of one variable; the first one is used first",
    )
    x: float = Field(0.75, ge=-100, le=100, description="the input")

    @property
    def chain(self):
        """The chain at the input; its last function is called f."""
        names = (*LETTERS[: len(self.functions) - 1], LETTERS[-1])
        links = [Link(n, parse(text)) for n, text in zip(names, self.functions, strict=True)]
        return Chain(tuple(links), self.x)


class LongerChain(LessonScene):
    """Four functions in a row: four slopes, one product."""

    Parameters = LongChain

    def construct(self):
        self.make_row()
        count = len(self.row.machines)
        self.allow("overlap", *self.row.slopes, because="each slope flies down into the product")
        with self.beat("A chain may be longer. Every function has its own slope."):
            machines = [FadeIn(m, shift=0.2 * UP) for m in self.row.machines]
            self.play(LaggedStart(*machines, lag_ratio=0.3), FadeIn(self.row.wires))
            self.add(self.row)
            self.play(self.row.run(3.8))
            self.wait(0.3)
        with self.beat("A nudge goes through them all, and each multiplies it once more."):
            self.play(FadeIn(self.row.labels, self.row.slopes, run_time=style.QUICK))
            self.play(self.row.begin_nudge(1.0, style.NORMAL), FadeIn(self.deltas[0]))
            for number in range(count):
                self.play(self.row.pass_nudge(number, 1.4))
                self.play(FadeIn(self.deltas[number + 1], run_time=style.QUICK))
        with self.beat("However long: its slope is one product, a factor per function."):
            product = self.product
            self.play(FadeIn(product.formula))
            self.play(product.gather(self.row.slopes, 3.0))
            self.play(FadeIn(product.total, shift=0.1 * UP))
            self.play(Indicate(product.total, scale_factor=1.15, color=None, run_time=style.SLOW))
        self.play(*(FadeOut(m) for m in self.mobjects))

    def make_row(self):
        """Make the machines, a delta for each wire, and the product of their slopes."""
        palette = style.palette
        chain = self.parameters.chain
        count = len(chain.links)
        between = (palette.model, palette.check, palette.parameters[0])
        colors = (palette.ink, *between[: count - 1], palette.loss)
        self.row = MachineChain(chain, precision=2, colors=colors, wire=1.25)
        self.row.scale(0.95).move_to([0, MACHINES_Y, 0])
        for numbers in (self.row.values, self.row.nudges):
            show(numbers, 0.0)
        self.row.remove(self.row.labels, self.row.slopes)
        self.deltas = self.row.in_deltas()
        self.product = SlopeProduct(chain, colors).shift([0, FORMULA_Y, 0])


class Branches(SceneParameters):
    """Two functions of the same input, and one that joins them."""

    upper: Expression = Field("x**2", description="g, of x")
    lower: Expression = Field("sin(x)", description="h, of x")
    join: Expression = Field("u*v", description="f, of what g and h give, in this order")
    x: float = Field(0.75, ge=-100, le=100, description="the input")


class BranchesAdd(LessonScene):
    """A nudge that takes two paths: multiply along each, and add where they meet."""

    Parameters = Branches

    def construct(self):
        self.make_machines()
        machines = self.machines
        with self.beat("And a chain may branch: one number is used twice."):
            parts = VGroup(machines.wires, machines.fork, machines.machines)
            self.play(FadeIn(parts, shift=0.15 * UP))
            self.add(machines)
            self.play(machines.run(4.0))
        with self.beat("Both branches get the whole nudge: each multiplies it."):
            self.play(machines.reveal((0, 1)))
            self.play(machines.nudge(3.6))
        with self.beat("f has a slope for each input. Along a path, slopes multiply."):
            for number, path in enumerate((self.upper_path, self.lower_path)):
                self.play(machines.light_path(number))
                self.play(machines.reveal((2 + number,)))
                self.play(FadeIn(path, shift=0.1 * DOWN))
                self.wait(style.QUICK)
        with self.beat("Where paths meet, their effects add."):
            self.play(machines.light_path(None), FadeIn(self.both, shift=0.1 * DOWN))
            self.play(machines.join_nudges(style.NORMAL))
            self.play(Indicate(self.both[-1], scale_factor=1.15, color=None))
            self.wait(style.QUICK)
        self.play(*(FadeOut(m) for m in self.mobjects))

    def make_machines(self):
        """Make the machines, and beneath them each path's product and the sum of both."""
        values, palette = self.parameters, style.palette
        upper, lower = Link("g", parse(values.upper)), Link("h", parse(values.lower))
        self.machines = machines = BranchedMachines(upper, lower, parse(values.join), "f", values.x)
        machines.move_to([0, BRANCHES_Y, 0])
        machines.hide_slopes()
        first, second = machines.joining.inputs
        up, down = (
            tag(path, f"{tag('f', 'f')}_{letter} dot {slope}")
            for path, letter, slope in (("up", first, "g'"), ("down", second, "h'"))
        )
        line = typeset.formula(f"{up} quad {tag('plus', '+')} quad {down}", style.TITLE)
        colors = {"up": palette.model, "down": palette.check, "f": palette.loss}
        line.color_parts(colors.get)
        line.place([-0.9, PATHS_Y], "center")
        self.upper_path = self.path(line.part("up"), machines.path_quantities[0], palette.model)
        self.lower_path = self.path(line.part("down"), machines.path_quantities[1], palette.check)
        plus, equals = (typeset.formula(s, style.FORMULA).place([0, SUM_Y]) for s in "+=")
        plus.set_x(line.part("plus").get_x())
        equals.set_x(line.get_right()[0] + 0.35)
        total = Readout(
            machines.path_quantities[2], 2, style.TITLE, palette.gradient, anchor="left"
        )
        total.place([equals.get_right()[0] + 0.25, SUM_Y])
        self.both = VGroup(line.part("plus"), plus, equals, total)

    def path(self, formula, quantity, color):
        """Return a path's product and, beneath it, what it comes to."""
        number = Readout(quantity, 2, style.FORMULA, color, anchor="center")
        return VGroup(formula, number.place([formula.get_x(), SUM_Y]))
