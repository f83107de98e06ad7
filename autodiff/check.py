"""Agreement of four ways to the same derivative: reverse, forward, symbolic and numeric."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import mpmath
import numpy as np

from autodiff.arithmetic import Value, coerce, shape_of
from autodiff.errors import AutodiffError
from autodiff.graph import Graph
from autodiff.modes import grad, jvp
from autodiff.parse import parse
from autodiff.tracer import trace

#: Digits at which a graph of numbers is differenced.
_DIGITS = 60


class Comparison(NamedTuple):
    """One entry of the gradient in several ways; None where a way is not available."""

    name: str
    reverse: float
    forward: float
    symbolic: float | None
    numeric: float

    def agrees(self, tolerance: float) -> bool:
        """Whether all are within a tolerance, relative to the numeric one or 1."""
        scale = max(1.0, abs(self.numeric))
        found = (self.reverse, self.forward, self.symbolic)
        return all(
            abs(value - self.numeric) <= tolerance * scale for value in found if value is not None
        )


def check_grads(
    function: Callable[..., Value] | Graph | str,
    point: Any,
    tolerance: float = 1e-6,
    order: int = 2,
) -> tuple[Comparison, ...]:
    """Compare the derivatives of a function, computed in independent ways.

    Parameters
    ----------
    function
        A Python function, a graph or a text, with a single number as result.
    point
        For a function its argument, or a tuple of its arguments; else a dictionary by name.
    tolerance
        The largest difference, relative to the derivative or to 1.
    order
        2 compares the second derivatives too, along one direction.

    Returns
    -------
    The comparisons.

    Raises
    ------
    AutodiffError
        With a table of what disagrees.

    Notes
    -----
    The numeric derivative of a Python function is Ridders' extrapolation of central differences; of
    a graph of numbers a central difference with 60 digits.
    """
    rows = _compare(function, point)
    if order > 1 and not isinstance(function, Graph | str):
        arguments = point if isinstance(point, tuple) else (point,)
        rows += _compare(_slope_along(function, arguments), point, "second derivative, ")
    wrong = [row for row in rows if not row.agrees(tolerance)]
    if wrong:
        raise AutodiffError(f"{len(wrong)} of {len(rows)} derivatives disagree\n{_table(wrong)}")
    return tuple(rows)


def _slope_along(
    function: Callable[..., Value], arguments: Sequence[Value]
) -> Callable[..., Value]:
    """Return the derivative along a fixed direction, as a function that can be differentiated."""
    rng = np.random.default_rng(0)
    directions = tuple(
        rng.normal(size=shape_of(a)) if shape_of(a) else float(rng.normal())
        for a in map(coerce, arguments)
    )

    def slope(*at: Value) -> Value:
        return jvp(function, at, directions)[1]

    return slope


def _compare(
    function: Callable[..., Value] | Graph | str, point: Any, prefix: str = ""
) -> list[Comparison]:
    if isinstance(function, str):
        function = parse(function)
    if isinstance(function, Graph):
        return _compare_graph(function, point, prefix)
    arguments = tuple(coerce(a) for a in (point if isinstance(point, tuple) else (point,)))
    reverse = grad(function, range(len(arguments)))(*arguments)
    symbolic = _symbolic(function, arguments)
    rows = []
    for number, argument in enumerate(arguments):
        for index in np.ndindex(shape_of(argument)):
            tangents = _unit_tangents(arguments, number, index)
            name = f"{prefix}argument {number}" + (f", entry {index}" if index else "")
            found = None if symbolic is None else symbolic[number]
            rows.append(
                Comparison(
                    name,
                    float(reverse[number][index] if index else reverse[number]),
                    float(jvp(function, arguments, tangents)[1]),
                    None if found is None else float(found[index] if index else found),
                    numeric_slope(lambda h, t=tangents: function(  # type: ignore[misc]
                        *(a + h * d for a, d in zip(arguments, t, strict=True))
                    )),
                )
            )  # fmt: skip
    return rows


def _unit_tangents(arguments: Sequence[Value], number: int, index: tuple[int, ...]) -> list[Value]:
    """Return tangents of which a single entry moves."""
    tangents: list[Value] = [np.zeros(shape_of(a)) if shape_of(a) else 0.0 for a in arguments]
    if index:
        tangents[number][index] = 1.0
    else:
        tangents[number] = 1.0
    return tangents


def _symbolic(function: Callable[..., Value], arguments: Sequence[Value]) -> Any:
    """Return the gradient of the function's graph, where it has one that can be evaluated."""
    try:
        graph = trace(function, *arguments)
        names = [node.name for node in graph.nodes if node.op == "input"]
        if len(names) != len(arguments):
            return None
        gradient = graph.gradient()(dict(zip(names, arguments, strict=True)))
    except (AutodiffError, TypeError):
        return None
    return [gradient[name] for name in names]


def _compare_graph(graph: Graph, point: Mapping[str, Value], prefix: str) -> list[Comparison]:
    names = graph.inputs

    def function(*values: Value) -> Value:
        return graph(dict(zip(names, values, strict=True)))

    arguments = tuple(float(point[name]) for name in names)
    reverse = grad(function, range(len(names)))(*arguments)
    symbolic = graph.gradient()(dict(zip(names, arguments, strict=True)))
    rows = []
    for number, name in enumerate(names):
        unit = [float(i == number) for i in range(len(names))]
        forward = jvp(function, arguments, unit)[1]
        numeric = float(precise_slope(graph, point, name))
        rows.append(Comparison(prefix + name, reverse[number], forward, symbolic[name], numeric))
    return rows


def precise_slope(graph: Graph, point: Mapping[str, Value], name: str) -> Any:
    """Return a central difference of a graph of numbers, good to about 35 digits."""
    with mpmath.workdps(_DIGITS):
        step = mpmath.mpf(10) ** (-_DIGITS // 3)
        at = {key: mpmath.mpf(coerce(value)) for key, value in point.items()}
        above = graph({**at, name: at[name] + step})
        below = graph({**at, name: at[name] - step})
        return (above - below) / (2 * step)


def numeric_slope(function: Callable[[float], Value], step: float = 1e-2) -> float:
    """Return the derivative at 0 by extrapolating central differences to a step of 0.

    References
    ----------
    Ridders, Accurate computation of F'(x) and F'(x) F''(x) (1982).
    """
    shrink = 1.6
    best, smallest_error = float("nan"), float("inf")
    column: list[float] = []
    for _ in range(14):
        row = [(float(function(step)) - float(function(-step))) / (2 * step)]
        factor = shrink**2
        for entry in column:
            row.append((row[-1] * factor - entry) / (factor - 1))
            error = max(abs(row[-1] - row[-2]), abs(row[-1] - entry))
            if error <= smallest_error:
                smallest_error, best = error, row[-1]
            factor *= shrink**2
        if column and abs(row[-1] - column[-1]) >= 2 * smallest_error:
            break
        column, step = row, step / shrink
    return best


def _table(rows: Sequence[Comparison]) -> str:
    head = ("", "reverse", "forward", "symbolic", "numeric")
    lines: list[tuple[str, ...]] = [head]
    for row in rows:
        numbers = ("-" if value is None else f"{value:.12g}" for value in row[1:])
        lines.append((row.name, *numbers))
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
