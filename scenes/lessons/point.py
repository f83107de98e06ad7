"""The point at which a lesson looks: a number for each input of its function."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from autodiff import AutodiffError, Graph, NotDifferentiableError, backprop, parse


def _read(value: Any) -> dict[str, float]:
    """Return a point from a table, from a single number, or from a text such as ``x=2, y=3``."""
    if isinstance(value, Mapping):
        return {str(name): _number(item) for name, item in value.items()}
    if isinstance(value, str) and "=" in value:
        pairs = [part.partition("=") for part in value.split(",") if part.strip()]
        return {name.strip(): _number(text) for name, _, text in pairs}
    if isinstance(value, str) and "," in value:
        return {str(place): _number(text) for place, text in enumerate(value.split(","))}
    return {"": _number(value)}


def _number(value: Any) -> float:
    if isinstance(value, str):
        try:
            graph = parse(value)
        except AutodiffError as error:
            raise ValueError(f"{value.strip()!r} is no number; write a point as x=2,y=3") from error
        if graph.inputs:
            raise ValueError(f"{value.strip()!r} is no number; write a point as x=2,y=3")
        return float(graph({}))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is no number; write a point as x=2,y=3")
    return float(value)


Point = Annotated[
    dict[str, float],
    BeforeValidator(_read),
    WithJsonSchema({"type": "object", "format": "point"}),
]
"""A number for each input: a table, ``x=2,y=3``, the numbers alone in the inputs' order, or one."""


def complete_point(graph: Graph, point: Mapping[str, float], field: str) -> dict[str, float]:
    """Return a value for every input of a function, in their order.

    Parameters
    ----------
    point
        As typed: by name, or nameless, then for the inputs in the order in which they appear.
    field
        What the point is called, for the message.

    Raises
    ------
    ValueError
        If an input has no value, or a value has no input.
    """
    names = graph.inputs
    given = list(point)
    if given in ([""], [str(place) for place in range(len(given))]):
        if len(given) == len(names):
            return dict(zip(names, point.values(), strict=True))
        if not names and given == [""]:
            return {}
        wanted = ",".join(f"{name}=..." for name in names) or "nothing"
        raise ValueError(f"{field}: a value for each input is needed: {wanted}")
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(names) or 'none'}"
            raise ValueError(f"{field}: the function has no input {name!r}; {hint}")
    missing = [name for name in names if name not in point]
    if missing:
        wanted = ",".join(f"{name}=..." for name in missing)
        raise ValueError(f"{field}: values are missing: {wanted}")
    return {name: float(point[name]) for name in names}


def check_smooth(graph: Graph, point: Mapping[str, float], field: str) -> None:
    """Refuse a point at which a function is undefined, or has a corner.

    Raises
    ------
    ValueError
        Saying what is wrong there.
    """
    place = ", ".join(f"{name} = {value:g}" for name, value in point.items())
    try:
        backprop(graph, point, strict=True)
    except NotDifferentiableError as error:
        raise ValueError(f"{field}: {place} is a corner: {_plain(error)}") from None
    except (AutodiffError, ArithmeticError) as error:
        raise ValueError(f"{field}: {place}: {_plain(error)}; choose another") from None


def _plain(error: Exception) -> str:
    """Return what an error says, without the number of the node."""
    return re.sub(r" \(node \d+\)", "", str(error))
