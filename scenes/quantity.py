"""A number together with the expression and the point that it comes from.

Everything that shows a number takes a :class:`Quantity`, so that each digit on screen can be
recomputed by someone who has nothing but the ledger. A gradient is described without the rules that
computed it: the expression of the result with the place in question replaced by a fresh name, and
that name as the variable of the derivative.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import mpmath

from autodiff import BackwardStep, Graph, Trace, backprop
from autodiff.graph import Edge

MINUS = "−"
WORKING_DIGITS = 50
# A float closer than this to the middle between two roundings is computed again exactly.
_TIE_WIDTH = 1e-6
# Numbers from 0.001 to 99999 are written out.
_LEAST_EXPONENT, _GREATEST_EXPONENT = -3, 4
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def exact(value: float | int | str | Fraction) -> Fraction:
    """Return the number that a decimal spells: 0.1 is one tenth."""
    return value if isinstance(value, Fraction) else Fraction(str(value))


def number_text(value: Any) -> str:
    """Return `value` as text at full precision, from which the number can be read back.

    A Fraction is written exactly (as a decimal where that ends, else ``p/q``), a float as the
    shortest decimal that gives it back, an mpmath number to 30 digits.
    """
    if isinstance(value, mpmath.mpf):
        return str(mpmath.nstr(value, 30, strip_zeros=True))
    if not isinstance(value, Fraction):
        return repr(float(value))
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    while value.denominator != 1 and (value * 10**places).denominator != 1:
        places += 1
    return rounded_text(value, places).replace(MINUS, "-")


def rounded_text(value: Any, precision: int, sign: bool = False) -> str:
    """Round half away from zero to `precision` decimals, as taught at school; a real minus sign.

    A negative precision means that many significant digits and a power of ten, as in 1.25×10⁻⁷.
    """
    if precision < 0:
        return _scientific_text(_fraction(value), -precision, sign)
    scaled = _fraction(value) * 10**precision
    units = int(abs(scaled) + Fraction(1, 2))
    digits = str(units).rjust(precision + 1, "0")
    text = f"{digits[:-precision]}.{digits[-precision:]}" if precision else digits
    if scaled < 0 and units:
        return MINUS + text
    return "+" + text if sign and units else text


def precision_for(*values: Any, significant: int = 3) -> int:
    """Return the precision at which the largest of some numbers has its significant digits."""
    largest = max((abs(float(value)) for value in values), default=0.0)
    if not largest:
        return significant - 1
    exponent = math.floor(math.log10(largest))
    if _LEAST_EXPONENT <= exponent <= _GREATEST_EXPONENT:
        return max(0, significant - 1 - exponent)
    return -significant


def _scientific_text(value: Fraction, significant: int, sign: bool) -> str:
    if not value:
        return rounded_text(value, significant - 1, sign)
    exponent = len(str(abs(value.numerator))) - len(str(value.denominator))
    while abs(value) >= Fraction(10) ** (exponent + 1):
        exponent += 1
    while abs(value) < Fraction(10) ** exponent:
        exponent -= 1
    mantissa = rounded_text(value / Fraction(10) ** exponent, significant - 1, sign)
    if mantissa.lstrip(f"+{MINUS}").startswith("10"):  # 9.996 is 10.00
        exponent += 1
        mantissa = rounded_text(value / Fraction(10) ** exponent, significant - 1, sign)
    return f"{mantissa}×10{str(exponent).translate(_SUPERSCRIPTS)}"


def _fraction(value: Any) -> Fraction:
    if isinstance(value, mpmath.mpf):
        sign, mantissa, exponent, _ = value._mpf_
        return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent
    return exact(value if isinstance(value, int | Fraction) else float(value))


@dataclass(frozen=True)
class Quantity:
    """A computed number and what it was computed from.

    Attributes
    ----------
    value
        The number: Fraction, mpmath.mpf or float.
    expression
        What it is the value of, or what it is the derivative of.
    point
        The value of each name in `expression`, in the arithmetic of `value`.
    definitions
        Names in `expression` that stand for expressions of the names in `point`.
    wrt
        The name with respect to which the derivative is taken; None for a plain value.
    source
        In words, what the number is.
    """

    value: Any
    expression: str
    point: Mapping[str, Any] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    wrt: str | None = None
    source: str = ""
    graph: Graph | None = field(default=None, repr=False, compare=False)

    def __deepcopy__(self, memo: dict[int, Any]) -> Quantity:
        """Return itself: it never changes, and mobjects are copied at every animation."""
        return self

    def shown(self, precision: int, sign: bool = False) -> str:
        """Return the rounded digits as they appear on screen."""
        return rounded_text(self._decided(precision), precision, sign)

    def _decided(self, precision: int) -> Any:
        """Return the value, computed exactly where a float cannot decide the last digit."""
        if not isinstance(self.value, float) or self.graph is None:
            return self.value
        fraction_of_unit = abs(self.value) * 10**precision % 1
        if abs(fraction_of_unit - 0.5) > _TIE_WIDTH:
            return self.value
        return exact_value(self.graph, self.point)


def exact_point(graph: Graph, point: Mapping[str, Any]) -> dict[str, Any]:
    """Return `point` in the arithmetic that decides every digit of `graph`.

    Fractions where the graph is a rational function, else mpmath numbers of 50 digits.
    """
    fractions = {name: exact(value) for name, value in point.items()}
    if graph.is_rational:
        return fractions
    with mpmath.workdps(WORKING_DIGITS):
        return {name: mpmath.mpf(v.numerator) / v.denominator for name, v in fractions.items()}


def exact_value(graph: Graph, point: Mapping[str, Any]) -> Any:
    """Evaluate `graph` so that every digit that could be shown is right."""
    with mpmath.workdps(WORKING_DIGITS):
        return graph(exact_point(graph, point))


def exact_trace(graph: Graph, point: Mapping[str, Any]) -> Trace:
    """Run backprop so that every digit that could be shown is right."""
    with mpmath.workdps(WORKING_DIGITS):
        return backprop(graph, exact_point(graph, point))


def value_quantity(graph: Graph, point: Mapping[str, Any], source: str) -> Quantity:
    """Return the value of `graph` at `point`, in the arithmetic of `point`."""
    return Quantity(graph(point), graph.to_text(), point, source=source, graph=graph)


def constant(value: float | int | str | Fraction, source: str) -> Quantity:
    """Return a number that is its own expression: a tick, a data value, a count."""
    number = exact(value)
    return Quantity(number, number_text(number), source=source)


def chosen(name: str, value: float) -> Quantity:
    """Return a value that a scene sets by itself, for example by a tracker, as a quantity."""
    return Quantity(value, name, {name: value}, source="a chosen value")


def forward_quantity(trace: Trace, node: int) -> Quantity:
    """Return the value that the forward pass gives to `node`; 1 or 0 for a comparison."""
    value = trace.value_of(node)
    return Quantity(
        value=int(value) if isinstance(value, bool) else value,
        expression=trace.graph.to_text(node),
        point=trace.point,
        source=f"forward value of node {node}",
    )


def upstream_quantity(trace: Trace, node: int) -> Quantity:
    """Return the whole gradient of the output with respect to `node`."""
    name = _fresh_name(trace.graph)
    is_output = node == trace.graph.output
    return Quantity(
        value=trace.upstream_of(node),
        expression=name if is_output else trace.graph.to_text(cut={node: name}),
        point=trace.point,
        definitions={name: trace.graph.to_text(node)},
        wrt=name,
        source=f"gradient at node {node}",
    )


def contribution_quantity(trace: Trace, step: BackwardStep) -> Quantity:
    """Return what `step` sends back along its edge: local partial times upstream."""
    return edges_quantity(
        trace, step.edge, [step.edge], step.contribution, "contribution along edge"
    )


def accumulated_quantity(trace: Trace, step: BackwardStep) -> Quantity:
    """Return the sum of all that has arrived at the source of `step` once it is done."""
    arrived = []
    for earlier in trace.backward:
        if earlier.edge.source == step.edge.source:
            arrived.append(earlier.edge)
        if earlier is step:
            break
    return edges_quantity(trace, step.edge, arrived, step.accumulated, "accumulated after edge")


def local_partial_quantity(trace: Trace, step: BackwardStep) -> Quantity:
    """Return the derivative of the step's operation with respect to the one input of its edge."""
    graph, edge, name = trace.graph, step.edge, _fresh_name(trace.graph)
    return Quantity(
        value=step.local_partial.value,
        expression=graph.to_text(edge.target, cut_edges={(edge.target, edge.slot): name}),
        point=trace.point,
        definitions={name: graph.to_text(edge.source)},
        wrt=name,
        source=f"local partial along edge {edge.source} to {edge.target}",
    )


def edges_quantity(
    trace: Trace, along: Edge, edges: Collection[Edge], value: Any, what: str
) -> Quantity:
    """Return what a node receives from some of its uses: `value`, called `what` and an edge."""
    graph, name = trace.graph, _fresh_name(trace.graph)
    cut_edges = {(edge.target, edge.slot): name for edge in edges}
    return Quantity(
        value=value,
        expression=graph.to_text(cut_edges=cut_edges),
        point=trace.point,
        definitions={name: graph.to_text(along.source)},
        wrt=name,
        source=f"{what} {along.source} to {along.target}",
    )


def _fresh_name(graph: Graph) -> str:
    name = "u"
    while name in graph.inputs:
        name += "u"
    return name
