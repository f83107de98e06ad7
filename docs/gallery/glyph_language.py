"""A language model: words so far, what could come next, and the likeliest goes into the text."""

from manim import RIGHT, VGroup

from scenes.mobjects.glyph_language import LanguageGlyph


def draw():
    moments = VGroup()
    for share in (0, 0.4, 1):
        glyph = LanguageGlyph(size=4)
        glyph.set_progress(share)
        moments.add(glyph)
    return moments.arrange(RIGHT, buff=0.5)
