"""A recording painted at another size is what would have been played at that size."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.catalogue import read_catalogue
from pipeline.display import Dots, Raster, Shape
from pipeline.loader import load_scene
from pipeline.naming import find_target
from pipeline.painter import Painter
from pipeline.quality import Quality
from pipeline.recorder import RecordingRenderer
from pipeline.scaling import is_scalable, scaled
from pipeline.settings import manim_settings
from pipeline.targets import Target
from tests.pipeline import features, samples

pytestmark = pytest.mark.filterwarnings("ignore:'mode' parameter:DeprecationWarning")

LARGE, SMALL = Quality("l", 640, 360, 15), Quality("l", 320, 180, 15)
# Text and formulas are laid out in units, so that nothing but rounding is left.
ROUNDING = 1


def recordings_of(scene_class):
    recordings = []
    scene = scene_class()
    RecordingRenderer(scene, recordings.append)
    scene.render()
    return recordings


def played_at_both_sizes(target, scene_class, folder):
    with manim_settings(target, LARGE, folder):
        large = recordings_of(scene_class())
    with manim_settings(target, SMALL, folder):
        small = recordings_of(scene_class())
    assert [r.frames for r in large] == [r.frames for r in small]
    return large, small


@pytest.mark.parametrize("scene", [samples.Moving, features.Gradients, features.Layers])
def test_shapes_are_painted_as_if_played_at_that_size(scene, tmp_path):
    target = Target("any", scene.__module__)
    compare(*played_at_both_sizes(target, lambda: scene, tmp_path))


@pytest.mark.parametrize("name", ["IntroductionTitle", "TwoMachines", "TwoValleys"])
def test_scenes_of_the_film_are_painted_as_if_played_at_that_size(name, tmp_path):
    target = find_target(name, read_catalogue().chapters)
    compare(*played_at_both_sizes(target, lambda: load_scene(target), tmp_path))


def compare(large, small):
    compared = 0
    for one, other in zip(large, small, strict=True):
        painter, expected = Painter(one, 0.5), Painter(other)
        for frame in range(0, one.frames, 7):
            number = one.still_at(frame)
            if not is_scalable(one, one.stills[number].items):
                continue
            painter.paint(number)
            expected.paint(other.still_at(frame))
            difference = np.abs(painter.pixels.astype(int) - expected.pixels)
            assert difference.max() <= ROUNDING
            compared += 1
    assert compared


def test_pictures_keep_their_place():
    corners = np.array([[10, 20], [30, 20], [10, 40], [30, 40]], dtype=np.float64)
    raster = Raster(b"", 2, 2, corners.tobytes(), 0)
    half = scaled(raster, 0.5)
    assert (np.frombuffer(half.corners).reshape(4, 2) == corners / 2).all()
    assert half._replace(corners=raster.corners) == raster


def test_what_cannot_be_painted_anew_is_known(tmp_path):
    with manim_settings(Target("any", "any"), SMALL, tmp_path):
        (clouds, *_) = recordings_of(features.Clouds)
        (moving, *_) = recordings_of(samples.Moving)
    dotted = [
        still.items for still in clouds.stills if any(isinstance(i, Dots) for i in still.items)
    ]
    assert dotted and not is_scalable(clouds, dotted[0])
    items = moving.stills[0].items
    assert is_scalable(moving, items) and all(isinstance(item, Shape) for item in items)
