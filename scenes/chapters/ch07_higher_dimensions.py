"""Chapter 7: two knobs make a surface; its slices, its gradient, and the way down."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    AnimationGroup,
    Circle,
    FadeIn,
    FadeOut,
    TransformFromCopy,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
)
from pydantic import Field

from autodiff import optimize
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.messages import message
from scenes.mobjects.contour_map import ContourMap, MapPath
from scenes.mobjects.curve_fitter import CurveFitter
from scenes.mobjects.floor_gradient import FloorArrow, FloorGradient
from scenes.mobjects.knob import Knob
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.level_mark import LevelMark
from scenes.mobjects.motion import glide
from scenes.mobjects.optimizer_race import OptimizerRace
from scenes.mobjects.plot import Plot
from scenes.mobjects.projection import AZIMUTH, Projection
from scenes.mobjects.readout import Readout, labelled
from scenes.mobjects.rounded import RoundedRectangle
from scenes.mobjects.section_plot import SectionPlot
from scenes.mobjects.sheet_path import SheetPath
from scenes.mobjects.sheet_probe import SheetProbe
from scenes.mobjects.sheet_tangent import SheetTangent
from scenes.mobjects.slicing_plane import SlicingPlane
from scenes.mobjects.tangent import Slice
from scenes.mobjects.terrain import Terrain
from scenes.mobjects.title_card import TitleCard
from scenes.quantity import constant, value_quantity
from scenes.running_example import DOMAIN, Fit, best_fit, frozen_at_best, loss_terrain
from scenes.typeset import tag

# The part of the frame that the landscape has, and where the column at its right begins.
STAGE = (-6.2, 0.3, -2.3, 3.35)
COLUMN = 1.55
LOW = float(np.radians(22))
# The longest gradient on the floor, in units of space; and where it is looked at, one place after
# another: how far beside the straight way down.
ARROW = 2.2
SHARES = (0.0, -0.5, -1.0, 0.1, -0.5)


class Surface(Fit):
    """What the scenes on the surface share: two knobs, and where they stand at first."""

    start_k1: float = Field(0.95, ge=-20, le=20, description="where k1 stands at first")
    start_k2: float = Field(2.2, ge=-20, le=20, description="where k2 stands at first")
    rate: float = Field(0.055, gt=0, le=1, description="learning rate of the descent")
    steps: int = Field(9, ge=2, le=40, description="how many steps the descent takes")


class SurfaceScene(LessonScene):
    """The loss over k1 and k2, with all other knobs at their optimum."""

    Parameters = Surface

    def survey(self):
        """Compute the descent, and the terrain that has room for it."""
        degree = self.parameters.degree
        self.points = data.load_points()
        self.best = best_fit(degree, degree)
        self.start = self.parameters.start_k1, self.parameters.start_k2
        graph, fixed = data.loss(degree, len(self.points)), frozen_at_best(degree, "k1", "k2")
        self.descent = optimize.gradient_descent(
            lambda point: graph({**fixed, **point}),
            dict(zip(("k1", "k2"), self.start, strict=True)),
            self.parameters.rate,
            self.parameters.steps,
        )
        # High above the floor, and seen from so low that all of the floor is in sight.
        self.terrain = loss_terrain(degree, ("k1", "k2"), self.descent, height=3.0, lift=2.3)
        self.view = self.seen_from(float(AZIMUTH))

    def seen_from(self, azimuth_rad):
        """Return the view from a side, as large as its part of the frame has room for."""
        return Projection(azimuth_rad, LOW).into(STAGE, self.terrain.outline())

    def loss_quantity(self, place):
        """Return the loss at values of both knobs."""
        point = {**self.terrain.fixed, **dict(zip(self.terrain.names, place, strict=True))}
        return value_quantity(self.terrain.graph, point, "loss at a place of the surface")

    def setting(self, place):
        """Return all knobs, the two free ones at `place`."""
        return {**self.best, **dict(zip(self.terrain.names, place, strict=True))}

    def fit_plot(self, width, height, places):
        """Return axes for the fit, with room for its curves at some places of the surface."""
        x = np.linspace(*DOMAIN, 50)
        model = data.model(self.parameters.degree)
        heights = [model({"x": x, **self.setting(place)}) for place in places]
        heights.append(np.array([float(point.y) for point in self.points]))
        low, high = min(h.min() for h in heights), max(h.max() for h in heights)
        margin = 0.06 * (high - low)
        return Plot((-1.15, 1.15), (float(low - margin), float(high + margin)), width, height)

    def arrow_scale(self):
        """Return the values of a parameter to a slope of 1 that fit the longest arrow."""
        unit = self.terrain.size[0] / np.ptp(self.terrain.x_range)
        steepest = max(np.hypot(*g.values()) for g in self.descent.gradients)
        return ARROW / float(unit * steepest)


class HigherDimensionsTitle(LessonScene):
    """The chapter's title and its question."""

    def construct(self):
        card = TitleCard(chapter_of("HigherDimensionsTitle"))
        with self.beat("One knob at a time is slow. Why not turn them all?"):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


