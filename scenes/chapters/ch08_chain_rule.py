"""Chapter 8, second part: functions in a row, seen as machines, as number lines and as gears."""

from __future__ import annotations

from manim import (
    DOWN,
    UP,
    AnimationGroup,
    FadeIn,
    FadeOut,
    LaggedStart,
    TransformFromCopy,
    VGroup,
)
from pydantic import Field

from autodiff import parse
from scenes import style, typeset
from scenes.base import LessonScene
from scenes.mobjects.chain import Chain, Link
from scenes.mobjects.gear_train import GearTrain
from scenes.mobjects.local_slope import LocalSlope
from scenes.mobjects.machine_chain import MachineChain
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.number_lines import NumberLines
from scenes.mobjects.part import show
from scenes.mobjects.readout import Readout
from scenes.mobjects.slope_product import SlopeProduct
from scenes.parameters import Expression, SceneParameters
from scenes.typeset import tag

# How large the machines are when they have the frame to themselves, and where they stand then
# and above the number lines.
LARGE, CENTER, TOP = 1.25, 1.35, 1.75
# The small plots beneath the machines, and the number lines.
PICTURES = -1.75
# Their product in the place of the plots, and the decimals of a nudge.
PRODUCT_Y, NUDGE_PRECISION = -0.85, 4
LINES_LEFT, LINES_TOP = -6.45, -0.82
# The gears above them, how far the first one turns, and the formula beside them.
GEARS, TURN, FORMULA_LEFT = 1.45, 0.9, 2.45


class TwoLinks(SceneParameters):
    """Two functions in a row, and where they are looked at."""

    inner: Expression = Field("x**2", description="g, of x")
    outer: Expression = Field("(1 - u)**2", description="f, of what g gives, called u")
    x: float = Field(0.8, ge=-100, le=100, description="the input")
    delta: float = Field(0.01, gt=0, le=1, description="the nudge of the input")

    @property
    def chain(self):
        """The chain at the input."""
        return self.chain_at(self.x)

    def chain_at(self, x):
        """Return the chain at another input."""
        return Chain((Link("g", parse(self.inner)), Link("f", parse(self.outer))), x)


def colors_of(count):
    """Return the colours of the input and of the values of `count` functions, the last one rose."""
    palette = style.palette
    between = (palette.model, palette.check, palette.parameters[0])
    return (palette.ink, *between[: count - 1], palette.loss)


def product_of_slopes(links, colors, factors=()):
    """Return Typst math of the slopes so far, times `factors`, and the colour of each part."""
    parts = [tag(link.name, f"{link.name}'") for link in reversed(links)]
    source = " dot ".join([*parts, *factors])
    found = {link.name: color for link, color in zip(links, colors[1:], strict=False)}
    return source, {**found, "nudge": style.palette.gradient}


def nudge_formulas(row):
    """Return for each wire of a row of machines what a nudge of delta has become there."""
    formulas = VGroup()
    for number, readout in enumerate(row.nudges):
        delta = tag("nudge", "delta")
        source, colors = product_of_slopes(row.chain.links[:number], row.colors, [delta])
        formula = typeset.formula(source, size=style.FORMULA).color_parts(colors.get)
        scale = row.machines[0].panel.width / 1.9
        formula.place([readout.get_x(), readout.get_bottom()[1] - 0.42 * scale], "center")
        formulas.add(formula)
    return formulas


