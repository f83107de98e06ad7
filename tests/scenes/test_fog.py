"""Fog: the same from the same seed, over the curve, and parting where a sample is taken."""

import numpy as np
import pytest

from autodiff import parse
from scenes.mobjects.fog import STRIP_PX, Fog, UnknownCurve
from scenes.mobjects.plot import Plot
from scenes.mobjects.tangent import Slice
from scenes.style import px

SINE = Slice(parse("sin(k1)"), "k1")


@pytest.fixture
def plot():
    return Plot((0, 6), (-2, 2), 6, 4)


def density_at(fog, point):
    x, y = fog._grid
    return fog.density().flat[np.argmin(np.hypot(x - point[0], y - point[1]))]


def test_a_seed_decides_the_fog(plot):
    first, again, other = (Fog.over(plot, SINE, (1, 5), seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.density(), again.density())
    assert not np.array_equal(first.density(), other.density())


def test_it_hides_the_curve_and_nothing_far_away(plot):
    fog = Fog.over(plot, SINE, (1, 5), spread=0.6)
    for x in np.linspace(1.2, 4.8, 9):
        assert density_at(fog, plot.at(x, np.sin(x))) > 0.8
    assert fog.density()[0].max() == 0
    assert fog.density()[:, [0, -1]].max() == 0


def test_it_drifts_softly(plot):
    fog = Fog.over(plot, SINE, (1, 5))
    before = fog.density()
    fog.advance(1 / 15)
    change = np.abs(fog.density() - before)
    assert 0 < change.max() < 0.1


def test_it_parts_where_a_sample_is_taken(plot):
    unknown = UnknownCurve(plot, SINE)
    point, elsewhere = plot.at(2, np.sin(2)), plot.at(4.5, np.sin(4.5))
    before = density_at(unknown.fog, elsewhere)
    motion = unknown.sample(2.0, radius=0.5)
    assert density_at(unknown.fog, point) > 0.8
    motion.complete()
    assert density_at(unknown.fog, point) < 0.05
    assert density_at(unknown.fog, elsewhere) == pytest.approx(before, abs=1e-6)
    assert unknown.dots[0][0].dot.get_center() == pytest.approx(point)


def test_strips_touch_and_do_not_overlap(plot):
    fog = Fog.over(plot, SINE, (1, 5))
    centers = [strip.get_y() for strip in fog._strips]
    assert np.diff(centers) == pytest.approx(px(STRIP_PX))
    assert fog._strips[0].height == pytest.approx(px(STRIP_PX))


def test_it_lifts(plot):
    fog = Fog.over(plot, SINE, (1, 5))
    fog.lift().complete()
    assert fog.density().max() == 0
    assert not fog.submobjects
