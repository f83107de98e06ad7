"""Rendering a scene with Manim's own renderer and encoder, into one segment a play."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manim.scene.scene_file_writer import SceneFileWriter
from PIL import Image

from pipeline.errors import RequestError
from pipeline.take import Take

if TYPE_CHECKING:
    from manim import Scene
    from manim.scene.scene_file_writer import _SceneFileWriterSettings
    from manim.typing import RGBAPixelArray


class SegmentWriter(SceneFileWriter):
    """Manim's file writer, counting frames and leaving the plays as separate segments."""

    def __init__(
        self, settings: _SceneFileWriterSettings, on_play: Callable[[int], None] = lambda _: None
    ) -> None:
        super().__init__(settings)
        self.play_frames: list[int] = []
        self._on_play = on_play

    @property
    def segments(self) -> tuple[Path, ...]:
        """The encoded plays in order, or the folder of pictures."""
        if self.output_spec.is_image_sequence:
            return (self.image_sequence_directory,)
        return tuple(Path(path) for path in self.partial_movie_files if path is not None)

    def begin_animation(self, allow_write: bool = False, **kwargs: Any) -> None:
        """Start counting the frames of a play."""
        super().begin_animation(allow_write, **kwargs)
        self.play_frames.append(0)

    def end_animation(self, allow_write: bool = False) -> None:
        """Report the frames so far."""
        super().end_animation(allow_write)
        self._on_play(sum(self.play_frames))

    def write_frame(self, pixels: RGBAPixelArray, *, repeat: int = 1) -> None:
        """Write a picture for so many frames."""
        self.play_frames[-1] += repeat
        if self.output_spec.is_image_sequence:
            self._write_pictures(pixels, repeat)
        else:
            super().write_frame(pixels, repeat=repeat)

    def finish(self) -> None:
        """Wait for the encoders; the segments are not assembled here."""
        self.join_all_encode_jobs()

    def save_sound(self) -> Path | None:
        """Write the sounds that the scene added into one file, if it added any."""
        if not self.includes_sound or not self.output_spec.is_video:
            return None
        file = self.partial_movie_directory / "sound.wav"
        self.audio_segment.export(file, format="wav").close()
        return file

    def _write_pictures(self, pixels: RGBAPixelArray, repeat: int) -> None:
        # Manim's own picture sequence has one picture for a hold of any length.
        folder = self.image_sequence_directory
        folder.mkdir(parents=True, exist_ok=True)
        first = folder / f"{self.frame_count:06}.png"
        Image.fromarray(pixels).save(first)
        for offset in range(1, repeat):
            os.link(first, folder / f"{self.frame_count + offset:06}.png")
        self.frame_count += repeat


def render_take(scene_class: type[Scene], on_play: Callable[[int], None]) -> Take:
    """Play and encode a scene under the present Manim configuration.

    Parameters
    ----------
    on_play
        Called after each play with the number of frames drawn so far.
    """
    scene = scene_class()
    writer = SegmentWriter(scene.file_writer_settings, on_play)
    scene.renderer.file_writer = writer
    try:
        scene.render()
    except RuntimeError:
        # Manim refuses to make a video of a scene that plays nothing, but not before the end.
        if scene.renderer.num_plays:
            raise
    record = record_of(scene, writer.play_frames, writer.subcaptions)
    return Take(writer.segments, record, writer.save_sound())


def record_of(scene: Scene, play_frames: list[int], subcaptions: list[Any]) -> dict[str, Any]:
    """Return what a scene showed when, from its own record or from Manim's.

    A scene of this project records its beats and numbers as it plays. Of any other, Manim knows
    the subcaptions.

    Raises
    ------
    RequestError
        If the scene plays nothing.
    """
    frames = sum(play_frames)
    if not frames:
        raise RequestError(
            f"{type(scene).__name__} plays nothing, so it has no video; for its picture type "
            "`python render.py frame` with the same name and --at 0"
        )
    fps = round(scene.camera.frame_rate)
    own: Any = getattr(scene, "record", None)
    if hasattr(own, "to_dict"):
        record: dict[str, Any] = own.to_dict()
        if record["frames"] != frames:
            raise ValueError(
                f"the record counts {record['frames']} frames where {frames} were drawn; "
                "a play does not last a whole number of frames"
            )
        return record
    ends = [sum(play_frames[: n + 1]) for n in range(len(play_frames))]
    beats = [
        {
            "text": caption.content,
            "first_frame": round(caption.start.total_seconds() * fps),
            "frames": round((caption.end - caption.start).total_seconds() * fps),
        }
        for caption in subcaptions
    ]
    return {
        "scene": type(scene).__name__,
        "fps": fps,
        "frames": frames,
        "plays": [
            {"first_frame": end - count, "frames": count}
            for end, count in zip(ends, play_frames, strict=True)
        ],
        "beats": beats,
        "ledger": [],
    }
