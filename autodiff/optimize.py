"""Optimizers that return their whole path.

Each takes a function (or a graph) and a start, and returns a :class:`Path`. What they minimize may
take a number, an array, or a list or dictionary of them; a graph takes a dictionary by name.
Fractions and mpmath numbers stay what they are in the methods that only add and multiply.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from autodiff.arithmetic import Value, is_finite, shape_of
from autodiff.errors import AutodiffError, DomainError
from autodiff.modes import hessian
from autodiff.objective import Function, Leaves, Objective, Path, Trial
from autodiff.primitives import div, sqrt

#: Given leaves and the gradient there, the next leaves.
Update = Callable[[Leaves, Leaves], Leaves]
#: The same for one leaf, with what it remembers: ``rule(x, g, *memory) -> (x, *memory)``.
Rule = Callable[..., tuple[Value, ...]]


def _descend(
    function: Function, start: Value, learning_rate: Value, steps: int, update: Update
) -> Path:
    """Follow an update from a start, recording everything."""
    _check_steps(steps)
    objective = Objective(function, start)
    leaves = objective.start()
    points: list[Value] = []
    values: list[Value] = []
    gradients: list[Value] = []
    trials: list[Trial] = []
    outcome = ""
    for step in range(steps + 1):
        value, gradient, problem = _look(objective, leaves)
        if problem and not points:
            raise AutodiffError(f"the start has no finite value and gradient: {problem}")
        trials.append(Trial(objective.point(leaves), value, not problem, objective.evaluations))
        if problem:
            outcome = f"diverged at step {step}: {problem}"
            break
        points.append(objective.point(leaves))
        values.append(value)
        gradients.append(objective.point(gradient))
        if step < steps:
            leaves = update(leaves, gradient)
            if not all(map(is_finite, leaves)):
                outcome = f"diverged at step {step + 1}: it left all bounds"
                break
    rates = (learning_rate,) * (len(points) - 1)
    path = Path(tuple(points), tuple(values), tuple(gradients), rates, tuple(trials))
    return replace(path, diverged=True, outcome=outcome) if outcome else path


def _check_steps(steps: int) -> None:
    if steps < 0:
        raise AutodiffError(f"the number of steps is at least 0, not {steps}")


def _look(objective: Objective, leaves: Leaves) -> tuple[Value, Leaves, str]:
    """Return the value and the gradient at a point, and what is wrong with them."""
    try:
        value, gradient = objective.gradient(leaves)
    except DomainError as error:
        return math.inf, (), error.problem
    finite = is_finite(value) and all(map(is_finite, gradient))
    return value, gradient, "" if finite else "the value or its slope is no longer finite"


def _by_leaf(rule: Rule, memories: int = 0) -> Update:
    """Return the update that applies a rule to each leaf; what it remembers starts at 0."""
    held: list[tuple[Value, ...]] = []

    def update(x: Leaves, gradient: Leaves) -> Leaves:
        before = held or [(0 * leaf,) * memories for leaf in x]
        after = [rule(a, g, *memory) for a, g, memory in zip(x, gradient, before, strict=True)]
        held[:] = [values[1:] for values in after]
        return tuple(values[0] for values in after)

    return update


def gradient_descent(
    function: Function, start: Value, learning_rate: Value = 0.1, steps: int = 100
) -> Path:
    """Step against the gradient: x - rate * gradient."""

    def rule(x: Value, g: Value) -> tuple[Value, ...]:
        return (x - learning_rate * g,)

    return _descend(function, start, learning_rate, steps, _by_leaf(rule))


def momentum(
    function: Function,
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

    def rule(x: Value, g: Value, v: Value) -> tuple[Value, ...]:
        v = friction * v - learning_rate * g
        return x + v, v

    return _descend(function, start, learning_rate, steps, _by_leaf(rule, 1))


def nesterov(
    function: Function,
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

    def rule(x: Value, g: Value, v: Value) -> tuple[Value, ...]:
        v = friction * v - learning_rate * g
        return x + friction * v - learning_rate * g, v

    return _descend(function, start, learning_rate, steps, _by_leaf(rule, 1))


def adagrad(
    function: Function,
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

    def rule(x: Value, g: Value, squares: Value) -> tuple[Value, ...]:
        squares = squares + g * g
        return x - learning_rate * div(g, sqrt(squares) + epsilon), squares

    return _descend(function, start, learning_rate, steps, _by_leaf(rule, 1))


def rmsprop(
    function: Function,
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

    def rule(x: Value, g: Value, squares: Value) -> tuple[Value, ...]:
        squares = decay * squares + (1 - decay) * g * g
        return x - learning_rate * div(g, sqrt(squares) + epsilon), squares

    return _descend(function, start, learning_rate, steps, _by_leaf(rule, 1))


def adam(
    function: Function,
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

    def rule(x: Value, g: Value, mean: Value, squares: Value, t: Value) -> tuple[Value, ...]:
        t = t + 1
        mean = beta1 * mean + (1 - beta1) * g
        squares = beta2 * squares + (1 - beta2) * g * g
        step = div(mean / (1 - beta1**t), sqrt(squares / (1 - beta2**t)) + epsilon)
        return x - learning_rate * step, mean, squares, t

    return _descend(function, start, learning_rate, steps, _by_leaf(rule, 3))


def newton(function: Function, start: Value, steps: int = 20) -> Path:
    """Step to the extremum of the quadratic that fits value, slope and curvature.

    Ends where the curvature determines no step.
    """
    objective = Objective(function, start)
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
    is_singular = False

    def update(x: Leaves, gradient: Leaves) -> Leaves:
        nonlocal is_singular
        at = np.concatenate([np.ravel(np.asarray(leaf, float)) for leaf in x])
        slope = np.concatenate([np.ravel(np.asarray(leaf, float)) for leaf in gradient])
        try:
            step = np.linalg.solve(np.asarray(curvature(at)), slope)
        except np.linalg.LinAlgError:
            is_singular = True
            step = np.full_like(slope, np.nan)
        return tuple(leaf if shape_of(leaf) else float(leaf) for leaf in unpacked(at - step))

    path = _descend(function, start, 1.0, steps, update)
    if is_singular:
        return replace(path, outcome="the matrix of second derivatives is singular: no step")
    return path


def adaptive_descent(
    function: Function,
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
    _check_steps(steps)
    objective = Objective(function, start)
    leaves = objective.start()
    value, gradient, problem = _look(objective, leaves)
    if problem:
        raise AutodiffError(f"the start has no finite value and gradient: {problem}")
    points, values, gradients = [objective.point(leaves)], [value], [objective.point(gradient)]
    trials = [Trial(points[0], value, True, objective.evaluations)]
    rates: list[Value] = []
    rate = learning_rate
    for _ in range(steps):
        candidate = tuple(a - rate * g for a, g in zip(leaves, gradient, strict=True))
        found, slope = objective.value(candidate), gradient
        accepted = bool(found < value)
        if accepted:
            # A lower point without a slope would be the end of the way down.
            found, slope, problem = _look(objective, candidate)
            accepted = not problem
        trials.append(Trial(objective.point(candidate), found, accepted, objective.evaluations))
        if accepted:
            leaves, value, gradient = candidate, found, slope
            points.append(objective.point(leaves))
            values.append(value)
            gradients.append(objective.point(gradient))
            rates.append(rate)
        rate = rate * (grow if accepted else shrink)
    return Path(tuple(points), tuple(values), tuple(gradients), tuple(rates), tuple(trials))


def random_search(
    function: Function,
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
    _check_steps(steps)
    rng = np.random.default_rng(seed)
    objective = Objective(function, start)
    leaves = objective.start()
    value = objective.value(leaves)
    if not is_finite(value):
        raise AutodiffError("the start has no finite value")
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
