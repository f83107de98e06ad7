"""Taking a function of one variable apart into a chain of functions, one inside the other."""

from __future__ import annotations

from autodiff import Graph, parse
from scenes.mobjects.chain import Link
from scenes.mobjects.graph_diagram import constant_nodes

# Letters of the functions, by how many there are; the last one is the outermost.
LETTERS = {2: ("g", "f"), 3: ("g", "h", "f"), 4: ("g", "h", "p", "f")}
MOST_LINKS = 4
_VARIABLES = ("u", "v", "w", "s", "t", "r")


def links_of(graph: Graph) -> tuple[Link, ...]:
    """Return the functions that make up a function of one variable, the innermost one first.

    Where there are more than four, some of them are taken together.

    Raises
    ------
    ValueError
        If it has another number of variables, or is not a chain of at least two functions.
    """
    if len(graph.inputs) != 1:
        names = ", ".join(graph.inputs) or "none"
        raise ValueError(f"function: a chain has one variable, and this has {names}")
    narrow = _narrow_places(graph)
    if len(narrow) < 3:
        raise ValueError(
            f"function: {graph.to_text()} is not a chain of functions, one inside the other, as "
            "exp(sin(x**2)) is; take the lesson graph"
        )
    count = min(len(narrow) - 1, MOST_LINKS)
    last = len(narrow) - 1
    chosen = [narrow[round(last * number / count)] for number in range(count + 1)]
    free = [name for name in _VARIABLES if name not in graph.inputs]
    variables = [graph.inputs[0], *free[: count - 1]]
    links = []
    for number, letter in enumerate(LETTERS[count]):
        inner, outer = chosen[number], chosen[number + 1]
        text = graph.to_text(outer, cut={inner: variables[number]})
        links.append(Link(letter, parse(text)))
    return tuple(links)


def _narrow_places(graph: Graph) -> list[int]:
    """Return the nodes through which everything goes on its way from the input to the output.

    References
    ----------
    The dominators of the output, here in a graph whose nodes are in the order of evaluation: a node
    is narrow if no wire leads past it.
    """
    constant = constant_nodes(graph)
    needed = {graph.output}
    for node in reversed(graph.nodes):
        if node.id in needed:
            needed |= {source for source in node.inputs if source not in constant}
    order = sorted(needed)
    reach = {node: node for node in order}
    for node in order:
        for source in graph.nodes[node].inputs:
            if source in reach:
                reach[source] = max(reach[source], node)
    narrow, farthest = [], -1
    for place, node in enumerate(order):
        if place == 0 or farthest <= node:
            narrow.append(node)
        farthest = max(farthest, reach[node])
    return narrow
