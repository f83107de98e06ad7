"""Chapter 10: from a neuron to a network of the same nodes, trained while we watch; and the end."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    DR,
    UP,
    Circle,
    FadeIn,
    FadeOut,
    Indicate,
    LaggedStart,
    Line,
    ReplacementTransform,
    VGroup,
    linear,
    there_and_back,
)

from autodiff import parse
from autodiff.network import Network
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.messages import message
from scenes.mobjects.decision_regions import DecisionRegions
from scenes.mobjects.graph_view import GraphView
from scenes.mobjects.learning_loop import LearningLoop
from scenes.mobjects.loop_words import LoopWords
from scenes.mobjects.loss_chart import LossChart
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.network_view import NetworkView
from scenes.mobjects.readout import Readout
from scenes.mobjects.title_card import TitleCard
from scenes.quantity import constant, exact_trace
from scenes.running_example import best_fit
from scenes.spiral import SpiralNetwork, SpiralRun
from scenes.typeset import tag

# The point whose values run through the network, as a share of all points.
EXAMPLE = 0.6
# The network when it has the frame to itself, and beside what it learns.
LARGE_SIZE, LARGE_CENTER = (10.4, 5.2), (0.0, 0.25)
SMALL_SIZE, SMALL_CENTER = (5.4, 2.5), (3.75, 1.15)
# What it learns, the chart of its loss, and the counts.
REGIONS_SIZE, REGIONS_CENTER = 5.5, (-3.75, 0.72)
CHART_SIZE, CHART_CORNER = (4.0, 1.75), (5.5, -2.55)
COUNTS_Y = -2.72
# The share of the way that a backward pass gets in a brain.
STALLED = 0.4
# A neuron as a single dot, and how far its wires reach.
NEURON_CENTER, NEURON_REACH = (0.0, 0.25), (2.0, 0.6)
# The curve of six knobs beside the network, and where the counts of knobs stand.
CURVE_DEGREE, CURVE_SIZE, CURVE_X = 5, (2.5, 3.2), -4.6
BESIDE_SCALE, BESIDE_X, KNOBS_X, KNOBS_Y = 0.74, 1.9, 5.4, -2.8

MEANINGS = (
    (message("How wrong"), message("are we?")),
    (message("Which way"), message("is down?")),
    (message("Every knob,"), message("a little.")),
    (message("As long as"), message("the loss falls.")),
)


class SummaryTitle(LessonScene):
    """The chapter's title and its question."""

    def construct(self):
        card = TitleCard(chapter_of("SummaryTitle"))
        with self.beat("We fitted a curve with six knobs. What about millions?"):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


def knobs_quantity(count):
    """Return a number of knobs as a number for the screen."""
    return constant(count, "trained numbers")


class NetworkScene(LessonScene):
    """The network, its training, and the point whose values are shown."""

    Parameters = SpiralNetwork

    def prepare(self):
        """Train the network, and choose the point that is shown."""
        self.training = SpiralRun(self.parameters)
        self.example = int(EXAMPLE * len(self.training.data[1]))
        self.place = self.training.data[0][self.example]

    def neuron_as_dot(self):
        """Return a neuron as a bright dot, with two wires in and one out, in the middle."""
        palette = style.palette
        dot = Circle(style.px(26), fill_opacity=1, stroke_width=style.stroke(style.WIRE))
        dot.set_stroke(palette.model).set_fill(style.mix(palette.model, palette.panel, 0.85))
        (reach, rise), faint = NEURON_REACH, style.mix(palette.model, palette.ground, 0.6)
        ends = ([-reach, rise, 0], [-reach, -rise, 0], [reach, 0, 0])
        wires = VGroup(*(Line(end, [0, 0, 0], color=faint) for end in ends))
        wires.set_stroke(width=style.stroke(style.WIRE))
        return VGroup(wires, dot).shift([*NEURON_CENTER, 0])

    def network_at(self, step, size, center):
        """Return the network after a step."""
        view = NetworkView(self.training.network, *size)
        view.shift([*center, 0])
        view.set_network(self.training.path.points[step], self.place)
        return view


