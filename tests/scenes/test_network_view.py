"""The trained network: its numbers against NumPy and finite differences, its drawing by count."""

import numpy as np
import pytest

from scenes.mobjects.network_view import NetworkView
from scenes.spiral import SpiralNetwork, SpiralRun


@pytest.fixture(scope="module")
def run():
    return SpiralRun(SpiralNetwork(hidden=(5, 4), count=20, turns=0.6, steps=60))


def loss_of_one(settings, place, label):
    """Return the loss of one point, written out in NumPy."""
    x = place
    for number, layer in enumerate(settings):
        x = x @ layer["weights"] + layer["biases"]
        x = x if number == len(settings) - 1 else np.tanh(x)
    return float(np.log1p(np.exp(-x[0] if label else x[0])))


def test_slopes_agree_with_finite_differences(run):
    index, step, nudge = 7, 10, 1e-6
    place, label = run.data[0][index], run.data[1][index]
    gradient = run.gradient(step, index)
    for layer in range(3):
        for part in ("weights", "biases"):
            moved = [{k: v.copy() for k, v in own.items()} for own in run.path.points[step]]
            moved[layer][part].flat[0] += nudge
            up = loss_of_one(moved, place, label)
            moved[layer][part].flat[0] -= 2 * nudge
            down = loss_of_one(moved, place, label)
            found = float(gradient[layer][part].flat[0])
            assert found == pytest.approx((up - down) / (2 * nudge), abs=1e-7)


def test_it_learns(run):
    assert run.path.values[-1] < 0.5 * run.path.values[0]
    assert run.right(60) > run.right(0)
    assert run.knobs() == 2 * 5 + 5 + 5 * 4 + 4 + 4 + 1


def test_drawing_has_every_neuron_and_every_weight(run):
    view = NetworkView(run.network, 8, 4)
    assert [len(column) for column in view.columns] == [2, 5, 4, 1]
    assert [len(wires) for wires in view.wires] == [10, 20, 4]


def test_wires_are_as_wide_as_their_weights(run):
    view = NetworkView(run.network, 8, 4)
    view.set_network(run.path.points[-1], run.data[0][3])
    weights = np.abs(run.path.points[-1][1]["weights"]).ravel()
    widths = np.array([wire.get_stroke_width() for wire in view.wires[1]])
    assert np.array_equal(np.argsort(weights), np.argsort(widths))


def test_gradients_come_from_the_output(run):
    view = NetworkView(run.network, 8, 4)
    view.set_network(run.path.points[5], run.data[0][3])
    view.set_slopes(run.gradient(5, 3))
    before = [wires[0].get_stroke_color() for wires in view.wires]
    view.backward_reach = 1.6
    view.refresh()
    after = [wires[0].get_stroke_color() for wires in view.wires]
    assert before[0] == after[0]
    assert before[-1] != after[-1]
    view.clear().complete()
    assert [wires[0].get_stroke_color() for wires in view.wires] == before


def test_layers_have_a_sane_size():
    with pytest.raises(ValueError, match="1 to 10"):
        SpiralNetwork(hidden=(40,))
