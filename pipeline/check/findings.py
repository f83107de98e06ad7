"""A finding: what is wrong, where and when; and the picture that shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

KINDS = {
    "overlap": "a text lies on something else",
    "frame": "something leaves the frame",
    "caption": "something enters the band that is kept for captions",
    "size": "a text is too small",
    "contrast": "something is hard to see",
    "words": "too many words are on screen",
    "still": "nothing moves for too long",
    "speed": "a caption is too fast to read",
    "number": "digits that the ledger does not account for",
}
_MARK = "#FF00FF"


@dataclass(frozen=True)
class Finding:
    """One thing that a viewer would stumble over.

    Attributes
    ----------
    kind
        A key of ``KINDS``.
    source
        The file and line of the play, as ``FILE:LINE``.
    boxes
        What it is about: left, bottom, right, top in Manim units.
    owners
        Identities of the mobjects that it is about, for finding out whether it is meant.
    """

    kind: str
    message: str
    frame: int
    source: str
    boxes: tuple[tuple[float, ...], ...] = ()
    owners: tuple[frozenset[int], ...] = field(default=(), repr=False)

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it the same finding at another frame."""
        return self.kind, self.message

    def is_meant(self, kind: str, mobjects: Collection[int]) -> bool:
        """Return whether an allowance covers it; one without mobjects covers the whole scene."""
        return kind == self.kind and (
            not mobjects or any(not owners.isdisjoint(mobjects) for owners in self.owners)
        )


def marked(pixels: np.ndarray, finding: Finding, frame_box: np.ndarray) -> Image.Image:
    """Return a frame with a box around each thing that a finding is about.

    Parameters
    ----------
    frame_box
        Left, bottom, right, top of the frame in Manim units.
    """
    picture = Image.fromarray(pixels).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for box in finding.boxes:
        left, top, right, bottom = to_pixels(np.array(box), frame_box, picture.size)
        draw.rectangle((left - 6, top - 6, right + 6, bottom + 6), outline=_MARK, width=3)
    return picture


def to_pixels(box: np.ndarray, frame_box: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return left, top, right, bottom in pixels of a box in Manim units."""
    scale = size[0] / (frame_box[2] - frame_box[0])
    return np.array(
        [
            (box[0] - frame_box[0]) * scale,
            (frame_box[3] - box[3]) * scale,
            (box[2] - frame_box[0]) * scale,
            (frame_box[3] - box[1]) * scale,
        ]
    )


def picture_name(folder: Path, scene: str, finding: Finding, fps: int) -> Path:
    """Return where the picture of a finding belongs."""
    return folder / f"{scene}-{finding.frame / fps:07.2f}s-{finding.kind}.png"
