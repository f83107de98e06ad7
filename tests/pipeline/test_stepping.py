"""A single frame equals the frame that Manim's own renderer draws, pixel for pixel."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.frames import OneFrame, frame_at
from pipeline.quality import Quality
from pipeline.settings import manim_settings
from pipeline.stepping import step_through
from pipeline.targets import Target
from tests.pipeline import samples
from tests.pipeline.golden import stock_frames

# Manim 0.22 paints images in a way that Pillow 12 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning")

TINY = Quality("l", 160, 90, 15)
SCENES = [
    samples.Moving,
    samples.Redrawn,
    samples.Zooming,
    samples.Turning,
    samples.Waiting,
    samples.Magnified,
    samples.Stale,
]


@pytest.fixture
def tiny(tmp_path):
    with manim_settings(Target("any", "tests.pipeline.samples"), TINY, tmp_path):
        yield


@pytest.mark.parametrize("scene_class", SCENES, ids=lambda scene: scene.__name__)
def test_each_frame_is_the_one_manim_draws(tiny, scene_class):
    expected = stock_frames(scene_class)
    assert len(expected) > 5
    for number in range(0, len(expected), 3):
        viewer = OneFrame(number)
        step_through(scene_class(), viewer)
        np.testing.assert_array_equal(viewer.pixels, expected[number], err_msg=f"frame {number}")


def test_all_frames_are_counted_when_none_is_seen(tiny):
    viewer = OneFrame(10_000)
    assert step_through(samples.Moving(), viewer) == len(stock_frames(samples.Moving))
    assert viewer.pixels is None


def test_a_scene_without_plays_has_one_picture(tiny):
    viewer = OneFrame(0)
    step_through(samples.Still(), viewer)
    assert viewer.pixels[..., :3].any()


def test_a_play_that_is_not_wanted_is_not_painted(tiny, monkeypatch):
    painted = []
    capture = samples.Scene().camera.__class__.capture_mobjects
    monkeypatch.setattr(
        "manim.camera.camera.Camera.capture_mobjects",
        lambda self, *args, **kwargs: (painted.append(1), capture(self, *args, **kwargs)),
    )
    step_through(samples.Moving(), OneFrame(20))
    # What stands still in the play of the frame, and what moves in it.
    assert len(painted) == 2


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_the_time_at_which_a_frame_begins_means_that_frame(fps):
    for frame in range(0, 40 * fps, 7):
        assert frame_at(frame / fps, fps) == frame
        assert frame_at(round(frame / fps, 7) + 0.5 / fps, fps) == frame


def test_quality_table_is_manims():
    from manim.constants import QUALITIES as MANIMS

    from pipeline.quality import QUALITIES

    manims = {
        entry["flag"]: (entry["pixel_width"], entry["pixel_height"], entry["frame_rate"])
        for entry in MANIMS.values()
        if entry["flag"]
    }
    assert manims == {q.letter: (q.width_px, q.height_px, q.fps) for q in QUALITIES.values()}
