"""Lines through many points, and dashes along them, as one mobject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from manim import VMobject

from scenes import style

Array = npt.NDArray[np.float64]

TIP_LENGTH, TIP_WIDTH = style.px(20), style.px(17)


def set_lines(mobject: VMobject, lines: Iterable[Array]) -> None:
    """Make a mobject of straight pieces through the points (n, 3) of each line."""
    parts = []
    for line in lines:
        if len(line) < 2:
            continue
        thirds = np.arange(4)[:, None] / 3
        pieces = (1 - thirds) * line[:-1, None] + thirds * line[1:, None]
        parts.append(pieces.reshape(-1, 3))
    if parts:
        mobject.set_points(np.concatenate(parts))
    else:
        mobject.clear_points()


def dashes(line: Array, on: float = style.px(8), off: float = style.px(8)) -> list[Array]:
    """Return the dashes along a line (n, 3), by its true length in the picture."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    found = []
    for start in np.arange(0.0, along[-1], on + off):
        end = min(start + on, along[-1])
        inner = along[(along > start) & (along < end)]
        at = np.concatenate([[start], inner, [end]])
        found.append(np.stack([np.interp(at, along, axis) for axis in line.T], axis=1))
    return found


def arrow_tip(
    apex: Sequence[float] | Array, along: Sequence[float] | Array, size: float = 1.0
) -> list[Array]:
    """Return the corners of a solid arrow tip whose point is at `apex`."""
    point, direction = np.asarray(apex, dtype=float), np.asarray(along, dtype=float)
    direction = direction / max(float(np.linalg.norm(direction)), 1e-9)
    across = np.array([-direction[1], direction[0], 0.0]) * size * TIP_WIDTH / 2
    back = point - size * TIP_LENGTH * direction
    return [point, back + across, back - across, point]
