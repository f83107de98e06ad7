"""The derivative of any function, drawn below it as a tangent slides along."""

from __future__ import annotations

import numpy as np
from manim import ValueTracker

from scenes import style
from scenes.mobjects.derivative_plot import Dashes
from scenes.mobjects.function_curve import FunctionCurve
from scenes.mobjects.part import Part
from scenes.mobjects.plot import Plot
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Slice, Spot
from scenes.quantity import Quantity, precision_for


class SlopeSweep(Part):
    """The curve of slopes over all places that a tracker has passed, and the slope at present.

    Parameters
    ----------
    above, below
        The plots of the function and of its derivative; their x axes should agree.
    function, slope
        The function, and its derivative as a function.
    at
        The tracker that the tangent above follows too.
    """

    def __init__(
        self, above: Plot, below: Plot, function: Slice, slope: Slice, at: ValueTracker
    ) -> None:
        super().__init__()
        self.above, self.below = above, below
        self.function, self.slope, self.at = function, slope, at
        amber = style.palette.gradient
        self._low = self._high = float(at.get_value())
        self.curve = FunctionCurve(below, slope, amber, 4.5)
        self.tie = Dashes(amber)
        self.spot = Spot(amber)
        largest = max(abs(y) for y in below.y_range)
        self.readout = Readout(
            self.slope_quantity,
            precision_for(largest),
            size=style.LABEL,
            color=amber,
            anchor="left",
        )
        self.add(self.curve, self.tie, self.spot, self.readout)
        self.follow()
        self.add_updater(lambda sweep: sweep.follow())

    def slope_quantity(self) -> Quantity:
        """Return the slope here as a number for the screen."""
        return self.function.slope_quantity(float(self.at.get_value()))

    def ends(self, left: float, right: float) -> tuple[float, float]:
        """Return the two ends of a stretch as far as slopes are in view below."""
        x = float(self.at.get_value())
        low, high = self.curve.around(x)
        margin = 1e-3 * (self.above.x_range[1] - self.above.x_range[0])
        return max(left, low) + margin, min(right, high) - margin

    def follow(self) -> None:
        """Draw the derivative as far as the tracker has come."""
        x = float(self.at.get_value())
        self._low, self._high = min(self._low, x), max(self._high, x)
        self.curve.show_between(self._low, self._high)
        point = self.below.at(x, self.slope.value(x))
        self.spot.put(point)
        self.tie.between(self.above.at(x, self.function.value(x)), point)
        right = self.below.area.get_right()[0] + style.px(30)
        self.readout.place(np.array([right, point[1] - style.px(12), 0.0]))
