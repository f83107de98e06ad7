# ruff: noqa: F403, F405 (a scene of Manim begins with a star)
"""Manim scenes that between them use every way of painting, for the golden tests."""

from __future__ import annotations

import numpy as np
from manim import *
from manim.mobject.types.point_cloud_mobject import PMobject


class Gradients(Scene):
    """Gradients, sheen, background strokes, joints and caps, transparency."""

    def construct(self):
        one = Square(side_length=3).set_color_by_gradient(RED, BLUE, GREEN)
        one.set_fill([YELLOW, PURPLE], opacity=0.6).set_sheen(0.5, UR)
        two = Circle(stroke_width=30, stroke_color=[WHITE, RED]).set_stroke(
            BLUE, width=50, background=True, opacity=0.5
        )
        line = VMobject(
            stroke_width=25, joint_type=LineJointType.ROUND, cap_style=CapStyleType.ROUND
        )
        line.set_points_as_corners([LEFT, UP, RIGHT, 2 * RIGHT + UP]).shift(2 * DOWN)
        sharp = VMobject(stroke_width=12, joint_type=LineJointType.MITER)
        sharp.set_points_as_corners([3 * LEFT, 2.9 * LEFT + 2 * UP, 2.8 * LEFT])
        self.add(one, two.shift(RIGHT), line, sharp)
        self.play(one.animate.rotate(1), two.animate.set_opacity(0.2), run_time=0.4)
        self.play(FadeOut(line, shift=DOWN), sharp.animate.shift(RIGHT), run_time=0.4)


class Layers(Scene):
    """z_index, foreground mobjects, one child in two parents, order that changes, updaters."""

    def construct(self):
        back = Square(2, fill_opacity=0.8, color=RED).set_z_index(-1)
        front = Circle(1, fill_opacity=0.8, color=GREEN).set_z_index(2)
        middle = Triangle(fill_opacity=0.5, color=BLUE)
        self.add(front, middle, back)
        self.play(middle.animate.shift(RIGHT), run_time=0.3)
        twice = Dot(radius=0.6, color=YELLOW).set_opacity(0.5)
        self.add(VGroup(twice, Square(1)), VGroup(Circle(0.5), twice))
        self.play(Rotate(back, 1), run_time=0.3)
        self.add_foreground_mobject(middle)
        mover = Dot().add_updater(lambda dot, dt: dot.shift(dt * UP))
        self.add(mover)
        self.wait(0.3)
        self.bring_to_front(back)
        self.play(front.animate.set_z_index(-3).shift(LEFT), run_time=0.3)
        mover.clear_updaters()
        self.remove(middle)
        self.wait(0.2)


class Words(Scene):
    """Text being written, transformed, and held over a picture that is painted twice."""

    def construct(self):
        one, two = Text("derivative"), Text("gradient", slant=ITALIC).shift(DOWN)
        self.play(Write(one), run_time=0.6)
        self.wait(0.2)
        self.play(ReplacementTransform(one, two), run_time=0.4)
        self.play(Indicate(two), FadeIn(NumberPlane().set_z_index(-1)), run_time=0.4)
        self.play(LaggedStart(*(FadeOut(letter) for letter in two)), run_time=0.4)


class Traces(Scene):
    """A traced path, a changing decimal, a curve on axes, dashes and arrows."""

    def construct(self):
        axes = Axes(x_range=[-3, 3], y_range=[-1, 2], x_length=8, y_length=4)
        curve = axes.plot(np.sin, color=TEAL)
        at = ValueTracker(-2)
        dot = always_redraw(lambda: Dot(axes.c2p(at.get_value(), np.sin(at.get_value()))))
        path = TracedPath(dot.get_center, stroke_color=[RED, YELLOW], dissipating_time=0.3)
        number = DecimalNumber(0, mob_class=Text).to_corner(UL)
        number.add_updater(lambda n: n.set_value(at.get_value()))
        arrow = Arrow(LEFT, RIGHT).shift(2 * DOWN)
        self.add(axes, curve, path, dot, number, arrow, DashedLine(3 * UP, 3 * DOWN))
        self.play(at.animate.set_value(2), GrowArrow(arrow), run_time=0.8)
        self.play(Succession(Create(Square()), FadeOut(curve)), run_time=0.4)


class Pictures(Scene):
    """Images that are moved, turned, faded and lie between shapes."""

    def construct(self):
        pixels = np.zeros((40, 60, 4), dtype=np.uint8)
        pixels[..., 0] = np.arange(60) * 4
        pixels[..., 1] = np.arange(40)[:, None] * 6
        pixels[..., 3] = 255
        pixels[10:20, 20:30, 3] = 100
        image = ImageMobject(pixels).scale(6)
        sharp = ImageMobject(np.uint8([[0, 100], [200, 255]])).scale(40).shift(3 * RIGHT)
        sharp.set_resampling_algorithm(RESAMPLING_ALGORITHMS["nearest"])
        self.add(Square(fill_opacity=1, color=BLUE), image, Circle(), sharp)
        self.play(image.animate.rotate(0.5).shift(LEFT), run_time=0.4)
        self.play(image.animate.set_opacity(0.3), sharp.animate.stretch(0.2, 1), run_time=0.3)
        self.play(FadeOut(image), run_time=0.2)


