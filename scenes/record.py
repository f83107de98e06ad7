"""What a scene did, frame by frame: its plays, its beats and every number it showed.

Plain data without Manim. The pipeline makes chapters, captions and the ledger from it; all times
are whole frames, so that nothing drifts.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from scenes.quantity import Quantity, number_text


@dataclass(frozen=True)
class PlayRecord:
    """One call of ``play`` or ``wait``."""

    first_frame: int
    frames: int
    beat: int | None


@dataclass(frozen=True)
class BeatRecord:
    """One narrated beat: its text is the caption of its frames."""

    text: str
    first_frame: int
    frames: int


@dataclass
class LedgerEntry:
    """A number that stood on screen, unchanged, for `frames` frames."""

    shown: str
    precision: int
    quantity: Quantity
    first_frame: int
    frames: int

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as JSON data; numbers as text, so that no digit is lost."""
        quantity = self.quantity
        return {
            "shown": self.shown,
            "value": number_text(quantity.value),
            "precision": self.precision,
            "expression": quantity.expression,
            "definitions": dict(quantity.definitions),
            "wrt": quantity.wrt,
            "point": {name: number_text(value) for name, value in quantity.point.items()},
            "source": quantity.source,
            "first_frame": self.first_frame,
            "frames": self.frames,
        }


@dataclass
class SceneRecord:
    """The record of one scene; it grows while the scene plays."""

    scene: str
    fps: int
    frames: int = 0
    plays: list[PlayRecord] = field(default_factory=list)
    beats: list[BeatRecord] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)
    _showing: dict[int, LedgerEntry] = field(default_factory=dict, repr=False)

    def show(
        self, readout: int, shown: str, precision: int, quantity: Quantity, span: range
    ) -> None:
        """Note that the readout with identity `readout` showed `shown` during the frames `span`."""
        entry = self._showing.get(readout)
        if (
            entry is not None
            and entry.first_frame + entry.frames == span.start
            and entry.shown == shown
            and entry.quantity == quantity
        ):
            entry.frames += len(span)
            return
        entry = LedgerEntry(shown, precision, quantity, span.start, len(span))
        self._showing[readout] = entry
        self.ledger.append(entry)

    def to_dict(self) -> dict[str, Any]:
        """Return the whole record as JSON data."""
        return {
            "scene": self.scene,
            "fps": self.fps,
            "frames": self.frames,
            "plays": [asdict(play) for play in self.plays],
            "beats": [asdict(beat) for beat in self.beats],
            "ledger": [entry.to_dict() for entry in self.ledger],
        }
