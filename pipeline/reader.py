"""Reading Manim's mobjects into display lists, as Manim's own cameras would paint them."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from manim import Camera, Mobject, MovingCamera, MultiCamera, ThreeDCamera, VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP

from pipeline.display import Item, Shape, Style, View

if TYPE_CHECKING:
    from manim.typing import Point3D_Array

# Cameras whose way of painting is known here. A subclass that changes how anything is painted
# has a way of its own.
_KNOWN_CAMERAS = (Camera, MovingCamera, MultiCamera, ThreeDCamera)
_PAINTING = frozenset(
    name
    for name, _ in inspect.getmembers(Camera, inspect.isfunction)
    if name.startswith(("display_", "capture_", "apply_", "set_cairo_", "overlay_"))
) | {
    "adjusted_thickness",
    "cache_cairo_context",
    "get_cached_cairo_context",
    "get_cairo_context",
    "get_fill_rgbas",
    "get_mobjects_to_display",
    "get_stroke_rgbas",
    "modified_rgbas",
    "on_screen_pixels",
    "points_to_pixel_coords",
    "points_to_subpixel_coords",
    "project_points",
    "reset",
    "reset_rotation_matrix",
    "set_frame_to_background",
    "set_pixel_array",
    "thickened_coordinates",
    "transform_points_pre_display",
    "type_or_raise",
}
_POINTS_PER_CURVE = 4


class NotNative(Exception):
    """Something on screen can only be painted by Manim's own camera."""


class Reader:
    """Reads mobjects as one camera sees them.

    Equal items are one object, so that comparing two pictures costs little.
    """

    def __init__(self) -> None:
        self._paths: dict[bytes, bytes] = {}
        self._views: dict[View, View] = {}
        self._styles: dict[tuple[Any, ...], Style] = {}
        self._shapes: dict[tuple[int, int, int, float], Shape] = {}

    def forget(self) -> None:
        """Let go of all items, which keeps memory bounded."""
        self.__init__()  # type: ignore[misc]

    def read(self, camera: Camera, mobjects: Iterable[Mobject]) -> tuple[Item, ...]:
        """Return what a camera would paint of some mobjects.

        Raises
        ------
        NotNative
            If only the camera itself can paint them.
        """
        if type(camera) not in (Camera, MovingCamera) or not is_known(camera):
            raise NotNative(type(camera).__name__)
        displayed = family_with_points(mobjects, by_z_index=camera.use_z_index)
        if not displayed:
            return ()
        view = self._view(camera)
        return tuple(self._shape(camera, view, mobject) for mobject in displayed)

    def _view(self, camera: Camera) -> View:
        # Manim's camera keeps its first context, so that later changes of its frame may not count.
        matrix = camera.get_cairo_context(camera.pixel_array).get_matrix()
        view = View(matrix.xx, matrix.yy, matrix.x0, matrix.y0)
        return self._views.setdefault(view, view)

    def _shape(self, camera: Camera, view: View, mobject: Mobject) -> Shape:
        if not isinstance(mobject, VMobject):
            raise NotNative(type(mobject).__name__)
        if mobject.get_background_image() or mobject.n_points_per_cubic_curve != _POINTS_PER_CURVE:
            raise NotNative(type(mobject).__name__)
        path = self._path(mobject.points)
        style = self._style(camera, mobject)
        tolerance = mobject.tolerance_for_point_equality
        key = (id(path), id(view), id(style), tolerance)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = Shape(path, view, style, tolerance)
        return shape

    def _path(self, points: Point3D_Array) -> bytes:
        data = points.tobytes()
        path = self._paths.get(data)
        if path is None:
            finite = points if np.isfinite(points).all() else points[:0]
            path = self._paths[data] = np.ascontiguousarray(finite[:, :2], dtype=float).tobytes()
        return path

    def _style(self, camera: Camera, mobject: VMobject) -> Style:
        fill = mobject.get_fill_rgbas()
        stroke = mobject.get_stroke_rgbas()
        background = mobject.get_stroke_rgbas(True)
        key = (
            fill.tobytes(),
            stroke.tobytes(),
            background.tobytes(),
            mobject.get_stroke_width(),
            mobject.get_stroke_width(True),
            mobject.joint_type,
            mobject.cap_style,
            _gradient(mobject) if max(len(fill), len(stroke), len(background)) > 1 else b"",
        )
        style = self._styles.get(key)
        if style is None:
            width_multiple = camera.cairo_line_width_multiple
            style = self._styles[key] = Style(
                _colours(fill),
                _colours(stroke),
                _colours(background),
                float(key[3] * width_multiple),
                float(key[4] * width_multiple),
                int(LINE_JOIN_MAP[mobject.joint_type]),
                int(CAP_STYLE_MAP[mobject.cap_style]),
                key[7],
            )
        return style


def is_known(camera: Camera) -> bool:
    """Return whether a camera paints in a way that is known here."""
    changed = set(vars(camera))
    for base in type(camera).__mro__:
        if base in _KNOWN_CAMERAS:
            break
        changed.update(vars(base))
    return not changed & _PAINTING


def family_with_points(mobjects: Iterable[Mobject], *, by_z_index: bool) -> Sequence[Mobject]:
    """Return the members of mobjects' families that have points, in the order of painting."""
    found: list[Mobject] = []
    for mobject in mobjects:
        _collect(mobject, set(), found)
    # What is there more than once is painted where it is there for the last time.
    last = dict.fromkeys(reversed(found))
    if len(last) != len(found):
        found = [*reversed(last)]
    if by_z_index and len({mobject.z_index for mobject in found}) > 1:
        found.sort(key=lambda mobject: mobject.z_index)
    return found


def _collect(mobject: Mobject, path: set[int], found: list[Mobject]) -> None:
    if type(mobject).get_family is not Mobject.get_family:
        found.extend(mobject.family_members_with_points())
        return
    if len(mobject.points):
        found.append(mobject)
    if mobject.submobjects and id(mobject) not in path:
        path.add(id(mobject))
        for submobject in mobject.submobjects:
            # One that contains itself is visited once on each way down.
            if id(submobject) not in path:
                _collect(submobject, path, found)
        path.discard(id(mobject))


def _colours(rgbas: Any) -> bytes:
    return np.ascontiguousarray(rgbas, dtype=float).tobytes()


def _gradient(mobject: VMobject) -> bytes:
    start, end = mobject.get_gradient_start_and_end_points()
    points = np.array([start[:2], end[:2]], dtype=float)
    if not np.isfinite([*start, *end]).all():
        raise NotNative(type(mobject).__name__)
    return points.tobytes()
