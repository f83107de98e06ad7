"""How progress is shown: to people on a terminal, to programs as JSON, or not at all."""

from __future__ import annotations

import json
import sys
import time
from typing import Any, TextIO

from pipeline.progress import Display, Ended, State

_BAR_WIDTH = 24
_MOST_NAMES = 3
# Often enough to look alive, and seldom enough not to fill a log.
_BETWEEN_LINES_S = 0.5


def display_for(*, as_json: bool) -> Display:
    """Return what suits where the output goes."""
    if as_json:
        return JsonLines(sys.stdout)
    return Bar(sys.stderr) if sys.stderr.isatty() else Silent()


class Silent:
    """Shows nothing: for logs and pipes, where only the result matters."""

    def show(self, state: State) -> None:
        """Show nothing."""

    def scene_ended(self, ended: Ended) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Do nothing."""


class Bar:
    """One moving line for the whole job, and a line for each scene that has ended."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, state: State) -> None:
        """Draw the bar anew."""
        filled = round(_BAR_WIDTH * state.done / max(state.total, 1))
        bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
        left = (
            ""
            if state.left_s is None
            else ", about {}:{:02} left".format(*divmod(round(state.left_s), 60))
        )
        names = ", ".join(target.scene for target in state.running[:_MOST_NAMES])
        self._stream.write(f"\r\x1b[K{bar} {state.done} of {state.total} frames{left}  {names}")
        self._stream.flush()

    def scene_ended(self, ended: Ended) -> None:
        """Leave a line above the bar."""
        self.close()
        outcome = "failed" if ended.failed else f"{ended.frames} frames"
        line = f"[{ended.number}/{ended.scenes}] {ended.target}: {outcome}, {ended.seconds:.1f} s"
        print(line, file=self._stream, flush=True)

    def close(self) -> None:
        """Take the bar away."""
        self._stream.write("\r\x1b[K")
        self._stream.flush()


class JsonLines:
    """One JSON object a line, each with an ``event``."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown_s = 0.0

    def show(self, state: State) -> None:
        """Write a ``progress`` event, unless there was one just now."""
        now_s = time.monotonic()
        if now_s - self._shown_s < _BETWEEN_LINES_S:
            return
        self._shown_s = now_s
        left_s = None if state.left_s is None else round(state.left_s, 1)
        names = [target.scene for target in state.running]
        write_event(
            self._stream, "progress",
            frames_done=state.done, frames_total=state.total, left_s=left_s, running=names,
        )  # fmt: skip

    def scene_ended(self, ended: Ended) -> None:
        """Write a ``scene`` event."""
        write_event(
            self._stream, "scene",
            scene=ended.target.scene, number=ended.number, scenes=ended.scenes,
            frames=ended.frames, seconds=round(ended.seconds, 3), failed=ended.failed,
        )  # fmt: skip

    def close(self) -> None:
        """Do nothing."""


def write_event(stream: TextIO, event: str, **facts: Any) -> None:
    """Write one event as a line of JSON."""
    print(json.dumps({"event": event, **facts}), file=stream, flush=True)
