"""A contact sheet: one picture of a whole scene, to look at its design."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from pipeline.pictures import PictureRequest
from pipeline.quality import Quality
from pipeline.setting import Setting
from pipeline.timeline import Span

if TYPE_CHECKING:
    from manim.typing import PixelArray

FONT = Path(__file__).resolve().parent.parent / "assets" / "fonts" / "Inter-Regular.otf"
_COLUMNS = 4
_TILE_WIDTH_PX = 480
_GAP_PX = 12
_LABEL_PX = 28
GROUND = "#202428"
INK = "#e8e8e8"
_MOST_TILES = 32


def draw_sheet(
    name: str, quality: Quality, output: Path | None, settings: Sequence[Setting] = ()
) -> str:
    """Draw the contact sheet of a scene, and return a summary."""
    request = PictureRequest.read(name, quality, output, "sheet", settings)
    fps = request.quality.fps
    with request.scene_class() as (scene_class, staging):
        from pipeline.stepping import step_through

        viewer = Overview(stride=max(1, fps // 4))
        step_through(scene_class(), viewer)
        pictures = viewer.pictures
        request.save(lay_out([(f"{f / fps:.2f} s", p) for f, p in pictures]), staging)
    return f"{request.output}: {len(pictures)} frames of {request.target}"


class Overview:
    """A viewer who wants frames at equal distances, however long the scene turns out to be.

    Parameters
    ----------
    stride
        The distance in frames at first; it doubles whenever there are too many pictures.
    """

    def __init__(self, stride: int) -> None:
        self._stride = stride
        self._kept: dict[int, Image.Image] = {}
        self._last: tuple[int, Image.Image] | None = None
        self._play = Span(0, 1)

    @property
    def pictures(self) -> list[tuple[int, Image.Image]]:
        """Frame numbers and small pictures, in order; the last one ends the scene."""
        kept = dict(self._kept)
        if self._last:
            kept[self._last[0]] = self._last[1]
        return sorted(kept.items())

    def begin_play(self, play: Span) -> bool:
        """Remember the play, whose last frame might be the scene's last."""
        self._play = play
        return True

    def wants(self, frame: int) -> bool:
        """Return whether a frame is at an equal distance or ends its play."""
        return frame % self._stride == 0 or frame == self._play.end_frame - 1

    def see(self, frame: int, pixels: PixelArray) -> None:
        """Keep a small copy of a frame."""
        picture = Image.fromarray(pixels).convert("RGB")
        picture.thumbnail((_TILE_WIDTH_PX, picture.height), Image.Resampling.LANCZOS)
        self._last = (frame, picture)
        if frame % self._stride == 0:
            self._kept[frame] = picture
        if len(self._kept) > _MOST_TILES:
            self._stride *= 2
            self._kept = {f: p for f, p in self._kept.items() if f % self._stride == 0}


def lay_out(tiles: list[tuple[str, Image.Image]], columns: int = _COLUMNS) -> Image.Image:
    """Lay out labelled pictures of one size in rows."""
    width, height = tiles[0][1].size
    step_x, step_y = width + _GAP_PX, height + _LABEL_PX + _GAP_PX
    columns = min(columns, len(tiles))
    rows = -(-len(tiles) // columns)
    sheet = Image.new("RGB", (columns * step_x + _GAP_PX, rows * step_y + _GAP_PX), GROUND)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(FONT), size=18)
    for number, (label, picture) in enumerate(tiles):
        row, column = divmod(number, columns)
        x, y = _GAP_PX + column * step_x, _GAP_PX + row * step_y
        sheet.paste(picture, (x, y))
        draw.text((x, y + height + _LABEL_PX / 2), label, fill=INK, font=font, anchor="lm")
    return sheet
