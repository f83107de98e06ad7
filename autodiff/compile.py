"""Graphs as generated Python code, for evaluating the same graph many times.

The code is one straight line, a statement for each node, made from the graph and never from text
that a user typed. Where it meets anything unusual (a value out of its domain, an overflow, nan) the
interpreter runs instead and gives the exact answer or the error; so the code itself stays bare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autodiff.arithmetic import Kind, Value, coerce_point, common_kind, is_nan, to_kind
from autodiff.forward import check_shapes, evaluate, reduce_gradient
from autodiff.graph import CONSTANT, INPUT, Graph, Node, Path
from autodiff.primitives import PRIMITIVES
from autodiff.symbolic import gradient as symbolic_gradient
from autodiff.trace import backprop

#: Infix operations, as templates for code.
_OPERATORS = {"add": " + ", "sub": " - ", "mul": " * ", "div": " / "}
#: Powers that are multiplied out, which is several times as fast.
_MULTIPLIED_OUT = {
    ("pow", 2): "{0} * {0}",
    ("pow", 3): "{0} * {0} * {0}",
    ("pow_slope", 2): "2.0 * {0}",
    ("pow_slope", 3): "3.0 * {0} * {0}",
}
#: Kernels from these modules raise where a float has no result; others are made total first.
_RAISING = ("math", "_operator")

Code = Callable[..., Sequence[Value]]


class CompiledGraph:
    """A graph as Python functions.

    Parameters
    ----------
    graph
        With a single result.

    Notes
    -----
    Generating and compiling costs some tens of microseconds for each node, once for plain numbers
    and once for arrays; evaluating then costs a few hundredths of a microsecond for each node.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._names = graph.inputs
        self._codes: dict[tuple[Kind, bool], tuple[Code, list[Path]]] = {}

    def value(self, point: Mapping[str, Value]) -> Value:
        """Return the value at a point; see :meth:`autodiff.Graph.__call__`."""
        results = self._run(point, with_gradient=False)
        return evaluate(self._graph, point) if results is None else results[()]

    def value_and_gradient(self, point: Mapping[str, Value]) -> tuple[Value, dict[str, Value]]:
        """Return the value and the derivative with respect to each input."""
        results = self._run(point, with_gradient=True)
        if results is None:
            trace = backprop(self._graph, point)
            return trace.value, dict(trace.gradient)
        value = results.pop(())
        reduced = reduce_gradient(self._graph, results, point)
        return value, {path[0]: part for path, part in reduced.items()}

    def _run(self, point: Mapping[str, Value], with_gradient: bool) -> dict[Path, Value] | None:
        """Return the results of the generated code; None where the interpreter has to run."""
        try:
            values = [point[name] for name in self._names]
        except KeyError:
            return None
        if all(type(value) is float for value in values):
            kind = Kind.FLOAT
        else:
            coerced = coerce_point({name: point[name] for name in self._names})
            kind = common_kind(coerced.values())
            values = list(coerced.values())
        if kind not in (Kind.FLOAT, Kind.ARRAY):
            return None
        code, paths = self._code(kind, with_gradient)
        try:
            if kind is Kind.FLOAT:
                results = code(*values)
            else:
                check_shapes(self._graph, dict(zip(self._names, values, strict=True)))
                with np.errstate(divide="raise", invalid="raise", over="ignore", under="ignore"):
                    results = code(*values)
        except (ArithmeticError, ValueError):
            return None
        if any(map(is_nan, results)):
            return None
        return dict(zip(paths, results, strict=True))

    def _code(self, kind: Kind, with_gradient: bool) -> tuple[Code, list[Path]]:
        key = (kind, with_gradient)
        if key not in self._codes:
            graph = self._graph.stable
            if with_gradient:
                graph = _with_gradient(graph)
            self._codes[key] = generate(graph, self._names, kind), list(graph.outputs)
        return self._codes[key]


