"""The screen beside a knob."""

import pytest

from scenes.mobjects.knob_screen import KnobScreen


def tip(screen):
    return float(screen.arrow.submobjects[1].points[0][0] - screen.screen.get_x())


def test_the_arrow_points_against_the_slope_as_far_as_it_is_steep():
    screen = KnobScreen(limit=4.0, width=2.0)
    screen.set_slope(2.0)
    assert tip(screen) == pytest.approx(-0.42)
    screen.set_slope(-2.0)
    assert tip(screen) == pytest.approx(0.42)
    screen.set_slope(-99.0)
    assert tip(screen) == pytest.approx(0.84)


def test_an_empty_screen_shows_no_arrow():
    screen = KnobScreen(limit=4.0)
    assert screen.slope is None
    assert screen.arrow.submobjects[1].get_fill_opacity() == 0
    screen.show_slope(1.0).complete()
    assert screen.arrow.submobjects[1].get_fill_opacity() == 1
    screen.clear().complete()
    assert screen.slope is None
    assert screen.arrow.submobjects[1].get_fill_opacity() == 0


def test_the_arrow_goes_where_the_screen_goes():
    screen = KnobScreen(limit=4.0, width=2.0)
    screen.shift([3.0, 1.0, 0.0])
    screen.set_slope(2.0)
    assert tip(screen) == pytest.approx(-0.42)
    screen.set_focus(0.3)
    assert screen.arrow.submobjects[1].get_fill_opacity() == pytest.approx(0.3)
