"""Two spirals of points, one for each class, and a network that learns to tell them apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from autodiff import optimize
from autodiff.network import Network, binary_cross_entropy
from autodiff.objective import Path

Array = npt.NDArray[np.float64]


def two_spirals(count: int, turns: float, noise: float, seed: int) -> tuple[Array, Array]:
    """Return points on two spirals around the origin, each the other one turned by half a turn.

    Parameters
    ----------
    count
        Points on each spiral.
    turns
        How often a spiral goes round.
    noise
        Standard deviation of each coordinate's noise.

    Returns
    -------
    places
        Of shape (2 count, 2), within about 1 of the origin.
    labels
        Of shape (2 count,), 0 or 1.
    """
    rng = np.random.default_rng(seed)
    radius = np.linspace(0.12, 1.0, count)
    angle = 2 * np.pi * turns * radius
    arm = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    places = np.concatenate([arm, -arm]) + rng.normal(0.0, noise, (2 * count, 2))
    return places, np.repeat([0.0, 1.0], count)


def train(
    network: Network, places: Array, labels: Array, rate: float, steps: int, seed: int
) -> Path:
    """Train a network by Adam on all points at once, and return the whole path."""

    def loss(parameters: Any) -> Any:
        return binary_cross_entropy(network(parameters, places)[:, 0], labels)

    return optimize.adam(loss, network.initial(seed), learning_rate=rate, steps=steps)
