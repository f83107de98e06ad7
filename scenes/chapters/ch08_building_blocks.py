"""Chapter 8, first part: the functions whose slopes are known, and how to add and multiply them."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from manim import (
    DL,
    LEFT,
    UP,
    AnimationGroup,
    Circle,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    ReplacementTransform,
    ValueTracker,
    VGroup,
    there_and_back,
)
from pydantic import Field

from autodiff import parse
from scenes import style, typeset
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.mobjects.building_block import BuildingBlock
from scenes.mobjects.derivative_plot import Dashes
from scenes.mobjects.input_nudge import InputNudge
from scenes.mobjects.motion import Change, Motion, together
from scenes.mobjects.part import show
from scenes.mobjects.plot import Curve, Plot
from scenes.mobjects.product_area import ProductArea
from scenes.mobjects.readout import Readout
from scenes.mobjects.sum_stack import SumStack
from scenes.mobjects.tangent import Slice
from scenes.mobjects.title_card import TitleCard
from scenes.parameters import Expression, SceneParameters
from scenes.quantity import exact, number_text, value_quantity
from scenes.typeset import tag

# Where the building blocks stand: three columns, two rows.
COLUMNS, ROWS = (-4.45, 0.0, 4.45), (1.82, -1.38)

# The ground that plot, stack and rectangle stand on, how high they may be, where the stack is,
# and where the formulas at the right begin.
GROUND, TALLEST, STACK_LEFT, FORMULA_LEFT = -2.45, 5.3, -0.55, 2.75
# Where the input stands beside the rectangle.
INPUT_X = -0.2

# The parts of formulas, each in the colour of its function.
F, DF, G, DG = (tag(name[0], name) for name in ("f", "f'", "g", "g'"))


class ChainRuleTitle(LessonScene):
    """The chapter's title and its question."""

    def construct(self):
        card = TitleCard(chapter_of("ChainRuleTitle"))
        with self.beat("Slopes tell where to go. Where do slopes come from?"):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


class Blocks(SceneParameters):
    """The functions that everything else is made of."""

    functions: Annotated[tuple[Expression, ...], Field(min_length=2, max_length=6)] = Field(
        ("2", "2*x", "x**3", "exp(x)", "log(x)", "sin(x)"),
        description="the building blocks, each of one variable or none",
    )


class BuildingBlocks(LessonScene):
    """A handful of functions, each with the slope function that has to be known."""

    Parameters = Blocks

    def construct(self):
        self.blocks = self.make_blocks()
        with self.beat("A few simple functions build most of what we need.") as beat:
            self.play(self.drawn(beat.duration))
        with self.beat("Slide along each curve. Its slope draws a second curve below."):
            self.add(self.blocks)
            self.play(together(self.blocks, *(block.sweep(4.6) for block in self.blocks)))
        with self.beat("Each has a slope function, found once and for all."):
            names = [FadeIn(name, shift=0.12 * UP) for name in self.slope_names]
            self.play(LaggedStart(*names, lag_ratio=0.4, run_time=3.0))
            self.wait(style.NORMAL)
        with self.beat("What remains: how do slopes combine?"):
            leave = [
                FadeOut(VGroup(block, name), scale=0.9)
                for block, name in zip(self.blocks, self.slope_names, strict=True)
            ]
            self.play(LaggedStart(*leave, lag_ratio=0.3, run_time=style.NORMAL))
            ways = self.ways_to_combine()
            self.play(LaggedStart(*(FadeIn(way, scale=0.9) for way in ways), lag_ratio=0.5))
        self.play(FadeOut(ways))

    def ways_to_combine(self):
        """Return the three ways in which two functions are combined, side by side."""
        forms = ("f + g", "f dot g", "f(g(x))")
        ways = [typeset.formula(form, size=style.DISPLAY) for form in forms]
        return VGroup(*(way.move_to([x, 0.4, 0]) for way, x in zip(ways, (-4, 0, 4), strict=True)))

    def make_blocks(self):
        """Return the blocks on their grid, their tangents unseen and their lower names aside."""
        blocks = VGroup()
        self.slope_names = VGroup()
        functions = self.parameters.functions
        per_row = (len(functions) + 1) // 2
        for number, text in enumerate(functions):
            block = BuildingBlock(text)
            column = COLUMNS if per_row == 3 else COLUMNS[::2]
            row, place = divmod(number, per_row)
            block.shift([column[place] + 0.55, ROWS[row], 0])
            show(block.mover, 0.0)
            block.remove(block.slope_formula)
            self.slope_names.add(block.slope_formula)
            blocks.add(block)
        return blocks

    def drawn(self, run_time):
        """Return the motion in which the blocks come in one after another."""
        entries = [
            LaggedStart(
                FadeIn(VGroup(block.above, block.below), run_time=style.QUICK),
                block.curve.draw(style.NORMAL),
                FadeIn(block.formula, run_time=style.QUICK),
                lag_ratio=0.3,
            )
            for block in self.blocks
        ]
        return LaggedStart(*entries, lag_ratio=0.4, run_time=run_time)


