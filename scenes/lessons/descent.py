"""The lesson of a descent: any loss, from a start, by one or more optimizers."""

from __future__ import annotations

from typing import Self

import numpy as np
from manim import DL, LEFT, UP, FadeIn, FadeOut, LaggedStart, VGroup, linear
from pydantic import Field, model_validator

from autodiff import AutodiffError, parse
from autodiff.printing import typst_name
from scenes import style, typeset
from scenes.base import LessonScene
from scenes.lessons.derivative import plot_at
from scenes.lessons.formula import LONGEST, formula_of
from scenes.lessons.optimizers import (
    Optimizers,
    cut_at_edge,
    range_of,
    run_optimizers,
    worth_seeing,
)
from scenes.lessons.point import Point, check_smooth, complete_point
from scenes.lessons.quiz import LessonParameters, leave_blank
from scenes.lessons.window import heights
from scenes.messages import message
from scenes.mobjects.contour_map import ContourMap, MapPath
from scenes.mobjects.curve_path import CurvePath
from scenes.mobjects.function_curve import FunctionCurve, sampled
from scenes.mobjects.glow import above_glows
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.motion import glide
from scenes.mobjects.optimizer_race import OptimizerRace
from scenes.mobjects.projection import Projection
from scenes.mobjects.readout import Readout, labelled
from scenes.mobjects.tangent import Slice
from scenes.mobjects.terrain import Terrain
from scenes.mobjects.variable_bars import VariableBars
from scenes.parameters import Expression, ParameterError
from scenes.quantity import chosen, precision_for

# The height of what stands above the picture.
TOP = 3.2
# The picture at the left, and the chart of losses at the right.
CORNER, WIDTH, HEIGHT = (-6.2, -2.5), 6.4, 5.0
MAP = (-3.3, -0.05)
CHART = (2.0, -2.4)
CHART_SIZE = (3.3, 4.4)
# Left, right, bottom and top of the landscape's place.
SCENE_BOX = (-4.4, 4.4, -2.3, 2.6)
MOST_BARS = 7
# Spans that differ by no more than this are drawn to one scale.
ONE_SCALE = 12.0


class Parameters(LessonParameters):
    """A loss, where to start, and how to go down."""

    function: Expression = Field(
        "(1-x)**2 + 100*(y-x**2)**2", description="the loss, a function of any inputs"
    )
    start: Point = Field(
        {"x": -1.2, "y": 1.0}, description="where it starts: a number for each input"
    )
    optimizer: Optimizers = Field(
        ["adam", "momentum"],
        description="one to three of descent, momentum, nesterov, adagrad, rmsprop, adam",
    )
    learning_rate: float = Field(0.002, gt=0, le=1000, description="how long steps are")
    steps: int = Field(60, ge=1, le=400, description="how many steps are taken")

    @model_validator(mode="after")
    def _is_shown(self) -> Self:
        graph = parse(self.function)
        if not graph.inputs:
            raise ValueError("function: a constant has nowhere to go down; put in a variable")
        check_smooth(graph, complete_point(graph, self.start, "start"), "start")
        return self


