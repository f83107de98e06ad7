"""Chapter 3: points, curves that could pass through them, and the loss that compares the curves."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    Circle,
    DashedLine,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    MoveToTarget,
    ReplacementTransform,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    linear,
    there_and_back,
)
from manim import Create as Draw

from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.messages import message
from scenes.mobjects.curve_fitter import CurveFitter, DataDots
from scenes.mobjects.knob import Knob
from scenes.mobjects.loss_area import LossArea
from scenes.mobjects.machine import Machine
from scenes.mobjects.part import Part
from scenes.mobjects.placement import beside, place_freely
from scenes.mobjects.plot import Plot
from scenes.mobjects.readout import Readout, labelled
from scenes.mobjects.tangent import Spot
from scenes.mobjects.title_card import TitleCard
from scenes.quantity import chosen, constant
from scenes.running_example import (
    DOMAIN,
    Fit,
    best_fit,
    candidate_degrees,
    data_loss,
    main_plot,
)
from scenes.typeset import tag

# The right column, where tables, thumbnails and totals stand; the plot has the rest.
COLUMN_LEFT = 2.5
COLUMN_RIGHT = 6.6
# Where the x that nobody measured stands, and how large.
ASKED_LEFT, ASKED_SIZE = 3.65, 1.3 * style.TITLE
# How large a square on twice the distance is in the column, and how far from the small one.
LARGE_SQUARE, SQUARE_GAP = 2.45, 0.3


class CurveFittingTitle(LessonScene):
    """The chapter's title and its question."""

    def construct(self):
        card = TitleCard(chapter_of("CurveFittingTitle"))
        with self.beat("Before it can learn, a machine must tell good from bad."):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