def _with_gradient(graph: Graph) -> Graph:
    """Return the value and the gradient as the results of one graph, sharing what they share."""
    gradient = symbolic_gradient(graph, expand=False)
    builder = gradient.builder()
    new_id: list[int] = []
    for node in graph.nodes:
        inputs = tuple(new_id[i] for i in node.inputs)
        if node.op == INPUT:
            new_id.append(builder.input(node.name, node.shape))
        elif node.op == CONSTANT:
            assert node.value is not None
            new_id.append(builder.constant(node.value))
        else:
            new_id.append(builder.apply(node.op, inputs, node.params, node.shape))
    return builder.graph({(): new_id[graph.output], **gradient.outputs})


def generate(graph: Graph, names: Sequence[str], kind: Kind) -> Code:
    """Return a function of the inputs `names`, by position, that returns every result."""
    scope: dict[str, Any] = {}
    parameters = {name: f"x{index}" for index, name in enumerate(names)}
    lines = [f"def code({', '.join(parameters.values())}):"]
    terms: list[str] = []
    last_use = _last_uses(graph) if kind is Kind.ARRAY else {}
    for node in graph.nodes:
        if node.op == INPUT:
            terms.append(parameters[node.name])
        elif node.op == CONSTANT:
            terms.append(_constant(node, kind, scope))
        else:
            inputs = [terms[source] for source in node.inputs]
            terms.append(f"v{node.id}")
            lines.append(f" v{node.id} = {_operation(graph, node, inputs, kind, scope)}")
        if node.id in last_use:
            lines.append(f" del {', '.join(f'v{id_}' for id_ in last_use[node.id])}")
    lines.append(f" return ({''.join(terms[id_] + ', ' for id_ in graph.outputs.values())})")
    exec(compile("\n".join(lines), "<autodiff graph>", "exec"), scope)
    # Taken out of its own scope, so that nothing is left for the cycle collector.
    code: Code = scope.pop("code")
    return code


def _last_uses(graph: Graph) -> dict[int, list[int]]:
    """Return for each node the arrays that nothing needs any more once it is computed.

    Their memory is used for what comes next, which is still in the processor's cache.
    """
    last = {source: node.id for node in graph.nodes for source in node.inputs}
    found: dict[int, list[int]] = {}
    for source, user in last.items():
        node = graph.nodes[source]
        if node.op not in (INPUT, CONSTANT) and source not in graph.outputs.values():
            found.setdefault(user, []).append(source)
    return found


def _constant(node: Node, kind: Kind, scope: dict[str, Any]) -> str:
    assert node.value is not None
    value = to_kind(node.value, kind)
    if isinstance(value, float) and np.isfinite(value):
        return repr(value) if value >= 0 else f"({value!r})"
    name = f"c{node.id}"
    scope[name] = value
    return name


def _operation(
    graph: Graph, node: Node, inputs: list[str], kind: Kind, scope: dict[str, Any]
) -> str:
    if node.op in _OPERATORS:
        return _OPERATORS[node.op].join(inputs)
    if node.op == "neg":
        return f"-{inputs[0]}"
    if node.op == "div_slope":
        return "-({0} / {1}) / {1}".format(*inputs)
    if node.op in ("pow", "pow_slope"):
        exponent = graph.nodes[node.inputs[1]].value
        if isinstance(exponent, int):
            template = _MULTIPLIED_OUT.get((node.op, exponent))
            if template is not None:
                return template.format(inputs[0])
            if node.op == "pow":
                return f"{inputs[0]} ** {inputs[1]}"
    primitive = PRIMITIVES[node.op]
    name = f"f_{node.op}"
    if kind is Kind.ARRAY:
        scope[name] = primitive.array
    elif node.params:
        scope[name] = primitive
    elif primitive.number is not None and primitive.number.__module__ in _RAISING:
        scope[name] = primitive.number
    else:
        scope[name] = primitive.on_float
    options = []
    for key, value in node.params:
        scope[f"p{node.id}_{key}"] = value
        options.append(f"{key}=p{node.id}_{key}")
    return f"{name}({', '.join([*inputs, *options])})"
