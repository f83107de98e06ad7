"""Chapter 2: three centuries to scale, from the chain rule to every library of today."""

from __future__ import annotations

import numpy as np
from manim import UP, FadeIn, FadeOut, LaggedStart, VGroup
from pydantic import Field

from autodiff import optimize, parse
from autodiff.network import Network
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.mobjects.contour_map import ContourMap, MapPath
from scenes.mobjects.curve_fitter import DataDots
from scenes.mobjects.graph_view import GraphView
from scenes.mobjects.motion import together
from scenes.mobjects.network_view import NetworkView
from scenes.mobjects.readout import Readout
from scenes.mobjects.timeline import Timeline
from scenes.mobjects.title_card import TitleCard
from scenes.nudge import Nudge
from scenes.parameters import Expression, SceneParameters
from scenes.quantity import exact, exact_trace
from scenes.running_example import Fit, frozen_at_best, largest_rate, loss_terrain, main_plot
from scenes.spiral import SpiralNetwork, SpiralRun
from scenes.typeset import tag

# The years in view: all of them, the fifty in which it happened, and around one event.
ALL, FIFTY, AROUND = (1620.0, 2030.0), (1954.0, 1992.0), 5.0
CROWDED = (1970, 1974, 1982, 1986)
# The middle of the pictures above the early years, and what the chain rule relates.
EMBLEM = (-2.4, 1.75, 0.0)
RATIOS = (("whole", "y", "x"), ("outer", "y", "u"), ("inner", "u", "x"))
DESCENT_STEPS = 14
# The picture above the timeline when it shows one event.
PICTURE_Y, PICTURE_WIDTH, PICTURE_HEIGHT = 1.15, 9.5, 3.4


class WhereItCameFromTitle(LessonScene):
    """The chapter's title and its question."""

    def construct(self):
        card = TitleCard(chapter_of("WhereItCameFromTitle"))
        with self.beat("The idea is older than the machines that run on it."):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


class ThreeCenturies(LessonScene):
    """All events on one line, drawn to scale; a picture for each of the first three."""

    Parameters = Fit

    def construct(self):
        timeline = Timeline(years=ALL).hide()
        self.picture = None
        with self.beat("Every part of the idea had another purpose."):
            self.play(FadeIn(timeline))
        self.add(timeline)
        with self.beat("Leibniz noted the chain rule in sixteen seventy-six."):
            self.play(timeline.tell(1676, style.NORMAL))
            self.show_picture(chain_rule())
        with self.beat("Cauchy proposed steepest descent to compute the orbits of planets."):
            self.play(timeline.tell(1847, style.NORMAL))
            valley = steepest_descent(self.parameters.degree)
            self.show_picture(valley)
            track = valley[1]
            self.play(track.go_to(DESCENT_STEPS, 2.4))
        with self.beat("Rosenblatt built the perceptron: knobs that learn."):
            self.play(timeline.tell(1958, style.NORMAL))
            perceptron = one_neuron()
            self.show_picture(perceptron)
            self.play(perceptron.forward(1.6))
        with self.beat("Then come crowded years. Look more closely."):
            self.play(FadeOut(self.picture, run_time=style.QUICK))
            for year in (*CROWDED, 2010):
                self.play(timeline.tell(year, 0.4))
            crowded = timeline.light(*CROWDED)
            self.play(together(timeline, timeline.zoom_to(*FIFTY, 3.0), crowded))

    def show_picture(self, picture):
        """Put a picture above the timeline, in place of the one before."""
        before = [FadeOut(self.picture)] if self.picture else []
        self.picture = picture
        self.play(*before, FadeIn(picture, shift=0.15 * UP), run_time=style.NORMAL)


def chain_rule():
    """Return the chain rule as Leibniz would write it."""
    parts = [tag(name, f"(dif {top}) / (dif {low})") for name, top, low in RATIOS]
    palette = style.palette
    colors = {"whole": palette.gradient, "outer": palette.loss, "inner": palette.model}
    formula = typeset.formula("{} = {} dot {}".format(*parts), 1.5 * style.TITLE)
    return VGroup(formula.color_parts(colors.get).move_to(EMBLEM))


def steepest_descent(degree):
    """Return the loss of two knobs as a map, and a path of steepest descent on it."""
    fixed = frozen_at_best(degree, "k1", "k3")
    loss = data.loss(degree, len(data.load_points()))
    rate = 0.85 * largest_rate(degree)
    path = optimize.gradient_descent(
        lambda point: loss({**fixed, **point}), {"k1": 0.3, "k3": 0.4}, rate, DESCENT_STEPS
    )
    terrain = loss_terrain(degree, ("k1", "k3"), path)
    contours = ContourMap(terrain, 4.6, 2.7)
    contours.shift(np.array(EMBLEM) - contours.plot.area.get_center())
    track = MapPath(contours, path)
    track.set_step(0)
    return VGroup(contours, track)


def one_neuron():
    """Return a single neuron with random weights."""
    network = Network.of((5, 1))
    view = NetworkView(network, 3.2, 2.4)
    view.set_network(network.initial(1958), np.array([0.9, 0.2, 0.7, 0.4, 1.0]))
    return view.shift(EMBLEM)


