"""A graph as infix text and as Typst math, with no more parentheses than needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import IntEnum
from fractions import Fraction
from typing import Any, NamedTuple

from autodiff.arithmetic import Irrational
from autodiff.errors import AutodiffError
from autodiff.graph import CONSTANT, INPUT, Graph, Node, constant_text
from autodiff.primitives import PRIMITIVES

#: A shared node is printed at each use, so that a text can be exponentially longer than its graph.
_LONGEST = 1_000_000


#: A derivative that is still to be taken, in the steps of a derivation.
DERIVATIVE = "derivative"


class Precedence(IntEnum):
    """How tightly a printed expression holds together."""

    CHOICE = 1
    OR = 2
    AND = 3
    NOT = 4
    COMPARISON = 5
    SUM = 6
    PRODUCT = 7
    NEGATION = 8
    FRACTION = 9
    POWER = 10
    ATOM = 11


class _Printed(NamedTuple):
    source: str
    precedence: Precedence
    starts_with_digit: bool = False


P = Precedence
#: For each infix operator its sign, its precedence and the least precedence of each operand.
_INFIX = {
    "add": ("+", P.SUM, P.SUM, P.PRODUCT),
    "sub": ("-", P.SUM, P.SUM, P.PRODUCT),
    "mul": ("*", P.PRODUCT, P.PRODUCT, P.NEGATION),
    "div": ("/", P.PRODUCT, P.PRODUCT, P.NEGATION),
    "pow": ("**", P.POWER, P.ATOM, P.NEGATION),
    "both": ("and", P.AND, P.AND, P.NOT),
    "either": ("or", P.OR, P.OR, P.AND),
    **{
        name: (PRIMITIVES[name].text, P.COMPARISON, P.SUM, P.SUM)
        for name in ("greater", "greater_equal", "less", "less_equal", "equal", "not_equal")
    },
}


def to_text(
    graph: Graph,
    node: int | None = None,
    cut: Mapping[int, str] | None = None,
    cut_edges: Mapping[tuple[int, int], str] | None = None,
) -> str:
    """Return infix text; see :meth:`autodiff.Graph.to_text`."""
    return _print(graph, node, cut or {}, cut_edges or {}, _node_text, None)


def to_typst(
    graph: Graph, node: int | None = None, wrap: Callable[[int, str], str] | None = None
) -> str:
    """Return Typst math; see :meth:`autodiff.Graph.to_typst`."""
    return _print(graph, node, {}, {}, _node_typst, wrap)


def _print(
    graph: Graph,
    root: int | None,
    cut: Mapping[int, str],
    cut_edges: Mapping[tuple[int, int], str],
    node_source: Callable[[Node, list[_Printed]], _Printed],
    wrap: Callable[[int, str], str] | None,
) -> str:
    root = graph.output if root is None else root
    needed = bytearray(root + 1)
    needed[root] = 1
    for index in range(root, -1, -1):
        if needed[index] and (index == root or index not in cut):
            for slot, source in enumerate(graph.nodes[index].inputs):
                if (index, slot) not in cut_edges:
                    needed[source] = 1
    printed: dict[int, _Printed] = {}
    for index in range(root + 1):
        if not needed[index]:
            continue
        node = graph.nodes[index]
        if index in cut and index != root:
            printed[index] = _Printed(cut[index], P.ATOM)
            continue
        operands = [
            _Printed(cut_edges[index, slot], P.ATOM)
            if (index, slot) in cut_edges
            else printed[source]
            for slot, source in enumerate(node.inputs)
        ]
        result = node_source(node, operands)
        if len(result.source) > _LONGEST:
            raise AutodiffError("the expression is too long to print; print its parts with cut")
        if wrap is not None:
            result = result._replace(source=wrap(index, result.source))
        printed[index] = result
    return printed[root].source


def _enclosed(operand: _Printed, least: Precedence) -> str:
    return operand.source if operand.precedence >= least else f"({operand.source})"


# ------------------------------------------------------------------------------------------ text


def _node_text(node: Node, operands: list[_Printed]) -> _Printed:
    if node.op == INPUT:
        return _Printed(node.name, P.ATOM)
    if node.op == CONSTANT:
        return _constant(constant_text(node.value), P.PRODUCT)  # type: ignore[arg-type]
    if node.op in _INFIX:
        sign, precedence, first, others = _INFIX[node.op]
        parts = [_enclosed(operands[0], first)]
        parts += [_enclosed(operand, others) for operand in operands[1:]]
        spaced = sign if sign == "**" else f" {sign} " if precedence < P.PRODUCT else sign
        return _Printed(spaced.join(parts), precedence)
    if node.op == "neg":
        return _Printed(f"-{_enclosed(operands[0], P.NEGATION)}", P.NEGATION)
    if node.op == "negated":
        return _Printed(f"not {_enclosed(operands[0], P.NOT)}", P.NOT)
    if node.op == DERIVATIVE:
        return _Printed(f"d/d{node.params[0][1]}[{operands[0].source}]", P.ATOM)
    listed = [operand.source for operand in operands]
    listed += [f"{key}={_option(value)}" for key, value in node.params]
    return _Printed(f"{node.op}({', '.join(listed)})", P.ATOM)


def _constant(source: str, fraction: Precedence) -> _Printed:
    if source.startswith("-"):
        return _Printed(source, P.NEGATION if "/" not in source else min(fraction, P.NEGATION))
    return _Printed(source, fraction if "/" in source else P.ATOM, source[0].isdigit())


def _option(value: Any) -> str:
    if isinstance(value, slice):
        parts = ("" if part is None else str(part) for part in (value.start, value.stop))
        return ":".join(parts) + (f":{value.step}" if value.step is not None else "")
    return str(value)


# ----------------------------------------------------------------------------------------- Typst

_GREEK = frozenset(
    (
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
        "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
        "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
    )
)  # fmt: skip
#: Functions that Typst knows by the same name.
_TYPST_OPERATORS = frozenset(
    (
        "arccos", "arcsin", "arctan", "cos", "cosh", "cot", "csc", "max", "min", "sec", "sin",
        "sinc", "sinh", "tan", "tanh",
    )
)  # fmt: skip
_NAME = re.compile(r"([A-Za-z]+?)_?(\d+)$|([A-Za-z]+)_(\w+)$")


def typst_name(name: str) -> str:
    """Return a variable in Typst math: k_0 for k0, a Greek letter for alpha, long names upright."""
    match = _NAME.match(name)
    if match is None:
        return _typst_word(name)
    stem, index = (match[1], match[2]) if match[1] else (match[3], match[4])
    subscript = index if index.isdigit() else _typst_word(index)
    return f"{_typst_word(stem)}_{subscript}"


def _typst_word(word: str) -> str:
    return word if (len(word) == 1 and word != "_") or word in _GREEK else f'"{word}"'


def _node_typst(node: Node, operands: list[_Printed]) -> _Printed:
    if node.op == INPUT:
        return _Printed(typst_name(node.name), P.ATOM)
    if node.op == CONSTANT:
        return _typst_constant(node)
    if node.op == DERIVATIVE:
        variable = typst_name(node.params[0][1])
        source = f"dif / (dif {variable}) ({operands[0].source})"
        return _Printed(source, P.PRODUCT)
    layout = _TYPST_LAYOUTS.get(node.op)
    if layout is not None:
        return layout(operands)
    template = PRIMITIVES[node.op].typst
    if template:
        # Fences, roots and superscripts enclose their contents, so nothing inside needs brackets
        # except operands that stand free in the template.
        least = [_least_in(template, slot) for slot in range(len(operands))]
        parts = [_enclosed(operand, need) for operand, need in zip(operands, least, strict=True)]
        precedence = P.COMPARISON if node.op in _INFIX else P.ATOM
        return _Printed(template.format(*parts), P.POWER if node.op == "exp" else precedence)
    function = node.op if node.op in _TYPST_OPERATORS else f'op("{node.op.replace("_", " ")}")'
    return _Printed(f"{function}({', '.join(operand.source for operand in operands)})", P.ATOM)


def _least_in(template: str, slot: int) -> Precedence:
    """Return how tightly an operand must hold together at its place in a template."""
    if f"({{{slot}}})" in template or f", {{{slot}}})" in template:
        return P.CHOICE
    return P.ATOM if f"{{{slot}}}^" in template else P.PRODUCT


def _typst_constant(node: Node) -> _Printed:
    value = node.value
    if isinstance(value, Irrational):
        return _Printed(value.value, P.ATOM)
    source = constant_text(value)  # type: ignore[arg-type]
    if "e" in source and isinstance(value, Fraction | int):
        digits, _, exponent = source.partition("e")
        return _Printed(f"{digits} dot 10^({exponent})", P.PRODUCT, True)
    if source.startswith("array"):
        return _Printed(f'"{source}"', P.ATOM)
    if "/" in source:
        numerator, _, denominator = source.partition("/")
        source = f"{numerator}/{denominator}"
    return _constant(source, P.FRACTION)


def _typst_sum(operands: list[_Printed]) -> _Printed:
    parts = [_enclosed(operands[0], P.SUM)]
    parts += [_enclosed(operand, P.PRODUCT) for operand in _no_sign(operands[1:])]
    return _Printed(" + ".join(parts), P.SUM, operands[0].starts_with_digit)


def _typst_difference(operands: list[_Printed]) -> _Printed:
    first, second = operands[0], _no_sign(operands[1:])[0]
    source = f"{_enclosed(first, P.SUM)} - {_enclosed(second, P.PRODUCT)}"
    return _Printed(source, P.SUM, first.starts_with_digit)


def _no_sign(operands: list[_Printed]) -> list[_Printed]:
    """Return operands whose leading minus sign makes them need brackets."""
    return [
        operand._replace(precedence=P.SUM) if operand.precedence == P.NEGATION else operand
        for operand in operands
    ]


def _typst_product(operands: list[_Printed]) -> _Printed:
    first, second = operands[0], _no_sign(operands[1:])[0]
    left, right = _enclosed(first, P.PRODUCT), _enclosed(second, P.PRODUCT)
    # Two numbers side by side would read as one.
    touching = second.starts_with_digit and right == second.source
    return _Printed(
        f"{left} dot {right}" if touching else f"{left} {right}",
        P.NEGATION if first.precedence == P.NEGATION else P.PRODUCT,
        first.starts_with_digit,
    )


def _typst_quotient(operands: list[_Printed]) -> _Printed:
    numerator, denominator = operands
    return _Printed(f"({numerator.source})/({denominator.source})", P.FRACTION)


def _typst_power(operands: list[_Printed]) -> _Printed:
    base, exponent = operands
    return _Printed(
        f"{_enclosed(base, P.ATOM)}^({exponent.source})", P.POWER, base.starts_with_digit
    )


def _typst_negation(operands: list[_Printed]) -> _Printed:
    operand = _no_sign(operands)[0]
    return _Printed(f"-{_enclosed(operand, P.PRODUCT)}", P.NEGATION)


def _typst_cases(operands: list[_Printed]) -> _Printed:
    condition, then, otherwise = (operand.source for operand in operands)
    return _Printed(f'cases({then} &"if" {condition}, {otherwise} &"otherwise")', P.CHOICE)


_TYPST_LAYOUTS: dict[str, Callable[[list[_Printed]], _Printed]] = {
    "add": _typst_sum,
    "sub": _typst_difference,
    "mul": _typst_product,
    "div": _typst_quotient,
    "pow": _typst_power,
    "neg": _typst_negation,
    "where": _typst_cases,
}
