"""The chain rule as number lines: a nudge, and what each function makes of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from manim import Circle, Line, VGroup, VMobject

from scenes import style, typeset
from scenes.mobjects.chain import Chain
from scenes.mobjects.floor_gradient import FloorArrow
from scenes.mobjects.gear_train import names_of
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.polyline import set_lines
from scenes.mobjects.readout import Readout

Array = npt.NDArray[np.float64]

_FAN = 9


class NumberLines(VGroup):
    """One line for the input and one for each value, on the same scale, the point in the middle.

    Parameters
    ----------
    chain
        The functions and the point.
    delta
        The nudge of the input.
    width, gap
        Length of the lines, and their distance, in Manim units.
    reach
        Values to each side of the point; by default what the largest nudge needs.
    precision
        Decimals of the values.

    Attributes
    ----------
    arrows
        From where each value was to where it really goes.
    """

    def __init__(
        self, chain: Chain, delta: float, width: float = 7.6, gap: float = 0.95,
        reach: float | None = None, precision: int = 4, colors: tuple[str, ...] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        palette = style.palette
        self.chain = chain
        self.delta = delta
        colors = colors or (palette.ink, palette.model, palette.loss, palette.gradient)
        moves = chain.moved(delta)
        self._unit = width / 2 / (reach or 1.5 * max(map(abs, moves)))
        self._heights = [-gap * number for number in range(len(moves))]
        self.lines, self.labels, self.values = VGroup(), VGroup(), VGroup()
        self.fans, self.dots, self.arrows = VGroup(), VGroup(), VGroup()
        names = names_of(chain)
        for number, y in enumerate(self._heights):
            color = colors[number]
            self._add_line(y, width)
            label = typeset.formula(f"{names[number]} =", size=style.LABEL, color=color)
            value = Readout(chain.values[number], precision, style.LABEL, color, anchor="left")
            self.labels.add(label)
            self.values.add(value)
            point = Circle(radius=style.px(9), stroke_color=color, stroke_width=style.stroke(3))
            point.set_fill(palette.ground, opacity=1).move_to([0.0, y, 0.0])
            self.dots.add(point)
            self.arrows.add(FloorArrow(color, 5))
            if number:
                faint = style.mix(color, palette.ground, 0.45)
                fan = VMobject(stroke_color=faint, stroke_width=style.stroke(1.5))
                fan.decorative = True
                self.fans.add(fan.set_fill(opacity=0))
        self._align(width)
        self.factors = VGroup(*(self._factor(n, colors[n]) for n in range(len(moves))))
        self.add(self.lines, self.fans, self.arrows, self.dots)
        self.add(self.labels, self.values, self.factors)
        self.set_share(1.0)

    def _add_line(self, y: float, width: float) -> None:
        muted = style.palette.muted
        self.lines.add(
            Line([-width / 2, y, 0], [width / 2, y, 0], color=muted).set_stroke(
                width=style.stroke(style.SECONDARY)
            )
        )
        most = int(width / 2 / self._unit / abs(self.delta))
        marks = np.arange(-most, most + 1)
        for mark in marks * self.delta * self._unit:
            tick = Line([mark, y - style.px(8), 0], [mark, y + style.px(8), 0], color=muted)
            self.lines.add(tick.set_stroke(width=style.stroke(style.SECONDARY)))

    def _align(self, width: float) -> None:
        """Put names and values in two columns at the left."""
        widest = max(value.width for value in self.values)
        right = -width / 2 - style.px(60) - widest
        for label, value, y in zip(self.labels, self.values, self._heights, strict=True):
            baseline = y - style.px(11)
            label.place((right - style.px(12), baseline), "right")
            value.place((right, baseline))

    def _factor(self, number: int, color: str) -> VGroup:
        """Write above the end of an arrow what becomes of the nudge delta to first order."""
        delta = typeset.formula("delta", size=style.LABEL, color=color)
        end = self._unit * self.chain.moved(self.delta)[number]
        baseline = self._heights[number] + style.px(22)
        if not number:
            return VGroup(delta.place((end, baseline), "center"))
        product = self.chain.products[number]
        readout = Readout(product, 2, style.LABEL, color, anchor="left").place((0.0, baseline))
        delta.place((readout.get_right()[0] + style.px(8), baseline))
        both = VGroup(readout, delta)
        # Beyond the tip, where no line of the fan runs.
        beside = style.px(16) + both.width / 2
        return both.shift([end + np.sign(end) * beside - both.get_center()[0], 0.0, 0.0])

    def set_share(self, share: float) -> None:
        """Nudge the input by a share of the nudge; every value goes where it really goes."""
        moves = [self._unit * move for move in self.chain.moved(share * self.delta)]
        for arrow, move, y in zip(self.arrows, moves, self._heights, strict=True):
            start = np.array([0.0, y, 0.0])
            arrow.put(start, start + np.array([move if abs(move) > 1e-3 else 1e-3, 0.0, 0.0]))
        between = [
            [self._unit * move for move in self.chain.moved(share * self.delta * part)]
            for part in np.linspace(0.0, 1.0, _FAN)
        ]
        for number, fan in enumerate(self.fans):
            upper, lower = self._heights[number], self._heights[number + 1]
            set_lines(
                fan,
                [np.array([[at[number], upper, 0.0], [at[number + 1], lower, 0.0]])
                 for at in between],
            )  # fmt: skip

    def nudge(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the nudge, from none to all of it."""
        return Motion(self, [Change(0.0, run_time, self.set_share)])
