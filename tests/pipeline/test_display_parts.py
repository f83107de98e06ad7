"""Recordings that are packed in parts: any picture can be read without the rest."""

import io

import numpy as np
import pytest

from pipeline.display import Recording, Shape, Still, Style, View
from pipeline.frames import painted_frame

VIEW = View(10.0, -10.0, 32.0, 24.0)
STYLE = Style(np.array([1.0, 0.5, 0.0, 1.0]).tobytes(), b"", b"", 0.0, 0.0, 0, 0)


def blob(rng, curves=4000):
    return Shape(rng.uniform(-2, 2, size=(4 * curves, 2)).tobytes(), VIEW, STYLE)


@pytest.fixture(scope="module")
def recording():
    rng = np.random.default_rng(7)
    constant = blob(rng, 3)
    stills = tuple(Still((constant, blob(rng)), 1 + n % 3) for n in range(24))
    return Recording(64, 48, 30, bytes([0, 0, 0, 255]), stills)


def test_a_large_recording_has_parts_and_reads_back_whole(recording):
    assert len(recording._parts()) > 2
    again = Recording.unpack(recording.pack())
    assert again.stills == recording.stills
    assert again.digest == recording.digest
    # What stays on screen is one object throughout, by which painting sees that it has not changed.
    assert len({id(still.items[0]) for still in again.stills}) == 1


@pytest.mark.parametrize("frame", [0, 1, 17, 31, 47])
def test_every_frame_is_found_in_its_part(recording, frame):
    part, number = Recording.read_part(io.BytesIO(recording.pack()), recording.digest, frame)
    assert len(part.stills) < len(recording.stills)
    assert part.stills[part.still_at(number)] == recording.stills[recording.still_at(frame)]
    assert np.array_equal(painted_frame(part, number), painted_frame(recording, frame))


def test_what_is_damaged_cut_short_or_another_recording_is_refused(recording):
    data = recording.pack()
    damaged = data[:-3000] + bytes(3000)
    for wrong, digest in ((damaged, recording.digest), (data[:500], recording.digest), (data, "x")):
        with pytest.raises(ValueError):
            Recording.read_part(io.BytesIO(wrong), digest, recording.frames - 1)
    with pytest.raises(ValueError, match="fewer frames"):
        Recording.read_part(io.BytesIO(data), recording.digest, recording.frames)
