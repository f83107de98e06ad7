"""The graph: a flat tuple of nodes in topological order, each with the ids of its inputs.

Invariants
----------
- The inputs of a node have smaller ids than the node: a loop over the nodes is a topological order.
- Equal nodes are one node (hash-consing): two nodes with the same operation on the same inputs, the
  same options, or the same constant do not occur.
- A graph never changes. Growing happens in a :class:`GraphBuilder`, which only appends.
- Nothing points from a node to its graph or its consumers, so graphs are freed without the cycle
  collector; nothing here recurses, so depth is limited by memory alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from autodiff.arithmetic import Constant, Irrational, Value, decimal_constant
from autodiff.errors import AutodiffError
from autodiff.primitive import Primitive
from autodiff.primitives import PRIMITIVES

if TYPE_CHECKING:
    from autodiff.compile import CompiledGraph
    from autodiff.program import Program

INPUT = "input"
CONSTANT = "constant"

#: Operations that keep fractions exact, whatever their inputs.
_RATIONAL = frozenset(
    (
        "add", "sub", "mul", "div", "neg", "abs", "sign", "max", "min", "relu", "leaky_relu",
        "where", "greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "both",
        "either", "negated", "floor", "steep", "div_slope", "share",
    )
)  # fmt: skip

#: Where a result stands among several: () for the only one, ("x",) in a gradient, ("x", "y") in
#: a matrix of second derivatives.
Path = tuple[str, ...]


class Edge(NamedTuple):
    """The use of node `source` as input number `slot` of node `target`."""

    source: int
    target: int
    slot: int


class Node(NamedTuple):
    """One operation, input or constant.

    Attributes
    ----------
    id
        Position in the graph.
    op
        Name of the primitive, or ``"input"`` or ``"constant"``.
    inputs
        Ids of what it is applied to.
    name
        Of an input.
    value
        Of a constant; exact for whole numbers and decimals.
    params
        Options of an array operation, such as ``(("axis", 0),)``.
    shape
        () for a scalar. A graph of scalars also takes arrays, elementwise.
    """

    id: int
    op: str
    inputs: tuple[int, ...] = ()
    name: str = ""
    value: Constant | None = None
    params: tuple[tuple[str, Any], ...] = ()
    shape: tuple[int, ...] = ()


class GraphBuilder:
    """Appends nodes, each once."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._ids: dict[Any, int] = {}
        #: Whether symbols write helpers of rules in their textbook form, which is shorter to read,
        #: rather than keep them, which is more accurate to compute.
        self.expands = True

    def _add(self, key: Any, node: Node) -> int:
        found = self._ids.setdefault(key, node.id)
        if found == node.id:
            self.nodes.append(node)
        return found

    def input(self, name: str, shape: tuple[int, ...] = ()) -> int:
        """Return the id of the input called `name`."""
        return self._add((INPUT, name), Node(len(self.nodes), INPUT, name=name, shape=shape))

    def constant(self, value: Constant) -> int:
        """Return the id of a constant; a float becomes the exact decimal that it prints as."""
        shape: tuple[int, ...] = ()
        if isinstance(value, np.ndarray):
            shape = value.shape
            key: Any = (CONSTANT, value.dtype.str, shape, value.tobytes())
        else:
            if isinstance(value, bool | np.bool_):
                value = int(value)
            elif isinstance(value, float):
                value = decimal_constant(value)
            elif isinstance(value, Fraction) and value.denominator == 1:
                value = value.numerator
            key = (CONSTANT, value, str(value))
        return self._add(key, Node(len(self.nodes), CONSTANT, value=value, shape=shape))

    def apply(
        self,
        op: str,
        inputs: tuple[int, ...],
        params: tuple[tuple[str, Any], ...] = (),
        shape: tuple[int, ...] | None = None,
    ) -> int:
        """Return the id of the primitive `op` applied to nodes."""
        key = (op, inputs, _hashable(params)) if params else (op, inputs)
        found = self._ids.get(key)
        if found is None:
            if shape is None:
                shape = self._broadcast(inputs)
            found = self._add(key, Node(len(self.nodes), op, inputs, params=params, shape=shape))
        return found

    def _broadcast(self, inputs: tuple[int, ...]) -> tuple[int, ...]:
        shapes = {self.nodes[i].shape for i in inputs}
        return shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes)

    def graph(self, outputs: int | Mapping[Path, int]) -> Graph:
        """Return a graph of `outputs` and of what they need, in the order of appending."""
        named: dict[Path, int] = {(): outputs} if isinstance(outputs, int) else dict(outputs)
        kept = ancestors(self.nodes, named.values())
        new_id = {old: new for new, old in enumerate(kept)}
        if len(kept) == len(self.nodes):
            return Graph(tuple(self.nodes), named)
        nodes = tuple(_renumbered(self.nodes[old], new_id) for old in kept)
        return Graph(nodes, {path: new_id[output] for path, output in named.items()})


