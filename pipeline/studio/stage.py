"""Playing what is to be looked at: as soon as possible, and no more than is needed.

What a scene showed when it was played last, by whomever, is there at once if nothing that it reads
has changed since. Otherwise a glimpse comes first, and the exact frames follow as they are played.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from pipeline.film import STORE_BYTES
from pipeline.quality import LANDSCAPE
from pipeline.segments import recording_name
from pipeline.store import Store
from pipeline.studio.events import Events
from pipeline.studio.limits import Limits
from pipeline.studio.player import Task
from pipeline.studio.players import Player
from pipeline.studio.previews import Preview
from pipeline.targets import Target
from pipeline.unchanged import Memory
from pipeline.worker import Job

# Half the size and half the rate: a first look should be quick.
_GLIMPSE_QUALITY = "m"
# What was used lately is kept, however large; the rest is played again if it is missed.
_KEPT_S = 600


class Stage:
    """Where one preview at a time is played.

    Parameters
    ----------
    store
        Keeps what was on screen.
    events
        Told of what there is to see.
    """

    def __init__(self, store: Store, limits: Limits, events: Events) -> None:
        self._store = store
        self._limits = limits
        self._events = events
        self._player, self._glimpser, self._form_reader = Player(), Player(), Player()
        self._shown: Preview | None = None

    async def start(self) -> None:
        """Start the processes that play."""
        players = (self._form_reader, self._glimpser, self._player)
        await asyncio.gather(*(player.start() for player in players))

    async def close(self) -> None:
        """End the processes that play."""
        players = (self._form_reader, self._glimpser, self._player)
        await asyncio.gather(*(player.close() for player in players))

    async def show(self, preview: Preview, frame: int, *, again: bool = False) -> None:
        """Play a preview, in place of what is being played; return when it is complete.

        Parameters
        ----------
        frame
            The one that is looked at.
        again
            Whether to play it even if it is known what it shows, since that was lost.
        """
        self._shown = preview
        self._player.stop()
        self._glimpser.stop()
        remembered = None if again else await asyncio.to_thread(self._recall, preview)
        if remembered is not None:
            parts, performance = remembered
            preview.add_all(parts, performance.record)
            self._tell(preview)
            return
        preview.begin()
        self._tell(preview)
        await self.glimpse(preview, frame)
        if self._shown is preview and not preview.failure:
            await self._play(preview)

    async def glimpse(self, preview: Preview, frame: int) -> None:
        """Tell of about what a preview shows at a frame that has not been played yet."""

        def on_answer(kind: str, value: Any) -> None:
            if kind == "glimpse":
                facts = {"id": preview.id, "frame": frame, "png": value}
                self._events.tell("glimpse", preview.id, facts)
            elif kind == "failure":
                preview.failure = value["message"]
                self._tell(preview)

        job = self._job(preview.target, preview.quality.shape, _GLIMPSE_QUALITY)
        at = frame * job.picture.fps // preview.quality.fps
        await self._glimpser.carry_out(Task("glimpse", job, self._limits, at), on_answer)

    async def form(self, target: Target) -> dict[str, Any] | None:
        """Return a scene's parameters, or None if another form has been asked for meanwhile."""
        found: dict[str, Any] = {}

        def on_answer(kind: str, value: Any) -> None:
            if kind == "form":
                found.update(value)
            elif kind == "failure":
                found["failure"] = value["message"]

        task = Task("form", self._job(target), self._limits)
        await self._form_reader.carry_out(task, on_answer)
        return found or None

    async def _play(self, preview: Preview) -> None:
        def on_answer(kind: str, value: Any) -> None:
            if kind == "recording":
                digest, frames, preview.beats = value
                preview.add(digest, frames)
            elif kind == "record":
                preview.complete(value)
            elif kind == "failure":
                preview.failure = value["message"]
            self._tell(preview)

        job = self._job(preview.target, preview.quality.shape, preview.quality.letter)
        await self._player.carry_out(Task("play", job, self._limits), on_answer)
        await asyncio.to_thread(self._store.prune, STORE_BYTES, time.time() - _KEPT_S)

    def _recall(self, preview: Preview) -> Any:
        memory = Memory(self._store, preview.target, preview.quality, transparent=False)
        remembered = memory.recall()
        if remembered is not None:
            for digest, _ in remembered[0]:
                with self._store.opened(recording_name(digest)) as file:
                    if file is None:
                        return None
        return remembered

    def _job(self, target: Target, shape: str = LANDSCAPE, quality: str = "h") -> Job:
        # Its folder is made by whoever carries it out.
        return Job(target, quality, "mp4", "", str(self._store.folder), shape)

    def _tell(self, preview: Preview) -> None:
        self._events.tell("preview", preview.id, preview.facts())
