"""The curve machine: a panel with a knob per parameter, the curve that they draw, and its loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import LEFT, VGroup

from autodiff import Graph
from scenes import data, style, typeset
from scenes.data import Point
from scenes.mobjects.curve_fitter import CurveFitter
from scenes.mobjects.glow import Shine
from scenes.mobjects.knob import Knob
from scenes.mobjects.knob_screen import KnobScreen, lead
from scenes.mobjects.motion import Change, Motion, glide, schedule, together
from scenes.mobjects.part import show
from scenes.mobjects.plot import Plot
from scenes.mobjects.readout import Readout
from scenes.mobjects.rounded import RoundedRectangle

# The panel: its centre and size; knobs stand in columns of up to three.
_PANEL, _PANEL_SIZE = (-3.55, 0.22), (6.1, 6.35)
_ROWS = 3
# From one row to the next, and how far knobs are lifted for the numbers beneath.
_PITCH, _LIFT = 2.02, 0.22
# Radius of a knob in one or two columns, and in three.
_RADIUS, _SMALL_RADIUS = 0.62, 0.44
# The right side: its edges, the formula, the plot, and the loss beneath.
_LEFT, _RIGHT = 0.55, 6.6
_FORMULA_Y, _PLOT_BOTTOM, _PLOT_HEIGHT = 3.12, -0.15, 2.85
_LOSS_Y = -1.22


class CurveMachine(VGroup):
    """Knobs at the left; at the right the curve they draw, its distances to the data, its loss.

    The settings of the knobs are the only state: :meth:`set_parameters` makes everything follow.

    Parameters
    ----------
    points
        The data.
    parameters
        The settings by name, ``k0`` first.
    heights
        Least and greatest y of the plot.
    limit
        The setting at the right end of each knob's sweep.
    steepest
        The slope at which the arrow of a screen reaches its edge.
    has_screens
        Whether there is a screen beside each knob from the start.

    Attributes
    ----------
    knobs, screens
        By name.
    picture
        What stands at the right: the formula, the plot and the fit.
    loss
        The word and the number.
    """

    def __init__(
        self,
        points: Sequence[Point],
        parameters: Mapping[str, float],
        heights: tuple[float, float],
        limit: float = 3.0,
        steepest: float = 1.0,
        has_screens: bool = False,
    ) -> None:
        super().__init__()
        self.parameters = dict(parameters)
        self._columns = -(-len(self.parameters) // _ROWS)
        self._make_panel(limit, steepest)
        self._make_picture(points, heights)
        self.add(self.panel, *self.shines.values(), self.leads)
        self.add(*self.screens.values(), *self.knobs.values())
        self.add(*self.picture, *self.loss)
        self._set_open(float(has_screens))

    def _make_panel(self, limit: float, steepest: float) -> None:
        palette = style.palette
        self.panel = RoundedRectangle(*_PANEL_SIZE, 0.14)
        self.panel.set_fill(palette.panel, opacity=1)
        self.panel.set_stroke(palette.panel_edge, width=style.stroke(1.5))
        self.panel.move_to([*_PANEL, 0])
        self._radius = _RADIUS if self._columns < 3 else _SMALL_RADIUS
        self.knobs: dict[str, Knob] = {}
        self.screens: dict[str, KnobScreen] = {}
        self.shines: dict[str, Shine] = {}
        width = 1.1 if self._columns < 3 else 0.78
        for name, value in self.parameters.items():
            self.knobs[name] = Knob(name, value, limit, self._radius)
            self.screens[name] = KnobScreen(steepest, width, 0.62 * width)
            self.shines[name] = Shine(
                style.color_of(name), self._radius, 1.85 * self._radius, strength=0.42
            )
            self.shines[name].set_strength(0.0)
        self.leads = VGroup()

    def _make_picture(self, points: Sequence[Point], heights: tuple[float, float]) -> None:
        degree = len(self.parameters) - 1
        formula = model_formula(data.model(degree), _RIGHT - _LEFT)
        formula.place([_LEFT, _FORMULA_Y])
        low, high = heights
        # A tick at the very top would meet the name of the axis.
        ticks = range(int(np.ceil(low)), int(np.floor(high - 0.13 * (high - low))) + 1)
        plot = Plot((-1.15, 1.15), heights, _RIGHT - _LEFT, _PLOT_HEIGHT, (-1, 0, 1), ticks)
        corner = plot.area.get_corner(LEFT + np.array([0.0, -1.0, 0.0]))
        self.plot = plot.shift(np.array([_LEFT, _PLOT_BOTTOM, 0.0]) - corner)
        self.fitter = CurveFitter(plot, points, self.parameters, (-1.02, 1.02), glow=False)
        self.picture = VGroup(formula, plot, self.fitter)
        word = typeset.words("loss", color=style.palette.muted).place([_LEFT, _LOSS_Y])
        self.readout = Readout(
            self.fitter.loss_quantity(),
            2,
            style.DISPLAY,
            style.palette.loss,
            anchor="left",
            weight="semibold",
        )
        self.loss = VGroup(word, self.readout.place([_LEFT, _LOSS_Y - 0.95]))
        self._picture_focus = 1.0

    def slot(self, index: int) -> np.ndarray:
        """Return the middle of the place of knob number `index` on the panel."""
        column, row = divmod(index, _ROWS)
        rows = min(_ROWS, len(self.knobs))
        x, y = self.panel.get_center()[:2]
        across = (column - (self._columns - 1) / 2) * self.panel.width / self._columns
        return np.array([x + across, y + ((rows - 1) / 2 - row) * _PITCH + _LIFT, 0.0])

    def _set_open(self, share: float) -> None:
        """Let knobs be aside of the middle of their places to a share, and screens be there."""
        aside = 0.25 * self.panel.width / self._columns
        for index, (name, knob) in enumerate(self.knobs.items()):
            place = self.slot(index) - np.array([share * 0.9 * aside, 0.0, 0.0])
            knob.shift(place - knob.face.get_center())
            self.shines[name].move_to(place)
            self.screens[name].move_to(self.slot(index) + np.array([0.95 * aside, 0.0, 0.0]))
            self.screens[name].set_presence(share)
        self.leads.submobjects = [
            lead(knob.face.get_center() + 1.08 * np.array([knob.radius, 0.0, 0.0]), screen)
            for knob, screen in zip(self.knobs.values(), self.screens.values(), strict=True)
        ]
        show(self.leads, share)

    def open_screens(self, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the knobs aside, and of a screen into place beside each."""
        return Motion(self, [Change(0.0, run_time, self._set_open)])

    def set_parameters(self, parameters: Mapping[str, float]) -> None:
        """Set the knobs; the curve, its distances and its loss follow."""
        self.parameters = dict(parameters)
        for name, value in self.parameters.items():
            self.knobs[name].set_value(value)
        self.fitter.set_parameters(self.parameters)
        self.readout.set_quantity(self.fitter.loss_quantity())

    def turn_to(self, parameters: Mapping[str, float], run_time: float = style.NORMAL) -> Motion:
        """Return the motion of all knobs to other settings."""
        start: dict[str, float] = {}

        def step(share: float) -> None:
            start.update({} if start else self.parameters)
            self.set_parameters(between(start, parameters, share))

        return Motion(self, [Change(0.0, run_time, step)])

    def shine_on(self, name: str, run_time: float = style.QUICK) -> Motion:
        """Return the motion of a glow onto one knob, and off all others."""
        shines = [(shine, float(other == name)) for other, shine in self.shines.items()]
        before = {id(shine): float(getattr(shine, "share", 0.0)) for shine, _ in shines}

        def step(share: float) -> None:
            for shine, goal in shines:
                start = before[id(shine)]
                shine.share = start + share * (goal - start)
                shine.set_strength(shine.share)

        return Motion(self, [Change(0.0, run_time, step)])

    def shine_off(self, run_time: float = style.QUICK) -> Motion:
        """Return the motion of the glow off every knob."""
        return self.shine_on("", run_time)

    def focus_picture(self, target: float, run_time: float = style.QUICK) -> Motion:
        """Return the motion that dims formula, curve and loss to a share, or lights them again."""

        def put(share: float) -> None:
            self._picture_focus = share
            for part in (self.picture, self.loss):
                show(part, share)

        return glide(self, lambda: self._picture_focus, put, target, run_time)

    def show_slopes(self, slopes: Mapping[str, float], run_time: float = style.NORMAL) -> Motion:
        """Return the motion of every screen's arrow against its slope."""
        return together(
            self, *(self.screens[name].show_slope(slopes[name], run_time) for name in self.knobs)
        )

    def show_slopes_in_turn(self, slopes: Mapping[str, float], lag: float = 0.5) -> Motion:
        """Return the motion of the screens' arrows, one screen after the other."""
        timed = [
            (lag * index, self.screens[name].show_slope(slopes[name]))
            for index, name in enumerate(self.knobs)
        ]
        return schedule(self, timed)

    def set_slopes(self, slopes: Mapping[str, float]) -> None:
        """Point every screen's arrow against its slope."""
        for name, screen in self.screens.items():
            screen.set_slope(slopes[name])


def between(start: Mapping[str, float], end: Mapping[str, float], share: float) -> dict[str, float]:
    """Return settings that are a share of the way from one to the other."""
    if share >= 1:
        return dict(end)
    return {name: value + share * (end[name] - value) for name, value in start.items()}


def model_formula(model: Graph, width: float) -> typeset.Typeset:
    """Return the equation of the curve, every parameter in its colour, no wider than `width`."""
    size = float(style.FORMULA)
    formula = typeset.expression(model, size=size, prefix="y(x) = ")
    if formula.width > width:
        size *= width / float(formula.width)
        formula = typeset.expression(model, size=size, prefix="y(x) = ")
    return formula