class PointsAppear(LessonScene):
    """Ten measurements become ten points, and a question about the gaps between them."""

    Parameters = Fit

    def construct(self):
        self.points = data.load_points()
        self.plot = main_plot(self.parameters.degree)
        self.dots = DataDots(self.plot, self.points)
        table = self.make_table()
        with self.beat("Here are ten measurements: an x, and a height y."):
            table.save_state()
            table.set_x(0)
            self.play(FadeIn(table.headings), Draw(table.rule))
            rows = [FadeIn(row, shift=0.15 * UP) for row in table.rows]
            self.play(LaggedStart(*rows, lag_ratio=0.2, run_time=style.SLOW))
        with self.beat("Drawn to scale, every row becomes one point.") as beat:
            self.play(table.animate.restore())
            self.play(Draw(self.plot.axes), FadeIn(self.plot.zero_line))
            labels = VGroup(self.plot.ticks, self.plot.tick_labels, self.plot.labels)
            self.play(FadeIn(labels, run_time=style.QUICK))
            self.play(self.rows_to_dots(table, run_time=max(style.SLOW, beat.remaining)))
        with self.beat("What height belongs to an x that nobody measured?"):
            self.play(FadeOut(table))
            self.sweep()
        with self.beat("We want a rule: a curve with a height for every x."):
            answer = self.sketch()
        self.play(FadeOut(answer))

    def make_table(self):
        """Return the table of the measurements, in the right column."""
        table = VGroup()
        columns = (4.75, 6.15)
        top, pitch = 3.0, 0.47
        names = [typeset.formula(name, color=style.palette.muted) for name in ("x", "y")]
        table.headings = VGroup(
            *(n.place([x - 0.45, top], "center") for n, x in zip(names, columns, strict=True))
        )
        table.rule = Line([3.75, top - 0.22, 0], [6.3, top - 0.22, 0])
        table.rule.set_stroke(style.palette.panel_edge, width=style.stroke(style.SECONDARY))
        table.rows = VGroup()
        for index, point in enumerate(self.points, start=1):
            y = top - 0.12 - pitch * index - 0.1
            cells = zip(("x", "y"), columns, strict=True)
            table.rows.add(
                VGroup(*(self.cell(index, point, axis).place([x, y]) for axis, x in cells))
            )
        return table.add(table.headings, table.rule, table.rows)

    def cell(self, index, point, axis):
        """Return one number of the table."""
        number = constant(getattr(point, axis), f"{axis} of point {index}")
        return Readout(number, size=style.FORMULA)

    def rows_to_dots(self, table, run_time):
        """Return the motion in which each row of the table lights up and lands as its dot."""
        landings = []
        for row, dot in zip(table.rows, self.dots, strict=True):
            spark = dot.copy().move_to(row).set_stroke(opacity=0).set_fill(opacity=0)
            landings.append(
                AnimationGroup(
                    row.animate(rate_func=there_and_back).set_color(style.palette.model),
                    ReplacementTransform(spark, dot, path_arc=0.4),
                )
            )
        return LaggedStart(*landings, lag_ratio=0.3, run_time=run_time)

    def sweep(self):
        """Slide a line into the widest gap between points, where no height is known."""
        points, plot = self.points, self.plot
        left, right = max(pairwise(points), key=lambda pair: pair[1].x - pair[0].x)
        self.x = x = ValueTracker(DOMAIN[0])
        low, high = plot.y_range
        line = DashedLine(plot.at(0, low), plot.at(0, high), dash_length=style.px(8))
        line.set_stroke(style.palette.muted, width=style.stroke(style.WIRE))
        line.add_updater(lambda m: m.move_to(plot.at(x.get_value(), (low + high) / 2)))
        # The question stands where the points beside the gap leave room.
        room = 1.2 * UP if left.y + right.y < low + high else 1.2 * DOWN
        mark = typeset.formula("?", size=style.DISPLAY, color=style.palette.model)
        mark.add_updater(lambda m: m.move_to(line.get_center() + 0.4 * RIGHT + room))
        asked = labelled("x =", lambda: chosen("x", x.get_value()), [ASKED_LEFT, 0.75], ASKED_SIZE)
        y = typeset.formula("y =", size=ASKED_SIZE).place([ASKED_LEFT, -0.35])
        open_end = typeset.formula("?", size=ASKED_SIZE, color=style.palette.model)
        open_end.place([asked[1].anchor_point[0], -0.35])
        line.update()
        mark.update()
        self.play(FadeIn(line), FadeIn(asked))
        self.bring_to_front(self.dots)
        self.play(x.animate.set_value(float(left.x + right.x) / 2), run_time=style.SLOW)
        self.play(FadeIn(mark, scale=0.6), FadeIn(y, open_end))
        self.line, self.asked, self.questions = line, VGroup(asked, y), VGroup(mark, open_end)

    def sketch(self):
        """Answer by a curve that could be the rule, here and at other x; return the answer."""
        degree = self.parameters.degree
        curve = best_fit(degree, degree)
        fitter = CurveFitter(self.plot, self.points, curve, DOMAIN, glow=False)
        line, x = fitter.curve.line, self.x
        line.set_stroke(width=style.stroke(style.WIRE))
        self.play(Draw(line), run_time=style.SLOW)
        self.bring_to_front(self.dots)
        spot = Spot(style.palette.model)
        spot.add_updater(
            lambda s: s.put(self.plot.at(x.get_value(), fitter.height_at(x.get_value())))
        )
        spot.update()
        height = Readout(
            lambda: fitter.height_quantity(x.get_value()),
            size=ASKED_SIZE,
            color=style.palette.model,
            anchor="left",
        ).place(self.asked[0][1].anchor_point - [0, 1.1, 0])
        mark, open_end = self.questions.clear_updaters()
        self.play(
            FadeOut(mark, target_position=spot.dot, scale=0.2),
            FadeOut(open_end),
            FadeIn(spot),
            FadeIn(height),
        )
        self.play(x.animate.set_value(0.4), run_time=style.SLOW)
        return VGroup(line, self.line, self.asked, spot, height)


