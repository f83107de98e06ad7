"""Progress of a job: what is counted, apart from how it is shown.

Frames are counted: how many there are is known for the scenes that have been played, and guessed
from these for the rest.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from pipeline.targets import Target


@dataclass(frozen=True)
class State:
    """How far a job has come.

    Attributes
    ----------
    done, total
        Frames that are finished, and how many there are going to be as far as is known.
    left_s
        About how long it will still take, or None if that cannot be said yet.
    running
        The scenes that are being played or painted.
    """

    done: int
    total: int
    left_s: float | None
    running: tuple[Target, ...]


@dataclass(frozen=True)
class Ended:
    """A scene that is finished, or has failed; the number is that of scenes ended so far."""

    target: Target
    number: int
    scenes: int
    frames: int
    seconds: float
    failed: bool


class Display(Protocol):
    """Someone who shows progress."""

    def show(self, state: State) -> None:
        """Show how far the job has come."""

    def scene_ended(self, ended: Ended) -> None:
        """Show that a scene has ended."""

    def close(self) -> None:
        """Show nothing more."""


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
    """Counts the scenes and frames of one job, and has a display show how far it has come.

    Parameters
    ----------
    scenes
        The number of scenes to be rendered.
    """

    def __init__(self, scenes: int, display: Display) -> None:
        self._count = scenes
        self._display = display
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
            self._display.close()

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
            seconds = time.monotonic() - scene.begun_s
            self._display.scene_ended(
                Ended(target, self._ended, self._count, scene.frames, seconds, failed)
            )
            self._show()

    def _show(self) -> None:
        done, total = self._frames()
        left_s = self.elapsed_s * (total - done) / done if 0 < done < total else None
        self._display.show(State(done, total, left_s, tuple(self._running)))

    def _frames(self) -> tuple[int, int]:
        """Return how many frames are finished, and how many there are going to be."""
        played = [scene.frames for scene in self._scenes.values() if scene.is_played]
        begun = [scene.frames for scene in self._scenes.values() if not scene.is_played]
        guess = sum(played) // len(played) if played else max(begun, default=0)
        unseen = guess * (self._count - len(self._scenes))
        total = sum(played) + sum(max(guess, frames) for frames in begun) + unseen
        return sum(scene.done for scene in self._scenes.values()), total
