"""A second opinion on every number: expressions recomputed with mpmath, without ``autodiff``."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import mpmath

DIGITS = 30
GUARD = 30

_FUNCTIONS = {
    **{name: getattr(mpmath, name) for name in ("exp", "log", "sin", "cos", "tan", "tanh", "sqrt")},
    "abs": mpmath.fabs,
    "sign": mpmath.sign,
    "cosh": mpmath.cosh,
    "sinh": mpmath.sinh,
    "atan": mpmath.atan,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "relu": lambda x: x if x > 0 else mpmath.mpf(0),
}
_OPERATORS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}


def _number(text: str) -> mpmath.mpf:
    numerator, _, denominator = text.partition("/")
    return mpmath.mpf(numerator) / mpmath.mpf(denominator or 1)


def _value(node: ast.expr, source: str, names: Mapping[str, mpmath.mpf]) -> mpmath.mpf:
    match node:
        case ast.Constant():
            segment = ast.get_source_segment(source, node)
            assert segment is not None
            return mpmath.mpf(segment)
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, source, names)
        case ast.BinOp(left=left, op=operator, right=right):
            a, b = _value(left, source, names), _value(right, source, names)
            return _OPERATORS[type(operator)](a, b)
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return _FUNCTIONS[name](_value(argument, source, names))
    raise ValueError(f"cannot recompute {ast.dump(node)}")


def evaluate(expression: str, names: Mapping[str, mpmath.mpf]) -> mpmath.mpf:
    """Evaluate an expression at mpmath's working precision; decimals are what they spell."""
    return _value(ast.parse(expression, mode="eval").body, expression, names)


def recompute(
    expression: str, point: Mapping[str, str], definitions: Mapping[str, str], wrt: str | None
) -> mpmath.mpf:
    """Compute a value, or a derivative by differences at high precision, to over 30 digits."""
    with mpmath.workdps(DIGITS + GUARD):
        names = {name: _number(text) for name, text in point.items()}
        names |= {name: evaluate(text, names) for name, text in definitions.items()}
        if wrt is None:
            return evaluate(expression, names)
        return mpmath.diff(lambda u: evaluate(expression, {**names, wrt: u}), names[wrt])


def rounded(value: mpmath.mpf, precision: int) -> str:
    """Round half away from zero, forgiving an error far below the thirtieth digit.

    A negative precision is a number of significant digits, before a power of ten.
    """
    if precision < 0:
        return _scientific(value, -precision)
    with mpmath.workdps(DIGITS + GUARD):
        scaled = abs(value) * mpmath.mpf(10) ** precision * (1 + mpmath.mpf(10) ** -(DIGITS + 5))
        units = int(mpmath.floor(scaled + mpmath.mpf(1) / 2))
    digits = str(units).rjust(precision + 1, "0")
    text = f"{digits[:-precision]}.{digits[-precision:]}" if precision else digits
    return f"−{text}" if value < 0 and units else text


def _scientific(value: mpmath.mpf, significant: int) -> str:
    if not value:
        return rounded(value, significant - 1)
    with mpmath.workdps(DIGITS + GUARD):
        exponent = int(mpmath.floor(mpmath.log10(abs(value))))
        mantissa = rounded(value / mpmath.mpf(10) ** exponent, significant - 1)
        if mantissa.lstrip("−").startswith("10"):
            exponent += 1
            mantissa = rounded(value / mpmath.mpf(10) ** exponent, significant - 1)
    raised = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(d)] if d.isdigit() else "⁻" for d in str(exponent))
    return f"{mantissa}×10{raised}"
