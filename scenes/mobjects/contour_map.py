"""A loss of two parameters seen from above: bands of equal loss, in the landscape's colours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from manim import DOWN, LEFT, RIGHT, UP, CapStyleType, Circle, Rectangle, VGroup, VMobject

from autodiff.optimize import Path
from autodiff.printing import typst_name
from scenes import style
from scenes.mobjects.contours import regions_below
from scenes.mobjects.glow import Shine
from scenes.mobjects.motion import Motion, glide
from scenes.mobjects.plot import Plot
from scenes.mobjects.polyline import set_lines
from scenes.mobjects.ramp import MAP_BRIGHTNESS, ramp_color, share_of
from scenes.mobjects.terrain import Terrain

Array = npt.NDArray[np.float64]


class ContourMap(VGroup):
    """Bands and lines of equal loss over axes of the two parameters.

    Parameters
    ----------
    terrain
        What is drawn.
    width, height
        Size in Manim units.
    contours
        How many lines.
    x_ticks, y_ticks
        Values that are written at the axes.
    """

    def __init__(
        self,
        terrain: Terrain,
        width: float,
        height: float,
        contours: int = 9,
        x_ticks: tuple[float, ...] = (),
        y_ticks: tuple[float, ...] = (),
    ) -> None:
        super().__init__()
        self.terrain = terrain
        names = tuple(typst_name(name) for name in terrain.names)
        self.plot = Plot(
            terrain.x_range, terrain.y_range, width, height,
            x_ticks, y_ticks, labels=(names[0], names[1]),
        )  # fmt: skip
        # The axes have the colours of their parameters; a map has no ground line.
        self.plot.zero_line.submobjects = []
        for number, name in enumerate(terrain.names):
            color = style.color_of(name)
            self.plot.axes[number].set_stroke(color)
            self.plot.labels[number].set_color(color)
        self.plot.labels[0].next_to(
            self.plot.axes[0], DOWN, buff=style.px(60 if x_ticks else 22), aligned_edge=RIGHT
        )
        if self.plot.labels[1].width > style.px(110):
            # A long name has no room at the left.
            self.plot.labels[1].next_to(self.plot.axes[1], UP, style.px(14), aligned_edge=LEFT)
            self.plot.labels[1].align_to(self.plot.axes[1], LEFT)
        levels = terrain.levels(contours)
        self.bands = VGroup(self._ground(width, height, float(levels[-1])))
        self.lines = VGroup()
        for level, below in zip(levels[::-1], [*levels[-2::-1], terrain.lowest], strict=True):
            self.bands.add(self._band(float(level), float((level + below) / 2)))
            self.lines.add(self._line(float(level)))
        for part in (*self.bands, *self.lines):
            part.decorative = True
        self.add(self.bands, self.lines, self.plot)

    def at(self, x: float, y: float) -> Array:
        """Return the place of values of the two parameters."""
        return np.asarray(self.plot.at(x, y))

    def _color(self, loss: float, brightness: float) -> str:
        share = float(share_of(loss, self.terrain.lowest, self.terrain.highest))
        return ramp_color(share, brightness)

    def _ground(self, width: float, height: float, level: float) -> Rectangle:
        (left, right), (front, back) = self.terrain.x_range, self.terrain.y_range
        middle = self.at((left + right) / 2, (front + back) / 2)
        color = self._color((level + self.terrain.highest) / 2, MAP_BRIGHTNESS)
        size = self.at(right, back) - self.at(left, front)
        ground = Rectangle(width=size[0], height=size[1], stroke_width=0)
        return ground.set_fill(color, opacity=1).move_to(middle)

    def _band(self, level: float, loss: float) -> VMobject:
        """Return everything below a level, closed along the border."""
        loops = regions_below(*self.terrain.axes, self.terrain.grid, level)
        band = VMobject(stroke_width=0, fill_opacity=1)
        band.set_fill(self._color(loss, MAP_BRIGHTNESS), opacity=1)
        set_lines(band, [self._places(loop) for loop in loops])
        return band

    def _line(self, level: float) -> VMobject:
        line = VMobject(stroke_color=self._color(level, 0.85), stroke_width=style.stroke(2))
        line.set_fill(opacity=0)
        set_lines(line, [self._places(chain) for chain in self.terrain.contours(level)])
        return line

    def _places(self, values: Array) -> Array:
        return np.array([self.at(x, y) for x, y in values])


class MapPath(VGroup):
    """The path of an optimizer on a map, in step with the same path elsewhere.

    Parameters
    ----------
    head
        What marks the place where it is now; by default a bright dot.
    show_steps
        Whether each step has a dot, and the place where it is now a glow.
    """

    def __init__(
        self,
        contour_map: ContourMap,
        path: Path,
        color: str | None = None,
        head: VMobject | None = None,
        show_steps: bool = True,
    ) -> None:
        super().__init__()
        color = color or style.palette.gradient
        x, y = contour_map.terrain.names
        self._places = np.array([contour_map.at(float(p[x]), float(p[y])) for p in path.points])
        self._line = VMobject(stroke_color=color, stroke_width=style.stroke(style.CURVE))
        self._line.set_fill(opacity=0).set_cap_style(CapStyleType.ROUND)
        self._dots = [
            Circle(radius=style.px(6.5), stroke_width=0, fill_color=color, fill_opacity=1).move_to(
                p
            )
            for p in self._places
        ]
        self._shine = Shine(color, style.px(8), style.px(70))
        bright = style.mix(style.palette.ink, color, 0.7)
        self._head = head or Circle(
            radius=style.px(11), stroke_width=0, fill_color=bright, fill_opacity=1
        )
        if not show_steps:
            self._dots, self._shine = [], Shine(color, 0.0, style.px(1), strength=0.0)
        self.add(self._shine, self._line, *self._dots, self._head)
        self.set_step(len(self._places) - 1)

    def set_step(self, step: float) -> None:
        """Be where so many steps lead; a part of a step is a part of the way."""
        self.step_now = float(np.clip(step, 0.0, len(self._places) - 1))
        whole = int(self.step_now)
        numbers = np.arange(len(self._places))
        now = np.array([np.interp(self.step_now, numbers, axis) for axis in self._places.T])
        set_lines(self._line, [np.array([*self._places[: whole + 1], now])])
        for number, dot in enumerate(self._dots):
            dot.set_fill(opacity=float(number < self.step_now - 1e-9))
        for part in (self._shine, self._head):
            part.move_to(now)

    def go_to(self, step: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion to a step, along every one between."""
        return glide(self, lambda: self.step_now, self.set_step, step, run_time)
