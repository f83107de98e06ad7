"""The sum of two functions as a stack of two bars, and what each adds where x is nudged."""

from __future__ import annotations

import numpy as np
from manim import DL, Rectangle, VGroup

from autodiff import Graph, parse
from scenes import style, typeset
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Slice
from scenes.quantity import Quantity, exact, number_text, value_quantity
from scenes.typeset import tag

_SUM = parse("a + b")
_GAP = style.px(26)


class SumStack(VGroup):
    """A bar as high as f(x) with one as high as g(x) on top of it; both grow with a nudge.

    They grow as their tangents do, by the slope times the nudge, which is what is written there.

    Parameters
    ----------
    first, second
        The functions, of the same one input; the first one is beneath.
    x, delta
        The point and the nudge.
    unit
        Manim units to one unit of height.
    width
        Of the bars, in Manim units.
    names
        Typst math of the two functions.

    Attributes
    ----------
    bars
        What there was before the nudge.
    gains
        What the nudge has added to each.
    names
        Beside each gain what it is: the slope of its function times the nudge.

    Raises
    ------
    ValueError
        If a bar would not be longer than 0, or shrinks.
    """

    def __init__(
        self, first: Graph, second: Graph, x: float | str, delta: float | str, unit: float,
        width: float = 1.1, names: tuple[str, str] = ("f", "g"), precision: int = 2,
    ) -> None:  # fmt: skip
        super().__init__()
        palette = style.palette
        (variable,) = first.inputs
        self._slices = Slice(first, variable), Slice(second, variable)
        self._x, self._delta = exact(x), exact(delta)
        self._unit, self._width = unit, width
        self.colors = palette.loss, palette.model
        here, there = (self._values(share) for share in (0.0, 1.0))
        if min(here) <= 0 or any(np.less_equal(there, here)):
            raise ValueError("a stack shows functions that are above 0 and rise; choose others")
        self.bars = VGroup(*(self._bar(color, 0.16) for color in self.colors))
        self.gains = VGroup(*(self._bar(color, 0.62) for color in self.colors))
        self.names = VGroup()
        self._drawn = False
        self.add(self.bars, self.gains)
        self.set_share(1.0)
        self._write(names, precision)
        self.add(self.names)

    def _bar(self, color: str, share: float) -> Rectangle:
        bar = Rectangle(color=color, stroke_width=style.stroke(style.SECONDARY))
        return bar.set_fill(style.mix(color, style.palette.ground, share), opacity=1)

    def _values(self, share: float) -> list[float]:
        """Return the heights after a share of the nudge, to first order."""
        x, nudge = float(self._x), share * float(self._delta)
        return [function.value(x) + nudge * function.slope(x) for function in self._slices]

    @property
    def slopes(self) -> tuple[Quantity, Quantity, Quantity]:
        """The slopes of both functions, and their sum."""
        f, g = (function.slope_quantity(self._x) for function in self._slices)
        point = {"a": exact(number_text(f.value)), "b": exact(number_text(g.value))}
        return f, g, value_quantity(_SUM, point, "sum of slopes")

    def _write(self, names: tuple[str, str], precision: int) -> None:
        """Write beside each gain the slope that it comes from, times the nudge."""
        amber = style.palette.gradient
        for name, gain, quantity, color in zip(
            names, self.gains, self.slopes, self.colors, strict=False
        ):
            y = float(gain.get_y()) - style.px(11)
            slope, nudge = tag("slope", f"{name}'"), tag("nudge", "delta")
            label = typeset.formula(f"{slope} {nudge} =", size=style.LABEL)
            label.color_parts({"slope": color, "nudge": amber}.get).place((self._width + _GAP, y))
            number = Readout(quantity, precision, style.LABEL, color, anchor="left")
            number.place((label.get_right()[0] + style.px(12), y))
            delta = typeset.formula("delta", size=style.LABEL, color=amber)
            delta.place((number.get_right()[0] + style.px(8), y))
            self.names.add(VGroup(label, number, delta))

    def set_share(self, share: float) -> None:
        """Nudge by a share of the nudge; all bars are as high as their tangents."""
        here, there = self._values(0.0), self._values(share)
        scale, origin = 1.0, np.zeros(3)
        if self._drawn:
            scale = float(self.bars[0].width) / self._width
            origin = self.bars[0].get_corner(DL)
        self._drawn = True
        unit, width = scale * self._unit, scale * self._width
        bottom = 0.0
        for bar, gain, before, after in zip(self.bars, self.gains, here, there, strict=True):
            for part, height in ((bar, before), (gain, max(after - before, 1e-4))):
                top = bottom + unit * height
                edge = [(0, bottom), (width, bottom), (width, top), (0, top), (0, bottom)]
                part.set_points_as_corners([origin + np.array([*at, 0.0]) for at in edge])
                bottom = top

    def grow(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the nudge, from none to all of it."""
        return Motion(self, [Change(0.0, run_time, self.set_share)])
