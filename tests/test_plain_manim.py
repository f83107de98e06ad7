"""Every scene of the film renders with Manim's own command, with no other set-up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.catalogue import read_catalogue
from pipeline.targets import chapter_targets

ROOT = Path(__file__).parent.parent
TARGETS = chapter_targets(read_catalogue().chapters)


@pytest.mark.parametrize("module", sorted({target.source for target in TARGETS}))
def test_each_scene_renders_with_plain_manim(module, tmp_path):
    scenes = [target.scene for target in TARGETS if target.source == module]
    manim = Path(sys.executable).with_name("manim")
    # The lowest frame rate that keeps the timeline, at a size that costs nothing to paint.
    options = ["--resolution", "160,90", "--frame_rate", "15", "--disable_caching"]
    file = ROOT / Path(*module.split(".")).with_suffix(".py")
    done = subprocess.run(
        [manim, "render", *options, "--media_dir", tmp_path, file, *scenes],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for kind in ("mp4", "srt"):
        assert {file.stem for file in tmp_path.rglob(f"*.{kind}")} >= set(scenes)
