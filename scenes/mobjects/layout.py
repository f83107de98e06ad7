"""Layered layout of a graph from left to right; pure geometry in Manim units.

The steps are those of Sugiyama, Tagawa and Toda (1981), each in its own file: columns and lanes
(``layout_layers``), order (``layout_order``), heights (``layout_heights``), and the ways of the
wires (``layout_routes``). The same graph always gets the same drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenes.mobjects.layout_heights import assign_heights
from scenes.mobjects.layout_layers import Item, Layered, Link, reading_order, with_lanes
from scenes.mobjects.layout_order import count_crossings, reduce_crossings
from scenes.mobjects.layout_paths import Path
from scenes.mobjects.layout_room import Box, Label, Room, Shape
from scenes.mobjects.layout_routes import Router

__all__ = ["Box", "Label", "Layout", "Link", "Room", "Shape", "lay_out"]

PITCH_TRIES = 8


@dataclass(frozen=True)
class Layout:
    """A finished drawing, centred on the origin.

    Attributes
    ----------
    positions
        Centre of each node.
    labels
        Place of the value and of the gradient of each labelled node.
    wires
        For each link cubic Bezier pieces, of shape (n, 4, 2), from source to target.
    forks
        For each node the points where its wire branches.
    bounds
        What nodes, labels and wires take together.
    crossings
        How many pairs of wires cross.
    """

    positions: Mapping[int, np.ndarray]
    labels: Mapping[int, Label]
    wires: Mapping[Link, Path]
    forks: Mapping[int, Sequence[np.ndarray]]
    bounds: Box
    crossings: int

    @property
    def width(self) -> float:
        """Width of the whole drawing."""
        return self.bounds.right - self.bounds.left

    @property
    def height(self) -> float:
        """Height of the whole drawing."""
        return self.bounds.top - self.bounds.bottom

    def moved_to(self, x: float, y: float) -> Layout:
        """Return the same drawing with its centre at (`x`, `y`)."""
        offset = np.array([x, y])
        box = self.bounds
        return Layout(
            positions={node: at + offset for node, at in self.positions.items()},
            labels={node: label.moved(x, y) for node, label in self.labels.items()},
            wires={link: path + offset for link, path in self.wires.items()},
            forks={n: [point + offset for point in points] for n, points in self.forks.items()},
            bounds=box.moved(x, y),
            crossings=self.crossings,
        )


def lay_out(
    shapes: Mapping[int, Shape],
    links: Sequence[Link],
    width: float = 13.2,
    height: float = 6.5,
    room: Room | None = None,
    first_on_top: bool = False,
) -> Layout:
    """Return the drawing of a directed acyclic graph.

    Parameters
    ----------
    shapes
        The room that each node needs, in topological order.
    links
        The wires.
    width, height
        The room that there is. The drawing is spread to the width; where it needs more than there
        is it becomes larger, and the caller scales it.
    room
        Distances between the parts.
    first_on_top
        Whether sums of many terms have their first term on top, not their last.
    """
    room = room or Room()
    nodes = list(shapes)
    order = reading_order(nodes, links, first_on_top)
    layered = reduce_crossings(with_lanes(nodes, links), order)
    for pitch in np.linspace(room.leaf_pitch, room.least_leaf_pitch, PITCH_TRIES):
        tight = replace(room, leaf_pitch=float(pitch))
        heights = assign_heights(layered, links, _Separation(layered, shapes, tight))
        top, bottom = _extremes(layered, heights, shapes, tight)
        if top - bottom <= height:
            break
    middle = (top + bottom) / 2
    heights = {item: value - middle for item, value in heights.items()}
    routes = Router(layered, links, heights, shapes, tight, width).routes()
    left = min(routes.positions[node][0] - shape.radius for node, shape in shapes.items())
    right = max(routes.positions[node][0] + shape.radius for node, shape in shapes.items())
    bounds = Box(float(left), bottom - middle, float(right), top - middle)
    crossings = count_crossings(layered)
    return Layout(routes.positions, routes.labels, routes.wires, routes.forks, bounds, crossings)


@dataclass(frozen=True)
class _Separation:
    """The least distance between two neighbours in a column."""

    layered: Layered
    shapes: Mapping[int, Shape]
    room: Room

    def __call__(self, upper: Item, lower: Item) -> float:
        room, shapes = self.room, self.shapes
        below = room.below(shapes[upper.node]) if self.layered.is_node(upper) else 0.0
        above = room.above(shapes[lower.node]) if self.layered.is_node(lower) else 0.0
        distance = below + above + room.clearance
        return max(distance, room.leaf_pitch) if upper.column == 0 else distance


def _extremes(
    layered: Layered, heights: Mapping[Item, float], shapes: Mapping[int, Shape], room: Room
) -> tuple[float, float]:
    """Return the top of the highest and the bottom of the lowest node or label."""
    nodes = [item for items in layered.columns for item in items if layered.is_node(item)]
    top = max(heights[item] + room.above(shapes[item.node]) for item in nodes)
    bottom = min(heights[item] - room.below(shapes[item.node]) for item in nodes)
    return top, bottom