class OneNeuron(NetworkScene):
    """A neuron is a small graph of nodes that are known already."""

    def construct(self):
        self.prepare()
        view = self.make_neuron()
        with self.beat("This is a neuron. It weighs its inputs, adds them, and squashes."):
            self.play(FadeIn(self.formula, shift=0.1 * DOWN))
            self.play(view.grow(run_time=3.0))
        with self.beat("Nothing new: products, a sum, one function. Forward."):
            self.play(view.open_values(style.QUICK))
            self.play(view.forward(run_time=3.4))
            self.play(view.rest(style.QUICK))
        with self.beat("And backward: the same local rules as before."):
            self.play(view.open_gradients(style.QUICK))
            self.play(view.backward(run_time=3.2))
            self.play(view.settle())
        with self.beat("Draw it as a single dot."):
            self.become_dot()

    def make_neuron(self):
        """Return the graph of the first neuron with its trained weights, and set its formula."""
        first = self.training.path.points[-1][0]
        weights, bias = first["weights"][:, 0], first["biases"][0]
        graph = parse("tanh(k0 + k1*x1 + k2*x2)")
        numbers = (bias, *weights, *self.place)
        point = dict(zip(("k0", "k1", "k2", "x1", "x2"), map(float, numbers), strict=True))
        self.trace = exact_trace(graph, point)
        self.view = GraphView(
            self.trace, frozen=("x1", "x2"), result="a", height=5.2, center=(0.0, -0.35)
        )
        self.formula = typeset.expression(graph, prefix=tag("a", "a") + " = ")
        self.formula.place([0, 3.05], "center")
        self.view.hide()
        self.add(self.view)
        return self.view

    def become_dot(self):
        """Shrink the graph into one bright dot; its inputs and its output stay as wires."""
        neuron = self.neuron_as_dot()
        self.play(FadeOut(self.formula, run_time=style.QUICK))
        shrink = FadeOut(self.view, target_position=neuron[1].get_center(), scale=0.04)
        late = {"rate_func": lambda share: max(0.0, 2 * share - 1)}
        self.play(shrink, FadeIn(neuron, scale=1.6, **late), run_time=1.6)


class ManyNeurons(NetworkScene):
    """Neurons side by side are a layer; layers in a row are a network."""

    def construct(self):
        self.prepare()
        self.network = network = self.network_at(0, LARGE_SIZE, LARGE_CENTER)
        network.set_slopes(self.training.gradient(0, self.example))
        inputs, first, *rest = network.columns
        wires, dot = self.neuron_as_dot()
        self.add(wires, dot)
        with self.beat("Several side by side, with the same inputs: a layer."):
            self.play(FadeOut(wires), ReplacementTransform(dot, first[0]))
            others = [FadeIn(dot, target_position=first[0].get_center()) for dot in first[1:]]
            self.play(LaggedStart(*others, lag_ratio=0.12, run_time=1.6))
            self.play(FadeIn(inputs))
            self.play(FadeIn(network.wires[0], run_time=style.NORMAL))
        with self.beat("Feed their outputs to another layer, and those to a last one."):
            for wires, column in zip(network.wires[1:], rest, strict=True):
                dots = [FadeIn(dot, shift=0.2 * DOWN) for dot in column]
                self.play(LaggedStart(*dots, lag_ratio=0.08, run_time=style.NORMAL))
                self.play(FadeIn(wires, run_time=style.NORMAL))
            self.add(network)
        with self.beat("Every wire is a knob. Every neuron has one."):
            self.count_knobs()
        with self.beat("Forward, values run through it."):
            self.play(network.forward(2.4))
        with self.beat("Backward, one pass gives the slope of every knob."):
            self.play(network.backward(2.4))
        with self.beat("Nothing has changed but the size."):
            self.play(network.clear(style.QUICK))
            self.put_curve_beside()

    def count_knobs(self):
        """Light all wires, then all neurons, and count how many numbers the network can learn."""
        network = self.network
        wires = VGroup(*(wire for group in network.wires for wire in group))
        dots = VGroup(*(dot for column in network.columns[1:] for dot in column))
        self.knobs = self.knobs_label(len(wires), KNOBS_X)
        self.play(FadeIn(self.knobs, shift=0.1 * UP), self.flash(wires))
        self.knobs[0].set_quantity(knobs_quantity(self.training.knobs()))
        self.play(self.flash(dots))

    def flash(self, parts):
        """Return the motion in which lines of the network light up and go out again."""
        colors = [part.get_stroke_color().to_hex() for part in parts]

        def step(share):
            light = there_and_back(share)
            for part, color in zip(parts, colors, strict=True):
                part.set_stroke(style.mix(style.palette.ink, color, light))

        return Motion(self.network, [Change(0.0, 1.4, step, linear)])

    def knobs_label(self, count, middle):
        """Return a number of knobs, in words too, beneath what they are the knobs of."""
        number = Readout(knobs_quantity(count), 0, style.TITLE, anchor="right")
        word = typeset.words("knobs", color=style.palette.muted)
        both = VGroup(number.place([0, KNOBS_Y]), word.place([0.15, KNOBS_Y]))
        return both.set_x(middle)

    def put_curve_beside(self):
        """Put the curve of six knobs beside the network: five powers of x, and a constant."""
        best = best_fit(CURVE_DEGREE, CURVE_DEGREE)
        constant_term, *weights = best.values()
        settings = {"weights": np.array(weights)[:, None], "biases": np.array([constant_term])}
        curve = NetworkView(Network.of((CURVE_DEGREE, 1)), *CURVE_SIZE)
        x = float(data.load_points()[0].x)
        curve.set_network([settings], x ** np.arange(1, CURVE_DEGREE + 1))
        curve.scale(BESIDE_SCALE).shift([CURVE_X, LARGE_CENTER[1], 0])
        label = self.knobs_label(len(best), CURVE_X)
        smaller = self.network.animate.scale(BESIDE_SCALE).set_x(BESIDE_X)
        self.play(smaller, self.knobs.animate.set_x(BESIDE_X))
        self.play(FadeIn(curve, label, run_time=style.QUICK))
        self.play(self.network.forward(1.4), curve.forward(1.4))


