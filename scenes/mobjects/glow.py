"""Soft glows for the one thing in focus, made of opaque rings and lines beneath it.

Every layer is opaque and mixed towards the ground: many translucent ones would drift in hue and
band, because the painter rounds each of them to 8 bits.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from manim import Circle, VGroup, VMobject

from scenes import style

Drawn = TypeVar("Drawn", bound=VMobject)

RINGS = 26
SHINE_RINGS = 16
# Nested wider copies of a line, narrow over wide: how many times as wide, and how much of its
# colour.
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
        self._rings = [
            Circle(radius=inner + way * (outer - inner), stroke_width=0, fill_opacity=1)
            for way in self._ways
        ]
        self.add(*self._rings)
        for ring in self._rings:
            ring.decorative = True

    def set_strength(self, share: float) -> None:
        """Let it glow to the given share."""
        # What cannot be seen is not drawn at all.
        self.submobjects = [*self._rings] if share else []
        if not share:
            return
        for ring, way in zip(self._rings, self._ways, strict=True):
            part = share * self._strength * (1 - way) ** 2
            ring.set_fill(style.mix(self._color, style.palette.ground, part))


class Shine(VGroup):
    """A round glow over something of many colours, which shows through.

    Its rings are translucent, and so few that rounding does not shift their hue by much.
    """

    def __init__(self, color: str, inner: float, outer: float, strength: float = 0.6) -> None:
        super().__init__()
        ways = np.linspace(1, 0, SHINE_RINGS)
        # Hardly anything at the rim, so that no edge is seen there.
        weights = (1.02 - ways) ** 1.5
        self._alphas = 1 - (1 - strength) ** (weights / weights.sum())
        for way, alpha in zip(ways, self._alphas, strict=True):
            radius = inner + way * (outer - inner)
            ring = Circle(radius=radius, stroke_width=0, fill_color=color, fill_opacity=alpha)
            ring.decorative = True
            self.add(ring)

    def set_strength(self, share: float) -> None:
        """Let it glow to the given share."""
        for ring, alpha in zip(self.submobjects, self._alphas, strict=True):
            ring.set_fill(opacity=share * alpha)


class LineGlow(VGroup):
    """A glow along a line."""

    def __init__(self, color: str, width_px: float) -> None:
        super().__init__()
        self._color = color
        self._layers = [
            VMobject(stroke_width=style.stroke(factor * width_px)) for factor, _ in LINE_LAYERS
        ]
        self.add(*self._layers)
        for layer in self._layers:
            layer.decorative = True

    def follow(self, points: np.ndarray) -> None:
        """Lie along the line with the given control points."""
        for layer in self._layers:
            layer.set_points(points)

    def set_strength(self, share: float) -> None:
        """Let it glow to the given share."""
        self.submobjects = [*self._layers] if share else []
        if not share:
            return
        for layer, (_, part) in zip(self._layers, LINE_LAYERS, strict=True):
            layer.set_stroke(style.mix(self._color, style.palette.ground, share * part))


def above_glows(mobject: Drawn) -> Drawn:
    """Have a mobject drawn anew in every frame from now on, and return it.

    What moves is painted over what stands still, and glows that lie beneath everything else would
    be painted over a curve that stands still.
    """
    mobject.add_updater(lambda drawn: drawn)
    return mobject
