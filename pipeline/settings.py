"""Manim's configuration for one rendering."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.quality import Quality
from pipeline.targets import Target


@contextmanager
def manim_settings(
    target: Target,
    quality: Quality,
    work_folder: Path,
    *,
    output_format: str = "none",
    transparent: bool = False,
) -> Iterator[None]:
    """Configure Manim for one scene, and put everything back at the end.

    Parameters
    ----------
    work_folder
        Where Manim keeps its files. Two processes must not share one: Manim's caches of text and
        formulas are guarded only by a file's existence, and a half-written file exists.
    output_format
        Manim's name of the format to write plays in; by default nothing is written.
    """
    from manim import config, tempconfig

    settings = {
        "verbosity": "ERROR",  # first, since setting the others may warn
        "pixel_width": quality.width_px,
        "pixel_height": quality.height_px,
        "frame_rate": quality.fps,
        "format": output_format,
        "transparent": transparent,
        "input_file": target.source if target.is_file else "",
        "output_file": "",
        "media_dir": str(work_folder),
        "disable_caching": True,
        "progress_bar": "none",
        "preview": False,
        "save_sections": False,
        "from_animation_number": 0,
        "upto_animation_number": -1,
    }
    if quality.frame_units:
        # Manim itself keeps the width and height in units when those in pixels change.
        settings["frame_width"], settings["frame_height"] = quality.frame_units
    opacity = config.background_opacity
    with tempconfig(settings):
        # Manim's `transparent` clears the background; put an opaque one back where it is not set.
        if not transparent:
            config.background_opacity = opacity
        yield
