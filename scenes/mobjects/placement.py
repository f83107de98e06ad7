"""Finding a free place for a label beside the thing that it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from manim import DL, DOWN, LEFT, RIGHT, UP, UR, Mobject
from manim.typing import Point3D

GAP = 0.12
# A covered point counts as much as a box of this area, in square units.
_POINT_AREA = 0.02


def overlap_area(a: Mobject, b: Mobject) -> float:
    """Return the area that the bounding boxes of two mobjects share."""
    width = min(a.get_right()[0], b.get_right()[0]) - max(a.get_left()[0], b.get_left()[0])
    height = min(a.get_top()[1], b.get_top()[1]) - max(a.get_bottom()[1], b.get_bottom()[1])
    return float(max(width, 0) * max(height, 0))


def beside(label: Mobject, target: Mobject) -> list[Point3D]:
    """Return the centres that put `label` at the left, right, top and bottom of `target`."""
    return [
        target.get_critical_point(side)
        + side * (GAP + np.array([label.width / 2, label.height / 2, 0]))
        for side in (LEFT, RIGHT, UP, DOWN)
    ]


def place_freely(
    label: Mobject,
    spots: Sequence[Point3D],
    obstacles: Sequence[Mobject],
    points: Iterable[Point3D] = (),
) -> float:
    """Move the centre of `label` to the first of the `spots` where it covers least.

    Parameters
    ----------
    obstacles
        What should not be covered, by bounding boxes.
    points
        Points that should not be covered either, for example along a curve.

    Returns
    -------
    float
        How much is still covered, in square units; 0 where there is a free spot.
    """
    points_array = np.array(list(points)).reshape(-1, 3)

    def covered(spot: Point3D) -> float:
        label.move_to(spot)
        low, high = label.get_corner(DL)[:2] - GAP / 2, label.get_corner(UR)[:2] + GAP / 2
        hits = np.all((points_array[:, :2] > low) & (points_array[:, :2] < high), axis=1)
        boxes = sum(overlap_area(label, obstacle) for obstacle in obstacles)
        return boxes + _POINT_AREA * int(hits.sum())

    return covered(min(spots, key=covered))
