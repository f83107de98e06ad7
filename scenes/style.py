"""The only palette, type scale, spacing and timings.

Sizes are given in pixels of a 1920 x 1080 frame, where one Manim unit is 135 pixels, because that
is how pictures are judged; :func:`px` and :func:`stroke` turn them into what Manim takes.
Colours are meanings: a colour stands for the same thing in every chapter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from manim import ManimColor

PIXELS_PER_UNIT = 135.0


def px(length_px: float) -> float:
    """Return a length in Manim units, given in pixels at 1080p."""
    return length_px / PIXELS_PER_UNIT


def stroke(width_px: float) -> float:
    """Return Manim's ``stroke_width`` for a line that is `width_px` wide at 1080p."""
    return width_px / 1.35


@dataclass(frozen=True)
class Palette:
    """One theme: every colour that may appear in a picture, named by what it means."""

    ground: str
    panel: str
    panel_edge: str
    hairline: str
    ink: str
    muted: str
    model: str
    loss: str
    gradient: str
    check: str
    wire_idle: str
    parameters: tuple[str, ...]
    #: Colours of losses by height, each with its place from 0 (lowest) to 1.
    ramp: tuple[tuple[float, str], ...]


DARK = Palette(
    ground="#0C1016",
    panel="#141B24",
    panel_edge="#2E3947",
    hairline="#232C38",
    ink="#ECEFF4",
    muted="#8C97A6",
    model="#6CC3FF",
    loss="#FF5D7D",
    gradient="#FFB84D",
    check="#58D6A3",
    wire_idle="#4A80AB",
    parameters=("#A5A0FF", "#45D0C1", "#9AD854", "#F5E16B", "#FF9A62", "#F28DD6"),
    ramp=((0, "#1D2357"), (0.22, "#3F2F7E"), (0.5, "#7C3C8C"), (0.78, "#C04A80"), (1, "#FF6A86")),
)

# Darker than its meaning's colour in the dark theme, and as far from its neighbours.
LIGHT = Palette(
    ground="#F5F6F8",
    panel="#FFFFFF",
    panel_edge="#C2C9D4",
    hairline="#DADFE7",
    ink="#151B24",
    muted="#586373",
    model="#145A9C",
    loss="#AB005C",
    gradient="#8A5207",
    check="#08724B",
    wire_idle="#5B8FBC",
    parameters=("#5B50D6", "#0A7268", "#3C7800", "#746400", "#B4480F", "#A42C8C"),
    ramp=((0, "#C3D0F5"), (0.22, "#BDB0E6"), (0.5, "#C488C8"), (0.78, "#C2528C"), (1, "#A3083C")),
)
THEMES = {"dark": DARK, "light": LIGHT}

palette = DARK


def use_theme(name: str) -> None:
    """Draw in another theme from now on; what has been made keeps its colours.

    Parameters
    ----------
    name
        One of ``THEMES``.
    """
    global palette
    palette = THEMES[name]


# Type scale: em sizes in pixels at 1080p. Nothing is smaller than TICK, whose capitals are 20 px.
DISPLAY = 94  # a chapter's title, or the one number that a picture is about
TITLE = 54
FORMULA = 44
LABEL = 34
VALUE = 32
TICK = 28

# Strokes, in pixels at 1080p.
CURVE = 5
AXIS = 2.5
WIRE = 3
SECONDARY = 2

# Spacing, in Manim units. Every scene is laid out for a frame of this width and a height of 8, of
# which the lowest 12 % are kept free for captions.
LAYOUT_WIDTH = 8.0 * 16 / 9
SAFE_MARGIN = 0.5

# What is on screen but not being talked about.
DIMMED = 0.25

# Timings, in seconds; all are multiples of the scenes' tick of 1/15 s. The pace is how long every
# motion takes in the end, of what its scene says.
PACE = 0.74
QUICK = 0.6
NORMAL = 1.0
SLOW = 2.0


def parameter_color(index: int) -> str:
    """Return the colour of parameter ``k<index>``; the six colours repeat for longer models."""
    return palette.parameters[index % len(palette.parameters)]


def color_of(name: str) -> str:
    """Return the colour that the quantity called `name` has in every chapter."""
    if name.startswith("k") and name[1:].isdigit():
        return parameter_color(int(name[1:]))
    return {"L": palette.loss, "yhat": palette.model}.get(name, palette.ink)


def mix(color: str, ground: str, share: float) -> str:
    """Return `color` mixed with `ground`, of which `share` (0 to 1) is `color`.

    Opaque mixtures are used for soft glows: many translucent layers drift in hue, because the
    painter rounds each of them to 8 bits.
    """
    channels = zip(_channels(color), _channels(ground), strict=True)
    return "#" + "".join(
        f"{round(below + share * (above - below)):02X}" for above, below in channels
    )


def rgb(color: str) -> tuple[float, ...]:
    """Return red, green and blue from 0 to 1."""
    return tuple(channel / 255 for channel in _channels(color))


@lru_cache(maxsize=1024)
def _channels(color: str) -> tuple[int, ...]:
    """Return red, green and blue, 0 to 255."""
    return tuple(round(255 * channel) for channel in ManimColor(color).to_rgb())


def pairs(colors: Sequence[str]) -> list[tuple[str, str]]:
    """Return every unordered pair of `colors`, for checks of how well they can be told apart."""
    return [(a, b) for i, a in enumerate(colors) for b in colors[i + 1 :]]
