"""A computational graph: its values light up forwards, its gradients travel back.

Built from a trace, from which every number comes. Motions are methods that return animations.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

import numpy as np
from manim import VGroup

from autodiff import BackwardStep, Trace
from scenes import style
from scenes.mobjects.glow import Halo
from scenes.mobjects.graph_diagram import RESULT, Diagram, Lids, diagram
from scenes.mobjects.graph_labels import NumberPill, gradient_slot, value_slot
from scenes.mobjects.graph_lids import LidStep, lid_names, lid_steps
from scenes.mobjects.graph_nodes import (
    LeafNode,
    LidNode,
    OperationNode,
    ResultNode,
    lid_radius,
    operation_radius,
)
from scenes.mobjects.graph_panel import RulePanel, Tie
from scenes.mobjects.graph_rider import Rider
from scenes.mobjects.graph_rules import branch_rule, operation_rule
from scenes.mobjects.graph_sizes import COMFORTABLE, COMPACT, PORT_GAP, GraphSizes
from scenes.mobjects.layout import Layout, Link, lay_out
from scenes.mobjects.layout_room import Box, Shape
from scenes.mobjects.motion import Change, Motion, glide, schedule, together
from scenes.mobjects.part import Part
from scenes.mobjects.placement import place_freely
from scenes.mobjects.wire import ForkDot, Wire
from scenes.quantity import (
    Quantity,
    accumulated_quantity,
    contribution_quantity,
    forward_quantity,
    upstream_quantity,
)

Node = LeafNode | OperationNode | LidNode | ResultNode
# A number that travels back along a wire.
Step = BackwardStep | LidStep

# How long a signal takes along a wire, and how long a node pauses before it passes on.
TRAVEL_S = 0.8
PAUSE_S = 0.15
HALO_WIDTH = 0.34
# Where the panel of a rule may hang: its upper right corner.
_CORNERS = ((6.6, 3.42), (4.4, 3.42), (2.2, 3.42), (0.0, 3.42))


class GraphView(VGroup):
    """The drawing of a trace.

    Parameters
    ----------
    trace
        Where structure and numbers come from.
    frozen
        Inputs that are data: their dials are locked.
    result
        Typst math of the result's name.
    width, height
        The room that there is, in Manim units; a drawing that needs more can be panned.
    center
        Where the middle of the drawing is.
    sizes
        How large its parts are; by default comfortable where that fits, else compact.
    labels
        What stands on the dials of inputs that are not to be called by their own names.
    lids
        Parts of the graph that are drawn as one node each (see ``lids_for``).
    first_on_top
        Whether sums of many terms have their first term on top, not their last.

    Attributes
    ----------
    nodes
        Mobject of each drawn node of the graph, by id, and of the result.
    wires
        Mobject of each link.
    values, gradients
        The slots above and below the wires, by node.
    dots
        Where a wire branches, by node.
    plan
        The geometry.
    steps
        What travels back, in order: the steps of the trace, or those that lids leave to be seen.
    lid_names
        What stands on each lid.
    """

    def __init__(
        self,
        trace: Trace,
        frozen: Collection[str] = (),
        result: str = "L",
        width: float = 13.2,
        height: float = 6.5,
        center: Sequence[float] = (0.0, 0.0),
        sizes: GraphSizes | None = None,
        labels: Mapping[str, str] | None = None,
        lids: Lids | None = None,
        first_on_top: bool = False,
    ) -> None:
        super().__init__()
        self.trace = trace
        self.steps: tuple[Step, ...] = lid_steps(trace, lids) if lids else trace.backward
        self.lid_names = lid_names(trace.graph, lids or {})
        self._labels = dict(labels or {})
        self.frozen = frozenset(frozen)
        self.diagram: Diagram = diagram(trace.graph, lids)
        self._first_on_top = first_on_top
        self.sizes, plan = self._fit(width, height, [sizes] if sizes else [COMFORTABLE, COMPACT])
        self.plan = plan.moved_to(float(center[0]), float(center[1]))
        self.window = (float(width), float(height))
        self._panned = np.zeros(2)
        self._build(result)

    # --- what is drawn -----------------------------------------------------------------------

    def _fit(
        self, width: float, height: float, choices: Sequence[GraphSizes]
    ) -> tuple[GraphSizes, Layout]:
        """Return the first of the sizes with which the drawing fits, or the last."""
        for choice in choices:
            sizes = choice.with_room_for(self._numbers())
            shapes = {node: self._shape(node, sizes) for node in self.diagram.nodes}
            links = self.diagram.links
            plan = lay_out(shapes, links, width, height, sizes.room, self._first_on_top)
            if plan.width <= width + 1e-3 and plan.height <= height:
                break
        return sizes, plan

    def _numbers(self) -> list[Quantity]:
        """Return every number that will stand on a wire."""
        nodes = [node for node in self.diagram.nodes if node != RESULT]
        gradients = [
            upstream_quantity(self.trace, node)
            for node in nodes
            if self.trace.upstream_of(node) is not None  # a constant has none
        ]
        return [*(forward_quantity(self.trace, node) for node in nodes), *gradients]

    def _shape(self, node: int, sizes: GraphSizes) -> Shape:
        if node == RESULT:
            return sizes.result_shape
        if node in self.lid_names:
            return Shape(lid_radius(self.lid_names[node], sizes) + PORT_GAP)
        drawn = self.trace.graph.nodes[node]
        if drawn.op == "input":
            return sizes.leaf_shape(frozen=drawn.name in self.frozen)
        return Shape(operation_radius(self.trace.graph, node, sizes) + PORT_GAP)

    def _build(self, result: str) -> None:
        plan, sizes = self.plan, self.sizes
        self.nodes = {node: self._node(node, result) for node in self.diagram.nodes}
        for node, mobject in self.nodes.items():
            mobject.shift([*plan.positions[node], 0.0])
        self.wires = {link: Wire(path) for link, path in plan.wires.items()}
        self.values = {n: value_slot(label, sizes) for n, label in plan.labels.items()}
        self.gradients = {n: gradient_slot(label, sizes) for n, label in plan.labels.items()}
        self.dots = {n: [ForkDot(point) for point in points] for n, points in plan.forks.items()}
        self._halos = VGroup()
        self._glows = VGroup(*(wire.glow for wire in self.wires.values()))
        self._wire_group = VGroup(*self.wires.values())
        self._overlay = VGroup()
        self._rule: list[Part] = []
        self._focused: dict[int, Halo] = {}
        self.add(
            self._glows,
            self._halos,
            self._wire_group,
            VGroup(*(wire.signal for wire in self.wires.values())),
            VGroup(*(dot for dots in self.dots.values() for dot in dots)),
            VGroup(*self.nodes.values()),
            VGroup(*self.values.values(), *self.gradients.values()),
            self._overlay,
        )

    def _node(self, node: int, result: str) -> Node:
        graph = self.trace.graph
        if node == RESULT:
            return ResultNode(result, self.sizes)
        if node in self.lid_names:
            return LidNode(self.lid_names[node], self.sizes)
        drawn = graph.nodes[node]
        if drawn.op == "input":
            value = float(self.trace.value_of(node))
            name = self._labels.get(drawn.name, drawn.name)
            return LeafNode(name, value, self.sizes, frozen=drawn.name in self.frozen)
        return OperationNode(graph, node, self.sizes)

    def node_named(self, name: str) -> int:
        """Return the id of the input called `name`."""
        return int(self.trace.graph.input_node(name).id)

    def parts_of(self, nodes: Collection[int]) -> list[Part]:
        """Return the mobjects of some nodes, their numbers, and the wires between them."""
        chosen = set(nodes)
        parts: list[Part] = [self.nodes[node] for node in self.nodes if node in chosen]
        parts += [wire for link, wire in self.wires.items() if {link.source, link.target} <= chosen]
        for slots in (self.values, self.gradients):
            parts += [slot for node, slot in slots.items() if node in chosen]
        for node, dots in self.dots.items():
            parts += dots if node in chosen else []
        return parts

    # --- building ----------------------------------------------------------------------------

    def hide(self) -> GraphView:
        """Hide every part, so that the graph can grow."""
        for part in self.parts_of(self.nodes):
            part.set_presence(0.0)
        return self

    def grow_node(self, node: int, run_time: float | None = None) -> Motion:
        """Return the motion in which a node's wires come in and the node appears."""
        timed = []
        for link in self.diagram.inputs_of(node):
            timed.append((0.0, self.wires[link].grow(0.6)))
            # Each further use of a wire makes one more branching.
            use = self.diagram.uses_of(link.source).index(link)
            for dot in self.dots.get(link.source, [])[max(0, use - 1) : use]:
                timed.append((0.2, dot.appear(0.2)))
        arrival = 0.45 if timed else 0.0
        timed.append((arrival, self.nodes[node].appear(0.5)))
        return schedule(self, timed, run_time)

    def grow(self, nodes: Iterable[int] | None = None, run_time: float | None = None) -> Motion:
        """Return the motion in which nodes appear one by one, in the order of evaluation."""
        order = list(self.diagram.nodes if nodes is None else nodes)
        timed = [(0.6 * index, self.grow_node(node)) for index, node in enumerate(order)]
        return schedule(self, timed, run_time)

    # --- forwards ----------------------------------------------------------------------------

    def open_values(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion that opens an empty slot above each wire."""
        return together(self, *(slot.appear(run_time) for slot in self.values.values()))

    def forward_step(self, node: int, run_time: float | None = None) -> Motion:
        """Return the motion in which a node takes its inputs and writes its value."""
        model, timed = style.palette.model, []
        for link in self.diagram.inputs_of(node):
            timed.append((0.0, self.wires[link].carry(model, run_time=TRAVEL_S)))
            timed += [(0.3, dot.recolor(model)) for dot in self.dots.get(link.source, [])]
        arrival = TRAVEL_S if timed else 0.0
        if node != RESULT:
            timed.append((arrival, self.nodes[node].light(0.3)))
            value = forward_quantity(self.trace, node)
            timed.append((arrival, self.values[node].write(value, framed=0.0, run_time=0.4)))
        return schedule(self, timed, run_time)

    def forward(self, run_time: float | None = None) -> Motion:
        """Return the motion in which values light up from the inputs to the result."""
        column = self.diagram.column
        pace = TRAVEL_S + 0.4
        timed = [(pace * column[node], self.forward_step(node)) for node in self.diagram.nodes]
        return schedule(self, timed, run_time)

    def rest(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion in which the lit wires cool down to idle."""
        idle = style.palette.wire_idle
        dots = [dot for dots in self.dots.values() for dot in dots]
        lines: list[Wire | ForkDot] = [*self.wires.values(), *dots]
        return together(self, *(part.recolor(idle, run_time) for part in lines))

    # --- backwards ---------------------------------------------------------------------------

    def open_gradients(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion that opens an empty slot below each wire."""
        return together(self, *(slot.appear(run_time) for slot in self.gradients.values()))

    def backward_start(self, run_time: float | None = None) -> Motion:
        """Return the motion in which the result hands out the derivative of itself: 1."""
        output = self.trace.graph.output
        one = upstream_quantity(self.trace, output)
        return schedule(self, [(0.0, self._send_back(Link(output, RESULT, 0), one, one))], run_time)

    def backward_step(self, step: Step, run_time: float | None = None) -> Motion:
        """Return the motion in which one contribution travels down its wire into its slot.

        Where a node is used several times, the slot shows the sum of what has arrived.
        """
        link = Link(step.edge.source, step.edge.target, step.edge.slot)
        if isinstance(step, LidStep):
            contribution, accumulated = step.quantities(self.trace)
        else:
            contribution = contribution_quantity(self.trace, step)
            accumulated = accumulated_quantity(self.trace, step)
        return schedule(self, [(0.0, self._send_back(link, contribution, accumulated))], run_time)

    def steps_of(self, node: int) -> tuple[Step, ...]:
        """Return the steps in which `node` hands gradients to its inputs."""
        return tuple(step for step in self.steps if step.edge.target == node)

    def backward(
        self, steps: Iterable[Step] | None = None, run_time: float | None = None
    ) -> Motion:
        """Return the motion in which gradients run from the result to the inputs.

        A node passes on as soon as all that it is to receive has arrived.

        Parameters
        ----------
        steps
            The steps that are left; by default all, with the start at the result.
        """
        timed: list[tuple[float, Motion]] = []
        complete: dict[int, float] = {}
        if steps is None:
            steps = self.steps
            start = self.backward_start()
            timed.append((0.0, start))
            complete[self.trace.graph.output] = start.run_time
        latest: dict[int, float] = {}
        for step in steps:
            source, target = step.edge.source, step.edge.target
            motion = self.backward_step(step)
            begin = complete.get(target, 0.0) + PAUSE_S
            begin = max(begin, latest.get(source, -np.inf) + 2 * PAUSE_S)
            timed.append((begin, motion))
            latest[source] = begin
            complete[source] = begin + motion.run_time
            timed.append((begin + PAUSE_S, self.settle_node(target)))
        return schedule(self, timed, run_time)

    def settle_node(self, node: int, run_time: float = style.QUICK) -> Motion:
        """Return the motion in which a node's gradient, no longer new, loses frame and glow."""
        wires = [self.wires[link].calm(run_time) for link in self.diagram.uses_of(node)]
        return together(self, self.gradients[node].settle(run_time), *wires)

    def settle(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion in which all gradients are no longer the newest."""
        return together(self, *(self.settle_node(node, run_time) for node in self.gradients))

    def clear_gradients(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion that empties all gradient slots and cools the wires."""
        resets = [Change(run_time, run_time, _once(wire.reset)) for wire in self.wires.values()]
        return together(
            self,
            self.rest(run_time),
            Motion(self, resets),
            *(wire.calm(run_time) for wire in self.wires.values()),
            *(slot.clear(run_time) for slot in self.gradients.values()),
        )

    def gather(self, node: int) -> tuple[dict[int, Motion], Motion]:
        """Return how what `node` is to receive comes and waits beside its branches, then adds.

        Returns
        -------
        dict and Motion
            By the node that it comes from, the motion of a number down its branch; and the one in
            which they all meet in the slot as their sum.
        """
        coming: dict[int, Motion] = {}
        joining: list[tuple[float, Motion]] = []
        pills = VGroup()
        for step in self.trace.backward:
            if step.edge.source != node:
                continue
            wire = self.wires[Link(step.edge.source, step.edge.target, step.edge.slot)]
            pill = NumberPill(
                contribution_quantity(self.trace, step), style.palette.gradient, self.sizes
            )
            waiting = self._beside_branch(wire, pill, pills)
            pills.add(pill)
            ride = _ride(pill, wire.track.point(wire.track.length), waiting)
            join = _ride(pill, waiting, self.gradients[node].anchor)
            dots = [dot.recolor(style.palette.gradient) for dot in self.dots.get(node, [])]
            coming[step.edge.target] = together(
                self,
                wire.carry(style.palette.gradient, True, TRAVEL_S),
                Motion(wire, [Change(0.2, TRAVEL_S, wire.shine)]),
                Motion(self, [Change(0.0, 0.0, _once(partial(self._overlay.add, pill)))]),
                Motion(self, [Change(0.0, TRAVEL_S, ride)]),
                Motion(self, [Change(TRAVEL_S, TRAVEL_S, _once(partial(self._raise, wire)))]),
                *dots,
            )
            joining.append((0.0, Motion(self, [Change(0.0, TRAVEL_S, join)])))
        total = upstream_quantity(self.trace, node)

        def meet(_: float) -> None:
            for pill in pills:
                pill.set_presence(0.0)
            self._overlay.remove(*pills)
            self.gradients[node].put(total)

        joining.append((0.0, Motion(self, [Change(TRAVEL_S, TRAVEL_S, meet)])))
        return coming, schedule(self, joining)

    def _raise(self, wire: Wire) -> None:
        """Among wires that share a trunk, put on top the one with the newest signal."""
        self._wire_group.remove(wire)
        self._wire_group.add(wire)

    def _beside_branch(self, wire: Wire, pill: NumberPill, pills: VGroup) -> np.ndarray:
        """Return where the number on a branch waits: beside the branch, where it covers least."""
        spots = []
        for height in (-0.3, 0.44, 0.3):
            for share in np.linspace(0.88, 0.5, 10):
                at = wire.track.point(share * wire.track.length)
                spots += [at + np.array([aside, height, 0.0]) for aside in (0.3, 0.0, -0.3)]
        others = [other.track for other in self.wires.values()]
        lines = [t.point(x) for t in others for x in np.arange(0.0, t.length, 0.06)]
        slots = [*self.values.values(), *self.gradients.values(), *self.nodes.values()]
        place_freely(pill, spots, [*slots, *pills], lines)
        return pill.readout.anchor_point

    def _send_back(self, link: Link, sent: Quantity, arrived: Quantity) -> Motion:
        """Return the motion of one number down a wire, into the slot at the wire's source."""
        wire, slot = self.wires[link], self.gradients[link.source]
        amber = style.palette.gradient
        rider = Rider(wire, slot.anchor, NumberPill(sent, amber, self.sizes))

        def set_out(_: float) -> None:
            self._overlay.add(rider.pill)

        def arrive(_: float) -> None:
            # Manim goes on drawing until the end of a play what was there when it began.
            rider.pill.set_presence(0.0)
            self._overlay.remove(rider.pill)
            slot.put(arrived)
            self._raise(wire)

        changes = [
            Change(0.0, 0.0, set_out),
            Change(0.0, TRAVEL_S, rider.ride),
            Change(TRAVEL_S, TRAVEL_S, arrive),
        ]
        glow = Motion(wire, [Change(0.0, TRAVEL_S, wire.shine)])
        timed = [(0.0, Motion(self, changes)), (0.0, wire.carry(amber, True, TRAVEL_S))]
        timed.append((0.2, glow))
        dots = self.dots.get(link.source, [])
        timed += [(TRAVEL_S / 2, dot.recolor(amber, 0.3)) for dot in dots]
        return schedule(self, timed)

    # --- panning -----------------------------------------------------------------------------

    def pan_to(self, nodes: Iterable[int], run_time: float = style.SLOW) -> Motion:
        """Return the motion that brings nodes into the middle of the room that there is.

        A drawing that fits its room stays where it is, and none is moved further than until its
        edge meets the edge of the room.
        """
        places = np.array([self.plan.positions[node] for node in nodes])
        middle = (places.min(axis=0) + places.max(axis=0)) / 2 - self._panned
        box = self.plan.bounds.moved(*-self._panned)
        center = np.array([box.left + box.right, box.bottom + box.top]) / 2
        beyond = np.array([self.plan.width, self.plan.height]) - self.window
        room = np.maximum(beyond, 0.0) / 2
        goal = np.clip(center - middle, -room, room)
        return glide(self, lambda: self._panned, self._pan, goal, run_time)

    def _pan(self, to: np.ndarray) -> None:
        offset = to - self._panned
        self._panned = np.array(to, dtype=float)
        space = np.array([*offset, 0.0])
        self.shift(space)
        self.plan = self.plan.moved_to(*offset)
        for wire in self.wires.values():
            wire.track.shift(offset)
        for slot in (*self.values.values(), *self.gradients.values()):
            slot.anchor = slot.anchor + space

    # --- focus and rules ---------------------------------------------------------------------

    def focus_on(
        self, node: int, run_time: float = style.QUICK, color: str | None = None
    ) -> Motion:
        """Return the motion that lets a node glow, and no other.

        Parameters
        ----------
        color
            Of the glow; by default the gradient's.
        """
        mobject = self.nodes[node]
        color = color or style.palette.gradient
        halo = Halo(color, mobject.radius, mobject.radius + HALO_WIDTH)
        halo.move_to([*self.plan.positions[node], 0.0])

        def glow(share: float) -> None:
            if node not in self._focused:
                self._focused[node] = halo
                self._halos.add(halo)
            halo.set_strength(share)

        return together(
            self,
            self.unfocus(run_time),
            Motion(self, [Change(0.0, run_time, glow)]),
            mobject.mark(run_time),
        )

    def unfocus(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that puts out the glow."""
        fading: dict[int, Halo] | None = None

        def fade(share: float) -> None:
            nonlocal fading
            if fading is None:
                fading, self._focused = self._focused, {}
            for node, halo in fading.items():
                halo.set_strength(1 - share)
                self.nodes[node].set_mark(1 - share)
                if share >= 1:
                    self._halos.remove(halo)

        return Motion(self, [Change(0.0, run_time, fade)])

    def show_rule(
        self, node: int, corner: Sequence[float] = (6.6, 3.42), run_time: float = 2.4
    ) -> Motion:
        """Return the motion in which a panel opens that shows what a node does to its gradient.

        For an operation the rule by which it hands gradients to its inputs; for an input that is
        used several times, how the contributions add up.

        Parameters
        ----------
        corner
            Upper right corner of the panel.
        """
        panel = self._panel(node, corner)
        tie = self._tie(node, panel)

        def put(_: float) -> None:
            # The dot of the tie lies on the panel's edge.
            self._overlay.add(panel, tie)
            self._rule = [tie, panel]

        return schedule(
            self,
            [
                (0.0, Motion(self, [Change(0.0, 0.0, put)])),
                (0.0, self.focus_on(node)),
                (0.2, tie.appear(0.4)),
                (0.2, panel.open(run_time - 0.2)),
            ],
        )

    def free_corner(self, node: int, others: Iterable[Box] = ()) -> tuple[float, float] | None:
        """Return the upper right corner of a panel above the drawing that covers no node of it.

        Parameters
        ----------
        others
            What else it should not cover.

        Returns
        -------
        tuple or None
            For :meth:`show_rule`; None if there is no room.
        """
        margin, taken = 0.1, [*self._boxes(), *others]
        for corner in _CORNERS:
            panel = self._panel(node, corner)
            box = Box(panel.left, panel.bottom, panel.right, panel.top)
            if box.left >= -self.window[0] / 2 and not any(box.overlaps(b, margin) for b in taken):
                return corner
        return None

    def _panel(self, node: int, corner: Sequence[float]) -> RulePanel:
        graph = self.trace.graph
        is_leaf = node != RESULT and graph.nodes[node].op == "input"
        rule = branch_rule(self.trace, node) if is_leaf else operation_rule(self.trace, node)
        return RulePanel(graph, rule, corner)

    def _boxes(self, but: int | None = None) -> list[Box]:
        """Return the places of all nodes and their numbers, except those of one node."""
        boxes = []
        for node, (x, y) in self.plan.positions.items():
            if node == but:
                continue
            reach = self.nodes[node].radius
            boxes.append(Box(x - reach, y - reach, x + reach, y + reach))
            if node in self.plan.labels:
                label = self.plan.labels[node]
                boxes += [label.forward_box, label.gradient_box]
        return boxes

    def _tie(self, node: int, panel: RulePanel) -> Part:
        """Return the line from a node up to its panel, unless it would cross something."""
        # Beside the numbers of other inputs there may be room a little further right.
        for aside in (0.0, 0.12):
            start = self._tie_start(node) + np.array([aside, 0.0])
            x, y = float(start[0]), float(start[1])
            line = Box(x, y, x, panel.bottom)
            if not any(line.overlaps(box, style.px(6)) for box in self._boxes(but=node)):
                return Tie(start, panel)
        return Part()

    def _tie_start(self, node: int) -> np.ndarray:
        """Return where a tie leaves a node: its top, or the first branching of its wire."""
        if node in self.plan.forks:
            return self.plan.forks[node][0] + np.array([0.0, 0.12])
        return self.plan.positions[node] + np.array([0.0, self.nodes[node].radius + 0.12])

    def hide_rule(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that takes the panel away, and the focus with it."""
        leaving: list[Part] | None = None

        def fade(share: float) -> None:
            nonlocal leaving
            if leaving is None:
                leaving, self._rule = self._rule, []
            for part in leaving:
                part.set_presence(1 - share)
            if share >= 1:
                self._overlay.remove(*leaving)

        return together(self, Motion(self, [Change(0.0, run_time, fade)]), self.unfocus(run_time))

    def dim_except(self, nodes: Collection[int], run_time: float = style.QUICK) -> Motion:
        """Return the motion that leaves only some nodes, and what belongs to them, in focus."""
        kept = self.parts_of(nodes)
        targets = [(p, 1.0 if p in kept else style.DIMMED) for p in self.parts_of(self.nodes)]
        return together(
            self, *(part.focus_to(to, run_time) for part, to in targets if part.focus != to)
        )

    def undim(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that brings everything back into focus."""
        return self.dim_except(self.nodes, run_time)


def _ride(pill: NumberPill, start: np.ndarray, end: np.ndarray) -> Callable[[float], None]:
    """Return the step of a number from one place to another."""

    def step(share: float) -> None:
        pill.set_presence(1.0)
        pill.place(start + share * (end - start))

    return step


def _once(act: Callable[[], object]) -> Callable[[float], object]:
    return lambda _: act()
