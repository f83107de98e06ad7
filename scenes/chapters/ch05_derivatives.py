"""Chapter 5: freeze all knobs but one; the slope of what is left, here and everywhere."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    UP,
    AnimationGroup,
    Circle,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    TransformFromCopy,
    ValueTracker,
    VGroup,
)
from manim import Create as Draw
from pydantic import Field

from autodiff import parse
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.mobjects.derivative_plot import DerivativePlot
from scenes.mobjects.fog import UnknownCurve, in_front_of_fog
from scenes.mobjects.glow import above_glows
from scenes.mobjects.knob import FrozenKnob, Knob
from scenes.mobjects.plot import Curve, Plot, ticks_between
from scenes.mobjects.readout import Readout
from scenes.mobjects.secant import Secant
from scenes.mobjects.slope_table import SlopeTable
from scenes.mobjects.tangent import Slice, Tangent
from scenes.mobjects.title_card import TitleCard
from scenes.mobjects.zoom_window import ZoomWindow
from scenes.parameters import Expression
from scenes.running_example import Fit, best_fit, loss_slice, reach_of, slice_plot
from scenes.typeset import tag

# Of the reach of a knob: how much of the curve is shown, and where the tangent touches.
SHOWN, TOUCHED = 1.15, 0.3
# The first run, of what is right of the touching point; each one after it is half as long.
FIRST_RUN, RUNS = 0.85, 6
# The width of the curve and its slope, one above the other; their names have room beside them.
WIDE = 9.6


class OneKnob(Fit):
    """Which knob stays free."""

    knob: str = Field("k1", pattern="k[0-8]", description="the knob that is not frozen")


class OneKnobScene(LessonScene):
    """The loss as a curve in one knob, over the same axes in every scene."""

    Parameters = OneKnob

    def lay_out(self, width=8.3, height=5.2):
        """Place the axes, and compute where everything happens."""
        degree, self.knob = self.parameters.degree, self.parameters.knob
        names = data.parameter_names(degree)
        if self.knob not in names:
            raise data.DataError(f"a curve of degree {degree} has no knob {self.knob}")
        self.points = data.load_points()
        self.best = best_fit(degree, degree)
        reach = reach_of(degree, self.knob)
        middle = self.best[self.knob]
        self.function = loss_slice(degree, self.knob)
        self.span = middle - SHOWN * reach, middle + SHOWN * reach
        self.plot = above_glows(slice_plot(self.function, self.span, width, height))
        corner = self.plot.area.get_corner(DOWN + LEFT)
        self.plot.shift(np.array([-5.75, -2.25, 0]) - corner)
        self.touch = round(middle + TOUCHED * reach, 2)
        self.run = _power_of_two(FIRST_RUN * (SHOWN - TOUCHED) * reach)

    def known_curve(self):
        """Return the curve without its fog."""
        return curve_of(self.plot, self.function)

    @property
    def run_name(self):
        """The run in Typst math, in the knob's own letter."""
        return f"Delta {self.knob[0]}_{self.knob[1:]}"


def curve_of(plot, function):
    """Return a loss drawn in a plot, in front of glows."""
    return above_glows(UnknownCurve(plot, function).curve)


def _power_of_two(limit):
    """Return the longest run of 0.8 times or divided by powers of two that is within a limit."""
    run = 0.8
    while run > limit:
        run /= 2
    while 2 * run <= limit:
        run *= 2
    return run


class DerivativesTitle(LessonScene):
    """The chapter's title and its question."""

    def construct(self):
        card = TitleCard(chapter_of("DerivativesTitle"))
        with self.beat("Which way should a knob be turned? Ask it."):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


