"""Differentiating step by step, with the name of the rule used at each.

A derivation starts with the derivative of the whole expression, still to be taken, and replaces one
pending derivative at a time, from left to right and from the outside in, as on a blackboard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from autodiff.errors import AutodiffError, ExpressionError
from autodiff.graph import INPUT, Graph, GraphBuilder, Node, copy_node
from autodiff.parse import parse
from autodiff.primitive import Primitive
from autodiff.primitives import PRIMITIVES, add, div, log, mul, neg, pow, sub, where
from autodiff.printing import DERIVATIVE
from autodiff.simplify import simplify
from autodiff.symbolic import Symbol

#: More steps than this are no use to a reader.
MAX_STEPS = 2_000


class DerivationStep(NamedTuple):
    """The use of one rule.

    Attributes
    ----------
    rule
        Its name, such as ``"product"``.
    inner
        For the chain rule, the name of the rule of the outer function, such as ``"sine"``.
    focus, replacement
        The pending derivative that the rule is applied to, and what takes its place.
    before, after
        The whole expression. Derivatives still to be taken are nodes with the operation
        ``"derivative"``, which can be printed but not evaluated.
    """

    rule: str
    inner: str
    focus: Graph
    replacement: Graph
    before: Graph
    after: Graph


@dataclass(frozen=True)
class Derivation:
    """A derivative and how it was found.

    Attributes
    ----------
    expression, variable
        What was differentiated, and with respect to what.
    result
        The derivative, simplified.
    steps
        In order; the last one, if it is called ``"simplify"``, only tidies up.
    """

    expression: Graph
    variable: str
    result: Graph
    steps: tuple[DerivationStep, ...]

    def __str__(self) -> str:
        lines = [f"d/d{self.variable}[{self.expression.to_text()}]"]
        width = max((len(_label(step)) for step in self.steps), default=0)
        lines += [f"  {_label(step):<{width}}  = {step.after.to_text()}" for step in self.steps]
        return "\n".join(lines)


def _label(step: DerivationStep) -> str:
    return f"{step.rule} ({step.inner})" if step.inner else step.rule


def differentiate(expression: str | Graph, variable: str | None = None) -> Derivation:
    """Return the derivative of an expression with every step that leads to it.

    Parameters
    ----------
    expression
        A text or a graph of scalars.
    variable
        May be left out where there is only one input.

    Raises
    ------
    ExpressionError
        If the text is not an expression.
    AutodiffError
        If the variable is not named and there are several, or the steps are too many to show.
    """
    graph = parse(expression) if isinstance(expression, str) else expression
    if variable is None:
        if len(graph.inputs) != 1:
            names = ", ".join(graph.inputs) or "none"
            raise AutodiffError(f"say with respect to what to differentiate; there are {names}")
        variable = graph.inputs[0]
    if not variable.isidentifier():
        raise ExpressionError("a variable is a name", variable)
    if not graph.is_scalar:
        raise AutodiffError("only expressions of numbers are differentiated in steps")
    current = _pending(graph, variable)
    steps: list[DerivationStep] = []
    while True:
        pending = _first_pending(current)
        if pending is None:
            break
        if len(steps) == MAX_STEPS:
            raise AutodiffError(f"the derivative takes more than {MAX_STEPS} steps; use gradient")
        step = _step(current, pending, variable)
        steps.append(step)
        current = step.after
    result = simplify(current)
    if result.to_typst() != current.to_typst():
        steps.append(DerivationStep("simplify", "", current, result, current, result))
    elif steps:
        # The same formula, only with other brackets in the text.
        steps[-1] = steps[-1]._replace(after=result)
    return Derivation(graph, variable, result, tuple(steps))


def _pending(graph: Graph, variable: str) -> Graph:
    builder = graph.builder()
    return builder.graph(_derivative_of(Symbol(builder, graph.output), variable).id)


def _derivative_of(symbol: Symbol, variable: str) -> Symbol:
    params = (("variable", variable),)
    return Symbol(symbol.builder, symbol.builder.apply(DERIVATIVE, (symbol.id,), params, ()))


def _first_pending(graph: Graph) -> int | None:
    """Return the id of the pending derivative that is read first."""
    stack = [graph.output]
    seen: set[int] = set()
    while stack:
        id_ = stack.pop()
        if id_ in seen:
            continue
        seen.add(id_)
        node = graph.nodes[id_]
        if node.op == DERIVATIVE:
            return id_
        stack += reversed(node.inputs)
    return None


def _step(before: Graph, pending: int, variable: str) -> DerivationStep:
    builder = before.builder()
    operand = before.nodes[pending].inputs[0]
    depends = _dependence(builder.nodes, variable)
    rule, inner, replacement = _apply_rule(builder, operand, variable, depends)
    focus = before.at(pending)
    after = _replaced(before, builder, pending, replacement)
    return DerivationStep(rule, inner, focus, builder.graph(replacement.id), before, after)


def _dependence(nodes: list[Node], variable: str) -> list[bool]:
    depends: list[bool] = []
    for node in nodes:
        is_variable = node.op == INPUT and node.name == variable
        depends.append(is_variable or any(depends[source] for source in node.inputs))
    return depends


def _replaced(before: Graph, builder: GraphBuilder, pending: int, replacement: Symbol) -> Graph:
    """Return the expression with one node replaced; what lies above it is tidied on the way."""
    new: dict[int, Symbol] = {pending: replacement}
    for node in before.nodes[pending + 1 :]:
        if not any(source in new for source in node.inputs):
            continue
        inputs = [new.get(source, Symbol(builder, source)) for source in node.inputs]
        if node.op == DERIVATIVE:
            ids = tuple(symbol.id for symbol in inputs)
            new[node.id] = Symbol(builder, copy_node(builder, node, ids))
        else:
            new[node.id] = PRIMITIVES[node.op](*inputs)
    return builder.graph(new[before.output].id if before.output in new else before.output)


Rule = tuple[str, str, Symbol]


# Rules that look at the form of an expression; each other one is that of a function.
_FORM_RULES = frozenset(
    ("constant", "identity", "constant factor", "reciprocal", "chain", "exponential", "logarithmic")
)


def rule_names() -> tuple[str, ...]:
    """Return the names of all rules that a step can use, those of functions too."""
    functions = {primitive.rule_name for primitive in PRIMITIVES.values()} - {""}
    return tuple(sorted(functions | _FORM_RULES))


def _apply_rule(builder: GraphBuilder, operand: int, variable: str, depends: list[bool]) -> Rule:
    """Return the rule for the derivative of a node, the inner rule, and what it gives."""
    node = builder.nodes[operand]
    whole = Symbol(builder, operand)
    parts = [Symbol(builder, source) for source in node.inputs]

    def d(symbol: Symbol) -> Symbol:
        """Return the derivative of a part: pending, or done where that is immediate."""
        is_new = symbol.id >= len(depends)
        if not is_new and not depends[symbol.id]:
            return symbol.constant(0)
        if symbol.node.op == INPUT:
            return symbol.constant(1)
        return _derivative_of(symbol, variable)

    if not depends[operand]:
        return "constant", "", whole.constant(0)
    if node.op == INPUT:
        return "identity", "", whole.constant(1)
    special = _SPECIAL.get(node.op)
    moving = [depends[part.id] for part in parts]
    if special is not None:
        return special(whole, parts, moving, d)
    primitive = PRIMITIVES[node.op]
    total: Any = 0
    for slot, part in enumerate(parts):
        rule = primitive.rule(slot)
        if moving[slot] and rule is not None:
            total = total + rule(whole, *parts, **dict(node.params)) * d(part)
    if not isinstance(total, Symbol):
        total = whole.constant(total)
    return _chained(primitive, parts, moving, total)


def _chained(primitive: Primitive, parts: list[Symbol], moving: list[bool], result: Symbol) -> Rule:
    """Return a function's own rule, or the chain rule where its input is more than a name."""
    simple = all(part.node.op == INPUT for part, moves in zip(parts, moving, strict=True) if moves)
    return (primitive.rule_name, "", result) if simple else ("chain", primitive.rule_name, result)


