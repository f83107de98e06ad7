"""A multilayer perceptron as columns of neurons; values run through it, gradients back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import Circle, Line, VGroup

from autodiff.network import Network
from scenes import style
from scenes.mobjects.motion import Change, Motion, glide
from scenes.mobjects.part import Part

Array = npt.NDArray[np.float64]

_NODE_PX = 19
# How much of its colour a wire keeps whose weight is nothing, and one with the largest weight.
_FAINT, _STRONG = 0.10, 0.75
# Width of the wires, in pixels.
_THIN, _THICK = 1.2, 3.6


class NetworkView(Part):
    """Circles for neurons, the brighter the larger their values; wires as strong as their weights.

    Parameters
    ----------
    network
        What is drawn.
    width, height
        Distance of the outer columns, and height of the highest one, in Manim units.

    Attributes
    ----------
    columns
        The circles of each layer, the inputs first.
    wires
        Of each pair of neighbouring columns; the wire from circle i to circle j of the next one is
        number ``i * outputs + j``.
    """

    def __init__(self, network: Network, width: float, height: float) -> None:
        super().__init__()
        sizes = [network.layers[0].inputs, *(layer.outputs for layer in network.layers)]
        pitch = height / max(1, max(sizes) - 1)
        radius = min(style.px(_NODE_PX), 0.36 * pitch)
        xs = np.linspace(-width / 2, width / 2, len(sizes))
        self.columns = [
            VGroup(
                *(
                    Circle(radius, fill_opacity=1).move_to([x, (n / 2 - 0.5 - i) * pitch, 0])
                    for i in range(n)
                )
            )
            for x, n in zip(xs, sizes, strict=True)
        ]
        self.wires = [
            VGroup(*(self._wire(a, b) for a in before for b in after))
            for before, after in zip(self.columns, self.columns[1:], strict=False)
        ]
        self.network = network
        # How far values have come, and gradients, in layers; 0 is nothing.
        self.forward_reach = self.backward_reach = 0.0
        self._weights = [np.zeros((len(a), len(b))) for a, b in self._pairs()]
        self._slopes = [np.zeros_like(weights) for weights in self._weights]
        self._values = [np.zeros(n) for n in sizes]
        self.add(*self.wires, *self.columns)
        self.refresh()

    def _pairs(self) -> list[tuple[VGroup, VGroup]]:
        return list(zip(self.columns, self.columns[1:], strict=False))

    def _wire(self, start: Circle, end: Circle) -> Line:
        line = Line(start.get_center(), end.get_center())
        line.decorative = True
        return line

    def set_network(self, parameters: Sequence[dict[str, Any]], place: Array) -> None:
        """Show the weights of a network, and its values for one input."""
        self._weights = [np.asarray(layer["weights"]) for layer in parameters]
        values = self.network.activations(parameters, np.asarray(place))
        self._values = [np.asarray(v, dtype=float).ravel() for v in values]
        self.refresh()

    def set_slopes(self, gradient: Sequence[dict[str, Any]]) -> None:
        """Let the wires know the slopes of the loss with respect to their weights."""
        self._slopes = [np.asarray(layer["weights"]) for layer in gradient]
        self.refresh()

    def refresh(self) -> None:
        """Colour every circle and every wire as far as values and gradients have come."""
        palette = style.palette
        last = len(self.wires)
        for number, column in enumerate(self.columns):
            there = np.clip(self.forward_reach - number + 1, 0, 1)
            back = np.clip(self.backward_reach - (last - number), 0, 1)
            for circle, value in zip(column, self._values[number], strict=True):
                light = 0.08 + there * 0.75 * min(1.0, abs(value))
                circle.set_fill(style.mix(palette.model, palette.panel, light))
                rim = style.mix(palette.model, palette.muted, there)
                circle.set_stroke(style.mix(palette.gradient, rim, back), style.stroke(style.WIRE))
        for number, wires in enumerate(self.wires):
            there = float(np.clip(self.forward_reach - number - 0.5, 0, 1))
            back = float(np.clip(self.backward_reach - (last - 1 - number) - 0.5, 0, 1))
            weights, slopes = _shares(self._weights[number]), _shares(self._slopes[number])
            for wire, weight, slope in zip(wires, weights, slopes, strict=True):
                idle = _FAINT + 0.4 * (_STRONG - _FAINT) * weight
                lit = _FAINT + (_STRONG - _FAINT) * weight
                color = style.mix(palette.muted, palette.ground, idle)
                color = style.mix(style.mix(palette.model, palette.ground, lit), color, there)
                amber = style.mix(palette.gradient, palette.ground, _FAINT + slope * (1 - _FAINT))
                strength = weight + back * (slope - weight)
                width = _THIN + (_THICK - _THIN) * strength
                wire.set_stroke(style.mix(amber, color, back), style.stroke(width))
        if self.presence * self.focus < 1:
            super().refresh()

    def forward(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion of values from the inputs to the output."""
        reach = len(self.wires) + 1.0

        def step(share: float) -> None:
            self.forward_reach = share * reach
            self.refresh()

        return Motion(self, [Change(0.0, run_time, step)])

    def backward(self, run_time: float = style.SLOW, until: float = 1.0) -> Motion:
        """Return the motion of gradients from the output to every weight.

        Parameters
        ----------
        until
            The share of the way after which it stops; 0 takes back what has come.
        """
        goal = until * (len(self.wires) + 1.0)
        return glide(self, lambda: self.backward_reach, self._set_backward, goal, run_time)

    def _set_backward(self, reach: float) -> None:
        self.backward_reach = reach
        self.refresh()

    def clear(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that takes values and gradients away again."""
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.extend((self.forward_reach, self.backward_reach))
            self.forward_reach, self.backward_reach = ((1 - share) * reach for reach in start)
            self.refresh()

        return Motion(self, [Change(0.0, run_time, step)])


def _shares(values: Array) -> Array:
    """Return sizes as shares of the largest one."""
    sizes = np.abs(values).ravel()
    return sizes / max(float(sizes.max(initial=0.0)), 1e-12)
