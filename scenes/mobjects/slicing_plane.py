"""A plane that cuts a landscape where one parameter stands still, and the curve of the cut."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from manim import VGroup

from scenes import style
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.motion import Change, Motion, glide
from scenes.mobjects.quad_sheet import Panel
from scenes.mobjects.sheet_line import SheetLine
from scenes.mobjects.tangent import Slice

Array = npt.NDArray[np.float64]

_SAMPLES = 160
# On top of the sheet rather than in it.
_ABOVE = np.array([0.0, 0.0, 0.02])


class SlicingPlane(VGroup):
    """A plane on which one of the two parameters has a fixed value.

    Its panel is drawn among the quads of the sheet, and parts other planes that it crosses.

    Parameters
    ----------
    landscape
        What is cut.
    fixed
        The name of the parameter that stands still.
    value
        Its value.
    presence
        0 for a plane that is still to appear.

    Attributes
    ----------
    section
        The cut as a function of the other parameter, for every tool that takes one.
    """

    def __init__(
        self, landscape: Landscape, fixed: str, value: float, presence: float = 1.0
    ) -> None:
        super().__init__()
        self.landscape = landscape
        self.fixed = fixed
        terrain = landscape.terrain
        self._axis = terrain.names.index(fixed)
        self.moving = terrain.names[1 - self._axis]
        color = style.color_of(self.moving)
        half = terrain.size[1 - self._axis] / 2
        top = terrain.lift + terrain.height
        self.panel = Panel(self._axis, 0.0, (-half, half), top, color)
        self.curve = SheetLine(color, style.CURVE)
        self.add(self.curve)
        landscape.cut(self.panel)
        landscape.follow(self.refresh)
        self.set_presence(presence)
        self.put(value)

    def place(self, along: npt.ArrayLike) -> tuple[Array, Array]:
        """Return the values of both parameters where the one that moves has those of `along`."""
        moving = np.asarray(along, dtype=float)
        held = np.full(moving.shape, self.value)
        return (held, moving) if self._axis == 0 else (moving, held)

    def put(self, value: float) -> None:
        """Stand at a value of the fixed parameter."""
        self.value = value
        terrain = self.landscape.terrain
        fixed: dict[str, Any] = {**terrain.fixed, self.fixed: value}
        self.section = Slice(terrain.graph, self.moving, fixed)
        (x, y) = (value, 0.0) if self._axis == 0 else (0.0, value)
        self.panel.at = float(self.landscape.terrain.floor(x, y)[self._axis])
        self.landscape.look(self.landscape.view, self.landscape.flatness)

    def set_presence(self, share: float) -> None:
        """Be drawn at a share of the opacity."""
        self.panel.presence = share
        self.curve.set_presence(share)

    def refresh(self) -> None:
        """Draw the curve of the cut; the panel is drawn by the sheet."""
        terrain = self.landscape.terrain
        span = (terrain.x_range, terrain.y_range)[1 - self._axis]
        line = terrain.sheet(*self.place(np.linspace(*span, _SAMPLES))) + _ABOVE
        self.curve.draw(line, terrain, self.landscape.view)

    def slide_to(self, value: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the plane to another value of the fixed parameter."""
        return glide(self.landscape, lambda: self.value, self.put, value, run_time)

    def appear(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion in which the plane comes in."""
        return Motion(self.landscape, [Change(0.0, run_time, self._fade)])

    def vanish(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion in which the plane goes; it can appear again."""
        return Motion(self.landscape, [Change(0.0, run_time, lambda share: self._fade(1 - share))])

    def _fade(self, share: float) -> None:
        self.set_presence(share)
        self.landscape.look(self.landscape.view, self.landscape.flatness)
