"""A game player: moves are weighed, one is played, and takes stones by the rules."""

from manim import RIGHT, VGroup

from scenes.mobjects.glyph_game import GameGlyph


def draw():
    moments = VGroup()
    for share in (0, 0.4, 1):
        glyph = GameGlyph(size=4)
        glyph.set_progress(share)
        moments.add(glyph)
    return moments.arrange(RIGHT, buff=0.5)
