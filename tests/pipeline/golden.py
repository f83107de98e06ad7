"""Comparing what the engine paints with what Manim's own renderer paints, pixel for pixel."""

from __future__ import annotations

import numpy as np
from manim.renderer.cairo_renderer import CairoRenderer

from pipeline.display import Recording
from pipeline.painter import Painter
from pipeline.recorder import RecordingRenderer
from pipeline.stepping import step_through


def stock_frames(scene_class):
    """Return every frame that Manim paints, caught from its renderer."""
    frames = []

    class Catching(CairoRenderer):
        def add_frame(self, frame, num_frames=1):
            frames.extend([frame] * num_frames)
            super().add_frame(frame, num_frames)

    scene = scene_class()
    renderer = Catching(camera_class=lambda: scene.camera)
    renderer.file_writer = scene.renderer.file_writer
    scene.renderer = renderer
    scene.render()
    return frames


class _EveryFew:
    """A viewer who wants every few frames, and keeps them."""

    def __init__(self, stride):
        self.frames = {}
        self._stride = stride

    def begin_play(self, play):
        return True

    def wants(self, frame):
        return frame % self._stride == 0

    def see(self, frame, pixels):
        self.frames[frame] = pixels.copy()


def recordings_of(scene_class) -> list[Recording]:
    """Play a scene and return its recordings."""
    recordings: list[Recording] = []
    scene = scene_class()
    RecordingRenderer(scene, recordings.append)
    scene.render()
    return recordings


def painted_frames(recordings):
    """Yield every frame of some recordings."""
    for recording in recordings:
        painter = Painter(Recording.unpack(recording.pack()))
        for number, still in enumerate(recording.stills):
            painter.paint(number)
            for _ in range(still.frames):
                yield painter.pixels


def assert_same_frames(scene_class, stride=1):
    """Compare every frame of a scene, or every few frames, which takes less time."""
    if stride == 1:
        expected = dict(enumerate(stock_frames(scene_class)))
        count = len(expected)
    else:
        viewer = _EveryFew(stride)
        count = step_through(scene_class(), viewer)
        expected = viewer.frames
    recordings = recordings_of(scene_class)
    assert sum(recording.frames for recording in recordings) == count
    for number, pixels in enumerate(painted_frames(recordings)):
        if number in expected:
            np.testing.assert_array_equal(pixels, expected[number], err_msg=f"frame {number}")
