"""A store of files that are named by what they were made from.

Whatever is found in the store is right: a name says everything that its content depends on, and
the content is checked whenever it is read. A file that was cut short, changed, or put in another's
place is as good as absent, and is made again. Files are written beside their place and moved in,
so that several processes can use one store at a time, and can be killed at any time.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_DIGEST_BYTES = 20
_UNFINISHED = ".unfinished-"


class Store:
    """A folder of checked files.

    Parameters
    ----------
    folder
        Where the files are kept; it is made when the first one is put there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes | None:
        """Return the content with a name, or None if it is absent or damaged."""
        place = self._place(name)
        try:
            data = place.read_bytes()
        except OSError:
            return None
        content = data[_DIGEST_BYTES:]
        if data[:_DIGEST_BYTES] != _check(name, content):
            return None
        with suppress(OSError):
            os.utime(place)  # what was used lately is pruned last
        return content

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO | None]:
        """Give a content to be read in parts, or None if it is absent.

        It is not checked: whoever reads only a part must find out whether that is right.
        """
        try:
            file = self._place(name).open("rb")
        except OSError:
            yield None
            return
        with file:
            with suppress(OSError):
                os.utime(self._place(name))  # what was used lately is pruned last
            file.seek(_DIGEST_BYTES)
            yield file

    def __contains__(self, name: str) -> bool:
        return self.read(name) is not None

    def write(self, name: str, content: bytes) -> None:
        """Keep a content under a name."""
        place = self._place(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(prefix=_UNFINISHED, dir=place.parent)
        unfinished = Path(path)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_check(name, content))
                file.write(content)
            unfinished.replace(place)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    def prune(self, most_bytes: int, keep_since_s: float) -> None:
        """Remove what was not used for longest, until the rest is no larger than allowed.

        Parameters
        ----------
        keep_since_s
            Whatever was used after this time (in seconds since 1970) is kept in any case.
        """
        files = []
        for file in self.folder.glob("*/*"):
            with suppress(OSError):  # another process may prune, too
                status = file.stat()
                files.append((status.st_mtime, status.st_size, file))
        size = sum(size for _, size, _ in files)
        for used_s, bytes_, file in sorted(files):
            is_abandoned = file.name.startswith(_UNFINISHED)
            if used_s >= keep_since_s or (size <= most_bytes and not is_abandoned):
                continue
            with suppress(OSError):
                file.unlink()
                size -= bytes_

    def _place(self, name: str) -> Path:
        # Few files a folder, for the sake of file systems that read folders slowly.
        return self.folder / name[:2] / name


def _check(name: str, content: bytes) -> bytes:
    """Return what must precede a content, which depends on the name: nothing can be swapped."""
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES, key=name.encode()[:64]).digest()
