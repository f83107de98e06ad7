"""Slopes on screen: difference quotients, their limit, and lines that have these slopes."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from manim import ValueTracker

from autodiff import parse
from scenes.mobjects.derivative_plot import DerivativePlot, dash_points
from scenes.mobjects.plot import Plot
from scenes.mobjects.secant import Secant
from scenes.mobjects.slope_table import SlopeTable
from scenes.mobjects.tangent import Slice, Tangent
from scenes.mobjects.zoom_window import ZoomWindow
from scenes.style import px

CUBIC = Slice(parse("a*k1**3 - k1"), "k1", {"a": Fraction(1, 2)})
SINE = Slice(parse("sin(k1)"), "k1")


@pytest.fixture
def plot():
    return Plot((-2, 3), (-2, 8), 5, 4)


def cubic(x):
    return Fraction(1, 2) * x**3 - x


def slope_in(plot, line):
    across, up, _ = line.get_end() - line.get_start()
    return (up / plot.y_unit) / (across / plot.x_unit)


@pytest.mark.parametrize("dx", ["0.8", "0.001", "-0.25", "1e-12"])
def test_the_quotient_is_exact(dx):
    found = CUBIC.quotient_quantity(1.5, float(dx))
    x, run = Fraction(3, 2), Fraction(dx)
    assert found.value == (cubic(x + run) - cubic(x)) / run


def test_a_quotient_keeps_its_digits_where_floats_would_cancel():
    found = SINE.quotient_quantity(1.0, 1e-13)
    assert abs(found.value - mpmath.cos(1)) < 1e-12


def test_without_a_run_the_quotient_is_the_derivative():
    assert CUBIC.quotient_quantity(1.5, 0).value == Fraction(3, 2) * Fraction(9, 4) - 1


def test_the_secant_follows_its_tracker_and_settles_on_the_tangent(plot):
    at = ValueTracker(1.5)
    secant, tangent = Secant(plot, CUBIC, at, 0.8), Tangent(plot, CUBIC, at)
    for dx in (0.8, 0.2):
        secant.slide_to(dx).complete()
        secant.update()
        expected = float(cubic(Fraction(3, 2) + Fraction(str(dx))) - cubic(Fraction(3, 2))) / dx
        assert slope_in(plot, secant.line) == pytest.approx(expected)
        assert float(secant.readout.quantity.value) == pytest.approx(expected)
    secant.settle().complete()
    secant.update()
    assert secant.dx.get_value() == 0
    assert secant.readout.quantity.value == tangent.slope_quantity().value
    assert slope_in(plot, secant.line) == pytest.approx(slope_in(plot, tangent.line))


def test_rise_and_run_meet_at_a_right_angle(plot):
    secant = Secant(plot, CUBIC, 1.0, 0.5)
    assert secant.run.get_end() == pytest.approx(secant.rise.get_start())
    assert secant.run.get_end()[0] - secant.run.get_start()[0] == pytest.approx(0.5 * plot.x_unit)


def test_ghosts_fade_with_age(plot):
    secant = Secant(plot, CUBIC, 1.0, 0.5)
    first, second = secant.leave_ghost(), secant.leave_ghost()
    assert first[0].get_stroke_opacity() < second[0].get_stroke_opacity()
    assert first[1].get_fill_opacity() < second[1].get_fill_opacity()


def test_the_tangent_touches_the_curve_with_its_slope(plot):
    tangent = Tangent(plot, SINE, 0.3)
    tangent.slide_to(1.2).complete()
    tangent.update()
    assert slope_in(plot, tangent.line) == pytest.approx(np.cos(1.2))
    assert tangent.spot.dot.get_center() == pytest.approx(plot.at(1.2, np.sin(1.2)))


def test_the_table_ends_in_the_limit():
    table = SlopeTable(CUBIC, 1.5, runs=(0.8, 0.4, 0.2))
    derivative = Fraction(19, 8)
    assert table.limit_readout.quantity.value == derivative
    for run, row, error in zip(("0.8", "0.4", "0.2"), table.rows, table.errors, strict=True):
        quotient = CUBIC.quotient_quantity(1.5, float(run)).value
        assert row.slope.quantity.value == quotient
        assert row.run.written == run
        assert row.bar.get_length() / table.rows[0].bar.get_length() == pytest.approx(
            error / table.errors[0]
        )


def test_the_table_keeps_its_order_when_written():
    table = SlopeTable(CUBIC, 1.5).hide()
    assert not any(row.run.is_visible for row in table.rows)
    table.write_all().complete()
    assert all(row.run.is_visible for row in table.rows)
    assert table.limit_readout.is_visible


def test_the_derivative_grows_with_the_tracker(plot):
    below = Plot((-2, 3), (-3, 13), 5, 3)
    at = ValueTracker(-1.0)
    drawn = DerivativePlot(plot, below, CUBIC, at)
    at.set_value(1.7)
    drawn.update()
    assert drawn.spot.dot.get_center() == pytest.approx(below.at(1.7, CUBIC.slope(1.7)))
    line = drawn.curve.line
    assert line.get_start() == pytest.approx(below.at(-1.0, CUBIC.slope(-1.0)))
    assert line.get_end() == pytest.approx(below.at(1.7, CUBIC.slope(1.7)))
    assert drawn.readout.quantity.value == CUBIC.slope_quantity(1.7).value


def test_dashes_have_their_length():
    points = dash_points(np.zeros(3), np.array([1.0, 0, 0])).reshape(-1, 4, 3)
    lengths = points[:-1, 3, 0] - points[:-1, 0, 0]
    assert lengths == pytest.approx(px(8))


def test_the_curve_in_the_window_straightens(plot):
    window = ZoomWindow(plot, CUBIC, 1.5, (4, 1), factor=20)
    before = window.bend
    window.zoom_to(200).complete()
    window.update()
    assert window.bend == pytest.approx(before / 10, rel=0.05)
    away = np.linalg.norm(window.curve.points - window.window.get_center(), axis=1)
    assert away.max() <= window.radius + 1e-9
    assert window.readout.written == "200"
