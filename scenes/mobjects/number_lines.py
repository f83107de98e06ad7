"""The chain rule as number lines: a nudge, and what each function makes of it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from manim import Circle, Line, VGroup, VMobject

from scenes import style, typeset
from scenes.mobjects.chain import Chain
from scenes.mobjects.flat_arrow import FlatArrow
from scenes.mobjects.gear_train import names_of
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import show
from scenes.mobjects.polyline import set_lines
from scenes.mobjects.readout import Readout

Array = npt.NDArray[np.float64]

_FAN = 9
# More marks on half a line could not be told apart.
_MOST_MARKS = 30
# Height of the digits of a factor.
_DIGITS = style.px(34)


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
    factors
        At the end of each arrow, the product of the slopes so far.
    results
        At the right end of each line, the same times the nudge as one number; not drawn until a
        scene adds it (before the lines are moved).
    """

    def __init__(
        self, chain: Chain, delta: float, width: float = 7.6, gap: float = 0.95,
        reach: float | None = None, precision: int | None = 4,
        colors: tuple[str, ...] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        palette = style.palette
        self.chain = chain
        self.delta = delta
        colors = colors or (palette.ink, palette.model, palette.loss, palette.gradient)
        moves = chain.moved(delta)
        self._width = width
        self._share = 1.0
        self._middles = chain.floats(chain.values)
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
            self.arrows.add(FlatArrow(color, 5))
            if number:
                faint = style.mix(color, palette.ground, 0.45)
                fan = VMobject(stroke_color=faint, stroke_width=style.stroke(1.5))
                fan.decorative = True
                self.fans.add(fan.set_fill(opacity=0))
        self._align(width)
        self.factors = VGroup(*(self._factor(n, colors[n]) for n in range(len(moves))))
        self.results = VGroup(*(self._result(n, colors[n], width) for n in range(len(moves))))
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
        # Beside a change a thousand times as large, not every nudge can have a mark.
        every = 10 ** max(0, math.ceil(math.log10(max(most, 1) / _MOST_MARKS)))
        marks = np.arange(-(most // every), most // every + 1) * every
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
        """Write what becomes of the nudge delta to first order."""
        delta = typeset.formula("delta", size=style.LABEL, color=color)
        if not number:
            return VGroup(delta)
        product = self.chain.products[number]
        return VGroup(Readout(product, 2, style.LABEL, color, anchor="left"), delta)

    def _result(self, number: int, color: str, width: float) -> VGroup:
        """Write at the right end of a line the slopes so far, times the nudge, as one number."""
        letters = [f"{link.name}'" for link in reversed(self.chain.links[:number])]
        source = " ".join([*letters, "delta ="])
        label = typeset.formula(source, size=style.LABEL, color=color)
        at = (width / 2 + style.px(48), self._heights[number] - style.px(11))
        label.place(at)
        quantity = self.chain.images(self.delta)[number]
        readout = Readout(quantity, 3, style.LABEL, color, anchor="left", sign=True)
        return VGroup(label, readout.place((label.get_right()[0] + style.px(12), at[1])))

    @property
    def _scale(self) -> float:
        """How much larger it is than it was made."""
        return float(self.lines[0].width) / self._width

    def _at(self, number: int, move: float) -> Array:
        """Return where on a line a value is that is `move` from the one in its middle."""
        place = np.array([self._unit * move, self._heights[number], 0.0])
        return np.asarray(self.lines[0].get_center()) + self._scale * place

    def set_share(self, share: float) -> None:
        """Nudge the input by a share of the nudge; every value goes where it really goes."""
        self._share = share
        here = self.chain.floats(self.chain.values)
        starts = [value - middle for value, middle in zip(here, self._middles, strict=True)]
        delta = share * self.delta
        moves = self.chain.moved(delta)
        for number, (start, move) in enumerate(zip(starts, moves, strict=True)):
            begin, end = self._at(number, start), self._at(number, start + move)
            self.dots[number].move_to(begin)
            # An arrow of no length has no direction to be drawn in.
            tiny = np.array([1e-3, 0.0, 0.0])
            self.arrows[number].put(begin, end if abs(end[0] - begin[0]) > 1e-3 else begin + tiny)
            above = self._at(number - 1, starts[number - 1] + moves[number - 1]) if number else end
            self._put_factor(number, begin, end, float(np.sign(move) or 1.0), above)
            # Without a nudge there is nothing to multiply.
            show(self.factors[number], min(1.0, 8 * abs(share)))
        for result, image in zip(self.results, self.chain.images(delta), strict=True):
            result[1].set_quantity(image)
        between = [self.chain.moved(delta * part) for part in np.linspace(0.0, 1.0, _FAN)]
        for number, fan in enumerate(self.fans):
            ends = number, number + 1
            set_lines(
                fan, [np.array([self._at(n, starts[n] + at[n]) for n in ends]) for at in between]
            )

    def _put_factor(self, number: int, begin: Array, end: Array, side: float, above: Array) -> None:
        """Write above the end of an arrow what becomes of the nudge.

        Parameters
        ----------
        begin, end
            Of the arrow.
        side
            To which side the arrow leads, 1 or -1.
        above
            The end of the arrow on the line before, from where the fan comes down.
        """
        factor, scale = self.factors[number], self._scale
        baseline = float(end[1]) + scale * style.px(22)
        *readouts, delta = factor
        if not readouts:
            delta.place((end[0], baseline), "center")
            return
        (readout,) = readouts
        product = self.chain.products[number]
        if not product.value:
            # Nothing is left of the nudge: clear of the fan, which comes from the other side.
            side, end = -1.0 if above[0] >= begin[0] else 1.0, begin
        readout.set_quantity(product).place((0.0, baseline))
        delta.place((readout.get_right()[0] + scale * style.px(8), baseline))
        # Beyond the tip, where no line of the fan runs.
        beside = scale * style.px(16 if product.value else 30) + factor.width / 2
        # A fan that leans over from further out is passed beneath.
        leaning = max(0.0, side * float(above[0] - end[0]))
        if leaning:
            room = (baseline + scale * _DIGITS - float(end[1])) / float(above[1] - end[1])
            beside = max(beside, leaning * room + scale * style.px(10) + factor.width / 2)
        factor.shift([end[0] + side * beside - factor.get_center()[0], 0.0, 0.0])

    def put_at(self, x: float | str, centred: bool = False) -> None:
        """Put the input elsewhere; every value and every slope follows.

        Parameters
        ----------
        centred
            Whether the lines move along, so that every point stays in the middle of its own.
        """
        self.chain = Chain(self.chain.links, x)
        if centred:
            self._middles = self.chain.floats(self.chain.values)
        for readout, quantity in zip(self.values, self.chain.values, strict=True):
            readout.set_quantity(quantity)
        self.set_share(self._share)

    def slide_to(self, x: float, run_time: float = style.SLOW, centred: bool = False) -> Motion:
        """Return the motion of the point, and of its nudge with it, to another input."""
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.append(float(self.chain.values[0].value))
            at = x if share >= 1 else round(start[0] + share * (x - start[0]), 6)
            self.put_at(at, centred)

        return Motion(self, [Change(0.0, run_time, step)])

    def nudge(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the nudge, from none to all of it."""
        return Motion(self, [Change(0.0, run_time, self.set_share)])
