"""A way through the plane, measured by its true length."""

from __future__ import annotations

import numpy as np
from manim import partial_bezier_points

from scenes.mobjects.layout_paths import Path, samples

_PER_PIECE = 24


class Track:
    """Cubic pieces that can be walked along at even speed.

    Parameters
    ----------
    path
        Control points, of shape (n, 4, 2).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        points = samples(path, _PER_PIECE)
        steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
        self._travelled = np.concatenate([[0.0], np.cumsum(steps)])
        self.length = float(self._travelled[-1])

    def _parameter(self, distance: float) -> float:
        """Return the piece's number plus the share of it that is walked after `distance`."""
        places = np.arange(len(self._travelled)) / _PER_PIECE
        return float(np.interp(distance, self._travelled, places))

    def shift(self, offset: np.ndarray) -> None:
        """Lead elsewhere, by an offset of shape (2,)."""
        self.path = self.path + offset

    def point(self, distance: float) -> np.ndarray:
        """Return the point that is `distance` from the start, in three dimensions."""
        place = self._parameter(distance)
        index = min(int(place), len(self.path) - 1)
        t = place - index
        a, b, c, d = self.path[index]
        flat = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
        return np.array([*flat, 0.0])

    def part(self, start: float, end: float) -> np.ndarray:
        """Return the control points between two distances, of shape (4 m, 3); none where empty."""
        if end - start < 1e-6:
            return np.zeros((0, 3))
        first, last = self._parameter(start), self._parameter(end)
        pieces = []
        for index in range(int(first), min(int(np.ceil(last)), len(self.path))):
            low, high = max(first - index, 0.0), min(last - index, 1.0)
            if high - low > 1e-9:
                pieces.append(partial_bezier_points(self.path[index], low, high))
        flat = np.concatenate(pieces)
        return np.column_stack([flat, np.zeros(len(flat))])
