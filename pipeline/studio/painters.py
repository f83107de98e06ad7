"""Having frames painted by other processes: one for the frame that is looked at, one for the rest.

A thumbnail or a frame that is fetched ahead never keeps anyone waiting for the frame in view.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from typing import Any

from pipeline.painters import painter_processes
from pipeline.store import Store
from pipeline.studio.painting import paint, paint_png

_SMALL_PX = 200


class Painters:
    """The processes that paint for the studio.

    Parameters
    ----------
    store
        Holds the recordings.
    """

    def __init__(self, store: Store) -> None:
        self._folder = str(store.folder)
        self._stack = ExitStack()
        self._start()

    def close(self) -> None:
        """End the processes."""
        self._stack.close()

    async def paint(self, digest: str, frame: int, height_px: int) -> bytes | None:
        """Return the pixels of a frame, or None if its recording is gone; see ``paint``."""
        return await self._submit(paint, digest, frame, height_px)

    async def paint_png(self, digest: str, frame: int, height_px: int) -> bytes | None:
        """Return a frame as a file, or None if its recording is gone."""
        return await self._submit(paint_png, digest, frame, height_px)

    async def _submit(
        self, painting: Callable[..., bytes | None], digest: str, frame: int, height_px: int
    ) -> bytes | None:
        task: tuple[Any, ...] = (painting, self._folder, digest, frame, height_px)
        try:
            return await asyncio.wrap_future(self._crew(height_px).submit(*task))
        except BrokenProcessPool:
            # Somebody has ended a process that paints; nothing is lost but it.
            self._stack.close()
            self._start()
            return await asyncio.wrap_future(self._crew(height_px).submit(*task))

    def _crew(self, height_px: int) -> Any:
        return self._back if height_px <= _SMALL_PX else self._front

    def _start(self) -> None:
        self._front = self._stack.enter_context(painter_processes(1))
        self._back = self._stack.enter_context(painter_processes(1))
