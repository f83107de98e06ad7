"""Simplifying the way a teacher would: collecting, cancelling and ordering, never expanding."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial, reduce
from typing import Any

from autodiff.arithmetic import Irrational
from autodiff.graph import CONSTANT, INPUT, Graph, GraphBuilder
from autodiff.primitives import PRIMITIVES
from autodiff.symbolic import Symbol

#: Functions at points where everyone knows the value.
_KNOWN = {
    ("sin", 0): 0, ("cos", 0): 1, ("tan", 0): 0, ("exp", 0): 1, ("log", 1): 0, ("sqrt", 0): 0,
    ("sqrt", 1): 1, ("sinh", 0): 0, ("cosh", 0): 1, ("tanh", 0): 0, ("arcsin", 0): 0,
    ("arctan", 0): 0, ("relu", 0): 0, ("erf", 0): 0, ("log", Irrational.E): 1,
}  # fmt: skip


def simplify(graph: Graph) -> Graph:
    """Return an equal graph in a simpler form.

    Equal factors become powers and equal terms multiples, fractions are cancelled, numbers come
    first, then powers of inputs, then functions. Products of sums are not multiplied out.
    """
    builder = GraphBuilder()
    results: list[Symbol] = []
    for node in graph.nodes:
        if node.op == INPUT:
            results.append(Symbol(builder, builder.input(node.name, node.shape)))
        elif node.op == CONSTANT:
            assert node.value is not None
            results.append(Symbol(builder, builder.constant(node.value)))
        else:
            inputs = [results[source] for source in node.inputs]
            results.append(_simplified(node.op, inputs, dict(node.params)))
    return builder.graph({path: results[id_].id for path, id_ in graph.outputs.items()})


def _simplified(op: str, inputs: list[Symbol], params: dict[str, Any]) -> Symbol:
    if any(symbol.shape for symbol in inputs) or params:
        result: Symbol = PRIMITIVES[op](*inputs, **params)
        return result
    if op in ("mul", "div", "neg"):
        return _product(op, inputs)
    if op == "pow" and _is_whole(inputs[1]):
        return _product(op, inputs)
    if op in ("add", "sub"):
        return _sum(op, inputs)
    if len(inputs) == 1 and inputs[0].node.op == CONSTANT:
        known = _KNOWN.get((op, inputs[0].node.value))
        if known is not None:
            return inputs[0].constant(known)
    result = PRIMITIVES[op](*inputs)
    return result


def _is_whole(symbol: Symbol) -> bool:
    return isinstance(symbol.node.value, int)


# ------------------------------------------------------------------------------------- products

#: A product: a number, and the exponent of each factor by the factor's id.
Product = tuple[Fraction, dict[int, Fraction]]


def _factors(symbol: Symbol) -> Product:
    """Return what a simplified symbol is a product of."""
    number, exponents = Fraction(1), dict[int, Fraction]()
    stack: list[tuple[int, int]] = [(symbol.id, 1)]
    nodes = symbol.builder.nodes
    while stack:
        id_, power = stack.pop()
        node = nodes[id_]
        exponent = nodes[node.inputs[1]].value if node.op == "pow" else None
        if node.op == CONSTANT and isinstance(node.value, int | Fraction):
            if node.value == 0 and power < 0:
                exponents[id_] = exponents.get(id_, Fraction(0)) + power
            else:
                number *= Fraction(node.value) ** power
        elif node.op == "mul":
            stack += [(node.inputs[1], power), (node.inputs[0], power)]
        elif node.op == "div":
            stack += [(node.inputs[1], -power), (node.inputs[0], power)]
        elif node.op == "neg":
            number *= (-1) ** power
            stack.append((node.inputs[0], power))
        elif isinstance(exponent, int):
            stack.append((node.inputs[0], power * exponent))
        elif node.op == "sqrt":
            root = node.inputs[0]
            exponents[root] = exponents.get(root, Fraction(0)) + Fraction(power, 2)
        else:
            exponents[id_] = exponents.get(id_, Fraction(0)) + power
    return number, exponents


def _product(op: str, inputs: list[Symbol]) -> Symbol:
    first, second = inputs[0], inputs[-1]
    number, exponents = _factors(first)
    if op == "neg":
        return _rebuilt(first, -number, exponents)
    if op == "pow":
        power = second.node.value
        assert isinstance(power, int)
        if number == 0 and power <= 0:
            return _raw("pow", first, second)
        if len(exponents) <= 1:
            powers = {id_: exponent * power for id_, exponent in exponents.items()}
            return _rebuilt(first, number**power, powers)
        # (x*y)**2 stays as it was written, apart from its number.
        inner = _rebuilt(first, Fraction(1), exponents)
        return _rebuilt(first, number**power, {inner.id: Fraction(power)})
    other_number, others = _factors(second)
    sign = -1 if op == "div" else 1
    if op == "div" and other_number == 0:
        return _raw("div", first, second)
    merged = dict(exponents)
    for id_, exponent in others.items():
        merged[id_] = merged.get(id_, Fraction(0)) + sign * exponent
    return _rebuilt(first, number * other_number**sign, merged)


def _order(builder: GraphBuilder, ids: Iterable[int]) -> list[int]:
    """Return factors with inputs first, by name, and everything else in the order written."""

    def key(id_: int) -> tuple[int, str, int]:
        node = builder.nodes[id_]
        if node.op == CONSTANT:
            return 0, "", id_
        return (1, node.name, id_) if node.op == INPUT else (2, "", id_)

    return sorted(ids, key=key)


def _rebuilt(symbol: Symbol, number: Fraction, exponents: dict[int, Fraction]) -> Symbol:
    """Return a product as a graph: signs and numbers first, then one fraction bar."""
    builder = symbol.builder
    if number == 0:
        return symbol.constant(0)
    above: list[Symbol] = []
    below: list[Symbol] = []
    for id_ in _order(builder, exponents):
        exponent, base = exponents[id_], Symbol(builder, id_)
        side = above if exponent > 0 else below
        whole, half = divmod(abs(exponent), 1)
        if whole:
            side.append(base if whole == 1 else _raw("pow", base, base.constant(whole)))
        if half:
            side.append(_raw("sqrt", base))
    size = abs(number)
    negative = number < 0
    if size.denominator != 1:
        below.insert(0, symbol.constant(size.denominator))
    if size.numerator != 1 or not above:
        sign = -1 if negative and not below else 1
        above.insert(0, symbol.constant(sign * size.numerator))
        negative = negative and bool(below)
    elif negative and not below and len(above) > 1:
        above[0] = _raw("neg", above[0])
        negative = False
    result = reduce(partial(_raw, "mul"), above)
    if below:
        result = _raw("div", result, reduce(partial(_raw, "mul"), below))
    return _raw("neg", result) if negative else result


def _raw(op: str, *parts: Symbol) -> Symbol:
    """Return an operation as it stands."""
    builder = parts[0].builder
    return Symbol(builder, builder.apply(op, tuple(part.id for part in parts)))


# ----------------------------------------------------------------------------------------- sums


def _terms(symbol: Symbol) -> list[tuple[Fraction, int | None]]:
    """Return what a simplified symbol is a sum of: numbers times ids, None for plain numbers."""
    nodes = symbol.builder.nodes
    found: list[tuple[Fraction, int | None]] = []
    stack: list[tuple[int, int]] = [(symbol.id, 1)]
    while stack:
        id_, sign = stack.pop()
        node = nodes[id_]
        if node.op == "add":
            stack += [(source, sign) for source in reversed(node.inputs)]
        elif node.op == "sub":
            stack += [(node.inputs[1], -sign), (node.inputs[0], sign)]
        else:
            number, exponents = _factors(Symbol(symbol.builder, id_))
            rest = _rebuilt(symbol, Fraction(1), exponents) if exponents else None
            found.append((sign * number, rest.id if rest is not None else None))
    return found


def _sum(op: str, inputs: list[Symbol]) -> Symbol:
    collected: dict[int | None, Fraction] = {}
    for index, symbol in enumerate(inputs):
        sign = -1 if op == "sub" and index else 1
        for number, id_ in _terms(symbol):
            collected[id_] = collected.get(id_, Fraction(0)) + sign * number
    template = inputs[0]
    terms = [(number, id_) for id_, number in collected.items() if number]
    if not terms:
        return template.constant(0)
    # A sum starts with a positive term, if it has one.
    first = next((i for i, (number, _) in enumerate(terms) if number > 0), 0)
    if terms[0][0] < 0:
        terms = [terms[first], *terms[:first], *terms[first + 1 :]]
    result = _term(template, *terms[0])
    for number, id_ in terms[1:]:
        term = _term(template, abs(number), id_)
        result = _raw("add" if number > 0 else "sub", result, term)
    return result


def _term(template: Symbol, number: Fraction, id_: int | None) -> Symbol:
    if id_ is None:
        return template.constant(number)
    own, exponents = _factors(Symbol(template.builder, id_))
    return _rebuilt(template, number * own, exponents)
