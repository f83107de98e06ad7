"""The table: everything that is known about each primitive, in one place.

A row gives the value in each arithmetic, the partial derivatives, the domain, the convention at
kinks, and how it is written in sympy and Typst. Everything else (forward and reverse mode, symbolic
gradients, steps in words) is derived from these rows.

A rule is ``lambda y, a, b: ...`` with the output `y` and the inputs `a`, `b`. It uses + - * and
other primitives, never / or **, which raise on floats. What a rule needs in order to stay accurate
where the textbook form cancels or overflows is a helper with an ``expand``: the textbook form,
which symbols get.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from autodiff import kernels as k
from autodiff.arithmetic import Irrational, Value
from autodiff.errors import AutodiffError
from autodiff.primitive import Domain, Primitive, like

#: Every primitive by its name, in the order in which it was registered.
PRIMITIVES: dict[str, Primitive] = {}


def register(primitive: Primitive) -> Primitive:
    """Add a row to the table and return it.

    Raises
    ------
    AutodiffError
        If the name is taken, or the rules do not match the number of inputs.

    Examples
    --------
    >>> cube = register(Primitive(
    ...     "cube", 1, array=lambda a: a * a * a, partials=(lambda y, a: 3 * a * a,)))
    >>> grad(lambda x: cube(x))(2.0)
    12.0
    """
    if primitive.name in PRIMITIVES:
        raise AutodiffError(f"there is already a primitive called {primitive.name!r}")
    if primitive.pull is None and len(primitive.partials) != (primitive.arity or 1):
        raise AutodiffError(
            f"{primitive.name} has {primitive.arity} inputs and {len(primitive.partials)} partials"
        )
    PRIMITIVES[primitive.name] = primitive
    return primitive


def _row(name: str, arity: int | None, array: Callable[..., Value], **columns: Any) -> Primitive:
    return register(Primitive(name, arity, array, **columns))


def _named(name: str, function: str = "", **columns: Any) -> Primitive:
    """Register a function of one input that math, NumPy and mpmath all have.

    `function` names it as ``math name, NumPy name, mpmath name, sympy name``, where they differ.
    """
    in_math, in_numpy, in_mpmath, in_sympy = (function or ", ".join([name] * 4)).split(", ")
    return _row(
        name,
        1,
        getattr(np, in_numpy),
        number=getattr(math, in_math),
        mpf=getattr(mpmath, in_mpmath),
        sympy=lambda sp, a: getattr(sp, in_sympy)(a),
        sympy_name=in_sympy,
        **columns,
    )


# ---------------------------------------------------------------------------------- arithmetic

add: Primitive = _row(
    "add", None, k.total, number=k.total, mpf=k.total, exact=k.total,
    partials=(lambda y, *a: 1,),
    sympy=lambda sp, *a: sp.Add(*a), rule_name="sum",
)  # fmt: skip
sub: Primitive = _row(
    "sub", 2, operator.sub, number=operator.sub, mpf=operator.sub, exact=operator.sub,
    partials=(lambda y, a, b: 1, lambda y, a, b: -1),
    sympy=lambda sp, a, b: a - b, rule_name="difference",
)  # fmt: skip
mul: Primitive = _row(
    "mul", 2, operator.mul, number=operator.mul, mpf=operator.mul, exact=operator.mul,
    partials=(lambda y, a, b: b, lambda y, a, b: a),
    sympy=lambda sp, a, b: a * b, rule_name="product",
)  # fmt: skip
div: Primitive = _row(
    "div", 2, operator.truediv, number=k.divide_number, total=True, mpf=operator.truediv,
    exact=k.divide_exact,
    partials=(lambda y, a, b: div(1, b), lambda y, a, b: div_slope(a, b)),
    domain=Domain(lambda a, b: b != 0, "a denominator other than 0"),
    sympy=lambda sp, a, b: a / b, rule_name="quotient",
)  # fmt: skip
neg: Primitive = _row(
    "neg", 1, operator.neg, number=operator.neg, mpf=operator.neg, exact=operator.neg,
    partials=(lambda y, a: -1,),
    sympy=lambda sp, a: -a, rule_name="constant factor",
)  # fmt: skip
pow: Primitive = _row(
    "pow", 2, operator.pow, number=operator.pow, mpf=mpmath.power, exact=k.power_exact,
    partials=(lambda y, a, b: pow_slope(a, b), lambda y, a, b: pow_log(a, b)),
    domain=Domain(
        k.power_defined,
        "a positive base, a whole exponent, or base 0 with an exponent that is not negative",
    ),
    sympy=lambda sp, a, b: a**b, sympy_name="Pow", rule_name="power",
)  # fmt: skip

# ---------------------------------------------------------------- exponentials and logarithms

exp: Primitive = _named("exp", partials=(lambda y, a: y,), typst="e^({0})", rule_name="exponential")
expm1: Primitive = _row(
    "expm1", 1, np.expm1, number=math.expm1, mpf=mpmath.expm1,
    partials=(lambda y, a: exp(a),),
    sympy=lambda sp, a: sp.exp(a) - 1, typst="(e^({0}) - 1)", rule_name="exponential",
)  # fmt: skip
log: Primitive = _named(
    "log", partials=(lambda y, a: div(1, a),),
    domain=Domain(lambda a: a > 0, "a positive number"), typst="ln({0})", rule_name="logarithm",
)  # fmt: skip
log1p: Primitive = _row(
    "log1p", 1, np.log1p, number=math.log1p, mpf=mpmath.log1p,
    partials=(lambda y, a: div(1, 1 + a),),
    domain=Domain(lambda a: a > -1, "a number above -1"),
    sympy=lambda sp, a: sp.log(1 + a), typst="ln(1 + {0})", rule_name="logarithm",
)  # fmt: skip
log2: Primitive = _row(
    "log2", 1, np.log2, number=math.log2, mpf=lambda a: mpmath.log(a, 2),
    partials=(lambda y, a: div(1, a * log(like(a, 2))),),
    domain=Domain(lambda a: a > 0, "a positive number"),
    sympy=lambda sp, a: sp.log(a, 2), typst="log_2 ({0})", rule_name="logarithm",
)  # fmt: skip
log10: Primitive = _row(
    "log10", 1, np.log10, number=math.log10, mpf=mpmath.log10,
    partials=(lambda y, a: div(1, a * log(like(a, 10))),),
    domain=Domain(lambda a: a > 0, "a positive number"),
    sympy=lambda sp, a: sp.log(a, 10), typst="log_10 ({0})", rule_name="logarithm",
)  # fmt: skip
sqrt: Primitive = _row(
    "sqrt", 1, np.sqrt, number=math.sqrt, mpf=mpmath.sqrt,
    partials=(lambda y, a: steep(1, 2 * y),),
    domain=Domain(lambda a: a >= 0, "a number that is not negative"),
    kink=lambda a: a == 0, convention="sqrt'(0) = inf",
    sympy=lambda sp, a: sp.sqrt(a), typst="sqrt({0})", rule_name="square root",
)  # fmt: skip
cbrt: Primitive = _row(
    "cbrt", 1, np.cbrt, number=k.cbrt_number, mpf=k.cbrt_mpf,
    partials=(lambda y, a: steep(1, 3 * y * y),),
    kink=lambda a: a == 0, convention="cbrt'(0) = inf",
    sympy=lambda sp, a: sp.sign(a) * sp.Abs(a) ** sp.Rational(1, 3), typst="root(3, {0})",
    rule_name="cube root",
)  # fmt: skip

# ------------------------------------------------------------------------------- trigonometry

sin: Primitive = _named("sin", partials=(lambda y, a: cos(a),), rule_name="sine")
cos: Primitive = _named("cos", partials=(lambda y, a: -sin(a),), rule_name="cosine")
tan: Primitive = _named("tan", partials=(lambda y, a: 1 + y * y,), rule_name="tangent")
sec: Primitive = _row(
    "sec", 1, lambda a: 1 / np.cos(a), number=lambda a: 1 / math.cos(a), mpf=mpmath.sec,
    partials=(lambda y, a: y * tan(a),),
    sympy=lambda sp, a: sp.sec(a), sympy_name="sec", rule_name="secant",
)  # fmt: skip
csc: Primitive = _row(
    "csc", 1, lambda a: 1 / np.sin(a), number=lambda a: 1 / math.sin(a), mpf=mpmath.csc,
    partials=(lambda y, a: -y * cot(a),),
    domain=Domain(lambda a: a != 0, "an angle other than 0"),
    sympy=lambda sp, a: sp.csc(a), sympy_name="csc", rule_name="cosecant",
)  # fmt: skip
cot: Primitive = _row(
    "cot", 1, lambda a: 1 / np.tan(a), number=lambda a: 1 / math.tan(a), mpf=mpmath.cot,
    partials=(lambda y, a: -(1 + y * y),),
    domain=Domain(lambda a: a != 0, "an angle other than 0"),
    sympy=lambda sp, a: sp.cot(a), sympy_name="cot", rule_name="cotangent",
)  # fmt: skip

_within_one = Domain(lambda a: (a >= -1) & (a <= 1), "a number from -1 to 1")
_beyond_one = Domain(lambda a: (a >= 1) | (a <= -1), "a number outside -1 to 1")


def _at_one(a: Value) -> Any:
    return abs(a) == 1


arcsin: Primitive = _named(
    "arcsin", "asin, arcsin, asin, asin",
    partials=(lambda y, a: steep(1, sqrt(square_below_one(a))),),
    domain=_within_one, kink=_at_one, convention="arcsin'(-1) = arcsin'(1) = inf",
    rule_name="arcsine",
)  # fmt: skip
arccos: Primitive = _named(
    "arccos", "acos, arccos, acos, acos",
    partials=(lambda y, a: steep(-1, sqrt(square_below_one(a))),),
    domain=_within_one, kink=_at_one, convention="arccos'(-1) = arccos'(1) = -inf",
    rule_name="arccosine",
)  # fmt: skip
arctan: Primitive = _named(
    "arctan", "atan, arctan, atan, atan", partials=(lambda y, a: div(1, 1 + a * a),),
    rule_name="arctangent",
)  # fmt: skip
arcsec: Primitive = _row(
    "arcsec", 1, lambda a: np.arccos(1 / a), number=lambda a: math.acos(1 / a), mpf=mpmath.asec,
    partials=(lambda y, a: steep(1, abs_(a) * sqrt(square_above_one(a))),),
    domain=_beyond_one, kink=_at_one, convention="arcsec'(-1) = arcsec'(1) = inf",
    sympy=lambda sp, a: sp.asec(a), sympy_name="asec", rule_name="arcsecant",
)  # fmt: skip
arccsc: Primitive = _row(
    "arccsc", 1, lambda a: np.arcsin(1 / a), number=lambda a: math.asin(1 / a), mpf=mpmath.acsc,
    partials=(lambda y, a: steep(-1, abs_(a) * sqrt(square_above_one(a))),),
    domain=_beyond_one, kink=_at_one, convention="arccsc'(-1) = arccsc'(1) = -inf",
    sympy=lambda sp, a: sp.acsc(a), sympy_name="acsc", rule_name="arccosecant",
)  # fmt: skip
arccot: Primitive = _row(
    "arccot", 1, k.arccot_array, number=k.arccot_number, mpf=k.arccot_mpf,
    partials=(lambda y, a: div(-1, 1 + a * a),),
    kink=lambda a: a == 0, convention="arccot jumps at 0; its slope there is taken as -1",
    sympy=lambda sp, a: sp.acot(a), sympy_name="acot", rule_name="arccotangent",
)  # fmt: skip
atan2: Primitive = _row(
    "atan2", 2, np.arctan2, number=math.atan2, mpf=mpmath.atan2,
    partials=(
        lambda y, a, b: div(div(b, hypot(a, b)), hypot(a, b)),
        lambda y, a, b: -div(div(a, hypot(a, b)), hypot(a, b)),
    ),
    sympy=lambda sp, a, b: sp.atan2(a, b), sympy_name="atan2", rule_name="angle",
)  # fmt: skip
sinc: Primitive = _row(
    "sinc", 1, np.sinc, number=lambda a: math.sin(math.pi * a) / (math.pi * a) if a else 1.0,
    mpf=mpmath.sincpi, partials=(lambda y, a: sinc_slope(a, order=1),),
    sympy=lambda sp, a: sp.sinc(sp.pi * a), rule_name="sinc",
)  # fmt: skip
sinc_slope: Primitive = _row(
    "sinc_slope", 1, k.sinc_slope_array, mpf=k.sinc_slope,
    partials=(lambda y, a, order: sinc_slope(a, order=order + 1),),
    text="sinc_slope", rule_name="sinc",
)  # fmt: skip

# -------------------------------------------------------------------------------- hyperbolics

sinh: Primitive = _named("sinh", partials=(lambda y, a: cosh(a),), rule_name="hyperbolic sine")
cosh: Primitive = _named("cosh", partials=(lambda y, a: sinh(a),), rule_name="hyperbolic cosine")
tanh: Primitive = _named(
    "tanh", partials=(lambda y, a: sech_squared(a, y),), rule_name="hyperbolic tangent"
)
arcsinh: Primitive = _named(
    "arcsinh", "asinh, arcsinh, asinh, asinh",
    partials=(lambda y, a: div(1, root_of_square_plus_one(a)),),
    rule_name="inverse hyperbolic sine",
)  # fmt: skip
arccosh: Primitive = _named(
    "arccosh", "acosh, arccosh, acosh, acosh",
    partials=(lambda y, a: steep(1, sqrt(square_above_one(a))),),
    domain=Domain(lambda a: a >= 1, "a number of at least 1"),
    kink=lambda a: a == 1, convention="arccosh'(1) = inf",
    rule_name="inverse hyperbolic cosine",
)  # fmt: skip
arctanh: Primitive = _named(
    "arctanh", "atanh, arctanh, atanh, atanh",
    partials=(lambda y, a: div(1, square_below_one(a)),),
    domain=Domain(lambda a: (a > -1) & (a < 1), "a number between -1 and 1"),
    rule_name="inverse hyperbolic tangent",
)  # fmt: skip

# ------------------------------------------------------------- error function and activations

erf: Primitive = _row(
    "erf", 1, k.elementwise(math.erf), number=math.erf, mpf=mpmath.erf,
    partials=(lambda y, a: div(2, sqrt(like(a, Irrational.PI))) * exp(-(a * a)),),
    sympy=lambda sp, a: sp.erf(a), sympy_name="erf", rule_name="error function",
)  # fmt: skip
erfc: Primitive = _row(
    "erfc", 1, k.elementwise(math.erfc), number=math.erfc, mpf=mpmath.erfc,
    partials=(lambda y, a: div(-2, sqrt(like(a, Irrational.PI))) * exp(-(a * a)),),
    sympy=lambda sp, a: sp.erfc(a), sympy_name="erfc", rule_name="error function",
)  # fmt: skip
sigmoid: Primitive = _row(
    "sigmoid", 1, k.sigmoid_array, number=k.sigmoid_number, mpf=k.sigmoid_mpf,
    partials=(lambda y, a: y * sigmoid_rest(a),),
    sympy=lambda sp, a: 1 / (1 + sp.exp(-a)), typst="sigma({0})", rule_name="sigmoid",
)  # fmt: skip
softplus: Primitive = _row(
    "softplus", 1, k.softplus_array, number=k.softplus_number, mpf=k.softplus_mpf,
    partials=(lambda y, a: sigmoid(a),),
    sympy=lambda sp, a: sp.log(1 + sp.exp(a)), rule_name="softplus",
)  # fmt: skip
relu: Primitive = _row(
    "relu", 1, lambda a: np.maximum(a, 0), number=lambda a: k.larger(a, 0.0),
    mpf=lambda a: k.larger(a, mpmath.mpf(0)), exact=lambda a: k.larger(a, 0),
    partials=(lambda y, a: where(greater(a, 0), 1, 0 * a),),
    kink=lambda a: a == 0, convention="relu'(0) = 0",
    sympy=lambda sp, a: sp.Max(a, 0), typst='op("ReLU")({0})', rule_name="rectifier",
)  # fmt: skip
leaky_relu: Primitive = _row(
    "leaky_relu", 2, lambda a, b: np.where(np.asarray(a) > 0, a, a * b),
    number=lambda a, b: a if a > 0 else a * b, mpf=lambda a, b: a if a > 0 else a * b,
    exact=lambda a, b: a if a > 0 else a * b,
    partials=(
        lambda y, a, b: where(greater(a, 0), 1, b),
        lambda y, a, b: where(greater(a, 0), 0 * a, a),
    ),
    kink=lambda a, b: a == 0, convention="leaky_relu'(0) = the slope on the negative side",
    sympy=lambda sp, a, b: sp.Piecewise((a, a > 0), (a * b, True)),
    defaults=(Fraction(1, 100),), rule_name="rectifier",
)  # fmt: skip
gelu: Primitive = _row(
    "gelu", 1, lambda a: a * k.elementwise(k.normal_cdf_number)(a),
    number=lambda a: a * k.normal_cdf_number(a), mpf=lambda a: a * k.normal_cdf_mpf(a),
    partials=(lambda y, a: normal_cdf(a) + a * normal_density(a),),
    sympy=lambda sp, a: a * (1 + sp.erf(a / sp.sqrt(2))) / 2, rule_name="gelu",
)  # fmt: skip

# --------------------------------------------------------------------- kinks and comparisons

abs_: Primitive = _row(
    "abs", 1, operator.abs, number=operator.abs, mpf=operator.abs, exact=operator.abs,
    partials=(lambda y, a: sign(a),),
    kink=lambda a: a == 0, convention="abs'(0) = 0",
    sympy=lambda sp, a: sp.Abs(a), sympy_name="Abs", typst="abs({0})", rule_name="absolute value",
)  # fmt: skip
sign: Primitive = _row(
    "sign", 1, np.sign, number=k.sign, mpf=mpmath.sign, exact=k.sign, partials=(None,),
    kink=lambda a: a == 0, convention="sign(0) = 0 and sign'(0) = 0",
    sympy=lambda sp, a: sp.sign(a), sympy_name="sign", rule_name="constant",
)  # fmt: skip
max_: Primitive = _row(
    "max", 2, np.maximum, number=k.larger, mpf=k.larger, exact=k.larger,
    partials=(lambda y, a, b: share(a, b), lambda y, a, b: share(b, a)),
    kink=lambda a, b: a == b, convention="at a tie each input gets half",
    sympy=lambda sp, a, b: sp.Max(a, b), sympy_name="Max", rule_name="maximum",
)  # fmt: skip
min_: Primitive = _row(
    "min", 2, np.minimum, number=k.smaller, mpf=k.smaller, exact=k.smaller,
    partials=(lambda y, a, b: share(b, a), lambda y, a, b: share(a, b)),
    kink=lambda a, b: a == b, convention="at a tie each input gets half",
    sympy=lambda sp, a, b: sp.Min(a, b), sympy_name="Min", rule_name="minimum",
)  # fmt: skip
hypot: Primitive = _row(
    "hypot", 2, np.hypot, number=math.hypot, mpf=mpmath.hypot,
    partials=(lambda y, a, b: unit(a, y), lambda y, a, b: unit(b, y)),
    kink=lambda a, b: (a == 0) & (b == 0), convention="the gradient of hypot at (0, 0) is 0",
    sympy=lambda sp, a, b: sp.sqrt(a**2 + b**2), typst="sqrt({0}^2 + {1}^2)", rule_name="distance",
)  # fmt: skip


def _comparison(name: str, sign_: str, relation: Callable[..., Any], class_: str) -> Primitive:
    compare = k.compare_number(relation)
    return _row(
        name, 2, k.compare_array(relation), number=compare, mpf=compare, exact=compare,
        partials=(None, None), text=sign_, sympy_name=class_,
        sympy=lambda sp, a, b: getattr(sp, class_)(a, b),
        typst=f"{{0}} {sign_.replace('==', '=')} {{1}}", rule_name="constant",
    )  # fmt: skip


greater: Primitive = _comparison("greater", ">", operator.gt, "StrictGreaterThan")
greater_equal: Primitive = _comparison("greater_equal", ">=", operator.ge, "GreaterThan")
less: Primitive = _comparison("less", "<", operator.lt, "StrictLessThan")
less_equal: Primitive = _comparison("less_equal", "<=", operator.le, "LessThan")
equal: Primitive = _comparison("equal", "==", operator.eq, "Equality")
not_equal: Primitive = _comparison("not_equal", "!=", operator.ne, "Unequality")


where: Primitive = _row(
    "where", 3, k.choose_array, number=k.choose, mpf=k.choose, exact=k.choose,
    partials=(
        None,
        lambda y, c, a, b: where(c, 1, 0),
        lambda y, c, a, b: where(c, 0, 1),
    ),
    sympy=lambda sp, c, a, b: sp.Piecewise((a, c), (b, True)), rule_name="piecewise",
)  # fmt: skip
both: Primitive = _row(
    "both", 2, lambda a, b: np.where(np.not_equal(a, a), a, np.where(np.not_equal(a, 0), b, a)),
    number=lambda a, b: k.choose(a, b, a), mpf=lambda a, b: k.choose(a, b, a),
    exact=lambda a, b: a and b, partials=(None, None), text="and",
    sympy=lambda sp, a, b: sp.And(a, b), sympy_name="And", typst="{0} and {1}",
    rule_name="constant",
)  # fmt: skip
either: Primitive = _row(
    "either", 2, lambda a, b: np.where(np.not_equal(a, a), a, np.where(np.not_equal(a, 0), a, b)),
    number=lambda a, b: k.choose(a, a, b), mpf=lambda a, b: k.choose(a, a, b),
    exact=lambda a, b: a or b, partials=(None, None), text="or",
    sympy=lambda sp, a, b: sp.Or(a, b), sympy_name="Or", typst="{0} or {1}",
    rule_name="constant",
)  # fmt: skip
negated: Primitive = _row(
    "negated", 1, lambda a: np.where(np.not_equal(a, a), a, np.equal(a, 0)),
    number=lambda a: a == 0 if a == a else a, mpf=lambda a: a == 0, exact=operator.not_,
    partials=(None,), text="not",
    sympy=lambda sp, a: sp.Not(a), sympy_name="Not", typst="not {0}", rule_name="constant",
)  # fmt: skip

floor: Primitive = _row(
    "floor", 1, np.floor, number=np.floor, mpf=mpmath.floor, exact=math.floor, partials=(None,),
    kink=lambda a: a % 1 == 0, convention="floor jumps at whole numbers; its slope is taken as 0",
    sympy=lambda sp, a: sp.floor(a), sympy_name="floor", typst="floor({0})", rule_name="constant",
)  # fmt: skip

# ------------------------------------------------------------------------------------ helpers

steep: Primitive = _row(
    "steep", 2, operator.truediv, number=k.steep_quotient, mpf=k.steep_quotient,
    exact=lambda a, b: k.steep_quotient(Fraction(a), b),
    partials=(lambda y, a, b: steep(1, b), lambda y, a, b: -steep(y, b)),
    domain=Domain(lambda a, b: (a != 0) | (b != 0), "more than 0/0"),
    expand=lambda a, b: div(a, b),
)  # fmt: skip
unit: Primitive = _row(
    "unit", 2, k.quotient_or_zero_array, number=k.quotient_or_zero, mpf=k.quotient_or_zero,
    partials=(lambda y, a, b: unit(1, b), lambda y, a, b: -unit(y, b)),
    expand=lambda a, b: div(a, b),
)  # fmt: skip
div_slope: Primitive = _row(
    "div_slope", 2, lambda a, b: -(a / b) / b, number=k.divide_slope_number, total=True,
    mpf=lambda a, b: -(a / b) / b, exact=lambda a, b: -k.divide_exact(a, b) / b,
    partials=(lambda y, a, b: div_slope(1, b), lambda y, a, b: -2 * div(y, b)),
    domain=Domain(lambda a, b: b != 0, "a denominator other than 0"),
    expand=lambda a, b: -div(a, pow(b, 2)),
)  # fmt: skip
pow_slope: Primitive = _row(
    "pow_slope", 2, k.power_slope_array, number=k.power_slope, mpf=k.power_slope,
    exact=k.power_slope_exact,
    partials=(
        lambda y, a, b: b * pow_slope(a, b - 1),
        lambda y, a, b: pow(a, b - 1) + b * pow_log(a, b - 1),
    ),
    domain=Domain(k.power_slope_defined, "the domain of the power"),
    expand=lambda a, b: b * pow(a, b - 1),
)  # fmt: skip
pow_log: Primitive = _row(
    "pow_log", 2, k.power_log_array, number=k.power_log, mpf=k.power_log_mpf,
    partials=(
        lambda y, a, b: pow_slope(a, b) * log(a) + pow(a, b - 1),
        lambda y, a, b: y * log(a),
    ),
    domain=Domain(lambda a, b: (a > 0) | ((a == 0) & (b > 0)), "a positive base"),
    expand=lambda a, b: pow(a, b) * log(a),
)  # fmt: skip
share: Primitive = _row(
    "share", 2, k.share_array, number=k.share, mpf=k.share_mpf, exact=k.share_exact,
    partials=(None, None), expand=lambda a, b: div(1 + sign(a - b), 2),
)  # fmt: skip
sigmoid_rest: Primitive = _row(
    "sigmoid_rest", 1, lambda a: k.sigmoid_array(-a), number=lambda a: k.sigmoid_number(-a),
    mpf=lambda a: k.sigmoid_mpf(-a), partials=(lambda y, a: -y * sigmoid(a),),
    expand=lambda a: 1 - sigmoid(a),
)  # fmt: skip
# The second input is tanh(a), which is at hand where the first is, and saves computing it.
sech_squared: Primitive = _row(
    "sech_squared", 2, k.sech_squared_array, number=k.sech_squared_number,
    mpf=lambda a, t: mpmath.sech(a) ** 2, partials=(lambda y, a, t: -2 * t * y, None),
    expand=lambda a, t: 1 - pow(t, 2),
)  # fmt: skip
square_below_one: Primitive = _row(
    "square_below_one", 1, lambda a: (1 - a) * (1 + a), number=lambda a: (1 - a) * (1 + a),
    mpf=lambda a: (1 - a) * (1 + a), exact=lambda a: (1 - a) * (1 + a),
    partials=(lambda y, a: -2 * a,), expand=lambda a: 1 - pow(a, 2),
)  # fmt: skip
square_above_one: Primitive = _row(
    "square_above_one", 1, lambda a: (a - 1) * (a + 1), number=lambda a: (a - 1) * (a + 1),
    mpf=lambda a: (a - 1) * (a + 1), exact=lambda a: (a - 1) * (a + 1),
    partials=(lambda y, a: 2 * a,), expand=lambda a: pow(a, 2) - 1,
)  # fmt: skip
root_of_square_plus_one: Primitive = _row(
    "root_of_square_plus_one", 1, lambda a: np.hypot(a, 1), number=lambda a: math.hypot(a, 1.0),
    mpf=lambda a: mpmath.hypot(a, 1), partials=(lambda y, a: div(a, y),),
    expand=lambda a: sqrt(pow(a, 2) + 1),
)  # fmt: skip
normal_cdf: Primitive = _row(
    "normal_cdf", 1, k.elementwise(k.normal_cdf_number), number=k.normal_cdf_number,
    mpf=k.normal_cdf_mpf, partials=(lambda y, a: normal_density(a),),
    expand=lambda a: div(1 + erf(div(a, sqrt(like(a, 2)))), 2),
)  # fmt: skip


def normal_density(a: Value) -> Value:
    """Return exp(-a**2 / 2) / sqrt(2 pi), of anything that primitives take."""
    return div(exp(-div(a * a, 2)), sqrt(2 * like(a, Irrational.PI)))
