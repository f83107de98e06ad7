"""One setting of two parameters on a landscape: its place on the floor, and its loss above it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Circle, VGroup

from scenes import style
from scenes.mobjects.glow import Shine
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.motion import Motion, glide
from scenes.mobjects.sheet_line import FAINT, SheetLine
from scenes.mobjects.tangent import DOT_PX

_SAMPLES = 40
# On top of the sheet rather than in it.
_ABOVE = np.array([0.0, 0.0, 0.04])


class SheetProbe(VGroup):
    """A point on the sheet, the one below it on the floor, and the line between them.

    Attributes
    ----------
    place
        The values of both parameters.
    """

    def __init__(self, landscape: Landscape, place: tuple[float, float]) -> None:
        super().__init__()
        self.landscape = landscape
        self.place = place
        color = style.palette.gradient
        bright = style.mix(style.palette.ink, color, 0.7)
        self._foot = Circle(radius=style.px(6), stroke_width=0, fill_color=color, fill_opacity=1)
        self._line = SheetLine(color, style.SECONDARY, is_dashed=True)
        self._shine = Shine(color, style.px(8), style.px(60))
        self._spot = Circle(radius=style.px(DOT_PX), stroke_width=0, fill_color=bright)
        self._spot.set_fill(opacity=1)
        self.add(self._foot, self._line, self._shine, self._spot)
        landscape.follow(self.refresh)
        self.refresh()

    def put(self, place: Sequence[float]) -> None:
        """Stand at other values of both parameters."""
        x, y = place
        self.place = float(x), float(y)
        self.refresh()

    def refresh(self) -> None:
        """Draw it as the landscape is seen now."""
        terrain, view = self.landscape.terrain, self.landscape.view
        foot, top = terrain.floor(*self.place), terrain.sheet(*self.place) + _ABOVE
        ways = np.linspace(0.0, 1.0, _SAMPLES)[:, None]
        self._line.draw(foot + ways * (top - foot), terrain, view)
        foot_hidden, top_hidden = terrain.is_hidden(np.array([foot, top]), view)
        self._foot.move_to(view(foot)).set_fill(opacity=FAINT if foot_hidden else 1.0)
        self._spot.move_to(view(top)).set_fill(opacity=FAINT if top_hidden else 1.0)
        self._shine.move_to(view(top))
        self._shine.set_strength(0.0 if top_hidden else 1.0)

    def go_to(self, place: Sequence[float], run_time: float = style.SLOW) -> Motion:
        """Return the motion to other values of both parameters, straight on the floor."""
        return glide(self, lambda: np.array(self.place), self.put, np.array(place), run_time)