class Pair(SceneParameters):
    """Two functions of one input."""

    first: Expression = Field("1 + x**2", description="f, of x; above 0 and rising near the point")
    second: Expression = Field("2 + sin(x)", description="g, of x; likewise")
    x: float = Field(0.8, ge=-10, le=10, description="the input")
    delta: float = Field(0.3, gt=0, le=2, description="the nudge of the input")


class SlopesAdd(LessonScene):
    """The slope of a sum is the sum of the slopes."""

    Parameters = Pair

    def construct(self):
        self.make_plot()
        self.stack = stack_of(self.parameters)
        with self.beat("Take two functions, f and g, of the same input."):
            self.play(FadeIn(self.plot, run_time=style.QUICK))
            self.play(LaggedStart(*(c.draw() for c in self.curves[:2]), lag_ratio=0.4))
            self.play(FadeIn(self.names, self.guide, self.dots[:2], self.input))
        with self.beat("Stack their heights, and you have their sum."):
            self.play(self.fly_to_stack(0), run_time=1.2)
            self.play(self.fly_to_stack(1), run_time=1.2)
            self.play(self.curves[2].draw(), FadeIn(self.dots[2], self.names_of_sum))
        with self.beat("Nudge the input. Each part grows by itself."):
            self.play(FadeIn(self.tangents, run_time=style.QUICK))
            self.add(self.dots)
            self.play(self.nudge(0.0, 1.0, run_time=2.6))
            self.play(FadeIn(self.stack.names, shift=0.2 * LEFT))
        with self.beat("So the slope of a sum is the sum of the slopes."):
            self.play(FadeIn(self.formula(), shift=0.15 * UP))
            self.wait(style.NORMAL)
        leaving = [m for m in self.mobjects if m is not self.drawn]
        self.play(*(FadeOut(m) for m in leaving), self.nudge(1.0, 0.0, run_time=style.NORMAL))

    def make_plot(self):
        """Draw both functions and their sum, with a dot each on a common vertical line."""
        values, palette = self.parameters, style.palette
        f, g = values.first, values.second
        self.slices = [Slice(parse(text), "x") for text in (f, g, f"({f}) + ({g})")]
        unit, (low, high) = unit_of(values)
        xs = np.linspace(low, high, 61)
        samples = [function.samples(xs) for function in self.slices]
        self.plot = Plot((low, high), (0.0, TALLEST / unit), 4.6, TALLEST, labels=("", ""))
        self.plot.shift([-5.95, GROUND, 0] - self.plot.area.get_corner(DL))
        self.x = ValueTracker(values.x)
        self.curves, self.dots = VGroup(), VGroup()
        self.labels = VGroup()
        names = ("f", "g", "f + g")
        colors = (palette.loss, palette.model, palette.ink)
        for name, color, (heights, slopes), function in zip(
            names, colors, samples, self.slices, strict=True
        ):
            curve = Curve(color, 4, glow=False)
            curve.set_curve(self.plot.curve_points(xs, heights, slopes))
            self.curves.add(curve)
            self.dots.add(self.dot_on(function, color))
            self.labels.add(self.above_curve(typeset.formula(name, color=color), function))
        self.names, self.names_of_sum = self.labels[:2], self.labels[2]
        self.guide = Dashes(palette.muted)
        self.guide.add_updater(lambda m: m.between(*self.vertical()))
        for part in (*self.dots, self.guide):
            part.update()
        self.tangents = VGroup(*(self.tangent(function) for function in self.slices))
        self.input = InputNudge(values.delta * self.plot.x_unit)
        self.input.shift(self.plot.at(values.x, 0))

    def height(self, function, x):
        """Return how high the tangent at the input is, which is where a nudge leads."""
        middle = self.parameters.x
        return function.value(middle) + (x - middle) * function.slope(middle)

    def tangent(self, function):
        """Return a piece of a tangent, a little longer than the nudge."""
        x, delta = self.parameters.x, self.parameters.delta
        ends = (x - 0.35 * delta, x + 1.35 * delta)
        line = Line(*(self.plot.at(end, self.height(function, end)) for end in ends))
        return line.set_stroke(style.palette.gradient, width=style.stroke(style.WIRE))

    def above_curve(self, label, function):
        """Put a label above the beginning of a curve, clear of all of it."""
        left = self.plot.x_range[0] + 0.2 / self.plot.x_unit
        reach = np.linspace(left, left + label.width / self.plot.x_unit, 9)
        highest = max(function.value(x) for x in reach)
        return label.place(self.plot.at(left, highest) + 0.18 * UP)

    def dot_on(self, function, color):
        """Return a dot that follows the nudge of the input along a curve's tangent."""
        dot = Circle(radius=style.px(9), stroke_width=0, fill_color=color, fill_opacity=1)
        return dot.add_updater(
            lambda m: m.move_to(
                self.plot.at(self.x.get_value(), self.height(function, self.x.get_value()))
            )
        )

    def vertical(self):
        """Return the ends of the line through the dots."""
        x = self.x.get_value()
        return self.plot.at(x, 0), self.plot.at(x, self.height(self.slices[2], x))

    def fly_to_stack(self, number):
        """Return the motion that carries the height of a function over to the stack."""
        self.stack.set_share(0.0)
        x, bar = self.parameters.x, self.stack.bars[number]
        start = bar.copy().stretch_to_fit_width(style.px(6))
        start.move_to(self.plot.at(x, self.slices[number].value(x) / 2))
        return ReplacementTransform(start, bar)

    def nudge(self, start, end, run_time):
        """Return the motion of the input, in the plot and in the stack, between shares of it."""
        values = self.parameters
        self.remove(*self.stack.bars)
        self.drawn = VGroup(self.stack.bars, self.stack.gains)
        self.add(self.drawn)

        def step(share):
            now = start + share * (end - start)
            self.x.set_value(values.x + now * values.delta)
            self.stack.set_share(now)

        arrow = self.input.nudge(start, end, run_time)
        return AnimationGroup(Motion(self.drawn, [Change(0.0, run_time, step)]), arrow)

    def formula(self):
        """Return the rule, and beneath it the number of this picture."""
        return rule_with_number(f"({F} + {G})' = {DF} + {DG}", self.stack.slopes[2])


