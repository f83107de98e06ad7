"""Chapter 9, continued: three checks that what backpropagation says is true, and why it is fast."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, LaggedStart, Line, Rectangle, VGroup
from manim import Create as Draw
from pydantic import Field

from autodiff.paths import costs, heaviest_paths
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.messages import message
from scenes.mobjects.graph_diagram import RESULT
from scenes.mobjects.layout import Link
from scenes.mobjects.loss_graph import LossGraph
from scenes.mobjects.motion import schedule, together
from scenes.mobjects.path_products import PathProducts
from scenes.mobjects.readout import Readout
from scenes.nudge import Nudge
from scenes.one_point import OnePoint, SixParameters, trace_of
from scenes.quantity import constant, exact
from scenes.running_example import Fit
from scenes.three_ways import by_backprop, light_agreement, symbolic, tiny_step

TABLE_RIGHT = 6.5


class NudgeParameters(OnePoint):
    """The knobs of one point, and the first nudge."""

    nudge: float = Field(0.4, gt=0, le=1, description="how far k1 is turned at first")
    halvings: int = Field(2, ge=1, le=4, description="how often the nudge is halved")


class PushANudge(LessonScene):
    """A real nudge runs through the graph: what slopes predict against what happens."""

    Parameters = NudgeParameters

    def construct(self):
        self.loss = loss = LossGraph(self.parameters)
        self.view = view = loss.view
        self.add(loss)
        self.way = self.nodes_behind_k1()
        with self.beat("Is it true? Turn k1 a little, and push that through."):
            self.play(view.dim_except({*self.way, RESULT}), FadeIn(self.legend()))
            self.add(self.ghost())
            self.play(self.turn(0))
            self.play(*(view.values[node].appear() for node in self.way))
        with self.beat("Above each wire: how much its value really changed.") as beat:
            for node in self.way:
                self.play(self.really_change(node), run_time=beat.duration / len(self.way))
        with self.beat("Below: what the slope predicted, slope times nudge.") as beat:
            for node in self.way:
                predicted = view.gradients[node].write(self.nudged(0).predicted(node), framed=0.0)
                self.play(predicted, run_time=beat.duration / len(self.way))
        with self.beat("Only behind the square do they differ: its slope changes."):
            self.play(view.focus_on(loss.square))
            self.start_table()
        with self.beat("Halve the nudge, and the error falls to a quarter.") as beat:
            self.halve(1, beat)
        with self.beat("And again. That is what makes it the true slope.") as beat:
            for number in range(2, self.parameters.halvings + 1):
                self.halve(number, beat)
        self.play(FadeOut(self.table), FadeOut(self.key), FadeOut(loss), FadeOut(self.before))

    def legend(self):
        """Return which colour is which, at the upper right."""
        palette = style.palette
        rows = ((message("happened"), palette.model), (message("predicted"), palette.gradient))
        self.key = VGroup()
        for number, (word, color) in enumerate(rows):
            place = [TABLE_RIGHT, 3.1 - 0.5 * number]
            self.key.add(typeset.words(word, color=color).place(place, "right"))
        return self.key

    def nudged(self, halvings):
        """Return the nudge of k1 after it has been halved some times."""
        trace = self.loss.trace
        step = exact(self.parameters.nudge) / 2**halvings
        return Nudge(trace.graph, trace.point, "k1", step)

    def ghost(self):
        """Return where the hand of k1 was before it is turned."""
        self.knob = self.view.nodes[self.way[0]].knob
        self.before = self.knob.hand.copy().set_stroke(style.palette.ink)
        return self.before

    def turn(self, halvings):
        """Return the motion of k1 to its old place plus the nudge."""
        return self.knob.turn_to(self.parameters.k1 + self.parameters.nudge / 2**halvings)

    def nodes_behind_k1(self):
        """Return k1 and every node whose value depends on it, in the order of evaluation."""
        graph = self.loss.trace.graph
        behind = {self.view.node_named("k1")}
        for node in graph.nodes:
            if behind & set(node.inputs):
                behind.add(node.id)
        return sorted(behind)

    def really_change(self, node):
        """Return the motion of the change into a node, and of its number onto the wire."""
        view, model = self.view, style.palette.model
        wires = [
            (0.0, view.wires[link].carry(model, run_time=0.6))
            for link in view.diagram.inputs_of(node)
            if link.source in self.way
        ]
        write = view.values[node].write(self.nudged(0).actual(node), framed=0.0, run_time=0.4)
        return schedule(view, [*wires, (0.5, write)])

    def start_table(self):
        """Write the first nudge and its error at the lower right."""
        self.table = VGroup()
        top, muted = -0.85, style.palette.muted
        for word, x in ((message("nudge"), TABLE_RIGHT - 1.75), (message("error"), TABLE_RIGHT)):
            self.table.add(typeset.words(word, color=muted).place([x, top], "right"))
        rule = Line([TABLE_RIGHT - 2.9, top - 0.2, 0], [TABLE_RIGHT, top - 0.2, 0])
        self.table.add(rule.set_stroke(style.palette.panel_edge, style.stroke(style.SECONDARY)))
        self.play(FadeIn(self.table))
        self.play(FadeIn(self.row(0), shift=0.15 * UP))

    def row(self, number):
        """Add a nudge and its error to the table."""
        nudge = self.nudged(number)
        y = -1.45 - 0.48 * number
        # Enough decimals for the last nudge, and for its square.
        decimals = self.parameters.halvings
        size, color = style.FORMULA, style.color_of("k1")
        step = Readout(nudge.step_quantity(), decimals, size=size, color=color)
        error = Readout(nudge.error(self.loss.square), decimals + 2, size=size)
        row = VGroup(step.place([TABLE_RIGHT - 1.75, y]), error.place([TABLE_RIGHT, y]))
        self.table.add(row)
        return row

    def halve(self, number, beat):
        """Let every wire show a nudge of half the size, and add its error to the table."""
        view, nudge = self.view, self.nudged(number)
        writes = [view.values[node].write(nudge.actual(node), framed=0.0) for node in self.way]
        writes += [view.gradients[n].write(nudge.predicted(n), framed=0.0) for n in self.way]
        self.play(together(view, *writes, run_time=style.NORMAL), self.turn(number))
        self.play(FadeIn(self.row(number), shift=0.15 * UP))


class ThreeWays(LessonScene):
    """The same gradient by symbols, by tiny steps and by backprop: which digits agree."""

    Parameters = SixParameters
    DIGITS = 8

    def construct(self):
        self.trace = trace_of(self.parameters)
        self.names = [name for name in self.trace.graph.inputs if name.startswith("k")]
        self.lay_out()
        with self.beat("Second check: one gradient, in three independent ways."):
            self.play(FadeIn(self.loss), FadeIn(self.left))
            self.play(FadeIn(self.headings, lag_ratio=0.4, run_time=1.6))
        with self.beat("By hand: the rules for derivatives, worked out as symbols."):
            self.play(FadeIn(self.slope, shift=0.15 * DOWN))
            self.fill(0)
        with self.beat("By trying: a tiny step, and see how the loss answers."):
            self.fill(1)
        with self.beat("And by one backward pass."):
            self.fill(2)
        with self.beat("Light up the digits that agree with the symbols."):
            self.light_up()
        with self.beat("The tiny step is not exact. Backpropagation is, in every digit shown."):
            for number in (0, 2):
                self.play(Draw(self.rule_under(number)), run_time=style.NORMAL)

    def lay_out(self):
        """Place the names of the knobs, the headings, and the three columns of numbers."""
        top, muted = 1.5, style.palette.muted
        pitch = min(0.92, 4.2 / len(self.names))
        self.heights = [top - 0.8 - pitch * index for index in range(len(self.names))]
        rights = (-1.55, 2.45, 6.45)
        self.left, self.columns = VGroup(), []
        for name, y in zip(self.names, self.heights, strict=True):
            label = typeset.formula(
                f"partial L \\/ partial {name[0]}_{name[1:]}", size=style.FORMULA
            )
            label.set_color(style.color_of(name)).place([-6.4, y])
            self.left.add(label)
        self.headings = VGroup()
        for word, x in zip(
            (message("symbols"), message("tiny step"), message("backprop")), rights, strict=True
        ):
            self.headings.add(typeset.words(word, color=muted).place([x, top], "right"))
        quantities = (symbolic, tiny_step, by_backprop)
        for compute, x in zip(quantities, rights, strict=True):
            column = VGroup()
            for name, y in zip(self.names, self.heights, strict=True):
                quantity, amber = compute(self.trace, name), style.palette.gradient
                readout = Readout(quantity, self.DIGITS, size=style.FORMULA, color=amber)
                column.add(readout.place([x, y]))
            self.columns.append(column)
        self.write_formulas()

    def write_formulas(self):
        """Set the loss, and below it one of its derivatives as symbols."""
        graph, name = self.trace.graph, self.names[1]
        self.loss = typeset.expression(graph, size=38, prefix=typeset.tag("L", "L") + " = ")
        self.loss.place([-6.4, 3.1])
        slope = graph.gradient()[name]
        loss, knob = typeset.tag("L", "L"), typeset.tag(name, f"{name[0]}_{name[1:]}")
        of_one = f"partial {loss} \\/ partial {knob} = "
        self.slope = typeset.expression(slope, size=38, prefix=of_one).place([-6.4, 2.4])

    def fill(self, number):
        """Write one column, row by row."""
        rows = [FadeIn(readout, shift=0.15 * LEFT) for readout in self.columns[number]]
        light = self.headings[number].animate.set_color(style.palette.ink)
        self.play(light, LaggedStart(*rows, lag_ratio=0.25, run_time=2.4))

    def light_up(self):
        """Colour, in each number, the leading digits that all of them share with the symbols."""
        agreed = [light_agreement(column, self.columns[0]) for column in self.columns]
        self.play(*(motion for motions in agreed for motion in motions), run_time=style.SLOW)

    def rule_under(self, number):
        """Return a line under the heading of a column, in the colour of agreement."""
        column = self.columns[number]
        y = self.headings[number].get_bottom()[1] - 0.16
        line = Line([column.get_left()[0], y, 0], [column.get_right()[0], y, 0])
        return line.set_stroke(style.palette.check, style.stroke(4))


class WhyBackwards(LessonScene):
    """Paths, forward sweeps and one backward sweep on the same graph, with the real counts."""

    class Parameters(OnePoint, Fit):
        """The knobs of one point, and the degree of the curve through all of them."""

    def construct(self):
        self.loss = loss = LossGraph(self.parameters).after_forward()
        self.view = loss.view
        paths = [path for path in heaviest_paths(loss.trace).listed if path.name.startswith("k")]
        self.paths = sorted(paths, key=lambda path: path.name)
        self.products = PathProducts(loss.trace, self.paths, TABLE_RIGHT + 0.1, -1.62)
        self.add(loss)
        with self.beat("Third question: why backwards? Follow each knob's path to the loss."):
            self.play(FadeOut(loss.legend))
            for path in self.paths:
                self.play(self.follow(path))
        with self.beat("Along each path, multiply the local slopes."):
            for path, row in zip(self.paths, self.products.rows, strict=True):
                self.play(self.follow(path), together(self.products, row.appear()))
        with self.beat("Near the loss, they all repeat the same work."):
            self.point_out_shared()
        with self.beat("Forward mode shares work, and still sweeps once for every knob."):
            self.play(FadeOut(self.products))
            self.sweep_forward()
        with self.beat("Reverse mode sweeps once, from the loss, for all of them."):
            self.sweep_back()
        self.play(FadeOut(self.counter), FadeOut(loss))
        with self.beat("For the loss of all points, these are the multiplications.") as beat:
            self.compare(beat)
        with self.beat("One backward sweep, and every knob knows."):
            self.play(self.bars[-1][0].animate.set_fill(style.palette.check, opacity=1))

    def count_up(self, word, number):
        """Show what is being counted, at the lower right."""
        muted = style.palette.muted
        self.counted = number
        label = typeset.words(word, color=muted).place([4.0, -2.25])
        value = Readout(
            lambda: constant(self.counted, f"number of {word}"),
            0,
            size=style.DISPLAY,
            anchor="right",
        ).place([3.8, -2.4])
        new = VGroup(label, value)
        if hasattr(self, "counter"):
            self.play(FadeOut(self.counter), FadeIn(new), run_time=style.QUICK)
        else:
            self.play(FadeIn(new), run_time=style.QUICK)
        self.counter = new

    def follow(self, path):
        """Return the motion along a path to the loss, all else dimmed; it stays lit."""
        links = [Link(edge.source, edge.target, edge.slot) for edge in path.edges]
        links.append(Link(self.loss.trace.graph.output, RESULT, 0))
        view, amber = self.view, style.palette.gradient
        pieces = [(0.3 + 0.2 * n, view.wires[link].carry(amber)) for n, link in enumerate(links)]
        nodes = {link.source for link in links} | {RESULT}
        calm = [(0.0, view.rest(0.3)), (0.0, view.dim_except(nodes, 0.3))]
        return schedule(view, [*calm, *pieces], run_time=1.4)

    def point_out_shared(self):
        """Frame the factors that all paths share, and leave only their part of the graph lit."""
        shared = set.intersection(*({edge.source for edge in path.edges} for path in self.paths))
        output = self.loss.trace.graph.output
        framing = together(self.products, self.products.frame.appear())
        self.play(self.view.dim_except({*shared, output, RESULT}), framing)
        self.play(self.view.focus_on(output))

    def sweep_forward(self):
        """Sweep from each knob to the loss, counting sweeps; the last one stays lit."""
        view, model = self.view, style.palette.model
        self.count_up(message("forward sweeps"), 0)
        self.play(view.unfocus(0.2))
        for knob in self.loss.knobs:
            behind = {knob, RESULT}
            for node in self.loss.trace.graph.nodes:
                if behind & set(node.inputs):
                    behind.add(node.id)
            links = [link for link in view.diagram.links if link.source in behind]
            self.counted += 1
            lit = [(0.3, view.wires[link].carry(model, run_time=0.8)) for link in links]
            calm = [(0.0, view.rest(0.3)), (0.0, view.dim_except(behind, 0.3))]
            self.play(schedule(view, [*calm, *lit]))

    def sweep_back(self):
        """Sweep once from the loss to every input."""
        self.count_up(message("backward sweep"), 1)
        view = self.view
        self.play(view.rest(), view.undim(), view.open_gradients(style.QUICK))
        self.play(view.backward(run_time=4.0))
        self.play(view.settle())

    def compare(self, beat):
        """Draw the real counts for the loss of all points, by its knobs, as bars to scale."""
        count = len(data.load_points())
        degree = self.parameters.degree
        spent = costs(data.loss(degree, count), data.parameter_names(degree))
        rows = (
            (message("every path"), spent.paths),
            (message("forward"), spent.forward),
            (message("reverse"), spent.reverse),
        )
        most = max(operations.multiplications for _, operations in rows)
        palette = style.palette
        self.bars = VGroup()
        heading = typeset.words("multiplications", color=palette.muted).place([-3.6, 3.05])
        self.play(FadeIn(heading), run_time=style.QUICK)
        for number, (word, operations) in enumerate(rows):
            y = 2.1 - 1.75 * number
            length = 8.6 * operations.multiplications / most
            bar = Rectangle(width=length, height=0.62, stroke_width=0)
            color = (palette.muted, palette.model, palette.gradient)[number]
            bar.set_fill(color, opacity=1).move_to([-3.6 + length / 2, y, 0])
            label = typeset.words(word, color=palette.ink).place([-3.9, y - 0.13], "right")
            value = Readout(
                constant(operations.multiplications, f"multiplications, {word}"),
                0,
                size=style.FORMULA,
                anchor="left",
            ).place([-3.6 + length + 0.25, y - 0.16])
            self.bars.add(VGroup(bar, label, value))
        for row in self.bars:
            bar, label, value = row
            self.play(FadeIn(label), Draw(bar), run_time=1.2)
            self.play(FadeIn(value, shift=0.2 * RIGHT), run_time=0.6)
