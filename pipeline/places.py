"""Where results go by default, following Manim's own conventions."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.formats import Format
from pipeline.language import SOURCE, file_mark
from pipeline.quality import LANDSCAPE, Quality
from pipeline.targets import Target

MEDIA = Path("media")


def film_place(form: Format, quality: Quality, language: str = SOURCE) -> Path:
    """Return where the film goes."""
    shape = "" if quality.shape == LANDSCAPE else f"-{quality.shape}"
    return MEDIA / f"film{shape}{file_mark(language)}{form.suffix}"


def video_place(target: Target, quality: Quality, form: Format) -> Path:
    """Return where the video of a single scene goes."""
    name = f"{target.name}{file_mark(target.language)}{form.suffix}"
    return MEDIA / "videos" / target.folder / quality.folder / name


def picture_place(target: Target, label: str) -> Path:
    """Return where a single picture of a scene goes."""
    return MEDIA / "images" / target.folder / f"{target.name}_{label}.png"


def beside(video: Path, form: Format, suffix: str) -> Path:
    """Return the place of a file that accompanies a video: same name, other suffix."""
    # A folder of pictures has no suffix to drop, and its name may have a dot.
    return video.with_name((video.name if form.is_folder else video.stem) + suffix)


def ledger_place(video: Path, form: Format) -> Path:
    """Return where the ledger of a video goes; that of the film is just ``ledger.json``."""
    if video == MEDIA / f"film{form.suffix}":
        return video.with_name("ledger.json")
    return beside(video, form, ".ledger.json")


def store_folder(staging: Path) -> Path:
    """Return the folder of the store of segments, or one for this run where that is read-only."""
    store = MEDIA / "store"
    nearest = next(folder for folder in (store, MEDIA, Path()) if folder.exists())
    return store if os.access(nearest, os.W_OK) else staging / "store"
