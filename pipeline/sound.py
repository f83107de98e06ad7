"""The sound track of a video: each scene's sound at its scene's place, silence elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from pipeline.timeline import Placement, Timeline

_RATE_HZ = 48_000
_CHANNELS = 2
_BLOCK = 1024

Samples = npt.NDArray[np.float32]


def add_sound_stream(container: av.container.OutputContainer, codec: str) -> av.AudioStream:
    """Add the stream that ``write_sound`` fills; it must be there before anything is written."""
    stream = container.add_stream(codec, rate=_RATE_HZ, layout="stereo")
    assert isinstance(stream, av.AudioStream)
    return stream


def write_sound(
    container: av.container.OutputContainer,
    stream: av.AudioStream,
    timeline: Timeline,
    sounds: Sequence[Path | None],
) -> None:
    """Encode the sounds of a timeline's scenes.

    Parameters
    ----------
    sounds
        For each scene of the timeline the file of its sound, or None if it is silent.
    """
    written = 0
    for block in _blocks(timeline, sounds):
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate = _RATE_HZ
        frame.time_base = Fraction(1, _RATE_HZ)
        frame.pts = written
        written += block.shape[1]
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _blocks(timeline: Timeline, sounds: Sequence[Path | None]) -> Iterator[Samples]:
    for placement, sound in zip(timeline.placements, sounds, strict=True):
        samples = _fitted(placement, timeline.fps, sound)
        for start in range(0, samples.shape[1], _BLOCK):
            yield np.ascontiguousarray(samples[:, start : start + _BLOCK])


def _fitted(placement: Placement, fps: int, sound: Path | None) -> Samples:
    """Return a scene's sound, cut or filled with silence to the length of its pictures."""
    first, last = (
        round(Fraction(frame * _RATE_HZ, fps))
        for frame in (placement.first_frame, placement.first_frame + placement.scene.frames)
    )
    fitted = np.zeros((_CHANNELS, last - first), dtype=np.float32)
    if sound is not None:
        samples = _decoded(sound)[:, : last - first]
        fitted[:, : samples.shape[1]] = samples
    return fitted


def _decoded(sound: Path) -> Samples:
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=_RATE_HZ)
    with av.open(sound) as source:
        decoded = [*source.decode(audio=0), None]  # None lets out what the resampler holds back
        parts = [part.to_ndarray() for frame in decoded for part in resampler.resample(frame)]
    return np.concatenate(parts, axis=1)
