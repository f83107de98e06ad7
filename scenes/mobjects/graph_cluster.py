"""Part of a graph under a lid: a box with a name, in the place of what it stands for."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from manim import VGroup

from scenes import style, typeset
from scenes.mobjects.graph_view import GraphView
from scenes.mobjects.motion import Motion
from scenes.mobjects.part import Part
from scenes.mobjects.rounded import RoundedRectangle

_MARGIN = style.px(16)


class GraphCluster(Part):
    """A box over some nodes of a graph; wires that lead in and out end at its edge.

    The nodes stay where they are, so that opening the lid shows them as they were left.

    Parameters
    ----------
    view
        The graph; the cluster is drawn on top of it.
    nodes
        Ids of the nodes that it stands for.
    name
        Typst math written on it.

    Raises
    ------
    ValueError
        If other nodes lie between those, or one of them is not drawn.
    """

    def __init__(self, view: GraphView, nodes: Collection[int], name: str) -> None:
        super().__init__()
        chosen = set(nodes)
        missing = chosen - set(view.nodes)
        if not chosen or missing:
            raise ValueError(f"these nodes are not drawn: {sorted(missing) or 'none is named'}")
        inside = VGroup(*(view.nodes[node] for node in sorted(chosen)))
        low, high = inside.get_corner([-1, -1, 0]), inside.get_corner([1, 1, 0])
        low, high = low - _MARGIN, high + _MARGIN
        for node, mobject in view.nodes.items():
            x, y = mobject.get_center()[:2]
            if node not in chosen and low[0] < x < high[0] and low[1] < y < high[1]:
                raise ValueError(f"node {node} lies between the nodes of the cluster")
        palette = style.palette
        self.nodes = frozenset(chosen)
        self.lid = RoundedRectangle(
            width=float(high[0] - low[0]), height=float(high[1] - low[1]), corner_radius=0.2
        )
        self.lid.set_fill(style.mix(palette.model, palette.panel, 0.10), opacity=1)
        self.lid.set_stroke(palette.model, style.stroke(style.WIRE))
        self.lid.move_to((low + high) / 2)
        self.label = typeset.formula(name, size=1.1 * style.FORMULA, color=palette.model)
        room = 0.8 * np.array([self.lid.width, self.lid.height])
        self.label.scale(min(1.0, room[0] / self.label.width, room[1] / self.label.height))
        self.label.move_to(self.lid)
        self.add(self.lid, self.label)
        self.set_presence(0.0)

    def collapse(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion that puts the lid on."""
        return self.appear(run_time)

    def expand(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion that takes the lid off."""
        return self.vanish(run_time)
