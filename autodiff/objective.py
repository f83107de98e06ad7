"""What an optimizer minimizes, and what it returns: its whole path."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from autodiff.arithmetic import Value, coerce, is_finite
from autodiff.errors import AutodiffError, DomainError
from autodiff.graph import Graph
from autodiff.modes import map_leaves, value_and_grad

#: The leaves (numbers and arrays) of a point, in order.
Leaves = tuple[Value, ...]
#: What is minimized: of a number, an array, or a list or dictionary of them.
Function = Callable[[Value], Value] | Graph


class Trial(NamedTuple):
    """A point that was tried.

    Attributes
    ----------
    point, value
        Where, and what was found there.
    accepted
        Whether the path went there.
    evaluations
        How often the function had been evaluated by then.
    """

    point: Value
    value: Value
    accepted: bool
    evaluations: int


@dataclass(frozen=True)
class Path:
    """The whole path of an optimizer.

    Attributes
    ----------
    points
        Every point that it went to, from the start.
    values
        The function's value at each.
    gradients
        Its gradient at each; empty for a method that does not use it.
    learning_rates
        The rate with which each point was left; one fewer than points. Empty where there is none.
    trials
        Every point that was evaluated, also those that were not accepted.
    diverged
        Whether it ended because values or points grew without bound or ceased to exist.
    outcome
        In words, why it ended.
    """

    points: tuple[Value, ...]
    values: tuple[Value, ...]
    gradients: tuple[Value, ...] = ()
    learning_rates: tuple[Value, ...] = ()
    trials: tuple[Trial, ...] = field(default=(), repr=False)
    diverged: bool = False
    outcome: str = "all steps done"

    @property
    def best(self) -> int:
        """The index of the point with the smallest value."""
        return min(range(len(self.values)), key=lambda index: self.values[index])

    def __len__(self) -> int:
        return len(self.points)


class Objective:
    """What is minimized, as a function of leaves."""

    def __init__(self, function: Function, start: Value) -> None:
        self._function = function
        self._start = start
        self.evaluations = 0
        self._value_and_grad: Callable[[Value], tuple[Value, Value]]
        if isinstance(function, Graph):
            if not isinstance(start, Mapping):
                raise AutodiffError("for a graph the start is a dictionary with a value by name")
            compiled = function.compile()
            self._value_and_grad = compiled.value_and_gradient
            self._value: Callable[[Value], Value] = compiled.value
        else:
            self._value_and_grad = value_and_grad(function)
            self._value = function

    def start(self) -> Leaves:
        """Return the leaves of the start."""
        leaves: list[Value] = []
        map_leaves(self._start, lambda leaf: leaves.append(coerce(leaf)))
        return tuple(leaves)

    def point(self, leaves: Leaves) -> Value:
        """Return leaves in the form in which the start was given."""
        remaining = iter(leaves)
        return map_leaves(self._start, lambda _: next(remaining))

    def value(self, leaves: Leaves) -> Value:
        """Return the value; infinite where it does not exist."""
        self.evaluations += 1
        try:
            with np.errstate(all="ignore"):
                value = self._value(self.point(leaves))
        except DomainError:
            return math.inf
        return value if is_finite(value) else math.inf

    def gradient(self, leaves: Leaves) -> tuple[Value, Leaves]:
        """Return the value and the leaves of the gradient.

        Raises
        ------
        DomainError
            If one of them does not exist.
        """
        self.evaluations += 1
        point = self.point(leaves)
        value, gradient = self._value_and_grad(point)
        if isinstance(gradient, Mapping):
            gradient = {name: gradient[name] for name in point}
        found: list[Value] = []
        map_leaves(gradient, found.append)
        return value, tuple(found)