class TrainTheNetwork(NetworkScene):
    """A real training: the network, what it says about every place, and its loss."""

    def construct(self):
        self.prepare()
        self.build()
        with self.beat("Two spirals of points. Which spiral does a place belong to?"):
            self.play(FadeIn(self.regions.ground, *self.regions.points_of_class))
        with self.beat("The network starts with random weights, and no idea."):
            self.play(FadeIn(self.network))
            self.play(FadeIn(self.regions.bands, self.regions.boundary), FadeIn(self.counts))
            # The points stay above the regions.
            self.add(self.regions)
        with self.beat("Forward. Backward. Nudge. Repeat."):
            self.play(FadeIn(self.words, self.chart, run_time=style.QUICK))
            self.round(1)
        with self.beat("Again, and again. Watch the boundary between the two."):
            self.run_on(1, self.parameters.steps // 2, 8.0)
        with self.beat("It bends, folds, and finds its way between the spirals."):
            self.run_on(self.parameters.steps // 2, self.parameters.steps, 8.0)
        with self.beat("No one told it how. Every weight went down its slope."):
            self.play(self.words.light("repeat"))
            self.wait(style.SLOW)
        self.play(*(FadeOut(m) for m in self.mobjects))

    def build(self):
        """Lay out the regions at the left, and words, network and chart at the right."""
        training, palette = self.training, style.palette
        self.regions = DecisionRegions(*training.data, training.classifier(0), REGIONS_SIZE)
        self.regions.shift([*REGIONS_CENTER, 0])
        self.network = self.network_at(0, SMALL_SIZE, SMALL_CENTER)
        self.chart = LossChart(training.path, *CHART_SIZE)
        corner = self.chart.axes.area.get_corner(DR)
        self.chart.shift(np.array([*CHART_CORNER, 0.0]) - corner)
        self.chart.set_step(0)
        steps = typeset.words("steps", size=style.TICK, color=palette.muted)
        baseline = self.chart.axes.tick_labels[0].anchor_point[1]
        self.chart.axes.labels.add(steps.place([CHART_CORNER[0] + 0.4, baseline]))
        self.words = LoopWords(0.85, 3.2)
        left = REGIONS_CENTER[0] - REGIONS_SIZE / 2
        self.counts = VGroup()
        pen, points = left, len(training.data[1])
        for name, count, room in (
            (message("step"), 0, 1.55),
            (message("right"), 0, 0.7),
            (message("of"), points, 0.0),
        ):
            word = typeset.words(name, color=palette.muted).place([pen, COUNTS_Y])
            pen += float(word.width) + 0.2
            number = Readout(constant(count, name), 0, style.LABEL, anchor="left")
            self.counts.add(VGroup(word, number.place([pen, COUNTS_Y])))
            pen += room
        self.count(0)

    def count(self, step):
        """Write the step, and how many points are on the right side of the boundary."""
        for (_, number), count in zip(
            self.counts[:2], (step, self.training.right(step)), strict=True
        ):
            number.set_quantity(constant(count, "a count"))

    def show_step(self, step):
        """Show the network, the regions and the counts as a step leaves them."""
        self.network.set_network(self.training.path.points[step], self.place)
        self.regions.show_classifier(self.training.classifier(step))
        self.count(step)

    def round(self, number):
        """Go once round the loop, slowly, up to the step of that number."""
        network, words = self.network, self.words
        network.set_slopes(self.training.gradient(number - 1, self.example))
        self.play(words.light("forward"), network.forward(1.6))
        self.play(words.light("backward"), network.backward(1.6))
        both = VGroup(network, self.regions, self.counts)
        nudge = Motion(both, [Change(0.0, 1.0, lambda share: self.show_step(number))])
        self.play(words.light("nudge"), nudge, self.chart.go_to(number, 1.0))
        self.play(words.light("repeat"), network.clear())

    def run_on(self, start, end, run_time):
        """Run through many steps; the pace grows evenly."""
        words, chart = self.words, self.chart
        power = 2.0 if start <= 1 else 1.0

        def advance(share):
            at = end if share >= 1 else start + (end - start) * share**power
            self.show_step(int(at))
            chart.set_step(at)
            # As fast as can be looked at, which is slower than the steps.
            words.set_lit(int(2 * run_time * share) % 4 if share < 1 else -1)

        whole = VGroup(self.regions, self.network, self.counts, chart, words)
        self.play(Motion(whole, [Change(0.0, run_time, advance, linear)]))
        self.add(*whole)


class TheFourWords(NetworkScene):
    """The loop once more, every word with what it means by now."""

    def construct(self):
        self.prepare()
        training, steps = self.training, self.parameters.steps
        self.loop = loop = LearningLoop(radius=2.62, center=(-3.1, 0.42))
        self.regions = DecisionRegions(*training.data, training.classifier(0), 2.2, mark_px=4.5)
        self.regions.shift([-3.1, 0.42, 0])
        shown = VGroup()
        with self.beat("This is the algorithm behind machine learning. Four words."):
            self.play(loop.appear_in_turn(lag=0.5))
            self.play(FadeIn(self.regions))
        texts = (
            message("Forward: from the knobs to one number, how wrong."),
            message("Backward: by the chain rule, to the slope of every knob."),
            message("Nudge: every knob at once, a little against its slope."),
            message("Repeat, as long as the loss falls."),
        )
        for number, (text, meaning) in enumerate(zip(texts, self.meanings(), strict=True)):
            with self.beat(text):
                if shown:
                    self.play(FadeOut(shown, shift=0.2 * DOWN, run_time=0.4))
                self.play(
                    FadeIn(meaning, shift=0.2 * DOWN),
                    self.go_round(number / 4 if number else 1e-3, 0, 1.4),
                )
                shown = meaning
        with self.beat("Round and round, and a machine has learnt something.") as beat:
            self.play(FadeOut(shown))
            self.play(VGroup(loop, self.regions).animate.shift([3.1, 0, 0]))
            self.add(loop, self.regions)
            self.play(self.go_round(6.0, steps, max(6.0, beat.duration)))
            self.wait(style.QUICK)
        self.play(*(FadeOut(m) for m in self.mobjects))

    def meanings(self):
        """Return the meaning of each word, at the right."""
        palette = style.palette
        colors = (palette.model, palette.gradient, palette.ink, palette.ink)
        size = 1.35 * style.TITLE
        return [
            VGroup(
                *(
                    typeset.words(line, size=size, color=color).place([1.5, y])
                    for line, y in zip(lines, (0.55, -0.25), strict=True)
                )
            )
            for lines, color in zip(MEANINGS, colors, strict=True)
        ]

    def go_round(self, turn, step, run_time):
        """Return the motion of the runner to a turn, and of the training to a step."""
        loop, regions = self.loop, self.regions
        start = loop.turn

        def advance(share):
            loop.set_turn(start + share * (turn - start))
            if step:
                regions.show_classifier(self.training.classifier(int(share * step)))

        return Motion(VGroup(loop, regions), [Change(0.0, run_time, advance)])


class OpenQuestion(NetworkScene):
    """Does the brain do this? And the closing picture."""

    def construct(self):
        self.prepare()
        network = self.network_at(-1, (7.6, 4.4), (0.0, 0.55))
        network.set_slopes(self.training.gradient(20, self.example))
        with self.beat("These dots are called neurons: brain cells gave the idea."):
            self.play(FadeIn(network, run_time=style.SLOW))
        with self.beat("Signals run forward through a brain, too."):
            self.play(network.forward(2.4))
        question = typeset.words("?", size=2 * style.DISPLAY, color=style.palette.gradient)
        question.move_to([5.3, 0.55, 0])
        with self.beat("But backward, along the same wires? Nobody has found that."):
            # It gets hardly anywhere, and is lost again.
            self.play(network.backward(2.2, until=STALLED), FadeIn(question, scale=0.7))
            self.play(network.backward(1.6, until=0.0))
        with self.beat("How a brain learns is an open question."):
            self.play(network.focus_to(style.DIMMED))
            self.play(Indicate(question, scale_factor=1.3, color=None, run_time=style.SLOW))
        with self.beat("How a machine learns, we know: forward, backward, nudge, repeat."):
            loop = LearningLoop(radius=2.62, center=(0.0, 0.42))
            core = self.network_at(-1, (1.5, 1.3), (0.0, 0.42))
            self.play(FadeOut(network, scale=0.3), FadeOut(question), FadeIn(loop, core))
            self.play(loop.run(2.0, 3.2))
            self.play(loop.light_all())
            self.wait(0.8)
        self.play(FadeOut(VGroup(loop, core), run_time=style.SLOW))
