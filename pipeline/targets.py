"""A scene that is to be rendered, with the parameters that were set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.catalogue import Chapter
from pipeline.errors import unknown_name
from pipeline.language import SOURCE
from pipeline.setting import Setting, merged


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
    settings
        The parameters that were set, in the order in which they were.
    called
        What its video and its pictures are called, if that is not the name of the class.
    """

    scene: str
    source: str
    chapter: tuple[int, str] | None = None
    settings: tuple[Setting, ...] = ()
    called: str = ""

    @property
    def name(self) -> str:
        """What its video and its pictures are called."""
        return self.called or self.scene

    @property
    def title(self) -> str:
        """The title of its video."""
        return str(merged(self.settings).get("title") or self.name)

    @property
    def language(self) -> str:
        """The code of the language of its words."""
        return str(merged(self.settings).get("language") or SOURCE)

    @property
    def is_file(self) -> bool:
        """Whether the source is a path."""
        return self.source.endswith(".py")

    @property
    def folder(self) -> str:
        """The name of the folder that Manim keeps videos of this source in."""
        return Path(self.source).stem if self.is_file else self.source.rpartition(".")[2]

    def __str__(self) -> str:
        return f"chapter {self.chapter[0]}, {self.scene}" if self.chapter else self.name

    def with_settings(self, settings: Iterable[Setting]) -> Target:
        """Return the same scene with more parameters set; later ones replace earlier ones."""
        return replace(self, settings=(*self.settings, *settings))


def chapter_targets(chapters: Iterable[Chapter]) -> list[Target]:
    """Return every scene of some chapters, in order."""
    return [
        Target(scene, module, (chapter.number, chapter.title))
        for chapter in chapters
        for module, scenes in chapter.files.items()
        for scene in scenes
    ]


def scene_target(name: str, chapters: Iterable[Chapter]) -> Target:
    """Return the scene of the film that has a name.

    Raises
    ------
    RequestError
        If there is no such scene.
    """
    targets = {target.scene: target for target in chapter_targets(chapters)}
    if name not in targets:
        raise unknown_name("scene", name, targets, "type `python render.py list` to see them all")
    return targets[name]
