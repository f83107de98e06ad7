"""Four words on a ring; each lights up as the runner passes. The middle is free."""

from manim import VGroup

from scenes.mobjects.glyph_protein import ProteinGlyph
from scenes.mobjects.learning_loop import LearningLoop


def draw():
    loop = LearningLoop(radius=2.7)
    loop.set_turn(1.37)
    glyph = ProteinGlyph(size=2.4)
    glyph.set_progress(0.55)
    return VGroup(loop, glyph)
