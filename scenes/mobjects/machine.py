"""A function drawn as a machine: numbers go in at the left, one comes out at the right."""

from __future__ import annotations

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    UP,
    Animation,
    Arrow,
    Circle,
    ScaleInPlace,
    VGroup,
    VMobject,
    there_and_back,
)

from scenes import style, typeset
from scenes.mobjects.layout_paths import corner, line
from scenes.mobjects.rounded import RoundedRectangle

TIP_LENGTH_PX = 20
TIP_WIDTH_PX = 17
# Between an arrow and what it begins or ends at, and the radius of a bend.
_GAP, _SOFT = style.px(6), 0.18


class Machine(VGroup):
    """A panel with its function's letter, an inlet at the left and an outlet at the right.

    Parameters
    ----------
    name
        Typst math of the function's letter.
    title
        What it is, written above it: in words, or a line that is set already.
    color
        The colour of what the function gives back.
    center
        Of the panel, in Manim units.
    width, height
        Size of the panel, in Manim units.
    """

    def __init__(
        self,
        name: str,
        title: str | typeset.Typeset,
        color: str,
        center: tuple[float, float],
        width: float = 1.9,
        height: float = 1.5,
    ) -> None:
        super().__init__()
        self.panel = RoundedRectangle(
            corner_radius=0.18,
            width=width,
            height=height,
            stroke_color=color,
            stroke_width=style.stroke(style.WIRE),
            fill_color=style.mix(color, style.palette.panel, 0.10),
            fill_opacity=1,
        ).move_to([*center, 0])
        if isinstance(title, str):
            title = typeset.words(title, color=style.palette.muted)
        self.title = title.place([center[0], center[1] + height / 2 + 0.2], "center")
        # A fraction goes down further than words do.
        sunk = center[1] + height / 2 + 0.1 - float(title.get_bottom()[1])
        title.shift([0.0, max(0.0, sunk), 0.0])
        self.letter = typeset.formula(name, size=1.25 * style.DISPLAY, color=color)
        self.letter.move_to(self.panel)
        self.ports = VGroup(
            *(self._port(color).move_to(self.panel.get_edge_center(s)) for s in (LEFT, RIGHT))
        )
        self.add(self.panel, self.title, self.letter, self.ports)

    def _port(self, color: str) -> Circle:
        return Circle(
            radius=style.px(9),
            stroke_color=color,
            stroke_width=style.stroke(style.WIRE),
            fill_color=style.palette.ground,
            fill_opacity=1,
        )

    def wire_in(self, start: np.ndarray, color: str | None = None) -> Arrow:
        """Return an arrow from `start` into the inlet."""
        return _arrow(start, self.ports[0].get_left(), color)

    def wire_out(self, length: float = 0.8, color: str | None = None) -> Arrow:
        """Return an arrow of `length` out of the outlet."""
        start = self.ports[1].get_right()
        return _arrow(start, start + length * RIGHT, color)

    def wire_from_below(self, start: np.ndarray, y: float, color: str | None = None) -> VGroup:
        """Return an arrow from `start` up to height `y`, across, and up into the panel.

        It brings what the machine is set to, beside what goes through it.
        """
        foot, turn = self.panel.get_bottom()[:2], _SOFT * np.sign(self.panel.get_x() - start[0])
        across = np.array([[start[0] + turn, y], [foot[0] - turn, y]])
        before, after = np.array([start[0], y - _SOFT]), np.array([foot[0], y + _SOFT])
        path = [
            line(start[:2], before),
            corner(before, across[0], False),
            line(*across),
            corner(across[1], after, True),
        ]
        bend = VMobject(color=color or style.palette.muted, stroke_width=style.stroke(style.WIRE))
        points = np.concatenate(path).reshape(-1, 2)
        bend.set_points(np.column_stack([points, np.zeros(len(points))]))
        # The arrow leaves a gap at its start, too.
        shaft = np.array([*after, 0.0]) - _GAP * UP
        return VGroup(bend, _arrow(shaft, np.array([*foot, 0.0]), color))

    def work(self, run_time: float = style.NORMAL) -> Animation:
        """Return a short swell that shows the machine at work."""
        return ScaleInPlace(self.letter, 1.15, rate_func=there_and_back, run_time=run_time)


def _arrow(start: np.ndarray, end: np.ndarray, color: str | None) -> Arrow:
    return Arrow(
        start,
        end,
        buff=_GAP,
        color=color or style.palette.muted,
        stroke_width=style.stroke(style.WIRE),
        tip_length=style.px(TIP_LENGTH_PX),
        max_stroke_width_to_length_ratio=100,
        max_tip_length_to_length_ratio=1,
    )
