"""The line of equal loss through the foot of a gradient, and the right angle between them."""

from __future__ import annotations

import numpy as np
from manim import CapStyleType, VGroup, VMobject

from scenes import style
from scenes.mobjects.floor_gradient import FloorGradient
from scenes.mobjects.polyline import set_lines

_CORNER = style.px(26)


class LevelMark(VGroup):
    """A contour on the floor, drawn anew in every frame; on a map its right angle is true."""

    def __init__(self, gradient: FloorGradient) -> None:
        super().__init__()
        self._gradient = gradient
        ink = style.palette.ink
        self.line = VMobject(stroke_color=ink, stroke_width=style.stroke(3))
        self.corner = VMobject(stroke_color=ink, stroke_width=style.stroke(3))
        for line in (self.line, self.corner):
            line.set_fill(opacity=0).set_cap_style(CapStyleType.ROUND)
        self.add(self.line, self.corner)
        self.add_updater(lambda mark: mark.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Draw both at the gradient's place."""
        landscape, place = self._gradient.landscape, self._gradient.place
        terrain, view = landscape.terrain, landscape.view
        chains = terrain.contours(float(terrain.losses(*place)))
        set_lines(self.line, [view(terrain.floor(chain[:, 0], chain[:, 1])) for chain in chains])
        slopes = np.array([*self._gradient.gradient.values()])
        if not slopes.any():
            # At the lowest place there is no direction, and no angle.
            self.corner.clear_points()
            return
        x, y = np.array(place) + 1e-3 * slopes / np.linalg.norm(slopes)
        foot = view(terrain.floor(*place))
        along = view(terrain.floor(x, y)) - foot
        along *= _CORNER / np.linalg.norm(along)
        across = np.array([-along[1], along[0], 0.0])
        set_lines(self.corner, [np.array([foot + along, foot + along + across, foot + across])])
