"""Small Manim scenes that the tests of the pipeline render."""

from __future__ import annotations

from manim import (
    BLUE,
    LEFT,
    ORANGE,
    RIGHT,
    UP,
    Circle,
    Create,
    Dot,
    MovingCameraScene,
    Scene,
    Square,
    ThreeDScene,
    ValueTracker,
    ZoomedScene,
    always_redraw,
)


class Moving(Scene):
    """An animation, an updater and a frozen wait, over something that stands still."""

    def construct(self):
        still = Square(color=BLUE, fill_opacity=0.5).shift(2 * LEFT)
        moving = Circle(color=ORANGE, fill_opacity=1)
        self.add(still, moving)
        self.play(moving.animate.shift(2 * RIGHT), run_time=0.4, subcaption="It moves.")
        self.wait(0.4)
        drifting = Dot().add_updater(lambda dot, dt: dot.shift(dt * UP))
        self.add(drifting)
        self.add_subcaption("It drifts & <stays>.", duration=0.6)
        self.wait(0.6)
        self.play(Create(Square()), run_time=0.2)


class Redrawn(Scene):
    """Something that is drawn anew in every frame."""

    def construct(self):
        angle = ValueTracker(0)
        self.add(always_redraw(lambda: Square().rotate(angle.get_value())))
        self.play(angle.animate.set_value(1), run_time=0.6)
        self.wait(0.2)


class Zooming(MovingCameraScene):
    """A camera that moves."""

    def construct(self):
        self.add(Square(), Circle())
        self.play(self.camera.frame.animate.scale(0.5), run_time=0.4)
        self.wait(0.2)


class Turning(ThreeDScene):
    """A camera that turns around."""

    def construct(self):
        self.set_camera_orientation(phi=1, theta=0.3)
        self.add(Square(fill_opacity=0.7), Circle().shift(UP))
        self.begin_ambient_camera_rotation(rate=1)
        self.wait(0.4)


class Still(Scene):
    """Only a picture."""

    def construct(self):
        self.add(Square())


class Failing(Scene):
    """A mistake in its second play."""

    def construct(self):
        self.wait(0.2)
        self.play(Create(Dot().shift(1 / 0)))


class Magnified(ZoomedScene):
    """A second camera that looks at part of the picture."""

    def construct(self):
        self.add(Square())
        self.activate_zooming()
        self.play(self.zoomed_camera.frame.animate.shift(RIGHT), run_time=0.4)


class Stale(Scene):
    """Something that Manim holds for still, though an updater of another thing changes it."""

    def construct(self):
        changed = Square(fill_opacity=1)
        changer = Dot()
        changer.add_updater(lambda dot, dt: changed.shift(dt * RIGHT))
        self.add(changed, changer)
        self.play(Create(Circle()), run_time=0.4)
        self.wait(0.2)


class Waiting(Scene):
    """Waits until something has happened."""

    def construct(self):
        dot = Dot().add_updater(lambda dot, dt: dot.shift(dt * RIGHT))
        self.add(dot)
        self.wait_until(lambda: dot.get_x() > 0.3, max_time=2)
        self.wait(0.2)
