"""Scenes that the benchmark of the engine renders besides those of the film."""

from __future__ import annotations

import numpy as np
from manim import (
    DEGREES,
    ORANGE,
    RIGHT,
    Axes,
    Scene,
    Square,
    Surface,
    ThreeDScene,
    ValueTracker,
    VGroup,
    always_redraw,
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
        self.wait(1)


class TangentAndBoxes(Scene):
    """A tangent that moves along a curve over axes, and boxes that stand still."""

    def construct(self):
        axes = Axes(x_range=[-3, 3], y_range=[-2, 2], x_length=10, y_length=6)
        curve = axes.plot(np.sin)
        at = ValueTracker(-2.5)
        tangent = always_redraw(
            lambda: axes.plot(
                lambda x: np.sin(at.get_value()) + np.cos(at.get_value()) * (x - at.get_value()),
                x_range=[at.get_value() - 1, at.get_value() + 1, 1],
                color=ORANGE,
            )
        )
        boxes = VGroup(*(Square(0.7) for _ in range(8))).arrange(RIGHT).shift([0, -3, 0])
        self.add(axes, curve, boxes, tangent)
        self.play(at.animate.set_value(2.5), run_time=10)
        self.wait(5)
