"""Symbols: running the rules of the table on expressions instead of numbers.

A symbol is a node under construction. It has Python's operators, like every traced value, so the
reverse interpreter runs on symbols unchanged and its cotangents are the gradient as a graph.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from autodiff.arithmetic import Constant, Irrational, Value, shape_of
from autodiff.array_primitives import broadcast_to
from autodiff.errors import AutodiffError
from autodiff.graph import CONSTANT, INPUT, Edge, Graph, GraphBuilder, Node
from autodiff.primitive import Primitive, silence
from autodiff.primitives import PRIMITIVES, add, div, mul, neg, sub
from autodiff.reverse import pull_back
from autodiff.tracer import Tracer

#: Whole exponents up to this size are multiplied out when both operands are numbers.
_LARGEST_FOLDED_EXPONENT = 64


class Symbol(Tracer):
    """A node of a graph under construction.

    Applying a primitive appends a node, simplified as one does without thinking: numbers are
    combined, 0 and 1 disappear, signs move outwards. Nothing is expanded or reordered.
    """

    __slots__ = ("builder", "id")
    level = sys.maxsize

    def __init__(self, builder: GraphBuilder, id_: int) -> None:
        self.builder = builder
        self.id = id_

    @property
    def node(self) -> Node:
        """The node that this stands for."""
        return self.builder.nodes[self.id]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the node."""
        return self.builder.nodes[self.id].shape

    def constant(self, value: Constant) -> Symbol:
        """Return a constant in the same graph."""
        return Symbol(self.builder, self.builder.constant(value))

    def process(
        self, primitive: Primitive, arguments: tuple[Value, ...], params: dict[str, Any]
    ) -> Value:
        """Append the primitive, or what it simplifies to."""
        if primitive.expand is not None and self.builder.expands:
            return primitive.expand(*arguments)
        symbols = [
            value if isinstance(value, Symbol) else self.constant(value) for value in arguments
        ]
        shape = _result_shape(primitive, symbols, params)
        if shape:
            symbols = _without_spreading(primitive, symbols, shape)
        if not params:
            simpler = _simplified(primitive, symbols)
            if simpler is not None and simpler.shape == shape:
                return simpler
        ids = tuple(symbol.id for symbol in symbols)
        found = self.builder.apply(primitive.name, ids, tuple(sorted(params.items())), shape)
        return Symbol(self.builder, found)


def _result_shape(
    primitive: Primitive, symbols: Sequence[Symbol], params: dict[str, Any]
) -> tuple[int, ...]:
    shapes = [symbol.shape for symbol in symbols]
    if primitive.elementwise:
        return np.broadcast_shapes(*shapes) if any(shapes) else ()
    with silence():
        dummies = tuple(np.ones(shape) for shape in shapes)
        return shape_of(primitive.compute(dummies, params))


def _without_spreading(
    primitive: Primitive, symbols: list[Symbol], shape: tuple[int, ...]
) -> list[Symbol]:
    """Return numbers instead of arrays full of them, where broadcasting comes to the same."""
    if primitive.name == "broadcast_to":
        return [_number_behind(symbol) for symbol in symbols]
    if not primitive.elementwise or sum(symbol.shape == shape for symbol in symbols) < 2:
        return symbols
    for index, symbol in enumerate(symbols):
        number = _number_behind(symbol)
        if number is not symbol:
            return [*symbols[:index], number, *symbols[index + 1 :]]
    return symbols


def _number_behind(symbol: Symbol) -> Symbol:
    inner = symbol
    while inner.node.op in ("broadcast_to", "reshape"):
        inner = _input(inner, 0)
    return symbol if inner.shape else inner


def _number(symbol: Symbol) -> int | Fraction | None:
    value = symbol.node.value
    return value if symbol.node.op == CONSTANT and isinstance(value, int | Fraction) else None


def _simplified(primitive: Primitive, symbols: list[Symbol]) -> Symbol | None:
    """Return a simpler equal symbol, or None."""
    numbers = [_number(symbol) for symbol in symbols]
    if None not in numbers:
        folded = _folded(primitive, numbers)
        if folded is not None:
            return symbols[0].constant(folded)
    rule = _SIMPLIFICATIONS.get(primitive.name)
    return None if rule is None else rule(*symbols, *numbers)


