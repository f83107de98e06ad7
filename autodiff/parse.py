"""Text to graph, safely: Python's own grammar, a whitelist, and never an evaluation.

Every text gives a graph or an :class:`~autodiff.errors.ExpressionError` that points at the place.
"""

from __future__ import annotations

import ast
import difflib
from fractions import Fraction
from typing import NoReturn

from autodiff.arithmetic import Irrational
from autodiff.errors import ExpressionError
from autodiff.graph import CONSTANT, Graph, GraphBuilder
from autodiff.lexer import fail, read_source
from autodiff.primitives import PRIMITIVES

_CONSTANTS = {"pi": Irrational.PI, "e": Irrational.E}
_ALIASES = {
    "ln": "log",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asec": "arcsec",
    "acsc": "arccsc",
    "acot": "arccot",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "arctan2": "atan2",
    "sgn": "sign",
    "maximum": "max",
    "minimum": "min",
}
_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
}
_COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}


def functions() -> dict[str, str]:
    """Return the functions a text may use, each with the name of its primitive."""
    own = {
        name: name
        for name, primitive in PRIMITIVES.items()
        if primitive.expand is None and primitive.elementwise and not primitive.text
    }
    for operator_name in _BINARY.values():
        own.pop(operator_name, None)
    return own | _ALIASES | {"clip": "clip"}


def parse(text: str) -> Graph:
    """Return the graph of an expression, with the structure in which it is written.

    Parameters
    ----------
    text
        Such as ``"(x*y + sin(x))**2"``. Any name that is not a function is an input; ``pi`` and
        ``e`` are the constants; ``^`` is understood as ``**``; ``a if condition else b`` and
        ``where(condition, a, b)`` choose. A decimal is the exact number that it spells.

    Raises
    ------
    ExpressionError
        If it is not an expression; the message says where and what to write instead.
    """
    return _Reader(text).read()


