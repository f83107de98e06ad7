"""The kinds of file that a video can be written as."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import RequestError


@dataclass(frozen=True)
class Format:
    """How one kind of output is made.

    Attributes
    ----------
    name
        What is typed after ``--format``; also the suffix of the file.
    segments
        Manim's name of the format in which the plays are encoded.
    caption_codec
        The codec of the caption track in the file, or None if the file can have none.
    sound_codec
        The codec of the sound track, or None if the file can have none.
    transparent
        Whether the background is left out.
    is_folder
        Whether the output is a folder of pictures.
    """

    name: str
    segments: str
    caption_codec: str | None = None
    sound_codec: str | None = None
    transparent: bool = False
    is_folder: bool = False

    @property
    def suffix(self) -> str:
        """What the name of such an output ends in."""
        return "" if self.is_folder else f".{self.name}"


FORMATS = {
    form.name: form
    for form in (
        Format("mp4", segments="mp4", caption_codec="mov_text", sound_codec="aac"),
        Format("webm", segments="webm", caption_codec="webvtt", sound_codec="libopus"),
        Format(
            "mov", segments="mov", caption_codec="mov_text", sound_codec="aac", transparent=True
        ),
        Format("gif", segments="mp4"),
        Format("png", segments="png-sequence", is_folder=True),
    )
}


def format_of(name: str | None, output: Path | None) -> Format:
    """Return the format that was asked for by name, by the output's suffix, or by neither."""
    if name is not None and name not in FORMATS:
        raise RequestError(f"there is no format {name!r}; type --format with {_choices()}")
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    if name is None and suffix not in ("", *FORMATS):
        raise RequestError(f"cannot write {output}: a video's name ends in {_choices('.')}")
    chosen = FORMATS[name or suffix or "mp4"]
    if output and not chosen.is_folder and suffix != chosen.name:
        named = output.with_suffix(chosen.suffix)
        raise RequestError(f"{output} is not named as {chosen.name}; type -o {named}")
    if output and chosen.is_folder and suffix in FORMATS:
        raise RequestError(
            "png writes a folder of pictures, one a frame; "
            f"type --format png -o {output.with_suffix('')}, or use the frame command for one"
        )
    return chosen


def _choices(prefix: str = "") -> str:
    *names, last = (prefix + name for name in FORMATS)
    return f"{', '.join(names)} or {last}"
