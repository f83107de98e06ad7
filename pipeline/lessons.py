"""The kinds of lessons, as the scenes package lists them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import cast

from pipeline.errors import unknown_name
from pipeline.targets import Target

LESSONS_MODULE = "scenes.lessons"


def lesson_kinds() -> Mapping[str, tuple[str, str]]:
    """Return the module and the class of each kind of lesson, by the name of the kind."""
    module = importlib.import_module(LESSONS_MODULE)
    return cast("Mapping[str, tuple[str, str]]", module.LESSONS)


def lesson_target(kind: str) -> Target:
    """Return the scene of a kind of lesson.

    Raises
    ------
    RequestError
        If there is no such kind.
    """
    kinds = lesson_kinds()
    if kind not in kinds:
        raise unknown_name("lesson", kind, kinds, f"type one of {', '.join(kinds)}")
    module, scene = kinds[kind]
    return Target(scene, module, called=kind)