class TwoKnobs(SurfaceScene):
    """Two knobs set a place on the floor; the loss there is the height of a surface."""

    def construct(self):
        self.survey()
        self.landscape = Landscape(self.terrain, self.view)
        self.landscape.set_rise(0.0)
        self.worst = self.terrain.x_range[0], self.terrain.y_range[1]
        self.probe = SheetProbe(self.landscape, self.start)
        self.build_column()
        with self.beat("Two knobs are free. Their setting is a place on the floor."):
            self.play(*(FadeIn(knob) for knob in self.knobs))
            ground = VGroup(self.landscape.floor, self.landscape.axes, self.landscape.labels[:2])
            self.play(FadeIn(ground), FadeIn(self.fit))
            self.play(FadeIn(self.probe, scale=0.5))
        with self.beat("Above each place stands its loss. Together: a surface."):
            self.remove(ground)
            self.add(self.landscape, self.probe)
            self.play(self.landscape.rise(), FadeIn(self.total))
        with self.beat("Where it is high, the fit is bad."):
            self.visit(self.worst)
        with self.beat("Where it is low, the fit is good.") as beat:
            self.visit((self.best["k1"], self.best["k2"]), max(beat.remaining, style.SLOW))
        with self.beat("Walk around it: it is one smooth bowl.") as beat:
            side = self.seen_from(float(AZIMUTH) - 0.5)
            self.play(self.landscape.look_from(side, run_time=beat.duration / 2))
            self.play(self.landscape.look_from(self.view, run_time=beat.duration / 2))
        self.play(self.probe.go_to(self.start), *self.turn(self.start))
        self.play(*(FadeOut(part) for part in (self.knobs, self.fit, self.total, self.probe)))

    def build_column(self):
        """Lay out the two knobs, the fit that they make, and its loss."""
        self.knobs = VGroup()
        for name, value, x in zip(self.terrain.names, self.start, (2.7, 5.4), strict=True):
            limit = max(map(abs, (*self.terrain.x_range, *self.terrain.y_range)))
            self.knobs.add(Knob(name, value, limit, radius=0.7).shift([x, 2.3, 0]))
        plot = self.fit_plot(4.9, 2.6, [self.start, self.worst, (self.best["k1"], self.best["k2"])])
        plot.shift(np.array([COLUMN, -2.35, 0]) - plot.area.get_corner(DOWN + LEFT))
        self.fitter = CurveFitter(plot, self.points, self.setting(self.start), DOMAIN)
        self.fitter.submobjects = self.fitter.layers(squares=False)
        self.fit = VGroup(plot, self.fitter)
        self.total = labelled(
            tag("L", "L ="),
            lambda: self.loss_quantity(self.probe.place),
            (COLUMN + 1.6, 0.62),
            color=style.palette.loss,
        )

    def turn(self, place, run_time=style.SLOW):
        """Return the motions of the knobs and the fit to a place."""
        turns = [k.turn_to(v, run_time) for k, v in zip(self.knobs, place, strict=True)]
        return [*turns, self.fitter.fit_to(self.setting(place), run_time)]

    def visit(self, place, run_time=style.SLOW):
        """Go to a place: on the floor, on the surface, on the knobs and in the fit at once."""
        self.play(self.probe.go_to(place, run_time), *self.turn(place, run_time))