class ManyCurves(LessonScene):
    """Three bad curves and one good one, each with its loss."""

    Parameters = Fit

    def construct(self):
        self.points = data.load_points()
        self.plot = main_plot(self.parameters.degree)
        start = self.candidates()[0]
        self.fitter = CurveFitter(self.plot, self.points, start, DOMAIN, show_squares=False)
        self.add(self.plot, self.fitter.dots)
        self.rows = VGroup()
        with self.beat("A flat line misses almost every point."):
            self.play(self.fitter.curve.draw())
            self.add(self.fitter.dots)
            self.play(self.file_away(1))
        with self.beat("A tilted line does better, but cannot follow the bends."):
            self.try_curve(2)
        with self.beat("One bend is not enough, however well placed."):
            self.try_curve(3)
        with self.beat("But this curve follows them all."):
            self.try_curve(4)
        with self.beat("Give each curve one number: how far off it is."):
            numbers = [self.show_loss(row) for row in self.rows]
            self.play(LaggedStart(*numbers, lag_ratio=0.5, run_time=style.SLOW))
        with self.beat("That number is the loss. Smaller is better."):
            heading = typeset.words("loss", color=style.palette.loss)
            self.play(FadeIn(heading.place([COLUMN_RIGHT, 3.12], "right")))
            self.play(self.dim_losers())
        self.play(FadeOut(self.rows), FadeOut(heading))

    def candidates(self):
        """Return the parameters of the four curves, the best one last."""
        degree = self.parameters.degree
        return [best_fit(low, degree) for low in candidate_degrees(degree)]

    def try_curve(self, number):
        """Bend the curve into candidate `number` and file it in the right column."""
        self.play(self.fitter.fit_to(self.candidates()[number - 1]))
        self.play(self.file_away(number))

    def file_away(self, number):
        """Return the motion that puts a small copy of the present curve into the right column."""
        row = self.make_row(number)
        self.rows.add(row)
        return AnimationGroup(
            FadeIn(row.panel),
            TransformFromCopy(self.fitter.dots, row.fitter.dots),
            TransformFromCopy(self.fitter.curve.line, row.fitter.curve.line),
        )

    def show_loss(self, row):
        """Return the motion that brings in the loss of a row, and a bar as long as the loss."""
        return AnimationGroup(FadeIn(row.readout, shift=0.2 * LEFT), Draw(row.bar))

    def make_row(self, number):
        """Return a thumbnail of candidate `number`, with its loss and its bar still to be shown."""
        y = 3.85 - 1.42 * number
        row = VGroup()
        small = Plot(self.plot.x_range, self.plot.y_range, 1.65, 1.13, labels=("", ""))
        small.shift([COLUMN_LEFT + 0.85, y, 0])
        row.panel = small.area.copy().set_stroke(style.palette.panel_edge, style.stroke(2))
        row.panel.set_fill(style.palette.panel, opacity=1).set_z_index(-1)
        row.fitter = CurveFitter(
            small,
            self.points,
            self.fitter.parameters,
            DOMAIN,
            dot_radius_px=3.5,
            curve_px=3,
            glow=False,
            show_squares=False,
        )
        quantity = self.fitter.loss_quantity()
        row.readout = Readout(quantity, size=style.TITLE, color=style.palette.loss)
        row.readout.place([COLUMN_RIGHT, y - 0.02])
        worst = data_loss(self.points, self.candidates()[0])
        length = 1.35 * float(quantity.value) / worst
        start = np.array([COLUMN_RIGHT - 1.35, y - 0.3, 0])
        row.bar = Line(start, start + max(length, 0.03) * RIGHT, color=style.palette.loss)
        row.bar.set_stroke(width=style.stroke(8))
        return row.add(row.panel, row.fitter.curve, row.fitter.dots, row.readout, row.bar)

    def dim_losers(self):
        """Return the motion that leaves only the best curve in focus."""
        losers = VGroup(*self.rows[:-1])
        winner = self.rows[-1].panel.animate.set_stroke(style.palette.check, style.stroke(4))
        return AnimationGroup(losers.animate.fade(1 - style.DIMMED), winner)