class Picture(SceneParameters):
    """The expression whose graph stands for the first derivative that was computed backwards."""

    expression: Expression = Field("(a + b)*c", description="a small expression of a, b and c")
    a: float = Field(2.0, ge=-100, le=100, description="the first input")
    b: float = Field(1.0, ge=-100, le=100, description="the second input")
    c: float = Field(4.0, ge=-100, le=100, description="the third input")
    error: float = Field(0.01, gt=0, le=1, description="of rounding, in the first input")


class BackwardsAtLast(LessonScene):
    """1970, when derivatives were first computed backwards through a graph."""

    Parameters = Picture

    def construct(self):
        timeline = Timeline(years=FIFTY)
        timeline.light(*CROWDED).complete()
        graph = self.make_graph()
        self.add(timeline)
        with self.beat("Within twenty years, everything comes together."):
            self.play(timeline.light(1970, 1986, run_time=style.NORMAL))
        with self.beat("A student in Helsinki asks how rounding errors add up."):
            close = timeline.zoom_to(1970 - AROUND, 1970 + AROUND, style.SLOW)
            self.play(together(timeline, close, timeline.light(1970)))
            self.play(FadeIn(graph, run_time=style.QUICK))
            errors = self.spread_error(graph)
        with self.beat("He lets numbers run forward through a computation,"):
            self.play(FadeOut(errors, run_time=style.QUICK))
            self.play(graph.forward(run_time=2.6))
        with self.beat("then goes backward, once, to find how each one matters.") as beat:
            self.play(graph.rest(0.4))
            self.play(graph.backward(run_time=max(3.0, beat.remaining)))
            self.play(graph.settle())
        with self.beat("This is backpropagation. Linnainmaa never mentions learning."):
            self.wait(style.NORMAL)
        self.play(FadeOut(graph), timeline.zoom_to(*FIFTY, 2.0))

    def make_graph(self):
        """Return the graph of the expression: of numbers, none of which is a knob."""
        values = self.parameters
        expression = parse(values.expression)
        self.point = {name: getattr(values, name) for name in expression.inputs}
        graph = GraphView(
            exact_trace(expression, self.point),
            result="f",
            width=PICTURE_WIDTH,
            height=PICTURE_HEIGHT,
            center=(0.0, PICTURE_Y),
        )
        for name in self.point:
            graph.nodes[graph.node_named(name)].take_off_dial()
        return graph

    def spread_error(self, graph):
        """Show an error of the first input, then what it does to each result; return the errors."""
        computation, first = graph.trace.graph, next(iter(self.point))
        nudge = Nudge(computation, self.point, first, exact(self.parameters.error))
        errors = VGroup(
            *(
                Readout(nudge.actual(node), 2, style.TICK, sign=True).place(slot.anchor)
                for node, slot in graph.values.items()
                if first in computation.at(node).inputs
            )
        )
        self.play(LaggedStart(*map(FadeIn, errors), lag_ratio=0.8, run_time=1.6))
        return errors


class NetworksLearn(LessonScene):
    """From 1974 to 1986: the same method, used on networks."""

    Parameters = SpiralNetwork

    def construct(self):
        timeline = Timeline(years=FIFTY)
        timeline.light(1970).complete()
        training = SpiralRun(self.parameters)
        network = NetworkView(training.network, 7.2, 3.3)
        network.shift([0, PICTURE_Y + 0.25, 0])
        network.set_network(training.path.points[0], training.data[0][0])
        network.set_slopes(training.gradient(0, 0))
        self.add(timeline)
        with self.beat("Werbos sees that networks could learn this way."):
            self.play(timeline.light(1974, 1982, run_time=style.NORMAL))
        with self.beat("Then a paper in Nature shows what networks find."):
            self.play(timeline.light(1986, run_time=style.QUICK))
            self.play(timeline.zoom_to(1986 - AROUND, 1986 + AROUND, 2.4))
            self.play(FadeIn(network))
        with self.beat("Forward through the layers, backward with the errors, nudge, repeat."):
            self.play(network.forward(1.8))
            self.play(network.backward(1.8))
        with self.beat("It has a name now: back-propagating errors."):
            name = typeset.words(
                "back-propagating errors", size=style.DISPLAY, color=style.palette.gradient
            ).move_to([0, PICTURE_Y + 0.25, 0])
            self.play(FadeOut(network, scale=0.8))
            self.play(FadeIn(name, shift=0.2 * UP))
        with self.beat("Today it is in every machine-learning library.") as beat:
            self.play(FadeOut(name, run_time=style.QUICK))
            everything = timeline.zoom_to(*ALL, max(3.0, beat.remaining))
            self.play(together(timeline, everything, timeline.light(2010)))
        with self.beat("How would you find it yourself? Start simple."):
            self.play(FadeOut(timeline))
            points = some_points()
            self.play(LaggedStart(*map(FadeIn, points), lag_ratio=0.15, run_time=style.SLOW))
        self.play(FadeOut(points))


def some_points():
    """Return the measurements that the next chapter begins with, and nothing else."""
    dots = DataDots(main_plot(Fit().degree), data.load_points())
    return dots.move_to([0, 0.4, 0])