class SliceTheSurface(SurfaceScene):
    """Hold one knob still: the surface becomes a curve, and its slope is a partial derivative."""

    def construct(self):
        self.survey()
        landscape = self.landscape = Landscape(self.terrain, self.view)
        self.add(landscape)
        self.at = [ValueTracker(value) for value in self.start]
        first = self.cut("k2", 0, 1.3)
        with self.beat("Hold k2 still. A plane cuts the surface, along a curve."):
            self.add(first.plane)
            self.play(first.plane.appear(style.SLOW))
            self.bring_out(first)
        with self.beat("A curve in one knob, with a slope: we know that.") as beat:
            self.touch(first)
            self.play(self.at[0].animate.set_value(self.best["k1"]), run_time=beat.duration / 2)
            self.play(self.at[0].animate.set_value(self.start[0]), run_time=beat.duration / 2)
        with self.beat("A partial derivative: how the loss answers to k1 alone."):
            self.play(FadeIn(first.name), FadeIn(first.readout))
        with self.beat("Slide the plane, and both curve and slope change.") as beat:
            self.play(first.plane.slide_to(self.best["k2"], run_time=beat.duration / 2))
            self.play(first.plane.slide_to(self.start[1], run_time=beat.duration / 2))
        second = self.cut("k1", 1, -2.0)
        with self.beat("Now hold k1 instead. This cut has a slope of its own."):
            self.add(second.plane)
            self.bring_to_front(first.tangent)
            self.play(second.plane.appear(style.SLOW))
            self.bring_out(second)
            self.touch(second)
            self.play(FadeIn(second.name), FadeIn(second.readout))
        with self.beat("One place, two slopes: one for each knob.") as beat:
            self.wiggle(beat)
        self.clear(first, second)

    def cut(self, fixed, index, y):
        """Return everything about one cut: the plane, its curve as a plot, both tangents."""
        parts = VGroup()
        plane = SlicingPlane(self.landscape, fixed, self.start[1 - index], presence=0.0)
        parts.plane = plane
        parts.section = SectionPlot(plane, self.at[index], 3.3, 2.1)
        corner = parts.section.plot.area.get_corner(DOWN + LEFT)
        parts.section.shift(np.array([COLUMN, y - 0.4, 0]) - corner)
        parts.section.follow()
        parts.tangent = SheetTangent(plane, self.at[index], reach=1.1)
        color = style.color_of(plane.moving)
        parts.name = typeset.formula(
            f"(partial L)/(partial {plane.moving[0]}_{plane.moving[1:]})",
            size=style.FORMULA,
            color=color,
        ).place([5.5, y + 0.75])
        parts.readout = parts.section.tangent.readout.set_color(color)
        parts.readout.place([5.5, y - 0.1])
        return parts

    def bring_out(self, parts):
        """Let the cut leave the surface and become a curve over axes."""
        section = parts.section
        self.play(
            FadeIn(section.plot),
            TransformFromCopy(parts.plane.curve.seen, section.curve.line, run_time=style.SLOW),
        )
        self.add(section)

    def touch(self, parts):
        """Draw the tangent on the surface and in the plot, as the one thing that it is."""
        self.allow("contrast", parts.tangent, because="a dark rim parts it from a bright sheet")
        self.play(FadeIn(parts.tangent), FadeIn(parts.section.tangent))

    def clear(self, *cuts):
        """Leave nothing but the surface."""
        rest = [part for cut in cuts for part in (cut.section, cut.tangent, cut.name, cut.readout)]
        tangents = [cut.section.tangent for cut in cuts]
        self.play(
            *(cut.plane.vanish() for cut in cuts), *(FadeOut(part) for part in (*rest, *tangents))
        )

    def wiggle(self, beat):
        """Move along one cut and back, then along the other."""
        for tracker, name, home in zip(self.at, ("k1", "k2"), self.start, strict=True):
            for goal in (home + 0.35 * (self.best[name] - home), home):
                self.play(tracker.animate.set_value(goal), run_time=beat.duration / 4)


