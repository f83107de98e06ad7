"""Soft glows for the one thing in focus, made of opaque rings and lines beneath it.

Every layer is opaque and mixed towards the ground: many translucent ones would drift in hue and
band, because the painter rounds each of them to 8 bits.
"""

from __future__ import annotations

import numpy as np
from manim import Circle, VGroup, VMobject

from scenes import style

RINGS = 26
# Nested wider copies of a line: how many times as wide, and how much of its colour.
LINE_LAYERS = ((5.0, 0.05), (3.4, 0.10), (2.1, 0.17))


class Halo(VGroup):
    """A round glow around a point or a node.

    Parameters
    ----------
    color
        At the core.
    inner, outer
        Radius of what glows, and radius at which the glow has faded, in Manim units.
    """

    def __init__(self, color: str, inner: float, outer: float, strength: float = 0.62) -> None:
        super().__init__()
        self._color = color
        self._strength = strength
        self._ways = np.linspace(1, 0, RINGS)
        self.add(*(Circle(radius=inner + way * (outer - inner), stroke_width=0) for way in self._ways))
        self.set_strength(0.0)

    def set_strength(self, share: float) -> None:
        """Let it glow to the given share."""
        for ring, way in zip(self.submobjects, self._ways, strict=True):
            part = share * self._strength * (1 - way) ** 2
            color = style.mix(self._color, style.palette.ground, part)
            ring.set_fill(color, opacity=1.0 if part > 0.004 else 0.0)


class LineGlow(VGroup):
    """A glow along a line."""

    def __init__(self, color: str, width_px: float) -> None:
        super().__init__()
        self._color = color
        self.add(
            *(
                VMobject(stroke_width=style.stroke(factor * width_px), stroke_opacity=0)
                for factor, _ in LINE_LAYERS
            )
        )

    def follow(self, points: np.ndarray) -> None:
        """Lie along the line with the given control points."""
        for layer in self.submobjects:
            layer.set_points(points)

    def set_strength(self, share: float) -> None:
        """Let it glow to the given share."""
        for layer, (_, part) in zip(self.submobjects, LINE_LAYERS, strict=True):
            color = style.mix(self._color, style.palette.ground, share * part)
            layer.set_stroke(color, opacity=1.0 if share else 0.0)
