"""The gradient as an arrow on the floor of a landscape: the sum of its two partials."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from manim import Line, Polygon, VGroup, VMobject

from autodiff import backprop
from scenes import style
from scenes.mobjects.flat_arrow import INSET, unit_and_tip_size
from scenes.mobjects.glow import LineGlow
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.motion import Motion, glide
from scenes.mobjects.polyline import arrow_tip, dashes, set_lines
from scenes.mobjects.sheet_line import SheetLine, shown_behind

Array = npt.NDArray[np.float64]

_SAMPLES = 40


class FloorArrow(VGroup):
    """A straight arrow on the floor; where the sheet hides it, it is dashed and faint."""

    def __init__(self, color: str, width_px: float) -> None:
        super().__init__()
        self._shaft = SheetLine(color, width_px)
        self._tip = Polygon(*np.eye(3), fill_color=color, fill_opacity=1, stroke_width=0)
        self.add(self._shaft, self._tip)

    def put(self, landscape: Landscape, start: Array, end: Array) -> None:
        """Lead from `start` to `end` in space (3,); a very short one has a smaller tip."""
        terrain, view = landscape.terrain, landscape.view
        foot, apex = view(start), view(end)
        along, size = unit_and_tip_size(foot, apex)
        share = 1 - size * INSET / max(float(np.linalg.norm(apex - foot)), 1e-9)
        shaft = _between(start, start + share * (end - start))
        hidden = self._shaft.draw(shaft, terrain, view, landscape.flatness)
        self._tip.set_points_as_corners(arrow_tip(apex, along, size))
        self._tip.set_fill(opacity=shown_behind(landscape.flatness) if hidden[-1] else 1.0)


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
    ends
        Where its arrow begins and ends, in space.
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
        self.frame.set_fill(opacity=0)
        self.frame.decorative = True
        self.drop = SheetLine(palette.gradient, 2, is_dashed=True)
        self.add(self.drop, self.frame, *self.partials, self.glow, self.arrow)
        landscape.follow(self.refresh)
        self.refresh()

    def put(self, place: Sequence[float]) -> None:
        """Move to another place, where the gradient is another."""
        x, y = place
        self.place = float(x), float(y)
        self.refresh()

    def go_to(self, place: Sequence[float], run_time: float = style.SLOW) -> Motion:
        """Return the motion to another place, straight on the floor."""
        return glide(self, lambda: np.array(self.place), self.put, np.array(place), run_time)

    def refresh(self) -> None:
        """Draw the arrows as the gradient is here."""
        terrain, view = self.landscape.terrain, self.landscape.view
        point = {**terrain.fixed, **dict(zip(terrain.names, self.place, strict=True))}
        trace = backprop(terrain.graph, {name: point[name] for name in terrain.graph.inputs})
        self.gradient = {name: float(trace.gradient[name]) for name in terrain.names}
        x, y = self.place
        dx, dy = (self.scale_of_slopes * slope for slope in self.gradient.values())
        foot, right, back, end = terrain.floor([x, x + dx, x, x + dx], [y, y, y + dy, y + dy])
        self.ends = foot, end
        for arrow, tip in zip((*self.partials, self.arrow), (right, back, end), strict=True):
            arrow.put(self.landscape, foot, tip)
        hidden = terrain.is_hidden(_between(foot, end), view)
        # Its glow is mixed with the ground, and would be a shadow on anything else.
        self.glow.set_strength(0.0 if hidden.any() or self.landscape.flatness else 1.0)
        self.glow.follow(Line(view(foot), view(end) + 1e-6).points)
        sides = (view(_between(side, end)) for side in (right, back))
        set_lines(self.frame, [dash for side in sides for dash in dashes(side)])
        self.drop.draw(_between(foot, terrain.sheet(x, y)), terrain, view)


def _between(start: Array, end: Array) -> Array:
    """Return places in space along the way from one to another."""
    return start + np.linspace(0.0, 1.0, _SAMPLES)[:, None] * (end - start)
