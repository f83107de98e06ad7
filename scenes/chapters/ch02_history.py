"""Chapter 2: three centuries to scale, from the chain rule to every library of today."""

from __future__ import annotations

import numpy as np
from manim import UP, FadeIn, FadeOut, VGroup
from pydantic import Field

from autodiff import optimize, parse
from autodiff.network import Network
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.mobjects.contour_map import ContourMap, MapPath
from scenes.mobjects.graph_view import GraphView
from scenes.mobjects.network_view import NetworkView
from scenes.mobjects.timeline import Timeline
from scenes.mobjects.title_card import TitleCard
from scenes.parameters import Expression, SceneParameters
from scenes.quantity import exact_trace
from scenes.running_example import Fit, frozen_at_best, largest_rate, loss_terrain
from scenes.spiral import SpiralNetwork, SpiralRun
from scenes.typeset import tag

# The years in view: all of them, the fifty in which it happened, and around one event.
ALL, FIFTY, AROUND = (1620.0, 2030.0), (1954.0, 1992.0), 5.0
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
        with self.beat("Every part was found for some other reason."):
            self.play(FadeIn(timeline))
        self.add(timeline)
        with self.beat("Leibniz noted the chain rule in sixteen seventy-six."):
            self.play(timeline.tell(1676, style.NORMAL))
            self.show_picture(chain_rule())
        with self.beat("Cauchy used steepest descent to compute the orbits of planets."):
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
            self.allow("words", because="for a moment all of history is in view")
            for year in (1970, 1974, 1982, 1986, 2010):
                self.play(timeline.tell(year, 0.4))
            self.play(timeline.zoom_to(*FIFTY, 3.0))

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

    expression: Expression = Field("(a + b)*b", description="a small expression of a and b")
    a: float = Field(2.0, ge=-100, le=100, description="the first input")
    b: float = Field(1.0, ge=-100, le=100, description="the second input")


class BackwardsAtLast(LessonScene):
    """1970, when derivatives were first computed backwards through a graph."""

    Parameters = Picture

    def construct(self):
        values = self.parameters
        timeline = Timeline(years=FIFTY)
        trace = exact_trace(parse(values.expression), {"a": values.a, "b": values.b})
        graph = GraphView(
            trace,
            result="L",
            width=PICTURE_WIDTH,
            height=PICTURE_HEIGHT,
            center=(0.0, PICTURE_Y),
        )
        self.add(timeline)
        with self.beat("Within twenty years, everything comes together."):
            self.play(timeline.light(1970, 1986, run_time=style.NORMAL))
        with self.beat("A student in Helsinki asks how rounding errors add up."):
            self.play(timeline.zoom_to(1970 - AROUND, 1970 + AROUND, 2.4))
            self.play(FadeIn(graph))
        with self.beat("He lets numbers run forward through a computation,"):
            self.play(graph.forward(run_time=2.6))
        with self.beat("then goes backward, once, to find how each one matters.") as beat:
            self.play(graph.rest(0.4))
            self.play(graph.backward(run_time=max(3.0, beat.remaining)))
            self.play(graph.settle())
        with self.beat("This is backpropagation. Linnainmaa never mentions learning."):
            self.wait(style.NORMAL)
        self.play(FadeOut(graph), timeline.zoom_to(*FIFTY, 2.0))


class NetworksLearn(LessonScene):
    """From 1974 to 1986: the same method, used on networks."""

    Parameters = SpiralNetwork

    def construct(self):
        timeline = Timeline(years=FIFTY)
        timeline.light(1970, 1986).complete()
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
        with self.beat("Today it is in every library.") as beat:
            self.play(FadeOut(name), timeline.light(run_time=style.QUICK))
            self.allow("words", because="the whole of history is in view once more")
            self.play(timeline.zoom_to(*ALL, max(3.0, beat.remaining)))
        with self.beat("How would you find it yourself? Start simple."):
            self.wait(style.NORMAL)
        self.play(FadeOut(timeline))
