"""Painting single frames again and again, in a process that does nothing else.

Whoever scrubs looks at frames near each other: what was read and prepared for the last few parts
of recordings is kept.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.display import Recording
from pipeline.frames import recorded_part
from pipeline.painter import Painter
from pipeline.scaling import is_scalable
from pipeline.shapes import Pixels
from pipeline.store import Store

# Parts of recordings that are kept, each with its canvases: some 50 MB at 1080p.
_MOST_PARTS = 6


def paint(folder: str, digest: str, frame: int, height_px: int) -> bytes | None:
    """Return a frame of a recording as rows of red, green, blue and alpha, a byte each.

    Parameters
    ----------
    folder
        Of the store that holds the recording.
    height_px
        The height of the picture; its width is in proportion.

    Returns
    -------
    bytes or None
        None if the recording is gone.
    """
    pixels = _desk(folder).paint(digest, frame, height_px)
    return None if pixels is None else pixels.tobytes()


def paint_png(folder: str, digest: str, frame: int, height_px: int) -> bytes | None:
    """Return a frame of a recording as a file; see ``paint``."""
    pixels = _desk(folder).paint(digest, frame, height_px)
    return None if pixels is None else png_of(pixels)


def png_of(pixels: Pixels) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "png", compress_level=1)
    return file.getvalue()


@cache
def _desk(folder: str) -> _Desk:
    return _Desk(Store(Path(folder)))


class _Desk:
    """The parts of recordings that lie ready to be painted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._parts: OrderedDict[tuple[str, int, range], _Part] = OrderedDict()

    def paint(self, digest: str, frame: int, height_px: int) -> Pixels | None:
        """Return a picture that is valid until the next call."""
        key = self._find(digest, frame, height_px)
        if key is None:
            return None
        self._parts.move_to_end(key)
        return self._parts[key].paint(frame - key[2].start)

    def _find(self, digest: str, frame: int, height_px: int) -> tuple[str, int, range] | None:
        for key in self._parts:
            if key[:2] == (digest, height_px) and frame in key[2]:
                return key
        read = recorded_part(self._store, digest, frame)
        if read is None:
            return None
        recording, within = read
        first = frame - within
        key = digest, height_px, range(first, first + recording.frames)
        self._parts[key] = _Part(recording, height_px)
        if len(self._parts) > _MOST_PARTS:
            self._parts.popitem(last=False)
        return key


class _Part:
    """A part of a recording, painted at one size."""

    def __init__(self, recording: Recording, height_px: int) -> None:
        self._recording = recording
        self._scale = height_px / recording.height_px
        self._size = round(recording.width_px * self._scale), height_px
        self._painters: dict[float, Painter] = {}

    def paint(self, frame: int) -> Pixels:
        number = self._recording.still_at(frame)
        if is_scalable(self._recording, self._recording.stills[number].items):
            return self._painted(number, self._scale)
        pixels = self._painted(number, 1.0)
        if self._scale == 1:
            return pixels
        smaller = Image.fromarray(pixels).resize(self._size, Image.Resampling.BOX)
        return np.asarray(smaller)

    def _painted(self, number: int, scale: float) -> Pixels:
        if scale not in self._painters:
            self._painters[scale] = Painter(self._recording, scale)
        painter = self._painters[scale]
        painter.paint(number)
        return painter.pixels
