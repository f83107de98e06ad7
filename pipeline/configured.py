"""A scene with some of its parameters set, checked against what the scene declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from pipeline.errors import RequestError, unknown_name
from pipeline.setting import Setting, merged

if TYPE_CHECKING:
    from manim import Scene
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo


def configured(scene: type[Scene], settings: Sequence[Setting]) -> type[Scene]:
    """Return a scene class whose parameters are set.

    Raises
    ------
    RequestError
        If the scene has no such parameter, or the value is not allowed.
    """
    if not settings:
        return scene
    model = cast("type[BaseModel] | None", getattr(scene, "Parameters", None))
    if model is None:
        raise RequestError(f"{scene.__name__} has no parameters that could be set")
    for setting in settings:
        if setting.name not in model.model_fields:
            names = ", ".join(model.model_fields)
            error = unknown_name("parameter", setting.name, model.model_fields, f"set {names}")
            raise RequestError(f"{setting.where}: {scene.__name__}: {error}")
    values = {**getattr(scene, "overrides", {}), **merged(settings)}
    _check(model, values, settings)
    members = {"overrides": values, "__module__": scene.__module__, "__doc__": scene.__doc__}
    return cast("type[Scene]", type(scene.__name__, (scene,), members))


def _check(model: type[BaseModel], values: dict[str, Any], settings: Sequence[Setting]) -> None:
    from pydantic import ValidationError

    try:
        model(**values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        problem = first["msg"].removeprefix("Value error, ")
        name = str(first["loc"][0]) if first["loc"] else ""
        # What concerns several fields begins with the name of one of them.
        blamed = name or problem.partition(":")[0]
        where = next((s.where for s in reversed(settings) if s.name == blamed), settings[-1].where)
        inner = ".".join(str(part) for part in first["loc"][1:])
        place = f"{name}.{inner}" if inner else name
        allowed = meaning(model.model_fields[name]) if name in model.model_fields else ""
        lines = [f"{where}: {place}: {problem}" if place else f"{where}: {problem}"]
        if allowed:
            lines.append(f"  {name}: {allowed}")
        raise RequestError("\n".join(lines)) from None


def meaning(field: FieldInfo) -> str:
    """Return what a field means, and what is allowed in it."""
    parts = [field.description or "", bounds(field)]
    return "; ".join(part for part in parts if part)


def bounds(field: FieldInfo) -> str:
    """Return what is allowed in a field, in words."""
    from typing import Literal, get_args, get_origin

    if get_origin(field.annotation) is Literal:
        return "one of " + ", ".join(map(str, get_args(field.annotation)))
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    limits = [
        f"{word} {getattr(entry, key):g}"
        for entry in field.metadata
        for key, word in words.items()
        if getattr(entry, key, None) is not None
    ]
    return " and ".join(limits)
