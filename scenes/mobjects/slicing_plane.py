"""A plane that cuts a landscape where one parameter stands still, and the curve of the cut."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from manim import CapStyleType, Polygon, VGroup, VMobject

from scenes import style
from scenes.mobjects.landscape import Landscape, runs_of
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.polyline import dashes, set_lines
from scenes.mobjects.tangent import Slice

Array = npt.NDArray[np.float64]

_SAMPLES = 160
_FAINT = 0.45
# On top of the sheet rather than in it.
_ABOVE = np.array([0.0, 0.0, 0.02])


class SlicingPlane(VGroup):
    """A plane on which one of the two parameters has a fixed value.

    Its panel is drawn among the quads of the sheet: behind those that are nearer to the eye. That
    is right for one plane at a time; two that cross each other would have to be cut, too.

    Parameters
    ----------
    landscape
        What is cut.
    fixed
        The name of the parameter that stands still.
    value
        Its value.

    Attributes
    ----------
    section
        The cut as a function of the other parameter, for every tool that takes one.
    """

    def __init__(self, landscape: Landscape, fixed: str, value: float) -> None:
        super().__init__()
        self.landscape = landscape
        self.fixed = fixed
        self.value = value
        names = landscape.terrain.names
        self.moving = names[1] if fixed == names[0] else names[0]
        color = style.color_of(self.moving)
        self.panel = Polygon(*np.eye(3), fill_color=color, fill_opacity=0.13)
        self.panel.set_stroke(color, style.stroke(style.SECONDARY), opacity=0.5)
        self.panel.decorative = True
        self.curve = VMobject(stroke_color=color, stroke_width=style.stroke(style.CURVE))
        faint = style.mix(color, style.palette.ground, _FAINT)
        self.behind = VMobject(stroke_color=faint, stroke_width=style.stroke(style.SECONDARY))
        for line in (self.curve, self.behind):
            line.set_fill(opacity=0).set_cap_style(CapStyleType.ROUND)
        self.add(self.behind, self.curve)
        landscape.cut(self.panel, self.in_front)
        landscape.follow(self.refresh)
        landscape.look(landscape.view, landscape.flatness)

    def in_front(self, places: Array) -> npt.NDArray[np.bool_]:
        """Return which places in space (n, 3) lie between the plane and the eye."""
        axis = 0 if self.fixed == self.landscape.terrain.names[0] else 1
        x, y = self.landscape.terrain.x_range[0], self.landscape.terrain.y_range[0]
        at = (self.value, y) if axis == 0 else (x, self.value)
        beyond = places[:, axis] - self.landscape.terrain.floor(*at)[axis]
        return np.asarray(beyond * self.landscape.view.to_eye[axis] > 0)

    @property
    def section(self) -> Slice:
        """The cut as a function of the parameter that moves."""
        terrain = self.landscape.terrain
        fixed: dict[str, Any] = {**terrain.fixed, self.fixed: self.value}
        return Slice(terrain.graph, self.moving, fixed)

    def refresh(self) -> None:
        """Draw the plane and its curve."""
        terrain, view = self.landscape.terrain, self.landscape.view
        is_first = self.fixed == terrain.names[0]
        span = terrain.y_range if is_first else terrain.x_range
        along = np.linspace(*span, _SAMPLES)
        held = np.full(_SAMPLES, self.value)
        x, y = (held, along) if is_first else (along, held)
        line = terrain.sheet(x, y) + _ABOVE
        hidden = terrain.is_hidden(line, view)
        drawn = view(line)
        set_lines(self.curve, [drawn[start:end] for start, end in runs_of(~hidden)])
        behind = [drawn[start:end] for start, end in runs_of(hidden)]
        set_lines(self.behind, [dash for run in behind for dash in dashes(run)])
        feet = terrain.floor(x[[0, -1]], y[[0, -1]])
        top = terrain.at_height(x[[-1, 0]], y[[-1, 0]], terrain.highest)
        corners = view(np.concatenate([feet, top]))
        self.panel.set_points_as_corners([*corners, corners[0]])

    def slide_to(self, value: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the plane to another value of the fixed parameter."""
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.append(self.value)
            self.value = start[0] + share * (value - start[0])
            self.landscape.look(self.landscape.view, self.landscape.flatness)

        return Motion(self, [Change(0.0, run_time, step)])
