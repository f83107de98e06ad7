"""What all glyphs of learning systems share: a panel, its own measure, and one short motion.

A glyph says what a system does without a word. Whatever the model gives back is in the model's
blue, what it was given is grey: so four very different systems are seen to be one kind of thing.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from manim import Circle, VMobject, smooth

from scenes import style
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part
from scenes.mobjects.rounded import RoundedRectangle

SIZE = 2.6
# Half of what is drawn, as a share of half of the panel: the rest is its margin.
INSET = 0.78
CORNER = 0.09


class Glyph(Part):
    """A square panel with a small picture that depends on nothing but its progress.

    Places are given from -1 to 1 across the picture. Only points and colours change with progress,
    never opacities, so that a glyph can fade and be dimmed at any moment of its motion; it can be
    moved and scaled between motions.

    Parameters
    ----------
    size
        Side of the panel, in Manim units.
    """

    def __init__(self, size: float = SIZE) -> None:
        super().__init__()
        self.progress = 0.0
        self.panel = RoundedRectangle(
            width=size,
            height=size,
            corner_radius=CORNER * size,
            stroke_color=style.palette.panel_edge,
            stroke_width=style.stroke(style.SECONDARY),
            fill_color=style.palette.panel,
            fill_opacity=1,
        )
        self.add(self.panel)

    @property
    def unit(self) -> float:
        """Half the side of the picture, in Manim units."""
        return INSET * float(self.panel.width) / 2

    def at(self, x: float, y: float) -> np.ndarray:
        """Return where the place (`x`, `y`) of the picture is in the frame."""
        return self.panel.get_center() + self.unit * np.array([x, y, 0.0])

    def put(self, mobject: VMobject, outline: np.ndarray) -> None:
        """Give `mobject` an outline in the picture's own measure, of shape (n, 3)."""
        mobject.set_points(self.panel.get_center() + self.unit * outline)

    def set_progress(self, share: float) -> None:
        """Draw the moment at which the given share of the motion is done."""
        self.progress = share
        self.draw(share)

    def draw(self, share: float) -> None:
        """Place everything as it is at `share` of the motion."""
        raise NotImplementedError

    def run(self, run_time: float = 3.0) -> Motion:
        """Return the motion from the first moment to the last."""
        # The clock is even; each part of the picture eases by itself.
        return Motion(self, [Change(0.0, run_time, self.set_progress, rate=lambda t: t)])


def phase(share: float, start: float, end: float) -> float:
    """Return how far a part of a motion has come that lasts from `start` to `end`, eased."""
    return float(smooth(min(max((share - start) / (end - start), 0.0), 1.0)))


def filled(color: str) -> VMobject:
    """Return an opaque shape without an edge, not placed yet."""
    return VMobject(stroke_width=0, fill_color=color, fill_opacity=1)


def paint(mobject: VMobject, rgb: np.ndarray) -> None:
    """Fill with red, green and blue from 0 to 1; faster than making a colour of them."""
    mobject.fill_rgbas[:, :3] = rgb


def blend(color: str, share: float, below: str | None = None) -> np.ndarray:
    """Return `share` of a colour over another one, the panel's by default, as numbers."""
    above, ground = np.array(style.rgb(color)), np.array(style.rgb(below or style.palette.panel))
    return ground + share * (above - ground)


@lru_cache(maxsize=1)
def _round() -> np.ndarray:
    return Circle(radius=1).points


def disk(x: float, y: float, radius: float) -> np.ndarray:
    """Return the outline of a circle."""
    if radius <= 0:
        return np.zeros((0, 3))
    return np.array([x, y, 0.0]) + radius * _round()


def bar(left: float, y: float, width: float, height: float) -> np.ndarray:
    """Return the outline of a bar with round ends, centred on the height `y`."""
    if width <= 0:
        return np.zeros((0, 3))
    shape = RoundedRectangle(width=width, height=height, corner_radius=height / 2)
    return shape.points + np.array([left + width / 2, y, 0.0])
