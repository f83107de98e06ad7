"""What a name on the command line stands for: a scene of the film, or of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.catalogue import Chapter, class_definitions
from pipeline.errors import RequestError, unknown_name


@dataclass(frozen=True)
class Target:
    """One scene to be rendered.

    Attributes
    ----------
    scene
        The name of its class.
    source
        The importable name of its module, or the path of its file.
    chapter
        Number and title of the chapter it belongs to, or None for a scene outside the film.
    """

    scene: str
    source: str
    chapter: tuple[int, str] | None = None

    @property
    def is_file(self) -> bool:
        """Whether the source is a path."""
        return self.source.endswith(".py")

    @property
    def folder(self) -> str:
        """The name of the folder that Manim keeps videos of this source in."""
        return Path(self.source).stem if self.is_file else self.source.rpartition(".")[2]

    def __str__(self) -> str:
        return f"chapter {self.chapter[0]}, {self.scene}" if self.chapter else self.scene


def chapter_targets(chapters: Iterable[Chapter]) -> list[Target]:
    """Return every scene of some chapters, in order."""
    return [
        Target(scene, module, (chapter.number, chapter.title))
        for chapter in chapters
        for module, scenes in chapter.files.items()
        for scene in scenes
    ]


def find_target(name: str, chapters: Iterable[Chapter]) -> Target:
    """Return the scene that a name stands for.

    Parameters
    ----------
    name
        The name of a scene of the film, or ``FILE.py:SceneName``.
    chapters
        The film's chapters.
    """
    file, colon, scene = name.rpartition(":")
    if colon and file.endswith(".py"):
        return _target_in_file(Path(file), scene)
    if name.endswith(".py"):
        return _target_in_file(Path(name), "")
    targets = {target.scene: target for target in chapter_targets(chapters)}
    if name not in targets:
        raise unknown_name("scene", name, targets, "type `python render.py list` to see them all")
    return targets[name]


def _target_in_file(file: Path, scene: str) -> Target:
    try:
        names = list(class_definitions(file))
    except SyntaxError as error:
        raise RequestError(f"{file}:{error.lineno}: {error.msg}") from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise RequestError(f"cannot read {file}: {reason}; type FILE.py:SceneName") from error
    if not names:
        raise RequestError(f"{file} defines no scene")
    if not scene:
        raise RequestError(f"which scene of {file}? Type {file}:{names[0]}")
    if scene not in names:
        raise unknown_name("scene", scene, names, f"{file} defines {', '.join(names)}")
    return Target(scene, str(file))
