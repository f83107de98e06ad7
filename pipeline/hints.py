"""Telling the encoder which parts of a picture are the same as in the one before.

It would find out by comparing, block by block, which is a quarter of its time. FFmpeg takes a list
of rectangles along with a picture (``AVVideoHint``), which its Python module has no words for; so
it is handed over through the library's own functions.

References
----------
FFmpeg, libavutil/video_hint.h and libavutil/frame.h.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path

import av

from pipeline.regions import Box

_KIND = b"Encoding video hint"
_CHANGED = 1  # the rectangles are what has changed, rather than what has not
_LONGEST_LIST_OF_KINDS = 100


class _Hint(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_size_t),
        ("offset", ctypes.c_size_t),
        ("size", ctypes.c_size_t),
        ("type", ctypes.c_int),
    )


class _FrameHead(ctypes.Structure):
    _fields_ = (
        ("data", ctypes.c_void_p * 8),
        ("line_sizes", ctypes.c_int * 8),
        ("extended_data", ctypes.c_void_p),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
    )


def _load() -> ctypes.CDLL | None:
    """Return the library that the module has loaded, if it is as this file supposes."""
    for file in (Path(av.__file__).parent.parent / "av.libs").glob("libavutil*"):
        library = ctypes.CDLL(str(file))
        try:
            library.av_video_hint_create_side_data.restype = ctypes.c_void_p
            library.av_video_hint_create_side_data.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
            library.av_frame_remove_side_data.argtypes = [ctypes.c_void_p, ctypes.c_int]
            library.av_frame_side_data_name.restype = ctypes.c_char_p
        except AttributeError:
            continue
        # A size that no other part of the object has by chance.
        width_px, height_px = 62, 38
        frame = av.VideoFrame(width_px, height_px, "yuv420p")
        address = _address_of(frame)
        if address:
            head = _FrameHead.from_address(address)
            if (head.width, head.height) == (width_px, height_px):
                return library
    return None


def _address_of(frame: av.VideoFrame) -> int | None:
    """Return the address of FFmpeg's own frame, which follows the head of the Python object."""
    head = object.__basicsize__ + ctypes.sizeof(ctypes.c_void_p)  # and a table of methods
    return ctypes.c_void_p.from_address(id(frame) + head).value


_library = _load()
#: Whether the encoder can be told.
AVAILABLE = _library is not None
_kind = (
    next(
        (k for k in range(_LONGEST_LIST_OF_KINDS) if _library.av_frame_side_data_name(k) == _KIND),
        None,
    )
    if _library
    else None
)


def tell_changes(frame: av.VideoFrame, boxes: Sequence[Box] | None) -> None:
    """Note on a frame where it differs from the one that was encoded before it.

    Parameters
    ----------
    boxes
        Everything outside them is the same; None if nothing is known.
    """
    if _library is None:
        return
    address = _address_of(frame)
    _library.av_frame_remove_side_data(address, _kind)
    if boxes is None:
        return
    place = _library.av_video_hint_create_side_data(address, len(boxes))
    if not place:
        raise MemoryError("no memory for a note on a frame")
    hint = _Hint.from_address(place)
    hint.type = _CHANGED
    numbers = [n for b in boxes for n in (b.left, b.top, b.right - b.left, b.bottom - b.top)]
    rectangles = (ctypes.c_uint32 * len(numbers))(*numbers)
    ctypes.memmove(place + hint.offset, rectangles, ctypes.sizeof(rectangles))