class MachinesInARow(LessonScene):
    """A nudge goes through two machines; each multiplies it by its own slope."""

    Parameters = TwoLinks

    def construct(self):
        values = self.parameters
        self.row = MachineChain(
            values.chain, precision=2, colors=colors_of(2), nudge_precision=NUDGE_PRECISION
        )
        self.row.scale(LARGE).move_to([0, CENTER, 0])
        self.pictures = self.make_pictures()
        self.slope_parts = VGroup(
            *(VGroup(*pair) for pair in zip(self.row.labels, self.row.slopes, strict=True))
        )
        self.row.remove(self.row.labels, self.row.slopes)
        formulas = nudge_formulas(self.row)
        for numbers in (self.row.values, self.row.nudges):
            show(numbers, 0.0)
        with self.beat("Functions can stand in a row: one's output is the next one's input."):
            machines = [FadeIn(m, shift=0.2 * UP) for m in self.row.machines]
            self.play(LaggedStart(*machines, lag_ratio=0.4), FadeIn(self.row.wires))
            self.add(self.row)
            self.play(self.row.run(4.2))
        with self.beat("Nudge the input, by a small amount delta."):
            self.play(self.row.begin_nudge(values.delta, 1.2))
            self.play(FadeIn(formulas[0], shift=0.15 * DOWN))
        with self.beat("Out of the first machine comes delta times its slope."):
            self.play(self.show_slope(0))
            self.play(self.row.pass_nudge(0, 2.2))
            self.play(FadeIn(formulas[1], shift=0.15 * DOWN))
        with self.beat("For the second, that is the nudge. It multiplies by its own slope."):
            self.play(self.show_slope(1))
            self.play(self.row.pass_nudge(1, 2.2))
            self.play(FadeIn(formulas[2], shift=0.15 * DOWN))
        with self.beat("One slope times the other. Nothing else happens."):
            self.allow("overlap", *self.row.slopes, because="each slope flies into the product")
            self.play(FadeOut(self.pictures, run_time=style.QUICK))
            self.play(self.multiply_slopes())
        self.play(*(FadeOut(part) for part in (formulas, self.row.nudges, self.product)))

    def multiply_slopes(self):
        """Return the motion in which both slopes fly together into their product."""
        product = SlopeProduct(self.row.chain, self.row.colors)
        product.shift([0, PRODUCT_Y, 0]).remove(product.formula)
        source, colors = product_of_slopes(self.row.chain.links, self.row.colors)
        rule = typeset.formula(source, style.FORMULA).color_parts(colors.get)
        rule.place([product.signs.get_left()[0] - 0.2, product.signs[0].baseline_y], "right")
        self.product = VGroup(rule, product).set_x(0)
        return LaggedStart(
            FadeIn(rule, shift=0.15 * UP),
            product.gather(self.row.slopes, style.SLOW),
            FadeIn(product.total, shift=0.15 * UP),
            lag_ratio=0.6,
        )

    def make_pictures(self):
        """Return beneath each machine its function, with the tangent where it is used."""
        pictures = VGroup()
        chain = self.row.chain
        for number, (machine, link) in enumerate(zip(self.row.machines, chain.links, strict=True)):
            x = float(chain.values[number].value)
            picture = LocalSlope(link.slice, x, self.row.colors[number + 1])
            pictures.add(picture.shift([machine.get_x(), PICTURES - picture.plot.get_y(), 0]))
        return pictures

    def show_slope(self, number):
        """Return the motion that draws a machine's function, its tangent, and the slope."""
        picture = self.pictures[number]
        return LaggedStart(
            FadeIn(picture.plot),
            picture.curve.draw(style.NORMAL),
            FadeIn(picture.mark),
            FadeIn(self.slope_parts[number], shift=0.15 * UP),
            lag_ratio=0.5,
            run_time=style.SLOW,
        )


class Elsewhere(TwoLinks):
    """The chain, and two more places where it is looked at."""

    elsewhere: float = Field(-0.6, ge=-100, le=100, description="an input with other slopes")
    flat: float = Field(1.0, ge=-100, le=100, description="an input where a slope is zero")