def _folded(primitive: Primitive, numbers: Sequence[Any]) -> Constant | None:
    if primitive.name not in ("add", "sub", "mul", "div", "neg", "pow", "sign", "abs"):
        return None
    if primitive.name == "div" and numbers[1] == 0:
        return None
    if primitive.name == "pow":
        base, exponent = numbers
        whole = isinstance(exponent, int) and abs(exponent) <= _LARGEST_FOLDED_EXPONENT
        if not whole or (base == 0 and exponent < 0):
            return None
    assert primitive.exact is not None
    result: Constant = primitive.exact(*numbers)
    return result


def _is(symbol: Symbol, op: str) -> bool:
    return symbol.node.op == op


def _input(symbol: Symbol, slot: int) -> Symbol:
    return Symbol(symbol.builder, symbol.node.inputs[slot])


def _simplify_add(a: Symbol, b: Symbol, m: Any, n: Any) -> Value:
    if m == 0:
        return b
    if n == 0:
        return a
    if _is(b, "neg"):
        return sub(a, _input(b, 0))
    if _is(a, "neg"):
        return sub(b, _input(a, 0))
    if n is not None and n < 0:
        return sub(a, -n)
    return None


def _simplify_sub(a: Symbol, b: Symbol, m: Any, n: Any) -> Value:
    if n == 0:
        return a
    if m == 0:
        return neg(b)
    if _is(b, "neg"):
        return add(a, _input(b, 0))
    if n is not None and n < 0:
        return add(a, -n)
    return None


def _simplify_mul(a: Symbol, b: Symbol, m: Any, n: Any) -> Value:
    if m == 0 or n == 0:
        return a.constant(0)
    if m == 1:
        return b
    if n == 1:
        return a
    if m == -1:
        return neg(b)
    if n == -1:
        return neg(a)
    if n is not None:
        return mul(b, a)
    if _is(a, "neg"):
        return neg(mul(_input(a, 0), b))
    if _is(b, "neg"):
        return neg(mul(a, _input(b, 0)))
    for first, second in ((a, b), (b, a)):
        # Numbers come first: 2 * (3*x) is 6*x and x * (3*y) is 3*(x*y).
        if _is(second, "mul") and _number(_input(second, 0)) is not None:
            if _number(first) is not None:
                return mul(mul(first, _input(second, 0)), _input(second, 1))
            if not _is(first, "mul") or _number(_input(first, 0)) is None:
                rest = mul(a, _input(b, 1)) if second is b else mul(_input(a, 1), b)
                return mul(_input(second, 0), rest)
    for choice, other in ((a, b), (b, a)):
        is_other = _is(other, "where") and _number(_input(other, 2)) == 0
        if is_other and _is_indicator(choice) and _input(choice, 0).id == _input(other, 0).id:
            return other
    if _is(b, "div") and _number(_input(b, 0)) == 1:
        return div(a, _input(b, 1))
    if _is(a, "div") and _number(_input(a, 0)) == 1:
        return div(b, _input(a, 1))
    return None


def _is_indicator(symbol: Symbol) -> bool:
    """Whether this is 1 where a condition holds, and else 0."""
    return (
        _is(symbol, "where") and _number(_input(symbol, 1)) == 1 and _number(_input(symbol, 2)) == 0
    )


def _simplify_div(a: Symbol, b: Symbol, m: Any, n: Any) -> Value:
    if n == 1:
        return a
    if m == 0 and n != 0:
        return a.constant(0)
    if n == -1:
        return neg(a)
    if _is(a, "neg"):
        return neg(div(_input(a, 0), b))
    if m is not None and m < 0:
        return neg(div(-m, b))
    return None


def _simplify_neg(a: Symbol, m: Any) -> Value:
    if _is(a, "neg"):
        return _input(a, 0)
    if _is(a, "mul"):
        number = _number(_input(a, 0))
        if number is not None:
            return mul(-number, _input(a, 1))
    if _is(a, "sub"):
        return sub(_input(a, 1), _input(a, 0))
    return None


