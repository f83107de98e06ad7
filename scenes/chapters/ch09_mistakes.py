"""Chapter 9, the end: four ways to get it wrong, each beside the correct run."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, FadeIn, FadeOut, VGroup
from pydantic import Field

from autodiff import parse
from scenes import data, style, typeset
from scenes.base import LessonScene
from scenes.messages import message
from scenes.mistakes import MISTAKES, NO_RESET, OVERWRITE, SWAP, TOO_FAR, descend
from scenes.mobjects.optimizer_race import OptimizerRace
from scenes.mobjects.part import Part
from scenes.mobjects.rounded import RoundedRectangle
from scenes.running_example import Fit, data_point

# Where the knobs stand before anything is learnt; knobs of higher powers start at zero.
START = (0.54, 1.2, -1.0, -0.5, 0.4, 0.6)
# Names of the mistakes, and in symbols what is written instead of what.
NAMES = {
    OVERWRITE: (message("overwritten"), "g arrow.l a", "g arrow.l g + a"),
    NO_RESET: (
        message("leftovers"),
        "k arrow.l k - eta thin sum thin g",
        "k arrow.l k - eta thin g",
    ),
    SWAP: (
        message("swapped"),
        "(partial (u v)) / (partial u) = u",
        "(partial (u v)) / (partial u) = v",
    ),
    TOO_FAR: (
        message("overshot"),
        "k - {factor}*eta*g",
        "k arrow.l k - eta thin g",
    ),
}
NARRATION = {
    OVERWRITE: message("At a branch, the last message overwrites the others."),
    NO_RESET: message("Nobody resets the slopes, so all rounds pile up."),
    SWAP: message("A product hands each factor its own value, not the other."),
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
        with self.beat("Done right, the loss falls. If not, check slopes and step.") as beat:
            self.play(*(panel.content.focus_to(1.0) for panel in self.panels.values()))
            self.run_right(beat)

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
        if mistake == TOO_FAR:
            step = parse(wrong.format(factor=f"{self.parameters.factor:g}"))
            panel.wrong = typeset.expression(step, size=36, prefix="k arrow.l ")
        else:
            panel.wrong = typeset.formula(wrong, size=36)
        panel.wrong.set_color(palette.loss)
        panel.right = typeset.formula(right, size=36, color=palette.check)
        panel.wrong.move_to([x - 2.95 + panel.wrong.width / 2, y + 0.12, 0])
        panel.right.move_to([x - 2.95 + panel.right.width / 2, y - 0.78, 0])
        colors = (palette.check, palette.loss)
        paths = {message("right"): self.right, message("wrong"): self.wrong[mistake]}
        panel.race = OptimizerRace(paths, 1.95, 2.05, losses=self.scale, colors=colors)
        corner = panel.race.axes.area.get_corner(DOWN + LEFT)
        panel.race.shift(np.array([x, y - 0.88, 0]) - corner)
        panel.race.set_step(0)
        rounds = typeset.words("rounds", style.TICK, palette.muted)
        panel.race.add(rounds.place([x + 2.25, panel.race.axes.tick_labels.get_bottom()[1]]))
        # What steps back while another panel is told; it grows with what has been told.
        panel.content = Part(panel.title)
        return panel

    def tell(self, mistake, beat):
        """Show one mistake in symbols, and run it beside the correct one."""
        panel = self.panels[mistake]
        edge = panel.frame.copy().set_fill(opacity=0)
        edge.set_stroke(style.palette.loss, style.stroke(4))
        others = [other.content for other in self.panels.values() if other is not panel]
        back = [content.focus_to(style.DIMMED) for content in others if content.focus == 1]
        self.play(panel.content.focus_to(1.0), *back, FadeIn(edge), run_time=style.QUICK)
        self.play(FadeIn(panel.wrong, shift=0.2 * LEFT), FadeIn(panel.race), run_time=style.NORMAL)
        self.play(FadeIn(panel.right, shift=0.2 * LEFT), run_time=style.QUICK)
        self.play(panel.race.go_to(self.parameters.steps, max(2.2, beat.remaining - 0.4)))
        self.play(FadeOut(edge), run_time=0.3)
        panel.content.add(panel.wrong, panel.right, panel.race)

    def run_right(self, beat):
        """Run all again, and then leave only the correct runs lit."""
        panels = self.panels.values()
        self.play(*(panel.race.go_to(0, style.QUICK) for panel in panels))
        self.play(*(panel.race.go_to(self.parameters.steps, 2.2) for panel in panels))
        wrong = [panel.race.runners["wrong"] for panel in panels]
        back = [runner.focus_to(style.DIMMED) for runner in wrong]
        self.play(*back, *(FadeOut(panel.wrong) for panel in panels), run_time=style.NORMAL)