class TheGradient(SurfaceScene):
    """Both slopes as arrows on the floor: their sum points the steepest way up."""

    def construct(self):
        self.survey()
        landscape = self.landscape = Landscape(self.terrain, self.view)
        place = self.halfway(SHARES[0])
        self.probe = SheetProbe(landscape, place)
        self.gradient = FloorGradient(landscape, place, self.scale_within_floor())
        self.add(landscape)
        with self.beat("Lay each slope on the floor, as an arrow along its knob."):
            self.play(FadeIn(self.probe))
            self.lay_partials()
        with self.beat("Add the two arrows: their sum is the gradient.") as beat:
            self.add_up(beat)
        with self.beat("It points where the loss grows fastest. Its opposite leads down."):
            self.play(FadeIn(self.nabla, shift=0.2 * LEFT))
            self.play(FadeIn(self.against))
            self.against[0].add_updater(self.lay_against)
            self.go(self.halfway(SHARES[1]))
            self.against[0].clear_updaters()
        with self.beat("From above, the surface is a map of lines of equal loss."):
            self.play(FadeOut(self.probe, self.against))
            self.play(landscape.turn_into_map(STAGE))
        with self.beat("The gradient crosses every line at a right angle.") as beat:
            mark = LevelMark(self.gradient)
            self.play(FadeIn(mark))
            for share in SHARES[2:]:
                self.go(self.halfway(share), beat.duration / 3)
        self.play(*(FadeOut(m) for m in (mark, self.column, self.nabla, self.name, self.gradient)))

    def scale_within_floor(self):
        """Return how long a slope of 1 is drawn, so that no arrow leaves the floor."""
        ranges = self.terrain.x_range, self.terrain.y_range
        scales = []
        for place in map(self.halfway, SHARES):
            for name, x, (low, high) in zip(self.terrain.names, place, ranges, strict=True):
                slope = float(self.partial_at(place, name).value)
                scales.append(0.92 * ((high if slope > 0 else low) - x) / slope)
        return min(scales)

    def lay_partials(self):
        """Show the two partials as arrows, and their numbers in the right column."""
        self.column = VGroup()
        for number, (arrow, name) in enumerate(
            zip(self.gradient.partials, self.terrain.names, strict=True)
        ):
            row = labelled(
                f"(partial L)/(partial {name[0]}_{name[1:]}) =",
                lambda name=name: self.partial_at(self.gradient.place, name),
                (COLUMN + 1.7, 1.6 - 1.6 * number),
                color=style.color_of(name),
            )
            row[0].set_color(style.color_of(name))
            self.column.add(row)
            self.play(FadeIn(arrow), FadeIn(row), run_time=1.4)

    def partial_at(self, place, name):
        """Return one partial derivative at a place of the surface."""
        place = dict(zip(self.terrain.names, place, strict=True))
        x = place.pop(name)
        fixed = {**self.terrain.fixed, **place}
        return Slice(self.terrain.graph, name, fixed).slope_quantity(x)

    def add_up(self, beat):
        """Close the parallelogram and draw its diagonal."""
        gradient = self.gradient
        self.play(FadeIn(gradient.frame), run_time=0.8)
        self.play(FadeIn(gradient.glow), FadeIn(gradient.arrow), run_time=1.2)
        self.remove(*gradient)
        self.add(gradient, self.probe)
        amber, ink = style.palette.gradient, style.palette.ink
        self.name = self.at_tip(typeset.formula("nabla L", size=style.LABEL, color=amber), 1)
        self.play(FadeIn(self.name, run_time=style.QUICK))
        against = FloorArrow(ink, 4)
        self.lay_against(against)
        name = typeset.formula("-nabla L", size=style.LABEL, color=ink)
        self.against = VGroup(against, self.at_tip(name, -1))
        name = typeset.formula("nabla L =", size=style.TITLE, color=amber)
        name.place([COLUMN - 0.35, self.column.get_y() - 0.12])
        low, high = self.column.get_bottom()[1] - 0.15, self.column.get_top()[1] + 0.15
        left, right = COLUMN + 1.4, 6.2
        brackets = VGroup()
        for edge, inward in ((left, 0.16), (right, -0.16)):
            corners = [(edge + inward, low), (edge, low), (edge, high), (edge + inward, high)]
            bracket = VMobject(stroke_color=amber, stroke_width=style.stroke(3))
            brackets.add(bracket.set_points_as_corners([[x, y, 0] for x, y in corners]))
        self.nabla = VGroup(name, brackets)

    def tips(self, sign):
        """Return where the gradient begins and ends in space, or for -1 its opposite."""
        foot, end = self.gradient.ends
        return foot, foot + sign * (end - foot)

    def lay_against(self, arrow):
        """Lay the arrow of the way down on the floor."""
        arrow.put(self.landscape, *self.tips(-1))

    def at_tip(self, name, sign):
        """Keep a name beyond the tip of the gradient, or for -1 of its opposite.

        It lies on a dark plate, since the map is bright where the loss is high.
        """
        plate = RoundedRectangle(name.width + 0.16, name.height + 0.16, 0.08, stroke_width=0)
        plate.set_fill(style.palette.ground, opacity=0.75).move_to(name)

        def follow(name):
            foot, tip = (self.landscape.view(end) for end in self.tips(sign))
            along = (tip - foot) / max(float(np.linalg.norm(tip - foot)), 1e-9)
            name.move_to(tip + (style.px(24) + name.width / 2 * abs(along[0])) * along)

        return VGroup(plate, name).add_updater(follow, call_updater=True)

    def halfway(self, share):
        """Return a place about half way to the optimum, `share` beside the straight way."""
        x, y = self.start
        best = self.best["k1"], self.best["k2"]
        turned = 0.3 * (best[1] - y), -0.3 * (best[0] - x)
        return (
            x + 0.45 * (best[0] - x) + share * turned[0],
            y + 0.45 * (best[1] - y) + share * turned[1],
        )

    def go(self, place, run_time=style.SLOW):
        """Move the probe and the gradient to another place."""
        self.play(self.probe.go_to(place, run_time), self.gradient.go_to(place, run_time))