class _Reader:
    """Reads one text."""

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise ExpressionError(f"an expression is a text, not {type(text).__name__}")
        self.text = text
        self._functions = functions()
        self._source = read_source(text, self._functions)
        self._builder = GraphBuilder()

    def read(self) -> Graph:
        """Return the graph, built from the leaves up with a stack instead of recursion."""
        tree = self._tree()
        results: dict[int, int] = {}
        # Each operation comes up twice: first to put its parts on the stack, then to combine them.
        stack: list[tuple[ast.expr, bool]] = [(tree, False)]
        while stack:
            node, parts_are_read = stack.pop()
            if parts_are_read:
                parts = [results[id(part)] for part in _parts(node)]
                results[id(node)] = self._combine(node, parts)
                continue
            self._check(node)
            if isinstance(node, ast.Name | ast.Constant):
                results[id(node)] = self._leaf(node)
            else:
                stack.append((node, True))
                stack += [(part, False) for part in reversed(_parts(node))]
        return self._builder.graph(results[id(tree)])

    def _tree(self) -> ast.expr:
        try:
            return ast.parse(self._source.python, mode="eval").body
        except SyntaxError as error:
            column = self._column(max((error.offset or 1) - 1, 0))
            message = "something is missing or too much here"
            if "else" in (error.msg or ""):
                message = "after if comes else: write a if condition else b"
            fail(message, self.text, column)
        except (RecursionError, MemoryError):
            fail("the expression is nested too deeply; split it into parts", self.text, 1)

    # ----------------------------------------------------------------------------- what is allowed

    def _check(self, node: ast.expr) -> None:
        match node:
            case ast.BinOp(op=op) if type(op) not in _BINARY:
                self._fail(node, "this operator is not known; there are + - * / and ** (power)")
            case ast.Call():
                self._check_call(node)
            case ast.Tuple():
                self._fail(node, "one value is expected; a comma is understood in functions only")
            case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.BoolOp() | ast.IfExp():
                pass
            case ast.Name() | ast.Constant():
                pass
            case _:
                self._fail(node, "only arithmetic and functions are understood")

    def _check_call(self, node: ast.Call) -> None:
        if not isinstance(node.func, ast.Name):
            self._fail(node, "an operator is missing: for a product write (...)*(...)")
        name = node.func.id
        if name not in self._functions:
            assert node.func.end_col_offset and node.end_col_offset
            near = difflib.get_close_matches(name, self._functions, n=1)
            start = self._column(node.func.end_col_offset + 1) - 1
            enclosed = self.text[start : self._column(node.end_col_offset - 1)]
            product = f"for a product write {name}*{enclosed if len(enclosed) <= 20 else '(...)'}"
            hint = f"did you mean {near[0]}?" if near else product
            self._fail(node, f"there is no function {name}; {hint}")
        if node.keywords or any(isinstance(value, ast.Starred) for value in node.args):
            self._fail(node, f"{name} takes plain values only")
        most, least = self._arity(name)
        count = len(node.args)
        any_number = self._functions[name] in ("max", "min")
        if (count > most and not any_number) or count < least:
            wanted = str(most) if most == least else f"{least} to {most}"
            plural = "" if wanted == "1" else "s"
            self._fail(node, f"{name} takes {wanted} value{plural}, not {count}")

    def _arity(self, name: str) -> tuple[int, int]:
        if name == "clip":
            return 3, 3
        primitive = PRIMITIVES[self._functions[name]]
        assert primitive.arity is not None
        return primitive.arity, primitive.arity - len(primitive.defaults)

    # ------------------------------------------------------------------------- from tree to graph

    def _leaf(self, node: ast.Name | ast.Constant) -> int:
        if isinstance(node, ast.Constant):
            return self._builder.constant(self._source.numbers[node.col_offset])
        name = node.id
        if name in _CONSTANTS:
            return self._builder.constant(_CONSTANTS[name])
        if name in self._functions:
            self._fail(node, f"{name} is a function: write {name}(x)")
        return self._builder.input(name)

    def _combine(self, node: ast.expr, parts: list[int]) -> int:
        apply = self._builder.apply
        match node:
            case ast.BinOp(op=op):
                return apply(_BINARY[type(op)], (parts[0], parts[1]))
            case ast.UnaryOp(op=ast.USub()):
                operand = self._builder.nodes[parts[0]]
                if operand.op == CONSTANT and isinstance(operand.value, int | Fraction):
                    return self._builder.constant(-operand.value)
                return apply("neg", (parts[0],))
            case ast.UnaryOp(op=ast.Not()):
                return apply("negated", (parts[0],))
            case ast.UnaryOp():
                return parts[0]
            case ast.BoolOp(op=op):
                name = "both" if isinstance(op, ast.And) else "either"
                return self._chain(name, parts)
            case ast.Compare(ops=ops):
                pairs = zip(ops, parts, parts[1:], strict=False)
                return self._chain(
                    "both", [apply(_COMPARISON[type(op)], (a, b)) for op, a, b in pairs]
                )
            case ast.IfExp():
                condition, then, otherwise = parts
                return apply("where", (condition, then, otherwise))
            case ast.Call(func=ast.Name(id=name)):
                return self._call(name, parts)
        raise AssertionError(type(node))

    def _call(self, name: str, parts: list[int]) -> int:
        op = self._functions[name]
        if op == "clip":
            raised = self._builder.apply("max", (parts[0], parts[1]))
            return self._builder.apply("min", (raised, parts[2]))
        if op in ("max", "min"):
            return self._chain(op, parts)
        primitive = PRIMITIVES[op]
        assert primitive.arity is not None
        missing = primitive.arity - len(parts)
        defaults = primitive.defaults[len(primitive.defaults) - missing :] if missing else ()
        parts = parts + [self._builder.constant(value) for value in defaults]
        return self._builder.apply(op, tuple(parts))

    def _chain(self, op: str, parts: list[int]) -> int:
        result = parts[0]
        for part in parts[1:]:
            result = self._builder.apply(op, (result, part))
        return result

    # ------------------------------------------------------------------------------- messages

    def _column(self, offset: int) -> int:
        return self._source.columns[min(offset, len(self._source.columns) - 1)]

    def _fail(self, node: ast.expr, problem: str) -> NoReturn:
        fail(problem, self.text, self._column(node.col_offset))


def _parts(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.BoolOp(values=values):
            return values
        case ast.Compare(left=left, comparators=comparators):
            return [left, *comparators]
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return [test, body, orelse]
        case ast.Call(args=args):
            return args
    return []
