"""Backpropagation done wrong, on purpose, and the descents that come of it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from autodiff import Graph, backprop
from autodiff.objective import Path

#: At a branch the last contribution replaces the sum of all.
OVERWRITE = "overwrite"
#: Each round's gradient is added to those of all rounds before.
NO_RESET = "no reset"
#: A product hands each factor back to itself, not to the other.
SWAP = "swap"
#: Every step is several times too long.
TOO_FAR = "too far"
MISTAKES = (OVERWRITE, NO_RESET, SWAP, TOO_FAR)
# Beyond this a descent is over.
_BOUND = 1e9


def faulty_gradient(graph: Graph, point: Mapping[str, float], mistake: str) -> dict[str, float]:
    """Return what a backward pass with a mistake takes for the gradient.

    Parameters
    ----------
    mistake
        ``OVERWRITE`` or ``SWAP``; with any other the gradient is the true one.
    """
    trace = backprop(graph, dict(point))
    partials = {
        (step.edge.target, step.edge.slot): float(step.local_partial.value)
        for step in trace.backward
    }
    upstream = {graph.output: 1.0}
    for step in trace.backward:
        source, target, slot = step.edge
        is_swapped = mistake == SWAP and graph.nodes[target].op == "mul"
        partial = partials.get((target, 1 - slot), 1.0) if is_swapped else partials[target, slot]
        contribution = partial * upstream[target]
        before = 0.0 if mistake == OVERWRITE else upstream.get(source, 0.0)
        upstream[source] = before + contribution
    return {name: upstream.get(graph.input_node(name).id, 0.0) for name in graph.inputs}


def descend(
    graph: Graph,
    start: Mapping[str, float],
    fixed: Mapping[str, float],
    rate: float,
    steps: int,
    mistake: str = "",
    factor: float = 1.0,
) -> Path:
    """Step against what a backward pass takes for the gradient, and return the whole path.

    Parameters
    ----------
    start
        The knobs.
    fixed
        All other inputs.
    mistake
        One of ``MISTAKES``, or none.
    factor
        How many times too long the steps are with ``TOO_FAR``.
    """
    knobs = dict(start)
    points, values = [dict(knobs)], [float(graph({**knobs, **fixed}))]
    summed = dict.fromkeys(knobs, 0.0)
    pace = rate * factor if mistake == TOO_FAR else rate
    for _ in range(steps):
        found = faulty_gradient(graph, {**knobs, **fixed}, mistake)
        kept = summed if mistake == NO_RESET else dict.fromkeys(knobs, 0.0)
        summed = {name: kept[name] + found[name] for name in knobs}
        knobs = {name: value - pace * summed[name] for name, value in knobs.items()}
        value = float(graph({**knobs, **fixed}))
        if not math.isfinite(value) or abs(value) > _BOUND:
            return Path(tuple(points), tuple(values), diverged=True, outcome="it left all bounds")
        points.append(dict(knobs))
        values.append(value)
    return Path(tuple(points), tuple(values))
