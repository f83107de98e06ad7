"""Time to think: a ring that empties."""

from __future__ import annotations

import numpy as np
from manim import Arc, Circle, linear

from scenes import style
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part


class Countdown(Part):
    """A ring whose lit part is the time that is left.

    Parameters
    ----------
    radius
        In Manim units.
    """

    def __init__(self, radius: float = 0.26) -> None:
        super().__init__()
        palette = style.palette
        self._radius = radius
        self.track = Circle(radius=radius, color=palette.hairline)
        self.track.set_stroke(width=style.stroke(style.WIRE))
        self.rest = Arc(radius=radius).set_stroke(palette.gradient, style.stroke(style.CURVE))
        self.track.decorative = True
        self.add(self.track, self.rest)
        self.set_left(1.0)

    def set_left(self, share: float) -> None:
        """Show a share of the time, from 1 to 0."""
        center = self.track.get_center()
        arc = Arc(radius=self._radius, start_angle=np.pi / 2, angle=-2 * np.pi * max(share, 1e-4))
        self.rest.set_points(arc.points + center)

    def run(self, run_time: float) -> Motion:
        """Return the motion in which all the time runs out, evenly."""
        return Motion(
            self, [Change(0.0, run_time, lambda share: self.set_left(1.0 - share), linear)]
        )
