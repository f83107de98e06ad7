"""Lesson files: one TOML holds a lesson, or a scene of the film with other parameters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.catalogue import Chapter
from pipeline.errors import RequestError, unknown_name
from pipeline.lessons import lesson_kinds, lesson_target
from pipeline.quality import LANDSCAPE, SHAPES
from pipeline.setting import Setting
from pipeline.targets import Target, scene_target

# What says which scene it is; and what is not a parameter of the scene.
KIND, SCENE, SHAPE = "lesson", "scene", "shape"


@dataclass(frozen=True)
class LessonFile:
    """What a lesson file says.

    Attributes
    ----------
    target
        The scene, with its settings.
    shape
        Of the picture, or "" where the file leaves it open.
    """

    target: Target
    shape: str


def read_lesson_file(file: Path, chapters: Iterable[Chapter]) -> LessonFile:
    """Read a lesson file.

    Raises
    ------
    RequestError
        If it cannot be read, or does not name a lesson or a scene. Whether its parameters are
        allowed is found out when the scene is loaded.
    """
    try:
        text = file.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        raise RequestError(
            f"cannot read {file}: {error.strerror}; `python render.py new KIND {file}` writes one"
        ) from error
    except UnicodeDecodeError as error:
        raise RequestError(f"cannot read {file}: it is not text") from error
    except tomllib.TOMLDecodeError as error:
        raise RequestError(_syntax(file, text, str(error))) from error
    where = {name: f"{file}:{line_of(text, name)}" for name in content}
    target = _scene(file, content, where, chapters)
    shape = content.get(SHAPE, "")
    if shape and shape not in SHAPES:
        problem = unknown_name("shape", str(shape), SHAPES, f"write one of {', '.join(SHAPES)}")
        raise RequestError(f"{where[SHAPE]}: {problem}")
    settings = (
        Setting.of(name, value, where[name])
        for name, value in content.items()
        if name not in (KIND, SCENE, SHAPE)
    )
    return LessonFile(replace(target, called=file.stem).with_settings(settings), shape)


def shape_in(names: Iterable[str]) -> str:
    """Return the shape that the lesson files among some names ask for, or landscape."""
    shapes = set()
    for name in names:
        if name.endswith(".toml") and Path(name).is_file():
            try:
                shapes.add(str(tomllib.loads(Path(name).read_text("utf-8")).get(SHAPE, LANDSCAPE)))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError):
                continue  # said where the file is read for its scene
    if len(shapes) > 1:
        raise RequestError(f"these files ask for {' and '.join(sorted(shapes))}; type --shape")
    shape = next(iter(shapes), LANDSCAPE)
    return shape if shape in SHAPES else LANDSCAPE


def line_of(text: str, name: str) -> int:
    """Return the number of the line on which a key or a table of a TOML text stands."""
    key = re.escape(name)
    pattern = re.compile(rf"""\s*\[?\s*["']?{key}["']?\s*[\].=]""")
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.match(line):
            return number
    return 1


def _scene(
    file: Path, content: Mapping[str, Any], where: Mapping[str, str], chapters: Iterable[Chapter]
) -> Target:
    named = [key for key in (KIND, SCENE) if key in content]
    if len(named) != 1:
        kinds = ", ".join(lesson_kinds())
        raise RequestError(
            f'{file}: say which lesson it is, {KIND} = "..." ({kinds}), '
            f'or which scene of the film, {SCENE} = "..."'
        )
    (key,) = named
    name = str(content[key])
    try:
        return lesson_target(name) if key == KIND else scene_target(name, chapters)
    except RequestError as error:
        raise RequestError(f"{where[key]}: {error}") from None


def _syntax(file: Path, text: str, problem: str) -> str:
    place = re.search(r" \(at line (\d+), column (\d+)\)| \(at end of document\)", problem)
    message = problem[: place.start()] if place else problem
    line = int(place[1]) if place and place[1] else len(text.splitlines())
    return f"{file}:{line}: {message[:1].lower()}{message[1:]}"
