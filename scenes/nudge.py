"""What a real nudge does to a node of a graph, what its slope predicts, and by how much that errs.

Everything is computed exactly, so that no digit is lost to cancellation however small the nudge.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import mpmath

from autodiff import Graph
from scenes.quantity import Quantity, exact_point, exact_value

_WORKING_DIGITS = 50
_STEP, _MOVED = "d", "u"


@lru_cache(maxsize=64)
def _slope(graph: Graph, name: str) -> Graph:
    """Return the derivative of a graph by a name, as symbols."""
    return graph.gradient()[name]


class Nudge:
    """One input of a graph, moved by a step.

    Parameters
    ----------
    graph
        Of which every node can be asked.
    point
        Where it starts.
    name
        The input that is moved.
    step
        How far.
    """

    def __init__(self, graph: Graph, point: Mapping[str, Any], name: str, step: Any) -> None:
        taken = {_STEP, _MOVED} & set(graph.inputs)
        if taken:
            raise ValueError(f"{', '.join(sorted(taken))} is a name of a nudge, not of an input")
        self.graph = graph
        self.name = name
        self._point = exact_point(graph, point)
        self._step = exact_point(graph, {_STEP: step})[_STEP]

    def actual(self, node: int) -> Quantity:
        """Return by how much the value of a node really changes."""
        part = self.graph.at(node)
        before = self._given(part)
        with mpmath.workdps(_WORKING_DIGITS):
            moved = {**before, self.name: self._point[self.name] + self._step}
            change = part(moved) - part(before)
        return self._quantity(part, f"({self._moved(part)}) - ({part.to_text()})", change, "change")

    def predicted(self, node: int) -> Quantity:
        """Return what the derivative says: the slope times the step."""
        part = self.graph.at(node)
        slope = _slope(part, self.name)
        with mpmath.workdps(_WORKING_DIGITS):
            change = exact_value(slope, self._given(slope)) * self._step
        text = f"({slope.to_text()}) * {_STEP}"
        return self._quantity(part, text, change, "change that the slope predicts")

    def error(self, node: int) -> Quantity:
        """Return by how much the prediction is too small."""
        part = self.graph.at(node)
        actual, predicted = self.actual(node), self.predicted(node)
        with mpmath.workdps(_WORKING_DIGITS):
            difference = actual.value - predicted.value
        text = f"({actual.expression}) - ({predicted.expression})"
        return self._quantity(part, text, difference, "error of the prediction")

    def step_quantity(self) -> Quantity:
        """Return the step itself."""
        return Quantity(self._step, _STEP, {_STEP: self._step}, source="size of a nudge")

    def _given(self, part: Graph) -> dict[str, Any]:
        return {name: self._point[name] for name in part.inputs}

    def _moved(self, part: Graph) -> str:
        node = part.input_node(self.name).id
        if part.output == node:
            return _MOVED
        return part.to_text(cut={node: _MOVED})

    def _quantity(self, part: Graph, text: str, value: Any, what: str) -> Quantity:
        point = {**self._given(part), self.name: self._point[self.name], _STEP: self._step}
        definitions = {_MOVED: f"{self.name} + {_STEP}"} if _MOVED in text else {}
        return Quantity(value, text, point, definitions, source=f"{what} of {part.to_text()}")