Derive = Callable[[Symbol], Symbol]


def _sum_rule(whole: Symbol, parts: list[Symbol], moving: list[bool], d: Derive) -> Rule:
    """Differentiate every term of a chain of sums and differences at once."""
    terms: list[tuple[str, Symbol]] = []
    stack = [("add", whole)]
    while stack:
        sign, symbol = stack.pop()
        node = symbol.node
        # Only the left side goes on: a - (b + c) has the terms a and (b + c).
        if node.op in ("add", "sub") and sign == "add" and not terms:
            rest = [Symbol(symbol.builder, id_) for id_ in node.inputs]
            stack += [(node.op, part) for part in reversed(rest[1:])]
            stack.append(("add", rest[0]))
        else:
            terms.append((sign, d(symbol)))
    total = terms[0][1]
    for sign, term in terms[1:]:
        total = PRIMITIVES[sign](total, term)
    only_differences = all(sign == "sub" for sign, _ in terms[1:])
    return ("difference" if only_differences else "sum"), "", total


def _negation_rule(whole: Symbol, parts: list[Symbol], moving: list[bool], d: Derive) -> Rule:
    return "constant factor", "", neg(d(parts[0]))


def _product_rule(whole: Symbol, parts: list[Symbol], moving: list[bool], d: Derive) -> Rule:
    a, b = parts
    if not moving[0]:
        return "constant factor", "", mul(a, d(b))
    if not moving[1]:
        return "constant factor", "", mul(b, d(a))
    return "product", "", add(mul(d(a), b), mul(a, d(b)))


