"""The film's chapters and scenes, as the catalogue of the scenes package lists them.

The catalogue is a module that imports no Manim, and descriptions are read from the source text,
so that the catalogue can be shown and searched at once.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import RequestError
from pipeline.language import translated

CATALOGUE_MODULE = "scenes.film"


@dataclass(frozen=True)
class Chapter:
    """A chapter of the film.

    Attributes
    ----------
    files
        The importable name of each module that defines its scenes, and the names of their classes
        in the order in which the film shows them.
    """

    number: int
    title: str
    question: str
    files: Mapping[str, tuple[str, ...]]

    @property
    def scenes(self) -> tuple[str, ...]:
        """Names of all its scene classes, in order."""
        return tuple(scene for scenes in self.files.values() for scene in scenes)


@dataclass(frozen=True)
class Catalogue:
    """The film: its title, and its chapters in order."""

    title: str
    chapters: tuple[Chapter, ...]

    def in_language(self, language: str) -> Catalogue:
        """Return the catalogue with its titles and questions in a language."""
        return Catalogue(
            translated(self.title, language),
            tuple(
                replace(
                    chapter,
                    title=translated(chapter.title, language),
                    question=translated(chapter.question, language),
                )
                for chapter in self.chapters
            ),
        )


def read_catalogue(module: str = CATALOGUE_MODULE) -> Catalogue:
    """Return the catalogue that a module holds in ``TITLE`` and ``CHAPTERS``."""
    source = importlib.import_module(module)
    return Catalogue(
        source.TITLE,
        tuple(
            Chapter(entry.number, entry.title, entry.question, dict(entry.files))
            for entry in source.CHAPTERS
        ),
    )


def select_chapters(chapters: tuple[Chapter, ...], selection: str | None) -> tuple[Chapter, ...]:
    """Return the chapters that a selection such as ``3,5-7`` names, in the order of the film."""
    if selection is None:
        return chapters
    available = [chapter.number for chapter in chapters]
    wanted: set[int] = set()
    for part in selection.split(","):
        match = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", part)
        if match is None:
            raise RequestError(
                f"cannot read {part.strip()!r} in --chapters {selection!r}; "
                "type numbers and ranges such as --chapters 3,5-7"
            )
        first = int(match[1])
        last = int(match[2] or first)
        if last < first:
            raise RequestError(f"the range {first}-{last} runs backwards; type {last}-{first}")
        for end in (first, last):
            if end not in available:
                listed = ", ".join(map(str, available))
                raise RequestError(f"there is no chapter {end}; the film has chapters {listed}")
        # Only the ends of a range must exist: a film with chapters missing between has a rest.
        wanted.update(range(first, last + 1))
    return tuple(chapter for chapter in chapters if chapter.number in wanted)


def listing(chapters: tuple[Chapter, ...]) -> str:
    """Return the text that shows every chapter and scene with its description."""
    lines = []
    for chapter in chapters:
        lines += ["", f"{chapter.number:>2}  {chapter.title}", f"    {chapter.question}"]
        descriptions: dict[str, str] = {}
        for module in chapter.files:
            descriptions |= scene_descriptions(module)
        width = max(map(len, chapter.scenes), default=0)
        lines += [
            f"      {scene:<{width}}  {descriptions.get(scene, '')}".rstrip()
            for scene in chapter.scenes
        ]
    return "\n".join(lines[1:])


def scene_descriptions(module: str) -> dict[str, str]:
    """Return the first line of the docstring of every class of a module, without importing it.

    A module that cannot be read has no descriptions: a chapter that is being edited should not
    keep the others from being listed.
    """
    try:
        classes = class_definitions(module_file(module))
    except (ModuleNotFoundError, OSError, SyntaxError):
        return {}
    return {
        name: (ast.get_docstring(node) or "").partition("\n")[0] for name, node in classes.items()
    }


def module_file(module: str) -> Path:
    """Return the source file of a module, without importing the module itself."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)
    return Path(spec.origin)


def class_definitions(file: Path) -> dict[str, ast.ClassDef]:
    """Return the classes that a source file defines, by name, in order of appearance."""
    tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