class ThreeNumberLines(LessonScene):
    """The same nudge on three number lines: slopes stretch it, shrink it, turn it round."""

    Parameters = Elsewhere

    def construct(self):
        values = self.parameters
        self.row = machines_above(values)
        self.lines = lines_below(values)
        numbers = (*self.row.values, *self.lines.values)
        self.allow("overlap", *numbers, because="each number on a line comes out of its wire")
        with self.beat("Lay the three numbers on a line each."):
            self.play(self.row.animate.scale(1 / LARGE).move_to([0, TOP, 0]))
            self.play(self.lay_out())
        with self.beat("Nudge the first. The others answer: stretched, shrunk, or turned round."):
            self.play(FadeIn(self.lines.arrows, self.lines.fans, run_time=style.QUICK))
            self.add(self.lines)
            self.play(self.lines.nudge(3.0))
            self.play(FadeIn(self.factors, shift=0.1 * UP))
            self.lines.add(self.factors)
        with self.beat("Elsewhere, other slopes. Where one is negative, the lines cross."):
            self.play(self.slide(values.elsewhere, 4.0))
        with self.beat("Each arrow is the one above, times a single slope.") as beat:
            self.wait(style.QUICK)
            self.play(self.slide(values.x, max(3.0, beat.remaining)))
        self.play(FadeOut(self.row))

    def lay_out(self):
        """Return the motion in which the numbers on the wires become number lines."""
        lines, row = self.lines, self.row
        self.factors = lines.factors
        lines.remove(self.factors)
        lines.set_share(0.0)
        entries = [
            LaggedStart(
                TransformFromCopy(number, value),
                FadeIn(label),
                FadeIn(dot, scale=0.5),
                lag_ratio=0.3,
            )
            for number, value, label, dot in zip(
                row.values, lines.values, lines.labels, lines.dots, strict=True
            )
        ]
        return LaggedStart(FadeIn(lines.lines), *entries, lag_ratio=0.35, run_time=2.6)

    def slide(self, x, run_time):
        """Return the motion of the input, in the machines and on the lines."""
        return AnimationGroup(
            self.row.slide_to(x, run_time), self.lines.slide_to(x, run_time, centred=True)
        )


def machines_above(values):
    """Return the machines as the first scene leaves them."""
    row = MachineChain(values.chain, precision=2, colors=colors_of(2))
    row.scale(LARGE).move_to([0, CENTER, 0])
    row.remove(row.nudges, row.rider)
    return row


def lines_below(values):
    """Return the number lines at the bottom of the frame, with room for every place looked at."""
    places = (values.x, values.elsewhere, values.flat)
    moves = [abs(m) for x in places for m in values.chain_at(x).moved(values.delta)]
    lines = NumberLines(
        values.chain,
        values.delta,
        width=9.6,
        gap=0.97,
        reach=1.3 * max(moves),
        precision=2,
        colors=colors_of(2),
    )
    for factor in lines.factors:
        factor[-1].set_color(style.palette.gradient)
    left = min(label.get_left()[0] for label in lines.labels)
    return lines.shift([LINES_LEFT - left, LINES_TOP, 0])


