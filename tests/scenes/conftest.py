import pytest
from manim import tempconfig


@pytest.fixture
def play(tmp_path):
    """Play a scene to its end at a low resolution, writing nothing that stays; return it."""

    def play_scene(scene_class, fps=15, **overrides):
        settings = {
            "pixel_width": 96,
            "pixel_height": 54,
            "frame_rate": fps,
            "media_dir": str(tmp_path),
            "disable_caching": True,
            "progress_bar": "none",
            "verbosity": "ERROR",
            "dry_run": True,
            **overrides,
        }
        with tempconfig(settings):
            scene = scene_class()
            scene.render()
        return scene

    return play_scene
