"""Charts of losses: true heights, every try marked as what it was, names that do not collide."""

import itertools
import math

import numpy as np
import pytest

from autodiff import optimize, parse
from autodiff.optimize import Path, Trial
from scenes.mobjects.loss_chart import LossChart, fitting_losses
from scenes.mobjects.optimizer_race import OptimizerRace, spread
from scenes.mobjects.plot import ticks_between
from scenes.quantity import value_quantity

BOWL = parse("(k0 - 1)**2 + 4*k1**2")
START = {"k0": -1.0, "k1": 1.5}
SEARCH = optimize.random_search(BOWL, START, 40, 0.5, seed=2)


def outlines(marks, each):
    return len(marks.points) // each


def test_the_line_goes_through_what_was_kept():
    chart = LossChart(SEARCH, log=True)
    kept = [trial.value for trial in SEARCH.trials if trial.accepted]
    assert chart.losses[-1] == kept[-1] == min(kept)
    assert all(after <= before for before, after in itertools.pairwise(chart.losses))
    axes = chart.axes
    for step in (3, 17):
        height = axes.place_of(step, chart.losses[step])
        assert height == pytest.approx(axes.at(step, math.log10(chart.losses[step])))
        chart.set_step(step)
        assert chart.line.get_end() == pytest.approx(height)
        assert chart.head.dot.get_center() == pytest.approx(height)


def test_every_try_is_a_dot_or_a_cross_or_a_caret():
    chart = LossChart(SEARCH, log=False)
    chart.set_step(25)
    tries = SEARCH.trials[1:26]
    assert chart.counts() == (
        sum(trial.accepted for trial in tries),
        sum(not trial.accepted for trial in tries),
    )
    dots = outlines(chart.kept, 32)
    carets = outlines(chart.beyond, 12)
    crosses = outlines(chart.undone, 8)
    assert (dots, crosses + carets) == chart.counts()
    assert carets == sum(chart.axes.is_beyond(trial.value) for trial in tries)


def test_the_motion_ends_at_its_step_and_its_number():
    kept = []
    for trial in SEARCH.trials:
        kept.append(trial.point if trial.accepted else kept[-1])
    chart = LossChart(SEARCH, quantity=lambda n: value_quantity(BOWL, kept[n], "loss"))
    chart.set_step(0)
    assert not len(chart.kept.points)
    chart.go_to(12).complete()
    assert chart.step == 12
    assert chart.readout.quantity.value == pytest.approx(chart.losses[12])


def test_a_loss_without_bound_stands_at_the_end_of_the_scale():
    trials = [Trial(0, 1.0, True, 1), Trial(1, math.inf, False, 2), Trial(2, 0.5, True, 3)]
    chart = LossChart(Path((0, 2), (1.0, 0.5), trials=tuple(trials)))
    assert chart.axes.is_beyond(math.inf)
    assert np.isfinite(chart.line.points).all()
    assert len(chart.beyond.points)


def test_ticks_are_round():
    assert ticks_between(0, 60, 5) == [0, 20, 40, 60]
    assert ticks_between(-1.2, 0.35) == [-1.0, -0.5, 0.0]
    assert ticks_between(0, 3, 4) == [0, 1, 2, 3]
    assert fitting_losses([0.02, 7.0], log=True)[0] == pytest.approx(0.01)


def test_runners_show_their_own_losses_and_labels_stay_apart():
    paths = {
        "plain": optimize.gradient_descent(BOWL, START, 0.02, 30),
        "momentum": optimize.momentum(BOWL, START, 0.02, 30),
        "Adam": optimize.adam(BOWL, START, 0.1, 20),
    }
    race = OptimizerRace(paths)
    for step in (0, 7.5, 20, 30):
        race.go_to(step).complete()
        labels = sorted((r.label for r in race.runners.values()), key=lambda x: x.baseline_y)
        for below, above in itertools.pairwise(labels):
            assert above.get_bottom()[1] > below.get_top()[1] - 1e-6
    for name, path in paths.items():
        last = len(path.values) - 1
        expected = race.axes.at(last, math.log10(path.values[-1]))
        assert race.runners[name].line.get_end() == pytest.approx(expected)
    assert race.leader() == min(paths, key=lambda name: paths[name].values[-1])


def test_spreading_keeps_order_and_gaps():
    placed = spread([0.0, 0.1, 0.05, 3.0], 0.4)
    assert placed == pytest.approx([-0.35, 0.45, 0.05, 3.0])
