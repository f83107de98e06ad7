"""Playing a scene frame by frame, as Manim would, while painting only some of its frames.

Skipping with Manim's own means is not the same: it runs every updater once for a whole play, and
whatever the scene computes from frame to frame ends somewhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from manim import Camera, Mobject, Scene
from manim.renderer.cairo_renderer import CairoRenderer

from pipeline.timeline import Span

if TYPE_CHECKING:
    from manim.typing import PixelArray


class Enough(BaseException):
    """Raised by a viewer that needs no further frame.

    Not an ``Exception``, so that no handler in a scene's own code takes it for an error.
    """


class Viewer(Protocol):
    """Someone who wants to see some of a scene's frames."""

    def begin_play(self, play: Span) -> bool:
        """Return whether any frame of a play is wanted; it may end earlier than announced."""

    def wants(self, frame: int) -> bool:
        """Return whether a frame of the present play is wanted."""

    def see(self, frame: int, pixels: PixelArray) -> None:
        """Look at a frame that was wanted: height, width, and red, green, blue, alpha."""


class SteppingRenderer(CairoRenderer):
    """Manim's renderer, painting only what a viewer wants.

    Parameters
    ----------
    scene
        A scene that has not been played; this renderer takes the place of its own.
    """

    def __init__(self, scene: Scene, viewer: Viewer) -> None:
        super().__init__(skip_animations=scene.skip_animations)
        # The scene may have set up the camera that it was made with.
        assert isinstance(scene.camera, Camera)
        self.camera = scene.camera
        self.file_writer = scene.renderer.file_writer
        self.frames = 0
        self._viewer = viewer
        self._paints_play = True
        scene.renderer = self

    def save_static_frame_data(
        self, scene: Scene, static_mobjects: Iterable[Mobject]
    ) -> PixelArray | None:
        """Begin a play; paint what stands still in it, if any frame of it is wanted."""
        self._paints_play = self._viewer.begin_play(Span(self.frames, self._frames_of_play(scene)))
        return super().save_static_frame_data(scene, static_mobjects)

    def update_frame(self, *args: Any, **kwargs: Any) -> None:
        """Paint, unless nothing of the present play is wanted."""
        if self._paints_play:
            super().update_frame(*args, **kwargs)

    def render(
        self, scene: Scene, time: float, moving_mobjects: Iterable[Mobject] | None = None
    ) -> None:
        """Go on by one frame of an animation."""
        if not self.skip_animations and self._viewer.wants(self.frames):
            self.update_frame(scene, moving_mobjects)
            self._viewer.see(self.frames, self.get_frame())
        elif hasattr(self.camera, "reset_rotation_matrix"):
            # A 3D camera turns itself when it paints, and scenes may ask where it looks.
            self.camera.reset_rotation_matrix()
        self.add_frame(self.camera.pixel_array)

    def freeze_current_frame(self, duration: float) -> None:
        """Go on by all frames of a still wait."""
        count = self._frames_of_wait(duration)
        if not self.skip_animations:
            for frame in range(self.frames, self.frames + count):
                if self._viewer.wants(frame):
                    self._viewer.see(frame, self.get_frame())
        super().freeze_current_frame(duration)

    def add_frame(self, frame: PixelArray, num_frames: int = 1) -> None:
        """Count frames, and let Manim's clock go on."""
        if not self.skip_animations:
            self.frames += num_frames
        super().add_frame(frame, num_frames)

    def _frames_of_play(self, scene: Scene) -> int:
        if self.skip_animations:
            return 0
        if scene.is_current_animation_frozen_frame():
            return self._frames_of_wait(scene.duration)
        return len(np.arange(0, scene.duration, 1 / self.camera.frame_rate))

    def _frames_of_wait(self, duration_s: float) -> int:
        # Divided as Manim divides, since a rounding error decides about the last frame.
        return int(duration_s / (1 / self.camera.frame_rate))


def step_through(scene: Scene, viewer: Viewer) -> int:
    """Play a scene until its viewer has seen enough; return the number of frames played."""
    renderer = SteppingRenderer(scene, viewer)
    with suppress(Enough):
        scene.render()
        if not renderer.num_plays and viewer.wants(0):
            # A scene without plays has one picture all the same.
            viewer.see(0, renderer.get_frame())
    return renderer.frames
