"""Rendering the final video from the page, exactly as the command line would."""

from __future__ import annotations

import asyncio
import json
import shlex
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomlkit

from pipeline.setting import Setting

PROGRAM = Path(__file__).resolve().parent.parent.parent / "render.py"
_LONGEST_LINE_BYTES = 1_000_000


def command_of(
    verb: str, name: str, settings: Iterable[Setting], options: Sequence[str] = ()
) -> list[str]:
    """Return what to type after ``python`` for what the page does.

    Parameters
    ----------
    verb
        ``scene`` or ``frame``.
    settings
        What was changed on the page.
    options
        Whatever else is to be said.
    """
    changed = [
        word
        for setting in settings
        for word in ("--set", f"{setting.name}={_as_toml(setting.value)}")
    ]
    return ["render.py", verb, name, *options, *changed]


def as_typed(command: Iterable[str]) -> str:
    """Return a command as it is typed in a shell."""
    return "python " + shlex.join(command)


def _as_toml(value: Any) -> str:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        return str(table.as_string())
    return str(tomlkit.item(value).as_string())


class Rendering:
    """One video that is being rendered, or has been.

    Attributes
    ----------
    state
        What the page is told: ``state`` is running, done, failed or cancelled.
    file
        The finished video.
    """

    def __init__(self, id_: str, command: Sequence[str]) -> None:
        self.id = id_
        self.command = list(command)
        self.file: Path | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._is_cancelled = False
        self.state: dict[str, Any] = {
            "id": id_, "state": "running", "command": as_typed(command),
            "done": 0, "total": 0, "left_s": None, "message": "",
        }  # fmt: skip

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return bool(self.state["state"] == "running")

    async def run(self, on_change: Callable[[], None]) -> None:
        """Render; tell whenever the state has changed."""
        on_change()
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(PROGRAM),
            *self.command[1:],
            "--json",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE_BYTES,
            # Ctrl-C reaches only the server, which then cancels this.
            start_new_session=True,
        )
        if self._is_cancelled:
            self.cancel()
        assert process.stdout is not None
        async for line in process.stdout:
            self._read(json.loads(line))
            on_change()
        status = await process.wait()
        if self._is_cancelled:
            self.state["state"] = "cancelled"
        elif status or self.file is None:
            self.state["state"] = "failed"
            self.state["message"] = self.state["message"] or f"it ended with status {status}"
        else:
            self.state["state"] = "done"
        on_change()

    def cancel(self) -> None:
        """Stop rendering; what was there before stays."""
        self._is_cancelled = True
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)

    def _read(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "progress":
                self.state |= {
                    "done": event["frames_done"],
                    "total": event["frames_total"],
                    "left_s": event["left_s"],
                }
            case "video":
                self.file = Path(event["file"])
                self.state["message"] = event["file"]
            case "error":
                self.state["message"] = event["message"]
