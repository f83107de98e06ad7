"""A rectangle with round corners, from its outline alone.

Manim's own rounds the corners of a polygon, which takes a hundred times as long; a graph has
dozens of them.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import VMobject

# A cubic curve with its handles at this share of the radius is a quarter of a circle to 1/4000.
_HANDLE = 4 / 3 * (np.sqrt(2) - 1)


class RoundedRectangle(VMobject):
    """A rectangle around the origin, drawn counter-clockwise from the right of its lower edge.

    Parameters
    ----------
    width, height, corner_radius
        In Manim units; the radius is at most half of the shorter side.
    """

    def __init__(
        self, width: float = 4.0, height: float = 2.0, corner_radius: float = 0.5, **kwargs: Any
    ) -> None:
        self._size = width, height, min(corner_radius, width / 2, height / 2)
        super().__init__(**kwargs)

    def generate_points(self) -> Self:
        """Place the points: a straight side and a quarter of a circle for each corner."""
        width, height, radius = self._size
        inner = np.array([width / 2 - radius, height / 2 - radius, 0.0])
        curves: list[np.ndarray] = []
        before = inner * (1, -1, 0) + (0, -radius, 0)
        for quarter, signs in enumerate(((1, -1, 0), (1, 1, 0), (-1, 1, 0), (-1, -1, 0))):
            out = np.array([np.sin(quarter * np.pi / 2), -np.cos(quarter * np.pi / 2), 0.0])
            along = np.array([-out[1], out[0], 0.0])
            center = inner * signs
            start, end = center + radius * out, center + radius * along
            curves += [
                np.linspace(before, start, 4),
                np.array([start, start + _HANDLE * radius * along,
                          end + _HANDLE * radius * out, end]),
            ]  # fmt: skip
            before = end
        # The first side has no length: it is where the outline begins.
        self.set_points(np.concatenate(curves[1:]))
        self.add_line_to(self.points[0])
        return self
