"""Gears, number lines and areas move truly wherever they have been put, and however large."""

import numpy as np
import pytest

from autodiff import parse
from scenes.mobjects.chain import Chain, Link
from scenes.mobjects.gear import Gear
from scenes.mobjects.gear_train import GearTrain
from scenes.mobjects.input_nudge import InputNudge
from scenes.mobjects.machine_chain import MachineChain
from scenes.mobjects.number_lines import NumberLines
from scenes.mobjects.product_area import ProductArea

AWAY = np.array([1.5, -0.7, 0.0])


def chain(x="0.75"):
    return Chain((Link("g", parse("x**2")), Link("f", parse("1 - u - u**2/9"))), x)


def test_a_gear_turns_where_it_is():
    still, moved = (Gear(20, 0.1, "#FFFFFF", "x") for _ in range(2))
    moved.scale(0.5, about_point=np.zeros(3)).shift(AWAY)
    for gear in (still, moved):
        gear.turn_by(0.25).complete()
        gear.turn_by(0.25).complete()
        assert gear.turn == pytest.approx(0.5)
    for part in ("body", "ticks", "sector", "hand"):
        expected = 0.5 * getattr(still, part).points + AWAY
        np.testing.assert_allclose(getattr(moved, part).points, expected, atol=1e-3)


def test_a_train_turns_where_it_is():
    train = GearTrain(chain())
    train.scale(0.8).shift(AWAY)
    train.nudge(0.4).complete()
    for gear in (*train.wheels, train.idlers[0]):
        np.testing.assert_allclose(
            gear.body.get_center(), gear.face.get_center(), atol=gear.module / 2
        )


def test_notes_say_what_becomes_of_the_direction():
    functions = Link("g", parse("x**2")), Link("f", parse("-u")), Link("h", parse("(v + 9/16)**2"))
    train = GearTrain(Chain(functions, "0.75"))
    assert [note[1].written for note in train.notes] == [
        "keeps direction",
        "reverses",
        "no contact",
    ]
    assert train.notes.get_top()[1] < 0
    assert train.notes not in train.submobjects


def test_number_lines_work_where_they_are():
    still, moved = NumberLines(chain(), delta=0.2), NumberLines(chain(), delta=0.2)
    moved.scale(0.5, about_point=np.zeros(3)).shift(AWAY)
    for lines in (still, moved):
        lines.set_share(0.5)
    for one, other in zip(still.dots, moved.dots, strict=True):
        np.testing.assert_allclose(other.get_center(), 0.5 * one.get_center() + AWAY)
    for one, other in zip(still.fans, moved.fans, strict=True):
        np.testing.assert_allclose(other.points, 0.5 * one.points + AWAY)


def test_results_are_the_slopes_times_the_nudge():
    lines = NumberLines(chain(), delta=0.2)
    assert [result[1].shown for result in lines.results] == ["+0.200", "+0.300", "−0.338"]
    lines.set_share(0.5)
    assert [result[1].shown for result in lines.results] == ["+0.100", "+0.150", "−0.169"]


def test_the_point_slides_and_everything_follows():
    lines = NumberLines(chain(), delta=0.2)
    unit = lines._unit
    lines.slide_to(0.5).complete()
    assert [value.shown for value in lines.values] == ["0.5000", "0.2500", "0.7431"]
    assert [factor[0].shown for factor in lines.factors[1:]] == ["1.00", "−1.06"]
    middles = [dot.get_center()[0] for dot in lines.dots]
    expected = [0.5 - 0.75, 0.25 - 0.5625, (1 - 0.25 - 0.0625 / 9) - 103 / 256]
    assert middles == pytest.approx([unit * move for move in expected])


def test_an_area_grows_where_it_is():
    still, moved = (ProductArea(parse("1 + x"), parse("2 + x"), "0.5", "0.3") for _ in range(2))
    moved.scale(0.5, about_point=np.zeros(3)).shift(AWAY)
    for area in (still, moved):
        area.set_share(0.4)
    for part in ("whole", "right", "top", "corner"):
        expected = 0.5 * getattr(still, part).points + AWAY
        np.testing.assert_allclose(getattr(moved, part).points, expected, atol=1e-9)


def test_a_side_that_shrinks_loses_its_strip():
    area = ProductArea(parse("2 - x"), parse("2 + x"), x="0.5", delta="0.25")
    width = area.whole.width
    assert area.right.get_right()[0] == pytest.approx(width)
    assert area.right.width == pytest.approx(0.25 * area.unit)
    assert [number.shown for _, number, _ in area.strip_names] == ["−2.50", "1.50"]


def test_the_arrow_of_an_input_is_as_long_as_its_nudge():
    nudge = InputNudge(2.0).shift(AWAY)
    assert nudge.delta.submobjects[0].get_fill_opacity() == 0
    nudge.nudge(0.0, 0.5).complete()
    reach = nudge.arrow.get_right()[0] - nudge.dot.get_center()[0]
    assert reach == pytest.approx(1.0, abs=1e-3)
    assert nudge.delta.submobjects[0].get_fill_opacity() == 1


def test_a_nudge_runs_through_the_machines():
    row = MachineChain(chain())
    assert not any(readout.is_visible for readout in row.nudges)
    assert all(readout.is_visible for readout in row.values)
    row.scale(0.8).shift(AWAY)
    heights = [machine.letter.height for machine in row.machines]
    row.nudge(0.1).complete()
    assert [readout.shown for readout in row.nudges] == ["+0.100", "+0.150", "−0.169"]
    assert all(readout.is_visible for readout in row.nudges)
    assert [machine.letter.height for machine in row.machines] == pytest.approx(heights)
    assert row.rider.get_fill_opacity() == 0


def test_a_value_runs_through_the_machines():
    row = MachineChain(chain())
    motion = row.run()
    motion.begin()
    assert not any(readout.is_visible for readout in row.values[1:])
    motion.interpolate_mobject(0.45)
    assert [readout.is_visible for readout in row.values] == [True, False, False]
    motion.finish()
    assert all(readout.is_visible for readout in row.values)
