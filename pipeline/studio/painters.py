"""Having frames painted by other processes: one for the frame that is looked at, one for the rest.

A thumbnail or a frame that is fetched ahead never keeps anyone waiting for the frame in view.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar, cast

from pipeline.painters import painter_processes
from pipeline.store import Store
from pipeline.studio.painting import paint, paint_png

_SMALL_PX = 200
# Files that are never written to a disk, where the system has such.
_IN_MEMORY = Path("/dev/shm")

T = TypeVar("T")


class Painters:
    """The processes that paint for the studio.

    Parameters
    ----------
    store
        Holds the recordings.
    """

    def __init__(self, store: Store) -> None:
        self._folder = str(store.folder)
        self._count = itertools.count()
        self._stack = ExitStack()
        self._start()

    def close(self) -> None:
        """End the processes."""
        self._stack.close()

    async def paint(self, digest: str, frame: int, height_px: int) -> bytes | None:
        """Return the pixels of a frame, packed, or None if its recording is gone."""
        file = self._exchange / str(next(self._count))
        try:
            is_there = await self._submit(paint, digest, frame, height_px, str(file))
            return file.read_bytes() if is_there else None
        finally:
            file.unlink(missing_ok=True)

    async def paint_png(self, digest: str, frame: int, height_px: int) -> bytes | None:
        """Return a frame as a file, or None if its recording is gone."""
        return await self._submit(paint_png, digest, frame, height_px)

    async def _submit(
        self, painting: Callable[..., T], digest: str, frame: int, height_px: int, *more: str
    ) -> T:
        task: tuple[Any, ...] = (painting, self._folder, digest, frame, height_px, *more)
        try:
            return cast("T", await asyncio.wrap_future(self._crew(height_px).submit(*task)))
        except BrokenProcessPool:
            # Somebody has ended a process that paints; nothing is lost but it.
            self._stack.close()
            self._start()
            return cast("T", await asyncio.wrap_future(self._crew(height_px).submit(*task)))

    def _crew(self, height_px: int) -> Any:
        return self._back if height_px <= _SMALL_PX else self._front

    def _start(self) -> None:
        in_memory = _IN_MEMORY if _IN_MEMORY.is_dir() else None
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(dir=in_memory))
        self._exchange = Path(folder)
        self._front = self._stack.enter_context(painter_processes(1))
        self._back = self._stack.enter_context(painter_processes(1))
