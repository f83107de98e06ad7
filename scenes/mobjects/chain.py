"""A chain of functions at a point: their values, their slopes, and what a nudge becomes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autodiff import Graph, parse
from scenes.mobjects.tangent import Slice
from scenes.quantity import Quantity, exact, number_text, value_quantity

_PRODUCT = parse("a*b")


@dataclass(frozen=True)
class Link:
    """One function of the chain.

    Attributes
    ----------
    name
        Typst math of the function's letter, such as ``"g"``.
    graph
        The function; of one input.
    """

    name: str
    graph: Graph

    @property
    def slice(self) -> Slice:
        """The function as every tool takes it."""
        (variable,) = self.graph.inputs
        return Slice(self.graph, variable)


@dataclass(frozen=True)
class Chain:
    """Functions that are applied one after another, the first one first.

    Attributes
    ----------
    x
        The input of the first one.
    """

    links: tuple[Link, ...]
    x: float | str

    def __deepcopy__(self, memo: dict[int, Any]) -> Chain:
        """Return itself: it never changes, and mobjects are copied at every animation."""
        return self

    @cached_property
    def values(self) -> tuple[Quantity, ...]:
        """The input, and the value of each function."""
        found = [Quantity(exact(self.x), number_text(exact(self.x)), source="input of the chain")]
        for link in self.links:
            found.append(link.slice.value_quantity(_exact(found[-1])))
        return tuple(found)

    @cached_property
    def slopes(self) -> tuple[Quantity, ...]:
        """The derivative of each function where it is used."""
        return tuple(
            link.slice.slope_quantity(_exact(value))
            for link, value in zip(self.links, self.values, strict=False)
        )

    @cached_property
    def products(self) -> tuple[Quantity, ...]:
        """The derivative of each value with respect to the input: 1, then products of slopes."""
        found = [Quantity(exact(1), "1", source="derivative of the input")]
        for slope in self.slopes:
            point = {"a": _exact(found[-1]), "b": _exact(slope)}
            found.append(value_quantity(_PRODUCT, point, "chain rule"))
        return tuple(found)

    def images(self, delta: float) -> tuple[Quantity, ...]:
        """Return what becomes of a nudge to first order, of the input and after each function."""
        nudge = exact(round(delta, 6))
        return tuple(
            value_quantity(_PRODUCT, {"a": nudge, "b": _exact(product)}, "image of a nudge")
            for product in self.products
        )

    def floats(self, quantities: tuple[Quantity, ...]) -> list[float]:
        """Return quantities as floats, for drawing."""
        return [float(quantity.value) for quantity in quantities]

    def moved(self, delta: float) -> list[float]:
        """Return how far the input and each value really move when the input moves by `delta`."""
        start = self.floats(self.values)
        at = [start[0] + delta]
        for link in self.links:
            at.append(link.slice.value(at[-1]))
        return [after - before for after, before in zip(at, start, strict=True)]


def _exact(quantity: Quantity) -> Any:
    return exact(number_text(quantity.value))
