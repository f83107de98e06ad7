"""Pieces of wires: lines, soft corners and curves, as cubic Bezier pieces in the plane.

A path is an array of shape (n, 4, 2): n pieces of four control points each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Path = np.ndarray
Point = tuple[float, float]

# Control points at this share of the radius make a cubic a quarter of a circle.
_QUARTER = 0.5523


def line(start: Point, end: Point) -> Path:
    """Return the straight piece from `start` to `end`."""
    a, b = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    return np.array([[a, a + (b - a) / 3, b - (b - a) / 3, b]])


def corner(start: Point, end: Point, horizontal_first: bool) -> Path:
    """Return a rounded corner between a horizontal and a vertical direction."""
    (x0, y0), (x1, y1) = start, end
    if horizontal_first:
        first = (x0 + _QUARTER * (x1 - x0), y0)
        second = (x1, y1 - _QUARTER * (y1 - y0))
    else:
        first = (x0, y0 + _QUARTER * (y1 - y0))
        second = (x1 - _QUARTER * (x1 - x0), y1)
    return np.array([[start, first, second, end]], dtype=float)


def into_port(start: Point, port: Point, angle_rad: float, softness: float = 0.5) -> Path:
    """Return the curve that leaves `start` to the right and runs into a port along its radius.

    Parameters
    ----------
    angle_rad
        Where the port is on its node, seen from the node's centre.
    softness
        How far the control points reach, as a share of the way.
    """
    (x0, y0), (x1, y1) = start, port
    reach = softness * (x1 - x0)
    # The last control point is never left of the start, so that the curve runs to the right.
    within = (x1 - x0) / max(abs(np.cos(angle_rad)), 0.1)
    arrival = min(within, 0.35 * float(np.hypot(x1 - x0, y1 - y0)))
    before = (x1 + arrival * np.cos(angle_rad), y1 + arrival * np.sin(angle_rad))
    return np.array([[start, (x0 + reach, y0), before, port]], dtype=float)


def samples(path: Path, per_piece: int = 16) -> np.ndarray:
    """Return points along a path, of shape (n * per_piece + 1, 2)."""
    t = np.linspace(0, 1, per_piece, endpoint=False)[None, :, None]
    a, b, c, d = (path[:, index, None, :] for index in range(4))
    curve = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    return np.vstack([curve.reshape(-1, 2), path[-1, 3]])


def crossings(one: np.ndarray, other: np.ndarray) -> int:
    """Return how often two polylines properly cross."""
    p, q = one[:-1, None], one[1:, None]
    r, s = other[None, :-1], other[None, 1:]

    def side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
        return np.asarray(
            (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1])
            - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
        )

    apart = (side(p, q, r) * side(p, q, s) < 0) & (side(r, s, p) * side(r, s, q) < 0)
    return int(np.count_nonzero(apart))


def spread(targets: Sequence[float], distance: float) -> np.ndarray:
    """Return the ascending numbers nearest to `targets` that are at least `distance` apart.

    Least squares under order constraints, solved exactly by pooling adjacent violators.
    """
    offsets = distance * np.arange(len(targets))
    pools: list[list[float]] = []
    for value in np.asarray(targets, dtype=float) - offsets:
        pools.append([float(value)])
        while len(pools) > 1 and np.mean(pools[-2]) > np.mean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    flat = [float(np.mean(pool)) for pool in pools for _ in pool]
    return np.array(flat) + offsets
