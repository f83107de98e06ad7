"""Handing whole paths to Cairo in one call.

Cairo's Python module takes a path one curve at a time, which costs more than painting it. Cairo
itself takes an array of all curves (``cairo_append_path``) and does the very same with it.
"""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Sequence
from typing import ClassVar

import cairo
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

_POINTS_PER_CURVE = 4
_RELATIVE_TOLERANCE = 1e-5  # that of numpy.isclose, which Manim compares points with
_FEW = 32
_MOVE_TO, _CURVE_TO, _CLOSE_PATH = 0, 2, 3


class _CairoPath(ctypes.Structure):
    _fields_: ClassVar = [
        ("status", ctypes.c_int),
        ("data", ctypes.c_void_p),
        ("count", ctypes.c_int),
    ]


# The library that the module has loaded; one found by name could be another.
_library = ctypes.CDLL(cairo._cairo.__file__)  # type: ignore[attr-defined]
_library.cairo_append_path.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
_library.cairo_append_path.restype = None


def _header(kind: int, length: int) -> Points:
    """Return the row that begins a part of a path: two integers and eight unused bytes."""
    return np.array([kind, length, 0, 0], dtype=np.int32).view(np.float64)


_MOVE = _header(_MOVE_TO, 2)
_CURVE = _header(_CURVE_TO, 4)
_CLOSE = _header(_CLOSE_PATH, 1)


def address_of(context: cairo.Context[cairo.ImageSurface]) -> int:
    """Return the address of Cairo's own context, which pycairo keeps after the object's head."""
    address = ctypes.c_void_p.from_address(id(context) + object.__basicsize__).value
    assert address is not None
    return address


class CairoPath:
    """A path of cubic curves, ready to be handed over.

    Parameters
    ----------
    points
        x and y of four points a curve. A curve that begins elsewhere than the last one ended
        begins a new part; a part that ends where it began is closed. Points that are not finite
        make the whole path empty.
    tolerance
        How far apart two points may be and still be the same.

    Attributes
    ----------
    hull
        The least and greatest x and y of all points; a cubic curve stays within that of its four.
        None for an empty path.
    """

    def __init__(self, points: Points, tolerance: float) -> None:
        self.hull = _hull(points)
        if self.hull is not None and not all(map(math.isfinite, self.hull)):
            points, self.hull = points[:0], None
        self._data = _path_data(points, tolerance)
        self._path = _CairoPath(0, self._data.ctypes.data, len(self._data))
        self._address = ctypes.addressof(self._path)

    def append_to(self, context_address: int) -> None:
        """Append the path to that of a context."""
        _library.cairo_append_path(context_address, self._address)


def _hull(points: Points) -> tuple[float, float, float, float] | None:
    """Return the least and greatest x and y; where one is not finite, neither is the hull."""
    if not len(points):
        return None
    if len(points) <= _FEW:
        # A surface has thousands of small faces, for which NumPy takes longer than Python.
        xs, ys = points.T.tolist()
        if not all(map(math.isfinite, xs)) or not all(map(math.isfinite, ys)):
            return math.nan, math.nan, math.nan, math.nan
        return min(xs), min(ys), max(xs), max(ys)
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return left, top, right, bottom


def _path_data(points: Points, tolerance: float) -> Points:
    blocks: list[Points] = []
    for start, end in _parts(points, tolerance):
        curves = (end - start) // _POINTS_PER_CURVE
        if not curves:
            continue
        is_closed = _is_same(points[start].tolist(), points[end - 1].tolist(), tolerance)
        length = 2 + curves * _POINTS_PER_CURVE
        block = np.empty((length + is_closed, 2))
        block[0] = _MOVE
        block[1] = points[start]
        block[2:length] = points[start : start + length - 2]
        block[2:length:_POINTS_PER_CURVE] = _CURVE
        if is_closed:
            block[length] = _CLOSE
        blocks.append(block)
    if len(blocks) == 1:
        return blocks[0]
    return np.concatenate(blocks) if blocks else np.empty((0, 2))


def _parts(points: Points, tolerance: float) -> list[tuple[int, int]]:
    """Return where the parts of a path begin and end."""
    count = len(points)
    if count < _POINTS_PER_CURVE:
        return []
    if count <= _FEW:
        rows = points.tolist()
        inner = range(_POINTS_PER_CURVE, count, _POINTS_PER_CURVE)
        few = [k for k in inner if not _is_same(rows[k - 1], rows[k], tolerance)]
        return list(itertools.pairwise([0, *few, count]))
    ends = points[_POINTS_PER_CURVE - 1 : -1 : _POINTS_PER_CURVE]
    starts = points[_POINTS_PER_CURVE::_POINTS_PER_CURVE]
    far = np.abs(ends - starts) > tolerance + _RELATIVE_TOLERANCE * np.abs(starts)
    breaks = np.flatnonzero(far.any(axis=1)) + 1
    bounds = [0, *(breaks * _POINTS_PER_CURVE).tolist(), count]
    return list(itertools.pairwise(bounds))


def _is_same(one: Sequence[float], other: Sequence[float], tolerance: float) -> bool:
    (x, y), (other_x, other_y) = one, other
    return abs(x - other_x) <= tolerance + _RELATIVE_TOLERANCE * abs(other_x) and abs(
        y - other_y
    ) <= tolerance + _RELATIVE_TOLERANCE * abs(other_y)