def _simplify_pow(a: Symbol, b: Symbol, m: Any, n: Any) -> Value:
    if n == 1:
        return a
    if n == 0 or m == 1:
        return a.constant(1)
    return None


_SIMPLIFICATIONS: dict[str, Any] = {
    "add": lambda *a: _simplify_add(*a) if len(a) == 4 else None,
    "sub": _simplify_sub,
    "mul": _simplify_mul,
    "div": _simplify_div,
    "neg": _simplify_neg,
    "pow": _simplify_pow,
}

# -------------------------------------------------------------------------- derivatives as graphs


def gradient(graph: Graph, expand: bool = True) -> Graph:
    """Return the derivatives as a graph; see :meth:`autodiff.Graph.gradient`.

    Without `expand` it holds the helpers of rules, which the graph of an expression never does.
    """
    builder = graph.builder()
    builder.expands = expand
    symbols = [Symbol(builder, node.id) for node in graph.nodes]
    active = bytearray(graph_activity(graph))
    leaves = {node.name: node.id for node in graph.nodes if node.op == INPUT}
    outputs = {}
    for path, output in graph.outputs.items():
        cotangents: list[Value] = [None] * (output + 1)
        if active[output]:
            one = symbols[output].constant(1)
            shape = graph.nodes[output].shape
            cotangents[output] = broadcast_to(one, shape=shape) if shape else one
        pull_back(graph.program, symbols, cotangents, active)
        for name, leaf in leaves.items():
            found = cotangents[leaf] if leaf <= output else None
            if found is None:
                found = 0 if not symbols[leaf].shape else np.zeros(symbols[leaf].shape)
            if not isinstance(found, Symbol):
                found = symbols[leaf].constant(found)
            outputs[(*path, name)] = found.id
    kept = builder.graph(outputs | {("", name): leaf for name, leaf in leaves.items()})
    return Graph(kept.nodes, {path: kept.outputs[path] for path in outputs})


def graph_activity(graph: Graph) -> bytearray:
    """Return for each node whether it depends on any input."""
    active = bytearray(len(graph.nodes))
    for node in graph.nodes:
        active[node.id] = node.op == INPUT or any(active[source] for source in node.inputs)
    return active


def partial_graph(graph: Graph, edge: Edge) -> Graph:
    """Return the local partial along an edge, in terms of the graph's inputs."""
    builder = graph.builder()
    node = graph.nodes[edge.target]
    arguments = [Symbol(builder, source) for source in node.inputs]
    return _apply_rule(node, edge.slot, Symbol(builder, node.id), arguments)


def local_partial_graph(graph: Graph, edge: Edge) -> Graph:
    """Return the local partial along an edge, in terms of inputs called a, b, c."""
    builder = GraphBuilder()
    node = graph.nodes[edge.target]
    names = [chr(ord("a") + slot) if slot < 26 else f"a{slot}" for slot in range(len(node.inputs))]
    arguments = []
    for name, source in zip(names, node.inputs, strict=True):
        original = graph.nodes[source]
        fixed = original.op == CONSTANT and original.value is not None
        id_ = builder.constant(original.value) if fixed else builder.input(name, original.shape)  # type: ignore[arg-type]
        arguments.append(Symbol(builder, id_))
    ids = tuple(argument.id for argument in arguments)
    output = Symbol(builder, builder.apply(node.op, ids, node.params, node.shape))
    return _apply_rule(node, edge.slot, output, arguments)


def _apply_rule(node: Node, slot: int, output: Symbol, arguments: list[Symbol]) -> Graph:
    primitive = PRIMITIVES[node.op]
    if not primitive.elementwise:
        raise AutodiffError(f"{node.op} mixes the entries of an array: its Jacobian has no formula")
    rule = primitive.rule(slot)
    partial = 0 if rule is None else rule(output, *arguments, **dict(node.params))
    if not isinstance(partial, Symbol):
        partial = output.constant(partial)
    return output.builder.graph(partial.id)


# ------------------------------------------------------------------------------------------ sympy