class DescendTogether(SurfaceScene):
    """One descent, three views of it: on the surface, on its map, and in the fit."""

    def construct(self):
        self.survey()
        landscape = self.landscape = Landscape(self.terrain, self.view)
        landscape.turn_into_map(STAGE).complete()
        self.path = SheetPath(landscape, self.descent)
        self.gradient = FloorGradient(landscape, self.start, self.arrow_scale())
        self.path.set_step(0)
        self.build_views()
        self.add(landscape)
        because = "high up, the surface is as bright as the path; its map is dark there"
        self.allow("contrast", self.path, because=because)
        with self.beat("Back to the surface. Three views show the same descent."):
            self.play(landscape.turn_back(self.view), FadeIn(self.map), FadeIn(self.fit))
            marks = (self.gradient, self.path, self.map_path, self.fitter.dots, self.labels)
            self.play(*(FadeIn(mark) for mark in marks))
        with self.beat("One step against the gradient: on surface, map and fit."):
            self.step(1, style.SLOW)
        with self.beat("The arrow is another one now. Step again."):
            self.step(2, style.SLOW)
        with self.beat("Where the surface flattens out, the steps shrink by themselves."):
            for number in range(3, self.last + 1):
                self.step(number, max(0.6, 1.4 - 0.15 * number))
        with self.beat("Downhill is a better fit: the same thing, seen twice."):
            self.play(self.go_to(0, style.SLOW))
            self.play(self.go_to(self.last, 1.5 * style.SLOW))

    def build_views(self):
        """Lay out the map above the fit, in the right column, and step and loss between."""
        self.last = len(self.descent) - 1
        width, height = fitting_map(self.terrain, 4.2, 2.9)
        self.map = ContourMap(self.terrain, width, height)
        # Beyond k1, as on the surface.
        upright, name = self.map.plot.axes[1], self.map.plot.labels[1]
        upright.shift(width * RIGHT)
        name.next_to(upright, RIGHT, style.px(18), aligned_edge=UP)
        corner = self.map.plot.area.get_corner(UP + RIGHT)
        self.map.shift(np.array([6.05, 3.35, 0]) - corner)
        self.map_path = MapPath(self.map, self.descent)
        self.map_path.set_step(0)
        places = [tuple(point.values()) for point in self.descent.points]
        plot = self.fit_plot(4.2, 2.3, places)
        plot.shift(np.array([6.5, -2.55, 0]) - plot.area.get_corner(DOWN + RIGHT))
        setting = self.setting(self.start)
        self.fitter = CurveFitter(plot, self.points, setting, DOMAIN, show_squares=False)
        self.fit = VGroup(plot, self.fitter)
        rose = style.palette.loss
        loss = labelled(
            tag("L", "L ="), lambda: self.loss_quantity(self.path.place), (0.0, 2.55), color=rose
        )
        step = typeset.words("step", color=style.palette.muted).place([0.0, 3.2])
        count = Readout(self.step_quantity, 0, size=style.LABEL, anchor="left")
        self.labels = VGroup(loss, step, count.place([0.85, 3.2]))

    def step_quantity(self):
        """Return how many steps have been taken."""
        return constant(int(self.path.step_now + 1e-6), "steps taken")

    def place_after(self, number):
        """Return the values of both knobs after a number of steps."""
        return tuple(float(self.descent.points[number][name]) for name in self.terrain.names)

    def step(self, number, run_time):
        """Take one step in all views, and leave the former curve behind."""
        ghost = self.fitter.curve.line.copy().set_stroke(
            style.mix(style.palette.model, style.palette.ground, 0.35), style.stroke(2)
        )
        ghost.decorative = True
        self.add(ghost, self.fitter)
        self.play(self.go_to(number, run_time))

    def go_to(self, number, run_time):
        """Return the motion of all views to a step."""
        place = self.place_after(number)
        return AnimationGroup(
            self.path.go_to(number, run_time),
            self.map_path.go_to(number, run_time),
            self.gradient.go_to(place, run_time),
            self.fitter.fit_to(self.setting(place), run_time),
        )


