"""The lesson of a graph: any expression taken apart, run forwards, and backwards to its inputs."""

from __future__ import annotations

from typing import Self

from manim import DL, RIGHT, UP, UR, FadeIn, FadeOut, LaggedStart, Rectangle, VGroup
from pydantic import Field, model_validator

from autodiff import parse, simplify
from autodiff.printing import typst_name
from scenes import style, typeset
from scenes.base import LessonScene
from scenes.lessons.formula import LONGEST, formula_of
from scenes.lessons.point import Point, check_smooth, complete_point
from scenes.lessons.quiz import LessonParameters, leave_blank
from scenes.messages import message
from scenes.mobjects.expression_tree import ExpressionTree
from scenes.mobjects.graph_diagram import RESULT, diagram
from scenes.mobjects.graph_lids import definition, lids_for
from scenes.mobjects.graph_view import GraphView
from scenes.mobjects.knob import room_for_names
from scenes.mobjects.layout_room import Box
from scenes.mobjects.motion import together
from scenes.mobjects.readout import Readout, labelled
from scenes.parameters import Expression
from scenes.quantity import chosen, exact_trace, precision_for
from scenes.three_ways import by_backprop, light_agreement, symbolic, tiny_step

# So many nodes can be drawn; of larger graphs, parts go under lids.
MOST_NODES, MOST_IN_ALL = 60, 600
# A tree with more nodes is not drawn before its shared parts are merged.
MOST_IN_TREE = 26
# Kinds of operations that are explained; the rest of a large graph runs without stopping.
MOST_RULES = 4
MOST_ROWS = 6
DIGITS = 8
# The height that formulas may take together, and the least share of their size.
ROOM, LEAST_SCALE = 5.4, 0.8
MIDDLE, WIDTH, HEIGHT = -0.25, 13.2, 5.3
# What a kind of operation does to the gradient that reaches it.
RULES = {
    "add": message("A sum copies what it gets to every input, unchanged."),
    "sub": message("Minus passes it on to the first input, and flips its sign for the second."),
    "neg": message("Minus flips the sign."),
    "mul": message("A product swaps: each factor is multiplied by the value of the other."),
    "div": message("A quotient has two slopes: one for the top, one for the bottom."),
    "pow": message("A power multiplies by its own slope."),
    "maximum": message("A maximum passes everything to the larger input."),
    "minimum": message("A minimum passes everything to the smaller input."),
}
ANY_RULE = message("This one multiplies what reaches it by its own slope.")


class Parameters(LessonParameters):
    """A function of any number of inputs, and a point."""

    function: Expression = Field("(a*b + c)**2 * tanh(a)", description="a function of any inputs")
    at: Point = Field(
        {"a": 1.0, "b": 2.0, "c": -3.0}, description="a number for each input, as in a=1,b=2"
    )

    @model_validator(mode="after")
    def _is_shown(self) -> Self:
        graph = parse(self.function)
        if not graph.inputs:
            raise ValueError("function: a constant has no inputs to ask; put in a variable")
        graph = graph.merge_sums()
        drawn = len(diagram(graph).nodes) - 1
        if drawn > MOST_IN_ALL or (drawn > MOST_NODES and not lids_for(graph, MOST_NODES)):
            raise ValueError(
                f"function: its graph has {drawn} nodes, and {MOST_NODES} can be shown, even with "
                "parts of it as one node each; replace a part of it by one variable"
            )
        check_smooth(graph, complete_point(graph, self.at, "at"), "at")
        return self


