"""The picture sizes and frame rates, by Manim's own quality letters, in three shapes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.errors import RequestError, unknown_name

LANDSCAPE, PORTRAIT, SQUARE = SHAPES = ("landscape", "portrait", "square")
# The shorter side of every frame in Manim units, so that all lengths in pixels are the same in
# each shape: Manim's own frame height.
_SHORT_SIDE = 8.0


@dataclass(frozen=True)
class Quality:
    """A picture size and a frame rate.

    Attributes
    ----------
    shape
        One of ``SHAPES``.
    """

    letter: str
    width_px: int
    height_px: int
    fps: int
    shape: str = LANDSCAPE

    @property
    def folder(self) -> str:
        """The name of the folder that videos of this quality are kept in; Manim's own."""
        name = f"{min(self.width_px, self.height_px)}p{self.fps}"
        return name if self.shape == LANDSCAPE else f"{name}-{self.shape}"

    @property
    def frame_units(self) -> tuple[float, float] | None:
        """Width and height of the frame in Manim units; None for what Manim is set to."""
        if self.shape == LANDSCAPE:
            return None
        unit_px = min(self.width_px, self.height_px) / _SHORT_SIDE
        return self.width_px / unit_px, self.height_px / unit_px

    def in_shape(self, shape: str) -> Quality:
        """Return the quality of a landscape in another shape, with a shorter side as long."""
        width_px, height_px = {
            LANDSCAPE: (self.width_px, self.height_px),
            PORTRAIT: (self.height_px, self.width_px),
            SQUARE: (self.height_px, self.height_px),
        }[shape]
        return replace(self, width_px=width_px, height_px=height_px, shape=shape)


# Manim has the same table, but importing Manim takes longer than refusing a wrong letter should.
QUALITIES = {
    quality.letter: quality
    for quality in (
        Quality("l", 854, 480, 15),
        Quality("m", 1280, 720, 30),
        Quality("h", 1920, 1080, 60),
        Quality("p", 2560, 1440, 60),
        Quality("k", 3840, 2160, 60),
    )
}


def quality_of(letter: str, shape: str = LANDSCAPE) -> Quality:
    """Return the quality that a letter stands for, in a shape."""
    if letter not in QUALITIES:
        choices = ", ".join(f"{q.letter} ({q.height_px}p{q.fps})" for q in QUALITIES.values())
        raise RequestError(f"there is no quality {letter!r}; type -q with one of {choices}")
    if shape not in SHAPES:
        raise unknown_name("shape", shape, SHAPES, "type --shape with " + ", ".join(SHAPES))
    return QUALITIES[letter].in_shape(shape)
