"""A scene's parameters as the fields of a form, made from what the scene declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pipeline.configured import bounds

if TYPE_CHECKING:
    from manim import Scene
    from pydantic import BaseModel

# What JSON Schema calls bounds and lengths, and what the page calls them.
_LIMITS = {
    "minimum": "least",
    "maximum": "most",
    "exclusiveMinimum": "above",
    "exclusiveMaximum": "below",
    "minItems": "least_items",
    "maxItems": "most_items",
    "maxLength": "most_letters",
    "pattern": "pattern",
}


def form_of(scene: type[Scene], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a scene's parameters, and what is wrong with some values.

    Parameters
    ----------
    values
        What is set, by the names of the parameters.

    Returns
    -------
    dict
        ``fields``: for each parameter its ``name``, ``kind`` (number, integer, boolean, choice,
        expression, colour, point, list, table, or text), ``meaning``, ``bounds`` in words and
        singly, ``default`` and ``value``. ``problems``: messages by the names of parameters, or
        under "" what concerns none.
    """
    model = cast("type[BaseModel] | None", getattr(scene, "Parameters", None))
    if model is None:
        problems = dict.fromkeys(values, f"{scene.__name__} has no parameters")
        return {"fields": [], "problems": problems}
    schema = model.model_json_schema()
    defaults = model().model_dump(mode="json")
    set_values = {**getattr(scene, "overrides", {}), **values}
    fields = [
        {
            "name": name,
            "kind": _kind(_resolved(part, schema)),
            "meaning": part.get("description", ""),
            "bounds": bounds(model.model_fields[name]),
            "default": defaults[name],
            "value": set_values.get(name, defaults[name]),
            **_details(_resolved(part, schema), schema),
        }
        for name, part in schema["properties"].items()
    ]
    return {"fields": fields, "problems": problems_of(model, set_values)}


def problems_of(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with the values of some parameters, by their names."""
    from pydantic import ValidationError

    try:
        model(**values)
    except ValidationError as error:
        problems: dict[str, str] = {}
        for found in error.errors(include_url=False):
            problem = found["msg"].removeprefix("Value error, ")
            name = str(found["loc"][0]) if found["loc"] else ""
            if not name and problem.partition(":")[0] in model.model_fields:
                # What concerns several fields begins with the name of one of them.
                name, _, problem = problem.partition(": ")
            inner = ".".join(str(part) for part in found["loc"][1:])
            problems.setdefault(name, f"{inner}: {problem}" if inner else problem)
        return problems
    return {}


def _resolved(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = part.get("$ref")
    if reference is None:
        return part
    return cast("Mapping[str, Any]", schema["$defs"][reference.rpartition("/")[2]])


def _kind(part: Mapping[str, Any]) -> str:
    if "enum" in part:
        return "choice"
    match part.get("type"), part.get("format"):
        case (_, "expression" | "point") as found:
            return str(found[1])
        case (_, "color"):
            return "colour"
        case ("number" | "integer" | "boolean") as found, _:
            return str(found)
        case "array", _:
            return "list"
        case "object", _:
            return "table"
    return "text"


def _details(part: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    details = {ours: part[theirs] for theirs, ours in _LIMITS.items() if theirs in part}
    if "enum" in part:
        details["choices"] = part["enum"]
    if part.get("type") == "array":
        details["items"] = _kind(_resolved(part.get("items", {}), schema))
    return details
