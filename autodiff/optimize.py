"""Optimizers that return their whole path.

Each takes a function (or a graph) and a start, and returns a :class:`Path`. What they minimize may
take a number, an array, or a list or dictionary of them; a graph takes a dictionary by name.
Fractions and mpmath numbers stay what they are in the methods that only add and multiply.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from autodiff.arithmetic import Value, coerce, is_finite, shape_of
from autodiff.errors import AutodiffError, DomainError
from autodiff.graph import Graph
from autodiff.modes import hessian, map_leaves, value_and_grad
from autodiff.primitives import div, sqrt

#: The leaves (numbers and arrays) of a point, in order.
Leaves = tuple[Value, ...]


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


class _Objective:
    """What is minimized, as a function of leaves."""

    def __init__(self, function: Callable[[Value], Value] | Graph, start: Value) -> None:
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
            value = self._value(self.point(leaves))
        except DomainError:
            return math.inf
        return value if is_finite(value) else math.inf

    def gradient(self, leaves: Leaves) -> tuple[Value, Leaves]:
        """Return the value and the leaves of the gradient."""
        self.evaluations += 1
        point = self.point(leaves)
        value, gradient = self._value_and_grad(point)
        if isinstance(gradient, Mapping):
            gradient = {name: gradient[name] for name in point}
        found: list[Value] = []
        map_leaves(gradient, found.append)
        return value, tuple(found)


#: An update: given leaves, gradient and rate, the next leaves.
Update = Callable[[Leaves, Leaves, Value], Leaves]


def _descend(
    function: Callable[[Value], Value] | Graph,
    start: Value,
    learning_rate: Value,
    steps: int,
    update: Update,
) -> Path:
    """Follow an update from a start, recording everything."""
    if steps < 0:
        raise AutodiffError("the number of steps is negative")
    objective = _Objective(function, start)
    leaves = objective.start()
    points: list[Value] = []
    values: list[Value] = []
    gradients: list[Value] = []
    trials: list[Trial] = []
    diverged, outcome = False, "all steps done"
    for step in range(steps + 1):
        try:
            value, gradient = objective.gradient(leaves)
            finite = is_finite(value) and all(map(is_finite, gradient))
            problem = "the value or its slope is no longer finite"
        except DomainError as error:
            value, gradient, finite, problem = math.inf, (), False, error.problem
        if not finite and not points:
            raise AutodiffError(f"the start has no finite value and gradient: {problem}")
        trials.append(Trial(objective.point(leaves), value, finite, objective.evaluations))
        if not finite:
            diverged, outcome = True, f"diverged at step {step}: {problem}"
            break
        points.append(objective.point(leaves))
        values.append(value)
        gradients.append(objective.point(gradient))
        if step < steps:
            leaves = update(leaves, gradient, learning_rate)
            if not all(map(is_finite, leaves)):
                diverged, outcome = True, f"diverged at step {step + 1}: it left all bounds"
                break
    return Path(
        tuple(points),
        tuple(values),
        tuple(gradients),
        (learning_rate,) * (len(points) - 1),
        tuple(trials),
        diverged,
        outcome,
    )


def _state(start: Leaves) -> list[Value]:
    return [0 * leaf for leaf in start]


def gradient_descent(
    function: Callable[[Value], Value] | Graph,
    start: Value,
    learning_rate: Value = 0.1,
    steps: int = 100,
) -> Path:
    """Step against the gradient: x - rate * gradient."""

    def update(x: Leaves, gradient: Leaves, rate: Value) -> Leaves:
        return tuple(a - rate * g for a, g in zip(x, gradient, strict=True))

    return _descend(function, start, learning_rate, steps, update)


def momentum(
    function: Callable[[Value], Value] | Graph,
    start: Value,
    learning_rate: Value = 0.1,
    steps: int = 100,
    friction: Value = 0.9,
) -> Path:
    """Keep a part of the last step, like a heavy ball: v = friction * v - rate * gradient.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods (1964).
    """
    velocity: list[Value] = []

    def update(x: Leaves, gradient: Leaves, rate: Value) -> Leaves:
        velocity[:] = [
            friction * v - rate * g for v, g in zip(velocity or _state(x), gradient, strict=True)
        ]
        return tuple(a + v for a, v in zip(x, velocity, strict=True))

    return _descend(function, start, learning_rate, steps, update)


def nesterov(
    function: Callable[[Value], Value] | Graph,
    start: Value,
    learning_rate: Value = 0.1,
    steps: int = 100,
    friction: Value = 0.9,
) -> Path:
    """Momentum that looks ahead, in the form that needs the gradient at the point only.

    References
    ----------
    Nesterov, A method of solving a convex programming problem (1983); Sutskever et al., On the
    importance of initialization and momentum in deep learning (2013), equations 3 and 4.
    """
    velocity: list[Value] = []

    def update(x: Leaves, gradient: Leaves, rate: Value) -> Leaves:
        velocity[:] = [
            friction * v - rate * g for v, g in zip(velocity or _state(x), gradient, strict=True)
        ]
        return tuple(
            a + friction * v - rate * g for a, v, g in zip(x, velocity, gradient, strict=True)
        )

    return _descend(function, start, learning_rate, steps, update)


def adagrad(
    function: Callable[[Value], Value] | Graph,
    start: Value,
    learning_rate: Value = 0.1,
    steps: int = 100,
    epsilon: float = 1e-8,
) -> Path:
    """Divide each entry's rate by the root of the sum of its squared gradients.

    References
    ----------
    Duchi, Hazan and Singer, Adaptive subgradient methods (2011).
    """
    squares: list[Value] = []

    def update(x: Leaves, gradient: Leaves, rate: Value) -> Leaves:
        squares[:] = [s + g * g for s, g in zip(squares or _state(x), gradient, strict=True)]
        return tuple(
            a - rate * div(g, sqrt(s) + epsilon)
            for a, g, s in zip(x, gradient, squares, strict=True)
        )

    return _descend(function, start, learning_rate, steps, update)


def rmsprop(
    function: Callable[[Value], Value] | Graph,
    start: Value,
    learning_rate: Value = 0.01,
    steps: int = 100,
    decay: float = 0.9,
    epsilon: float = 1e-8,
) -> Path:
    """Divide each entry's rate by the root of a running mean of its squared gradients.

    References
    ----------
    Tieleman and Hinton, Lecture 6.5 of Neural networks for machine learning (2012).
    """
    squares: list[Value] = []

    def update(x: Leaves, gradient: Leaves, rate: Value) -> Leaves:
        squares[:] = [
            decay * s + (1 - decay) * g * g
            for s, g in zip(squares or _state(x), gradient, strict=True)
        ]
        return tuple(
            a - rate * div(g, sqrt(s) + epsilon)
            for a, g, s in zip(x, gradient, squares, strict=True)
        )

    return _descend(function, start, learning_rate, steps, update)


def adam(
    function: Callable[[Value], Value] | Graph,
    start: Value,
    learning_rate: Value = 0.1,
    steps: int = 100,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Path:
    """Use running means of gradients and of their squares, both corrected for their start at 0.

    References
    ----------
    Kingma and Ba, Adam: a method for stochastic optimization (2015), algorithm 1.
    """
    means: list[Value] = []
    squares: list[Value] = []
    counter = iter(range(1, steps + 2))

    def update(x: Leaves, gradient: Leaves, rate: Value) -> Leaves:
        t = next(counter)
        means[:] = [
            beta1 * m + (1 - beta1) * g for m, g in zip(means or _state(x), gradient, strict=True)
        ]
        squares[:] = [
            beta2 * s + (1 - beta2) * g * g
            for s, g in zip(squares or _state(x), gradient, strict=True)
        ]
        return tuple(
            a - rate * div(m / (1 - beta1**t), sqrt(s / (1 - beta2**t)) + epsilon)
            for a, m, s in zip(x, means, squares, strict=True)
        )

    return _descend(function, start, learning_rate, steps, update)


def newton(function: Callable[[Value], Value] | Graph, start: Value, steps: int = 20) -> Path:
    """Step to the extremum of the quadratic that fits value, slope and curvature.

    Ends where the gradient is 0 or the curvature determines no step.
    """
    objective = _Objective(function, start)
    first = objective.start()
    shapes = [shape_of(leaf) for leaf in first]
    sizes = [int(np.prod(shape)) for shape in shapes]

    def unpacked(flat: Value) -> Leaves:
        bounds = np.cumsum([0, *sizes])
        return tuple(
            flat[int(a)] if not shape else flat[int(a) : int(b)].reshape(shape)
            for a, b, shape in zip(bounds, bounds[1:], shapes, strict=False)
        )

    def flat_function(flat: Value) -> Value:
        call: Any = function
        return call(objective.point(unpacked(flat)))

    curvature = hessian(flat_function)
    remaining = iter([None])

    def update(x: Leaves, gradient: Leaves, rate: Value) -> Leaves:
        at = np.concatenate([np.ravel(np.asarray(leaf, float)) for leaf in x])
        slope = np.concatenate([np.ravel(np.asarray(leaf, float)) for leaf in gradient])
        try:
            step = np.linalg.solve(np.asarray(curvature(at)), slope)
        except np.linalg.LinAlgError:
            next(remaining, None)
            step = np.full_like(slope, np.nan)
        return tuple(leaf if shape_of(leaf) else float(leaf) for leaf in unpacked(at - step))

    path = _descend(function, start, 1.0, steps, update)
    if path.diverged and next(remaining, 0) == 0:
        return _replaced(path, "the matrix of second derivatives is singular: no step")
    return path


def _replaced(path: Path, outcome: str) -> Path:
    return Path(
        path.points, path.values, path.gradients, path.learning_rates, path.trials, True, outcome
    )


def adaptive_descent(
    function: Callable[[Value], Value] | Graph,
    start: Value,
    learning_rate: Value = 0.1,
    steps: int = 100,
    shrink: Value = 0.5,
    grow: Value = 1.1,
) -> Path:
    """Gradient descent that finds its own rate.

    Where the value rises, the step is taken back and the rate is multiplied by `shrink`; where it
    falls, the step stays and the rate is multiplied by `grow`. Rejected steps are among the trials.
    """
    objective = _Objective(function, start)
    leaves = objective.start()
    value, gradient = objective.gradient(leaves)
    points, values, gradients = [objective.point(leaves)], [value], [objective.point(gradient)]
    trials = [Trial(points[0], value, True, objective.evaluations)]
    rates: list[Value] = []
    rate = learning_rate
    for _ in range(steps):
        candidate = tuple(a - rate * g for a, g in zip(leaves, gradient, strict=True))
        found = objective.value(candidate)
        accepted = bool(found < value)
        trials.append(Trial(objective.point(candidate), found, accepted, objective.evaluations))
        if accepted:
            leaves = candidate
            value, gradient = objective.gradient(leaves)
            points.append(objective.point(leaves))
            values.append(value)
            gradients.append(objective.point(gradient))
            rates.append(rate)
        rate = rate * (grow if accepted else shrink)
    return Path(tuple(points), tuple(values), tuple(gradients), tuple(rates), tuple(trials))


def random_search(
    function: Callable[[Value], Value] | Graph,
    start: Value,
    steps: int = 100,
    scale: float = 0.1,
    seed: int | np.random.Generator = 0,
    one_at_a_time: bool = True,
) -> Path:
    """Turn at random, and turn back if the value did not fall.

    Parameters
    ----------
    function, start, steps
        What is minimized, from where, and how often something is tried.
    scale
        Standard deviation of a turn.
    seed
        Of the random numbers, or a generator of them.
    one_at_a_time
        Turn one number at a time, chosen at random, rather than all.
    """
    rng = np.random.default_rng(seed)
    objective = _Objective(function, start)
    leaves = objective.start()
    value = objective.value(leaves)
    points, values = [objective.point(leaves)], [value]
    trials = [Trial(points[0], value, True, objective.evaluations)]
    count = sum(int(np.prod(shape_of(leaf))) for leaf in leaves)
    for _ in range(steps):
        turn = np.zeros(count)
        if one_at_a_time:
            turn[rng.integers(count)] = rng.normal(0.0, scale)
        else:
            turn[:] = rng.normal(0.0, scale, count)
        candidate = tuple(_turned(leaves, iter(turn.tolist())))
        found = objective.value(candidate)
        accepted = bool(found < value)
        trials.append(Trial(objective.point(candidate), found, accepted, objective.evaluations))
        if accepted:
            leaves, value = candidate, found
            points.append(objective.point(leaves))
            values.append(value)
    return Path(tuple(points), tuple(values), trials=tuple(trials))


def _turned(leaves: Leaves, turns: Iterator[float]) -> Iterator[Value]:
    for leaf in leaves:
        shape = shape_of(leaf)
        if shape:
            size = int(np.prod(shape))
            yield leaf + np.array([next(turns) for _ in range(size)]).reshape(shape)
        else:
            yield float(leaf) + next(turns)
