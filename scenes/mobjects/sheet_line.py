"""A line in space, dashed and faint where a landscape's sheet hides it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from manim import CapStyleType, VGroup, VMobject

from scenes import style
from scenes.mobjects.polyline import dashes, set_lines
from scenes.mobjects.projection import Projection
from scenes.mobjects.terrain import Terrain

Array = npt.NDArray[np.float64]

#: How much of its colour something keeps that is out of sight.
FAINT = 0.55


class SheetLine(VGroup):
    """What is in sight of a line, and dashes for what is not.

    Parameters
    ----------
    width_px
        Of what is in sight.
    is_dashed
        Whether that is dashed, too.
    """

    def __init__(self, color: str, width_px: float, is_dashed: bool = False) -> None:
        super().__init__()
        self._is_dashed = is_dashed
        self.seen = VMobject(stroke_color=color, stroke_width=style.stroke(width_px))
        self.behind = VMobject(
            stroke_color=color, stroke_width=style.stroke(min(width_px, style.SECONDARY))
        )
        for line in (self.behind, self.seen):
            line.set_fill(opacity=0).set_cap_style(CapStyleType.ROUND)
        # What is behind says that something is there, no more.
        self.behind.decorative = True
        self.add(self.behind, self.seen)
        self.set_presence(1.0)

    def draw(self, places: Array, terrain: Terrain, view: Projection) -> npt.NDArray[np.bool_]:
        """Lead through places in space (n, 3); return which of them are hidden."""
        hidden = terrain.is_hidden(places, view)
        drawn = view(places)
        seen = [drawn[start:end] for start, end in runs_of(~hidden)]
        behind = [drawn[start:end] for start, end in runs_of(hidden)]
        if self._is_dashed:
            seen = [dash for run in seen for dash in dashes(run)]
        set_lines(self.seen, seen)
        set_lines(self.behind, [dash for run in behind for dash in dashes(run)])
        return hidden

    def set_presence(self, share: float) -> None:
        """Be drawn at a share of the opacity."""
        self.seen.set_stroke(opacity=share)
        self.behind.set_stroke(opacity=FAINT * share)


def runs_of(wanted: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where runs of at least two true values begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(int)))
    return [
        (s, e) for s, e in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True) if e - s > 1
    ]
