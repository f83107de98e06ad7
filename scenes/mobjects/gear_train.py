"""The chain rule as gear wheels: their radii are the true derivatives."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from manim import Line, VGroup

from autodiff.printing import typst_name
from scenes import style, typeset
from scenes.messages import message
from scenes.mobjects.chain import Chain
from scenes.mobjects.gear import Gear, meshing_phase
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.readout import Readout

_MOST_TEETH = 46
_FEWEST_TEETH = 12
_IDLER_TEETH = 17


class GearTrain(VGroup):
    """One wheel for the input and one for each function, each driving the next.

    A wheel turns by its derivative times the turn of the one before, because its radius is that
    much smaller. Two wheels that touch turn against each other: that is a negative derivative.
    Where it is positive, an idler between them turns the direction round. Where it is zero, the
    wheels do not touch.

    Parameters
    ----------
    chain
        The functions and the point.
    width
        Of the whole, in Manim units.
    colors
        Of the wheels; by default ink, the model's, the loss's, and the gradient's.

    Attributes
    ----------
    wheels
        The input's, then one for each function.
    idlers
        Those between, or None, by function.
    slopes
        The readouts of the derivatives.
    leaders
        From each derivative down to the contact that it is about.
    notes
        Beneath each contact, what it does to the direction; not drawn until a scene
        adds it (before the train is moved).

    Notes
    -----
    Teeth are whole, so that radii are the nearest ratios of whole numbers of teeth; wheels turn
    by that ratio, the readouts show the derivative itself.
    """

    def __init__(
        self, chain: Chain, width: float = 8.4, colors: tuple[str, ...] | None = None,
        precision: int = 3,
    ) -> None:  # fmt: skip
        super().__init__()
        palette = style.palette
        self.chain = chain
        colors = colors or (palette.ink, palette.model, palette.loss, palette.gradient)
        slopes = chain.floats(chain.slopes)
        teeth = whole_teeth(slopes)
        shape = _Row(slopes, teeth)
        module = width / shape.length(1.0)
        names = names_of(chain)
        letters = (names[0], *(link.name for link in chain.links))
        self.wheels = [
            Gear(count, module, color, name, letter)
            for count, color, name, letter in zip(teeth, colors, names, letters, strict=False)
        ]
        idler_color = style.mix(palette.muted, palette.ground, 0.55)
        self.idlers = [
            Gear(_IDLER_TEETH, module, idler_color) if slope > 0 else None for slope in slopes
        ]
        self._place(slopes, width)
        self.slopes = VGroup()
        self.labels = VGroup()
        self.leaders = VGroup(
            *(self._leader(number, color) for number, color in enumerate(colors[1 : len(teeth)]))
        )
        self.notes = VGroup(*(self._note(number, slope) for number, slope in enumerate(slopes)))
        for number, (link, quantity) in enumerate(zip(chain.links, chain.slopes, strict=True)):
            color = colors[number + 1]
            label = typeset.formula(f"{link.name}' =", size=style.LABEL, color=color)
            readout = Readout(quantity, precision, style.LABEL, color, anchor="left")
            self._label(number, label, readout)
            self.labels.add(label)
            self.slopes.add(readout)
        self.add(*(idler for idler in self.idlers if idler), *self.wheels)
        self.add(self.leaders, self.labels, self.slopes)

    def _place(self, slopes: list[float], width: float) -> None:
        """Put the wheels side by side, each meshing with the one before."""
        before = self.wheels[0]
        before.put((-width / 2 + _outside(before), 0.0), np.pi / 2)
        for number, slope in enumerate(slopes):
            row = [gear for gear in (self.idlers[number], self.wheels[number + 1]) if gear]
            for gear in row:
                apart = before.radius + gear.radius
                if not slope:
                    apart += 3 * gear.module  # no tooth reaches the other
                x = float(before.center_point[0]) + apart
                gear.put((x, 0.0), meshing_phase(before, gear, 0.0))
                before = gear

    def _label(self, number: int, label: typeset.Typeset, readout: Readout) -> None:
        top = self._label_height
        label.place((0.0, top), "left")
        readout.place((label.get_right()[0] + style.px(12), top))
        both = VGroup(label, readout)
        both.shift([self._contact(number) - both.get_center()[0], 0.0, 0.0])

    @property
    def _label_height(self) -> float:
        """Height of the labels' baseline above the axles."""
        return max(map(_outside, self.wheels)) + style.px(30)

    def _leader(self, number: int, color: str) -> Line:
        """Lead from a label to its contact."""
        x = self._contact(number)
        top, bottom = self._label_height - style.px(20), self._rim(number) + style.px(8)
        faint = style.mix(color, style.palette.ground, 0.55)
        line = Line([x, max(top, bottom + 1e-3), 0.0], [x, bottom, 0.0], color=faint)
        line.decorative = True
        return line.set_stroke(width=style.stroke(style.SECONDARY))

    def _rim(self, number: int) -> float:
        """Return how far from the axles' line the teeth at a contact reach."""
        idler = self.idlers[number]
        if idler:
            return _outside(idler)
        # Above a contact without an idler two round wheels leave a wedge.
        pair = self.wheels[number], self.wheels[number + 1]
        largest = max(pair, key=lambda gear: gear.radius)
        return float(np.sqrt(_outside(largest) ** 2 - largest.radius**2))

    def _contact(self, number: int) -> float:
        """Return where a wheel meets the next one: the middle of their idler if there is one."""
        idler = self.idlers[number]
        if idler:
            return float(idler.center_point[0])
        left, right = self.wheels[number], self.wheels[number + 1]
        inner = left.center_point[0] + left.radius, right.center_point[0] - right.radius
        return float(sum(inner)) / 2

    def _note(self, number: int, slope: float) -> VGroup:
        """Say beneath a contact what becomes of the direction there."""
        muted = style.palette.muted
        text = (
            message("keeps direction")
            if slope > 0
            else message("reverses")
            if slope
            else message("no contact")
        )
        x, lowest = self._contact(number), -max(map(_outside, self.wheels))
        line = Line(
            [x, -self._rim(number) - style.px(8), 0.0], [x, lowest - style.px(8), 0.0], color=muted
        )
        line.set_stroke(width=style.stroke(style.SECONDARY), opacity=0.6)
        words = typeset.words(text, size=style.TICK, color=muted)
        return VGroup(line, words.place((x, lowest - style.px(44)), "center"))

    def set_turn(self, turn: float) -> None:
        """Turn the input's wheel to an angle, and with it all that it drives."""
        gear = self.wheels[0]
        gear.set_turn(turn)
        for number, slope in enumerate(self.chain.floats(self.chain.slopes)):
            for driven in (self.idlers[number], self.wheels[number + 1]):
                if driven is None:
                    continue
                # Teeth that pass the point of contact pass on both sides of it.
                driven.set_turn(-gear.turn * gear.teeth / driven.teeth if slope else 0.0)
                gear = driven

    def nudge(self, turn: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion that turns the input's wheel, and with it all others."""
        start: list[float] = []

        def step(share: float) -> None:
            if not start:
                start.append(self.wheels[0].turn)
            self.set_turn(start[0] + share * (turn - start[0]))

        return Motion(self, [Change(0.0, run_time, step)])


class _Row:
    """How long a row of gears is."""

    def __init__(self, slopes: list[float], teeth: list[int]) -> None:
        self._slopes = slopes
        self._teeth = teeth

    def length(self, module: float) -> float:
        """Return it for a module."""
        whole = sum(self._teeth) + _IDLER_TEETH * sum(slope > 0 for slope in self._slopes)
        gaps = 3 * sum(slope == 0 for slope in self._slopes)
        return module * (whole + gaps + 2)


def _outside(gear: Gear) -> float:
    return gear.radius + gear.module


def has_wheels(slopes: list[float]) -> bool:
    """Return whether derivatives are near enough to each other for gears of one train."""
    radii = _radii(slopes)
    return max(radii) / min(radii) <= _MOST_TEETH / _FEWEST_TEETH


def _radii(slopes: list[float]) -> list[float]:
    radii = [1.0]
    for slope in slopes:
        radii.append(radii[-1] / abs(slope) if slope else radii[-1])
    return radii


def whole_teeth(slopes: list[float]) -> list[int]:
    """Return numbers of teeth whose ratios are nearest to the derivatives.

    Raises
    ------
    ValueError
        If a derivative is so large or small that one wheel would be a dot beside the other.
    """
    radii = _radii(slopes)
    if not has_wheels(slopes):
        raise ValueError(
            "the derivatives differ too much for gears of one train; choose another point, "
            "or measure in other units"
        )
    best: tuple[float, list[int]] | None = None
    for first in range(_FEWEST_TEETH, _MOST_TEETH + 1):
        teeth = [round(first * radius) for radius in radii]
        if min(teeth) < _FEWEST_TEETH or max(teeth) > _MOST_TEETH:
            continue
        exact = [Fraction(count, teeth[0]) for count in teeth]
        error = max(abs(float(e) / r - 1) for e, r in zip(exact, radii, strict=True))
        # Of equally good ones the finest, which look smoothest.
        if best is None or error < best[0] + 1e-12:
            best = error, teeth
    assert best is not None
    return best[1]


def names_of(chain: Chain) -> list[str]:
    """Return Typst math of the input and of each value: x, g(x), f(g(x))."""
    (variable,) = chain.links[0].graph.inputs
    names = [typst_name(variable)]
    for link in chain.links:
        names.append(f"{link.name}({names[-1]})")
    return names
