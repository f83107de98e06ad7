"""What a primitive is: one row of the table in ``primitives.py``, and how it is applied.

A rule (a partial derivative) is written once, with Python operators and other primitives, and means
three things by what it is applied to: numbers give numbers, graph symbols give the symbolic form,
and recorded values are recorded again, which is how derivatives nest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from autodiff.arithmetic import Constant, Kind, Value, common_kind, kind_of, to_kind

#: ``rule(output, *inputs)``: the partial derivative with respect to one input.
Rule: TypeAlias = Callable[..., Value]


_is_silent: ContextVar[bool] = ContextVar("_is_silent", default=False)


class silence:
    """A context in which NumPy does not warn: what is wrong shows in the values and is found there.

    Entering it takes as long as an operation on a short array, so it is entered once for many.
    """

    __slots__ = ("_state", "_token")

    def __enter__(self) -> None:
        self._token = _is_silent.set(True)
        self._state = np.errstate(all="ignore")
        self._state.__enter__()

    def __exit__(self, *details: Any) -> None:
        self._state.__exit__(*details)
        _is_silent.reset(self._token)


class Traced:
    """Something that stands for a number and wants to know what is done with it.

    Attributes
    ----------
    level
        Where several traced values meet, the one with the highest level takes the operation and
        the others are constants to it. A later differentiation has a higher level, so that nested
        ones are never confused.
    """

    __slots__ = ()
    level: int

    def process(
        self, primitive: Primitive, arguments: tuple[Value, ...], params: dict[str, Any]
    ) -> Value:
        """Apply `primitive` to `arguments`, of which this is the one with the highest level."""
        raise NotImplementedError

    def constant(self, value: Constant) -> Value:
        """Return `value` in the arithmetic of what this stands for."""
        raise NotImplementedError


@dataclass(frozen=True)
class Domain:
    """Where a primitive is defined.

    Attributes
    ----------
    contains
        Whether inputs are inside; works on plain numbers and elementwise on arrays.
    requirement
        In words, fit to follow "needs".
    """

    contains: Callable[..., Any]
    requirement: str


@dataclass(frozen=True, eq=False)
class Primitive:
    """An operation that is differentiated by a rule of its own.

    Attributes
    ----------
    name
        As in texts and graphs.
    arity
        Number of inputs; None for any number from two.
    array
        Value on NumPy arrays (and, unless `number` is given, on floats).
    number
        Value on a float.
    mpf
        Value on mpmath numbers, at the working precision.
    exact
        Value on ints and Fractions, where it is again a fraction; None rounds to floats first.
    partials
        For an elementwise primitive one rule ``(output, *inputs)`` for each input (one rule for all
        where any number of inputs is allowed); None instead of a rule where the derivative is zero
        wherever it exists.
    pull
        For any other primitive, the product of a cotangent with the Jacobian:
        ``pull(slot, cotangent, output, inputs, params)``.
    push
        For any other primitive, the product of the Jacobian with a tangent:
        ``push(slot, tangent, output, inputs, params)``.
    domain
        Where it is defined; None for everywhere.
    kink
        Where the derivative is a convention: a predicate like that of `domain`.
    convention
        The convention in words.
    sympy
        ``sympy(module, *inputs)`` gives the sympy form.
    sympy_name
        The sympy class that is read back as this primitive.
    typst
        Typst math with ``{0}``, ``{1}`` for the inputs; operators are set by the printer.
    text
        The same for infix texts, where it is not ``name(inputs)``.
    expand
        For helpers of rules only: the same in terms of ordinary primitives, for symbols.
    rule_name
        What a teacher calls its derivative rule.
    total
        Whether `number` never raises and is nan outside the domain, so that it needs no guarding.
    defaults
        Values of left-out trailing inputs in texts.
    """

    name: str
    arity: int | None
    array: Callable[..., Value]
    number: Callable[..., Value] | None = None
    mpf: Callable[..., Value] | None = None
    exact: Callable[..., Value] | None = None
    partials: tuple[Rule | None, ...] = ()
    pull: Callable[..., Value] | None = None
    push: Callable[..., Value] | None = None
    domain: Domain | None = None
    kink: Callable[..., Any] | None = None
    convention: str = ""
    sympy: Callable[..., Any] | None = None
    sympy_name: str = ""
    typst: str = ""
    text: str = ""
    expand: Callable[..., Value] | None = None
    rule_name: str = ""
    total: bool = False
    defaults: tuple[Fraction, ...] = ()
    #: The value on floats, total: out of the domain it is nan, on overflow infinite.
    on_float: Callable[..., Value] = field(init=False, repr=False)
    #: Whether every partial of one or two inputs is given by a rule.
    is_smooth: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "on_float", self._total_on_floats())
        smooth = self.pull is None and bool(self.partials) and None not in self.partials
        object.__setattr__(self, "is_smooth", smooth)

    @property
    def elementwise(self) -> bool:
        """Whether the output at an index depends on the inputs at that index alone."""
        return self.pull is None

    def rule(self, slot: int) -> Rule | None:
        """Return the rule for the input number `slot`."""
        return self.partials[0] if self.arity is None else self.partials[slot]

    def __call__(self, *inputs: Value, **params: Any) -> Value:
        """Apply to numbers, arrays, symbols or recorded values alike."""
        if self.defaults and self.arity is not None and len(inputs) < self.arity:
            inputs += self.defaults[len(inputs) - self.arity :]
        top: Traced | None = None
        # Most calls are those of rules on floats or arrays; they go straight to the kernel.
        arrays, floats, others = 0, 0, 0
        for value in inputs:
            kind = type(value)
            if kind is float:
                floats += 1
            elif kind is np.ndarray:
                arrays += 1
            elif kind is not int:
                others += 1
                if isinstance(value, Traced) and (top is None or value.level > top.level):
                    top = value
        if top is not None:
            return top.process(self, inputs, params)
        if not others:
            if floats and not arrays and not params:
                return self.on_float(*inputs)
            if arrays and _is_silent.get():
                return self.compute_array(*inputs, **params)
        return self.compute(inputs, params)

    def compute(self, inputs: tuple[Value, ...], params: dict[str, Any]) -> Value:
        """Return the value at plain numbers; nan where it does not exist."""
        kind = common_kind(inputs)
        if kind is Kind.ARRAY:
            inputs = tuple(to_kind(v, Kind.FLOAT) if type(v) is Fraction else v for v in inputs)
            if _is_silent.get():
                return self.compute_array(*inputs, **params)
            with silence():
                return self.compute_array(*inputs, **params)
        if kind is Kind.FLOAT or (kind is Kind.EXACT and self.exact is None):
            if params:
                return self.array(*inputs, **params)
            return self.on_float(*(to_kind(value, Kind.FLOAT) for value in inputs))
        if self.domain is not None and not self.domain.contains(*inputs):
            return math.nan
        if kind is Kind.EXACT:
            assert self.exact is not None
            return self.exact(*inputs, **params)
        if self.mpf is None:
            raise TypeError(f"{self.name} is not available in mpmath arithmetic")
        return self.mpf(*(to_kind(value, kind) for value in inputs), **params)

    def compute_array(self, *inputs: Value, **params: Any) -> Value:
        """Return the value where at least one input is an array; NumPy may warn."""
        result = self.array(*inputs, **params)
        if self.domain is not None:
            inside = self.domain.contains(*inputs)
            if inside is not True and not np.all(inside):
                result = np.where(inside, result, np.nan)
        # What is left of a reduction is a number like any other.
        kind = type(result)
        if kind is np.ndarray:
            return result if result.ndim else result.item()
        return result.item() if kind is np.float64 or kind is np.bool_ else result

    def _total_on_floats(self) -> Callable[..., float]:
        """Return the value on floats without exceptions: nan out of the domain, inf on overflow."""
        number, array, domain = self.number, self.array, self.domain

        def slow(*inputs: float) -> float:
            if domain is not None and not domain.contains(*inputs):
                return math.nan
            with np.errstate(all="ignore"):
                # A NumPy scalar overflows to infinity where a Python float raises.
                result = array(*map(np.float64, inputs))
            return result if isinstance(result, bool) else float(result)

        if number is None:
            return slow
        if self.total or (domain is None and number.__module__ == "_operator"):
            return number
        fast = number

        def total(*inputs: float) -> float:
            try:
                if domain is not None and not domain.contains(*inputs):
                    return math.nan
                return fast(*inputs)  # type: ignore[no-any-return]
            except (OverflowError, ValueError, ZeroDivisionError):
                return slow(*inputs)

        return total


def like(value: Value, constant: Constant) -> Value:
    """Return `constant` in the arithmetic of `value`: a float, an mpmath number, a symbol..."""
    if isinstance(value, Traced):
        return value.constant(constant)
    return to_kind(constant, kind_of(value))
