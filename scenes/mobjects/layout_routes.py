"""Ways of the wires of a layered drawing, once every item has its height.

In a column a wire is straight. In the gap between two columns it first passes the place for the
numbers, then curves to the height of its next item, and into a node along the node's radius. Wires
of one source share a trunk; where several leave it to the same side they share a vertical bus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from scenes.mobjects import layout_paths as paths
from scenes.mobjects.layout_layers import Item, Layered, Link
from scenes.mobjects.layout_room import Box, Label, Room, Shape, label_at

# Wires meet a node at most this far from its leftmost point, and at least so far apart.
STEEPEST_RAD = np.radians(52)
WIDEST_RAD = np.radians(80)
APART_RAD = np.radians(26)
TURN_PER_UNIT_RAD = np.radians(68)
# A branch that goes further than this runs along a bus instead of one curve.
FURTHEST_CURVE = 1.0
BUS_PITCH = 0.16
BUS_CORNER = 0.18
_STRAIGHT = 1e-6


@dataclass(frozen=True)
class Branch:
    """The last or middle part of links in one gap: from an item to a lane or into a port."""

    start: Item
    end: Item
    slot: int | None


@dataclass
class Routes:
    """Everything that has a place in the drawing.

    Attributes
    ----------
    positions
        Centre of each node.
    labels
        Place of the numbers of each labelled node.
    wires
        Path of each link, from the outline of its source to that of its target.
    forks
        For each node the points where its wire branches.
    """

    positions: dict[int, np.ndarray] = field(default_factory=dict)
    labels: dict[int, Label] = field(default_factory=dict)
    wires: dict[Link, paths.Path] = field(default_factory=dict)
    forks: dict[int, list[np.ndarray]] = field(default_factory=dict)


class Router:
    """Finds columns and ways for given heights.

    Parameters
    ----------
    width
        To which the drawing is spread where there is room.
    """

    def __init__(
        self,
        layered: Layered,
        links: Sequence[Link],
        heights: Mapping[Item, float],
        shapes: Mapping[int, Shape],
        room: Room,
        width: float,
    ) -> None:
        self.layered = layered
        self.links = links
        self.heights = heights
        self.shapes = shapes
        self.room = room
        self.branches = self._find_branches()
        self.angles = self._port_angles()
        self._place_columns(width)

    # --- what leaves an item -----------------------------------------------------------------

    def _find_branches(self) -> dict[Item, list[Branch]]:
        """Return what leaves each item towards the next column."""
        found: dict[Item, dict[Branch, None]] = {}
        for link in self.links:
            chain = self.layered.chain(link)
            for start, end in pairwise(chain):
                slot = link.slot if end == chain[-1] else None
                found.setdefault(start, {})[Branch(start, end, slot)] = None
        return {item: list(branches) for item, branches in found.items()}

    def _rise(self, branch: Branch) -> float:
        return self.heights[branch.end] - self.heights[branch.start]

    def _bus_sides(self, item: Item) -> list[int]:
        """Return the sides (+1 up, -1 down) to which `item` branches along a bus."""
        branches = self.branches[item]
        sides = []
        for side in (1, -1):
            rises = [abs(self._rise(b)) for b in branches if side * self._rise(b) > _STRAIGHT]
            if len(branches) > 1 and rises and (len(rises) > 1 or rises[0] > FURTHEST_CURVE):
                sides.append(side)
        return sides

    def _uses_bus(self, branch: Branch) -> bool:
        return np.sign(self._rise(branch)) in self._bus_sides(branch.start)

    # --- ports -------------------------------------------------------------------------------

    def _port_angles(self) -> dict[tuple[int, int], float]:
        """Return where each input (target, slot) meets its node, as an angle from the centre."""
        arriving: dict[int, list[Branch]] = {}
        for branches in self.branches.values():
            for branch in branches:
                if branch.slot is not None:
                    arriving.setdefault(branch.end.node, []).append(branch)
        angles = {}
        for node, branches in arriving.items():
            branches.sort(key=lambda b: (-self._rise(b), -(b.slot or 0)))
            alone = len(branches) == 1
            turns = [self._turn(branch, alone) for branch in branches]
            apart = min(APART_RAD, 2 * WIDEST_RAD / max(1, len(turns) - 1))
            spread = np.clip(paths.spread(turns, apart), -WIDEST_RAD, WIDEST_RAD)
            for branch, turn in zip(branches, spread, strict=True):
                angles[node, branch.slot or 0] = np.pi - float(turn)
        return angles

    def _turn(self, branch: Branch, alone: bool) -> float:
        """Return how far from the leftmost point, upwards, a wire would like to arrive."""
        drop = -self._rise(branch)
        if self._uses_bus(branch) or self._is_obstructed(branch):
            return 0.0 if alone else float(np.sign(drop) * APART_RAD / 2)
        return float(np.sign(drop) * min(STEEPEST_RAD, TURN_PER_UNIT_RAD * abs(drop)))

    def _is_obstructed(self, branch: Branch) -> bool:
        """Return whether a node stands above or below the target on the side of the wire."""
        start, end = self.heights[branch.start], self.heights[branch.end]
        low, high = min(start, end), max(start, end)
        return any(
            low - self.shapes[node].radius < self.heights[Item(node, branch.end.column)]
            and self.heights[Item(node, branch.end.column)] < high + self.shapes[node].radius
            for node in self._nodes(branch.end.column)
            if node != branch.end.node
        )

    def port(self, target: int, slot: int) -> np.ndarray:
        """Return the point where input `slot` meets the outline of `target`."""
        angle = self.angles[target, slot]
        offset = self.shapes[target].radius * np.array([np.cos(angle), np.sin(angle)])
        return self.position(target) + offset

    # --- columns -----------------------------------------------------------------------------

    def _nodes(self, column: int) -> list[int]:
        return [i.node for i in self.layered.columns[column] if self.layered.is_node(i)]

    def _radius(self, column: int) -> float:
        return max((self.shapes[node].radius for node in self._nodes(column)), default=0.0)

    def _label_zone(self, column: int) -> float:
        labelled = any(self.shapes[node].labelled for node in self._nodes(column))
        return self.room.label_gap + self.room.label_width if labelled else 0.0

    def _transition(self, column: int) -> tuple[float, float]:
        """Return how much of the gap after `column` its curves need, and would like to have.

        Only wires of nodes in the column count: a lane has room to curve before the gap.
        """
        tip = self.room.tip
        items = [item for item in self.layered.columns[column] if item in self.branches]
        branches = [branch for item in items for branch in self.branches[item]]
        if all(abs(self._rise(branch)) < _STRAIGHT for branch in branches):
            return tip / 2, tip
        own = [abs(self._rise(b)) for b in branches if self.layered.is_node(b.start)]
        curve = float(np.clip(0.05 + 0.28 * max(own, default=0.0), 0.2, 0.6))
        buses = sum(len(self._bus_sides(item)) for item in items)
        bus_room = 2 * BUS_CORNER + BUS_PITCH * (buses - 1) if buses else 0.0
        return bus_room + max(tip, curve / 2), bus_room + tip + curve

    def _place_columns(self, width: float) -> None:
        """Set the middle of each column and where its labels and its curves begin."""
        count = len(self.layered.columns)
        radii = [self._radius(column) for column in range(count)]
        curves = [self._transition(column) for column in range(count - 1)]
        labels = [self._label_zone(column) for column in range(count - 1)]
        spare = width - 2 * sum(radii) - sum(labels) - sum(wanted for _, wanted in curves)
        # What is missing is taken from the curves, which can be steeper, within limits.
        share = spare / max(1, len(curves))
        gaps = [
            label + max(wanted + share, least)
            for label, (least, wanted) in zip(labels, curves, strict=True)
        ]
        middle = -(2 * sum(radii) + sum(gaps)) / 2 + radii[0]
        self.middles = [middle]
        for column, gap in enumerate(gaps):
            middle += radii[column] + gap + radii[column + 1]
            self.middles.append(middle)
        self.label_starts = [
            middle + radius + self.room.label_gap
            for middle, radius in zip(self.middles, radii, strict=True)
        ]
        self.curve_starts = [
            middle + radius + self._label_zone(column)
            for column, (middle, radius) in enumerate(zip(self.middles, radii, strict=True))
        ]
        self.left_edges = [
            middle - radius for middle, radius in zip(self.middles, radii, strict=True)
        ]

    def position(self, node: int) -> np.ndarray:
        """Return the centre of `node`."""
        column = self.layered.column[node]
        return np.array([self.middles[column], self.heights[Item(node, column)]])

    # --- ways --------------------------------------------------------------------------------

    def routes(self) -> Routes:
        """Return the finished drawing."""
        result = Routes()
        for node, shape in self.shapes.items():
            result.positions[node] = self.position(node)
            if shape.labelled:
                start = self.label_starts[self.layered.column[node]]
                result.labels[node] = label_at(start, self.position(node)[1], self.room)
        tracks = self._bus_tracks()
        pieces = {}
        for item, branches in self.branches.items():
            for branch in branches:
                pieces[branch] = self._piece(branch, tracks)
            forks = self._forks(item, tracks)
            if forks:
                result.forks.setdefault(item.node, []).extend(forks)
        for link in self.links:
            result.wires[link] = self._wire(link, pieces)
        self._widen(result)
        return result

    def _bus_tracks(self) -> dict[tuple[Item, int], float]:
        """Return the x of each bus; buses in one gap stand side by side."""
        tracks = {}
        for column, items in enumerate(self.layered.columns):
            x = self.curve_starts[column] + BUS_CORNER
            for item in items:
                for side in self._bus_sides(item) if item in self.branches else ():
                    tracks[item, side] = x
                    x += BUS_PITCH
        return tracks

    def _start(self, branch: Branch) -> paths.Point:
        """Return where a branch leaves the straight line of its item."""
        return self.curve_starts[branch.start.column], self.heights[branch.start]

    def _end(self, branch: Branch) -> tuple[paths.Point, float]:
        """Return where a branch ends, and the angle at which it is met."""
        if branch.slot is None:
            return (self.left_edges[branch.end.column], self.heights[branch.end]), np.pi
        x, y = self.port(branch.end.node, branch.slot)
        return (float(x), float(y)), self.angles[branch.end.node, branch.slot]

    def _piece(self, branch: Branch, tracks: Mapping[tuple[Item, int], float]) -> paths.Path:
        """Return the way of a branch through its gap."""
        start, (end, angle) = self._start(branch), self._end(branch)
        side = int(np.sign(self._rise(branch)))
        if (branch.start, side) in tracks:
            return self._along_bus(start, end, angle, tracks[branch.start, side], side)
        if abs(start[1] - end[1]) < _STRAIGHT:
            return paths.line(start, end)
        if self._is_obstructed(branch):
            edge = (min(self.left_edges[branch.end.column], end[0]), end[1])
            return np.concatenate([paths.into_port(start, edge, np.pi), paths.line(edge, end)])
        return paths.into_port(start, end, angle)

    def _along_bus(
        self, start: paths.Point, end: paths.Point, angle: float, x: float, side: int
    ) -> paths.Path:
        bend = _bend(end[1] - start[1])
        turn = (x, start[1] + side * bend)
        leave = (x, end[1] - side * bend)
        first = paths.line(start, (x - BUS_CORNER, start[1]))
        rise = [paths.corner((x - BUS_CORNER, start[1]), turn, True), paths.line(turn, leave)]
        out = (x + BUS_CORNER, end[1])
        last = [paths.corner(leave, out, False), paths.into_port(out, end, angle)]
        return np.concatenate([first, *rise, *last])

    def _forks(self, item: Item, tracks: Mapping[tuple[Item, int], float]) -> list[np.ndarray]:
        """Return where the wire of `item` branches before the next column."""
        branches = self.branches[item]
        if len(branches) < 2:
            return []
        x, y = self.curve_starts[item.column], self.heights[item]
        points = []
        leaving = [self._rise(b) for b in branches if not self._uses_bus(b)]
        if leaving:
            points.append(np.array([x, y]))
        for side in self._bus_sides(item):
            bus = tracks[item, side]
            rises = sorted(side * self._rise(b) for b in branches if side * self._rise(b) > 0)
            for rise in rises[:-1]:
                points.append(np.array([bus, y + side * (rise - _bend(rise))]))
        return points

    def _wire(self, link: Link, pieces: Mapping[Branch, paths.Path]) -> paths.Path:
        """Join the pieces of a link, with straight lines through the columns between them."""
        chain = self.layered.chain(link)
        here = self.position(link.source) + np.array([self.shapes[link.source].radius, 0.0])
        parts = []
        for start, end in pairwise(chain):
            piece = pieces[Branch(start, end, link.slot if end == chain[-1] else None)]
            if piece[0, 0, 0] - here[0] > _STRAIGHT:
                parts.append(paths.line(tuple(here), tuple(piece[0, 0])))
            parts.append(piece)
            here = piece[-1, 3]
        return np.concatenate(parts)

    # --- wider curves ------------------------------------------------------------------------

    def _widen(self, result: Routes) -> None:
        """Let curves into nodes begin earlier where nothing is in the way.

        A long way down looks calm when it is also a long way across.
        """
        boxes = [
            b for label in result.labels.values() for b in (label.forward_box, label.gradient_box)
        ]
        points = {link: paths.samples(path) for link, path in result.wires.items()}
        for link in self.links:
            item = self.layered.chain(link)[-2]
            if len(self.branches[item]) > 1 or self._is_obstructed(self.branches[item][0]):
                continue
            port, angle = self._end(self.branches[item][0])
            height = self.heights[item]
            drop = abs(port[1] - height)
            straight_from = self._straight_from(link)
            wanted = max(straight_from, port[0] - drop - 0.3)
            others = [points[other] for other in self.links if other.source != link.source]
            allowed = sum(paths.crossings(points[link], other) for other in others)
            for x in np.linspace(wanted, self.curve_starts[item.column], 8, endpoint=False):
                curve = paths.into_port((float(x), height), port, angle)
                sampled = paths.samples(curve, 48)
                if self._hits(sampled, link, boxes):
                    continue
                if sum(paths.crossings(sampled, other) for other in others) > allowed:
                    continue
                kept = self._before(result.wires[link], float(x), height)
                result.wires[link] = np.concatenate([*kept, curve])
                points[link] = paths.samples(result.wires[link])
                break

    def _straight_from(self, link: Link) -> float:
        """Return from which x on a link runs straight to its last gap."""
        chain = self.layered.chain(link)
        start = chain[-2].column
        while start > chain[0].column:
            earlier = Item(link.source, start - 1)
            same = abs(self.heights[earlier] - self.heights[chain[-2]]) < _STRAIGHT
            if not same or len(self.branches[earlier]) > 1:
                break
            start -= 1
        return self.curve_starts[start]

    def _before(self, path: paths.Path, x: float, height: float) -> list[paths.Path]:
        """Return what `path` has before the point (x, height) on one of its straight pieces."""
        parts = []
        for piece in path:
            if piece[3, 0] > x:
                if x - piece[0, 0] > _STRAIGHT:
                    parts.append(paths.line(tuple(piece[0]), (x, height)))
                break
            parts.append(piece[None])
        return parts

    def _hits(self, points: np.ndarray, link: Link, boxes: Sequence[Box]) -> bool:
        """Return whether a curve comes too close to a foreign node or to a label."""
        near = self.room.clearance
        for node, shape in self.shapes.items():
            if node in (link.source, link.target):
                continue
            distance = np.linalg.norm(points - self.position(node), axis=1)
            if np.any(distance < shape.radius + near):
                return True
        x, y = points[:, 0], points[:, 1]
        return any(
            bool(
                np.any(
                    (x > box.left - near)
                    & (x < box.right + near)
                    & (y > box.bottom - near)
                    & (y < box.top + near)
                )
            )
            for box in boxes
        )


def _bend(rise: float) -> float:
    """Return how far up or down the corners of a bus reach on a way of `rise`."""
    return min(BUS_CORNER, abs(rise) / 2)