class GraphLesson(LessonScene):
    """How strongly a function responds to each of its inputs, by one pass forwards and one back."""

    Parameters = Parameters

    def construct(self):
        graph = parse(self.parameters.function)
        self.point = complete_point(graph, self.parameters.at, "at")
        # Three or more terms are one sum, as they are written.
        self.trace = exact_trace(graph.merge_sums(), self.point)
        self.graph = self.trace.graph
        self.inputs = [self.graph.input_node(name).id for name in self.graph.inputs]
        room = room_for_names(self.graph.inputs)
        self.view = GraphView(
            self.trace,
            result="f",
            width=WIDTH - room,
            height=HEIGHT,
            center=(room / 2, MIDDLE),
            lids=lids_for(self.graph, MOST_NODES),
        )
        self.allow("number", self.view, because="the function itself has these constants")
        self.allow("frame", self.view, because="a graph wider than the frame is panned")
        self.allow("contrast", self.view, because="what is not in focus is dimmed")
        self.introduce()
        self.take_apart()
        self.forward()
        self.backward()
        self.symbols()
        self.check()

    def introduce(self):
        """Show the function and the point."""
        prefix = f"f({', '.join(typst_name(name) for name in self.graph.inputs[:4])}"
        prefix += ", dots.c) =" if len(self.graph.inputs) > 4 else ") ="
        formula = formula_of(self.graph, prefix, LONGEST, style.DISPLAY)
        formula.move_to([0, 0.75, 0])
        values = self.values()
        with self.beat("Here is a function. How strongly does it respond to each input?"):
            self.play(FadeIn(formula, shift=0.2 * UP))
            self.play(FadeIn(values, shift=0.2 * UP))
        self.formula = formula_of(self.graph, "f =", LONGEST, style.FORMULA)
        self.formula.move_to([-6.3 + self.formula.width / 2, 3.3, 0])
        self.play(FadeOut(values), FadeOut(formula, shift=0.3 * UP), FadeIn(self.formula))

    def values(self):
        """Return the inputs and their values in a row, as many as fit."""
        row = VGroup()
        for name in self.graph.inputs:
            value = self.point[name]
            places = next((n for n in range(4) if round(value, n) == value), precision_for(value))
            quantity = chosen(name, value)
            row.add(labelled(f"{typst_name(name)} =", quantity, [0, 0], precision=places))
        row.arrange(RIGHT, buff=0.8)
        while row.width > LONGEST:
            row.remove(row[-1])
            row.arrange(RIGHT, buff=0.8)
        return row.move_to([0, -0.75, 0])

    def take_apart(self):
        """Draw the tree of the expression; then let its shared parts become one."""
        view = self.view
        if view.lid_names:
            self.name_parts()
        tree = None if self.is_large or view.lid_names else ExpressionTree(self.trace, view)
        is_drawn = tree and tree.shares and len(tree.nodes) <= MOST_IN_TREE and tree.fits
        if not is_drawn:
            whole, parts = (
                message("Take it apart: every operation becomes a node."),
                message("Take it apart: every part becomes a node."),
            )
            with self.beat(parts if view.lid_names else whole):
                view.hide()
                self.add(view)
                if self.is_large:
                    self.hide_beyond()
                self.play(view.grow(run_time=min(6.0, 1.2 + 0.35 * len(view.nodes))))
            return
        self.allow("number", tree, because="the function itself has these constants")
        with self.beat("Take it apart: every operation becomes a node."):
            self.play(tree.grow(min(6.0, 1.2 + 0.3 * len(tree.nodes))))
        with self.beat("What occurs more than once is needed only once. Shared parts become one."):
            self.wait(0.4)
            self.play(tree.merge(style.SLOW))
            # Each part of the tree went its own way, and is there by itself.
            self.remove(tree, *tree.get_family())
            self.play(FadeIn(view, run_time=style.QUICK))

    def name_parts(self):
        """Give the parts that go under lids their names, as many as there is room for."""
        rows, lids = VGroup(), self.view.lid_names
        for root, name in list(lids.items())[:MOST_ROWS]:
            inside = definition(self.graph, root, lids)
            rows.add(formula_of(inside, f"{typst_name(name)} =", LONGEST, style.TITLE))
        if len(lids) > MOST_ROWS:
            rows.add(typeset.formula("dots.v", size=style.TITLE))
        pitch = min(1.2, ROOM / len(rows))
        for number, row in enumerate(rows):
            row.place([-6.3, -0.1 + pitch * ((len(rows) - 1) / 2 - number)])
        with self.beat("It is a large one. Some parts of it are drawn as one node each."):
            written = [FadeIn(row, shift=0.15 * UP) for row in rows]
            self.play(LaggedStart(*written, lag_ratio=0.5, run_time=2.4))
        self.play(FadeOut(rows))

    def forward(self):
        """Run the values from the inputs to the result."""
        view = self.view
        with self.beat("Forward: each node waits for its inputs, computes, and passes on."):
            self.play(view.open_values(style.QUICK))
            if self.is_large:
                self.pan_through(forwards=True)
            else:
                self.play(view.forward(run_time=min(9.0, 2.0 + 0.35 * len(view.nodes))))
            self.play(view.rest())

    @property
    def is_large(self):
        """Whether the graph has to be panned."""
        plan, (width, height) = self.view.plan, self.view.window
        return plan.width > width + 1e-3 or plan.height > height + 1e-3

    def hide_beyond(self):
        """Cover what of a tall graph is above and below its room."""
        ground, (low, high) = style.palette.ground, (MIDDLE - HEIGHT / 2, MIDDLE + HEIGHT / 2)
        covers = VGroup()
        for edge, end in ((high + 0.12, 4.2), (low - 0.12, -4.2)):
            cover = Rectangle(width=15, height=abs(end - edge), stroke_width=0)
            cover.set_fill(ground, opacity=1).move_to([0, (edge + end) / 2, 0])
            covers.add(cover)
        covers.set_z_index(5)
        self.formula.set_z_index(6)
        for kind in ("caption", "overlap", "frame", "contrast"):
            because = "what lies beyond its room is covered"
            self.allow(kind, self.view, covers, self.formula, because=because)
        self.add(covers)
        self.covers = covers

    def pan_through(self, forwards):
        """Follow the pass through a graph that is larger than its room."""
        view = self.view
        for nodes in self.screenfuls(forwards):
            self.play(view.pan_to(nodes, style.QUICK))
            if forwards:
                motions = [view.forward_step(node, run_time=0.9) for node in nodes]
                self.play(together(view, *motions))
                continue
            steps = self.steps_of(*nodes)
            if steps:
                self.play(view.backward(steps, run_time=1.2))
                self.play(view.settle(0.2))

    def screenfuls(self, forwards):
        """Return the nodes column by column, in groups that are in view together."""
        view, groups = self.view, []
        column, place = view.diagram.column, view.plan.positions
        for number in sorted(set(column.values()), reverse=not forwards):
            nodes = [node for node in view.diagram.nodes if column[node] == number]
            nodes.sort(key=lambda node: -place[node][1])
            group = []
            for node in nodes:
                if group and place[group[0]][1] - place[node][1] > HEIGHT - 1.2:
                    groups.append(group)
                    group = []
                group.append(node)
            groups.append(group)
        return groups

    def blank(self):
        """Return the input whose gradient is left blank: the last that is used once."""
        uses = [len(self.view.diagram.uses_of(node)) for node in self.inputs]
        return max(zip(self.inputs, uses, strict=True), key=lambda pair: (-pair[1], pair[0]))[0]

    def steps_of(self, *nodes):
        """Return the steps in which nodes hand gradients back, but for what is left blank."""
        steps = [s for node in nodes if node != RESULT for s in self.view.steps_of(node)]
        if not self.parameters.quiz:
            return steps
        return [step for step in steps if step.edge.source != self.blank()]

    def ask(self):
        """Give time to think about the gradient that was left blank; then let it arrive."""
        view, node = self.view, self.blank()
        users = {link.target for link in view.diagram.uses_of(node)}
        if self.is_large:
            self.play(view.pan_to([node, *users]))
        self.play(view.settle(), view.dim_except({node, *users}))
        leave_blank(self, view.gradients[node].get_center(), style.LABEL)
        with self.beat("It is what reaches the operation, times the slope there."):
            held = [step for step in view.steps if step.edge.source == node]
            self.play(view.backward(held, run_time=style.SLOW))
            self.wait(style.NORMAL)
            self.play(view.settle(), view.undim())

    def backward(self):
        """Run the gradients back; each kind of operation shows its rule once."""
        view = self.view
        with self.beat("Backward: begin with one. To itself, the result responds one to one."):
            if self.is_large:
                self.play(view.pan_to([RESULT]))
            self.play(view.open_gradients(style.QUICK))
            self.play(view.backward_start(style.NORMAL))
        if self.is_large:
            with self.beat("Every node multiplies what it gets by its own slope, and hands it on."):
                self.pan_through(forwards=False)
        else:
            self.explain_in_turn()
        if self.parameters.quiz:
            self.ask()
        with self.beat("Every input knows how strongly, and which way, it moves the result."):
            if self.is_large:
                for nodes in self.screenfuls(forwards=True):
                    if set(nodes) <= set(self.inputs):
                        self.play(view.pan_to(nodes))
                        self.wait(style.NORMAL)
            self.play(view.settle(), view.dim_except(self.inputs))
        self.play(FadeOut(view))
        if self.is_large:
            self.remove(self.covers)

    def explain_in_turn(self):
        """Let every operation pass its gradients on, the first of each kind slowly."""
        view, waiting, known = self.view, [], set()
        operations = [n for n in reversed(view.diagram.nodes) if n not in (RESULT, *self.inputs)]
        for node in (n for n in operations if view.steps_of(n)):
            kind = self.graph.nodes[node].op
            # A panel would give away what is left blank.
            is_told = len(self.steps_of(node)) == len(view.steps_of(node))
            is_lid = node in view.lid_names
            if kind in known or len(known) == MOST_RULES or is_lid or not is_told:
                waiting += self.steps_of(node)
                continue
            known.add(kind)
            self.run_on(waiting)
            waiting = []
            with self.beat(RULES.get(kind, ANY_RULE)):
                self.explain(node)
        self.run_on(waiting)
        shared = [node for node in self.inputs if len(view.diagram.uses_of(node)) > 1]
        if view.lid_names:
            shared = []  # what lies under a lid cannot be named in a panel
        if self.parameters.quiz:
            shared = [node for node in shared if node != self.blank()]
        corner = self.corner_for(shared[0]) if shared else None
        if corner is not None:
            with self.beat("What is used more than once hears from every use. A branch adds."):
                users = {link.target for link in view.diagram.uses_of(shared[0])}
                self.play(view.settle(), view.dim_except({shared[0], *users}))
                self.play(view.show_rule(shared[0], corner))
                self.wait(style.NORMAL)
                self.play(view.hide_rule(), view.undim())

    def corner_for(self, node):
        """Return where the panel of a node's rule has room, or None."""
        left, bottom = self.formula.get_corner(DL)[:2]
        right, top = self.formula.get_corner(UR)[:2]
        return self.view.free_corner(node, [Box(left, bottom, right, top)])

    def run_on(self, steps):
        """Let gradients travel without stopping."""
        if steps:
            with self.beat("The same rules again, without stopping."):
                self.play(self.view.settle(0.2))
                self.play(self.view.backward(steps, run_time=min(8.0, 1.6 + 0.45 * len(steps))))

    def explain(self, node):
        """Open the rule of an operation where there is room, and let its gradient travel."""
        view = self.view
        around = {link.source for link in view.diagram.inputs_of(node)}
        around |= {link.target for link in view.diagram.uses_of(node)}
        corner = self.corner_for(node)
        self.play(view.settle(0.3), view.dim_except({node} | around))
        if corner is not None:
            self.play(view.show_rule(node, corner))
        else:
            self.play(view.focus_on(node))
        self.play(view.backward(view.steps_of(node), run_time=style.SLOW))
        self.wait(0.5)
        self.play(view.hide_rule() if corner is not None else view.unfocus(), view.undim())

    def symbols(self):
        """Write the gradient as the rules of derivatives give it, where the formulas fit."""
        gradient, rows = self.graph.gradient(), VGroup()
        names = self.graph.inputs[:MOST_ROWS]
        for name in names:
            prefix = f"partial f \\/ partial {typst_name(name)} ="
            slope = simplify(gradient[name])
            rows.add(formula_of(slope, prefix, LONGEST, style.TITLE))
        tallest = max(float(row.height) for row in rows)
        if tallest * len(rows) * 1.35 > ROOM:
            rows.scale(max(ROOM / (1.35 * tallest * len(rows)), LEAST_SCALE))
        pitch = min(1.5, ROOM / len(rows))
        for number, row in enumerate(rows):
            row.place([-6.3, 0.2 + pitch * ((len(rows) - 1) / 2 - number)])
        with self.beat("The rules for derivatives give the same gradient, as formulas."):
            written = [FadeIn(row, shift=0.15 * UP) for row in rows]
            self.play(LaggedStart(*written, lag_ratio=0.5, run_time=2.4))
        self.play(FadeOut(rows))

    def check(self):
        """Find the same gradient by symbols and by tiny steps, and light the digits that agree."""
        names = self.graph.inputs[:MOST_ROWS]
        pitch = min(0.95, 4.6 / len(names))
        heights = [1.75 - pitch * index for index in range(len(names))]
        labels, columns, headings = VGroup(), [], VGroup()
        for name, y in zip(names, heights, strict=True):
            label = typeset.formula(f"partial f \\/ partial {typst_name(name)}")
            labels.add(label.place([-6.3, y]))
        ways = (
            (message("rules"), symbolic),
            (message("tiny steps"), tiny_step),
            (message("backprop"), by_backprop),
        )
        digits = {
            name: precision_for(self.trace.gradient[name], significant=DIGITS) for name in names
        }
        for (word, compute), right in zip(ways, (-1.2, 2.75, 6.7), strict=True):
            heading = typeset.words(word, color=style.palette.muted)
            headings.add(heading.place([right, 2.55], "right"))
            column = VGroup()
            for name, y in zip(names, heights, strict=True):
                column.add(Readout(compute(self.trace, name), digits[name]).place([right, y]))
            columns.append(column)
        with self.beat("Is it true? Rules, tiny steps and backprop share nothing."):
            self.play(FadeIn(labels))
            pairs = zip(headings, columns, strict=True)
            shown = [FadeIn(VGroup(heading, column)) for heading, column in pairs]
            self.play(LaggedStart(*shown, lag_ratio=0.6, run_time=3.0))
        with self.beat("Lit are the digits that agree with the rules."):
            lights = [light_agreement(column, columns[0]) for column in columns]
            self.play(*(light for column in lights for light in column), run_time=style.SLOW)
        self.wait(style.NORMAL)
        self.play(*(FadeOut(m) for m in self.mobjects))
