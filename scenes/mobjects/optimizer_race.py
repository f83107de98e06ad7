"""Several optimizers from the same start: their losses, step by step, in one chart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from manim import CapStyleType, Circle, RegularPolygon, Square, VMobject, linear

from autodiff.optimize import Path
from scenes import style, typeset
from scenes.mobjects.loss_chart import LossAxes, fitting_losses
from scenes.mobjects.motion import Motion, glide
from scenes.mobjects.part import Part
from scenes.mobjects.polyline import arrow_tip

_LABEL_GAP = style.px(42)


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Return heights at least `gap` apart, in the same order and as near as can be.

    Neighbours that are too close form a block around their mean.
    """
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    blocks: list[list[int]] = []

    def bottom(block: list[int]) -> float:
        mean = sum(heights[index] for index in block) / len(block)
        return mean - gap * (len(block) - 1) / 2

    for index in order:
        blocks.append([index])
        while len(blocks) > 1:
            below, above = blocks[-2], blocks[-1]
            if bottom(above) - (bottom(below) + gap * (len(below) - 1)) >= gap - 1e-12:
                break
            blocks[-2:] = [below + above]
    placed = dict.fromkeys(range(len(heights)), 0.0)
    for block in blocks:
        for rank, index in enumerate(block):
            placed[index] = bottom(block) + gap * rank
    return [placed[index] for index in range(len(heights))]


class Runner(Part):
    """One optimizer's line, its head and its name."""

    def __init__(self, name: str, path: Path, color: str, sides: int) -> None:
        super().__init__()
        self.name = name
        self.values = [float(value) for value in path.values]
        self.line = VMobject(stroke_color=color, stroke_width=style.stroke(4)).set_cap_style(
            CapStyleType.ROUND
        )
        size = style.px(9)
        # Heads differ in shape too, for those who do not tell the colours apart.
        self.head = {0: Circle(radius=size), 4: Square(side_length=1.8 * size)}.get(
            sides
        ) or RegularPolygon(n=3, start_angle=math.pi / 2, radius=1.25 * size)
        self.head.set_stroke(style.palette.ground, width=style.stroke(2))
        self.head.set_fill(color, opacity=1)
        self._head_points = self.head.points - self.head.get_center()
        self.label = typeset.words(name, style.TICK, color, weight="medium")
        self.add(self.line, self.head, self.label)

    def follow(self, corners: list[np.ndarray], top: float) -> None:
        """Draw the line; where it leaves the axes at the top, its head is the tip of an arrow."""
        self.line.set_points_as_corners(corners if len(corners) > 1 else corners * 2)
        if len(corners) > 1 and corners[-1][1] > top - 1e-6:
            self.head.set_points_as_corners(arrow_tip(corners[-1], corners[-1] - corners[-2]))
        else:
            self.head.set_points(self._head_points + corners[-1])


class OptimizerRace(Part):
    """The losses of several paths over their steps.

    Parameters
    ----------
    paths
        What optimizers returned, by the name that is shown at the head of each line.
    colors
        One for each; by default the gradient's, ink and the one of agreement.
    log, losses
        As for a chart of one loss.

    Attributes
    ----------
    runners
        By name, each with its line, head and label.
    """

    def __init__(
        self,
        paths: Mapping[str, Path],
        width: float = 6.0,
        height: float = 3.6,
        log: bool = True,
        losses: tuple[float, float] | None = None,
        colors: Sequence[str] | None = None,
    ) -> None:
        super().__init__()
        palette = style.palette
        colors = colors or (palette.gradient, palette.ink, palette.check, palette.model)
        self.last = max(len(path) for path in paths.values()) - 1
        values = [float(value) for path in paths.values() for value in path.values]
        self.axes = LossAxes(self.last, losses or fitting_losses(values, log), width, height, log)
        self.runners = {
            name: Runner(name, path, colors[index % len(colors)], (0, 4, 3)[index % 3])
            for index, (name, path) in enumerate(paths.items())
        }
        self.add(self.axes, *self.runners.values())
        self.set_step(self.last)

    def set_step(self, step: float) -> None:
        """Show every path after `step` steps; one that has ended stays where it ended."""
        self.step = min(max(float(step), 0.0), float(self.last))
        for runner in self.runners.values():
            done = min(self.step, len(runner.values) - 1.0)
            runner.follow(self._line_until(runner.values, done), self.axes.area.get_top()[1])
        heads = [runner.head.get_center() for runner in self.runners.values()]
        heights = spread([float(head[1]) for head in heads], _LABEL_GAP)
        # The lowest names stay clear of the numbers below the axis.
        floor = float(self.axes.area.get_bottom()[1]) + style.px(24)
        for rank, index in enumerate(sorted(range(len(heights)), key=heights.__getitem__)):
            heights[index] = max(heights[index], floor + rank * _LABEL_GAP)
        for runner, head, height in zip(self.runners.values(), heads, heights, strict=True):
            beside = np.array([head[0] + style.px(22), height - style.px(10), 0.0])
            runner.label.place(beside)

    def _line_until(self, values: Sequence[float], done: float) -> list[np.ndarray]:
        """Return the corners of a line up to a step, or to where it leaves the axes for good."""
        first_out = next((n for n in range(len(values)) if self._is_out(values, n)), len(values))
        last = min(done, first_out)
        whole = int(last)
        corners = [self.axes.place_of(n, values[n]) for n in range(whole + 1) if n < first_out]
        part = last - (len(corners) - 1)
        if part > 0:
            before, after = values[len(corners) - 1 : len(corners) + 1]
            reached = self.axes.crossing(len(corners) - 1, before, after)
            corners.append(corners[-1] + part * (reached - corners[-1]))
        return corners

    def _is_out(self, values: Sequence[float], step: int) -> bool:
        return all(self.axes.is_beyond(value) for value in values[step:])

    def leader(self) -> str:
        """Return the name of the path whose loss is least at this step."""
        whole = int(self.step)
        return min(
            self.runners,
            key=lambda name: self.runners[name].values[
                min(whole, len(self.runners[name].values) - 1)
            ],
        )

    def go_to(self, step: float, run_time: float = 2 * style.SLOW) -> Motion:
        """Return the motion in which all run until `step`, at even pace."""
        return glide(self, lambda: self.step, self.set_step, step, run_time, linear)
