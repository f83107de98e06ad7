"""Runs and slopes in rows, whose last row is the limit that the slopes settle on."""

from __future__ import annotations

from collections.abc import Sequence

from manim import CapStyleType, Line, VGroup

from scenes import style, typeset
from scenes.mobjects.motion import Change, Motion, schedule
from scenes.mobjects.part import Part
from scenes.mobjects.readout import Readout
from scenes.mobjects.tangent import Slice
from scenes.quantity import constant, exact

ROW = style.px(66)
SLOPE_RIGHT = style.px(268)  # at least; further right where the numbers are long
COLUMN_GAP = style.px(34)
BAR_GAP = style.px(62)
BAR_LENGTH = style.px(120)


class SlopeRow(Part):
    """A run, its slope, and a bar for how far the slope still is from the limit."""

    def __init__(self, run: Readout, slope: Readout, bar: Line) -> None:
        super().__init__(run, slope, bar)
        self.run, self.slope, self.bar = run, slope, bar


class SlopeTable(VGroup):
    """A table of difference quotients that end in the derivative.

    Its top left corner is the origin when it is made.

    Parameters
    ----------
    function, x
        Whose slope, and where.
    runs
        The dx of each row, written as decimals.
    heads
        Typst math of the names of run and rise.

    Attributes
    ----------
    rows
        A part for each run.
    limit
        The last row, in the colour of the gradient.
    """

    def __init__(
        self,
        function: Slice,
        x: float,
        runs: Sequence[float] = (0.8, 0.4, 0.2, 0.1, 0.05, 0.025),
        heads: tuple[str, str] = ("Delta k", "Delta L"),
        precision: int = 2,
        colors: tuple[str, str] | None = None,
    ) -> None:
        super().__init__()
        run_color, rise_color = colors or (style.palette.model, style.palette.loss)
        amber = style.palette.gradient
        limit = function.slope_quantity(x)
        slopes = [function.quotient_quantity(x, run) for run in runs]
        self.errors = [float(slope.value - limit.value) for slope in slopes]
        most = max(map(abs, self.errors)) or 1.0
        left_share = BAR_LENGTH if min(self.errors) < -most / 50 else 0.0
        firsts = [_run(run, run_color) for run in runs]
        seconds = [Readout(slope, precision) for slope in slopes]
        widest = [max(float(number.width) for number in column) for column in (firsts, seconds)]
        slope_right = max(SLOPE_RIGHT, sum(widest) + COLUMN_GAP)
        self.axis_x = slope_right + BAR_GAP + left_share
        # A quotient is taller than a row; its fraction bar stands where a minus sign would.
        head_run = typeset.formula(heads[0], color=run_color).place([0, -style.px(14)])
        quotient = f"{typeset.tag('rise', heads[1])} / {typeset.tag('run', heads[0])}"
        head_slope = typeset.formula(quotient).color_parts(
            {"rise": rise_color, "run": run_color}.get
        )
        head_slope.place([slope_right, -style.px(14)], "right")
        self.heads = Part(head_run, head_slope)
        self.rows: list[SlopeRow] = []
        top = -style.px(128)
        for index, error in enumerate(self.errors):
            first, second = firsts[index], seconds[index]
            y = top - index * ROW
            middle = y + style.px(12)
            bar = Line(
                [self.axis_x, middle, 0],
                [self.axis_x + BAR_LENGTH * error / most, middle, 0],
                color=style.palette.muted,
                stroke_width=style.stroke(5),
            ).set_cap_style(CapStyleType.ROUND)
            first.shift([-first.get_left()[0], y - first.anchor_point[1], 0.0])
            second.place([slope_right, y])
            self.rows.append(SlopeRow(first, second, bar))
        rule_y = top - len(runs) * ROW + style.px(40)
        limit_y = rule_y - style.px(62)
        rule = Line(
            [0, rule_y, 0],
            [slope_right + style.px(24), rule_y, 0],
            color=style.palette.panel_edge,
            stroke_width=style.stroke(style.SECONDARY),
        )
        arrow = typeset.formula("arrow.r 0", size=40, color=run_color)
        arrow.place([0, limit_y])
        self.limit_readout = Readout(
            limit, precision, size=style.LABEL, color=amber, weight="semibold"
        ).place([slope_right, limit_y])
        self.limit = Part(rule, arrow, self.limit_readout)
        self.axis = Part(
            Line(
                [self.axis_x, top + style.px(40), 0],
                [self.axis_x, limit_y - style.px(12), 0],
                color=amber,
                stroke_width=style.stroke(style.WIRE),
            ).set_cap_style(CapStyleType.ROUND)
        )
        self.add(self.heads, *self.rows, self.limit, self.axis)

    def hide(self) -> SlopeTable:
        """Leave only the heads; rows and limit wait for their motions."""
        for part in (*self.rows, self.limit, self.axis):
            part.set_presence(0.0)
        return self

    def write(self, row: int, run_time: float = style.QUICK) -> Motion:
        """Return the motion that writes row number `row` and grows its bar."""
        part = self.rows[row]
        full = part.bar.points.copy()

        def grow(share: float) -> None:
            part.bar.points = full[0] + (full - full[0]) * share

        return Motion(
            self,
            [Change(0.0, run_time, part.set_presence), Change(0.0, run_time, grow)],
        )

    def write_limit(self, run_time: float = style.NORMAL) -> Motion:
        """Return the motion that writes the limit and draws the line that the bars shrink to."""
        return schedule(self, [(0.0, self.axis.appear()), (0.2, self.limit.appear())], run_time)

    def write_all(self, run_time: float = 2 * style.SLOW) -> Motion:
        """Return the motion that writes row after row, then the limit."""
        motions = [(0.5 * index, self.write(index)) for index in range(len(self.rows))]
        return schedule(self, [*motions, (0.5 * len(motions) + 0.3, self.write_limit())], run_time)


def _run(run: float, color: str) -> Readout:
    """Return the length of a run, written out in full."""
    number = exact(run)
    places = next((n for n in range(12) if (number * 10**n).denominator == 1), -3)
    return Readout(constant(run, "length of a run"), places, color=color, anchor="left")
