"""How a sheet in space is seen: parallel rays, so that upright lines stay upright."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

#: The view of a landscape, and the view of its map, from straight above.
AZIMUTH, ELEVATION = np.radians(-63), np.radians(27)
MAP_AZIMUTH, MAP_ELEVATION = np.radians(-90), np.radians(90)


@dataclass(frozen=True)
class Projection:
    """A direction of looking.

    Attributes
    ----------
    azimuth_rad, elevation_rad
        Where the eye is, seen from what it looks at.
    center
        Where the origin comes to lie in the picture.
    scale
        Manim units to a unit of space.
    """

    azimuth_rad: float = float(AZIMUTH)
    elevation_rad: float = float(ELEVATION)
    center: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    right: Points = field(init=False, repr=False, compare=False)
    up: Points = field(init=False, repr=False, compare=False)
    to_eye: Points = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sin_a, cos_a = np.sin(self.azimuth_rad), np.cos(self.azimuth_rad)
        sin_e, cos_e = np.sin(self.elevation_rad), np.cos(self.elevation_rad)
        object.__setattr__(self, "right", np.array([-sin_a, cos_a, 0.0]))
        object.__setattr__(self, "up", np.array([-sin_e * cos_a, -sin_e * sin_a, cos_e]))
        object.__setattr__(self, "to_eye", np.array([cos_e * cos_a, cos_e * sin_a, sin_e]))

    def __call__(self, points: npt.ArrayLike) -> Points:
        """Return where points in space (..., 3) lie in the picture; the third number is 0."""
        space = np.asarray(points, dtype=float)
        picture = np.zeros(space.shape)
        picture[..., 0] = self.center[0] + self.scale * (space @ self.right)
        picture[..., 1] = self.center[1] + self.scale * (space @ self.up)
        return picture

    def into(self, box: tuple[float, float, float, float], points: npt.ArrayLike) -> Projection:
        """Return this direction of looking with points in space as large as a box has room for.

        Parameters
        ----------
        box
            Left, right, bottom and top in the picture.
        points
            What is to be seen, (n, 3); it comes to lie in the middle of the box.
        """
        seen = replace(self, center=(0.0, 0.0), scale=1.0)(points)[:, :2]
        low, high = seen.min(axis=0), seen.max(axis=0)
        left, right, bottom, top = box
        scale = float(min((right - left) / (high - low)[0], (top - bottom) / (high - low)[1]))
        middle = np.array([left + right, bottom + top]) / 2 - scale * (low + high) / 2
        return replace(self, center=(float(middle[0]), float(middle[1])), scale=scale)

    def nearness(self, points: npt.ArrayLike) -> Points:
        """Return how near to the eye points in space (..., 3) are; greater is nearer."""
        return np.asarray(np.asarray(points, dtype=float) @ self.to_eye)

    def towards(self, other: Projection, share: float) -> Projection:
        """Return the view a share of the way to another one."""
        ends = zip(_numbers(self), _numbers(other), strict=True)
        azimuth, elevation, x, y, scale = ((1 - share) * a + share * b for a, b in ends)
        return Projection(azimuth, elevation, (x, y), scale)


def _numbers(view: Projection) -> tuple[float, ...]:
    return (view.azimuth_rad, view.elevation_rad, *view.center, view.scale)
