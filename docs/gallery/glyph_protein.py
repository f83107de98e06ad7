"""A protein folder: a chain relaxes into a compact shape."""

from manim import RIGHT, VGroup

from scenes.mobjects.glyph_protein import ProteinGlyph


def draw():
    moments = VGroup()
    for share in (0, 0.4, 1):
        glyph = ProteinGlyph(size=4)
        glyph.set_progress(share)
        moments.add(glyph)
    return moments.arrange(RIGHT, buff=0.5)
