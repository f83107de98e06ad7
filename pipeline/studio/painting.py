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
import numpy.typing as npt
from PIL import Image

from pipeline.display import Recording
from pipeline.frames import recorded_part
from pipeline.painter import Painter
from pipeline.scaling import is_scalable
from pipeline.shapes import Pixels
from pipeline.store import Store

# Parts of recordings that are kept, each with its canvases: some 50 MB at 1080p.
_MOST_PARTS = 6


def paint(folder: str, digest: str, frame: int, height_px: int, file: str) -> bool:
    """Write a frame of a recording, as ``packed`` packs it.

    Parameters
    ----------
    folder
        Of the store that holds the recording.
    height_px
        The height of the picture; its width is in proportion.
    file
        Where to write it. Through a file in memory, pixels reach another process in a fraction of
        the time that a pipe takes.

    Returns
    -------
    bool
        False if the recording is gone.
    """
    pixels = _desk(folder).paint(digest, frame, height_px)
    if pixels is None:
        return False
    Path(file).write_bytes(packed(pixels).data)
    return True


def paint_png(folder: str, digest: str, frame: int, height_px: int) -> bytes | None:
    """Return a frame of a recording as a PNG, or None if the recording is gone."""
    pixels = _desk(folder).paint(digest, frame, height_px)
    return None if pixels is None else png_of(pixels)


def packed(pixels: Pixels) -> npt.NDArray[np.uint32]:
    """Return a picture as runs of equal pixels, or as it is where that would not be shorter.

    What is drawn is mostly flat, and a browser takes longer to receive a picture than to unpack it.

    Parameters
    ----------
    pixels
        Height, width, and red, green, blue, alpha.

    Returns
    -------
    numpy.ndarray
        The number of runs, where each of them ends, and the pixel that each is made of; or 0 and
        every pixel. Pixels are counted and kept row by row, four bytes in one number.
    """
    flat = np.ascontiguousarray(pixels).view(np.uint32).ravel()
    starts = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    if 2 * (len(starts) + 1) >= len(flat):
        return np.concatenate([np.zeros(1, np.uint32), flat])
    count = np.array([len(starts) + 1], np.uint32)
    ends = np.append(starts, len(flat)).astype(np.uint32)
    return np.concatenate([count, ends, flat[np.append(0, starts)]])


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
