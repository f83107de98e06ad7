"""Knowing that a video is there already: the very same one, made of the same parts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import av

from pipeline.captions import to_srt
from pipeline.formats import Format
from pipeline.ledger import to_json
from pipeline.places import beside, ledger_place
from pipeline.store import Store
from pipeline.take import Take
from pipeline.timeline import Timeline


class Made:
    """Remembers in a store what a file was put together from, and compares.

    Parameters
    ----------
    output
        The place of the video; what lies beside it counts as a part of it.
    """

    def __init__(
        self,
        store: Store,
        output: Path,
        takes: Sequence[Take],
        timeline: Timeline,
        form: Format,
        title: str,
    ) -> None:
        self._store = store
        self._files = [] if form.is_folder else _files_of(output, form)
        parts = hashlib.blake2b(digest_size=20)
        libraries = sorted(av.library_versions.items())
        facts = (title, form, timeline.marks, to_srt(timeline), to_json(timeline), libraries)
        parts.update(repr(facts).encode())
        for take in takes:
            for file in (*take.segments, take.sound):
                if file is not None and file.is_file():
                    parts.update(hashlib.blake2b(file.read_bytes(), digest_size=20).digest())
        self._name = f"{parts.hexdigest()}.made"

    def is_there(self) -> bool:
        """Return whether every file is there as it was made from the same parts."""
        known = self._store.read(self._name)
        return known is not None and bool(self._files) and known == self._digests()

    def remember(self) -> None:
        """Note what the files are like."""
        if self._files:
            self._store.write(self._name, self._digests())

    def _digests(self) -> bytes:
        digests = b""
        for file in self._files:
            content = file.read_bytes() if file.is_file() else b""
            digests += hashlib.blake2b(content, digest_size=20).digest()
        return digests


def _files_of(output: Path, form: Format) -> list[Path]:
    """Return a video and everything that lies beside it."""
    suffixes = (".srt", ".vtt", *((".poster.png",) if form.caption_codec else ()))
    return [
        output,
        *(beside(output, form, suffix) for suffix in suffixes),
        ledger_place(output, form),
    ]
