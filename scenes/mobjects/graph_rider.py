"""A gradient that travels back along its wire."""

from __future__ import annotations

import numpy as np

from scenes.mobjects.graph_labels import NumberPill
from scenes.mobjects.wire import Wire

# A number is seen riding at most this far, in Manim units: close to a node many would overlap.
LONGEST_RIDE = 1.6


class Rider:
    """A number on its way down a wire, from its target to the slot at its source.

    Parameters
    ----------
    slot
        Where the right end of the number's baseline comes to stand.
    pill
        The number; at first it is nowhere.
    """

    def __init__(self, wire: Wire, slot: np.ndarray, pill: NumberPill) -> None:
        self.pill = pill
        self._track = wire.track
        self._slot = slot
        self._middle = (pill.readout.get_center() - pill.readout.anchor_point)[:2]

    def ride(self, share: float) -> None:
        """Be where the front of the signal is, once it comes near the slot."""
        # The end of the way is the point of the wire right above the slot.
        end = float(self._slot[0] + self._middle[0] - self._track.point(0.0)[0])
        length = self._track.length
        shown = min(LONGEST_RIDE, 0.45 * length)
        distance = max(end, end + (length - end) * (1 - share))
        left = min(1.0, (distance - end) / shown)
        self.pill.set_presence(min(1.0, 4 * (1 - left)))
        on_wire = self._track.point(distance)[:2] - self._middle
        # It leaves the wire only on the last part of the way.
        aside = max(0.0, 1 - left / 0.6)
        self.pill.place(on_wire + aside * (self._slot[:2] - on_wire))