# Across and up on the map of the race; this way its valley lies flat.
KNOBS = ("k3", "k1")


class Race(Surface):
    """Start, rates and length of the race."""

    start_k1: float = Field(0.4, ge=-20, le=20, description="where k1 stands at first")
    start_k3: float = Field(2.2, ge=-20, le=20, description="where k3 stands at first")
    rate: float = Field(0.215, gt=0, le=1, description="learning rate of plain descent")
    momentum_rate: float = Field(0.06, gt=0, le=1, description="learning rate with momentum")
    friction: float = Field(0.8, ge=0, lt=1, description="what momentum keeps of its last step")
    adam_rate: float = Field(0.35, gt=0, le=1, description="learning rate of Adam")
    steps: int = Field(40, ge=5, le=200, description="how many steps each one takes")


class ThreeDescents(LessonScene):
    """Plain descent, momentum and Adam on the same surface, from the same start."""

    Parameters = Race

    def construct(self):
        paths = self.run()
        self.lay_out(paths)
        with self.beat("Some surfaces are long, narrow valleys. k1 and k3 make one."):
            self.play(FadeIn(self.contours), FadeIn(self.start))
            self.play(FadeIn(self.race.axes, self.name))
        with self.beat("Three ways to use the gradient, from the same start."):
            self.play(FadeIn(self.race, self.tracks, run_time=style.QUICK))
            self.advance(0.1)
        with self.beat("Plain descent follows the slope, and swings from wall to wall."):
            self.advance(0.25)
        with self.beat("Momentum keeps part of its last step, like a heavy ball."):
            self.advance(0.55)
        with self.beat("Adam gives each knob a step of its own length."):
            self.advance(1.0)
        with self.beat("Which wins depends on the surface. All need just the gradient."):
            self.advance(0.0)
            self.advance(1.0)

    def lay_out(self, paths):
        """Place the map at the left and the losses at the right, all three at the start."""
        terrain = self.valley(paths.values())
        width, height = fitting_map(terrain, 6.3, 5.0)
        contours = self.contours = ContourMap(terrain, width, height)
        contours.shift([-6.35, -1.85, 0] - contours.plot.area.get_corner(DOWN + LEFT))
        race = self.race = OptimizerRace(paths, 3.5, height)
        race.shift([1.75, -1.85, 0] - race.axes.area.get_corner(DOWN + LEFT))
        muted = style.palette.muted
        self.name = typeset.words("steps", size=style.TICK, color=muted)
        self.name.place(race.axes.area.get_corner(DOWN) - [0, 0.75, 0], "center")
        self.start = Circle(radius=style.px(13), color=style.palette.ink)
        self.start.set_stroke(width=style.stroke(3))
        self.start.move_to(contours.at(*(getattr(self.parameters, f"start_{n}") for n in KNOBS)))
        self.tracks = VGroup()
        for name, path in paths.items():
            runner = race.runners[name]
            color = runner.line.get_stroke_color().to_hex()
            self.tracks.add(MapPath(contours, path, color, runner.head.copy(), show_steps=False))
        for track in (*self.tracks, race):
            track.set_step(0)

    def valley(self, paths):
        """Return the loss around all paths and the optimum, with room on every side."""
        degree = self.parameters.degree
        best, ranges = best_fit(degree, degree), []
        for name in KNOBS:
            there = [best[name], *(float(point[name]) for path in paths for point in path.points)]
            margin = 0.22 * np.ptp(there)
            ranges.append((min(there) - margin, max(there) + margin))
        graph = data.loss(degree, len(data.load_points()))
        return Terrain(graph, KNOBS, *ranges, frozen_at_best(degree, *KNOBS))

    def run(self):
        """Return the three paths by name."""
        chosen = self.parameters
        points = data.load_points()
        graph = data.loss(chosen.degree, len(points))
        fixed = frozen_at_best(chosen.degree, *KNOBS)
        start = {"k1": chosen.start_k1, "k3": chosen.start_k3}

        def loss(point):
            return graph({**fixed, **point})

        return {
            message("descent"): optimize.gradient_descent(loss, start, chosen.rate, chosen.steps),
            message("momentum"): optimize.momentum(
                loss, start, chosen.momentum_rate, chosen.steps, chosen.friction
            ),
            message("Adam"): optimize.adam(loss, start, chosen.adam_rate, chosen.steps),
        }

    def advance(self, share):
        """Let all three run until a share of all steps."""
        step = share * self.parameters.steps
        run_time = 0.08 * abs(step - self.race.step) + 1.0
        moves = [self.race.go_to(step, run_time)]
        moves += [glide_evenly(track, step, run_time) for track in self.tracks]
        self.play(*moves)


def glide_evenly(track, step, run_time):
    """Return the motion of a path on a map at even pace, as a race runs."""
    return glide(track, lambda: track.step_now, track.set_step, step, run_time, linear)


def fitting_map(terrain, width, height):
    """Return the largest size of a map within a box, with true angles."""
    across, back = np.ptp(terrain.x_range), np.ptp(terrain.y_range)
    unit = min(width / across, height / back)
    return float(unit * across), float(unit * back)
