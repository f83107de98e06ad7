"""A loss as a landscape: a shaded sheet over a floor with its contours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from manim import CapStyleType, Line, Polygon, VGroup, VMobject

from autodiff.printing import typst_name
from scenes import style, typeset
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.polyline import arrow_tip, set_lines
from scenes.mobjects.projection import MAP_AZIMUTH, MAP_ELEVATION, Projection
from scenes.mobjects.quad_sheet import Panel, QuadSheet
from scenes.mobjects.ramp import ramp_color, ramp_light, share_of
from scenes.mobjects.sheet_line import runs_of
from scenes.mobjects.terrain import Terrain

Array = npt.NDArray[np.float64]

_MESH_EVERY = 4
_MESH_SHARE = 0.3


class Landscape(VGroup):
    """The sheet of a terrain, the floor beneath it, and the axes.

    Parameters
    ----------
    terrain
        What is drawn.
    view
        From where it is seen.
    cells
        Columns and rows of quads: 72 by 45 for a still, fewer for a moving camera.
    contours
        How many lines of equal loss.

    Attributes
    ----------
    sheet, mesh, rim, lines
        The quads, every fourth line between them, the edge, and the lines of equal loss.
    floor
        The ground plane with its contours.
    """

    def __init__(
        self,
        terrain: Terrain,
        view: Projection | None = None,
        cells: tuple[int, int] = (48, 30),
        contours: int = 9,
    ) -> None:
        super().__init__()
        self.terrain = self._full = terrain
        self.view = view or Projection(center=(0.0, -1.1))
        self.flatness = 0.0
        self._cells = cells
        self._levels = terrain.levels(contours)
        self._followers: list[Callable[[], None]] = []
        columns, rows = cells
        self._x = np.linspace(*terrain.x_range, columns + 1)
        self._y = np.linspace(*terrain.y_range, rows + 1)
        self._corners = terrain.sheet(self._x[None, :], self._y[:, None])
        self._build()
        self.look(self.view)

    def _build(self) -> None:
        palette, terrain = style.palette, self.terrain
        self.sheet = QuadSheet(self._corners, self._light())
        self.mesh = VMobject(stroke_color=palette.ink, stroke_width=style.stroke(1.4))
        self.rim = VMobject(stroke_color=palette.ink, stroke_width=style.stroke(2.2))
        self.rim.set_stroke(opacity=0.75)
        self.lines = VGroup(*(self._level_line(level, 2.0) for level in self._levels))
        self._plane = Polygon(*np.eye(3), fill_color=palette.panel, fill_opacity=1)
        self._plane.set_stroke(palette.hairline, style.stroke(style.SECONDARY))
        self._floor_lines = VGroup(*(self._level_line(level, 2.5) for level in self._levels))
        self.floor = VGroup(self._plane, self._floor_lines)
        colors = [*(style.color_of(name) for name in terrain.names), palette.loss]
        self.axes = VGroup(
            *(Line(color=color, stroke_width=style.stroke(style.WIRE)) for color in colors)
        )
        self.tip = Polygon(*np.eye(3), fill_color=palette.loss, fill_opacity=1, stroke_width=0)
        names = (*(typst_name(name) for name in terrain.names), "L")
        self.labels = VGroup(
            *(typeset.formula(n, color=c) for n, c in zip(names, colors, strict=True))
        )
        for part in (self.mesh, self.rim, *self.lines, *self._floor_lines):
            part.set_fill(opacity=0).set_cap_style(CapStyleType.ROUND)
        for part in (self.mesh, *self.lines, *self._floor_lines):
            part.decorative = True
        self.add(self.floor, self.axes, self.tip, self.labels)
        self.add(self.sheet, self.mesh, self.lines, self.rim)

    def _light(self) -> Array:
        """Return the light of each quad, by the loss at its middle."""
        x, y = (self._x[1:] + self._x[:-1]) / 2, (self._y[1:] + self._y[:-1]) / 2
        losses = self.terrain.losses(x[None, :], y[:, None])
        return ramp_light(share_of(losses, self.terrain.lowest, self.terrain.highest))

    def _level_line(self, level: float, width_px: float) -> VMobject:
        share = float(share_of(level, self.terrain.lowest, self.terrain.highest))
        return VMobject(stroke_color=ramp_color(share), stroke_width=style.stroke(width_px))

    # -------------------------------------------------------------------------------- what is seen

    def point(self, x: float, y: float) -> Array:
        """Return where a place on the sheet lies in the picture."""
        return self.view(self.terrain.sheet(x, y))

    def floor_point(self, x: float, y: float) -> Array:
        """Return where a place on the floor lies in the picture."""
        return self.view(self.terrain.floor(x, y))

    def follow(self, refresh: Callable[[], None]) -> None:
        """Have something drawn anew whenever this is seen from elsewhere."""
        self._followers.append(refresh)

    def cut(self, panel: Panel) -> None:
        """Draw a panel among the quads, from now on."""
        self.sheet.panels.append(panel)
        self.sheet.make_room()

    def look(self, view: Projection, flatness: float = 0.0) -> None:
        """Draw everything as seen from somewhere.

        Parameters
        ----------
        flatness
            0 for a shaded sheet, 1 for the colours of a map.
        """
        self.view, self.flatness = view, flatness
        self.sheet.look(view, flatness)
        self._draw_lines()
        self._draw_floor()
        for refresh in self._followers:
            refresh()

    def _draw_lines(self) -> None:
        columns, rows = self._cells
        grid = self._corners
        mesh = [grid[row] for row in range(_MESH_EVERY, rows, _MESH_EVERY)]
        mesh += [grid[:, column] for column in range(_MESH_EVERY, columns, _MESH_EVERY)]
        self._set_visible(self.mesh, mesh)
        edge = np.concatenate([grid[0], grid[1:, -1], grid[-1, -2::-1], grid[-2::-1, 0]])
        self._set_visible(self.rim, [edge])
        for line, level in zip(self.lines, self._levels, strict=True):
            chains = self.terrain.contours(float(level)) if self.flatness else []
            places = [self.terrain.at_height(chain[:, 0], chain[:, 1], level) for chain in chains]
            self._set_visible(line, places)
            line.set_stroke(opacity=self.flatness)
        self.mesh.set_stroke(opacity=_MESH_SHARE * (1 - self.flatness))

    def _set_visible(self, mobject: VMobject, lines: list[Array]) -> None:
        """Draw those parts of lines in space that the sheet does not hide."""
        runs = []
        for line in lines:
            seen = ~self.terrain.is_hidden(line, self.view)
            for start, end in runs_of(seen):
                runs.append(self.view(line[start:end]))
        set_lines(mobject, runs)

    def _draw_floor(self) -> None:
        terrain, view = self.terrain, self.view
        (left, right), (front, back) = terrain.x_range, terrain.y_range
        corners = view(terrain.floor([left, right, right, left], [front, front, back, back]))
        self._plane.set_points_as_corners([*corners, corners[0]])
        for line, level in zip(self._floor_lines, self._levels, strict=True):
            chains = terrain.contours(float(level))
            set_lines(line, [view(terrain.floor(chain[:, 0], chain[:, 1])) for chain in chains])
            line.set_stroke(opacity=0.8 * (1 - self.flatness))
        top = terrain.at_height(
            left, front, terrain.highest + 0.1 * (terrain.highest - terrain.lowest)
        )
        end = view(top)
        x_axis, y_axis, loss_axis = self.axes
        x_axis.put_start_and_end_on(corners[0], corners[1])
        y_axis.put_start_and_end_on(corners[1], corners[2])
        upright = 1 - self.flatness
        loss_axis.put_start_and_end_on(corners[0], end + 1e-6)
        loss_axis.set_stroke(opacity=upright)
        self.tip.set_points_as_corners(arrow_tip(end, end - corners[0]))
        self.tip.set_fill(opacity=upright)
        middle = corners.mean(axis=0)
        ends = ((corners[0], corners[1]), (corners[1], corners[2]))
        for label, (start, stop) in zip(self.labels[:2], ends, strict=True):
            along = (stop - start) / max(float(np.linalg.norm(stop - start)), 1e-9)
            outward = np.array([along[1], -along[0], 0.0])
            # Away from the floor's middle, however it is turned.
            outward *= np.sign(outward @ ((start + stop) / 2 - middle)) or 1.0
            # A long name stands further off, as far as it reaches across.
            reach = abs(outward[0]) * max(0.0, float(label.width) - style.px(48)) / 2
            label.move_to((start + stop) / 2 + (style.px(48) + reach) * outward)
        self.labels[2].move_to(end + np.array([-style.px(42), -style.px(18), 0.0]))
        self.labels[2].set_opacity(upright)

    def set_rise(self, share: float) -> None:
        """Stand at a share of all heights above the floor."""
        self.terrain = self._full.raised(share)
        self._corners = self.terrain.sheet(self._x[None, :], self._y[:, None])
        self.sheet.set_corners(self._corners)
        self.look(self.view, self.flatness)

    # ------------------------------------------------------------------------------------- motions

    def rise(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion in which the sheet rises from the floor."""
        return Motion(self, [Change(0.0, run_time, self.set_rise)])

    def look_from(self, view: Projection, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the camera to another view."""
        return self._move(view, self.flatness, run_time)

    def turn_into_map(
        self, box: tuple[float, float, float, float], run_time: float = 2 * style.SLOW
    ) -> Motion:
        """Return the one motion of the camera to straight above, where the sheet is its map.

        Parameters
        ----------
        box
            Left, right, bottom and top of the place that the map comes to fill.
        """
        above = Projection(float(MAP_AZIMUTH), float(MAP_ELEVATION))
        return self._move(above.into(box, self.terrain.outline()), 1.0, run_time)

    def turn_back(self, view: Projection, run_time: float = 2 * style.SLOW) -> Motion:
        """Return the motion of the camera from the map down to a view of the sheet."""
        return self._move(view, 0.0, run_time)

    def _move(self, view: Projection, flatness: float, run_time: float) -> Motion:
        start: list[tuple[Projection, float]] = []

        def step(share: float) -> None:
            if not start:
                start.append((self.view, self.flatness))
            old_view, old = start[0]
            self.look(old_view.towards(view, share), old + share * (flatness - old))

        return Motion(self, [Change(0.0, run_time, step)])
