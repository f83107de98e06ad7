"""Numbers and their digits: rounding, full precision, and where each comes from."""

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff as ad
from scenes.quantity import (
    MINUS,
    accumulated_quantity,
    constant,
    contribution_quantity,
    exact_trace,
    exact_value,
    forward_quantity,
    local_partial_quantity,
    number_text,
    rounded_text,
    upstream_quantity,
    value_quantity,
)
from tests.oracle import recompute

GRAPH = ad.parse("(k0 + k1*x + x**2 - y)**2 * sin(k1)").merge_sums()
POINT = {"k0": "0.7", "k1": "1.3", "x": "0.5", "y": "1.7"}


@pytest.mark.parametrize(
    ("value", "precision", "shown"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, f"{MINUS}0.13"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(5, 2), 0, "3"),
        (1e-9, 3, "0.000"),
        (mpmath.mpf("-2.625"), 2, f"{MINUS}2.63"),
        (12345.678, 1, "12345.7"),
        (7, 2, "7.00"),
    ],
)
def test_rounds_half_away_from_zero_with_a_real_minus(value, precision, shown):
    assert rounded_text(value, precision) == shown


def test_plus_sign_only_where_asked_for_and_not_on_zero():
    assert rounded_text(Fraction(1, 2), 1, sign=True) == "+0.5"
    assert rounded_text(Fraction(0), 1, sign=True) == "0.0"


@given(st.fractions(max_denominator=10**6))
def test_a_fraction_survives_as_text(value):
    assert Fraction(number_text(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_a_float_survives_as_text(value):
    assert float(number_text(value)) == value


def test_a_float_on_the_edge_between_two_roundings_is_decided_exactly():
    # 0.35 * 0.35 is 0.1225 exactly, but the product of the floats is 0.12249999999999998.
    graph = ad.parse("x*x")
    quantity = value_quantity(graph, {"x": 0.35}, "a square")
    assert quantity.value < 0.1225
    assert quantity.shown(3) == "0.123"


def test_rational_graphs_are_evaluated_exactly():
    assert exact_value(ad.parse("x**2/3"), {"x": "0.1"}) == Fraction(1, 300)


def test_other_graphs_are_evaluated_to_fifty_digits():
    value = exact_value(ad.parse("sin(x)"), {"x": "0.1"})
    with mpmath.workdps(50):
        assert abs(value - mpmath.sin(mpmath.mpf(1) / 10)) < mpmath.mpf(10) ** -48


def quantities():
    trace = exact_trace(GRAPH, POINT)
    for step in trace.forward:
        yield forward_quantity(trace, step.node.id)
        if step.node.op != "constant":
            yield upstream_quantity(trace, step.node.id)
    for backward in trace.backward:
        yield local_partial_quantity(trace, backward)
        yield contribution_quantity(trace, backward)
        yield accumulated_quantity(trace, backward)
    yield constant("0.25", "a tick")


@pytest.mark.parametrize("quantity", list(quantities()), ids=lambda q: q.source)
def test_every_number_of_a_trace_can_be_recomputed_from_its_description(quantity):
    assert_recomputes(quantity)


def assert_recomputes(quantity):
    value = recompute(
        quantity.expression,
        {name: number_text(v) for name, v in quantity.point.items()},
        dict(quantity.definitions),
        quantity.wrt,
    )
    with mpmath.workdps(40):
        shown = mpmath.mpf(number_text(quantity.value).split("/")[0])
        if "/" in number_text(quantity.value):
            shown /= mpmath.mpf(number_text(quantity.value).split("/")[1])
        assert abs(value - shown) <= mpmath.mpf(10) ** -25 * (1 + abs(shown))
