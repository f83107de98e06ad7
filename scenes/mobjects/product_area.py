"""The product rule as the area of a rectangle whose sides both grow."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from manim import DL, Rectangle, VGroup

from autodiff import Graph, parse
from scenes import style, typeset
from scenes.mobjects.motion import Change, Motion
from scenes.mobjects.part import show
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Slice
from scenes.quantity import Quantity, exact, number_text, value_quantity
from scenes.typeset import tag

Array = npt.NDArray[np.float64]

_PRODUCT = parse("a*b")
_GAP = style.px(26)
# How thick the sides are, and how far from them their names stand.
_EDGE, _BELOW, _BESIDE = style.px(8), style.px(64), style.px(30)


class ProductArea(VGroup):
    """A rectangle with the sides f(x) and g(x), and what is added where x is nudged.

    Two strips, one along each side, and a small corner that vanishes faster than they do. The sides
    grow as their tangents do, by the slope times the nudge, which is what is written there.

    Parameters
    ----------
    first, second
        The functions, of the same one input: width and height.
    x, delta
        The point and the nudge.
    size
        Of the longer side after the nudge, in Manim units.
    names
        Typst math of the two functions.

    Attributes
    ----------
    sides, growths
        The lower and the left side, and what the nudge has added to each.
    side_names, growth_names
        Beside each of them what it is.
    unit
        Manim units to one unit of the functions.
    inside, strip_names
        What the area is, and beside each strip its own in units of the nudge.
    """

    def __init__(
        self, first: Graph, second: Graph, x: float | str, delta: float | str, size: float = 5.2,
        names: tuple[str, str] = ("f", "g"), precision: int = 2,
    ) -> None:  # fmt: skip
        super().__init__()
        palette = style.palette
        (variable,) = first.inputs
        self._slices = Slice(first, variable), Slice(second, variable)
        self._x, self._delta = exact(x), exact(delta)
        self.colors = palette.loss, palette.model
        here = [s.value(float(self._x)) for s in self._slices]
        gains = [float(self._delta) * s.slope(float(self._x)) for s in self._slices]
        ends = [side + gain for side, gain in zip(here, gains, strict=True)]
        if min(*here, *ends) <= 0:
            raise ValueError("an area needs sides longer than 0; choose another point")
        self.unit = size / max(ends)
        self._sides = [side * self.unit for side in here]
        self._gains = [gain * self.unit for gain in gains]
        self.whole, self.right, self.top, self.corner = (
            Rectangle(stroke_width=style.stroke(style.SECONDARY)) for _ in range(4)
        )
        amber = palette.gradient
        for part, color, share in (
            (self.whole, palette.ink, 0.10), (self.right, amber, _filled(gains[0])),
            (self.top, amber, _filled(gains[1])), (self.corner, palette.muted, 0.2),
        ):  # fmt: skip
            part.set_stroke(style.mix(color, palette.ground, 0.6))
            part.set_fill(style.mix(color, palette.ground, share), opacity=1)
        self.sides, self.growths = (
            VGroup(*(self._edge(color, share) for color in self.colors)) for share in (0.75, 1.0)
        )
        self._drawn = False
        self._write(names, precision)
        self.add(self.whole, self.right, self.top, self.corner, self.sides, self.growths)
        self.add(self.inside, self.side_names, self.growth_names, self.strip_names)
        self.set_share(1.0)

    def _edge(self, color: str, share: float) -> Rectangle:
        """Return an edge, which has the colour of the function that it is as long as."""
        edge = Rectangle(stroke_width=0)
        return edge.set_fill(style.mix(color, style.palette.ground, share), opacity=1)

    def _quantity(self, one: Quantity, other: Quantity) -> Quantity:
        point = {"a": exact(number_text(one.value)), "b": exact(number_text(other.value))}
        return value_quantity(_PRODUCT, point, "area of a strip")

    @property
    def strips(self) -> tuple[Quantity, Quantity]:
        """The areas to first order for a nudge of 1: f'g and fg'."""
        (f, g), at = self._slices, self._x
        return (
            self._quantity(f.slope_quantity(at), g.value_quantity(at)),
            self._quantity(f.value_quantity(at), g.slope_quantity(at)),
        )

    def _write(self, names: tuple[str, str], precision: int) -> None:
        """Write the sides, their growth, and which strip is which part of the derivative."""
        width, height = self._sides
        amber = style.palette.gradient
        colors = {"first": self.colors[0], "second": self.colors[1], "nudge": amber}
        delta = tag("nudge", "delta")
        (f, df), (g, dg) = (
            [tag(part, name) for name in (letter, f"{letter}'")]
            for part, letter in zip(("first", "second"), names, strict=True)
        )

        def line(source: str, size: float) -> typeset.Typeset:
            return typeset.formula(source, size).color_parts(colors.get)

        self.inside = line(f"{f} dot {g}", style.FORMULA)
        self.inside.move_to([width / 2, height / 2, 0.0])
        beneath, beside = line(f, style.FORMULA), line(g, style.FORMULA)
        beneath.place([width / 2, -_BELOW], "center")
        beside.place([-_BESIDE, height / 2 - style.px(14)], "right")
        self.side_names = VGroup(beneath, beside)
        self.growth_names = VGroup(*(line(f"{slope} {delta}", style.LABEL) for slope in (df, dg)))
        self.strip_names = VGroup()
        for source, quantity in zip(
            (f"{df} {delta} dot {g} =", f"{f} dot {dg} {delta} ="), self.strips, strict=True
        ):
            label = line(source, style.LABEL).place([0, 0])
            number = Readout(quantity, precision, style.LABEL, amber, anchor="left")
            number.place([label.get_right()[0] + style.px(12), 0])
            unit = typeset.formula("delta", style.LABEL, amber)
            unit.place([number.get_right()[0] + style.px(8), 0])
            self.strip_names.add(VGroup(label, number, unit))

    def set_share(self, share: float) -> None:
        """Nudge by a share of the nudge; all sides are as long as their tangents say."""
        # Wherever it has been put, and however large: the rectangle itself stays as it is.
        scale = 1.0
        origin = np.zeros(3)
        if self._drawn:
            scale = float(self.whole.height) / self._sides[1]
            origin = self.whole.get_corner(DL)
        self._drawn = True
        width, height = (scale * side for side in self._sides)
        thick = scale * _EDGE
        # A side that shrinks has its strip inside: that is what is lost.
        more = [scale * share * gain for gain in self._gains]
        more = [step if abs(step) > 1e-4 else 1e-4 for step in more]
        for part, left, bottom, w, h in (
            (self.whole, 0.0, 0.0, width, height),
            (self.right, width, 0.0, more[0], height),
            (self.top, 0.0, height, width, more[1]),
            (self.corner, width, height, more[0], more[1]),
            (self.sides[0], 0.0, -thick, width, thick),
            (self.sides[1], -thick, 0.0, thick, height),
            (self.growths[0], width, -thick, more[0], thick),
            (self.growths[1], -thick, height, thick, more[1]),
        ):
            right, top = left + w, bottom + h
            outline = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
            part.set_points_as_corners([origin + np.array([x, y, 0.0]) for x, y in outline])
        # What has no width yet has no rim either.
        for part in (self.right, self.top, self.corner):
            show(part, min(1.0, 8 * abs(share)))
        self._put_names(origin, scale, (width, height), more)

    def _put_names(
        self, origin: Array, scale: float, sides: tuple[float, float], more: list[float]
    ) -> None:
        """Let the names of what grows follow it."""
        (width, height), low = sides, scale * style.px(11)
        beneath, beside = self.growth_names
        beneath.place([origin[0] + width + more[0] / 2, origin[1] - scale * _BELOW], "center")
        beside.place([origin[0] - scale * _BESIDE, origin[1] + height + more[1] / 2 - low], "right")
        left = origin[0] + width + max(more[0], 0.0) + scale * _GAP
        for name, y in zip(self.strip_names, (height / 2, height + more[1] / 2), strict=True):
            label = name[0]
            name.shift([left - label.get_left()[0], origin[1] + y - low - label.baseline_y, 0.0])

    def grow(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the nudge, from none to all of it."""
        return Motion(self, [Change(0.0, run_time, self.set_share)])


def _filled(gain: float) -> float:
    """Return how much of its colour a strip has: one that is lost is nearly hollow."""
    return 0.42 if gain >= 0 else 0.16
