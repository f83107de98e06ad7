"""An image generator: a picture comes out of noise."""

from manim import RIGHT, VGroup

from scenes.mobjects.glyph_image import ImageGlyph


def draw():
    moments = VGroup()
    for share in (0, 0.4, 1):
        glyph = ImageGlyph(size=4)
        glyph.set_progress(share)
        moments.add(glyph)
    return moments.arrange(RIGHT, buff=0.5)
