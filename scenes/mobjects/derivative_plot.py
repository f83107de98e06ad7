"""The slope of a curve at every place, drawn below it as a curve of its own."""

from __future__ import annotations

import numpy as np
from manim import Circle, ValueTracker, VGroup, VMobject

from scenes import style
from scenes.mobjects.part import Part
from scenes.mobjects.plot import Curve, Plot
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Slice, Spot, direction
from scenes.quantity import Quantity

_SAMPLES = 97


# What is longer leads far out of the frame.
_LONGEST = 60.0


def dash_points(
    start: np.ndarray, end: np.ndarray, on_px: float = 8, off_px: float = 8
) -> np.ndarray:
    """Return the control points of a dashed line, with dashes of true length.

    The shape is (4 n, 3) for n dashes; one mobject draws faster than n.
    """
    length = float(np.linalg.norm(end - start))
    if not 1e-9 < length < _LONGEST:
        return np.zeros((0, 3))
    along = (end - start) / length
    on, period = style.px(on_px), style.px(on_px + off_px)
    pieces = []
    for begin in np.arange(0.0, length, period):
        stop = min(begin + on, length)
        pieces += [start + (begin + (stop - begin) * third / 3) * along for third in range(4)]
    return np.array(pieces)


class Dashes(VMobject):
    """A thin dashed line between two points."""

    def __init__(self, color: str, width_px: float = style.SECONDARY) -> None:
        super().__init__(stroke_color=color, stroke_width=style.stroke(width_px))

    def between(self, start: np.ndarray, end: np.ndarray) -> Dashes:
        """Run from `start` to `end`."""
        self.set_points(dash_points(start, end))
        return self


class DerivativePlot(Part):
    """The graph of the derivative, which grows in a plot below as a tracker moves.

    It is drawn over all places that the tracker has passed since it began.

    Parameters
    ----------
    above, below
        The plots of the function and of its derivative; their x axes should agree.
    at
        The tracker that the tangent above follows too.

    Attributes
    ----------
    tie
        The dashed line from the point above to the point below.
    readout
        The slope, beside the lower point.
    """

    def __init__(
        self,
        above: Plot,
        below: Plot,
        function: Slice,
        at: ValueTracker,
        precision: int = 2,
    ) -> None:
        super().__init__()
        self.above, self.below = above, below
        self.function = function
        self.at = at
        amber = style.palette.gradient
        self._low = self._high = float(at.get_value())
        self._xs = np.linspace(*above.x_range, _SAMPLES)
        _, self._slopes = function.samples(self._xs)
        self._bends = np.gradient(self._slopes, self._xs, edge_order=2)
        self.ties = VGroup()
        self.curve = Curve(amber, width_px=4.5)
        # Glows lie beneath other glows, or they would cut dark stripes into them.
        self.curve.glow.set_z_index(-2)
        self.tie = Dashes(amber)
        self.spot = Spot(amber)
        self.readout = Readout(
            self.slope_quantity, precision, size=style.LABEL, color=amber, anchor="left"
        )
        self.add(self.ties, self.curve, self.tie, self.spot, self.readout)
        self.follow()
        self.add_updater(lambda plot: plot.follow())

    def slope_quantity(self) -> Quantity:
        """Return the slope here as a number for the screen."""
        return self.function.slope_quantity(float(self.at.get_value()))

    def follow(self) -> None:
        """Draw the derivative as far as the tracker has come."""
        x = float(self.at.get_value())
        self._low, self._high = min(self._low, x), max(self._high, x)
        inner = self._xs[(self._xs > self._low) & (self._xs < self._high)]
        xs = np.array([self._low, *inner, self._high])
        if self._high - self._low > 1e-9:
            slopes = [self.function.slope(x) for x in (xs[0], xs[-1])]
            values = np.interp(xs, self._xs, self._slopes)
            values[0], values[-1] = slopes
            bends = np.interp(xs, self._xs, self._bends)
            self.curve.set_curve(self.below.curve_points(xs, values, bends))
        point = self.below.at(x, self.function.slope(x))
        self.spot.put(point)
        self.tie.between(self.above.at(x, self.function.value(x)), point)
        self.readout.place(point + np.array([style.px(38), -style.px(12), 0.0]))

    def leave_tie(self, x: float, reach: float = 0.9) -> VGroup:
        """Leave the tangent, both points and the dashed line at `x` behind, faintly; return them.

        Returns
        -------
        VGroup
            The piece of tangent, the dashed line, the point above and the point below.
        """
        amber, ground = style.palette.gradient, style.palette.ground
        top = self.above.at(x, self.function.value(x))
        bottom = self.below.at(x, self.function.slope(x))
        along = direction(self.above, self.function.slope(x))
        piece = VMobject(
            stroke_color=style.mix(amber, ground, 0.4), stroke_width=style.stroke(style.SECONDARY)
        ).set_points_as_corners([top - reach * along, top + reach * along])
        dashes = Dashes(style.mix(style.palette.muted, ground, 0.55)).between(top, bottom)
        dots = [
            Circle(radius=style.px(6.5), stroke_width=0, fill_color=color, fill_opacity=1).move_to(
                place
            )
            for color, place in ((style.palette.loss, top), (amber, bottom))
        ]
        left = VGroup(piece, dashes, *dots)
        self.ties.add(left)
        return left
