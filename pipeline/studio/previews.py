"""Previews: scenes with their settings, as far as they have been played."""

from __future__ import annotations

import bisect
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.quality import Quality
from pipeline.setting import Setting
from pipeline.targets import Target
from pipeline.unchanged import Part

# Each is a few kilobytes; what is on screen in it lies in the store.
_MOST_PREVIEWS = 200


@dataclass
class Preview:
    """A scene with its settings, which never change, as far as it has been played.

    Attributes
    ----------
    changes
        The settings that were made on the page, apart from those of a lesson file.
    parts
        The recordings so far.
    plays, beats
        What is known of them so far, each as plain data with ``first_frame`` and ``frames``.
    is_complete
        Whether all of it is there.
    failure
        Why it could not be played, or not to its end.
    """

    id: str
    name: str
    target: Target
    quality: Quality
    changes: tuple[Setting, ...]
    is_complete: bool = False
    failure: str = ""
    plays: list[Mapping[str, Any]] = field(default_factory=list)
    beats: list[Mapping[str, Any]] = field(default_factory=list)
    _digests: list[str] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)

    @property
    def frames(self) -> int:
        """The number of frames so far."""
        return self._ends[-1] if self._ends else 0

    def begin(self) -> None:
        """Forget what is known, to be played from the beginning."""
        self.is_complete, self.failure = False, ""
        self.plays, self.beats, self._digests, self._ends = [], [], [], []

    def add(self, digest: str, frames: int) -> None:
        """Add a recording."""
        self._digests.append(digest)
        self._ends.append(self.frames + frames)

    def complete(self, record: Mapping[str, Any]) -> None:
        """Add what is known when all has been played."""
        self.plays, self.beats = list(record["plays"]), list(record["beats"])
        self.is_complete = True

    def add_all(self, parts: Iterable[Part], record: Mapping[str, Any]) -> None:
        """Add everything at once."""
        self.begin()
        for digest, frames in parts:
            self.add(digest, frames)
        self.complete(record)

    def locate(self, frame: int) -> tuple[str, int] | None:
        """Return the recording that holds a frame and the frame's number in it, if it is there."""
        index = bisect.bisect_right(self._ends, frame)
        if frame < 0 or index == len(self._ends):
            return None
        first = self._ends[index - 1] if index else 0
        return self._digests[index], frame - first

    def facts(self) -> dict[str, Any]:
        """Return what the page is told."""
        return {
            "id": self.id,
            "name": self.name,
            "title": str(self.target),
            "width": self.quality.width_px,
            "height": self.quality.height_px,
            "fps": self.quality.fps,
            "shape": self.quality.shape,
            "frames": self.frames,
            "plays": self.plays,
            "beats": self.beats,
            "complete": self.is_complete,
            "failure": self.failure,
        }


class Previews:
    """The last few previews, by their names."""

    def __init__(self) -> None:
        self._previews: OrderedDict[str, Preview] = OrderedDict()
        self._count = 0

    def open(
        self, name: str, target: Target, quality: Quality, changes: tuple[Setting, ...]
    ) -> Preview:
        """Add a preview."""
        self._count += 1
        preview = Preview(str(self._count), name, target, quality, changes)
        self._previews[preview.id] = preview
        if len(self._previews) > _MOST_PREVIEWS:
            self._previews.popitem(last=False)
        return preview

    def get(self, id_: str) -> Preview | None:
        """Return a preview, unless it is gone."""
        preview = self._previews.get(id_)
        if preview is not None:
            self._previews.move_to_end(id_)
        return preview
