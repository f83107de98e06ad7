"""Scenes that the benchmark of the engine renders besides those of the film."""

from __future__ import annotations

import numpy as np
from manim import (
    DEGREES,
    Surface,
    ThreeDScene,
)


class TurningSurface(ThreeDScene):
    """A surface of 24 by 24 faces, and a camera that turns around it."""

    def construct(self):
        surface = Surface(
            lambda u, v: np.array([u, v, np.sin(u) * np.cos(v)]),
            u_range=[-3, 3],
            v_range=[-3, 3],
            resolution=(24, 24),
        )
        self.set_camera_orientation(phi=60 * DEGREES, theta=20 * DEGREES)
        self.add(surface)
        self.begin_ambient_camera_rotation(rate=0.3)
        self.wait(8)
