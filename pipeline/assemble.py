"""Putting segments together into one file, without encoding anything again."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.subtitles.stream import SubtitleStream
from av.subtitles.subtitle import SubtitleSet

from pipeline.errors import RenderError
from pipeline.formats import Format
from pipeline.language import container_code
from pipeline.sound import add_sound_stream, write_sound
from pipeline.take import Take
from pipeline.timeline import Timeline

# The caption encoders take their text in this format, and take the track's look from its header.
_CAPTION_STYLE = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Sans,16,&H00FFFFFF,&H00000000,&H00000000,0,0,0,1,1,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
_MILLISECOND = Fraction(1, 1000)


def assemble_video(
    takes: Sequence[Take], timeline: Timeline, form: Format, output: Path, title: str
) -> None:
    """Write takes one after the other into a video with chapter marks, captions and sound.

    Parameters
    ----------
    takes
        Encoded with the same settings; they have exactly the timeline's frames.
    title
        The title that players show.

    Raises
    ------
    RenderError
        If the segments do not have the timeline's number of frames.
    """
    # Bit-exact: the same segments give the same bytes, whatever version of the library writes them.
    options = {"fflags": "bitexact"}
    if form.name in ("mp4", "mov"):
        options["movflags"] = "faststart"  # the index first, so that playing can begin at once
    segments = [segment for take in takes for segment in take.segments]
    sounds = [take.sound for take in takes]
    with av.open(segments[0]) as first, av.open(output, "w", options=options) as container:
        video = container.add_stream_from_template(first.streams.video[0])
        video.time_base = first.streams.video[0].time_base
        container.metadata["title"] = title
        container.set_chapters(_chapters(timeline))
        captions = sound = None
        if form.caption_codec and timeline.captions:
            captions = _add_caption_stream(container, form.caption_codec, timeline)
        if form.sound_codec and any(sounds):
            sound = add_sound_stream(container, form.sound_codec)
        container.start_encoding()
        if captions:
            _write_captions(container, captions, timeline)
        if sound:
            write_sound(container, sound, timeline, sounds)
        frames = 0
        for segment in segments:
            frames += _append(segment, container, video, frames, timeline.fps)
    if frames != timeline.frames:
        raise RenderError(
            f"{output.name}: {frames} frames were encoded where {timeline.frames} were drawn"
        )


def assemble_pictures(folders: Sequence[Path], output: Path) -> None:
    """Move the numbered pictures of several folders into one, numbered through."""
    output.mkdir()
    pictures = [picture for folder in folders for picture in sorted(folder.iterdir())]
    for number, picture in enumerate(pictures):
        picture.rename(output / f"{number:06}.png")


def _chapters(timeline: Timeline) -> list[av.container.core.Chapter]:
    return [
        {
            "id": number,
            "start": timeline.milliseconds(mark.span.first_frame),
            "end": timeline.milliseconds(mark.span.end_frame),
            "time_base": _MILLISECOND,
            "metadata": {"title": mark.title},
        }
        for number, mark in enumerate(timeline.marks, start=1)
    ]


def _add_caption_stream(
    container: av.container.OutputContainer, codec: str, timeline: Timeline
) -> SubtitleStream:
    stream = container.add_stream(codec)
    assert isinstance(stream, SubtitleStream)
    stream.codec_context.subtitle_header = _CAPTION_STYLE
    stream.time_base = _MILLISECOND
    stream.metadata["language"] = container_code(timeline.language)
    return stream


def _write_captions(
    container: av.container.OutputContainer, stream: SubtitleStream, timeline: Timeline
) -> None:
    for caption in timeline.captions:
        start_ms = timeline.milliseconds(caption.span.first_frame)
        duration_ms = timeline.milliseconds(caption.span.end_frame) - start_ms
        text = " ".join(caption.text.split())
        event = SubtitleSet.create(f"0,0,Default,,0,0,0,,{text}".encode(), 0, duration_ms)
        packet = stream.codec_context.encode_subtitle(event)
        packet.stream = stream
        packet.time_base = _MILLISECOND
        packet.pts = packet.dts = start_ms
        packet.duration = duration_ms
        container.mux(packet)


def _append(
    segment: Path,
    container: av.container.OutputContainer,
    video: av.VideoStream,
    first_frame: int,
    fps: int,
) -> int:
    """Copy a segment's packets to their place, and return the number of its frames."""
    frames = 0
    one_frame = Fraction(1, fps)
    with av.open(segment) as source:
        stream = source.streams.video[0]
        assert stream.time_base is not None
        ticks_per_frame = float(one_frame / stream.time_base)
        for packet in source.demux(stream):
            if packet.dts is None or packet.pts is None:
                continue  # the empty packet that marks the end
            # Times become whole frames here; the container turns them into its own units.
            packet.pts = first_frame + round(packet.pts / ticks_per_frame)
            packet.dts = first_frame + round(packet.dts / ticks_per_frame)
            packet.duration = 1
            packet.time_base = one_frame
            packet.stream = video
            container.mux(packet)
            frames += 1
    return frames
