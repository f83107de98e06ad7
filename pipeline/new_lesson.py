"""Writing a lesson file in which every field is explained, to be edited."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.catalogue import read_catalogue
from pipeline.configured import meaning
from pipeline.errors import RequestError
from pipeline.lesson_file import KIND, SCENE
from pipeline.lessons import lesson_kinds
from pipeline.loader import load_scene
from pipeline.naming import find_target
from pipeline.quality import SHAPES

if TYPE_CHECKING:
    from pydantic import BaseModel

_WIDTH = 88


def write_lesson_file(name: str, file: Path) -> str:
    """Write a commented lesson file for a kind of lesson or a scene of the film.

    Returns
    -------
    str
        What to print: where it is, and what to type next.

    Raises
    ------
    RequestError
        If there is no such lesson or scene, or the file is there already.
    """
    if file.suffix != ".toml":
        raise RequestError(f"{file} is not named as a lesson file; type {file.stem}.toml")
    text = lesson_text(name)
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise RequestError(f"{file} is there already; type another name, or edit it") from None
    except OSError as error:
        raise RequestError(f"cannot write {file}: {error.strerror}") from error
    return f"{file}: edit it, then type `python render.py lesson {file}`"


def lesson_text(name: str) -> str:
    """Return the text of a lesson file in which every field has its default."""
    target = find_target(name, read_catalogue().chapters)
    scene = load_scene(target)
    model: type[BaseModel] | None = getattr(scene, "Parameters", None)
    if model is None or target.is_file:
        raise RequestError(f"{name} is no lesson and no scene of the film; it has no fields")
    key = KIND if name in lesson_kinds() else SCENE
    first_line = (scene.__doc__ or "").strip().partition("\n")[0]
    lines = [f"# {first_line}", f'{key} = "{name}"', ""]
    for field_name, field in model.model_fields.items():
        if field_name == "narration":
            continue
        lines += _comment(meaning(field))
        lines += [f"{field_name} = {_toml(field.get_default(call_default_factory=True))}", ""]
    lines += [
        *_comment(f"the shape of the picture; one of {', '.join(SHAPES)}"),
        'shape = "landscape"',
    ]
    lines += [
        "",
        *_comment(model.model_fields["narration"].description or ""),
        "[narration]",
        '# 1 = "The first words."',
    ]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH)]


def _toml(value: Any) -> str:
    """Return a plain value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return repr(value)
