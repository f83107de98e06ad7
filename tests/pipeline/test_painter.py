"""What the engine paints equals what Manim's own renderer paints, pixel for pixel."""

from __future__ import annotations

import pytest

from pipeline.catalogue import read_catalogue
from pipeline.loader import load_scene
from pipeline.quality import Quality
from pipeline.settings import manim_settings
from pipeline.targets import Target, chapter_targets
from tests.pipeline import features, samples
from tests.pipeline.golden import assert_same_frames

# Manim 0.22 paints images in a way that Pillow 12 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning")

SMALL = Quality("l", 320, 180, 15)
# Few frames a second make long scenes short, and every kind of play is still among them.
FEW = Quality("l", 320, 180, 5)
SAMPLES = [
    samples.Moving,
    samples.Redrawn,
    samples.Zooming,
    samples.Turning,
    samples.Waiting,
    samples.Magnified,
    samples.Stale,
    *features.SCENES,
]


@pytest.mark.parametrize("scene_class", SAMPLES, ids=lambda scene: scene.__name__)
def test_every_feature_is_painted_as_manim_paints_it(scene_class, tmp_path):
    with manim_settings(Target("any", scene_class.__module__), SMALL, tmp_path):
        assert_same_frames(scene_class)


@pytest.mark.parametrize(
    "target", chapter_targets(read_catalogue().chapters), ids=lambda target: target.scene
)
def test_every_scene_of_the_film_is_painted_as_manim_paints_it(target, tmp_path):
    with manim_settings(target, FEW, tmp_path):
        # A prime, so that no rhythm of the scene hides anything.
        assert_same_frames(load_scene(target), stride=3)