class Clouds(Scene):
    """Point clouds between shapes."""

    def construct(self):
        points = np.random.default_rng(1).uniform(-2, 2, (200, 3))
        cloud = PMobject(stroke_width=6).add_points(points, color=YELLOW)
        disk = PointCloudDot(radius=1, color=BLUE).shift(3 * RIGHT)
        self.add(Square(fill_opacity=0.7), cloud, disk, Circle(fill_opacity=0.3))
        self.play(cloud.animate.shift(RIGHT), run_time=0.3)
        self.wait(0.2)


class Textured(Scene):
    """Shapes coloured by an image."""

    def construct(self):
        image = image_of_noise()
        text = Square(fill_opacity=1).color_using_background_image(image)
        self.add(Circle(fill_opacity=0.5), text)
        self.play(text.animate.shift(RIGHT), run_time=0.3)


def image_of_noise():
    from PIL import Image

    values = np.random.default_rng(1).integers(0, 255, (90, 160, 4), dtype=np.uint8)
    return Image.fromarray(values)


class Grounds(Scene):
    """A background that changes."""

    def construct(self):
        square = Square(fill_opacity=0.5)
        self.add(square)
        self.play(square.animate.shift(LEFT), run_time=0.2)
        self.camera.background_color = ManimColor("#224466")
        self.play(square.animate.shift(RIGHT), run_time=0.2)
        self.remove(square)
        self.wait(0.2)


class Following(MovingCameraScene):
    """A camera that follows, zooms, and comes back."""

    def construct(self):
        plane, dot = NumberPlane(), Dot(color=RED)
        self.add(plane, dot)
        self.camera.frame.save_state()
        self.play(self.camera.frame.animate.scale(0.4).move_to(2 * RIGHT), run_time=0.4)
        self.camera.frame.add_updater(lambda frame: frame.move_to(dot))
        self.play(dot.animate.shift(3 * UP), run_time=0.4)
        self.camera.frame.clear_updaters()
        self.play(Restore(self.camera.frame), run_time=0.3)
        self.wait(0.2)


class Lens(ZoomedScene):
    """A zoomed display that pops out, moves and is seen by nobody twice."""

    def construct(self):
        dots = VGroup(*(Dot(x * RIGHT / 4 + y * UP / 4) for x in range(4) for y in range(4)))
        self.add(dots, Circle())
        self.activate_zooming(animate=True)
        self.play(self.zoomed_camera.frame.animate.scale(0.5).shift(RIGHT), run_time=0.3)
        self.play(dots.animate.shift(0.2 * RIGHT), run_time=0.3)
        self.play(self.zoomed_display.animate.shift(DOWN), run_time=0.3)


class Solids(ThreeDScene):
    """Surfaces, solids, lines, fixed mobjects and a turning camera."""

    def construct(self):
        surface = Surface(
            lambda u, v: np.array([u, v, np.sin(u) * np.cos(v)]),
            u_range=[-2, 2],
            v_range=[-2, 2],
            resolution=(6, 6),
        )
        sphere = Sphere(radius=0.7, resolution=(6, 6)).shift(2 * OUT)
        title = Text("fixed").to_corner(UL)
        label = Text("faces").shift(2 * RIGHT)
        self.set_camera_orientation(phi=1.1, theta=0.4, zoom=0.8)
        self.add(ThreeDAxes(), surface, sphere, Line3D(ORIGIN, 2 * OUT), Dot3D(LEFT))
        self.add_fixed_in_frame_mobjects(title)
        self.add_fixed_orientation_mobjects(label)
        self.play(
            Create(ParametricFunction(lambda t: np.array([t, t, t]), t_range=[0, 1])), run_time=0.2
        )
        self.begin_ambient_camera_rotation(rate=1)
        self.wait(0.3)
        self.stop_ambient_camera_rotation()
        self.move_camera(phi=0.4, zoom=1.2, frame_center=RIGHT, run_time=0.3)
        self.play(surface.animate.set_opacity(0.3), run_time=0.2)
        self.wait(0.2)


class Endings(Scene):
    """Plays that end early, come to nothing, or paint nothing."""

    def construct(self):
        self.wait(0.2)
        self.add(Mobject(), VMobject(), Square().set_opacity(0))
        self.wait(0.2)
        far = Square().shift(100 * RIGHT)
        self.add(far)
        self.play(far.animate.shift(98 * LEFT), run_time=0.3)
        self.remove(far)
        broken = Square()
        broken.points[3] = np.nan
        self.add(broken, Line(ORIGIN, ORIGIN))
        self.play(broken.animate.shift(RIGHT), run_time=0.2)


SCENES = [
    Gradients,
    Layers,
    Words,
    Traces,
    Pictures,
    Clouds,
    Textured,
    Grounds,
    Following,
    Lens,
    Solids,
    Endings,
]
