"""Readouts: steady digits, a real minus, and the anchored end in place."""

from fractions import Fraction

import pytest
from manim import RIGHT, UP

from scenes.mobjects.readout import Readout
from scenes.quantity import MINUS, constant


def number(value):
    return constant(Fraction(value), "a test")


@pytest.mark.parametrize("anchor", ["left", "center", "right"])
def test_the_anchor_stays_while_digits_change(anchor):
    readout = Readout(number("8.88"), anchor=anchor).place([1, 2])
    for value in ("-123.45", "0", "-0.07", "99999"):
        readout.set_quantity(number(value))
        assert readout.anchor_point[:2] == pytest.approx([1, 2], abs=1e-6)


def test_all_digits_are_equally_wide():
    lefts = []
    for digit in "0123456789":
        readout = Readout(number(f"1{digit}.00"), anchor="right")
        lefts.append(readout[0].get_left()[0])
    assert max(lefts) - min(lefts) < 1e-9


def test_moving_and_scaling_keep_the_anchor():
    readout = Readout(number("1.25")).place([1, 1])
    readout.shift(2 * RIGHT + UP).scale(0.5, about_point=[3, 2, 0])
    assert readout.anchor_point[:2] == pytest.approx([3, 2], abs=1e-6)
    height = readout.height
    readout.set_quantity(number("7.75"))
    assert readout.anchor_point[:2] == pytest.approx([3, 2], abs=1e-6)
    assert readout.height == pytest.approx(height, rel=0.03)


def test_colour_and_opacity_survive_new_digits():
    readout = Readout(number("1.25"), color="#FF5D7D").set_opacity(0.5)
    readout.set_quantity(number("-2.5"))
    assert readout[0].get_fill_opacity() == 0.5
    assert readout[0].get_fill_color().to_hex() == "#FF5D7D"
    assert readout.shown == f"{MINUS}2.50"


def test_it_follows_a_function():
    value = [Fraction(1)]
    readout = Readout(lambda: constant(value[0], "a test"))
    value[0] = Fraction(3)
    readout.update()
    assert readout.shown == "3.00"


def test_digits_stand_on_the_baseline():
    readout = Readout(number("1.25")).place([0, 0])
    assert readout[0].get_bottom()[1] == pytest.approx(0, abs=1e-3)


def test_digits_change_in_place():
    """Manim lists what moves once a play; a glyph replaced since would be drawn beside the new."""
    readout = Readout(number("123.45"))
    glyphs = list(readout.submobjects)
    readout.set_quantity(number("-7"))
    assert readout.submobjects == glyphs
    assert [bool(len(glyph.points)) for glyph in glyphs] == [True] * 5 + [False]
    readout.set_quantity(number("-12345.67"))
    assert readout.submobjects[: len(glyphs)] == glyphs
    assert all(len(glyph.points) for glyph in readout.submobjects)
