"""A take: one scene, rendered into segments, before it is put into a film."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.timeline import SceneTimeline


@dataclass(frozen=True)
class Take:
    """What rendering one scene gives.

    Attributes
    ----------
    segments
        The encoded plays in order, or the folder of pictures, one a frame.
    record
        What the scene shows when, as plain data (see ``SceneTimeline.from_record``).
    sound
        The file of the scene's sound, or None if it is silent.
    """

    segments: tuple[Path, ...]
    record: Mapping[str, Any]
    sound: Path | None = None

    @property
    def timeline(self) -> SceneTimeline:
        """What the scene shows when."""
        return SceneTimeline.from_record(self.record)


@dataclass(frozen=True)
class Performance:
    """What playing one scene gives, before any of it is painted.

    Attributes
    ----------
    recordings
        The digests of what is on screen, in order.
    record, sound
        As in ``Take``.
    """

    recordings: tuple[str, ...]
    record: Mapping[str, Any]
    sound: Path | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the performance as plain data."""
        return {
            "recordings": self.recordings,
            "record": self.record,
            "sound": str(self.sound) if self.sound else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Performance:
        """Read what ``to_dict`` returned."""
        sound = Path(data["sound"]) if data["sound"] else None
        return cls(tuple(data["recordings"]), data["record"], sound)
