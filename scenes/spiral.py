"""Two spirals of points, one for each class, and a network that learns to tell them apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import Field, field_validator

from autodiff import optimize, value_and_grad
from autodiff.network import Network, binary_cross_entropy
from autodiff.objective import Path
from scenes.parameters import SceneParameters

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


class SpiralNetwork(SceneParameters):
    """The points, the network that tells them apart, and how it is trained."""

    hidden: Annotated[tuple[int, ...], Field(min_length=1, max_length=3)] = Field(
        (8, 8), description="neurons in each hidden layer, up to 10 each"
    )
    count: int = Field(60, ge=10, le=120, description="points of each class")
    turns: float = Field(1.25, ge=0.3, le=1.5, description="how often each spiral goes round")
    noise: float = Field(0.02, ge=0, le=0.1, description="standard deviation of the points")
    seed: int = Field(7, ge=0, le=10_000, description="of the points and of the first weights")
    rate: float = Field(0.03, gt=0, le=0.3, description="learning rate")
    steps: int = Field(200, ge=20, le=600, description="how many steps are taken")

    @field_validator("hidden")
    @classmethod
    def _few_enough(cls, hidden: tuple[int, ...]) -> tuple[int, ...]:
        if not all(1 <= neurons <= 10 for neurons in hidden):
            raise ValueError("each hidden layer has 1 to 10 neurons")
        return hidden


@dataclass(frozen=True)
class SpiralRun:
    """A network's whole training."""

    parameters: SpiralNetwork

    def __deepcopy__(self, memo: dict[int, Any]) -> SpiralRun:
        """Return itself: it never changes, and mobjects are copied at every animation."""
        return self

    @cached_property
    def network(self) -> Network:
        """The network: two inputs, the hidden layers, one output."""
        return Network.of((2, *self.parameters.hidden, 1))

    @cached_property
    def data(self) -> tuple[Array, Array]:
        """The points' places and labels."""
        p = self.parameters
        return two_spirals(p.count, p.turns, p.noise, p.seed)

    @cached_property
    def path(self) -> Path:
        """All settings of the knobs, from the first to the last step."""
        p = self.parameters
        return train(self.network, *self.data, p.rate, p.steps, p.seed)

    def knobs(self) -> int:
        """Return how many numbers can be trained."""
        return sum(int(np.size(part)) for layer in self.path.points[0] for part in layer.values())

    def classifier(self, step: int) -> Callable[[Array], Array]:
        """Return the scores of places after a step."""
        settings = self.path.points[step]
        return lambda places: self.network(settings, places)[:, 0]

    def right(self, step: int) -> int:
        """Return how many points are on the right side of the boundary after a step."""
        places, labels = self.data
        return int(np.sum((self.classifier(step)(places) > 0) == (labels == 1)))

    def gradient(self, step: int, index: int) -> list[dict[str, Any]]:
        """Return the gradient of one point's loss with respect to every knob."""
        places, labels = (part[index : index + 1] for part in self.data)

        def loss(settings: Any) -> Any:
            return binary_cross_entropy(self.network(settings, places)[:, 0], labels)

        _, found = value_and_grad(loss)(self.path.points[step])
        return list(found)