class GearWheels(LessonScene):
    """The same again with gears, whose radii are the slopes; and then the rule in one line."""

    Parameters = Elsewhere

    def construct(self):
        values = self.parameters
        self.lines = lines_below(values)
        self.train = self.make_train(values.x)
        self.add(self.lines)
        with self.beat("Now gears. A slope says how much faster the next one turns."):
            self.play(self.wheels_in(self.train), self.nudge_lines(1.0, 0.0, style.NORMAL))
        with self.beat("Turn the first, and the hands move as the arrows do."):
            self.play(self.train.nudge(TURN, 3.0), self.nudge_lines(0.0, 1.0, 3.0))
        with self.beat(
            "Wheels that touch reverse: a negative slope. "
            "For a positive one, an idler reverses again."
        ):
            self.play(FadeIn(self.train.notes, lag_ratio=0.2, run_time=1.5))
            self.play(self.train.nudge(0.0, 2.0), self.nudge_lines(1.0, 0.0, 2.0))
            self.play(self.train.nudge(TURN, 2.0), self.nudge_lines(0.0, 1.0, 2.0))
        with self.beat("Where a slope is zero, nothing is passed on."):
            self.change_to(values.flat)
            self.play(self.train.nudge(TURN, 2.0), self.nudge_lines(0.0, 1.0, 2.0))
            self.wait(style.QUICK)
        with self.beat("Turns multiply from wheel to wheel. So do slopes: the chain rule."):
            self.change_to(values.x)
            self.play(self.train.nudge(TURN, 2.0), self.nudge_lines(0.0, 1.0, 2.0))
            rows = self.formula()
            self.play(FadeIn(rows[0], shift=0.15 * UP))
            self.play(FadeIn(rows[1], shift=0.15 * UP))
        with self.beat("f's slope is taken at g of x."):
            self.play(FadeIn(rows[2], shift=0.15 * UP))
            self.play(FadeIn(rows[3], shift=0.15 * UP))
            self.wait(style.SLOW)
        self.play(*(FadeOut(m) for m in self.mobjects))

    def make_train(self, x):
        """Return the gears for an input, where they stand in the frame."""
        train = GearTrain(self.parameters.chain_at(x), 8.1, colors_of(2), precision=2)
        train.add(train.notes)
        train.shift([-6.45 - train.wheels[0].get_left()[0], GEARS, 0])
        train.remove(train.notes)
        idlers = [gear for gear in train.idlers if gear]
        self.allow("contrast", *idlers, because="an idler only hands the turn on")
        return train

    def wheels_in(self, train):
        """Return the motion in which the gears come in, one after another, then their slopes."""
        gears = [gear for gear in (*train.wheels, *train.idlers) if gear]
        gears.sort(key=lambda gear: float(gear.center_point[0]))
        entries = [FadeIn(gear, scale=0.85) for gear in gears]
        slopes = FadeIn(VGroup(train.leaders, train.labels, train.slopes), shift=0.1 * DOWN)
        return LaggedStart(*entries, slopes, lag_ratio=0.4, run_time=2.6)

    def nudge_lines(self, start, end, run_time):
        """Return the motion of the arrows on the number lines between two shares of the nudge."""
        lines = self.lines

        def step(share):
            lines.set_share(start + share * (end - start))

        return Motion(lines, [Change(0.0, run_time, step)])

    def change_to(self, x):
        """Put other gears in place, for another input, with nothing turned yet."""
        before, after = self.train, self.make_train(x)
        self.train = after
        self.play(FadeOut(before, before.notes), self.nudge_lines(1.0, 0.0, style.NORMAL))
        self.play(FadeIn(after, after.notes), self.lines.slide_to(x, 1.5, centred=True))

    def formula(self):
        """Return the lines of the rule, signs in a column, in the colours of the machines."""
        chain, size = self.train.chain, style.TITLE
        inner, outer = colors_of(2)[1:]
        amber = style.palette.gradient
        colors = {"g": inner, "f": outer, "whole": amber}
        outer_slope, inner_slope = tag("f", "f'(g(x))"), tag("g", "g'(x)")
        sources = (
            tag("whole", "(f compose g)'(x)"),
            f"= {outer_slope} dot {inner_slope}",
            "=",
            "=",
        )
        rows = VGroup()
        for number, source in enumerate(sources):
            line = typeset.formula(source, size).color_parts(colors.get)
            line.place([FORMULA_LEFT + (0 if number else 0.5), 2.75 - 0.82 * number])
            rows.add(VGroup(line))
        g, f = chain.slopes
        pen = self.write(rows[2], f, outer)
        times = typeset.formula("times", size).place([pen, rows[2][0].baseline_y])
        rows[2].add(times)
        self.write(rows[2], g, inner)
        self.write(rows[3], chain.products[-1], amber)
        return rows

    def write(self, row, quantity, color):
        """Add a number at the right end of a row of the formula; return where to go on."""
        number = Readout(quantity, 2, style.FORMULA, color, anchor="left")
        row.add(number.place([row.get_right()[0] + 0.2, row[0].baseline_y]))
        return row.get_right()[0] + 0.2
