"""Pictures of single components: each is drawn by a few lines in ``docs/gallery/``.

An entry is a file with one function, ``draw``, that returns what is to be seen.
"""

from __future__ import annotations

import runpy
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import Camera, ManimColor, Mobject, config, tempconfig

from scenes import style

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "gallery"
#: Width and height of the frame in Manim units.
SHAPES = {"landscape": (128 / 9, 8.0), "portrait": (8.0, 128 / 9), "square": (8.0, 8.0)}

Pixels = npt.NDArray[np.uint8]


def names() -> list[str]:
    """Return the names of all entries."""
    return sorted(file.stem for file in FOLDER.glob("*.py"))


def source(name: str) -> str:
    """Return the lines that draw an entry."""
    return (FOLDER / f"{name}.py").read_text(encoding="utf-8")


def picture(name: str, short_side_px: int, theme: str = "dark", shape: str = "landscape") -> Pixels:
    """Draw an entry.

    Parameters
    ----------
    short_side_px
        The length of the frame's shorter side.

    Returns
    -------
    numpy.ndarray
        Height, width, and red, green, blue.
    """
    width, height = SHAPES[shape]
    unit_px = short_side_px / min(width, height)
    settings: dict[str, Any] = {
        "pixel_width": round(width * unit_px / 2) * 2,
        "pixel_height": round(height * unit_px / 2) * 2,
        "frame_width": width,
        "frame_height": height,
        "background_color": ManimColor(style.THEMES[theme].ground),
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        _theme(theme),
        tempconfig({**settings, "media_dir": folder}),
    ):
        drawn = runpy.run_path(str(FOLDER / f"{name}.py"))["draw"]()
        _fit(drawn)
        camera = Camera()
        camera.capture_mobjects([drawn])
        return np.array(camera.pixel_array[:, :, :3], dtype=np.uint8)


def _fit(drawn: Mobject) -> None:
    """Bring something into the middle, and make it smaller if the frame is too small for it."""
    room_x = config.frame_width - 2 * style.SAFE_MARGIN
    room_y = config.frame_height - 2 * style.SAFE_MARGIN
    drawn.scale(min(1.0, room_x / drawn.width, room_y / drawn.height)).center()


@contextmanager
def _theme(name: str) -> Iterator[None]:
    style.use_theme(name)
    try:
        yield
    finally:
        style.use_theme("dark")
