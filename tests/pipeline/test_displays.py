"""What people see of a job while it runs."""

from __future__ import annotations

import io
import json

from pipeline.displays import Bar, JsonLines
from pipeline.progress import Progress, State
from pipeline.targets import Target

ONE, TWO = Target("One", "a.py"), Target("Two", "a.py", (3, "Three"))


def test_one_bar_counts_the_frames_of_the_whole_job():
    stream = io.StringIO()
    with Progress(2, Bar(stream)) as progress:
        progress.started(ONE)
        progress.found(ONE, 60)
        progress.finished(ONE, 60, reused=False)
        progress.played(ONE)
        progress.started(TWO)
        progress.found(TWO, 30)
        progress.finished(TWO, 30, reused=True)
        progress.ended(ONE, failed=False)
        progress.ended(TWO, failed=True)
    drawn = stream.getvalue().split("\r\x1b[K")
    # Two has been played in part, and is taken to be as long as One.
    assert any(text.startswith("█" * 12 + "░" * 12 + " 60 of 120 frames") for text in drawn)
    assert any(text.endswith("  One, Two") for text in drawn)
    assert "[1/2] One: 60 frames," in drawn[-5]
    assert "[2/2] chapter 3, Two: failed," in drawn[-3]
    assert drawn[-1] == ""
    assert (progress.painted, progress.reused) == (60, 30)


def test_the_time_that_is_left_follows_from_what_is_done():
    stream = io.StringIO()
    Bar(stream).show(State(10, 40, 125.2, (ONE,)))
    assert (
        stream.getvalue()
        == "\r\x1b[K██████░░░░░░░░░░░░░░░░░░ 10 of 40 frames, about 2:05 left  One"
    )


def test_programs_are_not_flooded():
    stream = io.StringIO()
    display = JsonLines(stream)
    for done in range(100):
        display.show(State(done, 100, None, ()))
    first = json.loads(stream.getvalue().splitlines()[0])
    assert first == {
        "event": "progress", "frames_done": 0, "frames_total": 100, "left_s": None, "running": [],
    }  # fmt: skip
    assert len(stream.getvalue().splitlines()) < 50
