"""Recognising what overflows or cancels as it is written, and what computes the same safely."""

from __future__ import annotations

from collections.abc import Callable

from autodiff.graph import CONSTANT, Graph, GraphBuilder, Node, copy_node

#: ``definition(id)``: the node behind an id.
Definition = Callable[[int], Node]


def recognise(
    op: str, inputs: tuple[int, ...], definition: Definition
) -> tuple[str, tuple[int, ...]] | None:
    """Return a stable primitive and its inputs for an operation that is about to be appended.

    ========================  ===============
    written                   computed
    ========================  ===============
    log(1 + exp(z))           softplus(z)
    log(1 + z)                log1p(z)
    exp(z) - 1                expm1(z)
    1 / (1 + exp(-z))         sigmoid(z)
    ========================  ===============
    """
    if op == "log":
        term = _added_to_one(definition(inputs[0]), definition)
        if term is not None:
            inner = definition(term)
            return ("softplus", inner.inputs) if inner.op == "exp" else ("log1p", (term,))
    elif op == "sub":
        first = definition(inputs[0])
        if first.op == "exp" and _is_one(definition(inputs[1])):
            return "expm1", first.inputs
    elif op == "div" and _is_one(definition(inputs[0])):
        term = _added_to_one(definition(inputs[1]), definition)
        if term is not None and definition(term).op == "exp":
            exponent = definition(definition(term).inputs[0])
            if exponent.op == "neg":
                return "sigmoid", exponent.inputs
    return None


def _is_one(node: Node) -> bool:
    return node.op == CONSTANT and not node.shape and node.value == 1


def _added_to_one(node: Node, definition: Definition) -> int | None:
    """Return z of a node that is 1 + z or z + 1."""
    if node.op == "add" and len(node.inputs) == 2:
        first, second = node.inputs
        if _is_one(definition(first)):
            return second
        if _is_one(definition(second)):
            return first
    return None


def stabilise(graph: Graph) -> Graph:
    """Return an equal function that is stable; `graph` itself where nothing is recognised."""
    builder = GraphBuilder()
    new_id: list[int] = []
    changed = False
    for node in graph.nodes:
        inputs = tuple(new_id[i] for i in node.inputs)
        found = recognise(node.op, inputs, lambda i: builder.nodes[i])
        if found is None:
            new_id.append(copy_node(builder, node, inputs))
        else:
            changed = True
            new_id.append(builder.apply(found[0], found[1], shape=node.shape))
    if not changed:
        return graph
    # Inputs that only the replaced nodes used are kept nowhere else; all of them are still used.
    return builder.graph({path: new_id[id_] for path, id_ in graph.outputs.items()})
