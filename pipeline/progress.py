"""Progress of a job on standard error: one moving line on a terminal, plain lines elsewhere.

Frames are counted: how many there are is known for the scenes that have been played, and guessed
from these for the rest.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TextIO

from pipeline.targets import Target

_BAR_WIDTH = 24


@dataclass
class _Scene:
    """How far a scene has come."""

    begun_s: float
    frames: int = 0
    painted: int = 0
    reused: int = 0
    is_played: bool = False

    @property
    def done(self) -> int:
        return self.painted + self.reused


class Progress:
    """Counts the scenes and frames of one job and shows how far it has come.

    Parameters
    ----------
    scenes
        The number of scenes to be rendered.
    stream
        Where it is shown; by default standard error.
    """

    def __init__(self, scenes: int, stream: TextIO | None = None) -> None:
        self._count = scenes
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._lock = threading.RLock()
        self._begun_s = time.monotonic()
        self._ended = 0
        self._scenes: dict[Target, _Scene] = {}
        self._running: list[Target] = []

    def __enter__(self) -> Self:
        self._show()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._clear()
            self._live = False

    @property
    def elapsed_s(self) -> float:
        """The time since the job began."""
        return time.monotonic() - self._begun_s

    @property
    def painted(self) -> int:
        """The number of frames that were painted."""
        return sum(scene.painted for scene in self._scenes.values())

    @property
    def reused(self) -> int:
        """The number of frames that did not have to be painted."""
        return sum(scene.reused for scene in self._scenes.values())

    def started(self, target: Target) -> None:
        """Say that a scene is being played."""
        with self._lock:
            self._scenes[target] = _Scene(time.monotonic())
            self._running.append(target)
            self._show()

    def found(self, target: Target, frames: int) -> None:
        """Say that a scene has so many more frames."""
        with self._lock:
            self._scenes[target].frames += frames
            self._show()

    def played(self, target: Target) -> None:
        """Say that all frames of a scene are known."""
        with self._lock:
            self._scenes[target].is_played = True

    def finished(self, target: Target, frames: int, *, reused: bool) -> None:
        """Say that so many frames of a scene are there to be put together."""
        with self._lock:
            if reused:
                self._scenes[target].reused += frames
            else:
                self._scenes[target].painted += frames
            self._show()

    def ended(self, target: Target, *, failed: bool) -> None:
        """Say that a scene is finished, or has failed."""
        with self._lock:
            scene = self._scenes[target]
            self._running.remove(target)
            self._ended += 1
            self._clear()
            outcome = "failed" if failed else f"{scene.frames} frames"
            seconds = time.monotonic() - scene.begun_s
            line = f"[{self._ended}/{self._count}] {target}: {outcome}, {seconds:.1f} s"
            print(line, file=self._stream, flush=True)
            self._show()

    def _show(self) -> None:
        if not self._live:
            return
        done, total = self._frames()
        filled = round(_BAR_WIDTH * done / max(total, 1))
        bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
        at_work = ", ".join(target.scene for target in self._running[:3])
        text = f"{bar} {done} of {total} frames{self._time_left(done, total)}  {at_work}"
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()

    def _frames(self) -> tuple[int, int]:
        """Return how many frames are finished, and how many there are going to be."""
        played = [scene.frames for scene in self._scenes.values() if scene.is_played]
        begun = [scene.frames for scene in self._scenes.values() if not scene.is_played]
        guess = sum(played) // len(played) if played else max(begun, default=0)
        unseen = guess * (self._count - len(self._scenes))
        total = sum(played) + sum(max(guess, frames) for frames in begun) + unseen
        return sum(scene.done for scene in self._scenes.values()), total

    def _time_left(self, done: int, total: int) -> str:
        if not 0 < done < total:
            return ""
        minutes, seconds = divmod(round(self.elapsed_s * (total - done) / done), 60)
        return f", about {minutes}:{seconds:02} left"

    def _clear(self) -> None:
        if self._live:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