def to_sympy(graph: Graph) -> Any:
    """Return the sympy form; see :meth:`autodiff.Graph.to_sympy`."""
    import sympy

    forms: list[Any] = []
    for node in graph.nodes:
        if node.op == INPUT:
            forms.append(sympy.Symbol(node.name))
        elif node.op == CONSTANT:
            forms.append(_sympy_constant(sympy, node.value))
        else:
            form = PRIMITIVES[node.op].sympy
            if form is None:
                raise AutodiffError(f"{node.op} has no sympy form")
            forms.append(form(sympy, *(forms[source] for source in node.inputs)))
    results = {path: forms[id_] for path, id_ in graph.outputs.items()}
    if set(results) == {()}:
        return results[()]
    return {path[0] if len(path) == 1 else path: form for path, form in results.items()}


def _sympy_constant(sympy: Any, value: Any) -> Any:
    if isinstance(value, Irrational):
        return sympy.pi if value is Irrational.PI else sympy.E
    if isinstance(value, int):
        return sympy.Integer(value)
    if isinstance(value, Fraction):
        return sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, float):
        return sympy.Float(value)
    raise AutodiffError("an array has no sympy form")


def from_sympy(expression: Any) -> Graph:
    """Return the graph of a sympy expression.

    Raises
    ------
    AutodiffError
        If it holds something that is not a real number, a symbol or a function of the table.
    """
    import sympy

    expression = sympy.sympify(expression) if isinstance(expression, int | float) else expression
    if not isinstance(expression, sympy.Basic):
        raise AutodiffError(f"{type(expression).__name__} is not a sympy expression")
    builder = GraphBuilder()
    reader = _SympyReader(sympy, builder)
    results: dict[Any, Symbol] = {}
    stack: list[tuple[Any, bool]] = [(expression, False)]
    while stack:
        form, parts_are_read = stack.pop()
        if form in results:
            continue
        parts = reader.parts(form)
        if parts_are_read or not parts:
            results[form] = reader.combine(form, [results[part] for part in parts])
        else:
            stack.append((form, True))
            stack += [(part, False) for part in reversed(parts)]
    return builder.graph(results[expression].id)


