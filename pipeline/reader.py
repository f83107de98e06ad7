"""Reading Manim's mobjects into display lists, as Manim's own cameras would paint them."""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from manim import Camera, Mobject, MovingCamera, MultiCamera, PMobject, ThreeDCamera, VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP
from manim.mobject.types.image_mobject import AbstractImageMobject, ImageMobjectFromCamera
from manim.utils.iterables import list_difference_update

from pipeline.display import Dots, Inset, Item, Raster, Shape, Style, View
from pipeline.space import Face, distances_of, faces_of

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

# For each display of a second camera: width, height, ground, and what the camera sees.
Insets = dict[int, tuple[int, int, bytes, tuple[Item, ...]]]


# A mobject, how it was seen, everything that its shape depends on, and its shape.
_Seen = tuple[VMobject, View, tuple[Any, ...], Shape]
# What a kind of mobject may answer in a way of its own.
_STYLE = ("get_fill_rgbas", "get_stroke_rgbas", "get_stroke_width", "get_background_image")


class NotNative(Exception):
    """Something on screen can only be painted by Manim's own camera."""


def _style_is_own(kind: type[VMobject]) -> bool:
    return all(getattr(kind, name) is getattr(VMobject, name) for name in _STYLE)


#: Whether what is painted of a class of mobjects is what their attributes say.
_has_own_style: Callable[[Any], bool] = cache(_style_is_own)


def _state_of(mobject: VMobject) -> tuple[Any, ...] | None:
    """Return all that the shape of a mobject depends on, unless that takes more to find out."""
    try:
        fill = mobject.fill_rgbas
        stroke = mobject.stroke_rgbas
        background = mobject.background_stroke_rgbas
    except AttributeError:
        return None
    if len(fill) > 1 or len(stroke) > 1 or len(background) > 1 or mobject.background_image:
        return None
    return (
        mobject.points.tobytes(),
        fill.tobytes(),
        stroke.tobytes(),
        background.tobytes(),
        mobject.stroke_width,
        mobject.background_stroke_width,
        id(mobject.joint_type),
        id(mobject.cap_style),
        mobject.tolerance_for_point_equality,
        mobject.n_points_per_cubic_curve,
    )


