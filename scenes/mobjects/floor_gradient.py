"""The gradient as an arrow on the floor of a landscape: the sum of its two partials."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from manim import CapStyleType, Line, Polygon, VGroup, VMobject

from autodiff import backprop
from scenes import style
from scenes.mobjects.glow import LineGlow
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.polyline import arrow_tip, dashes, set_lines

Array = npt.NDArray[np.float64]

_SAMPLES = 40
_INSET = 0.75 * style.px(20)


class FloorArrow(VGroup):
    """A straight arrow whose shaft ends inside its tip."""

    def __init__(self, color: str, width_px: float) -> None:
        super().__init__()
        self._shaft = Line(color=color, stroke_width=style.stroke(width_px))
        self._shaft.set_cap_style(CapStyleType.ROUND)
        self._tip = Polygon(*np.eye(3), fill_color=color, fill_opacity=1, stroke_width=0)
        self.add(self._shaft, self._tip)

    def put(self, start: Array, end: Array) -> None:
        """Lead from `start` to `end`; a very short one has a smaller tip."""
        length = float(np.linalg.norm(end - start))
        size = min(1.0, length / (2 * style.px(20)))
        along = (end - start) / max(length, 1e-9)
        self._shaft.put_start_and_end_on(start, end - size * _INSET * along + 1e-6)
        self._tip.set_points_as_corners(arrow_tip(end, along, size))


class FloorGradient(VGroup):
    """Both partials, their sum, the parallelogram, and the line down from the sheet.

    Parameters
    ----------
    landscape
        On whose floor it lies.
    place
        The values of both parameters.
    scale
        Values of a parameter that a slope of 1 is long.

    Attributes
    ----------
    gradient
        The partials by name, computed by backpropagation.
    """

    def __init__(
        self, landscape: Landscape, place: tuple[float, float], scale: float = 0.3
    ) -> None:
        super().__init__()
        self.landscape = landscape
        self.place = place
        self.scale_of_slopes = scale
        palette, names = style.palette, landscape.terrain.names
        self.partials = [FloorArrow(style.color_of(name), 4) for name in names]
        self.glow = LineGlow(palette.gradient, 5)
        self.glow.set_strength(1.0)
        self.arrow = FloorArrow(palette.gradient, 5)
        self.frame = VMobject(stroke_color=palette.muted, stroke_width=style.stroke(2))
        self.drop = VMobject(stroke_color=palette.gradient, stroke_width=style.stroke(2))
        for line in (self.frame, self.drop):
            line.set_fill(opacity=0)
            line.decorative = True
        self.add(self.drop, self.frame, *self.partials, self.glow, self.arrow)
        landscape.follow(self.refresh)
        self.refresh()

    def put(self, place: tuple[float, float]) -> None:
        """Move to another place, where the gradient is another."""
        self.place = place
        self.refresh()

    def refresh(self) -> None:
        """Draw the arrows as the gradient is here."""
        terrain, view = self.landscape.terrain, self.landscape.view
        point = {**terrain.fixed, **dict(zip(terrain.names, self.place, strict=True))}
        trace = backprop(terrain.graph, {name: point[name] for name in terrain.graph.inputs})
        self.gradient = {name: float(trace.gradient[name]) for name in terrain.names}
        x, y = self.place
        dx, dy = (self.scale_of_slopes * slope for slope in self.gradient.values())
        foot, right, back, end = view(terrain.floor([x, x + dx, x, x + dx], [y, y, y + dy, y + dy]))
        self.partials[0].put(foot, right)
        self.partials[1].put(foot, back)
        self.arrow.put(foot, end)
        ways = np.linspace(0.0, 1.0, _SAMPLES)[:, None]
        self.glow.follow(Line(foot, end + 1e-6).points)
        sides = ((right, end), (back, end))
        lines = [dash for a, b in sides for dash in dashes(a + ways * (b - a))]
        set_lines(self.frame, lines)
        top = view(terrain.sheet(x, y))
        set_lines(self.drop, dashes(foot + ways * (top - foot)))
