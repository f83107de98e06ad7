"""The network module: shapes, losses against their definitions, and training on real data."""

import mpmath
import numpy as np
import pytest

import autodiff as ad
from autodiff import network, optimize

RNG = np.random.default_rng(3)
SCORES = RNG.normal(size=(5, 3)) * 3
LABELS = np.array([0, 2, 1, 1, 0])


def test_layers_and_shapes():
    net = network.Network.of((4, 7, 3))
    parameters = net.initial(0)
    assert [layer["weights"].shape for layer in parameters] == [(4, 7), (7, 3)]
    assert [layer.activation for layer in net.layers] == ["tanh", "identity"]
    x = RNG.normal(size=(6, 4))
    hidden = np.tanh(x @ parameters[0]["weights"] + parameters[0]["biases"])
    expected = hidden @ parameters[1]["weights"] + parameters[1]["biases"]
    np.testing.assert_allclose(net(parameters, x), expected)
    values = net.activations(parameters, x)
    assert [value.shape for value in values] == [(6, 4), (6, 7), (6, 3)]
    np.testing.assert_array_equal(values[-1], net(parameters, x))


def test_initial_parameters_depend_on_the_seed_alone():
    net = network.Network.of((4, 7, 3))
    one, same, other = net.initial(1), net.initial(1), net.initial(2)
    np.testing.assert_array_equal(one[0]["weights"], same[0]["weights"])
    assert not np.array_equal(one[0]["weights"], other[0]["weights"])
    assert np.abs(one[0]["weights"]).max() <= np.sqrt(6 / 11)
    assert not one[0]["biases"].any()


def test_layers_that_do_not_fit():
    with pytest.raises(ad.ShapeError, match="3 outputs is followed by one with 4"):
        network.Network((network.Dense(2, 3), network.Dense(4, 1)))
    with pytest.raises(ad.AutodiffError, match=r"no activation 'tan'; there are .*tanh"):
        network.Dense(2, 3, "tan")


@pytest.mark.parametrize("activation", sorted(network.ACTIVATIONS))
def test_every_activation_trains_with_checked_gradients(activation):
    net = network.Network.of((2, 3, 2), activation)
    parameters = net.initial(5)
    x, labels = RNG.normal(size=(4, 2)), np.array([0, 1, 1, 0])

    def loss(weights):
        first = {"weights": weights, "biases": parameters[0]["biases"]}
        return network.cross_entropy(net([first, parameters[1]], x), labels)

    ad.check_grads(loss, parameters[0]["weights"])


def test_cross_entropy_is_its_definition():
    with mpmath.workdps(40):
        total = mpmath.mpf(0)
        for scores, label in zip(SCORES, LABELS, strict=True):
            exponentials = [mpmath.exp(mpmath.mpf(score)) for score in scores]
            total -= mpmath.log(exponentials[label] / sum(exponentials))
        expected = float(total / len(LABELS))
    assert network.cross_entropy(SCORES, LABELS) == pytest.approx(expected, rel=1e-14)
    # The gradient is the softmax minus one at the right class, over the number of samples.
    wanted = ad.softmax(SCORES, axis=-1)
    wanted[np.arange(5), LABELS] -= 1
    found = ad.grad(lambda scores: network.cross_entropy(scores, LABELS))(SCORES)
    np.testing.assert_allclose(found, wanted / 5, rtol=1e-13, atol=1e-16)


def test_losses_do_not_overflow():
    assert network.cross_entropy(np.array([[1000.0, 0.0]]), [1]) == 1000
    assert network.binary_cross_entropy(np.array([-1000.0]), [1]) == 1000
    slope = ad.grad(lambda s: network.binary_cross_entropy(s, [1, 0]))(np.array([-1000.0, 800.0]))
    np.testing.assert_allclose(slope, [-0.5, 0.5])


def test_binary_cross_entropy_and_squared_error_are_their_definitions():
    scores, labels = np.array([0.3, -1.2, 2.0]), np.array([1, 0, 0])
    right = 1 / (1 + np.exp(-scores))
    expected = -np.mean(labels * np.log(right) + (1 - labels) * np.log(1 - right))
    assert network.binary_cross_entropy(scores, labels) == pytest.approx(expected, rel=1e-14)
    assert network.mean_squared_error(np.array([1.0, 2.0]), np.array([0.0, 4.0])) == 2.5


def test_accuracy():
    assert network.accuracy(np.array([[1, 0], [0, 1], [1, 0]]), [0, 1, 1]) == pytest.approx(2 / 3)
    with pytest.raises(ad.AutodiffError, match="no derivative"):
        ad.grad(lambda scores: network.accuracy(scores, LABELS))(SCORES)


def test_two_moons_are_learned():
    """Two half circles that no straight line separates."""
    angle = np.linspace(0, np.pi, 30)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.4 - np.sin(angle)], axis=1)
    noise = np.random.default_rng(0).normal(0, 0.08, (60, 2))
    x, labels = np.concatenate([upper, lower]) + noise, np.repeat([0, 1], 30)
    net = network.Network.of((2, 8, 2))

    def loss(parameters):
        return network.cross_entropy(net(parameters, x), labels)

    path = optimize.adam(loss, net.initial(0), learning_rate=0.05, steps=150)
    assert path.values[-1] < 0.1 < path.values[0]
    assert network.accuracy(net(path.points[-1], x), labels) == 1.0
    straight = network.Network.of((2, 2))
    line = optimize.adam(
        lambda p: network.cross_entropy(straight(p, x), labels), straight.initial(0), 0.05, 150
    )
    assert network.accuracy(straight(line.points[-1], x), labels) < 0.95