class _SympyReader:
    """Translates one sympy form at a time, given the symbols of its parts."""

    def __init__(self, sympy: Any, builder: GraphBuilder) -> None:
        self.sympy = sympy
        self.builder = builder
        self._by_class = {
            primitive.sympy_name: primitive
            for primitive in PRIMITIVES.values()
            if primitive.sympy_name and primitive.expand is None
        }

    def parts(self, form: Any) -> list[Any]:
        """Return what has to be translated before `form`."""
        sympy = self.sympy
        if form.is_Atom:
            return []
        if isinstance(form, sympy.Add):
            return [self._without_sign(term) for term in form.as_ordered_terms()]
        if isinstance(form, sympy.Mul):
            numerator, denominator = self._fraction(form)
            return [*numerator, *denominator]
        if isinstance(form, sympy.Pow):
            if form.exp.is_negative is True and form.exp.is_number:
                return [sympy.Pow(form.base, -form.exp)]
            if form.exp == sympy.S.Half:
                return [form.base]
            if form.base == sympy.E:
                return [form.exp]
            return [form.base, form.exp]
        if isinstance(form, sympy.Piecewise):
            return [part for branch in form.args for part in branch.args]
        return list(form.args)

    def combine(self, form: Any, parts: list[Symbol]) -> Symbol:
        """Return the symbol of `form`."""
        sympy = self.sympy
        if form.is_Atom:
            return self._atom(form)
        if isinstance(form, sympy.Add):
            return self._sum(form, parts)
        if isinstance(form, sympy.Mul):
            return self._product(form, parts)
        if isinstance(form, sympy.Pow):
            return self._power(form, parts)
        if isinstance(form, sympy.Piecewise):
            return self._piecewise(parts)
        if isinstance(form, sympy.log) and len(parts) == 1:
            return self._apply("log", *parts)
        if isinstance(form, sympy.sinc):
            return self._apply(
                "sinc", self._apply("div", parts[0], parts[0].constant(Irrational.PI))
            )
        primitive = self._by_class.get(type(form).__name__)
        if primitive is None:
            raise AutodiffError(f"autodiff has no primitive for sympy's {type(form).__name__}")
        result = parts[0]
        if primitive.name in ("max", "min", "both", "either"):
            for part in parts[1:]:
                result = self._apply(primitive.name, result, part)
            return result
        return self._apply(primitive.name, *parts)

    def _apply(self, op: str, *parts: Symbol) -> Symbol:
        # Straight to the builder: what sympy wrote is kept as it is.
        return Symbol(self.builder, self.builder.apply(op, tuple(part.id for part in parts)))

    def _atom(self, form: Any) -> Symbol:
        sympy = self.sympy
        if isinstance(form, sympy.Symbol):
            return Symbol(self.builder, self.builder.input(form.name))
        constant: Constant
        if form is sympy.true or form is sympy.false:
            constant = int(bool(form))
        elif isinstance(form, sympy.Rational):
            constant = Fraction(int(form.p), int(form.q))
        elif isinstance(form, sympy.Float):
            constant = Fraction(str(form))
        elif form in (sympy.pi, sympy.E):
            constant = Irrational.PI if form == sympy.pi else Irrational.E
        else:
            raise AutodiffError(f"{form} is not a real number or a symbol")
        return Symbol(self.builder, self.builder.constant(constant))

    def _without_sign(self, term: Any) -> Any:
        return -term if term.could_extract_minus_sign() and not term.is_Add else term

    def _sum(self, form: Any, parts: list[Symbol]) -> Symbol:
        total: Symbol | None = None
        for term, part in zip(form.as_ordered_terms(), parts, strict=True):
            negative = self._without_sign(term) is not term and self._without_sign(term) != term
            if total is None:
                total = self._apply("neg", part) if negative else part
            else:
                total = self._apply("sub" if negative else "add", total, part)
        assert total is not None
        return total

    def _fraction(self, form: Any) -> tuple[list[Any], list[Any]]:
        """Return the factors above and below the fraction bar."""
        sympy = self.sympy
        above, below = [], []
        for factor in form.as_ordered_factors():
            if isinstance(factor, sympy.Rational) and factor.q != 1:
                if abs(factor.p) != 1:
                    above.append(sympy.Integer(factor.p))
                elif factor.p == -1:
                    above.append(sympy.Integer(-1))
                below.append(sympy.Integer(factor.q))
            elif isinstance(factor, sympy.Pow) and factor.exp.is_number and factor.exp.is_negative:
                below.append(sympy.Pow(factor.base, -factor.exp))
            else:
                above.append(factor)
        return above, below

    def _product(self, form: Any, parts: list[Symbol]) -> Symbol:
        above, _ = self._fraction(form)
        numerators, denominators = parts[: len(above)], parts[len(above) :]
        negative = bool(numerators) and _number(numerators[0]) == -1
        if negative:
            numerators = numerators[1:]
        result = self._chain(numerators)
        if result is None:
            result = Symbol(self.builder, self.builder.constant(1))
        bottom = self._chain(denominators)
        if bottom is not None:
            result = self._apply("div", result, bottom)
        return self._apply("neg", result) if negative else result

    def _chain(self, parts: list[Symbol]) -> Symbol | None:
        result: Symbol | None = None
        for part in parts:
            result = part if result is None else self._apply("mul", result, part)
        return result

    def _power(self, form: Any, parts: list[Symbol]) -> Symbol:
        sympy = self.sympy
        if form.exp.is_negative is True and form.exp.is_number:
            return self._apply("div", parts[0].constant(1), parts[0])
        if form.exp == sympy.S.Half:
            return self._apply("sqrt", parts[0])
        if form.base == sympy.E:
            return self._apply("exp", parts[0])
        return self._apply("pow", *parts)

    def _piecewise(self, parts: list[Symbol]) -> Symbol:
        branches = list(zip(parts[::2], parts[1::2], strict=True))
        if _number(branches[-1][1]) != 1:
            raise AutodiffError("a Piecewise needs a last branch that holds otherwise (True)")
        result = branches[-1][0]
        for value, condition in reversed(branches[:-1]):
            result = self._apply("where", condition, value, result)
        return result
