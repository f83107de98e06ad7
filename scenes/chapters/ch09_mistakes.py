"""Chapter 9, the end: four ways to get it wrong, each beside the correct run."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, FadeIn, FadeOut, VGroup
from pydantic import Field

from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.messages import message
from scenes.mistakes import MISTAKES, NO_RESET, OVERWRITE, SWAP, TOO_FAR, descend
from scenes.mobjects.optimizer_race import OptimizerRace
from scenes.mobjects.readout import Readout
from scenes.mobjects.rounded import RoundedRectangle
from scenes.quantity import constant
from scenes.running_example import Fit, data_point

# Where the knobs stand before anything is learnt; knobs of higher powers start at zero.
START = (0.54, 1.2, -1.0, -0.5, 0.4, 0.6)
# Names of the mistakes, and in symbols what is written instead of what.
NAMES = {
    OVERWRITE: (message("overwritten"), "g arrow.l a", "g arrow.l g + a"),
    NO_RESET: (message("leftovers"), "g arrow.l g", "g arrow.l nothing"),
    SWAP: (
        message("swapped"),
        "(partial (u v)) / (partial u) = u",
        "(partial (u v)) / (partial u) = v",
    ),
    TOO_FAR: (message("overshot"), "k arrow.l k -", "k arrow.l k - eta thin g"),
}
NARRATION = {
    OVERWRITE: message("At a branch, the last message overwrites the others."),
    NO_RESET: message("Nobody resets the slopes before the next round."),
    SWAP: message("A product hands each factor its own value: astray."),
    TOO_FAR: message("Every slope is right, but the step is too long."),
}


class Mistaken(Fit):
    """What the runs share."""

    rate: float = Field(0.03, gt=0, le=1, description="learning rate of the correct run")
    factor: float = Field(5.0, gt=1, le=50, description="how many times too long a step is")
    steps: int = Field(40, ge=5, le=200, description="how many rounds each run has")


class FourMistakes(LessonScene):
    """Overwriting, no reset, swapped factors, too long a step: the true run beside each."""

    Parameters = Mistaken

    def construct(self):
        self.run()
        self.panels = {name: self.panel(name, place) for name, place in self.places()}
        with self.beat("Four mistakes, each beside the correct run."):
            self.play(*(FadeIn(panel.frame) for panel in self.panels.values()))
            self.play(*(FadeIn(panel.title) for panel in self.panels.values()))
        for mistake in MISTAKES:
            with self.beat(NARRATION[mistake]) as beat:
                self.tell(mistake, beat)
        with self.beat("Done right, the loss falls. If not, check the slopes."):
            moves = [panel.race.go_to(0, style.NORMAL) for panel in self.panels.values()]
            self.play(*moves)
            again = [panel.race.go_to(self.parameters.steps, 3.0) for panel in self.panels.values()]
            self.play(*again)

    def run(self):
        """Compute the correct run and the four others."""
        chosen = self.parameters
        points = data.load_points()
        graph, fixed = data.loss(chosen.degree, len(points)), data_point(points)
        names = data.parameter_names(chosen.degree)
        start = dict(zip(names, (*START, *[0.0] * chosen.degree), strict=False))
        given = (graph, start, fixed, chosen.rate, chosen.steps)
        self.right = descend(*given)
        self.wrong = {name: descend(*given, name, chosen.factor) for name in MISTAKES}
        # A loss may grow without bound; the charts end a little above where all begin.
        self.scale = (0.5 * min(self.right.values), 12.0 * self.right.values[0])

    def places(self):
        """Return the four mistakes with the centres of their panels."""
        centers = [(x, y) for y in (1.84, -1.34) for x in (-3.35, 3.35)]
        return list(zip(MISTAKES, centers, strict=True))

    def panel(self, mistake, center):
        """Return the panel of a mistake: its name, what is written instead of what, its race."""
        x, y = center
        panel = VGroup()
        palette = style.palette
        panel.frame = RoundedRectangle(6.4, 3.0, 0.16).move_to([x, y, 0])
        panel.frame.set_fill(palette.panel, opacity=1)
        panel.frame.set_stroke(palette.panel_edge, style.stroke(style.SECONDARY))
        title, wrong, right = NAMES[mistake]
        panel.title = typeset.words(title, weight="semibold").place([x - 2.95, y + 1.02])
        panel.wrong = VGroup(typeset.formula(wrong, size=36, color=palette.loss))
        if mistake == TOO_FAR:
            self.add_factor(panel.wrong)
        panel.right = typeset.formula(right, size=36, color=palette.check)
        panel.wrong.move_to([x - 2.95 + panel.wrong.width / 2, y + 0.12, 0])
        panel.right.move_to([x - 2.95 + panel.right.width / 2, y - 0.78, 0])
        colors = (palette.check, palette.loss)
        paths = {message("right"): self.right, message("wrong"): self.wrong[mistake]}
        panel.race = OptimizerRace(paths, 2.2, 2.05, losses=self.scale, colors=colors)
        corner = panel.race.axes.area.get_corner(DOWN + LEFT)
        panel.race.shift(np.array([x + 0.05, y - 0.88, 0]) - corner)
        panel.race.set_step(0)
        return panel

    def add_factor(self, formula):
        """Write how many times too long the step is, and what it multiplies."""
        color = style.palette.loss
        factor = constant(self.parameters.factor, "how many times too long a step is")
        precision = 0 if self.parameters.factor.is_integer() else 1
        left = formula.get_right()[0] + 0.12
        number = Readout(factor, precision, size=style.VALUE, color=color, anchor="left")
        number.place([left, 0])
        rest = typeset.formula("eta thin g", size=36, color=color)
        formula.add(number, rest.place([number.get_right()[0] + 0.1, 0]))

    def tell(self, mistake, beat):
        """Show one mistake in symbols, and run it beside the correct one."""
        panel = self.panels[mistake]
        edge = panel.frame.copy().set_fill(opacity=0)
        edge.set_stroke(style.palette.loss, style.stroke(4))
        self.play(FadeIn(edge), FadeIn(panel.wrong, shift=0.2 * LEFT), run_time=style.NORMAL)
        self.play(FadeIn(panel.right, shift=0.2 * LEFT), FadeIn(panel.race), run_time=style.NORMAL)
        self.play(panel.race.go_to(self.parameters.steps, max(2.4, beat.remaining - 0.6)))
        self.play(FadeOut(edge), run_time=0.4)
