"""Progress of a job on standard error: one moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Self, TextIO

from pipeline.targets import Target

_BAR_WIDTH = 24


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
        self._scenes = scenes
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._lock = threading.Lock()
        self._begun_s = time.monotonic()
        self._ended = 0
        self._frames: dict[Target, int] = {}
        self._running: dict[Target, float] = {}

    def __enter__(self) -> Self:
        self._show()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clear()

    @property
    def elapsed_s(self) -> float:
        """The time since the job began."""
        return time.monotonic() - self._begun_s

    def started(self, target: Target) -> None:
        """Say that a scene is being rendered."""
        with self._lock:
            self._running[target] = time.monotonic()
            self._show()

    def drawn(self, target: Target, frames: int) -> None:
        """Say how many frames of a scene have been drawn."""
        with self._lock:
            self._frames[target] = frames
            self._show()

    def ended(self, target: Target, *, failed: bool) -> None:
        """Say that a scene is finished, or has failed."""
        with self._lock:
            seconds = time.monotonic() - self._running.pop(target)
            self._ended += 1
            self._clear()
            outcome = "failed" if failed else f"{self._frames.get(target, 0)} frames"
            line = f"[{self._ended}/{self._scenes}] {target}: {outcome}, {seconds:.1f} s"
            print(line, file=self._stream, flush=True)
            self._show()

    def _show(self) -> None:
        if not self._live:
            return
        filled = round(_BAR_WIDTH * self._ended / self._scenes)
        bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
        frames = sum(self._frames.values())
        text = f"{bar} {self._ended}/{self._scenes} scenes, {frames} frames{self._time_left()}"
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()

    def _time_left(self) -> str:
        # How long a scene is is known only once it has been played, so scenes are the measure.
        if not 0 < self._ended < self._scenes:
            return ""
        left_s = self.elapsed_s * (self._scenes - self._ended) / self._ended
        minutes, seconds = divmod(round(left_s), 60)
        return f", about {minutes}:{seconds:02} left"

    def _clear(self) -> None:
        if self._live:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