class SquaresOnResiduals(LessonScene):
    """The loss is an area: the squares on the residuals, all together."""

    Parameters = Fit

    def construct(self):
        degree = self.parameters.degree
        points = data.load_points()
        self.plot = main_plot(self.parameters.degree)
        self.fitter = CurveFitter(self.plot, points, best_fit(degree, degree), DOMAIN)
        fitter = self.fitter
        self.add(self.plot, *fitter.layers(squares=False, residuals=False))
        with self.beat("Where does it come from?"):
            self.bend_without_squares(best_fit(1, degree))
        with self.beat("At each point, the curve is off by some distance."):
            self.add(*fitter.layers(squares=False))
            grow = [Draw(residual) for residual in fitter.residuals]
            self.play(LaggedStart(*grow, lag_ratio=0.2, run_time=style.SLOW))
        with self.beat("Put a square on each distance. Its area counts."):
            self.open_squares()
        with self.beat("Twice the distance means four times the area. Big misses weigh most."):
            self.compare_two()
        with self.beat("Let the areas fly together into one square. Its area is the loss."):
            self.gather()
        with self.beat("As the curve comes closer, the loss melts away.") as beat:
            self.before = self.area.outline()
            self.add(self.before, self.area.follow())
            self.play(fitter.fit_to(best_fit(degree, degree), run_time=beat.duration))
        with self.beat("The loss: square every distance, add them all up."):
            self.show_formula()
        clear = (self.area.clear_updaters(), self.before, self.formula, *self.total[1:])
        self.play(*(FadeOut(part) for part in clear))

    def bend_without_squares(self, parameters):
        """Bend the curve while residuals and squares wait unseen."""
        fitter = self.fitter
        fitter.submobjects = fitter.layers(squares=False, residuals=False)
        self.play(fitter.fit_to(parameters))
        # From here on the parts are on stage one by one.
        self.remove(fitter)
        self.add(*fitter)
        fitter.submobjects = fitter.layers()

    def open_squares(self):
        """Open each residual sideways into its square."""
        fitter = self.fitter
        targets = [square.copy() for square in fitter.squares]
        for square, residual in zip(fitter.squares, fitter.residuals, strict=True):
            square.stretch(1e-3, 0, about_point=residual.get_center())
        self.add(*fitter.layers())
        opening = [
            square.animate.become(target)
            for square, target in zip(fitter.squares, targets, strict=True)
        ]
        self.play(LaggedStart(*opening, lag_ratio=0.15, run_time=style.SLOW))

    def compare_two(self):
        """Show that the square on about twice the distance holds the other one four times."""
        fitter = self.fitter
        pair = self.two_squares()
        numbers = VGroup(*(self.measures(i, y) for i, y in zip(pair, (1.75, 1.0), strict=True)))
        numbers.add(self.table_head(2.6))
        rest = [i for i in range(len(fitter.data)) if i not in pair]
        others = VGroup(*(VGroup(fitter.squares[i], fitter.residuals[i]) for i in rest))
        others.add(self.plot, fitter.curve, *(fitter.dots[i] for i in rest))
        self.others = others.save_state()
        self.play(others.animate.fade(1 - style.DIMMED))
        self.play(LaggedStart(*(FadeIn(n, scale=0.8) for n in numbers), lag_ratio=0.4))
        tiles = self.tile(*pair)
        self.allow("contrast", tiles, because="seams and the strip left over are all there is")
        self.play(*(tile.animate.restore() for tile in tiles[:2]), run_time=1.2)
        fill = [tile.animate.restore() for tile in tiles[2:]]
        self.play(LaggedStart(*fill, lag_ratio=0.3, run_time=style.SLOW))
        self.wait(1.5)
        self.compared = VGroup(numbers, tiles)

    def two_squares(self):
        """Return the index of a square, and of one as nearly twice as wide as there is."""
        widths = [float(square.width) for square in self.fitter.squares]
        visible = [i for i, width in enumerate(widths) if width > max(widths) / 4]
        pairs = [(i, j) for i in visible for j in visible if widths[i] < widths[j]]
        return min(pairs, key=lambda pair: abs(widths[pair[1]] / widths[pair[0]] - 2))

    def tile(self, small, large):
        """Return both squares, and four more of the small one, ready to fly into the column.

        Each starts at its place in the plot; restoring it takes it to the column, enlarged: the
        small one beside the large one, the other four into it.
        """
        squares = self.fitter.squares
        scale = LARGE_SQUARE / squares[large].width
        side = scale * squares[small].width
        beside_it = np.array([COLUMN_RIGHT - LARGE_SQUARE - SQUARE_GAP - side, -2.4, 0])
        corner = np.array([COLUMN_RIGHT - LARGE_SQUARE, -2.4, 0])
        inside = [corner + side * np.array([i, j, 0]) for j in (0, 1) for i in (0, 1)]
        tiles = VGroup()
        whole = zip((beside_it, corner, *inside), (small, large, *[small] * 4), strict=True)
        for place, index in whole:
            tile = squares[index].copy()
            home = tile.copy()
            tile.scale(scale).shift(place - tile.get_corner(DOWN + LEFT))
            tile.save_state()
            tiles.add(tile.become(home))
        return tiles

    def measures(self, index, y):
        """Return the distance beside point `index`, and distance and area in a row at height y."""
        fitter, square = self.fitter, self.fitter.squares[index]
        distance, rose = fitter.distance_quantity(index), style.palette.loss
        beside_square = Readout(distance, size=style.TICK, color=rose)
        crowd = [*(s for s in fitter.squares if s is not square), *fitter.dots]
        along_curve = fitter.curve.line.get_anchors()
        place_freely(beside_square, beside(beside_square, square), crowd, along_curve)
        area = fitter.squared_residual_quantity(index)
        cells = [
            Readout(quantity, size=style.TITLE, color=rose).place([x, y])
            for quantity, x in ((distance, COLUMN_LEFT + 1.5), (area, COLUMN_RIGHT - 0.15))
        ]
        return VGroup(beside_square, *cells)

    def table_head(self, y):
        """Return the headings of the two columns that :meth:`measures` fills."""
        muted = style.palette.muted
        return VGroup(
            typeset.words("distance", color=muted).place([COLUMN_LEFT + 1.5, y], "right"),
            typeset.words("area", color=muted).place([COLUMN_RIGHT - 0.15, y], "right"),
        )

    def gather(self):
        """Let the squares fly together, and count what has arrived."""
        fitter = self.fitter
        self.area = LossArea(fitter, corner=(COLUMN_LEFT + 0.1, -2.4))
        arrived = ValueTracker(0)
        count = len(fitter.data)
        size = style.DISPLAY
        name = typeset.formula(tag("L", "L"), size=size).place([COLUMN_LEFT + 0.1, 2.5])
        equals = typeset.formula("=", size=size).place([COLUMN_LEFT + 0.75, 2.5])
        number = Readout(
            lambda: fitter.partial_loss_quantity(int(arrived.get_value() + 1e-9)),
            size=size,
            color=style.palette.loss,
            weight="semibold",
            anchor="left",
        ).place([COLUMN_LEFT + 1.4, 2.5])
        self.total = VGroup(name, equals, number)
        self.play(FadeOut(self.compared), self.others.animate.restore())
        self.play(FadeIn(self.total))
        self.play(
            self.area.gather(run_time=4.0),
            arrived.animate(run_time=4.0, rate_func=linear).set_value(count),
        )
        self.add(self.area)

    def show_formula(self):
        """Sum up the picture in a formula, in the colours of its parts."""
        source = f"{tag('L', 'L')} {tag('equals', '=')} sum_i ({tag('yhat', 'y(x_i)')} - y_i)^2"
        formula = self.formula = typeset.formula(source, size=style.TITLE)
        formula.place([COLUMN_LEFT + 0.1, 2.5])
        name, equals, number = self.total
        value = VGroup(equals, number)
        value.generate_target().scale(style.TITLE / style.DISPLAY)
        to = formula.part("equals").get_center() - value.target[0].get_center()
        value.target.shift(to + 1.2 * DOWN)
        self.play(MoveToTarget(value), ReplacementTransform(name, formula.part("L")))
        self.play(FadeIn(formula, shift=0.2 * UP))


