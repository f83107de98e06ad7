"""How large the parts of a graph view are: comfortable, or compact for many nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scenes import style
from scenes.mobjects.layout_room import Room, Shape
from scenes.mobjects.readout import Readout
from scenes.quantity import Quantity

# Wires end this far outside of an outline.
PORT_GAP = 0.04
NUMBER_WEIGHT = "medium"
# Numbers on wires have two decimals, or two significant digits where these would be too few.
_DECIMALS = 2
_LEAST, _MOST = 0.005, 1e5


def wire_precision(quantity: Quantity) -> int:
    """Return the precision of a number on a wire: two decimals, where they tell enough."""
    size = abs(float(quantity.value))
    return _DECIMALS if not size or _LEAST <= size < _MOST else -_DECIMALS


def wire_number(quantity: Quantity, size: float, color: str | None = None) -> Readout:
    """Return a number as it stands on a wire."""
    precision = wire_precision(quantity)
    return Readout(quantity, precision, size=size, color=color, weight=NUMBER_WEIGHT)


@dataclass(frozen=True)
class GraphSizes:
    """Sizes in Manim units; those of type in pixels at 1080p.

    Attributes
    ----------
    dial, operation, result
        Radius of each kind of node.
    symbol
        Em size of the symbols in operations.
    value
        Em size of the numbers on wires.
    """

    dial: float
    operation: float
    result: float
    symbol: float
    value: float
    room: Room

    def with_room_for(self, numbers: Iterable[Quantity]) -> GraphSizes:
        """Return the same sizes with room on the wires for the widest of some numbers."""
        readouts = [wire_number(number, self.value) for number in numbers]
        width = max(float(readout.width) for readout in readouts) + 4 * self.room.padding
        height = max(float(readout.height) for readout in readouts)
        return replace(self, room=replace(self.room, label_width=width, digit_height=height))

    def leaf_shape(self, frozen: bool) -> Shape:
        """Return the room that a dial needs; a frozen one has a lock hanging below."""
        hang = 0.2 * self.dial if frozen else 0.0
        return Shape(self.dial + style.px(4) + PORT_GAP, hang=hang)

    @property
    def result_shape(self) -> Shape:
        """The room that the result needs; its numbers stand on the wire that leads to it."""
        return Shape(self.result + PORT_GAP, labelled=False)


COMFORTABLE = GraphSizes(
    dial=0.44,
    operation=0.39,
    result=0.52,
    symbol=44,
    value=style.VALUE,
    room=Room(label_gap=0.0, padding=0.055),
)
COMPACT = GraphSizes(
    dial=0.29,
    operation=0.26,
    result=0.46,
    symbol=32,
    value=style.TICK,
    room=Room(
        leaf_pitch=0.86,
        least_leaf_pitch=0.68,
        clearance=0.045,
        rise=0.08,
        drop=0.10,
        padding=0.045,
        label_gap=0.02,
        tip=0.12,
    ),
)
