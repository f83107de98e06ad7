"""Chapter 8, second part: functions in a row, seen as machines, as number lines and as gears."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    UP,
    FadeIn,
    FadeOut,
    Indicate,
    LaggedStart,
    VGroup,
)
from pydantic import Field

from autodiff import parse
from scenes import style, typeset
from scenes.base import LessonScene
from scenes.mobjects.chain import Chain, Link
from scenes.mobjects.local_slope import LocalSlope
from scenes.mobjects.machine_chain import MachineChain
from scenes.mobjects.number_lines import NumberLines
from scenes.mobjects.part import show
from scenes.parameters import Expression, SceneParameters
from scenes.typeset import tag

# How large the machines are when they have the frame to themselves, and where they stand then
# and above the number lines.
LARGE, CENTER, TOP = 1.25, 1.35, 1.75
# The small plots beneath the machines, and the number lines.
PICTURES = -1.75
LINES_LEFT, LINES_TOP = -6.45, -0.82


class TwoLinks(SceneParameters):
    """Two functions in a row, and where they are looked at."""

    inner: Expression = Field("x**2", description="g, of x")
    outer: Expression = Field("(1 - u)**2", description="f, of what g gives, called u")
    x: float = Field(0.75, ge=-100, le=100, description="the input")
    delta: float = Field(0.01, gt=0, le=1, description="the nudge of the input")

    @property
    def chain(self):
        """The chain at the input."""
        return self.chain_at(self.x)

    def chain_at(self, x):
        """Return the chain at another input."""
        return Chain((Link("g", parse(self.inner)), Link("f", parse(self.outer))), x)


def colors_of(count):
    """Return the colours of the input and of the values of `count` functions, the last one rose."""
    palette = style.palette
    between = (palette.model, palette.check, palette.parameters[0])
    return (palette.ink, *between[: count - 1], palette.loss)


def product_of_slopes(links, colors):
    """Return Typst math of the slopes so far, times delta, and the colour of each part."""
    parts = [tag(link.name, f"{link.name}'") for link in reversed(links)]
    source = " dot ".join([*parts, tag("nudge", "delta")])
    found = {link.name: color for link, color in zip(links, colors[1:], strict=False)}
    return source, {**found, "nudge": style.palette.gradient}


def nudge_formulas(row):
    """Return for each wire of a row of machines what a nudge of delta has become there."""
    formulas = VGroup()
    for number, readout in enumerate(row.nudges):
        source, colors = product_of_slopes(row.chain.links[:number], row.colors)
        formula = typeset.formula(source, size=style.FORMULA).color_parts(colors.get)
        scale = row.machines[0].panel.width / 1.9
        formula.place([readout.get_x(), readout.get_bottom()[1] - 0.42 * scale], "center")
        formulas.add(formula)
    return formulas


class MachinesInARow(LessonScene):
    """A nudge goes through two machines; each multiplies it by its own slope."""

    Parameters = TwoLinks

    def construct(self):
        values = self.parameters
        self.row = MachineChain(values.chain, precision=4, colors=colors_of(2))
        self.row.scale(LARGE).move_to([0, CENTER, 0])
        self.pictures = self.make_pictures()
        self.slope_parts = VGroup(
            *(VGroup(*pair) for pair in zip(self.row.labels, self.row.slopes, strict=True))
        )
        self.row.remove(self.row.labels, self.row.slopes)
        formulas = nudge_formulas(self.row)
        for numbers in (self.row.values, self.row.nudges):
            show(numbers, 0.0)
        with self.beat(
            "Most functions are built in a row: the output of one is the next one's input."
        ):
            machines = [FadeIn(m, shift=0.2 * UP) for m in self.row.machines]
            self.play(LaggedStart(*machines, lag_ratio=0.4), FadeIn(self.row.wires))
            self.add(self.row)
            self.play(self.row.run(4.2))
        with self.beat("Now nudge the input, by a small amount delta."):
            self.play(self.row.begin_nudge(values.delta, 1.2))
            self.play(FadeIn(formulas[0], shift=0.15 * DOWN))
        with self.beat("The first machine has a slope there. Out comes delta times that slope."):
            self.play(self.show_slope(0))
            self.play(self.row.pass_nudge(0, 2.2))
            self.play(FadeIn(formulas[1], shift=0.15 * DOWN))
        with self.beat(
            "For the second machine, that is the nudge. It multiplies by its own slope."
        ):
            self.play(self.show_slope(1))
            self.play(self.row.pass_nudge(1, 2.2))
            self.play(FadeIn(formulas[2], shift=0.15 * DOWN))
        with self.beat("One slope times the other: nothing else happens to the nudge."):
            self.play(Indicate(formulas[2], scale_factor=1.15, color=None, run_time=style.SLOW))
            self.wait(style.NORMAL)
        self.play(*(FadeOut(part) for part in (formulas, self.row.nudges, self.pictures)))

    def make_pictures(self):
        """Return beneath each machine its function, with the tangent where it is used."""
        pictures = VGroup()
        chain = self.row.chain
        for number, (machine, link) in enumerate(zip(self.row.machines, chain.links, strict=True)):
            x = float(chain.values[number].value)
            picture = LocalSlope(link.slice, x, self.row.colors[number + 1])
            pictures.add(picture.shift([machine.get_x(), PICTURES - picture.plot.get_y(), 0]))
        return pictures

    def show_slope(self, number):
        """Return the motion that draws a machine's function, its tangent, and the slope."""
        picture = self.pictures[number]
        return LaggedStart(
            FadeIn(picture.plot),
            picture.curve.draw(style.NORMAL),
            FadeIn(picture.mark),
            FadeIn(self.slope_parts[number], shift=0.15 * UP),
            lag_ratio=0.5,
            run_time=style.SLOW,
        )
