"""What there is to look at: the film's scenes, the kinds of lessons, and files of the project.

The page may name nothing else, so that no path from outside reaches the disk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.catalogue import read_catalogue, scene_descriptions
from pipeline.errors import RequestError, unknown_name
from pipeline.lesson_file import KIND, SCENE, read_lesson_file
from pipeline.lessons import lesson_kinds
from pipeline.naming import find_target
from pipeline.quality import LANDSCAPE
from pipeline.targets import Target

_NAMES_A_SCENE = re.compile(rf"^\s*(?:{KIND}|{SCENE})\s*=", re.MULTILINE)
_NOT_LOOKED_INTO = frozenset({"media", "node_modules", "__pycache__", "build", "dist"})
_DEEPEST = 3


class Library:
    """What can be named in the studio.

    Parameters
    ----------
    project
        The folder whose lesson files are shown.
    named
        What was named besides: lesson files and ``FILE.py:SceneName``.
    """

    def __init__(self, project: Path, named: Iterable[str] = ()) -> None:
        self._project = project.resolve()
        self._named = tuple(named)
        for name in self._named:
            find_target(name, read_catalogue().chapters)  # or say what is wrong with it

    def contents(self) -> dict[str, Any]:
        """Return everything that there is, for the page to list."""
        catalogue = read_catalogue()
        chapters = []
        for chapter in catalogue.chapters:
            described: dict[str, str] = {}
            for module in chapter.files:
                described |= scene_descriptions(module)
            scenes = [{"name": name, "about": described.get(name, "")} for name in chapter.scenes]
            facts = {"number": chapter.number, "title": chapter.title}
            chapters.append({**facts, "question": chapter.question, "scenes": scenes})
        lessons = [
            {"name": kind, "about": scene_descriptions(module).get(scene, "")}
            for kind, (module, scene) in lesson_kinds().items()
        ]
        files = [{"name": name, "about": ""} for name in self.files()]
        title = catalogue.title
        return {"title": title, "chapters": chapters, "lessons": lessons, "files": files}

    def find(self, name: str) -> tuple[Target, str]:
        """Return the scene that a name stands for, and the shape of its picture.

        Raises
        ------
        RequestError
            If there is no such name, or its file is wrong.
        """
        chapters = read_catalogue().chapters
        if name.endswith(".toml") and name in self.files():
            file = read_lesson_file(Path(name), chapters)
            return file.target, file.shape or LANDSCAPE
        if name in self._named or (not name.endswith((".toml", ".py")) and ":" not in name):
            return find_target(name, chapters), LANDSCAPE
        raise unknown_name("lesson file", name, self.files(), "choose one of those on the left")

    def lesson_file(self, name: str) -> Path:
        """Return the lesson file of a name, to be written.

        Raises
        ------
        RequestError
            If it is no lesson file of the project.
        """
        file = Path(name)
        if name in self.files() and name.endswith(".toml") and self._is_inside(file):
            return file
        raise RequestError(f"{name} is no lesson file of this project")

    def new_lesson_file(self, stem: str) -> Path:
        """Return the place of a lesson file that is to be written anew.

        Raises
        ------
        RequestError
            If it cannot be called that.
        """
        if not re.fullmatch(r"[A-Za-z0-9][\w-]{0,59}", stem, re.ASCII):
            raise RequestError(f"{stem!r} is no name for a file; use letters, digits, - and _")
        file = self._project / f"{stem}.toml"
        if file.exists():
            raise RequestError(f"{file.name} is there already; choose another name")
        return Path(os.path.relpath(file))

    def files(self) -> list[str]:
        """Return the files that can be named: lesson files, and what was named besides."""
        found = sorted(os.path.relpath(file) for file in self._lesson_files(self._project, 0))
        return [*dict.fromkeys((*self._named, *found))]

    def _lesson_files(self, folder: Path, depth: int) -> Iterator[Path]:
        for entry in folder.iterdir():
            if entry.name.startswith(".") or entry.name in _NOT_LOOKED_INTO:
                continue
            if entry.is_dir() and not entry.is_symlink() and depth < _DEEPEST:
                yield from self._lesson_files(entry, depth + 1)
            elif entry.suffix == ".toml" and entry.is_file() and self._is_inside(entry):
                try:
                    is_lesson = _NAMES_A_SCENE.search(entry.read_text(encoding="utf-8"))
                except (OSError, UnicodeDecodeError):
                    continue
                if is_lesson:
                    yield entry

    def _is_inside(self, file: Path) -> bool:
        # A link may lead anywhere.
        return file.resolve().is_relative_to(self._project)
