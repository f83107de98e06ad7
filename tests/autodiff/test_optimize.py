"""Optimizers: first steps by hand, known minima, and paths that end early."""

import math
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest

import autodiff as ad
from autodiff import optimize

BOWL = ad.parse("(x - 1)**2 + 10*(y + 2)**2")
START = {"x": 3.0, "y": -1.0}
DESCENTS = {
    optimize.gradient_descent: 0.05,
    optimize.momentum: 0.02,
    optimize.nesterov: 0.02,
    optimize.adagrad: 1.0,
    optimize.rmsprop: 0.01,
    optimize.adam: 0.1,
    optimize.adaptive_descent: 0.01,
}


def bowl(point):
    return (point["x"] - 1) ** 2 + 10 * (point["y"] + 2) ** 2


@pytest.mark.parametrize("method", DESCENTS, ids=lambda method: method.__name__)
def test_each_method_finds_the_bottom_of_a_bowl(method):
    rate = DESCENTS[method]
    path = method(BOWL, START, learning_rate=rate, steps=500)
    assert not path.diverged
    assert path.outcome == "all steps done"
    assert path.points[path.best]["x"] == pytest.approx(1, abs=0.02)
    assert path.points[path.best]["y"] == pytest.approx(-2, abs=0.02)
    assert path.points[0] == START
    assert len(path.points) == len(path.values) == len(path.gradients)
    assert len(path.learning_rates) == len(path) - 1
    for point, value, gradient in zip(path.points, path.values, path.gradients, strict=True):
        assert value == pytest.approx(BOWL(point), rel=1e-12, abs=1e-14)
        assert gradient == pytest.approx(BOWL.gradient()(point), rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("method", DESCENTS, ids=lambda method: method.__name__)
def test_a_graph_and_a_function_take_the_same_path(method):
    rate = DESCENTS[method]
    graph = method(BOWL, START, learning_rate=rate, steps=20)
    function = method(bowl, START, learning_rate=rate, steps=20)
    for one, other in zip(graph.points, function.points, strict=True):
        assert one == pytest.approx(other)


def by_hand(name, rate, gradient):
    """Two steps on x**2 from 1, written out as in the papers."""
    x, v, s, m = 1.0, 0.0, 0.0, 0.0
    for t in (1, 2):
        g = gradient(x)
        if name == "gradient_descent":
            x -= rate * g
        elif name == "momentum":
            v = 0.9 * v - rate * g
            x += v
        elif name == "nesterov":
            before, v = v, 0.9 * v - rate * g
            x += -0.9 * before + 1.9 * v
        elif name == "adagrad":
            s += g**2
            x -= rate * g / (math.sqrt(s) + 1e-8)
        elif name == "rmsprop":
            s = 0.9 * s + 0.1 * g**2
            x -= rate * g / (math.sqrt(s) + 1e-8)
        else:
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
            x -= rate * (m / (1 - 0.9**t)) / (math.sqrt(s / (1 - 0.999**t)) + 1e-8)
    return x


@pytest.mark.parametrize(
    "name", ["gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]
)
def test_two_steps_by_hand(name):
    path = getattr(optimize, name)(lambda x: x**2, 1.0, learning_rate=0.1, steps=2)
    assert path.points[2] == pytest.approx(by_hand(name, 0.1, lambda x: 2 * x), rel=1e-14)
    assert path.learning_rates == (0.1, 0.1)


def test_newton_is_exact_on_a_quadratic_and_quadratic_elsewhere():
    path = optimize.newton(bowl, START, steps=1)
    assert path.points[1] == pytest.approx({"x": 1, "y": -2}, abs=1e-12)
    errors = [abs(x - 1) for x in optimize.newton(lambda x: x - np.log(x), 0.5, steps=5).points]
    assert all(
        after == pytest.approx(before**2, rel=1e-6) for before, after in pairwise(errors[:5])
    )
    graph = optimize.newton(BOWL, START, steps=1)
    assert graph.points[1] == pytest.approx({"x": 1, "y": -2}, abs=1e-12)
    array = optimize.newton(
        lambda a: ((a - np.arange(4.0).reshape(2, 2)) ** 2).sum(), np.ones((2, 2)), steps=1
    )
    np.testing.assert_allclose(array.points[1], [[0, 1], [2, 3]])


def test_newton_says_when_the_curvature_gives_no_step():
    path = optimize.newton(lambda x: 3 * x, 1.0)
    assert path.diverged
    assert path.points == (1.0,)
    assert "singular" in path.outcome


def test_fractions_and_mpmath_stay_what_they_are():
    exact = optimize.gradient_descent(ad.parse("x**2/2"), {"x": Fraction(1)}, Fraction(1, 3), 4)
    assert [point["x"] for point in exact.points] == [Fraction(2, 3) ** n for n in range(5)]
    assert exact.values[4] == Fraction(2, 3) ** 8 / 2
    with mpmath.workdps(40):
        third = mpmath.mpf(1) / 3
        precise = optimize.momentum(lambda x: x * x / 2, mpmath.mpf(1), third, 2, friction=third)
        # v1 = -1/3, x1 = 2/3, v2 = -1/9 - 2/9.
        assert abs(precise.points[2] - third) < mpmath.mpf(10) ** -38


def test_the_rate_that_shrinks_and_grows():
    path = optimize.adaptive_descent(lambda x: x**2, 1.0, learning_rate=1.2, steps=3)
    first, rejected, second, third = path.trials
    assert rejected.point == pytest.approx(1 - 1.2 * 2)
    assert not rejected.accepted
    assert first.accepted
    assert second.accepted
    assert second.point == pytest.approx(1 - 0.6 * 2)
    assert path.learning_rates == pytest.approx((0.6, 0.6 * 1.1))
    assert third.point == pytest.approx(second.point * (1 - 2 * 0.66))
    assert all(a > b for a, b in pairwise(path.values))


def test_the_rate_shrinks_back_into_the_domain():
    path = optimize.adaptive_descent(lambda x: x - np.log(x), 0.5, learning_rate=4.0, steps=60)
    assert path.points[-1] == pytest.approx(1, abs=1e-3)
    assert not all(trial.accepted for trial in path.trials)
    kinked = optimize.adaptive_descent(np.sqrt, 1.0, learning_rate=2.0, steps=5)
    assert all(map(math.isfinite, kinked.gradients))


def test_random_search_goes_down_and_is_the_same_for_a_seed():
    path = optimize.random_search(BOWL, START, steps=300, scale=0.3, seed=4)
    assert path.points == optimize.random_search(BOWL, START, steps=300, scale=0.3, seed=4).points
    assert path.points != optimize.random_search(BOWL, START, steps=300, scale=0.3, seed=5).points
    assert list(path.values) == sorted(path.values, reverse=True)
    assert path.values[-1] < 0.05
    assert path.gradients == path.learning_rates == ()
    assert len(path.trials) == 301
    assert path.trials[-1].evaluations == 301
    kept = tuple(trial.point for trial in path.trials if trial.accepted)
    assert kept == path.points
    for before, after in pairwise(path.points):
        assert sum(before[name] != after[name] for name in before) == 1
    together = optimize.random_search(BOWL, START, 50, 0.3, seed=1, one_at_a_time=False)
    moved = pairwise(together.points)
    assert all(a["x"] != b["x"] and a["y"] != b["y"] for a, b in moved)


def test_lists_and_arrays_keep_their_form():
    start = [{"weights": np.ones((2, 3))}, 2.0]
    path = optimize.adam(
        lambda p: (p[0]["weights"] ** 2).sum() + p[1] ** 2, start, learning_rate=0.5, steps=3
    )
    assert path.points[3][0]["weights"].shape == (2, 3)
    assert path.points[0][1] == 2.0
    searched = optimize.random_search(lambda a: (a**2).sum(), np.ones((2, 2)), 40, seed=0)
    assert searched.points[-1].shape == (2, 2)
    assert searched.values[-1] < 4


def test_divergence_ends_with_the_path_so_far_and_says_so():
    path = optimize.gradient_descent(lambda x: x**4, 2.0, learning_rate=1.0, steps=100)
    assert path.diverged
    assert path.outcome.startswith("diverged at step")
    assert 1 < len(path) < 100
    assert all(map(math.isfinite, path.values))
    assert len(path.learning_rates) == len(path) - 1
    left = optimize.gradient_descent(ad.parse("log(x)"), {"x": 1.0}, learning_rate=2.0, steps=5)
    assert left.diverged
    assert left.points == ({"x": 1.0},)
    assert "log" in left.outcome
    assert not left.trials[-1].accepted
    arrays = optimize.gradient_descent(lambda a: (a**4).sum(), np.array([2.0, 3.0]), 1.0, 100)
    assert arrays.diverged


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: optimize.gradient_descent(BOWL, [1, 2]), "dictionary"),
        (lambda: optimize.gradient_descent(BOWL, START, steps=-1), "at least 0"),
        (lambda: optimize.random_search(BOWL, START, steps=-1), "at least 0"),
        (lambda: optimize.adaptive_descent(BOWL, START, steps=-1), "at least 0"),
        (lambda: optimize.gradient_descent(np.log, -1.0), "the start has no"),
        (lambda: optimize.adaptive_descent(np.sqrt, 0.0), "the start has no"),
        (lambda: optimize.random_search(np.log, -1.0), "the start has no"),
    ],
)
def test_a_start_or_a_number_of_steps_that_cannot_be(call, problem):
    with pytest.raises(ad.AutodiffError, match=problem):
        call()


def test_no_steps_is_the_start():
    path = optimize.adam(BOWL, START, steps=0)
    assert path.points == (START,)
    assert path.learning_rates == ()
