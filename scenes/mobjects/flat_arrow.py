"""A straight arrow in the picture, which can be put elsewhere in every frame."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from manim import CapStyleType, Line, Polygon, VGroup

from scenes import style
from scenes.mobjects.polyline import TIP_LENGTH, arrow_tip

Array = npt.NDArray[np.float64]

# How far into its tip a shaft reaches back from the apex.
INSET = 0.75 * TIP_LENGTH


class FlatArrow(VGroup):
    """A shaft that ends inside its tip.

    Parameters
    ----------
    tip
        How large the tip is, in units of what goes with other arrows.
    tip_share
        How much of a short arrow its tip may be.
    """

    def __init__(
        self, color: str, width_px: float, tip: float = 1.0, tip_share: float = 0.5
    ) -> None:
        super().__init__()
        self._largest, self._share = tip, tip_share
        self._shaft = Line(color=color, stroke_width=style.stroke(width_px))
        self._shaft.set_cap_style(CapStyleType.ROUND if tip_share < 1 else CapStyleType.BUTT)
        self._tip = Polygon(*np.eye(3), fill_color=color, fill_opacity=1, stroke_width=0)
        self.add(self._shaft, self._tip)

    def put(self, start: Array, end: Array) -> None:
        """Lead from `start` to `end`; a very short one has a smaller tip."""
        along, size = unit_and_tip_size(start, end, self._largest, self._share)
        self._shaft.put_start_and_end_on(start, end - size * INSET * along + 1e-6)
        self._tip.set_points_as_corners(arrow_tip(end, along, size))


def unit_and_tip_size(
    start: Array, end: Array, largest: float = 1.0, share: float = 0.5
) -> tuple[Array, float]:
    """Return the direction of an arrow, and how large its tip is: at most a share of its length."""
    length = float(np.linalg.norm(end - start))
    return (end - start) / max(length, 1e-9), min(largest, share * length / TIP_LENGTH)
