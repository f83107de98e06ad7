"""The screen beside a knob."""

import pytest

from scenes.mobjects.knob_screen import KnobScreen


def tip(screen):
    return float(screen.arrow.submobjects[1].points[0][0] - screen.screen.get_x())


def test_the_arrow_points_against_the_slope_and_is_longer_where_it_is_steeper():
    screen = KnobScreen(limit=4.0, width=2.0)
    screen.set_slope(-99.0)
    assert tip(screen) == pytest.approx(0.84)
    tips = []
    for slope in (0.004, 0.4, 2.0, 4.0):
        screen.set_slope(slope)
        tips.append(tip(screen))
        screen.set_slope(-slope)
        assert tip(screen) == pytest.approx(-tips[-1])
    assert tips == sorted(tips, reverse=True)
    assert tips[-1] == pytest.approx(-0.84)


def test_a_slight_slope_can_still_be_seen_and_none_is_not_drawn():
    screen = KnobScreen(limit=4.0, width=2.0)
    screen.set_slope(0.004)
    assert tip(screen) < -0.15
    screen.set_slope(0.0)
    assert screen.arrow.submobjects[1].get_fill_opacity() == 0


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
    screen.set_slope(9.0)
    assert tip(screen) == pytest.approx(-0.84)
    screen.set_focus(0.3)
    assert screen.arrow.submobjects[1].get_fill_opacity() == pytest.approx(0.3)