class DescentLesson(LessonScene):
    """Down a loss, step by step: curve, landscape or bars, and the loss over the steps."""

    Parameters = Parameters

    def construct(self):
        values = self.parameters
        self.graph = parse(values.function)
        self.start = complete_point(self.graph, values.start, "start")
        self.paths = run_optimizers(
            values.optimizer, self.graph, self.start, values.learning_rate, values.steps
        )
        self.introduce()
        names = self.graph.inputs
        picture = {1: self.curve, 2: self.landscape}.get(len(names), self.bars)
        self.race = self.make_race()
        picture()
        self.run_down()
        self.conclude()

    def introduce(self):
        """Show the loss and the start."""
        names = [typst_name(name) for name in self.graph.inputs]
        arguments = ", ".join(names[:4] + (["dots.c"] if len(names) > 4 else []))
        formula = formula_of(self.graph, f"L({arguments}) =", LONGEST, style.DISPLAY)
        formula.move_to([0, 1.1, 0])
        row = VGroup()
        for name, value in list(self.start.items())[:5]:
            places = next((n for n in range(4) if round(value, n) == value), precision_for(value))
            quantity = chosen(name, value)
            row.add(labelled(f"{typst_name(name)} =", quantity, [0, 0], precision=places))
        rate = self.parameters.learning_rate
        places = next((n for n in range(6) if round(rate, n) == rate), precision_for(rate))
        row.add(labelled("eta =", chosen("eta", rate), [0, 0], precision=places))
        row.arrange(buff=0.7)
        row.scale(min(1.0, LONGEST / row.width)).move_to([0, -0.6, 0])
        with self.beat("This is a loss. Where is it least? Start here, and feel the way down."):
            self.play(FadeIn(formula, shift=0.2 * UP))
            self.play(FadeIn(row, shift=0.2 * UP))
        self.formula = formula_of(self.graph, "L =", LONGEST, style.FORMULA)
        self.formula.move_to([CORNER[0] + self.formula.width / 2, 3.35, 0])
        self.play(FadeOut(row), FadeOut(formula, shift=0.3 * UP), FadeIn(self.formula))

    def make_race(self):
        """Return the chart of the losses, on a logarithmic scale where all are above zero."""
        values = [float(v) for path in self.paths.values() for v in path.values]
        finite = [v for v in values if np.isfinite(v)]
        is_log = min(finite) > 0 and max(finite) > 20 * min(finite)
        first = float(next(iter(self.paths.values())).values[0])
        top = max(first, *(v for v in finite if v <= 1e3 * abs(first) + 1e-300))
        low = max(min(finite), 1e-12 * top)
        losses = (
            (10.0 ** np.floor(np.log10(low)), 10.0 ** (np.log10(top) + 0.1)) if is_log else None
        )
        race = OptimizerRace(self.paths, *CHART_SIZE, log=is_log, losses=losses)
        race.shift(np.array([*CHART, 0]) - race.axes.area.get_corner(DL))
        race.set_step(0)
        return race

    # --- one variable ------------------------------------------------------------------------

    def curve(self):
        """Draw the loss as a curve, a ball for each optimizer on it."""
        (name,) = self.graph.inputs
        function = Slice(self.graph, name)
        seen = [point[name] for path in self.paths.values() for point in worth_seeing(path)]
        x_range = range_of([*seen, *self.around(seen)])
        heights_there, _ = sampled(function, np.linspace(*x_range, 161))
        between = np.linspace(min(seen), max(seen), 161)
        crossed = [v for v in sampled(function, between)[0] if not np.isnan(v)]
        losses = [function.value(x) for x in seen]
        y_range = self.loss_range([*losses, min(crossed)], heights_there)
        plot = plot_at(CORNER, WIDTH, HEIGHT, x_range, y_range, (typst_name(name), "L"))
        curve = above_glows(FunctionCurve(plot, function))
        tracks = []
        for runner_name, path in self.paths.items():
            cut, _ = cut_at_edge(path, {name: x_range})
            places = [point[name] for point in cut.points]
            tracks.append(CurvePath(plot, function, places, self.color_of(runner_name)))
        self.allow("contrast", plot, because="the ball passes with its glow")
        self.show(VGroup(plot, curve), tracks)

    def loss_range(self, on_path, all_around):
        """Return a range of losses: those on the path, and a little of what is around it."""
        low, high = heights(all_around, max(on_path), 0.0)
        span = max(on_path) - min(on_path)
        if span <= 1e-9 * (high - low):
            return low, high
        return max(low, min(on_path) - 0.4 * span), min(high, max(on_path) + 0.4 * span)

    def around(self, seen):
        """Return places that belong in the picture though no path goes there: beyond the lowest."""
        span = max(seen) - min(seen) or 4 * max(1.0, abs(seen[0]))
        return [seen[-1] - 0.35 * span, seen[-1] + 0.35 * span]

    # --- two variables -----------------------------------------------------------------------

    def landscape(self):
        """Draw the loss as a landscape, which becomes a map with a track for each optimizer."""
        terrain = self.make_terrain()
        scene = Landscape(terrain, Projection().into(SCENE_BOX, terrain.outline()))
        width, height = self.map_size(terrain)
        contours = ContourMap(terrain, width, height)
        contours.shift(np.array([*MAP, 0]) - contours.plot.area.get_center())
        with self.beat("Above every place stands its loss. Together: a landscape."):
            self.play(FadeIn(scene, shift=0.2 * UP))
            self.wait(style.NORMAL)
        with self.beat("From above, it is a map. Dark is low."):
            left, top = MAP[0] - width / 2, MAP[1] + height / 2
            box = (left, top - height, left + width, top)
            self.play(scene.turn_into_map(box))
            self.play(FadeIn(contours), FadeOut(scene), run_time=style.QUICK)
        ranges = dict(zip(terrain.names, (terrain.x_range, terrain.y_range), strict=True))
        tracks = []
        for name, path in self.paths.items():
            cut, _ = cut_at_edge(path, ranges)
            head = self.race.runners[name].head.copy()
            tracks.append(MapPath(contours, cut, self.color_of(name), head, show_steps=False))
        self.show(contours, tracks, is_there=True)

    def make_terrain(self):
        """Return the loss over a rectangle in which the paths can be seen."""
        names = self.graph.inputs
        seen = [point for path in self.paths.values() for point in worth_seeing(path)]
        ranges = [range_of([point[name] for point in seen]) for name in names]
        spans = [high - low for low, high in ranges]
        if max(spans) / min(spans) <= ONE_SCALE:
            # Neither side is much shorter than the other, so that angles can be true.
            least = max(spans) / 1.8
            ranges = [widened(ends, least) for ends in ranges]
        try:
            terrain = Terrain(self.graph, names, *ranges, size=floor_size(ranges))
            if not np.isfinite(terrain.grid).all():
                raise AutodiffError("it is not finite")
        except (AutodiffError, ArithmeticError) as error:
            raise ParameterError(
                f"the loss cannot be drawn all around its path: {error}; choose another start"
            ) from error
        return terrain

    def map_size(self, terrain):
        """Return how large the map is: to one scale, if both sides have a similar length."""
        across, back = np.ptp(terrain.x_range), np.ptp(terrain.y_range)
        if max(across, back) / min(across, back) > ONE_SCALE:
            return WIDTH, HEIGHT
        unit = min(WIDTH / across, HEIGHT / back)
        return float(unit * across), float(unit * back)

    # --- more variables ----------------------------------------------------------------------

    def bars(self):
        """Show every variable as a bar that moves as the first optimizer goes."""
        names = self.graph.inputs[:MOST_BARS]
        name, path = next(iter(self.paths.items()))
        rows = VariableBars(path, names, WIDTH, HEIGHT - 0.4, self.color_of(name))
        rows.move_to([CORNER[0] + WIDTH / 2, CORNER[1] + HEIGHT / 2, 0])
        self.show(VGroup(), [rows])

    # --- all of them -------------------------------------------------------------------------

    def color_of(self, name):
        """Return the colour of an optimizer, in the chart and in the picture."""
        return self.race.runners[name].line.get_stroke_color().to_hex()

    def show(self, picture, tracks, is_there=False):
        """Bring in the picture, what runs on it, and the chart."""
        self.tracks = tracks
        for track in tracks:
            track.set_step(0)
        self.allow("contrast", *tracks, because="paths cross bright and dark places")
        self.allow("overlap", *tracks, because="what runs on the picture lies on it")
        with self.beat("At each place, the slope says which way is down. Step against it."):
            if not is_there:
                self.play(FadeIn(picture))
            self.play(*(FadeIn(track) for track in tracks), FadeIn(self.race))
        if self.parameters.quiz:
            self.ask()
        with self.beat("The first step, against the slope."):
            self.advance(1, style.SLOW)

    def ask(self):
        """Leave the slope in the first direction blank at the start; then show it."""
        name = self.graph.inputs[0]
        quantity = Slice(self.graph, name, self.start).slope_quantity(self.start[name])
        label = f"partial L \\/ partial {typst_name(name)} ="
        slope = labelled(label, quantity, [0, 0], precision=precision_for(quantity.value))
        slope.move_to([0, TOP, 0]).align_to([CHART[0], 0, 0], LEFT)
        self.play(FadeIn(slope[0]))
        leave_blank(self, slope[1].get_center())
        with self.beat("It is the slope at the start, if nothing but this one moves."):
            self.play(FadeIn(slope[1]))
            self.wait(style.NORMAL)
        self.play(FadeOut(slope))

    def run_down(self):
        """Let all optimizers run, slowly at first."""
        last = self.race.last
        early = min(last, max(4, last // 8))
        if early > 1:
            with self.beat("Look again, and step again."):
                self.advance(early, 4.0)
        if early < last:
            with self.beat("And on. Beside it, the loss after every step."):
                self.advance(last, 6.0)

    def advance(self, step, run_time):
        """Let everything go on to a step, at even pace."""
        moves = [self.race.go_to(step, run_time)]
        moves += [
            glide(track, lambda track=track: track.step_now, track.set_step, step, run_time, linear)
            for track in self.tracks
        ]
        self.play(*moves)

    def conclude(self):
        """Say honestly how it ended."""
        with self.beat(self.how_it_ended()):
            self.play(*(FadeOut(m) for m in (self.formula,)))
            ends = self.ends()
            self.play(LaggedStart(*(FadeIn(end) for end in ends), lag_ratio=0.3))
            self.wait(style.NORMAL)
        self.play(*(FadeOut(m) for m in self.mobjects))

    def how_it_ended(self):
        """Return in words how the paths ended, the worst first."""
        paths = self.paths.values()
        if any(path.values[-1] > path.values[0] for path in paths):
            return message(
                "The steps are too long: the loss grows. A smaller learning rate would help."
            )
        if any(path.diverged for path in paths):
            return message(
                "That step led to where there is no loss. A smaller learning rate would help."
            )
        if not any(any(path.gradients[0].values()) for path in paths):
            return message("Here the slope is zero: it leads nowhere, and nothing moves.")
        if len(paths) > 1:
            return message(
                "The same slopes, used in different ways. Which is first depends on the loss."
            )
        return message("This is the least loss on the way. Step by step, the slope led there.")

    def ends(self):
        """Return for each optimizer its name and the least loss that it found."""
        caption = typeset.words("least loss", color=style.palette.muted)
        rows = VGroup(caption.place([CORNER[0], TOP]))
        left = CORNER[0] + caption.width + 0.7
        for name, path in self.paths.items():
            quantity = self.loss_at(path.points[path.best])
            label = typeset.words(name, color=self.color_of(name), weight="medium")
            label.place([left, TOP])
            least = Readout(
                quantity, precision_for(quantity.value), color=self.color_of(name), anchor="left"
            )
            least.place([left + label.width + 0.3, TOP])
            left += label.width + least.width + 1.2
            rows.add(VGroup(label, least))
        return rows

    def loss_at(self, point):
        """Return the loss at a place, as a quantity."""
        name = self.graph.inputs[0]
        place = {n: float(point[n]) for n in self.graph.inputs}
        return Slice(self.graph, name, place).value_quantity(place[name])


def widened(ends, least):
    """Return a range at least so long, with the same middle."""
    middle, half = sum(ends) / 2, max(least, ends[1] - ends[0]) / 2
    return middle - half, middle + half


def floor_size(ranges):
    """Return the size of a landscape's floor in space."""
    across, back = (high - low for low, high in ranges)
    is_true = 1 / ONE_SCALE < across / back < ONE_SCALE
    ratio = float(np.clip(across / back, 0.65, 1.6)) if is_true else 1.4
    return 5.0 * ratio**0.5, 5.0 / ratio**0.5
