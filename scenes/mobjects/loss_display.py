"""The loss as one big number over a bar that is as long as the loss is large."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import VGroup

from scenes import style, typeset
from scenes.mobjects.readout import Readout
from scenes.mobjects.rounded import RoundedRectangle
from scenes.quantity import Quantity


class LossDisplay(VGroup):
    """A panel with the name of the loss, its value, and a bar.

    Parameters
    ----------
    quantity
        The loss, or what computes it; with a function the display follows it at each frame.
    highest
        The loss at which the bar is full; above it the bar stays full.
    width
        Of the panel, in Manim units.
    """

    def __init__(
        self,
        quantity: Quantity | Callable[[], Quantity],
        highest: float,
        width: float = 4.2,
        precision: int = 2,
        name: str = "L",
    ) -> None:
        super().__init__()
        palette = style.palette
        self.highest = highest
        height = 1.9
        self.panel = RoundedRectangle(width=width, height=height, corner_radius=0.18)
        self.panel.set_fill(style.mix(palette.loss, palette.panel, 0.08), opacity=1)
        self.panel.set_stroke(style.mix(palette.loss, palette.panel, 0.6), style.stroke(style.WIRE))
        self.label = typeset.formula(f"{name} =", size=1.2 * style.TITLE, color=palette.loss)
        self.readout = Readout(quantity, precision, 1.2 * style.TITLE, palette.loss, anchor="left")
        self.label.place((-width / 2 + 0.35, 0.12))
        self.readout.place((float(self.label.get_right()[0]) + 0.22, 0.12))
        self._full = width - 0.7
        self.track = RoundedRectangle(width=self._full, height=0.2, corner_radius=0.1)
        self.track.set_fill(palette.panel_edge, opacity=1).set_stroke(width=0)
        self.bar = RoundedRectangle(width=self._full, height=0.2, corner_radius=0.1)
        self.bar.set_fill(palette.loss, opacity=1).set_stroke(width=0)
        for part in (self.track, self.bar):
            part.shift([0.0, -0.55, 0.0])
        self.add(self.panel, self.label, self.readout, self.track, self.bar)
        self.refresh()
        if callable(quantity):
            self.add_updater(lambda display: display.follow())

    @property
    def share(self) -> float:
        """How full the bar is, from 0 to 1."""
        return float(np.clip(float(self.readout.quantity.value) / self.highest, 0.0, 1.0))

    def follow(self) -> None:
        """Show the loss of this moment."""
        # A group is updated before its parts are: the bar would be one frame behind its number.
        self.readout.update()
        self.refresh()

    def refresh(self) -> None:
        """Draw the bar as long as the loss is large."""
        scale = self.track.width / self._full
        # Never narrower than it is high, so that its ends stay round.
        width = max(0.2, self.share * self._full)
        outline = RoundedRectangle(width=width, height=0.2, corner_radius=0.1).scale(scale)
        left = self.track.get_left()
        self.bar.points = outline.points + (left - outline.get_left())
