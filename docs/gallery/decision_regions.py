"""What a small network makes of two spirals, after training by backpropagation."""

from autodiff.network import Network
from scenes.mobjects.decision_regions import DecisionRegions
from scenes.spiral import train, two_spirals


def draw():
    places, labels = two_spirals(60, turns=1.25, noise=0.02, seed=3)
    network = Network.of((2, 8, 8, 1))
    path = train(network, places, labels, rate=0.03, steps=200, seed=7)
    return DecisionRegions(
        places, labels, lambda grid: network(path.points[-1], grid)[:, 0], size=6.4
    )
