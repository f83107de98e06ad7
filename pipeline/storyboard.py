"""A storyboard: one picture for each beat of a scene, with what is said and when."""

from __future__ import annotations

import base64
import html
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont

from pipeline.destination import publish, staging_for, write_text
from pipeline.errors import RequestError
from pipeline.pictures import PictureRequest
from pipeline.quality import Quality
from pipeline.setting import Setting
from pipeline.sheet import FONT, GROUND, INK, lay_out
from pipeline.timeline import Span

if TYPE_CHECKING:
    from manim import Scene
    from manim.typing import PixelArray

_TILE_WIDTH_PX = 640
_TEXT_PX = 22
_LINE_PX = 30
_LETTERS_A_LINE = 54
# Enough for flat colours and smooth lines, and a fraction of the size.
_COLORS = 192


@dataclass(frozen=True)
class BeatPicture:
    """A beat, and the picture on which it ends.

    Attributes
    ----------
    start_s, end_s
        From when to when it lasts, in seconds of its scene.
    """

    text: str
    start_s: float
    end_s: float
    picture: Image.Image

    @property
    def when(self) -> str:
        """From when to when it lasts, in minutes and seconds."""
        return f"{clock(self.start_s)} – {clock(self.end_s)}"


def clock(seconds: float) -> str:
    """Return a time as minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


class PlayEnds:
    """A viewer who keeps the last frame of each play, small."""

    def __init__(self, width_px: int) -> None:
        self.pictures: dict[int, Image.Image] = {}
        self._width_px = width_px
        self._last = 0

    def begin_play(self, play: Span) -> bool:
        """Remember which frame is the play's last."""
        self._last = play.end_frame - 1
        return True

    def wants(self, frame: int) -> bool:
        """Return whether a frame ends its play."""
        return frame == self._last

    def see(self, frame: int, pixels: PixelArray) -> None:
        """Keep a small copy of a frame."""
        picture = Image.fromarray(pixels).convert("RGB")
        size = (self._width_px, round(self._width_px * picture.height / picture.width))
        self.pictures[frame] = picture.resize(size, Image.Resampling.LANCZOS)


def play_beats(scene: Scene, width_px: int = _TILE_WIDTH_PX) -> tuple[list[BeatPicture], float]:
    """Play a scene; return its beats with their pictures, and how long it lasts in seconds."""
    from pipeline.stepping import step_through

    viewer = PlayEnds(width_px)
    frames = step_through(scene, viewer)
    record: Any = getattr(scene, "record", None)
    if record is None:
        return [], 0.0
    beats = []
    for beat in record.beats:
        end = beat.first_frame + beat.frames
        shown = max(f for f in viewer.pictures if beat.first_frame <= f < end)
        times = beat.first_frame / record.fps, end / record.fps
        beats.append(BeatPicture(beat.text, *times, viewer.pictures[shown]))
    return beats, frames / record.fps


def draw_storyboard(
    name: str, quality: Quality, output: Path | None, settings: Sequence[Setting] = ()
) -> str:
    """Draw the storyboard of a scene, and return a summary.

    Parameters
    ----------
    output
        A picture, or a page with its pictures inside (``.html``); by default both are made.

    Raises
    ------
    RequestError
        If the scene has no beats.
    """
    request = PictureRequest.read(
        name, quality, output, "storyboard", settings, suffixes=(".png", ".html")
    )
    with request.scene_class() as (scene_class, _):
        beats, _ = play_beats(scene_class())
    if not beats:
        raise RequestError(f"{request.target} has no beats; leave --beats out")
    places = [output] if output else [request.output, request.output.with_suffix(".html")]
    title = request.target.title
    for place in places:
        with staging_for(place) as staging:
            if place.suffix.lower() == ".html":
                write_text(staging, place, page(title, beats, request.target.language))
            else:
                sheet_of(beats).save(staging / place.name)
                publish(staging / place.name, place)
    return f"{' and '.join(map(str, places))}: {len(beats)} beats of {request.target}"


def sheet_of(beats: Sequence[BeatPicture]) -> Image.Image:
    """Return one picture with all beats, their times and their words."""
    return lay_out([(beat.when, with_words(beat)) for beat in beats], columns=3)


def with_words(beat: BeatPicture) -> Image.Image:
    """Return the picture of a beat with what is said below it."""
    width, height = beat.picture.size
    lines = textwrap.wrap(beat.text, _LETTERS_A_LINE)[:3]
    tile = Image.new("RGB", (width, height + 4 * _LINE_PX), GROUND)
    tile.paste(beat.picture, (0, 0))
    draw = ImageDraw.Draw(tile)
    font = ImageFont.truetype(str(FONT), size=_TEXT_PX)
    for number, line in enumerate(lines):
        place = (0, height + (number + 0.9) * _LINE_PX)
        draw.text(place, line, fill=INK, font=font, anchor="lm")
    return tile


def page(title: str, beats: Sequence[BeatPicture], language: str) -> str:
    """Return a page that needs nothing but itself."""
    figures = "\n".join(
        f'<figure><img alt="" src="data:image/png;base64,{_encoded(beat.picture)}">'
        f"<figcaption><time>{beat.when}</time> {html.escape(beat.text)}</figcaption></figure>"
        for beat in beats
    )
    return _PAGE.format(title=html.escape(title), language=language, figures=figures)


def _encoded(picture: Image.Image) -> str:
    data = io.BytesIO()
    picture.quantize(_COLORS, dither=Image.Dither.NONE).save(data, "png", optimize=True)
    return base64.b64encode(data.getvalue()).decode("ascii")


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; }}
body {{ margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }}
main {{ display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); }}
figure {{ margin: 0; break-inside: avoid; }}
img {{ width: 100%; display: block; border-radius: 4px; }}
figcaption {{ padding-top: .4rem; }}
time {{ font-variant-numeric: tabular-nums; opacity: .65; margin-right: .4em; }}
</style>
</head>
<body>
<h1>{title}</h1>
<main>
{figures}
</main>
</body>
</html>
"""
