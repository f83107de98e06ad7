"""A function in a small plot, with its tangent where it is used."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from manim import CapStyleType, Circle, Line, VGroup

from autodiff import AutodiffError
from scenes import style
from scenes.mobjects.derivative_plot import Dashes
from scenes.mobjects.plot import Curve, Plot
from scenes.mobjects.tangent import Slice, direction

Array = npt.NDArray[np.float64]

_SAMPLES = 61
_REACH = 0.95


class LocalSlope(VGroup):
    """The curve of a function around one input; its tangent there has the slope that counts.

    Parameters
    ----------
    function
        Of one input.
    x
        Where it is used.
    color
        Of the curve.
    width, height
        Of the plot, in Manim units.

    Attributes
    ----------
    plot, curve
        What is there before the tangent is.
    mark
        The tangent, its point, and the dashed line down to the input.

    Raises
    ------
    ValueError
        If the function is not defined around the input.
    """

    def __init__(
        self, function: Slice, x: float, color: str, width: float = 3.0, height: float = 2.0
    ) -> None:
        super().__init__()
        palette = style.palette
        xs, heights, slopes = _around(function, x)
        low, high = float(heights.min()), float(heights.max())
        air = 0.18 * (high - low) or 1.0
        x_range = float(xs[0]), float(xs[-1])
        self.plot = Plot(x_range, (low - air, high + air), width, height, labels=("", ""))
        self.curve = Curve(color, 4, glow=False)
        self.curve.set_curve(self.plot.curve_points(xs, heights, slopes))
        point = self.plot.at(x, function.value(x))
        along = _REACH * direction(self.plot, function.slope(x))
        tangent = Line(point - along, point + along, color=palette.gradient)
        tangent.set_stroke(width=style.stroke(4)).set_cap_style(CapStyleType.ROUND)
        dot = Circle(radius=style.px(9), stroke_width=0, fill_opacity=1)
        dot.set_fill(style.mix(palette.ink, palette.gradient, 0.72)).move_to(point)
        drop = Dashes(style.mix(palette.muted, palette.ground, 0.7))
        drop.between(self.plot.at(x, low - air), point)
        self.mark = VGroup(drop, tangent, dot)
        self.add(self.plot, self.curve, self.mark)


def _around(function: Slice, x: float) -> tuple[Array, Array, Array]:
    """Return samples of a function over a stretch around `x` that it is defined on."""
    reach = max(0.75, 0.75 * abs(x))
    for _ in range(8):
        xs = np.linspace(x - reach, x + reach, _SAMPLES)
        try:
            heights, slopes = function.samples(xs)
        except AutodiffError:
            reach /= 2
            continue
        if np.isfinite(heights).all() and np.isfinite(slopes).all():
            return xs, heights, slopes
        reach /= 2
    raise ValueError(f"{function.graph.to_text()} is not defined around {x:g}")
