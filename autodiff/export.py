"""Graphs and traces as JSON, and graphs in the languages of Graphviz and Mermaid."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from autodiff.arithmetic import Irrational, Value
from autodiff.errors import AutodiffError
from autodiff.graph import CONSTANT, INPUT, Edge, Graph, Node, constant_text
from autodiff.primitives import PRIMITIVES

if TYPE_CHECKING:
    from autodiff.trace import Trace

_VERSION = 1


def to_json(graph: Graph) -> str:
    """Return JSON text of a graph, with every constant exact."""
    return json.dumps(_graph_data(graph), separators=(",", ":"))


def from_json(text: str) -> Graph:
    """Return the graph of a JSON text.

    Raises
    ------
    AutodiffError
        If the text is not one that :func:`to_json` wrote.
    """
    graph: Graph = _parsed(text, _graph_from)
    return graph


def trace_to_json(trace: Trace) -> str:
    """Return JSON text of a trace, with every number at full precision."""
    data = {
        "version": _VERSION,
        "graph": _graph_data(trace.graph),
        "point": {name: _encode(value) for name, value in trace.point.items()},
        "value": _encode(trace.value),
        "gradient": {name: _encode(value) for name, value in trace.gradient.items()},
        "forward": [_encode(step.value) for step in trace.forward],
        "backward": [
            {
                "edge": list(step.edge),
                "local_partial": _encode(step.local_partial.value),
                "upstream": _encode(step.upstream),
                "contribution": _encode(step.contribution),
                "accumulated": _encode(step.accumulated),
            }
            for step in trace.backward
        ],
        "cotangents": [_encode(value) for value in trace._cotangents],
    }
    return json.dumps(data, separators=(",", ":"))


def trace_from_json(text: str) -> Trace:
    """Return the trace of a JSON text.

    Raises
    ------
    AutodiffError
        If the text is not one that :func:`trace_to_json` wrote.
    """
    trace: Trace = _parsed(text, _trace_from)
    return trace


def _parsed(text: str, build: Callable[[Any], Any]) -> Any:
    try:
        data = json.loads(text)
        if data["version"] != _VERSION:
            raise AutodiffError(f"JSON version {data['version']} is not {_VERSION}")
        return build(data)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError) as error:
        raise AutodiffError(f"not JSON that autodiff wrote: {error}") from error


def _graph_data(graph: Graph) -> dict[str, Any]:
    nodes = []
    for node in graph.nodes:
        data: dict[str, Any] = {"op": node.op}
        if node.inputs:
            data["inputs"] = list(node.inputs)
        if node.op == INPUT:
            data["name"] = node.name
        if node.op == CONSTANT:
            data["value"] = _encode(node.value)
        if node.params:
            data["params"] = {key: _encode(value) for key, value in node.params}
        if node.shape:
            data["shape"] = list(node.shape)
        nodes.append(data)
    outputs = [[list(path), id_] for path, id_ in graph.outputs.items()]
    return {"version": _VERSION, "nodes": nodes, "outputs": outputs}


def _graph_from(data: Any) -> Graph:
    nodes = []
    for id_, node in enumerate(data["nodes"]):
        op, inputs = node["op"], tuple(node.get("inputs", ()))
        if op not in (INPUT, CONSTANT) and op not in PRIMITIVES:
            raise AutodiffError(f"there is no primitive called {op!r}")
        if not all(isinstance(i, int) and 0 <= i < id_ for i in inputs):
            raise AutodiffError(f"node {id_} uses a node that does not come before it")
        nodes.append(
            Node(
                id_,
                op,
                inputs,
                name=node.get("name", ""),
                value=_decode(node["value"]) if op == CONSTANT else None,
                params=tuple((key, _decode(v)) for key, v in node.get("params", {}).items()),
                shape=tuple(node.get("shape", ())),
            )
        )
    outputs = {tuple(path): id_ for path, id_ in data["outputs"]}
    if not all(isinstance(id_, int) and 0 <= id_ < len(nodes) for id_ in outputs.values()):
        raise AutodiffError("a result is not one of the nodes")
    return Graph(tuple(nodes), outputs)


def _trace_from(data: Any) -> Trace:
    from autodiff.trace import BackwardStep, ForwardStep, LocalPartial, Trace

    graph = _graph_from(data["graph"])
    steps = []
    for step in data["backward"]:
        edge = Edge(*step["edge"])
        partial = LocalPartial(_decode(step["local_partial"]), graph, edge)
        numbers = (_decode(step[key]) for key in ("upstream", "contribution", "accumulated"))
        steps.append(BackwardStep(edge, partial, *numbers))
    return Trace(
        graph=graph,
        point={name: _decode(value) for name, value in data["point"].items()},
        value=_decode(data["value"]),
        gradient={name: _decode(value) for name, value in data["gradient"].items()},
        forward=tuple(map(ForwardStep, graph.nodes, map(_decode, data["forward"]))),
        backward=tuple(steps),
        _cotangents=tuple(map(_decode, data["cotangents"])),
    )


# A number is written as a list of its kind and its digits, so that each kind comes back as itself.


def _encode(value: Value) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, Fraction):
        return ["fraction", str(value)]
    if isinstance(value, Irrational):
        return ["irrational", value.value]
    if isinstance(value, np.ndarray | np.generic):
        entries = [
            entry.hex() if isinstance(entry, float) else entry for entry in value.ravel().tolist()
        ]
        return ["array", value.dtype.str, list(value.shape), entries]
    if isinstance(value, float):
        return ["float", value.hex()]
    if isinstance(value, mpmath.mpf):
        if not mpmath.isfinite(value):
            return ["mpf", str(value), 0]
        sign, mantissa, exponent, _ = value._mpf_
        return ["mpf", str(-int(mantissa) if sign else int(mantissa)), int(exponent)]
    if isinstance(value, str):
        return ["text", value]
    if isinstance(value, slice):
        return ["slice", value.start, value.stop, value.step]
    if isinstance(value, tuple):
        return ["tuple", *map(_encode, value)]
    if value is Ellipsis:
        return ["ellipsis"]
    raise AutodiffError(f"{type(value).__name__} cannot be written as JSON")


def _decode(data: Any) -> Any:
    if data is None or isinstance(data, bool):
        return data
    return _DECODERS[data[0]](*data[1:])


def _decode_array(dtype: str, shape: list[int], entries: list[Any]) -> Value:
    numbers = [float.fromhex(entry) if isinstance(entry, str) else entry for entry in entries]
    array = np.array(numbers, dtype=np.dtype(dtype)).reshape(shape)
    array.flags.writeable = False
    return array


def _decode_mpf(mantissa: str, exponent: int) -> Value:
    if mantissa in ("+inf", "-inf", "nan"):
        return mpmath.mpf(mantissa)
    # Made from the parts, so that it does not depend on the working precision.
    return mpmath.make_mpf(mpmath.libmp.from_man_exp(int(mantissa), exponent))


_DECODERS: dict[str, Callable[..., Any]] = {
    "int": int,
    "fraction": Fraction,
    "irrational": Irrational,
    "array": _decode_array,
    "float": float.fromhex,
    "mpf": _decode_mpf,
    "text": str,
    "slice": slice,
    "tuple": lambda *items: tuple(map(_decode, items)),
    "ellipsis": lambda: Ellipsis,
}


def to_dot(graph: Graph) -> str:
    """Return the graph in the language of Graphviz, left to right."""
    lines = ["digraph {", "  rankdir=LR"]
    for node in graph.nodes:
        shape = {INPUT: "ellipse", CONSTANT: "plaintext"}.get(node.op, "box")
        label = _label(node).replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'  n{node.id} [label="{label}", shape={shape}]')
    for source, target, slot in graph.edges:
        lines.append(f'  n{source} -> n{target} [taillabel="", headlabel="{slot}"]')
    for path, id_ in graph.outputs.items():
        result = "_".join(("result", *path))
        lines.append(f'  "{result}" [label="{" ".join(path)}", shape=none]')
        lines.append(f'  n{id_} -> "{result}"')
    return "\n".join([*lines, "}", ""])


def to_mermaid(graph: Graph) -> str:
    """Return the graph as a Mermaid flowchart, left to right."""
    lines = ["flowchart LR"]
    brackets = {INPUT: ("([", "])"), CONSTANT: ("[/", "/]")}
    for node in graph.nodes:
        opening, closing = brackets.get(node.op, ("[", "]"))
        label = _label(node).replace('"', "#quot;")
        lines.append(f'  n{node.id}{opening}"{label}"{closing}')
    lines += [f"  n{source} -->|{slot}| n{target}" for source, target, slot in graph.edges]
    return "\n".join([*lines, ""])


def _label(node: Node) -> str:
    if node.op == INPUT:
        return node.name
    if node.op == CONSTANT:
        return constant_text(node.value)  # type: ignore[arg-type]
    signs = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "neg": "-"}
    return signs.get(node.op, PRIMITIVES[node.op].text or node.op)
