"""The path of a descent on a landscape: hidden where the sheet hides it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from manim import Circle, VGroup

from autodiff.optimize import Path
from scenes import style
from scenes.mobjects.glow import Shine
from scenes.mobjects.landscape import Landscape
from scenes.mobjects.motion import Motion, glide
from scenes.mobjects.sheet_line import FAINT, SheetLine

Array = npt.NDArray[np.float64]

_SAMPLES = 24  # places on the sheet between two steps
# On top of the sheet rather than in it.
_ABOVE = np.array([0.0, 0.0, 0.03])


class SheetPath(VGroup):
    """Steps of an optimizer on the sheet, and the point where it is now.

    Parameters
    ----------
    landscape
        Where it goes; it is drawn anew whenever that is seen from elsewhere.
    path
        Its points have values for both of the landscape's parameters.

    Attributes
    ----------
    step_now
        How many steps have been taken; between two whole numbers it is on its way.
    """

    def __init__(self, landscape: Landscape, path: Path, color: str | None = None) -> None:
        super().__init__()
        self.landscape = landscape
        self.step_now = float(len(path) - 1)
        color = color or style.palette.gradient
        x, y = landscape.terrain.names
        self._steps = np.array([[float(p[x]), float(p[y])] for p in path.points])
        self._line = SheetLine(color, style.CURVE)
        self._dots = [
            Circle(radius=style.px(6.5), stroke_width=0, fill_color=color, fill_opacity=1)
            for _ in self._steps
        ]
        self._shine = Shine(color, style.px(8), style.px(70))
        bright = style.mix(style.palette.ink, color, 0.7)
        self._head = Circle(radius=style.px(11), stroke_width=0, fill_color=bright, fill_opacity=1)
        self.add(self._shine, self._line, *self._dots, self._head)
        landscape.follow(self.refresh)
        self.refresh()

    @property
    def place(self) -> tuple[float, float]:
        """The values of both parameters where it is now."""
        x, y = _between(self._steps, np.array([self.step_now]))[0]
        return float(x), float(y)

    def refresh(self) -> None:
        """Draw the path as far as it has been taken."""
        terrain, view = self.landscape.terrain, self.landscape.view
        count = max(2, round(self.step_now * _SAMPLES) + 1)
        values = _between(self._steps, np.linspace(0.0, self.step_now, count))
        line = terrain.sheet(values[:, 0], values[:, 1]) + _ABOVE
        hidden = self._line.draw(line, terrain, view)
        places = terrain.sheet(self._steps[:, 0], self._steps[:, 1]) + _ABOVE
        out_of_sight = terrain.is_hidden(places, view)
        for number, dot in enumerate(self._dots):
            dot.move_to(view(places[number]))
            is_there = number < self.step_now - 1e-9 and not out_of_sight[number]
            dot.set_fill(opacity=float(is_there))
        for part in (self._head, self._shine):
            part.move_to(view(line[-1]))
        self._head.set_fill(opacity=FAINT if hidden[-1] else 1.0)
        self._shine.set_strength(0.0 if hidden[-1] else 1.0)

    def set_step(self, step: float) -> None:
        """Be where so many steps lead; a part of a step is a part of the way."""
        self.step_now = float(np.clip(step, 0.0, len(self._steps) - 1))
        self.refresh()

    def go_to(self, step: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion to a step, along every one between."""
        return glide(self, lambda: self.step_now, self.set_step, step, run_time)


def _between(steps: Array, at: Array) -> Array:
    """Return the places at numbers of steps, straight between whole ones."""
    numbers = np.arange(len(steps))
    return np.stack([np.interp(at, numbers, axis) for axis in steps.T], axis=1)
