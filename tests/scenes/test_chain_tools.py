"""Gears, number lines and areas: the pictures are the derivatives."""

import numpy as np
import pytest
from manim import ValueTracker

from autodiff import parse
from scenes.mobjects import gear as gears
from scenes.mobjects.chain import Chain, Link
from scenes.mobjects.gear import Gear, meshing_phase, tooth_outline
from scenes.mobjects.gear_train import GearTrain, names_of, whole_teeth
from scenes.mobjects.loss_display import LossDisplay
from scenes.mobjects.machine_chain import MachineChain
from scenes.mobjects.number_lines import NumberLines
from scenes.mobjects.product_area import ProductArea
from scenes.quantity import value_quantity


def chain(g="x**2", f="1 - u - u**2/9", x="0.75"):
    return Chain((Link("g", parse(g)), Link("f", parse(f))), x)


def test_a_chain_knows_values_slopes_and_products():
    links = chain()
    assert [str(q.value) for q in links.values] == ["3/4", "9/16", "103/256"]
    assert links.floats(links.slopes) == [1.5, -1.125]
    assert links.floats(links.products) == [1.0, 1.5, -1.6875]
    assert names_of(links) == ["x", "g(x)", "f(g(x))"]
    delta, after_g, after_f = links.moved(0.1)
    assert delta == pytest.approx(0.1)
    assert after_g == pytest.approx(0.85**2 - 0.75**2)
    u = 0.85**2
    assert after_f == pytest.approx(1 - u - u**2 / 9 - 103 / 256)


def test_teeth_are_even_and_of_one_module():
    outline = tooth_outline(12, 0.2)[:-1]
    radius = np.hypot(outline[:, 0], outline[:, 1])
    angle = np.unwrap(np.arctan2(outline[:, 1], outline[:, 0]))
    assert len(outline) == 6 * 12
    np.testing.assert_allclose(np.diff(angle[::6]), 2 * np.pi / 12)
    assert radius.max() - radius.min() == pytest.approx(0.2 * (0.9 + 1.2))
    # A tooth is narrower at the pitch circle than a gap, so that they do not jam.
    assert angle[4] - angle[1] < np.pi / 12


def overlap(one, other, samples=4000):
    """The share of points of one gear's rim that lie inside the other's."""

    def inside(points, gear):
        center = gear.center_point
        away = points - center
        radius, angle = np.hypot(away[:, 0], away[:, 1]), np.arctan2(away[:, 1], away[:, 0])
        phase = (angle - gear.phase + gear.turn) * gear.teeth / (2 * np.pi)
        share = np.abs(phase - np.round(phase))
        root = gear.radius - gears._DEDENDUM * gear.module
        tip = gear.radius + gears._ADDENDUM * gear.module
        at = [root, gear.radius, tip]
        half_width = np.interp(radius, at, [gears._FOOT, gears._PITCH, gears._TIP])
        # A hundredth of a tooth is less than what is seen.
        return (radius < root) | ((radius < tip) & (share < half_width - 0.01))

    corners = one.body.points
    steps = np.linspace(0, len(corners) - 1, samples).astype(int)
    return inside(corners[steps], other).mean()


@pytest.mark.parametrize(("left", "right"), [(30, 20), (17, 33), (12, 12)])
def test_meshing_gears_never_overlap(left, right):
    one, other = Gear(left, 0.1, "#FFFFFF", "x"), Gear(right, 0.1, "#FFFFFF", "y")
    one.put((0.0, 0.0), 0.3)
    other.put((one.radius + other.radius, 0.0), 0.0)
    other.put((one.radius + other.radius, 0.0), meshing_phase(one, other, 0.0))
    for turn in np.linspace(0, 1.3, 9):
        one.set_turn(turn)
        other.set_turn(-turn * left / right)
        assert overlap(one, other) == overlap(other, one) == 0
    # Half a tooth out of step they would.
    other.put((one.radius + other.radius, 0.0), other.phase + np.pi / right)
    assert overlap(one, other) > 0


def test_wheels_turn_by_the_derivatives():
    train = GearTrain(chain())
    train.nudge(0.4).complete()
    assert [wheel.turn for wheel in train.wheels] == pytest.approx([0.4, 0.6, -0.675])
    assert train.idlers[0] is not None
    assert train.idlers[1] is None
    assert [readout.shown for readout in train.slopes] == ["1.500", "−1.125"]
    assert train.wheels[0].radius / train.wheels[1].radius == pytest.approx(1.5)


def test_a_zero_derivative_turns_nothing_and_does_not_touch():
    train = GearTrain(chain(f="(u - 9/16)**2 + 2"))
    train.set_turn(1.0)
    assert train.wheels[2].turn == 0
    left, right = train.wheels[1], train.wheels[2]
    assert (
        right.center_point[0] - left.center_point[0] > left.radius + right.radius + 2 * left.module
    )


def test_derivatives_that_no_pair_of_wheels_could_show():
    with pytest.raises(ValueError, match="choose another point"):
        whole_teeth([50.0])
    assert whole_teeth([1.5, 0.875]) == [42, 28, 32]


def test_arrows_end_where_the_functions_do():
    links = chain()
    lines = NumberLines(links, delta=0.2)
    lines.nudge().complete()
    moves = np.array(links.moved(0.2))
    tips = np.array([arrow._tip.points[0][0] for arrow in lines.arrows])
    np.testing.assert_allclose(tips / tips[0], moves / moves[0], rtol=1e-6)
    assert [value.shown for value in lines.values] == ["0.7500", "0.5625", "0.4023"]
    assert [factor[0].shown for factor in lines.factors[1:]] == ["1.50", "−1.69"]


def test_the_strips_are_the_product_rule():
    area = ProductArea(parse("1 + x**2"), parse("2 + x"), x="0.5", delta="0.25")
    first, second = (float(quantity.value) for quantity in area.strips)
    assert (first, second) == (1.0 * 2.5, 1.25 * 1.0)
    area.grow().complete()
    unit = area.unit
    # Each side grows by its slope times the nudge: the strips are what is written beside them.
    assert area.right.width * area.right.height == pytest.approx(first * 0.25 * unit**2)
    assert area.top.width * area.top.height == pytest.approx(second * 0.25 * unit**2)
    assert area.corner.width == pytest.approx(area.right.width)
    with pytest.raises(ValueError, match="longer than 0"):
        ProductArea(parse("x"), parse("x - 2"), x="1", delta="0.1")


def test_machines_in_a_row_show_the_chain():
    row = MachineChain(chain(), titles=("inner", "outer"))
    assert [value.shown for value in row.values] == ["0.750", "0.563", "0.402"]
    assert [slope.shown for slope in row.slopes] == ["1.500", "−1.125"]
    assert len(row.wires) == len(row.machines) + 1
    lefts = [machine.get_left()[0] for machine in row.machines]
    assert lefts == sorted(lefts)


def test_the_bar_is_as_long_as_the_loss_is_large():
    graph, at = parse("(k0 - 1)**2"), ValueTracker(2.0)
    display = LossDisplay(lambda: value_quantity(graph, {"k0": at.get_value()}, "loss"), highest=4)
    assert display.share == 0.25
    assert display.bar.width == pytest.approx(0.25 * display.track.width)
    at.set_value(9.0)
    display.update()
    assert display.readout.shown == "64.00"
    assert display.share == 1.0
    assert display.bar.width == pytest.approx(display.track.width)
    assert display.bar.get_left() == pytest.approx(display.track.get_left())
