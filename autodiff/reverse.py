"""The reverse interpreter: one loop that sends cotangents from a result back to the inputs.

Invariant: when the loop reaches an operation, every use of it has been visited, so that the
cotangent it holds is the whole derivative of the result with respect to it.

The cotangents live in a list of the caller's, not on nodes, so that running twice cannot add up.
What they are made of does not matter here: numbers and arrays give numbers, symbols give the
gradient as a graph, values that are themselves recorded give derivatives of any order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autodiff.arithmetic import Value, is_nan, shape_of
from autodiff.array_primitives import broadcast_to, sum_to
from autodiff.errors import DomainError
from autodiff.primitive import Primitive, Traced
from autodiff.primitives import both, either, greater, negated, where
from autodiff.program import Program, call_text, plain

#: ``watch(target, slot, source, partial, upstream, contribution, accumulated)``.
Watch = Callable[[int, int, int, Value, Value, Value, Value], None]


def pull_back(
    program: Program,
    values: Sequence[Value],
    cotangents: list[Value],
    active: Sequence[Any],
    watch: Watch | None = None,
) -> None:
    """Fill in the cotangents of everything that the seeded positions depend on.

    Parameters
    ----------
    program
        The operations.
    values
        The value of each position.
    cotangents
        For each position up to the last result the seed, or None; changed in place.
    active
        Whether derivatives with respect to a position are wanted, for each position.
    watch
        Told about every contribution, in order.

    Notes
    -----
    An operation in the branch that ``where`` did not take gets no cotangent at all, rather than 0:
    0 times the infinite slope of such a branch would be nan. On arrays, where the branch is taken
    by some elements, the condition travels along as a *guard* of the cotangent.
    """
    primitives, inputs, params = program.primitives, program.inputs, program.params
    guards: dict[int, Value] = {}
    for target in range(len(cotangents) - 1, -1, -1):
        upstream = cotangents[target]
        if upstream is None:
            continue
        sources = inputs[target]
        if not sources:
            continue
        primitive = primitives[target]
        assert primitive is not None
        if len(sources) == 1:
            arguments: tuple[Value, ...] = (values[sources[0]],)
        elif len(sources) == 2:
            arguments = (values[sources[0]], values[sources[1]])
        else:
            arguments = tuple([values[source] for source in sources])
        rules = primitive.partials
        guard = guards.get(target) if guards else None
        for slot, source in enumerate(sources):
            if not active[source]:
                continue
            guard_here = guard
            if rules:
                rule = rules[slot] if slot < len(rules) else rules[0]
                if rule is None:
                    continue
                if primitive is where:
                    partial, guard_here = _branch(slot, arguments[0], guard)
                    if partial is None:
                        if watch is not None:
                            zero = upstream * 0
                            _watch_untaken(watch, target, slot, source, upstream, zero, cotangents)
                        continue
                elif target in params:
                    partial = rule(values[target], *arguments, **params[target])
                else:
                    partial = rule(values[target], *arguments)
                contribution = upstream * partial
                if type(contribution) is not float:
                    if guard_here is not None:
                        contribution = where(guard_here, contribution, 0)
                    shape = shape_of(arguments[slot])
                    if shape_of(contribution) != shape:
                        if guard_here is not None:
                            guard_here = _fit_guard(guard_here, shape_of(contribution), shape)
                        contribution = fit(contribution, shape)
                elif guard_here is not None and not guard_here:
                    contribution = 0.0
            else:
                partial = guard_here = None
                assert primitive.pull is not None
                contribution = primitive.pull(
                    slot, upstream, values[target], arguments, params.get(target, {})
                )
            held = cotangents[source]
            if guard_here is not None or guards:
                _merge_guard(guards, source, guard_here, held is not None)
            accumulated = contribution if held is None else held + contribution
            cotangents[source] = accumulated
            if watch is not None:
                watch(target, slot, source, partial, upstream, contribution, accumulated)


def _branch(slot: int, condition: Value, guard: Value) -> tuple[Value, Value]:
    """Return the partial of a branch of ``where`` (None if not taken) and its guard."""
    if slot == 0:
        return None, None
    # A condition has no derivative, so that its plain value is all there is to it.
    known = plain(condition)
    if not shape_of(known) and not isinstance(known, Traced):
        return (1 if bool(known) == (slot == 1) else None), guard
    taken = known if slot == 1 else negated(known)
    return 1, taken if guard is None else both(guard, taken)


def _watch_untaken(
    watch: Watch,
    target: int,
    slot: int,
    source: int,
    upstream: Value,
    zero: Value,
    cotangents: Sequence[Value],
) -> None:
    held = cotangents[source]
    watch(target, slot, source, zero, upstream, zero, zero if held is None else held)


def _merge_guard(guards: dict[int, Value], source: int, guard: Value, held: bool) -> None:
    """Note where the cotangent of `source` is zero because a branch was not taken."""
    if not held:
        if guard is not None:
            guards[source] = guard
    elif source in guards:
        if guard is None:
            del guards[source]
        elif guards[source] is not guard:
            guards[source] = either(guards[source], guard)


def _fit_guard(guard: Value, wide: tuple[int, ...], shape: tuple[int, ...]) -> Value:
    """Return whether any of the elements that one was broadcast to is in a branch taken."""
    ones = broadcast_to(where(guard, 1.0, 0.0), shape=wide)
    return greater(sum_to(ones, shape=shape), 0.0)


def fit(cotangent: Value, shape: tuple[int, ...]) -> Value:
    """Return a cotangent in the shape of what it belongs to, undoing a broadcast."""
    return sum_to(cotangent, shape=shape)


def check_gradient(
    program: Program,
    values: Sequence[Value],
    seed: Value,
    output: int,
    active: Sequence[Any],
    wanted: Sequence[int],
) -> None:
    """Raise the error that explains a nan among the cotangents of the inputs `wanted`.

    Raises
    ------
    DomainError
        Naming the operation whose slope does not exist, and its inputs.
    """
    cotangents: list[Value] = [None] * (output + 1)
    cotangents[output] = seed
    depends = dependents_of(program, wanted)

    def watch(
        target: int, slot: int, source: int, partial: Value, upstream: Value, contribution: Value,
        accumulated: Value,
    ) -> None:  # fmt: skip
        if not depends[source]:
            return
        if is_nan(plain(accumulated)) and not is_nan(plain(upstream)):
            raise slope_error(program, values, target, partial, upstream)

    with np.errstate(all="ignore"):
        pull_back(program, values, cotangents, active, watch)


def dependents_of(program: Program, wanted: Sequence[int]) -> bytearray:
    """Return for each position whether it depends on one of the positions `wanted`."""
    depends = bytearray(len(program.primitives))
    for position in wanted:
        depends[position] = 1
    for position, sources in enumerate(program.inputs):
        for source in sources:
            if depends[source]:
                depends[position] = 1
                break
    return depends


def slope_error(
    program: Program, values: Sequence[Value], target: int, partial: Value, upstream: Value
) -> DomainError:
    """Return the error for an operation whose slope does not exist."""
    primitive: Primitive | None = program.primitives[target]
    assert primitive is not None
    inputs = tuple(plain(values[source]) for source in program.inputs[target])
    call = call_text(primitive, inputs)
    if partial is not None and not is_nan(plain(partial)):
        problem = (
            f"the slope of {call} is infinite and meets a slope of 0: "
            f"their product does not exist (node {target})"
        )
    else:
        problem = f"the derivative of {call} does not exist (node {target})"
    return DomainError(problem, target, primitive.name, inputs)
