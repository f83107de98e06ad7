"""The glyphs of the learning systems, side by side."""

from __future__ import annotations

from scenes.mobjects.glyph import SIZE, Glyph
from scenes.mobjects.glyph_game import GameGlyph
from scenes.mobjects.glyph_image import ImageGlyph
from scenes.mobjects.glyph_language import LanguageGlyph
from scenes.mobjects.glyph_protein import ProteinGlyph
from scenes.mobjects.motion import Motion, schedule
from scenes.mobjects.part import Part

GAP = 0.45


class Glyphs(Part):
    """A language model, an image generator, a protein folder and a game player, in a grid.

    Parameters
    ----------
    size
        Side of each panel, in Manim units.
    columns
        How many stand side by side: four in a wide frame, two in a square one, one in a tall one.
    """

    def __init__(self, size: float = SIZE, columns: int = 4, gap: float = GAP) -> None:
        super().__init__()
        self.language = LanguageGlyph(size)
        self.image = ImageGlyph(size)
        self.protein = ProteinGlyph(size)
        self.game = GameGlyph(size)
        self.each: tuple[Glyph, ...] = (self.language, self.image, self.protein, self.game)
        self.add(*self.each)
        self.arrange_in_grid(cols=columns, buff=gap)

    def run(self, run_time: float = 3.0, lag: float = 0.0) -> Motion:
        """Return the motion in which all run, each `lag` seconds after the one before."""
        return schedule(self, [(lag * i, glyph.run(run_time)) for i, glyph in enumerate(self.each)])

    def appear_in_turn(self, run_time: float = 0.6, lag: float = 0.3) -> Motion:
        """Return the motion that brings them in, one after the other."""
        return schedule(self, [(lag * i, g.appear(run_time)) for i, g in enumerate(self.each)])
