"""A small multilayer perceptron: dense layers, activations and losses on top of the tracer.

A network is a function of its parameters and its inputs. The parameters live outside it, as a list
with a dictionary of arrays for each layer, which is what the optimizers take.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from autodiff import primitives as p
from autodiff.arithmetic import Value
from autodiff.errors import AutodiffError, ShapeError
from autodiff.numpy_functions import logsumexp, mean
from autodiff.tracer import Tracer

#: Activations by name. The last layer of a classifier has none: its losses take the raw scores.
ACTIVATIONS: dict[str, Callable[[Value], Value]] = {
    "identity": lambda a: a,
    "tanh": p.tanh,
    "sigmoid": p.sigmoid,
    "relu": p.relu,
    "leaky_relu": p.leaky_relu,
    "softplus": p.softplus,
    "gelu": p.gelu,
}

Parameters = list[dict[str, Any]]


@dataclass(frozen=True)
class Dense:
    """A layer in which every output depends on every input.

    Attributes
    ----------
    inputs, outputs
        How many.
    activation
        The name of a function that is applied to each output.
    """

    inputs: int
    outputs: int
    activation: str = "identity"

    def __post_init__(self) -> None:
        if self.activation not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise AutodiffError(f"there is no activation {self.activation!r}; there are {known}")

    def initial(self, rng: np.random.Generator) -> dict[str, Any]:
        """Return random weights whose outputs vary about as much as the inputs do.

        References
        ----------
        Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
        networks (2010), equation 16.
        """
        bound = np.sqrt(6.0 / (self.inputs + self.outputs))
        return {
            "weights": rng.uniform(-bound, bound, (self.inputs, self.outputs)),
            "biases": np.zeros(self.outputs),
        }

    def __call__(self, parameters: dict[str, Any], x: Value) -> Value:
        """Return the outputs for inputs of shape (..., inputs)."""
        return ACTIVATIONS[self.activation](x @ parameters["weights"] + parameters["biases"])


@dataclass(frozen=True)
class Network:
    """Dense layers one after another."""

    layers: tuple[Dense, ...]

    def __post_init__(self) -> None:
        for before, after in pairwise(self.layers):
            if before.outputs != after.inputs:
                raise ShapeError(
                    f"a layer with {before.outputs} outputs is followed by one with "
                    f"{after.inputs} inputs"
                )

    @classmethod
    def of(cls, sizes: Sequence[int], activation: str = "tanh") -> Network:
        """Return a network with layers between the given sizes; the last has no activation."""
        last = len(sizes) - 2
        return cls(
            tuple(
                Dense(n, m, "identity" if index == last else activation)
                for index, (n, m) in enumerate(pairwise(sizes))
            )
        )

    def initial(self, seed: int | np.random.Generator) -> Parameters:
        """Return random parameters."""
        rng = np.random.default_rng(seed)
        return [layer.initial(rng) for layer in self.layers]

    def __call__(self, parameters: Sequence[dict[str, Any]], x: Value) -> Value:
        """Return the outputs for inputs of shape (..., inputs)."""
        for layer, own in zip(self.layers, parameters, strict=True):
            x = layer(own, x)
        return x

    def activations(self, parameters: Sequence[dict[str, Any]], x: Value) -> list[Value]:
        """Return the outputs of every layer, from the input on."""
        values = [x]
        for layer, own in zip(self.layers, parameters, strict=True):
            values.append(layer(own, values[-1]))
        return values


def mean_squared_error(outputs: Value, targets: Value) -> Value:
    """Return the mean of the squared differences."""
    apart = outputs - targets
    return mean(apart * apart)


def cross_entropy(scores: Value, labels: Any) -> Value:
    """Return the mean of minus the logarithm of the probability given to the right class.

    Parameters
    ----------
    scores
        Of shape (samples, classes), before any softmax.
    labels
        The number of the right class of each sample.
    """
    labels = np.asarray(labels)
    right = scores[np.arange(len(labels)), labels]
    return mean(logsumexp(scores, axis=-1) - right)


def binary_cross_entropy(scores: Value, labels: Any) -> Value:
    """Return the mean of minus the logarithm of the probability given to the right one of two.

    Parameters
    ----------
    scores
        One for each sample, before any sigmoid; positive speaks for label 1.
    labels
        0 or 1 for each sample.
    """
    return mean(p.softplus(scores) - scores * np.asarray(labels, float))


def accuracy(scores: Value, labels: Any) -> float:
    """Return the share of samples whose right class has the highest score."""
    if isinstance(scores, Tracer):
        raise AutodiffError("accuracy has no derivative; train with a loss")
    return float(np.mean(np.argmax(scores, axis=-1) == np.asarray(labels)))
