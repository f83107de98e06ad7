"""A shaded sheet in space, painted quad by quad from far to near, with panels that cut it.

Plain Manim lists what is drawn when a play begins, in the order of that moment. So the quads are
drawn by slots that never move: each time the sheet is seen anew, the farthest quad is written into
the first slot, and a panel takes the slot between what lies behind it and what lies in front.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from manim import VGroup, VMobject

from scenes import style
from scenes.mobjects.projection import Projection
from scenes.mobjects.ramp import MAP_BRIGHTNESS, encoded, linear

Array = npt.NDArray[np.float64]

LIGHT = np.array([0.18, -0.42, 0.88]) / np.linalg.norm([0.18, -0.42, 0.88])
AMBIENT, DIFFUSE, SPECULAR, POWER, CONTRAST = 0.50, 0.52, 0.10, 28, 1.4
UNDERSIDE = 0.40
# Quads reach a little under their neighbours, or the ground shines through the seams.
_SEAM = style.px(0.8)
_PANEL_FILL, _PANEL_EDGE = 0.13, 0.5


@dataclass
class Panel:
    """An upright rectangle in space, across one of the two directions on the floor.

    Attributes
    ----------
    axis
        0 where it stands across the first direction, 1 across the second.
    at
        Where it stands along that direction.
    span
        From where to where it reaches along the other one.
    top
        Its height; it stands on the floor.
    color
        Of its edge, and thinly of the whole.
    presence
        The share of its opacity that is drawn.
    """

    axis: int
    at: float
    span: tuple[float, float]
    top: float
    color: str
    presence: float = 1.0

    @property
    def corners(self) -> Array:
        """The four corners in space (4, 3)."""
        (low, high), top = self.span, self.top
        along = np.array([low, high, high, low])
        places = np.stack([along, along, np.array([0.0, 0.0, top, top])], axis=1)
        places[:, self.axis] = self.at
        return places

    def beyond(self, places: Array, view: Projection) -> npt.NDArray[np.bool_]:
        """Return which places in space (n, 3) lie behind it."""
        return np.asarray((places[:, self.axis] - self.at) * view.to_eye[self.axis] <= 0)

    def parts_of(self, other: Panel, view: Projection) -> tuple[list[Panel], list[Panel]]:
        """Return what of another panel lies behind this one, and what lies in front."""
        toward = view.to_eye[self.axis] > 0
        if other.axis == self.axis:
            return ([other], []) if (other.at <= self.at) == toward else ([], [other])
        low, high = other.span
        cut = min(max(self.at, low), high)
        pieces = (replace(other, span=(low, cut)), replace(other, span=(cut, high)))
        lower, upper = ([p] if p.span[1] > p.span[0] else [] for p in pieces)
        return (lower, upper) if toward else (upper, lower)


class QuadSheet(VGroup):
    """The quads between the corners of a grid in space, and the panels among them.

    Parameters
    ----------
    corners
        Places in space (rows + 1, columns + 1, 3).
    light
        The unshaded light of each quad (rows, columns, 3), red, green and blue from 0 to 1.
    """

    def __init__(self, corners: Array, light: Array) -> None:
        super().__init__()
        self._light = light.reshape(-1, 3)
        self.set_corners(corners)
        self.panels: list[Panel] = []
        self.order: list[int | Panel] = []
        self.make_room()

    def set_corners(self, corners: Array) -> None:
        """Lie elsewhere in space from the next look on."""
        self._corners = corners
        one, other = corners[1:, 1:] - corners[:-1, :-1], corners[1:, :-1] - corners[:-1, 1:]
        normals = np.cross(one, other).reshape(-1, 3)
        self._normals = normals / np.linalg.norm(normals, axis=1, keepdims=True)
        middles = corners[1:, 1:] + corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:]
        self.middles = middles.reshape(-1, 3) / 4

    def make_room(self) -> None:
        """Have a slot for each quad, and for each piece into which panels cut each other."""
        panels = len(self.panels)
        wanted = len(self.middles) + panels * (panels + 1) // 2
        missing = wanted - len(self.submobjects)
        for _ in range(missing):
            slot = VMobject(stroke_width=0, fill_opacity=1)
            # A valley is dark, and its rim says where it is.
            slot.decorative = True
            self.add(slot)

    def look(self, view: Projection, flatness: float) -> None:
        """Write all quads and panels into the slots, the farthest first.

        Parameters
        ----------
        flatness
            0 for a shaded sheet, 1 for the colours of a map.
        """
        outlines, colors = self._outlines(view), self._colors(view, flatness)
        by_nearness = np.argsort(view.nearness(self.middles), kind="stable")
        shown = [panel for panel in self.panels if panel.presence > 0]
        self.order = [*self._painted(by_nearness, shown, view)]
        for slot, item in zip(self.submobjects, self.order, strict=False):
            if isinstance(item, Panel):
                self._write_panel(slot, item, view)
                continue
            slot.points = outlines[item]
            slot.fill_rgbas = colors[item]
            slot.stroke_width = 0
        for slot in self.submobjects[len(self.order) :]:
            slot.clear_points()

    def _painted(
        self, quads: npt.NDArray[np.intp], panels: Sequence[Panel], view: Projection
    ) -> Iterable[int | Panel]:
        """Return quads and panels in the order in which they are painted.

        The first panel parts all else, the others too, into what lies behind it and in front.
        """
        if not panels:
            yield from quads.tolist()
            return
        first, *others = panels
        is_behind = first.beyond(self.middles[quads], view)
        behind, in_front = [], []
        for other in others:
            far, near = first.parts_of(other, view)
            behind += far
            in_front += near
        yield from self._painted(quads[is_behind], behind, view)
        yield first
        yield from self._painted(quads[~is_behind], in_front, view)

    def _write_panel(self, slot: VMobject, panel: Panel, view: Projection) -> None:
        corners = view(panel.corners)
        slot.set_points_as_corners([*corners, corners[0]])
        slot.set_fill(panel.color, opacity=_PANEL_FILL * panel.presence)
        edge = style.stroke(style.SECONDARY)
        slot.set_stroke(panel.color, edge, opacity=_PANEL_EDGE * panel.presence)

    def _outlines(self, view: Projection) -> Array:
        """Return the control points of each quad (n, 16, 3)."""
        corners = view(self._corners)
        around = np.stack(
            [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2
        ).reshape(-1, 4, 3)
        outward = around - around.mean(axis=1, keepdims=True)
        length = np.linalg.norm(outward, axis=2, keepdims=True)
        around = around + _SEAM * outward / np.maximum(length, 1e-9)
        following = np.roll(around, -1, axis=1)
        thirds = np.arange(4)[:, None] / 3
        points = (1 - thirds) * around[:, :, None] + thirds * following[:, :, None]
        return points.reshape(-1, 16, 3)

    def _colors(self, view: Projection, flatness: float) -> Array:
        """Return a row of red, green, blue and alpha for each quad (n, 1, 4)."""
        eye = view.to_eye
        halfway = (LIGHT + eye) / np.linalg.norm(LIGHT + eye)
        diffuse = np.maximum(self._normals @ LIGHT, 0.0)
        shine = np.maximum(self._normals @ halfway, 0.0) ** POWER
        shaded = (AMBIENT + DIFFUSE * diffuse + SPECULAR * shine) ** CONTRAST
        ground = linear(np.array(style.rgb(style.palette.ground)))
        light = self._light * shaded[:, None]
        below = self._normals @ eye < 0
        light[below] = UNDERSIDE * light[below] + (1 - UNDERSIDE) * ground
        flat = MAP_BRIGHTNESS * self._light + (1 - MAP_BRIGHTNESS) * ground
        colors = np.ones((len(light), 1, 4))
        colors[:, 0, :3] = encoded((1 - flatness) * light + flatness * flat)
        return colors
