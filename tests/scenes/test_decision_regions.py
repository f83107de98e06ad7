"""Decision regions, and the spirals that they are drawn for."""

import numpy as np
import pytest

from autodiff.network import Network
from scenes.mobjects.contours import regions_below
from scenes.mobjects.decision_regions import DecisionRegions
from scenes.spiral import train, two_spirals


def area(loop):
    x, y = loop.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def test_the_regions_below_a_level_have_their_area_and_their_holes():
    x = np.linspace(-2, 2, 161)
    heights = np.hypot(x[None], x[:, None])
    ring = np.abs(heights - 1.2)
    (disc,) = regions_below(x, x, heights, 1.0)
    assert area(disc) == pytest.approx(np.pi, rel=1e-3)
    loops = regions_below(x, x, ring, 0.4)
    assert len(loops) == 2
    assert sum(map(area, loops)) == pytest.approx(np.pi * (1.6**2 - 0.8**2), rel=1e-3)
    (everything,) = regions_below(x, x, heights, 9.0)
    assert area(everything) == pytest.approx(16.0, rel=1e-6)
    assert regions_below(x, x, heights, -1.0) == []


def test_spirals_are_the_same_for_the_same_seed_and_half_a_turn_apart():
    places, labels = two_spirals(40, 1.25, 0.0, 3)
    again, _ = two_spirals(40, 1.25, 0.0, 3)
    np.testing.assert_array_equal(places, again)
    np.testing.assert_allclose(places[labels == 1], -places[labels == 0])
    noisy, _ = two_spirals(40, 1.25, 0.05, 4)
    assert 0.02 < np.std(noisy - places) < 0.08


def test_a_small_network_learns_the_spirals_and_the_picture_shows_it():
    places, labels = two_spirals(40, 1.0, 0.02, 3)
    network = Network.of((2, 8, 8, 1))
    path = train(network, places, labels, rate=0.03, steps=150, seed=7)
    assert path.values[-1] < 0.1 < path.values[0]

    def classify(grid, parameters=path.points[-1]):
        return network(parameters, grid)[:, 0]

    assert np.mean((classify(places) > 0) == labels) == 1.0
    regions = DecisionRegions(places, labels, classify, size=5.0)
    assert [len(marks) for marks in regions.points_of_class] == [40, 40]
    # The boundary runs where the two classes are equally likely.
    seen = (regions.boundary.points[:, :2]) / 5.0 * 2.5
    scores = classify(seen)
    assert np.abs(1 / (1 + np.exp(-scores)) - 0.5).mean() < 0.1
    before = regions.boundary.points.copy()
    regions.show_classifier(lambda grid: grid[:, 0])
    assert not np.array_equal(before, regions.boundary.points)
    np.testing.assert_allclose(regions.boundary.points[:, 0], 0.0, atol=1e-9)
    regions.scale(0.5).shift([1.0, 0.0, 0.0])
    regions.show_classifier(lambda grid: grid[:, 0])
    np.testing.assert_allclose(regions.boundary.points[:, 0], 1.0, atol=1e-9)
