"""Whether a scene has changed since it was played, found out without playing it.

While a scene is played, whatever it reads is noted: the modules that its process has loaded, and
the files that it opens. As long as all of these are the same, and so are Python and every
installed package, Manim's configuration, the fonts and the settings, it would show the same again:
what was on screen then can be used at once. Scenes do not read the clock, nor ask the network.
"""

from __future__ import annotations

import hashlib
import json
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.quality import Quality
from pipeline.setting import merged
from pipeline.store import Store
from pipeline.take import Performance
from pipeline.targets import Target

_PROJECT = Path(__file__).resolve().parent.parent
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_CONFIGURATION = ("manim.cfg", "~/.config/manim/manim.cfg")

# A digest of a recording, and the number of its frames.
Part = tuple[str, int]


class Memory:
    """Remembers in a store what scenes showed, and what they had read.

    Parameters
    ----------
    target, quality
        The scene, and the size and rate that it is played at.
    transparent
        Whether it is played without a background.
    """

    def __init__(
        self, store: Store, target: Target, quality: Quality, *, transparent: bool
    ) -> None:
        self._store = store
        source = str(Path(target.source).resolve()) if target.is_file else target.source
        settings = sorted(merged(target.settings).items())
        chosen = (source, target.scene, settings, quality, transparent)
        facts = (chosen, str(Path.cwd()), _surroundings())
        self._name = f"{hashlib.blake2b(repr(facts).encode(), digest_size=20).hexdigest()}.scene"

    def recall(self) -> tuple[tuple[Part, ...], Performance] | None:
        """Return what the scene showed if nothing that it had read has changed since."""
        data = self._store.read(self._name)
        if data is None:
            return None
        entry = json.loads(data)
        if any(_digest(Path(file)) != digest for file, digest in entry["files"].items()):
            return None
        parts = tuple((digest, frames) for digest, frames in entry["parts"])
        return parts, Performance.from_dict(entry["performance"])

    def keep(self, parts: Iterable[Part], performance: Performance, files: Iterable[Path]) -> None:
        """Remember what the scene showed."""
        if performance.sound is not None:
            return  # the sound is a file of that run
        entry: dict[str, Any] = {
            "files": {str(file): _digest(file) for file in sorted(files)},
            "parts": list(parts),
            "performance": performance.to_dict(),
        }
        self._store.write(self._name, json.dumps(entry).encode())


@contextmanager
def noting_files(*but_not_in: Path) -> Iterator[set[Path]]:
    """Note every file that is read, except in some folders; modules are there at the end.

    An audit hook cannot be taken back, so this is for processes that end soon.
    """
    noted: set[str] = set()
    is_noting = True

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if is_noting and event == "open" and isinstance(arguments[0], str):
            mode = arguments[1]
            if mode is None or "r" in str(mode):
                noted.add(arguments[0])

    sys.addaudithook(note)
    files: set[Path] = set()
    try:
        yield files
    finally:
        is_noting = False
        modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        excluded = [*_installed(), *(folder.resolve() for folder in but_not_in)]
        for name in noted.union(filter(None, modules)):
            file = Path(name).resolve()
            if file.is_file() and not any(file.is_relative_to(folder) for folder in excluded):
                files.add(file)


def _installed() -> list[Path]:
    """Return the folders that only change when packages do."""
    folders = [sysconfig.get_paths()["stdlib"], *site.getsitepackages(), "/proc", "/dev", "/sys"]
    return [Path(folder).resolve() for folder in folders]


def forget_surroundings() -> None:
    """Look anew, next time, at what decides about every scene: some of it may have been edited."""
    _surroundings.cache_clear()


@cache
def _surroundings() -> list[Any]:
    """Return what decides about every scene."""
    # The folders are named by package and version, and are listed faster than they are read.
    packages = [
        folder.name
        for place in site.getsitepackages()
        for folder in sorted(Path(place).glob("*.dist-info"))
    ]
    configuration = [_digest(Path(file).expanduser()) for file in _CONFIGURATION]
    assets = [
        (str(file), file.stat().st_size, file.stat().st_mtime_ns)
        for file in sorted((_PROJECT / "assets").rglob("*"))
    ]
    fonts = [
        folder.stat().st_mtime_ns
        for folder in (Path(name).expanduser() for name in _FONTS)
        if folder.exists()
    ]
    return [sys.version, packages, configuration, assets, fonts]


def _digest(file: Path) -> str | None:
    try:
        return hashlib.blake2b(file.read_bytes(), digest_size=20).hexdigest()
    except OSError:
        return None
