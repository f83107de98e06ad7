"""What each kind of node does to the gradient that reaches it, with the true numbers of a trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autodiff import BackwardStep, Trace
from scenes.messages import message
from scenes.quantity import (
    Quantity,
    contribution_quantity,
    forward_quantity,
    local_partial_quantity,
    upstream_quantity,
)

# Name of the rule and what the factor is called, by operation.
_RULES = {
    "add": (message("Add copies"), message("slope")),
    "sub": (message("Minus flips one"), message("slope")),
    "neg": (message("Minus flips"), message("slope")),
    "mul": (message("Multiply swaps"), message("other")),
    "div": (message("Divide"), message("slope")),
    "pow": (message("Power"), message("slope")),
    "maximum": (message("Max routes"), message("slope")),
    "minimum": (message("Min routes"), message("slope")),
}


@dataclass(frozen=True)
class RuleRow:
    """What one input receives: local partial times upstream.

    Attributes
    ----------
    label
        The node that is named at the left.
    value
        The input's value, where the factor is made from it.
    whole
        Whether the factor is +1 or -1 for every input, so that it is shown without decimals.
    """

    label: int
    value: Quantity | None
    partial: Quantity
    whole: bool
    upstream: Quantity
    contribution: Quantity


@dataclass(frozen=True)
class Rule:
    """The local rule of one node.

    Attributes
    ----------
    heading
        What the factor is called.
    swaps
        Whether each input's factor is the other input's value.
    total
        At a branch, what the contributions add up to.
    name
        What stands for a name in the title.
    """

    title: str
    heading: str
    rows: tuple[RuleRow, ...]
    swaps: bool = False
    total: Quantity | None = None
    name: str = ""


def operation_rule(trace: Trace, node: int) -> Rule:
    """Return the rule by which operation `node` hands its gradient to its inputs."""
    op = trace.graph.nodes[node].op
    steps = [step for step in trace.backward if step.edge.target == node]
    title, heading = _RULES.get(op, (message("{name} scales"), message("slope")))
    if _is_square(trace, node):
        title, heading = message("Square doubles"), message("double")
    linear = op in ("add", "sub", "neg")
    rows = tuple(
        RuleRow(
            label=step.edge.source,
            value=None if linear else forward_quantity(trace, step.edge.source),
            partial=local_partial_quantity(trace, step),
            whole=linear,
            upstream=upstream_quantity(trace, node),
            contribution=contribution_quantity(trace, step),
        )
        for step in steps
    )
    return Rule(title, heading, rows, swaps=op == "mul" and len(rows) == 2, name=op.capitalize())


def branch_rule(trace: Trace, node: int) -> Rule:
    """Return how the contributions to a node that is used several times add up."""
    rows = tuple(
        RuleRow(
            label=step.edge.target,
            value=None,
            partial=local_partial_quantity(trace, step),
            whole=False,
            upstream=upstream_quantity(trace, step.edge.target),
            contribution=contribution_quantity(trace, step),
        )
        for step in _steps_into(trace, node)
    )
    return Rule(
        message("Branch adds"), message("slope"), rows, total=upstream_quantity(trace, node)
    )


def _steps_into(trace: Trace, node: int) -> Iterable[BackwardStep]:
    return (step for step in trace.backward if step.edge.source == node)


def _is_square(trace: Trace, node: int) -> bool:
    drawn = trace.graph.nodes[node]
    return drawn.op == "pow" and trace.graph.nodes[drawn.inputs[1]].value == 2
