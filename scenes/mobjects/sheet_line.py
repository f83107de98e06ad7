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
_RIM_PX, _RIM_SHARE = 2.5, 0.6


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
        self._flatness = 0.0
        self.seen = VMobject(stroke_color=color, stroke_width=style.stroke(width_px))
        self.behind = VMobject(
            stroke_color=color, stroke_width=style.stroke(min(width_px, style.SECONDARY))
        )
        # A rim of ground keeps it apart from the sheet, whatever colour that has there.
        self.rim = VMobject(stroke_color=style.palette.ground)
        self.rim.set_stroke(width=style.stroke(width_px + 2 * _RIM_PX))
        for line in (self.behind, self.rim, self.seen):
            line.set_fill(opacity=0).set_cap_style(CapStyleType.ROUND)
        # What is behind says that something is there, no more.
        self.behind.decorative = self.rim.decorative = True
        self.add(self.behind, self.rim, self.seen)
        self.set_presence(1.0)

    def draw(
        self, places: Array, terrain: Terrain, view: Projection, flatness: float = 0.0
    ) -> npt.NDArray[np.bool_]:
        """Lead through places in space (n, 3); return which of them are hidden.

        Parameters
        ----------
        flatness
            Of the landscape: what it hides comes out on top of it as it becomes a map.
        """
        hidden = terrain.is_hidden(places, view)
        drawn = view(places)
        seen = [drawn[start:end] for start, end in runs_of(~hidden)]
        behind = [drawn[start:end] for start, end in runs_of(hidden)]
        if self._is_dashed:
            seen = [dash for run in seen for dash in dashes(run)]
        for line in (self.rim, self.seen):
            set_lines(line, seen)
        if not flatness:
            behind = [dash for run in behind for dash in dashes(run)]
        set_lines(self.behind, behind)
        self._flatness = flatness
        self.set_presence(self._presence)
        return hidden

    def set_presence(self, share: float) -> None:
        """Be drawn at a share of the opacity."""
        self._presence = share
        self.seen.set_stroke(opacity=share)
        self.rim.set_stroke(opacity=_RIM_SHARE * share)
        self.behind.set_stroke(opacity=share * shown_behind(self._flatness))


def shown_behind(flatness: float) -> float:
    """Return the share of opacity at which something behind the sheet is drawn."""
    return FAINT + (1 - FAINT) * flatness


def runs_of(wanted: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where runs of at least two true values begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wanted, [False]]).astype(int)))
    return [
        (s, e) for s, e in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True) if e - s > 1
    ]
