"""What a name on the command line stands for: a scene, a lesson, or a file of either."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.catalogue import Chapter, class_definitions
from pipeline.errors import RequestError, unknown_name
from pipeline.lesson_file import read_lesson_file
from pipeline.lessons import lesson_kinds, lesson_target
from pipeline.targets import Target, scene_target


def find_target(name: str, chapters: Iterable[Chapter]) -> Target:
    """Return the scene that a name stands for.

    Parameters
    ----------
    name
        A scene of the film, ``FILE.py:SceneName``, a kind of lesson, or a lesson file.
    chapters
        The film's chapters.
    """
    file, colon, scene = name.rpartition(":")
    if colon and file.endswith(".py"):
        return _target_in_file(Path(file), scene)
    if name.endswith(".py"):
        return _target_in_file(Path(name), "")
    if name.endswith(".toml"):
        return read_lesson_file(Path(name), chapters).target
    return lesson_target(name) if name in lesson_kinds() else scene_target(name, chapters)


def check_is_lesson(name: str) -> None:
    """Refuse what is neither a kind of lesson nor a lesson file."""
    if not name.endswith(".toml") and name not in lesson_kinds():
        kinds = ", ".join(lesson_kinds())
        raise unknown_name("lesson", name, lesson_kinds(), f"type one of {kinds}, or FILE.toml")


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