class TwoMachines(LessonScene):
    """y takes x and gives a height; L takes six numbers and gives one. Two machines, kept apart."""

    Parameters = Fit

    def construct(self):
        self.points = data.load_points()
        degree = self.parameters.degree
        self.best = best_fit(degree, degree)
        self.build_upper()
        self.build_lower()
        with self.beat("Two machines are at work. Keep them apart."):
            self.open_from_main_plot()
            self.play(FadeIn(self.y_machine), FadeIn(self.l_machine))
        with self.beat("The first is the curve. It takes one number, x, and gives a height."):
            self.play(self.lower_machine.focus_to(style.DIMMED))
            self.play(*(FadeIn(part) for part in (*self.upper_wires, *self.slots, self.marker)))
            self.play(self.y_machine.work(), self.x.animate.set_value(-0.3), run_time=style.SLOW)
            self.play(self.x.animate.set_value(0.8), run_time=2 * style.SLOW)
        with self.beat("The second is the loss. It takes every knob, and gives one number."):
            self.play(self.lower_machine.focus_to(1.0), self.upper.focus_to(style.DIMMED))
            self.play(FadeIn(self.lower, lag_ratio=0.1, run_time=style.SLOW))
            self.play(self.l_machine.work(), self.turn_knobs(best_fit(1, degree)))
        with self.beat("Turn the knobs, and the whole curve moves. The points stay."):
            self.play(self.upper.focus_to(1.0), Draw(self.setting, run_time=style.QUICK))
            self.play(self.turn_knobs(best_fit(0, degree)))
            self.play(self.turn_knobs(best_fit(2, degree)))
        with self.beat("Learning means: find the knobs that make the loss least.") as beat:
            self.play(self.turn_knobs(self.best, run_time=max(style.SLOW, beat.remaining)))

    def build_upper(self):
        """Lay out the machine y: x in, height out, and the point that it draws."""
        plot = self.small_plot(2.0)
        self.upper_fitter = CurveFitter(plot, self.points, self.best, DOMAIN, show_squares=False)
        self.x = ValueTracker(-1.0)
        self.y_machine = Machine("y", message("curve"), style.palette.model, (-2.0, 2.0))
        start = np.array([-4.25, 2.0, 0])
        wires = (self.y_machine.wire_in(start), self.y_machine.wire_out(0.65))
        self.upper_wires = VGroup(*wires)
        x_slot = labelled("x =", lambda: chosen("x", self.x.get_value()), [-6.6, 1.86])
        y_slot = labelled(
            "y =", lambda: self.upper_fitter.height_quantity(self.x.get_value()), [-0.2, 1.86]
        )
        y_slot[1].set_color(style.palette.model)
        kinds = (
            self.kind(message("one number"), [-6.6, 1.4]),
            self.kind(message("height"), [-0.2, 1.4]),
        )
        self.slots = VGroup(x_slot, y_slot, *kinds)
        mark = Circle(radius=style.px(11), stroke_width=0, fill_opacity=1)
        mark.set_fill(style.mix(style.palette.model, style.palette.ink, 0.4))
        drop = Line(LEFT, RIGHT, color=style.palette.model, stroke_width=style.stroke(2))

        def follow(group):
            x = self.x.get_value()
            top = plot.at(x, self.upper_fitter.height_at(x))
            mark.move_to(top)
            drop.put_start_and_end_on(plot.at(x, plot.y_range[0]), top)

        self.marker = VGroup(drop, mark).add_updater(follow).set_z_index(1)
        self.marker.update()
        parts = (self.upper_fitter.curve, self.upper_fitter.dots, plot.axes)
        self.upper = Part(self.y_machine, self.upper_wires, self.slots, *parts, self.marker)
        self.upper_plot = plot

    def build_lower(self):
        """Lay out the machine L: every knob in, one number out, and the squares that it adds."""
        plot = self.small_plot(-1.45)
        self.fitter = CurveFitter(plot, self.points, self.best, DOMAIN)
        self.l_machine = Machine(tag("L", "L"), message("loss"), style.palette.loss, (-2.0, -1.45))
        self.knobs = VGroup(*(Knob(name, value, radius=0.38) for name, value in self.best.items()))
        self.knobs.arrange_in_grid(rows=2, buff=(0.3, 0.5)).move_to([-5.12, -1.5, 0])
        gather = Line([-3.48, -0.25, 0], [-3.48, -2.65, 0], color=style.palette.muted)
        gather.set_stroke(width=style.stroke(style.WIRE))
        wires = VGroup(
            gather, self.l_machine.wire_in(gather.get_center()), self.l_machine.wire_out(0.65)
        )
        value = labelled(tag("L", "L") + " =", self.fitter.loss_quantity, [-0.2, -1.59])
        value[1].set_color(style.palette.loss)
        kinds = VGroup(
            self.kind(message("every knob"), [self.knobs.get_x(), 0.1], "center"),
            self.kind(message("one number"), [-0.2, -2.05]),
        )
        self.lower = VGroup(self.knobs, wires, value, kinds, plot.axes, self.fitter)
        self.lower_machine = Part(self.l_machine)
        # The same knobs set the curve: not what goes into the machine y, but what it is.
        self.setting = self.y_machine.wire_from_below(gather.get_start() + 0.05 * DOWN, 0.62)

    def kind(self, text, place, anchor="left"):
        """Return small words for what a machine takes, or gives."""
        return typeset.words(text, color=style.palette.muted).place(place, anchor)

    def small_plot(self, y):
        """Return the small axes without text at the right, at height `y`."""
        large = main_plot(self.parameters.degree)
        plot = Plot(large.x_range, large.y_range, 4.2, 2.6, labels=("", ""))
        return plot.shift([4.5, y, 0])

    def open_from_main_plot(self):
        """Turn the large plot of the scene before into the small one of the machine y."""
        large = main_plot(self.parameters.degree)
        fitter = CurveFitter(large, self.points, self.best, DOMAIN, show_squares=False)
        self.add(large, fitter.curve, fitter.dots)
        self.play(
            FadeOut(large.ticks, large.tick_labels, large.labels, large.zero_line),
            ReplacementTransform(large.axes, self.upper_plot.axes),
            ReplacementTransform(fitter.curve, self.upper_fitter.curve),
            ReplacementTransform(fitter.dots, self.upper_fitter.dots),
            run_time=style.SLOW,
        )

    def turn_knobs(self, values, run_time=style.SLOW):
        """Return the motion of all knobs, and of the curve in both pictures, to `values`."""
        turns = [knob.turn_to(values[knob.name], run_time=run_time) for knob in self.knobs]
        fits = [f.fit_to(values, run_time=run_time) for f in (self.upper_fitter, self.fitter)]
        return AnimationGroup(*turns, *fits)
