"""A quick look at a frame: what comes before it is leapt over, as with Manim's own skipping.

Each earlier play is brought to its end in one step. That is where a scene stands in the video as
well, unless it computes something from frame to frame; so this is a first look while the scene is
being played, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from manim import Mobject, Scene

from pipeline.frames import OneFrame
from pipeline.stepping import Enough, SteppingRenderer

if TYPE_CHECKING:
    from manim.typing import PixelArray


def glimpse(scene: Scene, frame: int) -> PixelArray:
    """Return about what a scene shows at a frame, or at its end if it is shorter.

    Parameters
    ----------
    scene
        A scene that has not been played.
    """
    viewer = OneFrame(frame)
    renderer = LeapingRenderer(scene, viewer, frame)
    with suppress(Enough):
        scene.render()
        renderer.skip_animations = False
        renderer.static_image = None
        renderer.show_whole(scene)
        return renderer.get_frame()
    assert viewer.pixels is not None
    return viewer.pixels


class LeapingRenderer(SteppingRenderer):
    """A renderer that leaps over the plays before a frame.

    Parameters
    ----------
    frame
        The first frame that matters.
    """

    def __init__(self, scene: Scene, viewer: OneFrame, frame: int) -> None:
        super().__init__(scene, viewer)
        self._frame = frame

    def save_static_frame_data(
        self, scene: Scene, static_mobjects: Iterable[Mobject]
    ) -> PixelArray | None:
        """Begin a play, or leap to its end."""
        frames = self._frames_of_play(scene)
        if frames and self.frames + frames <= self._frame:
            self.frames += frames
            self.skip_animations = True
            self._paints_play = False
            self.static_image = None
            return None
        return super().save_static_frame_data(scene, static_mobjects)

    def show_whole(self, scene: Scene) -> None:
        """Paint what the scene shows now."""
        self._paints_play = True
        self.update_frame(scene, ignore_skipping=True)
