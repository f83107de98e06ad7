"""The chain rule as one line: a slope for each function, their numbers, and the product."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Animation, FadeIn, LaggedStart, TransformFromCopy, VGroup

from scenes import style, typeset
from scenes.mobjects.chain import Chain
from scenes.mobjects.readout import Readout
from scenes.typeset import tag

_PITCH = 1.0
_GAP = 0.18


class SlopeProduct(VGroup):
    """The product of all slopes of a chain, the last function first, and its numbers beneath.

    The middle of the formula's baseline is the origin when it is made.

    Parameters
    ----------
    chain
        The functions and the point.
    colors
        Of the input and of each function.

    Attributes
    ----------
    formula
        The rule.
    factors, signs, total
        The numbers, what stands between them, and the result with its sign of equality.
    """

    def __init__(self, chain: Chain, colors: Sequence[str], precision: int | None = 2) -> None:
        super().__init__()
        amber = style.palette.gradient
        names = [link.name for link in reversed(chain.links)]
        found = dict(zip(names, list(reversed(colors))[: len(names)], strict=True))
        parts = " dot ".join(tag(name, f"{name}'") for name in names)
        whole = tag("whole", f"({' compose '.join(names)})'")
        self.formula = typeset.formula(f"{whole} = {parts}", style.TITLE)
        self.formula.color_parts({**found, "whole": amber}.get)
        self.formula.place([0, 0], "center")
        self.factors = VGroup()
        numbers = VGroup(typeset.formula("=", style.FORMULA).place([0, -_PITCH]))
        for number, (quantity, name) in enumerate(zip(reversed(chain.slopes), names, strict=True)):
            if number:
                pen = numbers.get_right()[0] + _GAP
                numbers.add(typeset.formula("times", style.FORMULA).place([pen, -_PITCH]))
            factor = Readout(quantity, precision, style.FORMULA, found[name], anchor="left")
            numbers.add(factor.place([numbers.get_right()[0] + _GAP, -_PITCH]))
            self.factors.add(factor)
        pen = numbers.get_right()[0] + 0.3
        equals = typeset.formula("=", style.FORMULA).place([pen, -_PITCH])
        product = Readout(chain.products[-1], precision, style.FORMULA, amber, anchor="left")
        self.total = VGroup(equals, product.place([equals.get_right()[0] + _GAP, -_PITCH]))
        self.signs = VGroup(*(part for part in numbers if part not in self.factors))
        VGroup(numbers, self.total).set_x(0)
        self.add(self.formula, self.factors, self.signs, self.total)

    def gather(self, slopes: VGroup, run_time: float = 2 * style.SLOW) -> Animation:
        """Return the motion of the slopes of the machines, in their order, into the product."""
        flights = [
            TransformFromCopy(slope, factor)
            for slope, factor in zip(reversed(slopes), self.factors, strict=True)
        ]
        return LaggedStart(*flights, FadeIn(self.signs), lag_ratio=0.3, run_time=run_time)
