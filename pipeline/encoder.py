"""Encoding painted pictures into a segment: what changed is converted, what is held is not encoded.

All segments of one format and size have the same codec settings, so that they can be put together
without being encoded again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np

from pipeline.errors import RenderError
from pipeline.h264 import Repeats
from pipeline.hints import AVAILABLE, tell_changes
from pipeline.regions import Box
from pipeline.shapes import Pixels

# What is around a box has a say in its colours, which are stored at half the resolution.
_MARGIN_PX = 8
# Boxes are widened to few different sizes: for a new size, a converter is set up anew.
_STEP_PX = 64


@dataclass(frozen=True)
class Encoding:
    """How the segments of a format are encoded.

    Attributes
    ----------
    container
        The name of the file format, which is also the suffix of the file.
    repeats
        Whether held frames are made without the encoder.
    """

    container: str
    codec: str
    pixel_format: str
    options: tuple[tuple[str, str], ...] = ()
    repeats: bool = False


# One reference, no look-ahead, no deblocking: on such pictures what these save is little, and
# what they cost is most of the time. A quantiser that does not change keeps flat areas flat.
_X264 = (
    "qp=29:8x8dct=1:aq-mode=0:keyint=infinite:scenecut=0:rc-lookahead=0:sync-lookahead=0:mbtree=0:"
    "bframes=0:weightp=0:cabac=0:force-cfr=1:threads=1"
)
ENCODINGS = {
    "mp4": Encoding(
        "mp4",
        "libx264",
        "yuv420p",
        (("preset", "ultrafast"), ("mb_info", str(int(AVAILABLE))), ("x264-params", _X264)),
        repeats=True,
    ),
    "webm": Encoding("webm", "libvpx-vp9", "yuv420p", (("crf", "23"), ("b:v", "0"))),
    "mov": Encoding("mov", "qtrle", "argb"),
    "png": Encoding("mov", "png", "rgba"),
}
ENCODINGS["gif"] = ENCODINGS["mp4"]


def check_codec(form: str) -> None:
    """Refuse a format that cannot be encoded here.

    Raises
    ------
    RenderError
        If the codec is missing.
    """
    codec = ENCODINGS[form].codec
    if codec not in av.codecs_available:
        raise RenderError(f"this machine has no encoder {codec} for {form}; type: make setup")


class Encoder:
    """Writes pictures into a file, one after the other."""

    def __init__(
        self, file: Path, encoding: Encoding, width_px: int, height_px: int, fps: int
    ) -> None:
        self._encoding = encoding
        self._time_base = Fraction(1, fps)
        # Bit-exact: nothing of the library's version or of the time gets into the file.
        self._container = av.open(
            file, "w", format=encoding.container, options={"fflags": "bitexact"}
        )
        stream = self._container.add_stream(
            encoding.codec, rate=fps, options=dict(encoding.options)
        )
        assert isinstance(stream, av.VideoStream)
        self._stream = stream
        self._stream.width, self._stream.height = width_px, height_px
        self._stream.pix_fmt = encoding.pixel_format
        self._stream.codec_context.thread_count = 1
        self._stream.codec_context.flags |= av.codec.context.Flags.bitexact
        self._converted = Converted(width_px, height_px, encoding.pixel_format)
        self._frames = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            for packet in self._stream.encode(None):
                self._container.mux(packet)
        self._container.close()

    def write(self, pixels: Pixels, changed: Sequence[Box], frames: int) -> None:
        """Write a picture that is shown for so many frames.

        Parameters
        ----------
        changed
            Where it differs from the picture before.
        """
        picture = self._converted.update(pixels, changed)
        if not self._encoding.repeats:
            for _ in range(frames):
                self.encode(picture)
            return
        tell_changes(picture, changed if self._frames else None)
        self.encode(picture)
        for _ in range(frames - 1):
            self._repeat()

    def encode(self, picture: av.VideoFrame) -> None:
        """Encode a picture that has been converted, as the next frame."""
        picture.pts = self._frames
        picture.time_base = self._time_base
        for packet in self._stream.encode(picture):
            if self._encoding.repeats and self._frames:
                self._mux(self._repeats.renumbered(bytes(packet), self._frames))
            else:
                self._container.mux(packet)
        self._frames += 1

    def _repeat(self) -> None:
        self._mux(self._repeats.frame(self._frames))
        self._frames += 1

    @cached_property
    def _repeats(self) -> Repeats:
        headers = self._stream.codec_context.extradata
        assert headers is not None
        return Repeats(headers)

    def _mux(self, data: bytes) -> None:
        packet = av.Packet(data)
        packet.stream = self._stream
        packet.time_base = self._time_base
        packet.pts = packet.dts = self._frames
        packet.duration = 1
        self._container.mux(packet)


class Converted:
    """A picture in the encoder's pixel format, of which only what changes is converted again."""

    def __init__(self, width_px: int, height_px: int, pixel_format: str) -> None:
        self._size = width_px, height_px
        self._format = pixel_format
        self._frame: av.VideoFrame | None = None
        self._planes: list[Pixels] = []

    def update(self, pixels: Pixels, changed: Iterable[Box]) -> av.VideoFrame:
        """Convert what changed, and return the whole picture."""
        if self._frame is None or self._format != "yuv420p":
            width_px, height_px = self._size
            self._frame = self._convert(pixels, Box(0, 0, width_px, height_px))
            self._planes = _planes(self._frame)
            return self._frame
        for box in changed:
            self._update_box(pixels, box)
        return self._frame

    def _update_box(self, pixels: Pixels, box: Box) -> None:
        around = self._around(box)
        part = _planes(self._convert(pixels, around))
        for plane, new, half in zip(self._planes, part, (1, 2, 2), strict=True):
            rows = slice(box.top // half, -(-box.bottom // half))
            columns = slice(box.left // half, -(-box.right // half))
            top, left = around.top // half, around.left // half
            plane[rows, columns] = new[
                rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
            ]

    def _around(self, box: Box) -> Box:
        left, right = _widened(box.left, box.right, self._size[0])
        top, bottom = _widened(box.top, box.bottom, self._size[1])
        return Box(left, top, right, bottom)

    def _convert(self, pixels: Pixels, box: Box) -> av.VideoFrame:
        frame = av.VideoFrame.from_numpy_buffer(pixels[box.rows_and_columns()], format="rgba")
        return _converter(frame.width, frame.height, self._format).reformat(
            frame, format=self._format, threads=1
        )


@lru_cache(maxsize=256)
def _converter(
    width_px: int, height_px: int, pixel_format: str
) -> av.video.reformatter.VideoReformatter:
    """Return a converter that has been set up for a size, for the whole life of this process."""
    return av.video.reformatter.VideoReformatter()


def _widened(start: int, end: int, limit: int) -> tuple[int, int]:
    """Return a stretch of even bounds with a margin around another, one of few lengths."""
    length = -(-(end - start + 2 * _MARGIN_PX) // _STEP_PX) * _STEP_PX
    start = max(0, start - _MARGIN_PX)
    if start + length > limit:
        start = max(0, limit - length) // 2 * 2
    return start, min(limit, start + length)


def _planes(frame: av.VideoFrame) -> list[Pixels]:
    planes: list[Pixels] = []
    for plane in frame.planes:
        data = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(
            plane.height, plane.line_size
        )
        planes.append(data[:, : plane.width])
    return planes
