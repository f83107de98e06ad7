"""Chapter 9: the loss as a graph; values run forwards through it, gradients backwards."""

from __future__ import annotations

import numpy as np
from manim import DOWN, FadeIn, FadeOut, VGroup
from manim import Create as Draw

from scenes import data, style
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.mobjects.curve_fitter import CurveFitter
from scenes.mobjects.graph_diagram import RESULT
from scenes.mobjects.loss_graph import LossGraph
from scenes.mobjects.placement import place_freely
from scenes.mobjects.plot import Plot
from scenes.mobjects.readout import Readout
from scenes.mobjects.title_card import TitleCard
from scenes.one_point import OnePoint, SixParameters


class PointAndCurve(VGroup):
    """One data point, the curve, and the square on their distance with its area."""

    def __init__(self, parameters: OnePoint) -> None:
        super().__init__()
        chosen = data.load_points()[parameters.point - 1]
        settings = {name: float(getattr(parameters, name)) for name in data.parameter_names(2)}
        curve = data.model(2)
        xs = [-1.0, float(chosen.x), 0.0, 0.5, 1.0]
        heights = [float(chosen.y), *(float(curve({"x": x, **settings})) for x in xs)]
        span = (min(heights) - 0.2, max(heights) + 0.2)
        self.plot = Plot((-1.15, 1.15), span, 7.4, 4.9).shift(0.45 * DOWN)
        self.fitter = CurveFitter(self.plot, [chosen], settings, domain=(-1.0, 1.0))
        self.area = Readout(
            self.fitter.squared_residual_quantity(0),
            size=style.FORMULA,
            color=style.palette.loss,
            anchor="center",
        )
        square = self.fitter.squares[0]
        quarters = np.array([square.width, square.height, 0.0]) / 4 * [[1, -1, 1], [1, 1, 1]]
        spots = list(square.get_center() + quarters)
        place_freely(self.area, spots, self.fitter.dots, self.fitter.curve.line.get_anchors())
        self.add(self.plot, self.fitter, self.area)


class ComputationalGraphsTitle(LessonScene):
    """The chapter's title and its question."""

    def construct(self):
        card = TitleCard(chapter_of("ComputationalGraphsTitle"))
        with self.beat("The loss depends on every knob. How strongly, and which way?"):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


class BuildTheGraph(LessonScene):
    """The loss of one data point becomes a graph, node by node."""

    Parameters = OnePoint

    def construct(self):
        self.loss = loss = LossGraph(self.parameters)
        loss.view.hide()
        picture = PointAndCurve(self.parameters)
        with self.beat("Take one data point, and a curve that three knobs draw."):
            self.play(FadeIn(picture.plot, picture.fitter.dots))
            arrivals = [loss.view.nodes[knob].appear() for knob in loss.knobs]
            self.play(picture.fitter.curve.draw(style.SLOW), *arrivals)
        with self.beat("The square on the vertical distance between them is its loss."):
            squares = picture.fitter.squares.save_state().fade(1)
            self.add(picture.fitter)
            self.play(Draw(picture.fitter.residuals))
            self.play(squares.animate.restore(), FadeIn(picture.area), FadeIn(loss.formula))
        self.add(loss)
        with self.beat("Three knobs may turn. The data are knobs too, but frozen."):
            for knob in loss.knobs:
                self.play(loss.slide_under(knob), loss.view.focus_on(knob), run_time=style.NORMAL)
            self.play(loss.view.unfocus(), loss.underline.leave())
            self.play(*(loss.view.grow_node(node) for node in loss.data))
        with self.beat("Every operation becomes a node. First, k1 times x1."):
            self.play(FadeOut(picture))
            self.grow(loss.products[0])
        with self.beat("x1 squared; and that, times k2."):
            for node in loss.products[1:]:
                self.grow(node)
        with self.beat("One sum collects the terms: the height of the curve."):
            self.grow(loss.total)
        with self.beat("Take away the measured height. Square it. That is the loss."):
            self.grow(loss.difference)
            self.grow(loss.square)
            self.play(loss.view.grow_node(RESULT), loss.underline.leave())

    def grow(self, node):
        """Underline an operation's part of the formula; then let its node appear."""
        self.play(self.loss.slide_under(node))
        self.play(self.loss.view.grow_node(node))


class ForwardPass(LessonScene):
    """Values light up from the knobs to the loss."""

    Parameters = OnePoint

    def construct(self):
        self.loss = loss = LossGraph(self.parameters)
        view = loss.view
        self.add(loss)
        with self.beat("Nothing is computed yet: every wire has an empty slot."):
            self.play(view.open_values())
        with self.beat("Forward: each knob and each measurement gives its number."):
            self.play(loss.legend.bring_in("forward"))
            for node in (*loss.knobs, *loss.data):
                self.play(view.forward_step(node))
        with self.beat("A node waits for its inputs, computes, and passes on."):
            for node in loss.products:
                self.play(loss.slide_under(node), view.forward_step(node))
        with self.beat("The sum is the curve's height. Compare it with the measured one."):
            for node in (loss.total, loss.difference):
                self.play(loss.slide_under(node), view.forward_step(node))
        with self.beat("Squared, it is the loss: how wrong these knobs are."):
            self.play(loss.slide_under(loss.square), view.forward_step(loss.square))
            self.play(loss.underline.leave(), view.forward_step(RESULT))
            self.play(view.rest(), view.focus_on(RESULT, color=style.palette.loss))