def _renumbered(node: Node, new_id: Mapping[int, int]) -> Node:
    inputs = tuple([new_id[source] for source in node.inputs])
    return Node(new_id[node.id], node.op, inputs, node.name, node.value, node.params, node.shape)


def ancestors(nodes: Any, outputs: Any) -> list[int]:
    """Return the ids of `outputs` and of everything that they are computed from, ascending."""
    outputs = tuple(outputs)
    needed = bytearray(max(outputs, default=-1) + 1)
    for output in outputs:
        needed[output] = 1
    for index in range(len(needed) - 1, -1, -1):
        if needed[index]:
            for source in nodes[index].inputs:
                needed[source] = 1
    return [index for index, wanted in enumerate(needed) if wanted]


def _hashable(value: Any) -> Any:
    """Return a key that is equal for equal options, which may hold arrays and slices."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, slice):
        return "slice", value.start, value.stop, value.step
    if isinstance(value, tuple):
        return tuple(map(_hashable, value))
    return type(value).__name__, value


class Graph:
    """An expression as a graph; call it with a point to evaluate it.

    Attributes
    ----------
    nodes
        In topological order.
    outputs
        The id of each result by its path; a single result has the path ``()``.
    """

    __slots__ = (
        "__weakref__",
        "_is_scalar",
        "_is_stable",
        "_program",
        "_stable",
        "_text",
        "nodes",
        "outputs",
    )

    def __init__(self, nodes: tuple[Node, ...], outputs: Mapping[Path, int]) -> None:
        self.nodes = nodes
        self.outputs = dict(outputs)
        self._is_scalar: bool | None = None
        self._program: Program | None = None
        self._stable: Graph | None = None
        self._is_stable = False
        self._text: str | None = None

    # ------------------------------------------------------------------------------ structure

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs, in order of first appearance."""
        return tuple(node.name for node in self.nodes if node.op == INPUT)

    @property
    def output(self) -> int:
        """Id of the only result.

        Raises
        ------
        AutodiffError
            If there are several; ``graph["x"]`` picks one.
        """
        if set(self.outputs) != {()}:
            raise AutodiffError(
                f"this graph has several results; pick one: {', '.join(map(repr, self.names))}"
            )
        return self.outputs[()]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the results by which ``graph[name]`` picks one."""
        return tuple(dict.fromkeys(path[0] for path in self.outputs if path))

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every use of a node by another, in the order of consumers and slots."""
        return tuple(
            Edge(source, node.id, slot)
            for node in self.nodes
            for slot, source in enumerate(node.inputs)
        )

    def input_node(self, name: str) -> Node:
        """Return the node of the input called `name`.

        Raises
        ------
        AutodiffError
            If there is none.
        """
        for node in self.nodes:
            if node.op == INPUT and node.name == name:
                return node
        raise AutodiffError(f"no input is called {name!r}; there are {', '.join(self.inputs)}")

    def primitive(self, node: Node | int) -> Primitive | None:
        """Return the row of the table for a node; None for an input or a constant."""
        op = (self.nodes[node] if isinstance(node, int) else node).op
        return None if op in (INPUT, CONSTANT) else PRIMITIVES[op]

    @property
    def is_rational(self) -> bool:
        """Whether fractions in give exact fractions out."""
        return all(self._keeps_fractions(node) for node in self.nodes)

    @property
    def is_scalar(self) -> bool:
        """Whether every node is a number, so that arrays may be given elementwise instead."""
        if self._is_scalar is None:
            self._is_scalar = not any(node.shape for node in self.nodes)
        return self._is_scalar

    def _keeps_fractions(self, node: Node) -> bool:
        if node.op in (INPUT, CONSTANT):
            return node.op == INPUT or isinstance(node.value, int | Fraction)
        if node.op == "pow":
            return isinstance(self.nodes[node.inputs[1]].value, int)
        return node.op in _RATIONAL

    def __getitem__(self, name: str) -> Graph:
        """Return one of several results as a graph of its own."""
        chosen = {path[1:]: id_ for path, id_ in self.outputs.items() if path[:1] == (name,)}
        if not chosen:
            raise AutodiffError(f"no result is called {name!r}; there are {', '.join(self.names)}")
        return self.builder().graph(chosen)

    def at(self, node: int) -> Graph:
        """Return the expression of one node as a graph of its own."""
        return self.builder().graph(node)

    def builder(self) -> GraphBuilder:
        """Return a builder that already holds these nodes, with the same ids."""
        builder = GraphBuilder()
        for node in self.nodes:
            if node.op == INPUT:
                builder.input(node.name, node.shape)
            elif node.op == CONSTANT:
                assert node.value is not None
                builder.constant(node.value)
            else:
                builder.apply(node.op, node.inputs, node.params, node.shape)
        return builder

    def merge_sums(self) -> Graph:
        """Return the same graph with each chain of additions as one sum of many terms.

        A sum is merged into the one that uses it if nothing else does.
        """
        uses = [0] * len(self.nodes)
        for edge in self.edges:
            uses[edge.source] += 1
        for output in self.outputs.values():
            uses[output] += 2
        builder = GraphBuilder()
        new_id: list[int] = []
        terms: dict[int, tuple[int, ...]] = {}
        for node in self.nodes:
            inputs = tuple(new_id[i] for i in node.inputs)
            if node.op == "add":
                terms[node.id] = tuple(
                    term
                    for old, new in zip(node.inputs, inputs, strict=True)
                    for term in (terms.get(old, (new,)) if uses[old] == 1 else (new,))
                )
                inputs = terms[node.id]
            new_id.append(copy_node(builder, node, inputs))
        return builder.graph({path: new_id[id_] for path, id_ in self.outputs.items()})

    def __deepcopy__(self, memo: dict[int, Any]) -> Graph:
        """Return the graph itself, which never changes."""
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Graph):
            return NotImplemented
        return self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash((len(self.nodes), tuple(self.outputs.items())))

    def __repr__(self) -> str:
        try:
            text = self.to_text() if () in self.outputs else ", ".join(self.names)
        except AutodiffError:
            text = f"{len(self.nodes)} nodes"
        return f"<Graph {text}>"

    # ----------------------------------------------------------------------------- evaluation

    def __call__(self, point: Mapping[str, Value], strict: bool = True) -> Any:
        """Evaluate at a point.

        Parameters
        ----------
        point
            A value for each input: floats, arrays (which broadcast), Fractions for exact results,
            mpmath numbers for results at mpmath's working precision. Other names are ignored.
        strict
            Raise where a value does not exist. Otherwise it is nan, fit for plotting.

        Returns
        -------
        The value; for several results a dictionary by name.

        Raises
        ------
        DomainError
            If a value that the result uses does not exist.
        """
        from autodiff.forward import evaluate

        return evaluate(self, point, strict)

    @property
    def program(self) -> Program:
        """The nodes as the interpreters take them."""
        from autodiff.program import Program

        if self._program is None:
            self._program = Program.of(self.nodes)
        return self._program

    @property
    def stable(self) -> Graph:
        """The same function with what would overflow or cancel replaced by a stable primitive."""
        from autodiff.stable import stabilise

        # Never keeps itself, which would be a cycle.
        if self._stable is None and not self._is_stable:
            stable = stabilise(self)
            self._is_stable = stable is self
            self._stable = None if self._is_stable else stable
        return self._stable or self

    def compile(self) -> CompiledGraph:
        """Return the graph as generated Python code, for evaluating it many times.

        Keep the result: it generates its code when it is first used.
        """
        from autodiff.compile import CompiledGraph

        return CompiledGraph(self)

    def gradient(self) -> Graph:
        """Return the derivatives with respect to every input as a graph with a result for each."""
        from autodiff.symbolic import gradient

        return gradient(self)

    # ---------------------------------------------------------------------------- conversions

    def to_text(
        self,
        node: int | None = None,
        cut: Mapping[int, str] | None = None,
        cut_edges: Mapping[tuple[int, int], str] | None = None,
    ) -> str:
        """Return infix text that :func:`autodiff.parse` reads back.

        Parameters
        ----------
        node
            Whose expression; the output's by default.
        cut
            Nodes to be printed as a name instead of their expression; never `node` itself.
        cut_edges
            The same for single uses, by ``(target, slot)``.
        """
        from autodiff.printing import to_text

        if node is not None or cut or cut_edges:
            return to_text(self, node, cut, cut_edges)
        # Whoever shows a number says at every frame what it is.
        if self._text is None:
            self._text = to_text(self)
        return self._text

    def to_typst(
        self, node: int | None = None, wrap: Callable[[int, str], str] | None = None
    ) -> str:
        """Return Typst math.

        Parameters
        ----------
        node
            Whose expression; the output's by default.
        wrap
            Called as ``wrap(node_id, source)`` for each printed node; its result is used instead.
        """
        from autodiff.printing import to_typst

        return to_typst(self, node, wrap)

    def to_sympy(self) -> Any:
        """Return the sympy expression; for several results a dictionary of them by name."""
        from autodiff.symbolic import to_sympy

        return to_sympy(self)

    def to_json(self) -> str:
        """Return JSON text from which :meth:`from_json` makes an equal graph."""
        from autodiff.export import to_json

        return to_json(self)

    @staticmethod
    def from_json(text: str) -> Graph:
        """Return the graph that :meth:`to_json` wrote."""
        from autodiff.export import from_json

        return from_json(text)

    def to_dot(self) -> str:
        """Return the graph in the language of Graphviz."""
        from autodiff.export import to_dot

        return to_dot(self)

    def to_mermaid(self) -> str:
        """Return the graph as a Mermaid flowchart."""
        from autodiff.export import to_mermaid

        return to_mermaid(self)


def copy_node(builder: GraphBuilder, node: Node, inputs: tuple[int, ...]) -> int:
    """Append a copy of `node` on other inputs and return its id."""
    if node.op == INPUT:
        return builder.input(node.name, node.shape)
    if node.op == CONSTANT:
        assert node.value is not None
        return builder.constant(node.value)
    return builder.apply(node.op, inputs, node.params, node.shape)


def constant_text(value: Constant) -> str:
    """Return a constant as a decimal where that is exact and short, else as ``p/q``."""
    if isinstance(value, Irrational):
        return value.value
    if isinstance(value, Fraction):
        return _fraction_text(value)
    if isinstance(value, np.ndarray):
        return f"array{value.shape}"
    return str(value)


def _fraction_text(value: Fraction) -> str:
    denominator, twos, fives = value.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    if places > 12 and len(digits.lstrip("0")) < places - 4:
        significant = digits.lstrip("0")
        point = f".{significant[1:]}" if len(significant) > 1 else ""
        return f"{sign}{significant[0]}{point}e{len(significant) - 1 - places}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