class AreaGrows(LessonScene):
    """The slope of a product: a strip along each side of a rectangle."""

    Parameters = Pair

    def construct(self):
        self.stack = stack_of(self.parameters)
        self.stack.set_share(0.0)
        self.area = self.make_area()
        self.add(self.stack.bars)
        with self.beat("Now the two heights are the sides of a rectangle: their product."):
            self.play(self.become_sides())
            self.play(FadeIn(self.area.whole, self.area.inside, self.input))
            self.add(self.area)
        with self.beat("Nudge the input. Each side grows, and adds a strip."):
            self.play(self.grow(0.0, 1.0, run_time=3.0))
            self.play(FadeIn(self.area.growth_names, run_time=style.QUICK))
            self.area.add(self.area.growth_names)
        with self.beat("One: g times f's slope. The other: f times g's slope."):
            self.play(self.strip_in_focus(0, self.area.right))
            self.wait(style.QUICK)
            self.play(self.strip_in_focus(1, self.area.top))
            self.area.add(self.area.strip_names)
        with self.beat("With a smaller nudge, the corner vanishes first."):
            self.play(self.grow(1.0, 0.3, run_time=3.0))
        with self.beat("So the slope of a product has two parts."):
            self.play(FadeIn(self.formula(), shift=0.15 * UP))
            self.wait(style.NORMAL)
        self.play(*(FadeOut(m) for m in self.mobjects))

    def make_area(self):
        """Return the rectangle, at the left; its labels are shown one by one."""
        values = self.parameters
        area = ProductArea(
            parse(values.first), parse(values.second), values.x, values.delta, size=4.9
        )
        area.shift([-4.9, GROUND + 0.45, 0] - area.whole.get_corner(DL))
        area.set_share(0.0)
        # What names the growth and the strips comes later.
        area.remove(area.growth_names, area.strip_names)
        self.input = InputNudge(values.delta * area.unit, reach=1.4)
        self.input.shift([INPUT_X, GROUND + 0.45, 0])
        return area

    def become_sides(self):
        """Return the motion in which the two bars become the lower and the left side."""
        turns = [
            ReplacementTransform(bar, side, path_arc=arc)
            for bar, side, arc in zip(self.stack.bars, self.area.sides, (-1.2, 0.0), strict=True)
        ]
        names = FadeIn(self.area.side_names)
        return LaggedStart(*turns, names, lag_ratio=0.4, run_time=style.SLOW)

    def grow(self, start, end, run_time):
        """Return the motion of the nudge from one share of it to another."""

        def step(share):
            self.area.set_share(start + share * (end - start))

        arrow = self.input.nudge(start, end, run_time)
        return AnimationGroup(Motion(self.area, [Change(0.0, run_time, step)]), arrow)

    def strip_in_focus(self, number, strip):
        """Return the motion that names a strip, while the strip lights up."""
        name = self.area.strip_names[number]
        flash = strip.animate(rate_func=there_and_back).set_fill(style.palette.gradient)
        return LaggedStart(flash, FadeIn(name, shift=0.2 * LEFT), lag_ratio=0.3, run_time=1.6)

    def formula(self):
        """Return the rule, and beneath it the number of this picture."""
        rule = f"({F} dot {G})' = {DF} dot {G} + {F} dot {DG}"
        f, g = self.area.strips
        point = {"a": exact(number_text(f.value)), "b": exact(number_text(g.value))}
        return rule_with_number(rule, value_quantity(parse("a + b"), point, "sum of strips"))


