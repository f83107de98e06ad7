"""A loss of two parameters over a rectangle, as a sheet in space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from autodiff import Graph
from scenes.mobjects.contours import contour_lines
from scenes.mobjects.projection import Projection

Array = npt.NDArray[np.float64]

_FINE = 161  # columns and rows on which heights are looked up
_RAY_SAMPLES = 48
# Nearer than this a ray is still at the point from which it starts.
_AT_ONCE = 0.03


@dataclass(frozen=True)
class Terrain:
    """A graph over a rectangle of two of its inputs.

    Attributes
    ----------
    graph
        The loss.
    names
        The inputs that lead to the right and to the back.
    x_range, y_range
        Their least and greatest values.
    fixed
        The values of all other inputs.
    size
        Width and depth of the sheet in space.
    height, lift
        How high the highest loss lies above the lowest, and the lowest above the floor.
    """

    graph: Graph
    names: tuple[str, str]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    size: tuple[float, float] = (6.26, 3.92)
    height: float = 3.3
    lift: float = 1.5

    def __deepcopy__(self, memo: dict[int, Any]) -> Terrain:
        """Return itself: it never changes, and mobjects are copied at every animation."""
        return self

    def raised(self, share: float) -> Terrain:
        """Return this terrain with all heights above the floor at a share of theirs."""
        other = replace(self, height=share * self.height, lift=share * self.lift)
        # Losses do not depend on how high they are drawn.
        other.__dict__["grid"] = self.grid
        return other

    def losses(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Array:
        """Return the loss at places given in values of the parameters."""
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        fixed = {name: float(value) for name, value in self.fixed.items()}
        found = self.graph({**fixed, self.names[0]: x, self.names[1]: y})
        return np.broadcast_to(np.asarray(found, dtype=float), x.shape)

    def loss_at(self, point: Mapping[str, Any]) -> Any:
        """Return the loss where both parameters have the values of `point`.

        In the arithmetic of `point`, so that an optimizer can follow it.
        """
        return self.graph({**self.fixed, **point})

    @cached_property
    def axes(self) -> tuple[Array, Array]:
        """The values of both parameters at which heights are looked up."""
        return np.linspace(*self.x_range, _FINE), np.linspace(*self.y_range, _FINE)

    @cached_property
    def grid(self) -> Array:
        """The losses there: a row for each value of the second parameter."""
        x, y = self.axes
        return self.losses(x[None, :], y[:, None])

    @property
    def lowest(self) -> float:
        """The smallest loss of the sheet."""
        return float(self.grid.min())

    @property
    def highest(self) -> float:
        """The greatest loss of the sheet."""
        return float(self.grid.max())

    def floor(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Array:
        """Return places on the floor in space, along a new last axis."""
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        across = self.size[0] * (_share(x, self.x_range) - 0.5)
        back = self.size[1] * (_share(y, self.y_range) - 0.5)
        return np.stack([across, back, np.zeros_like(across)], axis=-1)

    def outline(self) -> Array:
        """Return places in space around everything that is drawn of it (n, 3)."""
        x, y = self.axes
        edges = [(x, y[0]), (x, y[-1]), (x[0], y), (x[-1], y)]
        rim = [self.sheet(*edge) for edge in edges]
        foot = [self.floor(*edge) for edge in edges]
        # The loss axis reaches a little higher than the highest loss.
        tip = self.at_height(x[0], y[0], self.highest + 0.1 * (self.highest - self.lowest))
        return np.concatenate([*rim, *foot, tip[None]])

    def at_height(self, x: npt.ArrayLike, y: npt.ArrayLike, loss: npt.ArrayLike) -> Array:
        """Return places above the floor at the height of losses."""
        places = self.floor(x, y)
        share = _share(np.asarray(loss, dtype=float), (self.lowest, self.highest))
        places[..., 2] = self.lift + self.height * share
        return places

    def sheet(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Array:
        """Return places on the sheet in space."""
        return self.at_height(x, y, self.losses(x, y))

    def levels(self, count: int) -> Array:
        """Return losses that are contour levels, closer together in the valley."""
        shares = (np.arange(1, count + 1) / (count + 1)) ** 2
        return np.asarray(self.lowest + shares * (self.highest - self.lowest))

    def contours(self, level: float) -> list[Array]:
        """Return the lines of equal loss, as values of both parameters."""
        return contour_lines(*self.axes, self.grid, level)

    def is_hidden(self, places: Array, view: Projection) -> npt.NDArray[np.bool_]:
        """Return whether the sheet lies between places in space (..., 3) and the eye.

        A ray that starts on the sheet, or leaves it at its rim, does not cross it; one that comes
        out on the other side does.
        """
        reach = np.maximum(self._way_out(places, view) - 1e-9, _AT_ONCE)
        steps = _AT_ONCE + np.linspace(0.0, 1.0, _RAY_SAMPLES) * (reach - _AT_ONCE)[..., None]
        rays = places[..., None, :] + steps[..., None] * view.to_eye
        above = rays[..., 2] - self._height_at(rays[..., 0], rays[..., 1])
        signs = np.sign(above)
        crossed = signs[..., 1:] * signs[..., :-1] < 0
        return np.asarray(crossed.any(axis=-1))

    def _way_out(self, places: Array, view: Projection) -> Array:
        """Return how far a ray from each place to the eye runs over or under the sheet."""
        half, across = np.array(self.size) / 2, view.to_eye[:2]
        with np.errstate(divide="ignore", invalid="ignore"):
            ways = (np.sign(across) * half - places[..., :2]) / across
        to_edge = np.where(np.abs(across) > 1e-9, ways, np.inf).min(axis=-1)
        # Nor further than where it is above the whole sheet: the eye is never below it.
        climb = max(float(view.to_eye[2]), 1e-9)
        to_top = (self.lift + self.height - places[..., 2]) / climb + _AT_ONCE
        return np.minimum(to_edge, to_top)

    def _height_at(self, across: Array, back: Array) -> Array:
        """Return the height of the sheet above places of the floor; nan where there is none."""
        column = (across / self.size[0] + 0.5) * (_FINE - 1)
        row = (back / self.size[1] + 0.5) * (_FINE - 1)
        inside = (column >= 0) & (column <= _FINE - 1) & (row >= 0) & (row <= _FINE - 1)
        column, row = np.where(inside, column, 0.0), np.where(inside, row, 0.0)
        j = np.minimum(column.astype(int), _FINE - 2)
        i = np.minimum(row.astype(int), _FINE - 2)
        s, t = column - j, row - i
        grid = self.grid
        loss = (1 - t) * ((1 - s) * grid[i, j] + s * grid[i, j + 1])
        loss = loss + t * ((1 - s) * grid[i + 1, j] + s * grid[i + 1, j + 1])
        height = self.lift + self.height * _share(loss, (self.lowest, self.highest))
        return np.where(inside, height, np.nan)


def _share(values: Array, limits: tuple[float, float]) -> Array:
    return np.asarray((values - limits[0]) / (limits[1] - limits[0]))
