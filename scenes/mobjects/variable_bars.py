"""Many variables of a path, each as a dot on a line of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import Circle, Line, VGroup

from autodiff.objective import Path
from autodiff.printing import typst_name
from scenes import style, typeset
from scenes.mobjects.readout import Readout
from scenes.quantity import Quantity, precision_for

_LABEL, _NUMBER = 1.1, 1.5


class VariableBars(VGroup):
    """A row for each variable: its name, a line with its start and where it is, and its value.

    Parameters
    ----------
    path
        What an optimizer returned.
    names
        Which variables are shown.
    width, height
        Size in Manim units.
    """

    def __init__(
        self, path: Path, names: Sequence[str], width: float, height: float, color: str
    ) -> None:
        super().__init__()
        muted, palette = style.palette.muted, style.palette
        self._values = np.array([[float(p[name]) for name in names] for p in path.points])
        self._names = tuple(names)
        low, high = float(self._values.min()), float(self._values.max())
        self._low, self._span = low, (high - low) or 1.0
        self._length = width - _LABEL - _NUMBER
        pitch = height / len(names)
        precision = precision_for(low, high)
        self._dots, self._readouts, self._lines = [], [], []
        for number, name in enumerate(names):
            y = height / 2 - pitch * (number + 0.5)
            label = typeset.formula(typst_name(name), color=style.color_of(name))
            label.place([-0.3, y - style.px(10)], "right")
            line = Line([0, y, 0], [self._length, y, 0], color=muted)
            line.set_stroke(width=style.stroke(style.SECONDARY))
            first = Circle(radius=style.px(7), stroke_color=color, stroke_width=style.stroke(2))
            first.move_to([self._x(self._values[0, number]), y, 0])
            dot = Circle(radius=style.px(11), stroke_width=0, fill_color=color, fill_opacity=1)
            readout = Readout(self._quantity(number, 0.0), precision, color=palette.ink)
            readout.place([self._length + _NUMBER, y - style.px(10)])
            self._lines.append(line)
            self._dots.append(dot)
            self._readouts.append(readout)
            self.add(label, line, first, dot, readout)
        self.set_step(len(self._values) - 1)

    def _x(self, value: float) -> float:
        return self._length * (value - self._low) / self._span

    def _quantity(self, number: int, step: float) -> Quantity:
        value = self._at(number, step)
        name = self._names[number]
        return Quantity(value, name, {name: value}, source="place on a path")

    def _at(self, number: int, step: float) -> float:
        return float(np.interp(step, np.arange(len(self._values)), self._values[:, number]))

    def set_step(self, step: float) -> None:
        """Be where so many steps lead; a part of a step is a part of the way."""
        self.step_now = float(np.clip(step, 0.0, len(self._values) - 1))
        parts = zip(self._lines, self._dots, self._readouts, strict=True)
        for number, (line, dot, readout) in enumerate(parts):
            share = self._x(self._at(number, self.step_now)) / self._length
            dot.move_to(line.get_start() + share * (line.get_end() - line.get_start()))
            readout.set_quantity(self._quantity(number, self.step_now))
