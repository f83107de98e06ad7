"""A wire between two nodes: values run along it forwards, gradients backwards."""

from __future__ import annotations

import numpy as np
from manim import Circle, Polygon, VGroup, VMobject

from scenes import style
from scenes.mobjects.glow import LineGlow
from scenes.mobjects.layout_paths import Path
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import Part, show
from scenes.mobjects.track import Track

TIP_LENGTH = style.px(20)
TIP_WIDTH = style.px(17)
# The line ends inside its tip.
_INSET = 0.75 * TIP_LENGTH


class Tinted(Part):
    """A part of one colour that can change.

    Out of focus it is mixed with the ground instead of made translucent: wires that share a trunk
    lie on top of each other.

    Attributes
    ----------
    color_now
        The colour at present, in focus.
    """

    def __init__(self, color: str) -> None:
        super().__init__()
        self.color_now = color

    def tint(self, color: str) -> None:
        """Take another colour at once."""
        self.color_now = color
        self.paint(style.mix(color, style.palette.ground, self.focus))

    def paint(self, color: str) -> None:
        """Colour everything that has the present colour."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Draw the part as present and as clear as it is."""
        show(self, self.presence)
        self.tint(self.color_now)

    def recolor(self, color: str, run_time: float = style.QUICK) -> Motion:
        """Return the motion to another colour."""
        start: list[str] = []

        def step(share: float) -> None:
            if not start:
                start.append(self.color_now)
            self.tint(style.mix(color, start[0], share))

        return Motion(self, [Change(0.0, run_time, step)])


class ForkDot(Tinted):
    """The dot that marks where a wire branches."""

    def __init__(self, point: np.ndarray) -> None:
        super().__init__(style.palette.wire_idle)
        self.add(Circle(radius=style.px(7), stroke_width=0, fill_opacity=1))
        self.move_to([*point, 0.0])
        self.tint(self.color_now)

    def paint(self, color: str) -> None:
        """Colour the dot."""
        self.submobjects[0].set_fill(color)


class Wire(Tinted):
    """A line with an arrow tip at the end to which its newest signal has run.

    Parameters
    ----------
    path
        Cubic pieces from its source to its target.

    Attributes
    ----------
    glow, signal
        Lie beneath and above all wires; whoever owns the wire puts them there.
    """

    def __init__(self, path: Path, color: str | None = None, width_px: float = style.WIRE) -> None:
        super().__init__(color or style.palette.wire_idle)
        self.track = Track(path)
        self.backward = False
        self.glow = LineGlow(style.palette.gradient, width_px)
        self.glow.follow(self.track.part(0.0, self.track.length))
        self.glow.set_strength(0.0)
        self._glowing = 0.0
        self._rest, self._signal = (
            VMobject(stroke_width=style.stroke(width_px), fill_opacity=0) for _ in range(2)
        )
        self._rest_tip, self._signal_tip = (self._new_tip() for _ in range(2))
        self.add(self._rest, self._rest_tip)
        self.signal = VGroup(self._signal, self._signal_tip)
        self._come_to_rest()

    def _new_tip(self) -> Polygon:
        return Polygon(*np.eye(3), fill_opacity=1, stroke_width=0)

    def _put_tip(self, tip: Polygon, apex: float, backward: bool) -> None:
        """Put the point of an arrow tip at distance `apex`, along the wire."""
        behind = apex + TIP_LENGTH if backward else apex - TIP_LENGTH
        point = self.track.point(apex)
        along = point - self.track.point(float(np.clip(behind, 0.0, self.track.length)))
        along = along / max(float(np.linalg.norm(along)), 1e-9)
        across = np.array([-along[1], along[0], 0.0]) * TIP_WIDTH / 2
        back = point - TIP_LENGTH * along
        tip.set_points_as_corners([point, back + across, back - across, point])

    def _come_to_rest(self) -> None:
        """Draw the whole wire in its present colour, with the tip where its signal ended."""
        length = self.track.length
        span = (_INSET, length) if self.backward else (0.0, length - _INSET)
        self._rest.set_points(self.track.part(*span))
        self._put_tip(self._rest_tip, 0.0 if self.backward else length, self.backward)
        for mobject in (self._signal, self._signal_tip):
            mobject.clear_points()
        self.tint(self.color_now)

    def paint(self, color: str) -> None:
        """Colour the wire as far as no signal is running on it."""
        self._rest.set_stroke(color)
        self._rest_tip.set_fill(color)

    def _draw_growing(self, share: float) -> None:
        front = TIP_LENGTH + share * (self.track.length - TIP_LENGTH)
        self.set_presence(1.0)
        self._rest.set_points(self.track.part(0.0, front - _INSET))
        self._put_tip(self._rest_tip, front, backward=False)

    def grow(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion that draws the wire from its source to its target."""
        return Motion(self, [Change(0.0, run_time, self._draw_growing)])

    def carry(self, color: str, backward: bool = False, run_time: float = style.QUICK) -> Motion:
        """Return the motion of a signal running along the wire, which takes its colour."""

        def step(share: float) -> None:
            if share >= 1:
                self.backward, self.color_now = backward, color
                self._come_to_rest()
                return
            self._draw_signal(share, backward)
            seen = style.mix(color, style.palette.ground, self.focus)
            self._signal.set_stroke(seen)
            self._signal_tip.set_fill(seen)

        return Motion(self, [Change(0.0, run_time, step)])

    def _draw_signal(self, share: float, backward: bool) -> None:
        length = self.track.length
        walked = TIP_LENGTH + share * (length - TIP_LENGTH)
        front = length - walked if backward else walked
        signal = (front + _INSET, length) if backward else (0.0, front - _INSET)
        rest = (0.0, front) if backward else (front, length)
        self._signal.set_points(self.track.part(*signal))
        self._rest.set_points(self.track.part(*rest))
        self._put_tip(self._signal_tip, front, backward)
        self._rest_tip.clear_points()

    def reset(self) -> None:
        """Point forwards again, idle."""
        self.backward, self.color_now = False, style.palette.wire_idle
        self._come_to_rest()

    def refresh(self) -> None:
        """Draw wire and glow as present and as clear as they are."""
        super().refresh()
        self.glow.set_strength(self._glowing * self.focus)

    def shine(self, share: float) -> None:
        """Let the wire glow to the given share."""
        self._glowing = share
        self.refresh()

    def calm(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion in which the wire's glow, if there is any, goes out."""

        def step(share: float) -> None:
            if self._glowing:
                self.shine(min(self._glowing, 1 - share))

        return Motion(self, [Change(0.0, run_time, step)])
