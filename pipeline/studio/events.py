"""Telling every open page what has happened, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

_ALIVE_S = 15


class Events:
    """Hands on what happens to whoever listens.

    Of several messages about the same thing, a listener that is slow gets the newest alone: what
    waits for it stays as short as there are things to tell of.
    """

    def __init__(self) -> None:
        self._listeners: list[_Listener] = []
        self._is_over = False

    def tell(self, kind: str, about: str, facts: Mapping[str, Any]) -> None:
        """Tell everyone.

        Parameters
        ----------
        kind
            Of the event.
        about
            What it is about; a newer message of the same kind about the same takes its place.
        facts
            What the page is told.
        """
        for listener in self._listeners:
            listener.put((kind, about), facts)

    def close(self) -> None:
        """End every stream."""
        self._is_over = True
        for listener in self._listeners:
            listener.there_is_news.set()

    async def stream(self) -> AsyncIterator[str]:
        """Give the text of an event stream."""
        listener = _Listener()
        self._listeners.append(listener)
        try:
            yield ": hello\n\n"
            while not self._is_over:
                try:
                    await asyncio.wait_for(listener.there_is_news.wait(), _ALIVE_S)
                except TimeoutError:
                    yield ": still there\n\n"
                for (kind, _), facts in listener.take():
                    yield f"event: {kind}\ndata: {json.dumps(facts)}\n\n"
        finally:
            self._listeners.remove(listener)


class _Listener:
    def __init__(self) -> None:
        self.there_is_news = asyncio.Event()
        self._news: dict[tuple[str, str], Mapping[str, Any]] = {}

    def put(self, key: tuple[str, str], facts: Mapping[str, Any]) -> None:
        # What is newer comes later, whatever it takes the place of.
        self._news.pop(key, None)
        self._news[key] = facts
        self.there_is_news.set()

    def take(self) -> list[tuple[tuple[str, str], Mapping[str, Any]]]:
        news, self._news = self._news, {}
        self.there_is_news.clear()
        return list(news.items())
