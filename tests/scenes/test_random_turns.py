"""The run of random turns, its machine, and the largest rate, against what is known of them."""

import numpy as np
import pytest

from autodiff import optimize
from scenes import data
from scenes.mobjects.curve_machine import CurveMachine, between
from scenes.mobjects.try_legend import TryLegend
from scenes.random_turns import RandomRun, RandomSearch
from scenes.running_example import best_fit, data_loss, largest_rate, whole_loss


@pytest.fixture(scope="module")
def run():
    return RandomRun(RandomSearch(tries=150))


def test_every_try_turns_one_knob(run):
    for number in range(1, 40):
        before, after = run.kept[number - 1], run.tried[number]
        changed = [name for name in before if before[name] != after[name]]
        assert changed == [run.turned(number)]


def test_what_is_kept_is_what_lowers_the_loss(run):
    points = data.load_points()
    losses = [data_loss(points, settings) for settings in run.kept]
    assert losses == sorted(losses, reverse=True)
    for number in range(1, 60):
        lowers = data_loss(points, run.tried[number]) < losses[number - 1]
        assert run.is_kept(number) == lowers
    assert run.kept_count(60) == sum(run.is_kept(n) for n in range(1, 61))


def test_an_undone_turn_comes_back(run):
    undone = next(n for n in range(1, 60) if not run.is_kept(n))
    name = run.turned(undone)
    start, middle = run.during(undone - 1), run.during(undone - 0.5)
    assert middle == run.tried[undone]
    assert run.during(undone) == start
    assert start[name] != middle[name]


def test_both_kinds_are_shown_or_it_says_what_to_change(run):
    last = run.both_kinds()
    assert len({run.is_kept(n) for n in range(1, last + 1)}) == 2
    with pytest.raises(data.DataError, match="seed"):
        _AllKept(RandomSearch(tries=100)).both_kinds()


class _AllKept(RandomRun):
    def is_kept(self, number):
        return True


def test_the_least_loss_is_that_of_the_best_fit(run):
    least = float(run.least_loss().value)
    assert least == pytest.approx(data_loss(data.load_points(), best_fit(5, 5)), rel=1e-9)
    low, high = run.losses()
    assert low <= least < run.path.values[0] < high


@pytest.mark.parametrize("degree", [3, 5])
def test_descent_grows_beyond_the_largest_rate_and_not_below_it(degree):
    loss, rate = whole_loss(degree), largest_rate(degree)
    start = dict.fromkeys(data.parameter_names(degree), 0.3)
    below = optimize.gradient_descent(loss, start, 0.99 * rate, 300)
    beyond = optimize.gradient_descent(loss, start, 1.02 * rate, 300)
    assert below.values[-1] < below.values[0]
    assert beyond.values[-1] > 100 * beyond.values[0]


def machine(degree, **options):
    run = RandomRun(RandomSearch(tries=100, degree=degree))
    return CurveMachine(
        data.load_points(), run.kept[20], run.heights(), run.limit(), 5.0, **options
    )


@pytest.mark.parametrize("degree", [3, 5, 8])
def test_knobs_and_screens_stay_on_the_panel_apart_from_each_other(degree):
    opened = machine(degree, has_screens=True)
    things = [*opened.knobs.values(), *opened.screens.values()]
    boxes = [(m.get_left()[0], m.get_right()[0], m.get_bottom()[1], m.get_top()[1]) for m in things]
    panel = opened.panel
    for left, right, bottom, top in boxes:
        assert panel.get_left()[0] < left and right < panel.get_right()[0]
        assert panel.get_bottom()[1] < bottom and top < panel.get_top()[1]
    for i, (left, right, bottom, top) in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = right < other[0] or other[1] < left or top < other[2] or other[3] < bottom
            assert apart


def test_opening_the_screens_ends_where_a_machine_with_screens_begins():
    opening, opened = machine(5), machine(5, has_screens=True)
    assert all(not s.presence for s in opening.screens.values())
    opening.open_screens().complete()
    for name, knob in opening.knobs.items():
        assert np.allclose(knob.get_center(), opened.knobs[name].get_center(), atol=1e-6)
        assert knob.width == pytest.approx(opened.knobs[name].width)
        assert opening.screens[name].presence == 1


def test_everything_follows_the_knobs():
    shown = machine(5)
    target = best_fit(5, 5)
    shown.turn_to(target).complete()
    assert shown.parameters == target
    assert {name: knob.value for name, knob in shown.knobs.items()} == target
    assert shown.readout.written == shown.fitter.loss_quantity().shown(2)
    assert float(shown.readout.quantity.value) == pytest.approx(
        data_loss(data.load_points(), target)
    )


def test_between_ends_exactly():
    start, end = {"k0": 0.1, "k1": 0.2}, {"k0": 0.7, "k1": -0.3}
    assert between(start, end, 1) == end
    assert between(start, end, 0) == start


def test_the_verdict_is_lit():
    legend = TryLegend(0, 0)
    legend.judge(False).complete()
    assert legend.verdicts[False].focus == 1
    assert legend.verdicts[True].focus < 0.5
    legend.rest().complete()
    assert legend.verdicts[True].focus == 1
