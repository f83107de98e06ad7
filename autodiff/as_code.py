"""A graph as a program of its own: plain Python with a backward pass, or PyTorch.

The programs need nothing of this project. In plain Python every operation is one line forwards and
one line for each of its inputs backwards, in the order of the trace.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import math
from collections.abc import Iterable, Mapping

from autodiff.errors import AutodiffError
from autodiff.graph import CONSTANT, INPUT, Edge, Graph
from autodiff.symbolic import graph_activity, local_partial_graph
from autodiff.trace import Trace

# What the functions of expressions are called in Python's math module.
_MATH = {
    "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
    "exp": "exp", "expm1": "expm1", "log": "log", "log10": "log10", "log1p": "log1p",
    "log2": "log2", "sqrt": "sqrt", "cbrt": "cbrt", "erf": "erf", "erfc": "erfc",
    "floor": "floor", "hypot": "hypot", "atan2": "atan2", "arcsin": "asin", "arccos": "acos",
    "arctan": "atan", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
    "pi": "pi", "e": "e",
}  # fmt: skip
# What it lacks, and what these definitions need of it.
_PLAIN = {
    "where": "def where(condition, yes, no):\n    return yes if condition else no",
    "relu": "def relu(x):\n    return max(x, 0.0)",
    "leaky_relu": "def leaky_relu(x, slope=0.01):\n    return x if x > 0 else slope * x",
    "sigmoid": "def sigmoid(x):\n    return (1 + math.tanh(x / 2)) / 2",
    "softplus": "def softplus(x):\n    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))",
    "gelu": "def gelu(x):\n    return x * (1 + math.erf(x / math.sqrt(2))) / 2",
    "sign": "def sign(x):\n    return (x > 0) - (x < 0)",
    "sec": "def sec(x):\n    return 1 / math.cos(x)",
    "csc": "def csc(x):\n    return 1 / math.sin(x)",
    "cot": "def cot(x):\n    return math.cos(x) / math.sin(x)",
    "arcsec": "def arcsec(x):\n    return math.acos(1 / x)",
    "arccsc": "def arccsc(x):\n    return math.asin(1 / x)",
    "arccot": "def arccot(x):\n    return math.pi / 2 - math.atan(x)",
    "sinc": "def sinc(x):\n    return math.sin(math.pi * x) / (math.pi * x) if x else 1.0",
    "sinc_slope": (
        "def sinc_slope(x, order=1):\n"
        "    return (math.cos(math.pi * x) - math.sin(math.pi * x) / (math.pi * x)) / x"
        " if x else 0.0"
    ),
}
_TORCH = {
    **{name: f"torch.{called}" for name, called in _MATH.items() if name not in ("pi", "e")},
    "cbrt": "lambda x: torch.sign(x) * torch.abs(x) ** (1 / 3)",
    "where": "torch.where", "relu": "torch.relu", "abs": "torch.abs", "sign": "torch.sign",
    "leaky_relu": "torch.nn.functional.leaky_relu", "sigmoid": "torch.sigmoid",
    "softplus": "torch.nn.functional.softplus", "gelu": "torch.nn.functional.gelu",
    "sinc": "torch.sinc", "sec": "lambda x: 1 / torch.cos(x)",
    "csc": "lambda x: 1 / torch.sin(x)", "cot": "lambda x: 1 / torch.tan(x)",
    "arcsec": "lambda x: torch.acos(1 / x)", "arccsc": "lambda x: torch.asin(1 / x)",
    "arccot": "lambda x: math.pi / 2 - torch.atan(x)",
    "max": "lambda *xs: functools.reduce(torch.maximum, xs)",
    "min": "lambda *xs: functools.reduce(torch.minimum, xs)",
}  # fmt: skip
_BUILT_IN = {"abs", "max", "min"}


def python_body(
    trace: Trace, *, keeps_branches: bool = False
) -> tuple[list[str], str, dict[str, str]]:
    """Return the lines that compute a trace's value and gradient in plain Python.

    Parameters
    ----------
    keeps_branches
        Whether the lines hold for other points too; otherwise what a choice does not take at this
        one is left out.

    Returns
    -------
    lines
        One for each operation forwards, then one for each use of a node backwards.
    value
        The variable that holds the value.
    slopes
        The variable that holds each input's part of the gradient.

    Raises
    ------
    AutodiffError
        If there is an operation that has no place in plain Python.
    """
    graph, active = trace.graph, graph_activity(trace.graph)
    names = _names(graph)
    lines = ["# Forward: every operation once."]
    for node in graph.nodes:
        if node.op in (INPUT, CONSTANT):
            continue
        cut = {source: names[source] for source in node.inputs if source in names}
        text = graph.to_text(node.id, cut=cut)
        value = trace.value_of(node.id)
        if not keeps_branches and isinstance(value, float) and not math.isfinite(value):
            text = "math.nan  # on a branch that is not taken"
        lines.append(f"{names[node.id]} = {text}")
    lines += [
        "",
        "# Backward: begin with one; every use adds its slope times what came from behind.",
    ]
    output = graph.output
    if not active[output]:
        return lines, names.get(output, graph.to_text()), dict.fromkeys(graph.inputs, "0.0")
    lines.append(f"d_{names[output]} = 1.0")
    begun = {output}
    for step in trace.backward:
        source, target = step.edge.source, step.edge.target
        sign = "+=" if source in begun else "="
        begun.add(source)
        partial = _partial(graph, step.edge, names)
        if step.local_partial.value == 0 and not keeps_branches:
            partial = "0.0"  # also where its formula does not exist
        lines.append(f"d_{names[source]} {sign} d_{names[target]} * ({partial})")
    inputs = {name: graph.input_node(name).id for name in graph.inputs}
    slopes = {name: f"d_{names[i]}" if i in begun else "0.0" for name, i in inputs.items()}
    return lines, names[output], slopes


def python_prelude(lines: Iterable[str]) -> list[str]:
    """Return the imports and definitions that lines of plain Python need."""
    used = _functions("\n".join(lines))
    needed = sorted(used & set(_MATH))
    imports = ["import math"]
    if needed:
        parts = [n if _MATH[n] == n else f"{_MATH[n]} as {n}" for n in needed]
        imports.append(f"from math import {', '.join(parts)}")
    missing = used - set(_MATH) - set(_PLAIN) - _BUILT_IN
    if missing:
        raise AutodiffError(f"{min(missing)} has no place in a plain Python program")
    definitions = [f"\n\n{_PLAIN[name]}" for name in sorted(used & set(_PLAIN))]
    return [*imports, *definitions]


def torch_prelude(lines: Iterable[str]) -> list[str]:
    """Return the imports and definitions that an expression in PyTorch needs."""
    used = _functions("\n".join(lines))
    missing = used - set(_TORCH) - {"pi", "e"}
    if missing:
        raise AutodiffError(f"{min(missing)} has no place in a PyTorch program")
    imports = ["import functools", "import math", "", "import torch"]
    definitions = ["", "torch.set_default_dtype(torch.float64)", "", ""]
    definitions += ["def on_tensors(function):", "    return lambda *values: function("]
    definitions += ["        *(torch.as_tensor(value) for value in values)", "    )", "", ""]
    for name in sorted(used):
        if name in ("pi", "e"):
            definitions.append(f"{name} = math.{name}")
        else:
            definitions.append(f"{name} = on_tensors({_TORCH[name]})")
    return [*imports, *definitions]


def safe_names(names: Iterable[str]) -> dict[str, str]:
    """Return a variable for each name, apart from what a program itself uses."""
    return {
        name: f"{name}_" if keyword.iskeyword(name) or hasattr(builtins, name) else name
        for name in names
    }


def _names(graph: Graph) -> dict[int, str]:
    """Return the variable that holds each node, those of constants apart."""
    inputs = safe_names(graph.inputs)
    names: dict[int, str] = {}
    number = 0
    for node in graph.nodes:
        if node.op == INPUT:
            names[node.id] = inputs[node.name]
        elif node.op != CONSTANT:
            number += 1
            name = f"v{number}"
            while name in inputs.values():
                name += "_"
            names[node.id] = name
    return names


def _partial(graph: Graph, edge: Edge, names: Mapping[int, str]) -> str:
    """Return the local partial along an edge, in the variables of the program."""
    partial = local_partial_graph(graph, edge)
    inputs = graph.nodes[edge.target].inputs
    letters = [chr(ord("a") + slot) if slot < 26 else f"a{slot}" for slot in range(len(inputs))]
    meaning = {
        letter: names.get(source, graph.to_text(source))
        for letter, source in zip(letters, inputs, strict=True)
    }
    output = partial.nodes[partial.output]
    if output.op == INPUT:
        return meaning[output.name]
    cut = {node.id: meaning[node.name] for node in partial.nodes if node.op == INPUT}
    return partial.to_text(partial.output, cut=cut)


def _functions(source: str) -> set[str]:
    """Return the names that a program calls or reads without having set them."""
    tree = ast.parse(source)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    constants = {node.id for node in names if node.id in ("pi", "e")}
    return (called | constants) - stored
