"""One parameter of a scene that somebody has set, and where, so that an error can point at it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from typing import Any, NamedTuple

from pipeline.errors import RequestError


class Setting(NamedTuple):
    """The value of one parameter.

    Attributes
    ----------
    name
        Of the parameter.
    text
        Its value as JSON, so that a setting can be compared, hashed and sent to a process.
    where
        What was typed, or the file and the line.
    """

    name: str
    text: str
    where: str

    @classmethod
    def of(cls, name: str, value: Any, where: str) -> Setting:
        """Return a setting of plain data: numbers, texts, lists and tables."""
        return cls(name, json.dumps(value, sort_keys=True, default=str), where)

    @property
    def value(self) -> Any:
        """The value as plain data."""
        return json.loads(self.text)


def read_settings(typed: Iterable[str]) -> tuple[Setting, ...]:
    """Return what was typed after ``--set``: ``name=value``, the value as in TOML or as it stands.

    Raises
    ------
    RequestError
        If something has no ``=``.
    """
    settings = []
    for text in typed:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise RequestError(f"--set {text!r} sets nothing; type --set name=value")
        name, *keys = name.split(".")
        plain = _plain(value.strip())
        for key in reversed(keys):
            plain = {key: plain}
        settings.append(Setting.of(name.replace("-", "_"), plain, f"--set {text}"))
    return tuple(settings)


def merged(settings: Iterable[Setting]) -> dict[str, Any]:
    """Return the values by name; a later one replaces an earlier one, and tables are joined."""
    values: dict[str, Any] = {}
    for setting in settings:
        before, value = values.get(setting.name), setting.value
        if isinstance(before, dict) and isinstance(value, dict):
            value = before | value
        values[setting.name] = value
    return values


def _plain(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
