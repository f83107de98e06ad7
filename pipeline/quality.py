"""The picture sizes and frame rates, by Manim's own quality letters."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import RequestError


@dataclass(frozen=True)
class Quality:
    """A picture size and a frame rate."""

    letter: str
    width_px: int
    height_px: int
    fps: int

    @property
    def folder(self) -> str:
        """The name of the folder that Manim keeps videos of this quality in."""
        return f"{self.height_px}p{self.fps}"


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


def quality_of(letter: str) -> Quality:
    """Return the quality that a letter stands for."""
    if letter not in QUALITIES:
        choices = ", ".join(f"{q.letter} ({q.height_px}p{q.fps})" for q in QUALITIES.values())
        raise RequestError(f"there is no quality {letter!r}; type -q with one of {choices}")
    return QUALITIES[letter]
