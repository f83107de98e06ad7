"""One square whose area is all the residual squares together, at the plot's own scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

from manim import (
    Animation,
    DashedVMobject,
    LaggedStart,
    Rectangle,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from scenes import style
from scenes.mobjects.curve_fitter import CurveFitter, box_corners


class LossArea(VGroup):
    """Strips stacked into a square, one for each residual square and equal to it in area.

    Parameters
    ----------
    fitter
        The curve fitter whose squares are summed.
    corner
        Lower left corner of the square in the frame.
    """

    def __init__(self, fitter: CurveFitter, corner: Sequence[float]) -> None:
        super().__init__()
        self._fitter = fitter
        self._corner = float(corner[0]), float(corner[1])
        self.add(
            *(
                Rectangle(
                    stroke_color=style.palette.loss,
                    stroke_width=style.stroke(1.5),
                    stroke_opacity=0.75,
                    fill_color=style.palette.loss,
                    fill_opacity=0.22,
                )
                for _ in fitter.squares
            )
        )
        self.refresh()

    def refresh(self) -> None:
        """Stack the strips anew for the fitter's present squares."""
        areas = [float(square.width) ** 2 for square in self._fitter.squares]
        side = math.sqrt(sum(areas))
        left, bottom = self._corner
        for strip, area in zip(self.submobjects, areas, strict=True):
            top = bottom + area / side
            strip.set_points_as_corners(box_corners(left, left + side, bottom, top))
            bottom = top

    def gather(self, run_time: float) -> Animation:
        """Return the motion of the residual squares flying together into the one square."""
        return LaggedStart(
            *(
                TransformFromCopy(square, strip)
                for square, strip in zip(self._fitter.squares, self.submobjects, strict=True)
            ),
            lag_ratio=0.25,
            run_time=run_time,
        )

    def outline(self) -> VMobject:
        """Return a dashed outline of the square as it is now, to compare with later."""
        whole = Rectangle(width=self.width, height=self.height).move_to(self)
        whole.set_stroke(style.palette.muted, width=style.stroke(style.SECONDARY))
        return DashedVMobject(whole, num_dashes=48)

    def follow(self) -> LossArea:
        """Keep following the fitter from now on."""
        self.add_updater(lambda area: area.refresh())
        return self
