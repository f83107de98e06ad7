"""Writing what was changed on the page into a lesson file, leaving the rest of it as it stands."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import InlineTable, Item, Table

from pipeline.destination import staging_for, write_text
from pipeline.errors import RequestError
from pipeline.lesson_file import KIND, SCENE, SHAPE, line_of
from pipeline.quality import LANDSCAPE
from pipeline.setting import Setting, merged

_ENCODING = "utf-8"


def revision_of(file: Path) -> str:
    """Return what tells whether a file has changed; "" if it is not there."""
    try:
        return hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""


def save(file: Path, settings: Iterable[Setting], shape: str, revision: str) -> None:
    """Write settings into a lesson file; comments, order and everything else stay.

    Parameters
    ----------
    settings
        Already checked against the parameters of the scene.
    shape
        Of the picture, or "" to leave it as it is.
    revision
        What the file was when the page has read it.

    Raises
    ------
    RequestError
        If the file has changed since, or cannot be written.
    """
    if revision_of(file) != revision:
        raise RequestError(
            f"{file} has been changed by somebody else since; what it says now is shown, "
            "and what you had changed is still in the form: save again to write it"
        )
    text = file.read_text(_ENCODING)
    _write(file, changed_text(text, settings, shape))


def save_new(file: Path, text: str, settings: Iterable[Setting], shape: str) -> None:
    """Write a new lesson file.

    Parameters
    ----------
    text
        A lesson file in which everything has its default.
    """
    if file.exists():
        raise RequestError(f"{file} is there already; choose another name")
    _write(file, changed_text(text, settings, shape))


def changed_text(text: str, settings: Iterable[Setting], shape: str) -> str:
    """Return the text of a lesson file with some settings changed."""
    values = merged(settings)
    document = tomlkit.parse(text)
    if shape and shape != document.get(SHAPE, LANDSCAPE):
        values[SHAPE] = shape
    new = {}
    for name, value in values.items():
        if name in document:
            _change(document, name, value)
        elif isinstance(value, dict):
            document[name] = value
        else:
            new[name] = value
    return _with_lines(tomlkit.dumps(document), new)


def _change(document: TOMLDocument, name: str, value: Any) -> None:
    present = document[name]
    if isinstance(value, dict) and isinstance(present, Table | InlineTable):
        # Entry by entry, so that what is said beside each stays with it; settings of a table are
        # joined with those of the file.
        for key, item in value.items():
            if present.get(key) != item:
                present[key] = item
    elif present != value:
        item = tomlkit.item(value)
        if not isinstance(value, dict) and isinstance(present, Item):
            item.trivia.comment_ws = present.trivia.comment_ws
            item.trivia.comment = present.trivia.comment
        document[name] = item


def _with_lines(text: str, values: Mapping[str, Any]) -> str:
    """Return a lesson file with more settings, below the line that says which scene it is."""
    lines = text.splitlines(keepends=True)
    document = tomllib.loads(text)
    place = line_of(text, KIND if KIND in document else SCENE)
    added = [f"{name} = {tomlkit.item(value).as_string()}\n" for name, value in values.items()]
    return "".join([*lines[:place], *added, *lines[place:]])


def _write(file: Path, text: str) -> None:
    with staging_for(file) as staging:
        write_text(staging, file, text)
