"""Shading, projecting and sorting many faces at a time, as Manim does face by face.

The arithmetic is Manim's own, step for step, but for whole arrays. Whatever is not an ordinary
face is left to Manim's camera.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from manim import Mobject, ThreeDCamera, VMobject

Floats = npt.NDArray[np.float64]

_PARALLEL = 1e-6  # below this length of the cross product, Manim takes two edges for parallel
_FEWEST = 8  # for fewer faces, setting up arrays costs more than it saves


class Face(NamedTuple):
    """A face as the camera sees it.

    Attributes
    ----------
    path
        x and y of its points, projected.
    fill, stroke
        Its two colours, shaded: rows of red, green, blue, alpha.
    gradient
        x and y of the points at which the colours are, projected.
    """

    path: bytes
    fill: bytes
    stroke: bytes
    gradient: bytes


def faces_of(camera: ThreeDCamera, mobjects: Sequence[Mobject]) -> dict[int, Face]:
    """Return, by the id of the mobject, how a camera sees those that are ordinary faces."""
    groups: dict[int, list[VMobject]] = defaultdict(list)
    if camera.should_apply_shading:
        for mobject in mobjects:
            if isinstance(mobject, VMobject) and _is_ordinary(camera, mobject):
                groups[len(mobject.points)].append(mobject)
    seen: dict[int, Face] = {}
    for group in groups.values():
        if len(group) >= _FEWEST:
            seen.update(_faces_of_group(camera, group))
    return seen


def distances_of(camera: ThreeDCamera, mobjects: Sequence[Mobject]) -> list[float]:
    """Return what a camera sorts mobjects by: far ones first."""
    to_camera = camera.get_rotation_matrix().T
    centers = _centers(mobjects)
    distances = []
    for mobject in mobjects:
        if not getattr(mobject, "shade_in_3d", False):
            distances.append(np.inf)
            continue
        center = centers.get(id(mobject))
        if center is None:
            center = mobject.get_z_index_reference_point()
        # One at a time: a product of matrices could round differently, and turn the order around.
        distances.append(float(np.dot(center, to_camera)[2]))
    return distances


def _is_ordinary(camera: ThreeDCamera, mobject: VMobject) -> bool:
    return (
        mobject.shade_in_3d
        and mobject not in camera.fixed_in_frame_mobjects
        and mobject not in camera.fixed_orientation_mobjects
        and len(mobject.points) > 8
        and len(mobject.points) % 4 == 0
        and mobject.fill_rgbas.shape == mobject.stroke_rgbas.shape == (1, 4)
        and mobject.get_stroke_width(True) == 0
    )


def _faces_of_group(camera: ThreeDCamera, group: list[VMobject]) -> dict[int, Face]:
    points: Floats = np.array([mobject.points for mobject in group], dtype=float)
    if not np.isfinite(points).all():
        return {}
    count = points.shape[1]
    projected = camera.project_points(points.reshape(-1, 3)).reshape(points.shape)[:, :, :2]
    ends = (0, ((count - 1) // 6) * 3)
    lights = [_light(camera, points, end) for end in ends]
    known = ~(np.isnan(lights[0]) | np.isnan(lights[1]))
    fills = _shaded([mobject.fill_rgbas for mobject in group], lights)
    strokes = _shaded([mobject.stroke_rgbas for mobject in group], lights)
    paths = np.ascontiguousarray(projected)
    gradients = np.ascontiguousarray(projected[:, ends])
    return {
        id(mobject): Face(
            paths[number].tobytes(),
            fills[number].tobytes(),
            strokes[number].tobytes(),
            gradients[number].tobytes(),
        )
        for number, mobject in enumerate(group)
        if known[number]
    }


def _shaded(colours: list[Floats], lights: list[Floats]) -> Floats:
    shaded = np.repeat(np.array(colours, dtype=float), 2, axis=1)
    for row, light in enumerate(lights):
        shaded[:, row, :3] += light[:, np.newaxis]
    return shaded


def _light(camera: ThreeDCamera, points: Floats, corner: int) -> Floats:
    """Return by how much each face is lighter at a corner, or NaN where Manim must be asked."""
    count = points.shape[1]
    after = corner + 3 if corner < count - 3 else 3
    before = corner - 3 if corner > 2 else count - 4
    here = points[:, corner]
    with np.errstate(invalid="ignore", divide="ignore"):
        one = points[:, after] - here
        other = points[:, before] - here
        one /= np.abs(one).max(axis=1, keepdims=True)
        other /= np.abs(other).max(axis=1, keepdims=True)
        normal = np.cross(one, other)
        length = np.sqrt((normal * normal).sum(axis=1))
        normal /= length[:, np.newaxis]
        to_sun = camera.light_source.points[0] - here
        to_sun /= np.linalg.norm(to_sun, axis=1, keepdims=True)
        light: Floats = 0.5 * (normal * to_sun).sum(axis=1) ** 3
    light[light < 0] *= 0.5
    light[~(length > _PARALLEL)] = np.nan
    return light


def _centers(mobjects: Sequence[Mobject]) -> dict[int, Floats]:
    groups: dict[int, list[VMobject]] = defaultdict(list)
    for mobject in mobjects:
        if not isinstance(mobject, VMobject) or mobject.submobjects:
            continue
        count = len(mobject.points)
        is_face = mobject.shade_in_3d and not hasattr(mobject, "z_index_group")
        if is_face and count > 1 and count % 4 == 0:
            groups[count].append(mobject)
    centers: dict[int, Floats] = {}
    for group in groups.values():
        points: Floats = np.array([mobject.points for mobject in group], dtype=float)
        anchors = np.concatenate([points[:, ::4], points[:, 3::4]], axis=1)
        middles = (anchors.min(axis=1) + anchors.max(axis=1)) / 2
        centers.update((id(m), middle) for m, middle in zip(group, middles, strict=True))
    return centers
