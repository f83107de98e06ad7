"""A run of random turns of all knobs: what was tried, what was kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pydantic import Field

from autodiff import optimize
from autodiff.objective import Path
from scenes import data
from scenes.quantity import Quantity, value_quantity
from scenes.running_example import Fit, best_fit, whole_loss

Settings = dict[str, float]

_XS = np.linspace(-1.02, 1.02, 40)
# Space above and below the curves that are shown, and how far beyond what is shown knobs can turn.
_AIR, _SPARE_TURN = 0.15, 1.1


class RandomSearch(Fit):
    """How large random turns are, how many there are, and which random numbers."""

    scale: float = Field(0.4, ge=0.02, le=2, description="standard deviation of a turn")
    first: int = Field(24, ge=12, le=40, description="tries that are shown one by one")
    tries: int = Field(1000, ge=100, le=3000, description="tries of the whole run")
    seed: int = Field(24, ge=0, le=10_000, description="of the random numbers")


@dataclass(frozen=True)
class RandomRun:
    """Random turns, from all knobs at zero."""

    parameters: RandomSearch

    @cached_property
    def path(self) -> Path:
        """What the search tried and kept."""
        degree = self.parameters.degree
        return optimize.random_search(
            whole_loss(degree),
            dict.fromkeys(data.parameter_names(degree), 0.0),
            steps=self.parameters.tries,
            scale=self.parameters.scale,
            seed=self.parameters.seed,
        )

    @cached_property
    def tried(self) -> list[Settings]:
        """The settings that each try looked at, the start first."""
        return [dict(trial.point) for trial in self.path.trials]

    @cached_property
    def kept(self) -> list[Settings]:
        """The settings after each try."""
        found: list[Settings] = []
        for trial, settings in zip(self.path.trials, self.tried, strict=True):
            found.append(settings if trial.accepted else found[-1])
        return found

    def is_kept(self, number: int) -> bool:
        """Whether a try lowered the loss."""
        return self.path.trials[number].accepted

    def turned(self, number: int) -> str:
        """Return the name of the knob that a try turned."""
        before, after = self.kept[number - 1], self.tried[number]
        return next(name for name in before if before[name] != after[name])

    def both_kinds(self) -> int:
        """Return the first try by which there has been a kept and an undone one.

        Raises
        ------
        data.DataError
            If all tries that are shown one by one are of one kind.
        """
        kinds = [self.is_kept(n) for n in range(1, self.parameters.first + 1)]
        if len(set(kinds)) < 2:
            raise data.DataError(
                f"of the first {len(kinds)} random turns all are "
                f"{'kept' if kinds[0] else 'undone'}; choose another seed, or a "
                f"{'greater' if kinds[0] else 'smaller'} scale"
            )
        return 1 + max(kinds.index(True), kinds.index(False))

    def during(self, step: float) -> Settings:
        """Return the settings during a try: on the way there and, unless it is kept, back."""
        number, share = int(step), step - int(step)
        if not share:
            return self.kept[number]
        way = share if self.is_kept(number + 1) else 1 - abs(2 * share - 1)
        start, end = self.kept[number], self.tried[number + 1]
        return {name: start[name] + way * (end[name] - start[name]) for name in start}

    def shown(self) -> list[Settings]:
        """Return all settings that are shown."""
        best = best_fit(self.parameters.degree, self.parameters.degree)
        return [*self.tried[: self.parameters.first + 1], *self.kept, best]

    def heights(self) -> tuple[float, float]:
        """Return how low and how high a plot has to reach for every curve that is shown."""
        curve = data.model(self.parameters.degree)
        points = np.array([float(point.y) for point in data.load_points()])
        rows = [np.asarray(curve({"x": _XS, **s}) + 0 * _XS) for s in self.shown()]
        every = np.concatenate([points, *rows])
        return float(every.min()) - _AIR, float(every.max()) + _AIR

    def limit(self) -> float:
        """Return how far a knob has to turn."""
        return _SPARE_TURN * max(abs(value) for s in self.shown() for value in s.values())

    def least_loss(self) -> Quantity:
        """Return the least loss that there is, with where it comes from."""
        points, degree = data.load_points(), self.parameters.degree
        best = data.best_parameters(points, degree)
        point = {**best, **data.data_values(points)}
        return value_quantity(data.loss(degree, len(points)), point, "least loss")

    def losses(self) -> tuple[float, float]:
        """Return a logarithmic scale of losses, from below the least one up to the start's."""
        least, start = float(self.least_loss().value), float(self.path.values[0])
        return 10.0 ** math.floor(math.log10(least)), 1.3 * start

    def kept_count(self, tries: int) -> int:
        """Return how many of the first tries were kept."""
        return sum(self.is_kept(number) for number in range(1, tries + 1))