class BackwardPass(LessonScene):
    """Gradients travel back from the loss; each kind of node shows its rule once."""

    Parameters = OnePoint

    def construct(self):
        self.loss = loss = LossGraph(self.parameters).after_forward()
        view = loss.view
        view.focus_on(RESULT, color=style.palette.loss).complete()
        self.add(loss)
        with self.beat("Now backwards: how strongly does the loss respond to each number?"):
            self.play(view.unfocus(), view.open_gradients())
            self.play(loss.legend.bring_in("backward"))
        with self.beat("To itself it responds one to one. So begin with one."):
            self.play(view.backward_start(style.SLOW))
        with self.beat("A square responds with twice its input. Multiply by what came back to it."):
            self.explain(loss.square)
        with self.beat("Minus passes it on to the first input, and flips its sign for the second."):
            self.explain(loss.difference)
        with self.beat("A sum copies what it gets to every input, unchanged."):
            self.explain(loss.total)
        with self.beat("A product swaps: each factor is multiplied by the value of the other."):
            self.explain_product(loss.products[0], loss.data[0])
        with self.beat("x1 is used twice, so it hears from two nodes. A branch adds."):
            self.let_branch_add(loss.data[0], loss.products[0])
        with self.beat("Every knob knows how it moves the loss."):
            self.play(view.hide_rule(), view.settle(), view.dim_except(loss.knobs))
        with self.beat("The same again, without stopping: one wave from the loss to the knobs."):
            self.play(view.undim(), view.clear_gradients())
            self.play(view.backward())
            self.play(view.settle())

    def explain(self, node):
        """Open the rule of an operation, and let its gradients travel; the rule stays in view."""
        view = self.loss.view
        self.open_rule(node)
        self.play(view.backward(view.steps_of(node), run_time=style.SLOW))
        self.wait(1.3)

    def open_rule(self, node):
        """Open the rule of an operation, all else dimmed."""
        loss, view = self.loss, self.loss.view
        sources = {link.source for link in view.diagram.inputs_of(node)}
        targets = {link.target for link in view.diagram.uses_of(node)}
        focus = view.dim_except({node} | sources | targets)
        self.play(view.hide_rule(), view.settle(), focus, loss.slide_under(node))
        self.play(view.show_rule(node))
        self.wait(0.8)

    def explain_product(self, node, shared):
        """Explain a product; what it sends to the input that is used twice waits on its branch."""
        view = self.loss.view
        self.coming, self.add_up = view.gather(shared)
        self.open_rule(node)
        sent = [step for step in view.steps_of(node) if step.edge.source != shared]
        self.play(self.coming[node], *map(view.backward_step, sent), run_time=style.NORMAL)
        self.wait(1.3)

    def let_branch_add(self, shared, explained):
        """Let the other branch bring what it has, too; then show the sum of both."""
        loss, view = self.loss, self.loss.view
        users = [link.target for link in view.diagram.uses_of(shared)]
        others = [step for product in loss.products[1:] for step in view.steps_of(product)]
        others = [step for step in others if step.edge.source != shared]
        self.play(view.hide_rule(), loss.underline.leave(), view.settle(), view.undim())
        self.play(view.backward(others))
        self.play(view.settle(), view.dim_except({shared, *users}))
        self.play(*(self.coming[user] for user in users if user != explained))
        rim = view.nodes[shared].knob.rim
        self.allow("contrast", rim, because="the rim of what is in focus lies in its glow")
        self.play(view.show_rule(shared))
        self.play(self.add_up)
        self.wait(1.3)


class SixKnobs(LessonScene):
    """The same with all six knobs: forwards, and back in one wave."""

    Parameters = SixParameters

    def construct(self):
        # The formula stands at the right, so the graph may reach up to the margin at the left.
        loss = LossGraph(
            self.parameters,
            (6.6, 2.95),
            anchor="right",
            size=36,
            height=5.95,
            middle=0.29,
        )
        view = loss.view.hide()
        with self.beat("Three more knobs, three more powers: more of the same nodes."):
            before = LossGraph(three_knobs(self.parameters)).after_backward()
            self.add(before)
            self.play(FadeOut(before))
            self.play(FadeIn(loss.formula))
            self.add(loss)
            self.play(view.grow(run_time=4.0))
        with self.beat("Forward: every number on its wire, up to the loss."):
            self.play(view.open_values(style.QUICK), loss.legend.bring_in("forward"))
            self.play(view.forward(run_time=5.0))
        with self.beat("Backward: the same local rules, one wave, down to all six knobs."):
            self.play(view.rest(), view.open_gradients(), loss.legend.bring_in("backward"))
            self.play(view.backward(run_time=6.0))
            self.play(view.settle())
        with self.beat("One pass back, six slopes. Each knob knows its way."):
            self.play(view.dim_except(loss.knobs))


def three_knobs(parameters: SixParameters) -> OnePoint:
    """Return the parameters of the scenes before."""
    return OnePoint(**parameters.model_dump(include=set(OnePoint.model_fields)))