def unit_of(values):
    """Return Manim units to one unit of height, and the range of inputs that are drawn."""
    low, high = values.x - 2.6 * values.delta, values.x + 1.7 * values.delta
    together_ = Slice(parse(f"({values.first}) + ({values.second})"), "x")
    top = 1.06 * max(together_.value(x) for x in np.linspace(low, high, 61))
    return TALLEST / top, (low, high)


def stack_of(values):
    """Return the stack of both functions, where it stands in both scenes."""
    first, second = parse(values.first), parse(values.second)
    stack = SumStack(first, second, values.x, values.delta, unit_of(values)[0])
    return stack.shift([STACK_LEFT, GROUND, 0] - stack.bars[0].get_corner(DL))


def colored(source, size=style.TITLE):
    """Return a formula whose parts called f and g have the colours of these functions."""
    colors = {"f": style.palette.loss, "g": style.palette.model}
    return typeset.formula(source, size).color_parts(colors.get)


def rule_with_number(source, quantity):
    """Return a rule at the right, and beneath its equals sign what it comes to."""
    rule = colored(source.replace("=", tag("equals", "="), 1)).place([FORMULA_LEFT, 0.45])
    equals = typeset.formula("=", size=style.TITLE).place([0, -0.45])
    equals.set_x(rule.part("equals").get_x())
    amber = style.palette.gradient
    number = Readout(quantity, 2, style.TITLE, amber, anchor="left")
    return VGroup(rule, equals, number.place([equals.get_right()[0] + 0.2, -0.45]))
