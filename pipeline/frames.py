"""A single frame: exactly the picture that the video has at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from pipeline.destination import staging_for
from pipeline.display import Recording
from pipeline.errors import RequestError
from pipeline.painter import Painter
from pipeline.pictures import PictureRequest
from pipeline.places import MEDIA
from pipeline.quality import Quality
from pipeline.segments import recording_name
from pipeline.setting import Setting
from pipeline.shapes import Pixels
from pipeline.store import Store
from pipeline.timeline import Span
from pipeline.unchanged import Memory

if TYPE_CHECKING:
    from manim.typing import PixelArray

# A time typed as 0.3 means the frame that begins then, though 0.3 times 30 is a hair below 9.
_HAIR_FRAMES = 1e-6


def draw_frame(
    name: str,
    at_s: float,
    quality: Quality,
    output: Path | None,
    settings: Sequence[Setting] = (),
) -> str:
    """Draw the frame that a scene shows at a time, and return a summary.

    Raises
    ------
    RequestError
        If the scene does not last as long.
    """
    if not (math.isfinite(at_s) and at_s >= 0):
        raise RequestError(f"--at {at_s:g} is no time; type the seconds from the scene's beginning")
    request = PictureRequest.read(name, quality, output, f"{at_s:g}s", settings)
    fps = request.quality.fps
    frame = frame_at(at_s, fps)
    summary = f"{request.output}: frame {frame} of {request.target} at {frame / fps:.3f} s"
    recorded = recorded_frame(request, frame)
    if recorded is not None:
        with staging_for(request.output) as staging:
            request.save(Image.fromarray(recorded), staging)
        return summary
    with request.scene_class() as (scene_class, staging):
        from pipeline.stepping import step_through

        viewer = OneFrame(frame)
        frames = step_through(scene_class(), viewer)
        if viewer.pixels is None:
            if not frames:
                raise RequestError(f"{request.target} does not move; type --at 0")
            last_s = math.floor(1000 * (frames - 1) / fps) / 1000
            raise RequestError(
                f"{request.target} lasts {frames / fps:.2f} s; type --at 0 to {last_s:g}"
            )
        request.save(Image.fromarray(viewer.pixels), staging)
    return summary


def recorded_frame(request: PictureRequest, frame: int) -> Pixels | None:
    """Paint a frame of a scene that was rendered before and has not changed since.

    Returns
    -------
    numpy.ndarray or None
        The picture, or None if it is not known what is on screen then.
    """
    store = Store(MEDIA / "store")
    memory = Memory(store, request.target, request.quality, transparent=False)
    remembered = memory.recall()
    if remembered is None:
        return None
    for digest, frames in remembered[0]:
        if frame < frames:
            part = recorded_part(store, digest, frame)
            return painted_frame(*part) if part else None
        frame -= frames
    return None


def recorded_part(store: Store, digest: str, frame: int) -> tuple[Recording, int] | None:
    """Return what a store holds of a recording around a frame, and the frame's number in that."""
    with store.opened(recording_name(digest)) as file:
        try:
            return Recording.read_part(file, digest, frame) if file else None
        except ValueError:
            return None


def painted_frame(recording: Recording, frame: int) -> Pixels:
    """Paint one frame of a recording."""
    still = recording.stills[recording.still_at(frame)]
    painter = Painter(replace(recording, stills=(still,)))
    painter.paint(0)
    return painter.pixels


def frame_at(at_s: float, fps: int) -> int:
    """Return the number of the frame that is shown at a time."""
    return math.floor(at_s * fps + _HAIR_FRAMES)


class OneFrame:
    """A viewer who wants to see one frame."""

    def __init__(self, frame: int) -> None:
        self.pixels: PixelArray | None = None
        self._frame = frame

    def begin_play(self, play: Span) -> bool:
        """Return whether the frame is in a play."""
        return play.first_frame <= self._frame < play.end_frame

    def wants(self, frame: int) -> bool:
        """Return whether this is the frame."""
        return frame == self._frame

    def see(self, frame: int, pixels: PixelArray) -> None:
        """Keep the frame, and end the scene."""
        from pipeline.stepping import Enough

        self.pixels = pixels
        raise Enough
