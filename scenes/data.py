"""The measured points, the curve that is fitted to them, and its loss.

Everything the film computes about curve fitting comes from here: change ``points.csv`` or the
degree, and every optimum, slice, path and number follows.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from autodiff import Graph, backprop, parse

POINTS_FILE = Path(__file__).parent.parent / "assets" / "data" / "points.csv"


class DataError(ValueError):
    """A data file that cannot be used; the message says where and what is expected."""


@dataclass(frozen=True)
class Point:
    """One measurement: exactly the decimals that the file spells."""

    x: Fraction
    y: Fraction


@lru_cache(maxsize=8)
def load_points(path: Path = POINTS_FILE) -> tuple[Point, ...]:
    """Read the points from a CSV file with the columns ``x`` and ``y``.

    Raises
    ------
    DataError
        If the file is missing, has other columns, a cell that is not a number, two points at the
        same x, or fewer than two points.
    """
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    if not rows or [cell.strip() for cell in rows[0]] != ["x", "y"]:
        raise DataError(f"{path}, line 1: expected the header x,y")
    points = []
    for line, row in enumerate(rows[1:], start=2):
        try:
            x, y = (Fraction(cell.strip()) for cell in row)
        except ValueError:
            raise DataError(
                f"{path}, line {line}: expected two numbers like 0.25,-0.4, found {','.join(row)!r}"
            ) from None
        points.append(Point(x, y))
    if len({point.x for point in points}) < max(len(points), 2):
        raise DataError(f"{path}: expected at least two points, no two of them at the same x")
    return tuple(points)


def parameter_names(degree: int) -> tuple[str, ...]:
    """Return ``("k0", ..., "k<degree>")``."""
    return tuple(f"k{power}" for power in range(degree + 1))


def _polynomial_text(degree: int, x: str) -> str:
    powers = ["", f"*{x}", *(f"*{x}**{power}" for power in range(2, degree + 1))]
    return " + ".join(f"k{power}{factor}" for power, factor in enumerate(powers[: degree + 1]))


@lru_cache(maxsize=16)
def model(degree: int) -> Graph:
    """Return the height of the curve, a graph of ``x`` and the parameters."""
    return parse(_polynomial_text(degree, "x"))


def _residual_text(degree: int, index: int) -> str:
    return f"{_polynomial_text(degree, f'x{index}')} - y{index}"


@lru_cache(maxsize=64)
def residual(degree: int, index: int, curve_above: bool = True) -> Graph:
    """Return how far the curve is above (or below) point number `index` (from 1)."""
    text = _residual_text(degree, index)
    return parse(text if curve_above else f"y{index} - ({_polynomial_text(degree, f'x{index}')})")


@lru_cache(maxsize=64)
def squared_residual(degree: int, index: int) -> Graph:
    """Return the loss of point number `index` (from 1) alone."""
    return parse(f"({_residual_text(degree, index)})**2")


@lru_cache(maxsize=64)
def loss(degree: int, count: int) -> Graph:
    """Return the sum of the squared residuals of the first `count` points.

    A graph of the parameters and of ``x1, y1, ..., x<count>, y<count>``.
    """
    terms = (f"({_residual_text(degree, index)})**2" for index in range(1, count + 1))
    return parse(" + ".join(terms))


def data_values(points: Sequence[Point]) -> dict[str, Fraction]:
    """Return the points as values of ``x1, y1, x2, ...``."""
    return {
        f"{axis}{index}": getattr(point, axis)
        for index, point in enumerate(points, start=1)
        for axis in ("x", "y")
    }


def best_parameters(points: Sequence[Point], degree: int) -> dict[str, Fraction]:
    """Return the parameters with the least loss, exactly.

    The loss is a quadratic function of the parameters, so one Newton step from zero ends at its
    minimum. The Hessian's columns are differences of gradients at unit vectors, which is exact for
    the same reason.

    Raises
    ------
    DataError
        If there are too few points to determine so many parameters.
    """
    names = parameter_names(degree)
    if len(points) < len(names):
        raise DataError(
            f"a curve of degree {degree} needs at least {len(names)} points; "
            f"there are {len(points)}"
        )
    zero = dict.fromkeys(names, Fraction(0))
    gradient = _loss_gradient(points, degree, zero)
    columns = []
    for name in names:
        shifted = _loss_gradient(points, degree, zero | {name: Fraction(1)})
        columns.append([after - before for after, before in zip(shifted, gradient, strict=True)])
    step = _solve(columns, [-component for component in gradient])
    return dict(zip(names, step, strict=True))


def _loss_gradient(
    points: Sequence[Point], degree: int, parameters: Mapping[str, Fraction]
) -> list[Fraction]:
    trace = backprop(loss(degree, len(points)), {**parameters, **data_values(points)})
    return [trace.gradient[name] for name in parameters]


def _solve(matrix: list[list[Fraction]], right_side: list[Fraction]) -> list[Fraction]:
    """Solve a small symmetric positive definite system exactly, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right_side, strict=True)]
    for pivot, pivot_row in enumerate(rows):
        rows[pivot] = [entry / pivot_row[pivot] for entry in pivot_row]
        for index, row in enumerate(rows):
            if index != pivot:
                factor = row[pivot]
                rows[index] = [a - factor * b for a, b in zip(row, rows[pivot], strict=True)]
    return [row[-1] for row in rows]
