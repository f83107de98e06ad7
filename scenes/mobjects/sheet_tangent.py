"""The tangent of a slicing plane's curve, in space: its slope is a partial derivative."""

from __future__ import annotations

import numpy as np
from manim import Circle, ValueTracker, VGroup

from scenes import style
from scenes.mobjects.glow import Shine
from scenes.mobjects.motion import Motion
from scenes.mobjects.readout import Readout
from scenes.mobjects.sheet_line import FAINT, SheetLine
from scenes.mobjects.slicing_plane import SlicingPlane
from scenes.mobjects.tangent import DOT_PX, move_tracker
from scenes.quantity import Quantity

_SAMPLES = 60
# On top of the sheet rather than in it.
_ABOVE = np.array([0.0, 0.0, 0.04])


class SheetTangent(VGroup):
    """A line in the plane that touches the curve of the cut, and the point where it does.

    Parameters
    ----------
    plane
        In which it lies.
    at
        The value of the parameter that moves there; a number makes a tracker of its own.
    reach
        How far the line goes to both sides, in units of space.

    Attributes
    ----------
    readout
        The partial derivative; not drawn until a scene adds it.
    """

    def __init__(
        self,
        plane: SlicingPlane,
        at: ValueTracker | float,
        reach: float = 1.3,
        precision: int = 2,
    ) -> None:
        super().__init__()
        self.plane = plane
        self.at = at if isinstance(at, ValueTracker) else ValueTracker(at)
        self.reach = reach
        color = style.palette.gradient
        self.line = SheetLine(color, style.CURVE)
        self._shine = Shine(color, style.px(8), style.px(60))
        bright = style.mix(style.palette.ink, color, 0.7)
        self._spot = Circle(radius=style.px(DOT_PX), stroke_width=0, fill_color=bright)
        self._spot.set_fill(opacity=1)
        self.add(self._shine, self.line, self._spot)
        self.readout = Readout(self.slope_quantity, precision, color=color, anchor="left")
        plane.landscape.follow(self.refresh)
        self.add_updater(lambda tangent: tangent.refresh())
        self.refresh()

    @property
    def x(self) -> float:
        """The value of the parameter that moves, where it touches."""
        return float(self.at.get_value())

    def slope_quantity(self) -> Quantity:
        """Return the partial derivative here as a number for the screen."""
        return self.plane.section.slope_quantity(self.x)

    def refresh(self) -> None:
        """Draw the line at the place where the tracker stands."""
        plane, landscape = self.plane, self.plane.landscape
        terrain, view = landscape.terrain, landscape.view
        section = plane.section
        loss, slope = section.value(self.x), section.slope(self.x)
        here = terrain.at_height(*plane.place(self.x), loss)
        there = terrain.at_height(*plane.place(self.x + 1.0), loss + slope)
        along = (there - here) / np.linalg.norm(there - here)
        ways = np.linspace(-self.reach, self.reach, _SAMPLES)[:, None]
        self.line.draw(here + _ABOVE + ways * along, terrain, view)
        spot = here + _ABOVE
        is_hidden = bool(terrain.is_hidden(spot[None], view)[0])
        self._spot.move_to(view(spot)).set_fill(opacity=FAINT if is_hidden else 1.0)
        self._shine.move_to(view(spot))
        self._shine.set_strength(0.0 if is_hidden else 1.0)

    def slide_to(self, x: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion along the curve to `x`."""
        return move_tracker(self.at, x, run_time)
