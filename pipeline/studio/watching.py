"""Noticing that somebody has edited a file that scenes are made of."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

# An editor may write a file in several steps, and several files at a time.
_QUIET_MS = 60
_LONGEST_MS = 400
_NOT_WATCHED = frozenset({"media", "build", "dist"})
_SUFFIXES = (".py", ".toml", ".csv", ".json", ".po", ".ttf", ".otf")


class _OfScenes(DefaultFilter):
    """Lets through what a scene may be made of."""

    def __call__(self, change: Change, path: str) -> bool:
        return path.endswith(_SUFFIXES) and super().__call__(change, path)


async def changes(
    project: Path, also: Iterable[Path], stop: asyncio.Event
) -> AsyncIterator[list[str]]:
    """Give the files that have changed, as paths from here, whenever some have.

    Parameters
    ----------
    project
        The folder that holds the scenes.
    also
        Further folders.
    stop
        Ends the watching when it is set.
    """
    folders = [
        entry
        for entry in project.iterdir()
        if entry.is_dir() and entry.name not in _NOT_WATCHED and not entry.name.startswith(".")
    ]
    queue: asyncio.Queue[list[str]] = asyncio.Queue()

    async def watch(paths: Iterable[Path], *, recursive: bool) -> None:
        async for found in awatch(
            *paths,
            watch_filter=_OfScenes(),
            debounce=_LONGEST_MS,
            step=_QUIET_MS,
            stop_event=stop,
            recursive=recursive,
        ):
            await queue.put(sorted({os.path.relpath(path) for _, path in found}))

    watchers = [
        asyncio.create_task(watch(folders, recursive=True)),
        asyncio.create_task(watch([project, *also], recursive=False)),
    ]
    stopped = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            news = asyncio.create_task(queue.get())
            await asyncio.wait([news, stopped], return_when=asyncio.FIRST_COMPLETED)
            if news.done():
                yield news.result()
            else:
                news.cancel()
    finally:
        for task in (*watchers, stopped):
            task.cancel()
