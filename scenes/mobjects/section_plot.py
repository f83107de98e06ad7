"""What a slicing plane cuts out of a landscape, as an ordinary curve with its tangent."""

from __future__ import annotations

import numpy as np
from manim import ValueTracker, VGroup

from autodiff.printing import typst_name
from scenes import style
from scenes.mobjects.plot import Curve, Plot
from scenes.mobjects.slicing_plane import SlicingPlane
from scenes.mobjects.tangent import Tangent

_SAMPLES = 49


class SectionPlot(VGroup):
    """The curve of a plane's cut over the parameter that moves; it follows the plane.

    Parameters
    ----------
    plane
        Whose cut it is.
    at
        Where the tangent touches; share it with the tangent in space.
    width, height
        Of the plotted area, in Manim units.

    Attributes
    ----------
    plot, curve, tangent
        The parts; only `plot` and `curve` are drawn until a scene adds the tangent.
    """

    def __init__(self, plane: SlicingPlane, at: ValueTracker, width: float, height: float) -> None:
        super().__init__()
        self._plane = plane
        terrain = plane.landscape.terrain
        name = plane.moving
        across = (terrain.x_range, terrain.y_range)[terrain.names.index(name)]
        top = terrain.highest
        self.plot = Plot(across, (0.0, top), width, height, labels=(typst_name(name), "L"))
        self.plot.labels[0].set_color(style.color_of(name))
        self.plot.axes[0].set_stroke(style.color_of(name))
        self.plot.labels[1].set_color(style.palette.loss)
        self.curve = Curve(style.color_of(name))
        self.tangent = Tangent(self.plot, plane.section, at, reach=(0.9, 0.9))
        # The curve in the picture follows the plane, and the tangent follows that curve.
        self.tangent.clear_updaters()
        self.add(self.plot, self.curve)
        self.add_updater(lambda part: part.follow())

    def follow(self) -> None:
        """Draw the cut as the plane stands now."""
        plot, section = self.plot, self._plane.section
        xs = np.linspace(*plot.x_range, _SAMPLES)
        heights, slopes = section.samples(xs)
        # What is higher than the highest place of the sheet is beyond it.
        inside = heights <= plot.y_range[1] + 1e-9
        self.curve.set_curve(plot.curve_points(xs[inside], heights[inside], slopes[inside]))
        self.tangent.function = section
        self.tangent.follow()
