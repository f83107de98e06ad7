"""Beats, whole frames, and the record of a scene."""

from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest
from manim import Circle, FadeIn, FadeOut, LaggedStart, Square, ValueTracker, tempconfig
from pydantic import Field, ValidationError

from scenes import style
from scenes.base import BREATH_S, CHARACTERS_PER_S, WORDS_PER_MINUTE, LessonScene, reading_time_s
from scenes.mobjects.readout import Readout
from scenes.parameters import Expression, SceneParameters
from scenes.quantity import Quantity, constant
from scenes.style import PACE


class Sample(LessonScene):
    class Parameters(SceneParameters):
        function: Expression = "x**2"
        rate: float = Field(0.1, gt=0, le=1)

    def construct(self):
        with self.beat("One two three.") as beat:
            self.play(FadeIn(Circle()), run_time=0.37)
            self.seen = (beat.duration, beat.elapsed, beat.remaining)
        with self.beat("A beat whose animations take longer than its words.") as beat:
            self.play(LaggedStart(FadeIn(Square()), FadeIn(Circle()), lag_ratio=0.4), run_time=1.23)
            self.play(FadeIn(Square()), run_time=6)
        self.wait(0.4)


class Numbers(LessonScene):
    def construct(self):
        tracker = ValueTracker(0)

        def compute():
            value = tracker.get_value()
            return Quantity(value, "2*t", {"t": value / 2}, source="twice t")

        moving = Readout(compute)
        fixed = Readout(constant(Fraction(1, 4), "a quarter"))
        hidden = Readout(constant(7, "hidden")).set_opacity(0)
        self.add(moving, fixed, hidden)
        self.wait(1)
        self.play(tracker.animate.set_value(1), run_time=1)
        self.play(FadeOut(fixed), run_time=1)
        self.wait(1)


# What the motions of the sample last: as long as the scene says, at the pace of the style, in whole
# ticks of 1/15 s.
FIRST, SECOND, THIRD = (ceil(15 * PACE * seconds) / 15 for seconds in (0.37, 1.23, 6))
WORDS = reading_time_s("One two three.")


def test_reading_goes_at_its_pace_with_a_breath():
    assert reading_time_s("word " * WORDS_PER_MINUTE) == pytest.approx(60 + BREATH_S, abs=1 / 15)
    assert reading_time_s("incomprehensibilities " * 5) * CHARACTERS_PER_S >= 110
    assert (reading_time_s("three short words") * 15) % 1 == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_the_timeline_is_the_same_at_every_frame_rate(play, fps):
    record = play(Sample, fps).record
    assert [play.frames / fps for play in record.plays] == pytest.approx(
        [FIRST, WORDS - FIRST, SECOND, THIRD, 0.4]
    )
    assert record.frames == sum(play.frames for play in record.plays)


@pytest.mark.parametrize("fps", [15, 24, 60])
def test_manim_emits_exactly_the_frames_of_the_record(play, fps):
    scene = play(Sample, fps)
    assert scene.renderer.time * fps == pytest.approx(scene.record.frames)


def test_beats_last_as_long_as_their_words_or_their_animations(play):
    scene = play(Sample, 30)
    first, second = scene.record.beats
    assert scene.seen == pytest.approx((WORDS, FIRST, WORDS - FIRST))
    assert (first.text, first.first_frame) == ("One two three.", 0)
    assert first.frames == round(30 * WORDS)
    assert second.first_frame == first.frames
    assert second.frames == round((SECOND + THIRD) * 30)
    assert [play.beat for play in scene.record.plays] == [0, 0, 1, 1, None]


def test_beats_become_manims_subcaptions(play):
    captions = play(Sample, 30).renderer.file_writer.subcaptions
    assert [caption.content for caption in captions] == [
        "One two three.",
        "A beat whose animations take longer than its words.",
    ]
    assert captions[0].start.total_seconds() == pytest.approx(0, abs=1e-3)
    assert captions[0].end.total_seconds() == pytest.approx(WORDS, abs=1e-3)
    assert captions[1].start.total_seconds() == pytest.approx(WORDS, abs=1e-3)


def test_every_number_shown_is_recorded_with_its_frames(play):
    record = play(Numbers, 30).record
    by_source = {}
    for entry in record.ledger:
        by_source.setdefault(entry.quantity.source, []).append(entry)
    assert set(by_source) == {"twice t", "a quarter"}
    (quarter,) = by_source["a quarter"]
    assert (quarter.shown, quarter.first_frame) == ("0.25", 0)
    # Its last frame at opacity zero is not counted.
    assert 60 < quarter.first_frame + quarter.frames <= 90
    twice = by_source["twice t"]
    assert (twice[0].shown, twice[0].first_frame) == ("0.00", 0)
    assert twice[-1].shown == "1.00"
    spans = [(entry.first_frame, entry.frames) for entry in twice]
    assert all(a + n == b for (a, n), (b, _) in pairwise(spans))
    assert sum(n for _, n in spans) == record.frames


def test_parameters_are_checked():
    with pytest.raises(ValidationError):
        Sample.Parameters(rate=2)
    with pytest.raises(ValidationError):
        Sample.Parameters(haste=1)


def test_random_numbers_come_from_the_seed(play):
    a, b = play(Sample), play(Sample)
    assert a.rng.integers(1 << 30) == b.rng.integers(1 << 30)


@pytest.mark.parametrize(("width_px", "height_px"), [(90, 160), (90, 90), (160, 90)])
def test_all_of_the_layout_is_in_view_in_every_shape(width_px, height_px):
    unit_px = min(width_px, height_px) / 8
    shape = {"pixel_width": width_px, "pixel_height": height_px}
    units = {"frame_width": width_px / unit_px, "frame_height": height_px / unit_px}
    with tempconfig({**shape, **units}):
        scene = LessonScene()
        scene.setup()
    assert scene.camera.frame_width == pytest.approx(style.LAYOUT_WIDTH)
    proportions = scene.camera.frame_width / scene.camera.frame_height
    assert proportions == pytest.approx(width_px / height_px)
