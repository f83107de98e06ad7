"""Having scenes played by another process, one at a time, and no longer than anybody wants it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from pipeline.failures import Failure
from pipeline.forking import command, ending, environment
from pipeline.studio.player import Task

# A line may hold a picture.
_LONGEST_LINE_BYTES = 64_000_000
# A scene is first asked to stop, in Python's own way; compiled code does not listen.
_GRACE_S = 5


class Player:
    """A process that carries out tasks; each takes the place of the one before."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._lock = asyncio.Lock()
        self._newest = 0
        # The one that is being carried out, and the process that does.
        self._current = 0
        self._child: int | None = None

    async def start(self) -> None:
        """Start the process ahead of its first task, since it takes a while."""
        async with self._lock:
            await self._running()

    async def carry_out(self, task: Task, on_answer: Callable[[str, Any], None]) -> None:
        """Carry out a task, unless another one comes meanwhile.

        Parameters
        ----------
        on_answer
            Called with each answer; the last one may be a failure.
        """
        self.stop()
        mine = self._newest
        async with self._lock:
            if mine != self._newest:
                return

            def tell(kind: str, value: Any) -> None:
                # What was still said when it was told to stop is for nobody.
                if mine == self._newest:
                    on_answer(kind, value)

            self._current = mine
            await self._converse(task, tell)

    def stop(self) -> None:
        """End the task that is being carried out, and answer for it no more."""
        self._newest += 1
        self._end_child()

    def _end_child(self) -> None:
        if self._child is not None:
            with suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGKILL)

    async def close(self) -> None:
        """End the process."""
        self._newest += 1
        await self._end()

    async def _converse(self, task: Task, tell: Callable[[str, Any], None]) -> None:
        process = await self._running()
        assert process.stdin is not None and process.stdout is not None
        target, limits = task.job.target, task.limits
        try:
            process.stdin.write(task.to_json().encode() + b"\n")
            await process.stdin.drain()
            has_failed = False
            while True:
                line = await asyncio.wait_for(process.stdout.readline(), limits.time_s + _GRACE_S)
                if not line:
                    raise ConnectionError
                ((kind, value),) = json.loads(line).items()
                if kind == "started":
                    self._child = value
                    if self._current != self._newest:
                        self._end_child()
                    continue
                if kind == "ended":
                    self._child = None
                    if value and not has_failed:
                        problem = f"{target}: its process {ending(value)}"
                        tell("failure", asdict(Failure("scene", problem)))
                    return
                has_failed = has_failed or kind == "failure"
                tell(kind, value)
        except TimeoutError:
            await self._end()
            tell("failure", asdict(Failure("scene", f"{target}: {limits.too_long}")))
        except (ConnectionError, ValueError):
            await self._end()
            gone = "the process that played it is gone"
            tell("failure", asdict(Failure("scene", f"{target}: {gone}")))

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *command("pipeline.studio.player"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=_LONGEST_LINE_BYTES,
                # Modules are edited while this runs. Whether compiled ones are up to date is told
                # by the second, which is too coarse for two edits in one.
                env={**environment(), "PYTHONDONTWRITEBYTECODE": "1"},
                # Ctrl-C reaches only the server, which then ends its players.
                start_new_session=True,
            )
        return self._process

    async def _end(self) -> None:
        process, self._process, self._child = self._process, None, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
