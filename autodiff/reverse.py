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
from autodiff.primitive import Primitive, Traced, silence
from autodiff.primitives import both, either, greater, negated, where
from autodiff.program import Program, call_text, plain

#: ``watch(target, slot, source, partial, upstream, contribution, accumulated)``.
Watch = Callable[[int, int, int, Value, Value, Value, Value], None]


#: A rule's constant partial. Python has one object for it, so that asking is quick.
_ONE = 1


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
        For each position up to the last result the seed, or None; changed in place. Those of
        operations are dropped once they are used, unless there is a `watch`.
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
        kind = type(upstream)
        if (
            (kind is float or kind is np.ndarray)
            and len(sources) <= 2
            and primitive.is_smooth
            and watch is None
            and not guards
            and not (params and target in params)
        ):
            # What _pull_node does, for the commonest cases without its questions.
            rules: Any = primitive.partials
            output, first = values[target], sources[0]
            left, right = values[first], values[sources[-1]]
            is_binary = len(sources) == 2
            if active[first]:
                partial = rules[0](output, left, right) if is_binary else rules[0](output, left)
                part = upstream if partial is _ONE else upstream * partial
                if kind is not float and shape_of(part) != shape_of(left):
                    part = fit(part, shape_of(left))
                held = cotangents[first]
                cotangents[first] = part if held is None else held + part
            if is_binary and active[sources[1]]:
                partial = rules[-1](output, left, right)
                part = upstream if partial is _ONE else upstream * partial
                if kind is not float and shape_of(part) != shape_of(right):
                    part = fit(part, shape_of(right))
                held = cotangents[sources[1]]
                cotangents[sources[1]] = part if held is None else held + part
        else:
            _pull_node(program, values, cotangents, active, watch, target, guards)
        if watch is None:
            # Everything that it was needed for is done; its memory is used for the next one.
            cotangents[target] = None


def _pull_node(
    program: Program,
    values: Sequence[Value],
    cotangents: list[Value],
    active: Sequence[Any],
    watch: Watch | None,
    target: int,
    guards: dict[int, Value],
) -> None:
    """Send the cotangent of one operation back to its inputs."""
    primitive, sources = program.primitives[target], program.inputs[target]
    assert primitive is not None
    arguments = tuple([values[source] for source in sources])
    upstream, output, options = cotangents[target], values[target], program.params.get(target, {})
    for slot, source in enumerate(sources):
        if not active[source]:
            continue
        guard = guards.get(target)
        if primitive.pull is not None:
            partial = guard = None
            contribution = primitive.pull(slot, upstream, output, arguments, options)
        else:
            if primitive is where:
                partial, guard = _branch(slot, arguments[0], guard)
            else:
                rule = primitive.rule(slot)
                partial = None if rule is None else rule(output, *arguments, **options)
            if partial is None:
                if watch is not None and primitive is where and slot:
                    held, zero = cotangents[source], upstream * 0
                    so_far = zero if held is None else held
                    watch(target, slot, source, zero, upstream, zero, so_far)
                continue
            if guard is not None:
                partial = where(guard, partial, 0.0)
            product = upstream if partial is _ONE else upstream * partial
            contribution, guard = _contribution(product, guard, arguments[slot])
        held = cotangents[source]
        if guards or guard is not None:
            _merge_guard(guards, source, guard, held is not None)
        accumulated = contribution if held is None else held + contribution
        cotangents[source] = accumulated
        if watch is not None:
            watch(target, slot, source, partial, upstream, contribution, accumulated)


def _contribution(product: Value, guard: Value, argument: Value) -> tuple[Value, Value]:
    """Return a contribution in the shape of what it goes to and without the untaken branch."""
    if guard is not None and not isinstance(guard, Traced):
        # 0 times an infinite slope further up.
        product = where(guard, product, 0.0)
    elif type(product) is np.ndarray is type(argument) and product.shape == argument.shape:
        return product, None
    wide, shape = shape_of(product), shape_of(argument)
    if wide == shape:
        return product, guard
    if guard is not None:
        guard = _fit_guard(guard, wide, shape)
    return fit(product, shape), guard


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

    with silence():
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