def _quotient_rule(whole: Symbol, parts: list[Symbol], moving: list[bool], d: Derive) -> Rule:
    a, b = parts
    if not moving[1]:
        return "constant factor", "", div(d(a), b)
    if not moving[0]:
        return "reciprocal", "", neg(div(mul(a, d(b)), pow(b, 2)))
    return "quotient", "", div(sub(mul(d(a), b), mul(a, d(b))), pow(b, 2))


def _power_rule(whole: Symbol, parts: list[Symbol], moving: list[bool], d: Derive) -> Rule:
    base, exponent = parts
    if not moving[1]:
        slope = mul(exponent, pow(base, sub(exponent, 1)))
        if base.node.op == INPUT:
            return "power", "", slope
        return "chain", "power", mul(slope, d(base))
    if not moving[0]:
        slope = mul(whole, log(base))
        if exponent.node.op == INPUT:
            return "exponential", "", slope
        return "chain", "exponential", mul(slope, d(exponent))
    # a**b is e**(b*log(a)); the derivative of the exponent is a product.
    logarithm = mul_as_written(exponent, log(base))
    return "logarithmic", "", mul(whole, d(logarithm))


def mul_as_written(a: Symbol, b: Symbol) -> Symbol:
    """Return a product that keeps its factors in place."""
    return Symbol(a.builder, a.builder.apply("mul", (a.id, b.id)))


def _cases_rule(whole: Symbol, parts: list[Symbol], moving: list[bool], d: Derive) -> Rule:
    condition, then, otherwise = parts
    return "piecewise", "", where(condition, d(then), d(otherwise))


_SPECIAL: dict[str, Callable[[Symbol, list[Symbol], list[bool], Derive], Rule]] = {
    "add": _sum_rule,
    "sub": _sum_rule,
    "neg": _negation_rule,
    "mul": _product_rule,
    "div": _quotient_rule,
    "pow": _power_rule,
    "where": _cases_rule,
}