class FreezeAllButOne(OneKnobScene):
    """Five knobs are frozen; the loss is a curve in the sixth, hidden in fog."""

    def construct(self):
        self.lay_out()
        in_front_of_fog(self.plot)
        self.unknown = UnknownCurve(self.plot, self.function, seed=4)
        self.allow("contrast", self.plot, self.unknown, because="fog is there to veil")
        self.add_knobs()
        with self.beat("Six knobs are too many. Freeze all but one."):
            self.play(LaggedStart(*(FadeIn(knob) for knob in self.knobs), lag_ratio=0.1))
            self.freeze()
        with self.beat("The loss now depends on a single number: a curve, in fog."):
            self.play(Draw(self.plot.axes), FadeIn(self.plot.labels))
            self.play(FadeIn(self.plot.ticks), FadeIn(self.plot.tick_labels))
            self.play(FadeIn(self.unknown.fog))
            self.remove(self.unknown.fog)
            self.add(self.unknown)
        with self.beat("Turn the knob and ask: what is the loss here?"):
            for share in (-0.8, 0.9):
                self.ask(share)
        with self.beat("Every answer clears a little fog. None says where to go."):
            self.ask(-0.1)
            self.ask(TOUCHED)
        self.play(FadeOut(self.knobs))

    def add_knobs(self):
        """Lay out all knobs at their optimum, in the right column."""
        self.knobs = VGroup()
        limit = max(3.0, 1.05 * max(abs(value) for value in self.best.values()))
        rows = -(-len(self.best) // 2)
        pitch = min(1.95, 5.6 / rows)
        for index, (name, value) in enumerate(self.best.items()):
            column, row = divmod(index, rows)
            knob = Knob(name, value, limit, radius=min(0.5, 0.3 * pitch))
            place = [3.95 + 1.75 * column, 2.7 - pitch * row, 0]
            self.knobs.add(knob.shift(place))
        self.free = next(knob for knob in self.knobs if knob.name == self.knob)

    def freeze(self):
        """Lock every knob but the free one."""
        motions = []
        for index, knob in enumerate(self.knobs):
            if knob is self.free:
                continue
            locked = FrozenKnob(knob.name, knob.radius).shift(knob.face.get_center())
            motions.append(AnimationGroup(FadeOut(knob), FadeIn(locked)))
            self.knobs.submobjects[index] = locked
        self.play(LaggedStart(*motions, lag_ratio=0.15, run_time=style.SLOW))

    def ask(self, share):
        """Turn the free knob to a share of its reach, and sample the loss there."""
        x = self.best[self.knob] + share * reach_of(self.parameters.degree, self.knob)
        self.play(self.free.turn_to(x), self.unknown.sample(x), run_time=1.2)


class SecantToTangent(OneKnobScene):
    """Two points, rise over run; the second slides in, and the slopes settle on one number."""

    def construct(self):
        self.lay_out(width=7.4)
        in_front_of_fog(self.plot)
        unknown = self.unknown = UnknownCurve(self.plot, self.function, seed=4)
        self.add(self.plot, unknown)
        self.runs = [self.run / 2**number for number in range(RUNS)]
        for x in (self.touch, self.touch + self.run):
            unknown.fog.part_at(self.plot.at(x, self.function.value(x)), 0.75).complete()
        self.secant = Secant(
            self.plot, self.function, self.touch, self.run, labels=(self.run_name, "Delta L"),
            run_color=style.color_of(self.knob),
        )  # fmt: skip
        veiled = (self.plot, unknown, self.secant)
        self.allow("contrast", *veiled, because="fog is there to veil, and ghosts are faint")
        with self.beat("Take two settings, and the line through their losses."):
            # Its slope is written once it has a name.
            self.secant.remove(self.secant.readout)
            self.play(FadeIn(self.secant))
        with self.beat("Rise over run is the slope of this line."):
            self.start_table()
            self.play(FadeIn(self.secant.readout), self.table.write(0))
            self.secant.add(self.secant.readout)
        with self.beat("Bring the second point closer. Each time, halve the run.") as beat:
            for number in range(1, RUNS):
                ghost = self.secant.leave_ghost()
                self.allow("contrast", ghost, because="what is left behind is faint")
                pace = max(0.9, (beat.duration - 1) / RUNS)
                self.play(self.secant.slide_to(self.runs[number], pace), self.table.write(number))
        with self.beat("The line settles, and so does the number: the derivative."):
            self.play(self.secant.settle(style.SLOW))
            self.play(self.table.write_limit())
        with self.beat("No run is left, and still there is a slope."):
            self.sum_up()

    def start_table(self):
        """Bring in the heads of the table, at the upper right."""
        self.table = SlopeTable(
            self.function, self.touch, self.runs, heads=(self.run_name, "Delta L"),
            colors=(style.color_of(self.knob), style.palette.loss),
        ).hide()  # fmt: skip
        self.table.shift(np.array([2.75, 3.1, 0]) - self.table.heads[0].get_corner(UP + LEFT))
        self.allow("number", self.table.limit, because="the zero is where the runs go")
        self.play(FadeIn(self.table.heads))
        self.add(self.table)

    def sum_up(self):
        """Write the derivative as the limit that the picture shows."""
        run, rise = tag("run", self.run_name), tag("rise", "Delta L")
        source = f"{tag('slope', 'L prime')} = lim_({tag('run2', self.run_name)} -> 0) {rise}/{run}"
        formula = typeset.formula(source, size=style.FORMULA)
        palette = style.palette
        run_color = style.color_of(self.knob)
        colors = {"run": run_color, "run2": run_color, "rise": palette.loss}
        formula.color_parts({**colors, "slope": palette.gradient}.get)
        formula.place([2.75, -2.35])
        self.allow("number", formula, because="the zero is where the limit goes")
        self.play(FadeIn(formula, shift=0.2 * UP))


class CloseUp(OneKnobScene):
    """Close enough, a smooth curve is straight: that is why a single slope can describe it."""

    def construct(self):
        self.lay_out()
        curve = self.known_curve()
        self.add(self.plot, curve)
        self.tangent = Tangent(self.plot, self.function, self.touch)
        window = ZoomWindow(
            self.plot, self.function, self.touch, (4.9, 0.9), radius=1.7, factor=3.0,
            show_tangent=False,
        )  # fmt: skip
        with self.beat("Why can one number describe a bent curve? Look closer."):
            self.play(FadeIn(self.tangent))
            self.play(FadeIn(window))
        with self.beat("The closer we look, the straighter it gets."):
            self.play(window.zoom_to(40.0, run_time=2.5 * style.SLOW))
        with self.beat("And that straight line is the tangent."):
            self.lay_on(window)
        self.play(FadeOut(window))

    def lay_on(self, window):
        """Bring the tangent into the window, where it lies down on the curve."""
        # As wide as both can be seen, one on the other.
        widen = window.curve.animate.set_stroke(width=style.stroke(16))
        self.play(widen, run_time=style.QUICK)
        window.tangent.set_stroke(width=style.stroke(style.CURVE))
        self.play(TransformFromCopy(self.tangent.line, window.tangent), run_time=style.SLOW)
        window.remove(window.dot)
        window.add(window.tangent, window.dot)


class AnotherLoss(OneKnob):
    """What else has a slope everywhere."""

    another: Expression = Field(
        "6*x**4 - 5*x**2 - 1.2*x + 2.4",
        description="a loss that is no parabola, of x from -1 at the left to 1 at the right",
    )


class SlopeEverywhere(OneKnobScene):
    """The slope at every setting draws a second curve: the derivative is itself a function."""

    Parameters = AnotherLoss

    def construct(self):
        self.lay_out(width=WIDE, height=2.75)
        self.plot.shift([0, 2.6, 0])
        self.build_lower()
        low, high = self.slid_over()
        at = self.at = ValueTracker(low)
        self.allow("overlap", because="the curve, its tangent and its slope belong together")
        tangent = Tangent(self.plot, self.function, at, reach=(0.5, 0.5))
        slopes = DerivativePlot(self.plot, self.below, self.function, at)
        self.curve = self.known_curve()
        self.add(self.plot, self.curve)
        with self.beat("Every setting has a slope. Write them down, below."):
            self.play(FadeIn(self.below), FadeIn(tangent), FadeIn(slopes))
        middle = self.best[self.knob]
        with self.beat("Left of the valley it is negative: turning up lowers the loss."):
            self.slide(slopes, low, middle, 3)
        with self.beat("At the bottom it is zero. Nothing to gain."):
            self.mark(slopes, middle)
            self.wait(style.NORMAL)
        with self.beat("To the right it is positive: turning up raises the loss."):
            self.slide(slopes, middle, high, 3)
        with self.beat("The derivative is itself a function, whatever the curve."):
            self.play(FadeOut(tangent, slopes))
            self.bend_more()
        with self.beat("Two ways to write the same slope."):
            self.write_names()

    def build_lower(self):
        """Place the axes of the derivative below those of the loss."""
        low, high = self.span
        steepest = 1.12 * max(abs(self.function.slope(x)) for x in (low, high))
        prime = f"{self.plot.labels and 'L'} prime"
        self.below = Plot(
            self.span, (-steepest, steepest), WIDE, 2.45,
            y_ticks=[t for t in ticks_between(-steepest, steepest, 4) if abs(t) < 0.8 * steepest],
            labels=(f"{self.knob[0]}_{self.knob[1:]}", prime),
        )  # fmt: skip
        self.below.labels[0].set_color(style.color_of(self.knob))
        self.below.labels[1].set_color(style.palette.gradient)
        corner = self.below.area.get_corner(DOWN + LEFT)
        self.below.shift(np.array([-5.75, -2.6, 0]) - corner)
        # The name of the axis stands below the lower picture alone.
        self.plot.remove(self.plot.tick_labels, self.plot.labels[0])
        self.plot.labels.remove(self.plot.labels[0])

    def slid_over(self):
        """Return where the tangent begins and ends: a little within the picture."""
        low, high = self.span
        return low + 0.04 * (high - low), high - 0.04 * (high - low)

    def slide(self, slopes, start, end, ties):
        """Slide the tangent along, and leave some of its places marked."""
        for share in np.linspace(0, 1, ties + 1)[1:]:
            self.play(self.at.animate.set_value(start + share * (end - start)), run_time=1.4)
            if share < 1:
                self.mark(slopes, start + share * (end - start))

    def mark(self, slopes, x):
        """Leave a place marked, faintly."""
        tie = slopes.leave_tie(x)
        self.allow("contrast", tie, because="what is left behind is faint")

    def bend_more(self):
        """Let another loss take the place of this one, and its slope be drawn below."""
        loss = Slice(parse(self.parameters.another), "x")
        xs = np.linspace(-1, 1, 73)
        heights, steepness = loss.samples(xs)
        above, below = self.in_place(self.plot, heights), self.in_place(self.below, steepness)
        old = VGroup(self.plot.ticks, marks_of(self.below))
        for plot in (self.plot, self.below):
            # Manim would take a plot apart that loses one of its parts on screen.
            plot.remove(plot.ticks, plot.tick_labels, plot.zero_line)
        self.add(old)
        self.play(
            ReplacementTransform(self.curve, curve_of(above, loss)),
            FadeOut(old),
            FadeIn(marks_of(below)),
        )
        at = ValueTracker(-0.96)
        tangent = Tangent(above, loss, at, reach=(0.5, 0.5))
        slopes = DerivativePlot(above, below, loss, at)
        self.play(FadeIn(tangent), FadeIn(slopes), run_time=style.QUICK)
        self.play(at.animate.set_value(0.96), run_time=3 * style.SLOW)

    def in_place(self, plot, heights):
        """Return a plot of other heights, in the place of one."""
        low, high = min(heights), max(heights)
        margin = 0.08 * (high - low)
        limits = low - margin, high + margin
        ticks = [t for t in ticks_between(*limits, 4) if low < t < high - 2 * margin]
        area = plot.area
        other = Plot((-1, 1), limits, area.width, area.height, y_ticks=ticks, labels=("", ""))
        return other.shift(area.get_center() - other.area.get_center())

    def write_names(self):
        """Write both notations, in the colours of what they are made of."""
        palette = style.palette
        letter = f"{self.knob[0]}_{self.knob[1:]}"
        size = style.DISPLAY * 0.8
        prime = typeset.formula("L prime", size=size, color=palette.gradient)
        quotient = typeset.formula(
            f"{tag('rise', 'd L')} / {tag('run', f'd {letter}')}", size=size
        ).color_parts({"rise": palette.loss, "run": style.color_of(self.knob)}.get)
        prime.place([5.75, 1.5], "center")
        quotient.place([5.75, -1.6], "center")
        self.play(FadeIn(prime, shift=0.2 * UP))
        self.play(FadeIn(quotient, shift=0.2 * UP))


def marks_of(plot):
    """Return the ticks of a plot, with their numbers and its line at zero."""
    return VGroup(plot.zero_line, plot.ticks, plot.tick_labels)


class WhereItFails(LessonScene):
    """A corner has two slopes and a jump has none: why smooth is nice."""

    def construct(self):
        corner = self.picture("abs(x)", (-1.6, 1.6), (-0.4, 1.9), -3.45)
        jump = self.picture("abs(x)/(2*x) + x/4", (-1.6, 1.6), (-1.3, 1.3), 3.45)
        with self.beat("Not every curve has a slope everywhere. This one has a corner."):
            self.play(FadeIn(corner.plot), *(branch.draw() for branch in corner.branches))
        with self.beat("From the left, one slope. From the right, another. Here, none."):
            self.meet(corner)
        with self.beat("This one jumps. Across the gap, the line only gets steeper."):
            self.play(FadeIn(jump.plot), *(branch.draw() for branch in jump.branches))
            self.play(FadeIn(self.open_ends(jump), run_time=style.QUICK))
            self.steepen(jump)
        with self.beat("Smooth is nice: at every place, one slope."):
            self.round_off(corner, jump)

    def picture(self, text, x_range, y_range, x):
        """Return a plot of a function in two branches, left and right of zero."""
        picture = VGroup()
        picture.function = Slice(parse(text), "x")
        picture.plot = Plot(x_range, y_range, 5.6, 4.2, labels=("x", "y"))
        picture.plot.shift(np.array([x, 0.2, 0]) - picture.plot.area.get_center())
        picture.branches = VGroup()
        for ends in ((x_range[0], -1e-9), (1e-9, x_range[1])):
            xs = np.linspace(*ends, 9)
            branch = above_glows(Curve(style.palette.loss))
            branch.set_curve(picture.plot.curve_points(xs, *picture.function.samples(xs)))
            picture.branches.add(branch)
        return picture.add(picture.plot, picture.branches)

    def meet(self, picture):
        """Bring two tangents to the corner, from both sides."""
        self.gone = VGroup()
        for start, goal in ((-1.3, -0.02), (1.3, 0.02)):
            tangent = Tangent(picture.plot, picture.function, start, reach=(0.75, 0.75), glow=0.6)
            number = self.at_foot(tangent, is_left=start < 0)
            self.play(FadeIn(tangent), FadeIn(number), run_time=style.QUICK)
            self.play(tangent.slide_to(goal), run_time=1.4)
            self.gone.add(tangent, number)
        mark = typeset.words(
            "?", size=style.TITLE, color=style.palette.gradient, weight="semibold"
        ).move_to(picture.plot.at(0, 0) + 0.85 * UP)
        self.play(FadeIn(mark, scale=0.6), run_time=style.QUICK)
        self.gone.add(mark)

    def at_foot(self, tangent, is_left):
        """Return the slope of a tangent, which stays at its lower end."""
        amber, anchor = style.palette.gradient, "left" if is_left else "right"
        number = Readout(tangent.slope_quantity, color=amber, anchor=anchor)

        def follow(number):
            end = tangent.line.get_end() if is_left else tangent.line.get_start()
            number.place(end + np.array([0.15 if is_left else -0.15, -style.px(10), 0]))

        return number.add_updater(follow, call_updater=True)

    def open_ends(self, picture):
        """Return rings at both sides of a jump, where the function has no value."""
        rings = VGroup()
        for x in (-1e-9, 1e-9):
            ring = Circle(radius=style.px(8), color=style.palette.loss, fill_opacity=1)
            ring.set_fill(style.palette.ground).set_stroke(width=style.stroke(3))
            rings.add(ring.move_to(picture.plot.at(x, picture.function.value(x))))
        self.gone.add(rings)
        return above_glows(rings)

    def round_off(self, corner, jump):
        """Turn the corner into a smooth bend, and slide a tangent all along it."""
        self.play(FadeOut(jump), FadeOut(self.gone))
        self.play(corner.animate.set_x(0))
        plot, smooth = corner.plot, Slice(parse("sqrt(x**2 + 1/16)"), "x")
        bend = above_glows(Curve(style.palette.loss))
        xs = np.linspace(*plot.x_range, 49)
        bend.set_curve(plot.curve_points(xs, *smooth.samples(xs)))
        self.play(ReplacementTransform(corner.branches, bend))
        tangent = Tangent(plot, smooth, -1.2, reach=(0.8, 0.8), glow=0.6)
        number = tangent.readout
        number.anchor = "center"
        number.place(plot.area.get_center() + np.array([0, 2.4, 0]))
        self.play(FadeIn(tangent), FadeIn(number), run_time=style.QUICK)
        self.play(tangent.slide_to(1.2), run_time=3.0)

    def steepen(self, picture):
        """Let the second point of a secant jump over the gap to the first."""
        secant = Secant(
            picture.plot, picture.function, -0.05, 1.1, labels=("Delta x", "Delta y"),
            reach=(0.3, 0.3),
        )  # fmt: skip
        self.play(FadeIn(secant))
        for run in (0.6, 0.3, 0.15):
            ghost = secant.leave_ghost()
            self.allow("contrast", ghost, because="what is left behind is faint")
            self.play(secant.slide_to(run), run_time=1.1)
        self.gone.add(secant)
