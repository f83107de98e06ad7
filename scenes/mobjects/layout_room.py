"""How much room the parts of a graph drawing need, and the boxes that numbers stand in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A rectangle, in Manim units."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def moved(self, x: float, y: float) -> Box:
        """Return the box moved by (`x`, `y`)."""
        return Box(self.left + x, self.bottom + y, self.right + x, self.top + y)

    def overlaps(self, other: Box, margin: float = 0.0) -> bool:
        """Return whether the boxes come closer than `margin`."""
        return (
            self.left < other.right + margin
            and other.left < self.right + margin
            and self.bottom < other.top + margin
            and other.bottom < self.top + margin
        )


@dataclass(frozen=True)
class Shape:
    """The room that one node needs.

    Attributes
    ----------
    radius
        Of its outline, on which wires begin and end.
    hang
        How much further down something of it reaches, such as a lock.
    labelled
        Whether its value and gradient stand on the wire that leaves it.
    """

    radius: float
    hang: float = 0.0
    labelled: bool = True


@dataclass(frozen=True)
class Room:
    """Distances of a drawing, in Manim units.

    Attributes
    ----------
    leaf_pitch, least_leaf_pitch
        Distance of neighbours in the first column: preferred, and least where height is short.
    clearance
        Least distance between things that do not belong together.
    label_width
        Width of the place for a number, its frame included.
    label_gap
        From a node's outline to that place.
    digit_height
        Height of the digits.
    rise, drop
        From a wire up to the baseline of the forward value, and down to the top of the gradient.
    padding
        Height of a number's frame above and below its digits; sideways twice that.
    tip
        Length of an arrow tip.
    """

    leaf_pitch: float = 1.14
    least_leaf_pitch: float = 1.0
    clearance: float = 0.08
    label_width: float = 0.88
    label_gap: float = 0.06
    digit_height: float = 0.17
    rise: float = 0.13
    drop: float = 0.17
    padding: float = 0.06
    tip: float = 0.15

    @property
    def label_above(self) -> float:
        """From a wire to the top of the forward value on it."""
        return self.rise + self.digit_height

    @property
    def label_below(self) -> float:
        """From a wire to the bottom of the gradient's frame below it."""
        return self.drop + self.digit_height + self.padding

    def above(self, shape: Shape) -> float:
        """Return how far a node and its label reach above its centre."""
        return max(shape.radius, self.label_above if shape.labelled else 0.0)

    def below(self, shape: Shape) -> float:
        """Return how far a node and its label reach below its centre."""
        return max(shape.radius + shape.hang, self.label_below if shape.labelled else 0.0)


@dataclass(frozen=True)
class Label:
    """Where the two numbers of a node stand.

    Attributes
    ----------
    right
        The right end of the digits of both numbers.
    forward_baseline, gradient_baseline
        Heights of their baselines.
    forward_box, gradient_box
        The places that they take, the second with its frame.
    """

    right: float
    forward_baseline: float
    gradient_baseline: float
    forward_box: Box
    gradient_box: Box

    def moved(self, x: float, y: float) -> Label:
        """Return the label moved by (`x`, `y`)."""
        return Label(
            right=self.right + x,
            forward_baseline=self.forward_baseline + y,
            gradient_baseline=self.gradient_baseline + y,
            forward_box=self.forward_box.moved(x, y),
            gradient_box=self.gradient_box.moved(x, y),
        )


def label_at(left: float, wire_height: float, room: Room) -> Label:
    """Return the label that begins at `left` on a wire at `wire_height`."""
    right = left + room.label_width
    forward = wire_height + room.rise
    top = wire_height - room.drop
    bottom = top - room.digit_height
    return Label(
        right=right - 2 * room.padding,
        forward_baseline=forward,
        gradient_baseline=bottom,
        forward_box=Box(left, forward, right, forward + room.digit_height),
        gradient_box=Box(left, bottom - room.padding, right, top + room.padding),
    )
