"""Captions as text files that players read beside a video."""

from __future__ import annotations

from pipeline.timeline import Timeline


def to_srt(timeline: Timeline) -> str:
    """Return the captions in SubRip's format."""
    return "".join(
        f"{number}\n{start} --> {end}\n{text}\n\n"
        for number, (start, end, text) in enumerate(_cues(timeline, decimal_mark=","), start=1)
    )


def to_vtt(timeline: Timeline) -> str:
    """Return the captions in the WebVTT format."""
    cues = (
        f"{start} --> {end}\n{_escaped(text)}\n\n"
        for start, end, text in _cues(timeline, decimal_mark=".")
    )
    return "WEBVTT\n\n" + "".join(cues)


def _cues(timeline: Timeline, decimal_mark: str) -> list[tuple[str, str, str]]:
    def clock(frame: int) -> str:
        seconds, ms = divmod(timeline.milliseconds(frame), 1000)
        minutes, s = divmod(seconds, 60)
        h, m = divmod(minutes, 60)
        return f"{h:02}:{m:02}:{s:02}{decimal_mark}{ms:03}"

    return [
        (clock(caption.span.first_frame), clock(caption.span.end_frame), _one_block(caption.text))
        for caption in timeline.captions
    ]


def _one_block(text: str) -> str:
    # In both formats an empty line ends the cue.
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