class Reader:
    """Reads mobjects as one camera sees them.

    Equal items are one object, so that comparing two pictures costs little.
    """

    def __init__(self) -> None:
        self._seen: dict[int, _Seen] = {}
        self._paths: dict[bytes, bytes] = {}
        self._views: dict[View, View] = {}
        self._styles: dict[tuple[Any, ...], Style] = {}
        self._shapes: dict[tuple[int, int, int, float], Shape] = {}
        self._others: dict[Item, Item] = {}
        self._images: dict[bytes, bytes] = {}

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
        if not is_known(camera):
            raise NotNative(type(camera).__name__)
        shown = list(mobjects)
        insets: Insets = {}
        if isinstance(camera, MultiCamera):
            insets = self._insets(camera, shown)
        if isinstance(camera, ThreeDCamera):
            camera.reset_rotation_matrix()
        displayed = family_with_points(shown, by_z_index=camera.use_z_index)
        faces: dict[int, Face] = {}
        if isinstance(camera, ThreeDCamera):
            displayed = by_distance(camera, displayed)
            faces = faces_of(camera, displayed)
        view = self._view(camera) if displayed else None
        items: list[Item] = []
        for mobject in displayed:
            if isinstance(mobject, VMobject):
                assert view is not None
                face = faces.get(id(mobject))
                items.append(
                    self._face(camera, view, mobject, face)
                    if face
                    else self._shape(camera, view, mobject)
                )
            elif isinstance(mobject, PMobject):
                items.extend(self._dots(camera, mobject))
            elif isinstance(mobject, AbstractImageMobject):
                items.append(self._raster(camera, mobject, insets))
            # Any other mobject, such as a value tracker, has points but is not painted.
        return tuple(items)

    def _insets(self, camera: MultiCamera, mobjects: list[Mobject]) -> Insets:
        """Read what the second cameras see."""
        camera.update_sub_cameras()
        insets: Insets = {}
        for display in camera.image_mobjects_from_cameras:
            second = display.camera
            seen = mobjects
            if not camera.allow_cameras_to_capture_their_own_display:
                seen = list_difference_update(mobjects, display.get_family())
            items = self.read(second, seen)
            insets[id(display)] = second.pixel_width, second.pixel_height, ground_of(second), items
        return insets

    def _raster(self, camera: Camera, mobject: AbstractImageMobject, insets: Insets) -> Item:
        coordinates = camera.points_to_subpixel_coords(mobject, mobject.points)
        corners = np.ascontiguousarray(coordinates, dtype=float).tobytes()
        resampling = int(mobject.resampling_algorithm)
        item: Raster | Inset
        if isinstance(mobject, ImageMobjectFromCamera):
            if id(mobject) not in insets:
                raise NotNative("a picture of a camera that is not part of the scene's")
            item = Inset(*insets[id(mobject)], corners, resampling)
        else:
            pixels = mobject.get_pixel_array()
            if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4:
                raise NotNative("an image of another kind")
            height_px, width_px = pixels.shape[:2]
            item = Raster(self._packed(pixels.tobytes()), width_px, height_px, corners, resampling)
        return self._others.setdefault(item, item)

    def _packed(self, data: bytes) -> bytes:
        packed = self._images.get(data)
        if packed is None:
            packed = self._images[data] = zlib.compress(data, 1)
        return packed

    def _dots(self, camera: Camera, mobject: PMobject) -> Iterable[Item]:
        pixels = camera.points_to_pixel_coords(mobject, mobject.points)
        thickness = camera.adjusted_thickness(mobject.stroke_width)
        pixels = camera.thickened_coordinates(pixels, thickness)
        if not len(pixels):
            return ()
        colours = (camera.rgb_max_val * mobject.rgbas).astype(np.uint8)
        colours = np.tile(colours, (len(pixels) // len(colours), 1))
        visible = camera.on_screen_pixels(pixels)
        columns, rows = pixels[visible].T
        places = np.ascontiguousarray(rows * camera.pixel_width + columns, dtype=np.int64)
        dots = Dots(places.tobytes(), np.ascontiguousarray(colours[visible]).tobytes())
        return (self._others.setdefault(dots, dots),)

    def _view(self, camera: Camera) -> View:
        # Manim's camera keeps its first context, so that later changes of its frame may not count.
        matrix = camera.get_cairo_context(camera.pixel_array).get_matrix()
        view = View(matrix.xx, matrix.yy, matrix.x0, matrix.y0)
        return self._views.setdefault(view, view)

    def _shape(self, camera: Camera, view: View, mobject: VMobject) -> Shape:
        """Return the shape of a mobject: the one that it had before, unless it has changed."""
        if isinstance(camera, ThreeDCamera) or not _has_own_style(type(mobject)):
            return self._shape_anew(camera, view, mobject)
        state = _state_of(mobject)
        seen = self._seen.get(id(mobject))
        if seen is not None and state is not None:
            before, earlier_view, earlier_state, shape = seen
            if before is mobject and earlier_view is view and earlier_state == state:
                return shape
        shape = self._shape_anew(camera, view, mobject)
        if state is not None:
            self._seen[id(mobject)] = mobject, view, state, shape
        return shape

    def _shape_anew(self, camera: Camera, view: View, mobject: VMobject) -> Shape:
        if mobject.get_background_image() or mobject.n_points_per_cubic_curve != _POINTS_PER_CURVE:
            raise NotNative(type(mobject).__name__)
        points = mobject.points
        if isinstance(camera, ThreeDCamera):
            points = camera.transform_points_pre_display(mobject, points)
        path = self._path(points)
        style = self._style(camera, mobject)
        tolerance = mobject.tolerance_for_point_equality
        key = (id(path), id(view), id(style), tolerance)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = Shape(path, view, style, tolerance)
        return shape

    def _face(self, camera: Camera, view: View, mobject: VMobject, face: Face) -> Shape:
        """Return the shape of a face that has been shaded and projected with all others."""
        if mobject.get_background_image():
            raise NotNative(type(mobject).__name__)
        width = float(mobject.get_stroke_width() * camera.cairo_line_width_multiple)
        join = int(LINE_JOIN_MAP[mobject.joint_type])
        cap = int(CAP_STYLE_MAP[mobject.cap_style])
        style = Style(face.fill, face.stroke, bytes(32), width, 0.0, join, cap, face.gradient)
        shape = Shape(face.path, view, style, mobject.tolerance_for_point_equality)
        return cast("Shape", self._others.setdefault(shape, shape))

    def _path(self, points: Point3D_Array) -> bytes:
        data = points.tobytes()
        path = self._paths.get(data)
        if path is None:
            finite = points if np.isfinite(points).all() else points[:0]
            path = self._paths[data] = np.ascontiguousarray(finite[:, :2], dtype=float).tobytes()
        return path

    def _style(self, camera: Camera, mobject: VMobject) -> Style:
        fill = camera.get_fill_rgbas(mobject)
        stroke = camera.get_stroke_rgbas(mobject)
        background = camera.get_stroke_rgbas(mobject, True)
        key = (
            fill.tobytes(),
            stroke.tobytes(),
            background.tobytes(),
            mobject.get_stroke_width(),
            mobject.get_stroke_width(True),
            mobject.joint_type,
            mobject.cap_style,
            _gradient(camera, mobject) if max(map(len, (fill, stroke, background))) > 1 else b"",
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
    done: set[int] = set()
    # What is there more than once is painted where it is there for the last time; so that looking
    # from the end, whatever has been met before need not be looked into again.
    for mobject in reversed(list(mobjects)):
        if id(mobject) not in done:
            _collect(mobject, found, done)
    found.reverse()
    if by_z_index and len({mobject.z_index for mobject in found}) > 1:
        found.sort(key=lambda mobject: mobject.z_index)
    return found


def _collect(mobject: Mobject, found: list[Mobject], done: set[int]) -> None:
    """Add the members of a family that have points, the last one first."""
    if not _has_own_family(type(mobject)):
        new = [m for m in mobject.family_members_with_points() if id(m) not in done]
        found.extend(reversed(new))
        done.update(map(id, new))
        return
    done.add(id(mobject))
    for submobject in reversed(mobject.submobjects):
        if id(submobject) in done:
            continue
        if submobject.submobjects or not _has_own_family(type(submobject)):
            _collect(submobject, found, done)
        else:
            done.add(id(submobject))
            if len(submobject.points):
                found.append(submobject)
    if len(mobject.points):
        found.append(mobject)


def _family_is_own(kind: type[Mobject]) -> bool:
    return kind.get_family is Mobject.get_family


#: Whether the families of a class of mobjects are what their submobjects say.
_has_own_family: Callable[[Any], bool] = cache(_family_is_own)


def _colours(rgbas: Any) -> bytes:
    return np.ascontiguousarray(rgbas, dtype=float).tobytes()


def _gradient(camera: Camera, mobject: VMobject) -> bytes:
    ends: Any = mobject.get_gradient_start_and_end_points()
    points = camera.transform_points_pre_display(mobject, np.array(ends, dtype=float))
    if len(points) < 2:
        raise NotNative("a gradient that leads nowhere")
    return np.ascontiguousarray(points[:, :2]).tobytes()


def by_distance(camera: ThreeDCamera, mobjects: Sequence[Mobject]) -> list[Mobject]:
    """Return mobjects in the order in which a camera in space paints them: far ones first."""
    distances = distances_of(camera, mobjects)
    order = sorted(range(len(mobjects)), key=distances.__getitem__)
    return [mobjects[index] for index in order]


def ground_of(camera: Camera) -> bytes:
    """Return what a camera paints on, as recordings keep it."""
    background = camera.background
    assert background is not None
    pixels = np.ascontiguousarray(background, dtype=np.uint8).view(np.uint32)
    if (pixels == pixels[0, 0]).all():
        return bytes(pixels[0, 0].tobytes())
    return zlib.compress(pixels.tobytes(), 1)
