"""What the page asks for, read and checked before anything is done about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.errors import RequestError, unknown_name
from pipeline.quality import SHAPES
from pipeline.setting import Setting

# Where the values of a form are said to come from, in messages.
THE_FORM = "the form"
# A Python file's function would be run; only a lesson file on disk may name one.
_PYTHON_FUNCTION = re.compile(r".+\.py:[A-Za-z_]\w*")
_LAST_FRAME = 10_000_000


@dataclass(frozen=True)
class Asked:
    """A scene, with what was changed on the page.

    Attributes
    ----------
    name
        As the library knows it.
    settings
        The parameters that were changed.
    shape
        Of the picture, or "" for that of the file.
    at_frame
        The frame that the page shows.
    """

    name: str
    settings: tuple[Setting, ...]
    shape: str
    at_frame: int

    @classmethod
    def read(cls, data: Any) -> Asked:
        """Read what the page has sent.

        Raises
        ------
        RequestError
            If it is not what a page sends, or names a Python file.
        """
        table = table_of(data)
        values = table_of(table.get("settings", {}))
        settings = []
        for name, value in sorted(values.items()):
            if any(_PYTHON_FUNCTION.fullmatch(text.strip()) for text in _texts(value)):
                raise RequestError(
                    f"{name}: a Python function is named in the lesson file itself, or after "
                    "`--function` on the command line, not on this page"
                )
            settings.append(Setting.of(name, value, THE_FORM))
        shape = text_of(table, "shape", "")
        if shape and shape not in SHAPES:
            raise unknown_name("shape", shape, SHAPES, f"choose one of {', '.join(SHAPES)}")
        return cls(text_of(table, "name"), tuple(settings), shape, frame_of(table.get("frame", 0)))


def table_of(data: Any) -> Mapping[str, Any]:
    """Return what should be a table."""
    if not isinstance(data, dict):
        raise RequestError("a table was expected")
    return data


def text_of(data: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """Return what should be a text."""
    value = data.get(key, default)
    if not isinstance(value, str):
        raise RequestError(f"{key}: a text was expected")
    return value


def frame_of(value: Any) -> int:
    """Return what should be the number of a frame."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LAST_FRAME:
        raise RequestError("frame: the number of a frame was expected")
    return value


def _texts(value: Any) -> list[str]:
    """Return every text in a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in (*value, *value.values()) for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return []
