"""Chapter 8, first part: the functions whose slopes are known, and how to add and multiply them."""

from __future__ import annotations

from typing import Annotated

from manim import UP, FadeIn, FadeOut, LaggedStart, VGroup
from pydantic import Field

from scenes import style
from scenes.base import LessonScene
from scenes.film import chapter_of
from scenes.mobjects.building_block import BuildingBlock
from scenes.mobjects.motion import together
from scenes.mobjects.part import show
from scenes.mobjects.title_card import TitleCard
from scenes.parameters import Expression, SceneParameters

# Where the building blocks stand: three columns, two rows.
COLUMNS, ROWS = (-4.45, 0.0, 4.45), (1.82, -1.38)


class ChainRuleTitle(LessonScene):
    """The chapter's title and its question."""

    def construct(self):
        card = TitleCard(chapter_of("ChainRuleTitle"))
        with self.beat("Slopes tell a machine where to go. But where do the slopes come from?"):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


class Blocks(SceneParameters):
    """The functions that everything else is made of."""

    functions: Annotated[tuple[Expression, ...], Field(min_length=2, max_length=6)] = Field(
        ("2", "2*x", "x**3", "exp(x)", "log(x)", "sin(x)"),
        description="the building blocks, each of one variable or none",
    )


class BuildingBlocks(LessonScene):
    """A handful of functions, each with the slope function that has to be known."""

    Parameters = Blocks

    def construct(self):
        self.blocks = self.make_blocks()
        with self.beat("A handful of simple functions is enough to build all the others.") as beat:
            self.play(self.drawn(beat.duration))
        with self.beat("Slide along each curve. Its slope draws a second curve below."):
            self.add(self.blocks)
            self.play(together(self.blocks, *(block.sweep(4.6) for block in self.blocks)))
        with self.beat("Each has a slope function, found once and for all."):
            names = [FadeIn(name, shift=0.12 * UP) for name in self.slope_names]
            self.play(LaggedStart(*names, lag_ratio=0.4, run_time=3.0))
            self.wait(style.NORMAL)
        with self.beat("What remains is how slopes combine.") as beat:
            leave = [
                FadeOut(VGroup(block, name), scale=0.9)
                for block, name in zip(self.blocks, self.slope_names, strict=True)
            ]
            self.play(LaggedStart(*leave, lag_ratio=0.3, run_time=beat.duration))

    def make_blocks(self):
        """Return the blocks on their grid, their tangents unseen and their lower names aside."""
        blocks = VGroup()
        self.slope_names = VGroup()
        functions = self.parameters.functions
        per_row = (len(functions) + 1) // 2
        for number, text in enumerate(functions):
            block = BuildingBlock(text)
            column = COLUMNS if per_row == 3 else COLUMNS[::2]
            row, place = divmod(number, per_row)
            block.shift([column[place] + 0.55, ROWS[row], 0])
            show(block.mover, 0.0)
            block.remove(block.slope_name)
            self.slope_names.add(block.slope_name)
            blocks.add(block)
        return blocks

    def drawn(self, run_time):
        """Return the motion in which the blocks come in one after another."""
        entries = [
            LaggedStart(
                FadeIn(VGroup(block.above, block.below), run_time=style.QUICK),
                block.curve.draw(style.NORMAL),
                FadeIn(block.name, run_time=style.QUICK),
                lag_ratio=0.3,
            )
            for block in self.blocks
        ]
        return LaggedStart(*entries, lag_ratio=0.4, run_time=run_time)
