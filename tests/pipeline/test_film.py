"""A small film, rendered from end to end and read back."""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipeline.catalogue import Catalogue, Chapter, select_chapters
from pipeline.errors import RenderError, RequestError
from pipeline.film import Options, render_film, render_scenes
from pipeline.quality import QUALITIES
from pipeline.targets import chapter_targets
from tests.pipeline import readback

MODULE = "tests.pipeline.samples"
CATALOGUE = Catalogue(
    "A small film",
    (
        Chapter(1, "Things that move", "?", {MODULE: ("Moving", "Redrawn")}),
        Chapter(4, "Cameras – that move", "?", {MODULE: ("Zooming",)}),
    ),
)
BROKEN = Catalogue("Broken", (Chapter(2, "Mistakes", "?", {MODULE: ("Failing", "Redrawn")}),))
SAMPLES = Path(__file__).with_name("samples.py")


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Return the path of the rendered film."""
    output = tmp_path_factory.mktemp("film") / "small.mp4"
    render_film(CATALOGUE, Options.read("l", output=output, jobs=2))
    return output


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    targets = chapter_targets(CATALOGUE.chapters)
    return readback.plan_of(targets, QUALITIES["l"], tmp_path_factory.mktemp("plan"))


@pytest.mark.parametrize(
    "check",
    [
        readback.check_picture,
        readback.check_timestamps,
        readback.check_duration,
        readback.check_chapters,
        readback.check_caption_track,
        readback.check_caption_files,
        readback.check_frames_differ,
    ],
    ids=lambda check: check.__name__,
)
def test_the_film_is_as_planned(film, plan, check):
    check(film, plan)


def test_the_film_plays_anywhere(film):
    readback.check_codec(film)
    readback.check_index_comes_first(film)


def test_the_film_has_everything_beside_it_and_nothing_else(film):
    beside = sorted(path.name for path in film.parent.iterdir())
    names = ["small.ledger.json", "small.mp4", "small.poster.png", "small.srt", "small.vtt"]
    assert beside == names


def test_the_poster_is_the_end_of_what_is_talked_about_for_longest(film, plan):
    longest = max(plan.timeline.captions, key=lambda caption: caption.span.frames)
    with av.open(film) as container:
        shown = list(container.decode(video=0))[longest.span.end_frame - 1].to_image()
    with Image.open(film.with_name("small.poster.png")) as poster:
        np.testing.assert_array_equal(np.asarray(poster), np.asarray(shown))


def test_how_many_work_at_a_time_makes_no_difference(film, tmp_path):
    output = tmp_path / "small.mp4"
    render_film(CATALOGUE, Options.read("l", output=output, jobs=1))
    for suffix in (".mp4", ".srt", ".vtt", ".ledger.json"):
        assert output.with_suffix(suffix).read_bytes() == film.with_suffix(suffix).read_bytes()


def test_a_failing_scene_is_pointed_at_and_the_earlier_film_stays(tmp_path, capfd):
    output = tmp_path / "film.mp4"
    output.write_bytes(b"the earlier film")
    with pytest.raises(RenderError) as caught:
        render_film(BROKEN, Options.read("l", output=output))
    message = str(caught.value)
    assert "chapter 2, Failing" in message
    assert "ZeroDivisionError: division by zero" in message
    line = next(n for n, text in enumerate(SAMPLES.read_text().splitlines(), 1) if "1 / 0" in text)
    assert f"samples.py:{line}: self.play" in message
    assert len(message.splitlines()) == 2
    assert "after play 1" in message
    assert capfd.readouterr() == ("", "")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"the earlier film"]


def test_a_codec_that_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(av, "codecs_available", av.codecs_available - {"libx264"})
    output = tmp_path / "film.mp4"
    output.write_bytes(b"the earlier film")
    with pytest.raises(RenderError, match="no encoder libx264 for mp4; type: make setup"):
        render_film(CATALOGUE, Options.read("l", output=output))
    assert output.read_bytes() == b"the earlier film"


@pytest.mark.parametrize(
    ("shape", "size"), [("portrait", (480, 854)), ("square", (480, 480)), ("landscape", (854, 480))]
)
def test_shapes_keep_lengths(tmp_path, shape, size):
    """A square of 2 units is as large in each shape, and in the middle."""
    output = tmp_path / "still.mp4"
    script = tmp_path / "mine.py"
    script.write_text(
        "from manim import *\n"
        "class Mine(Scene):\n"
        "    def construct(self):\n"
        "        self.add(Square(2, fill_opacity=1, stroke_width=0, color=WHITE))\n"
        "        self.add(Dot(config.right_side, radius=0.5), Dot(config.top, radius=0.5))\n"
        "        self.wait(0.2)\n"
    )
    options = Options.read("l", output=output, shape=shape)
    (summary,) = render_scenes([f"{script}:Mine"], options)
    assert (summary.width_px, summary.height_px) == size
    with av.open(output) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="gray")
    height, width = picture.shape
    assert (width, height) == size
    lit = picture > 128
    middle = lit[height // 2 - 70 : height // 2 + 70, width // 2 - 70 : width // 2 + 70]
    assert middle.sum() == pytest.approx(120**2, rel=0.02)
    # Half a dot at the right edge and half a dot at the upper one.
    assert lit[height // 2, -20:].all()
    assert lit[:20, width // 2].all()


@pytest.mark.parametrize(
    ("form", "codec", "pixels", "has_captions"),
    [
        ("webm", "vp9", "yuv420p", True),
        ("mov", "qtrle", "argb", True),
        ("gif", "gif", "bgra", False),
    ],
)
def test_other_formats(tmp_path, form, codec, pixels, has_captions):
    output = tmp_path / f"out.{form}"
    render_scenes([f"{SAMPLES}:Moving"], Options.read("l", output=output))
    with av.open(output) as container:
        (stream,) = container.streams.video
        assert stream.codec.canonical_name == codec
        assert stream.pix_fmt == pixels
        assert len(container.streams.subtitles) == has_captions
        assert sum(1 for _ in container.decode(video=0)) == 24


@pytest.mark.parametrize(("form", "codec"), [("mp4", "aac"), ("webm", "opus"), ("mov", "aac")])
def test_a_sound_is_heard_at_its_time(tmp_path, form, codec):
    tone = np.sin(2 * np.pi * 440 * np.arange(22050) / 22050)
    with wave.open(str(tmp_path / "tone.wav"), "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes((20000 * tone).astype("<i2").tobytes())
    script = tmp_path / "sounding.py"
    script.write_text(
        "from manim import *\n"
        "class Sounding(Scene):\n"
        "    def construct(self):\n"
        "        self.add(Square())\n"
        "        self.wait(1)\n"
        f"        self.add_sound({str(tmp_path / 'tone.wav')!r})\n"
        "        self.wait(1.4)\n"
    )
    output = tmp_path / f"sounding.{form}"
    render_scenes([f"{script}:Sounding"], Options.read("l", output=output))
    with av.open(output) as container:
        assert container.duration / 1e6 == pytest.approx(2.4, abs=0.05)
        (stream,) = container.streams.audio
        assert stream.codec.canonical_name == codec
        blocks = [
            (frame.time, np.abs(frame.to_ndarray()).max()) for frame in container.decode(stream)
        ]
    assert max(level for time, level in blocks if time < 0.9) < 0.01
    assert min(level for time, level in blocks if 1.1 < time < 1.9) > 0.3
    assert max(level for time, level in blocks if time > 2.1) < 0.01


def test_pictures_one_a_frame(tmp_path):
    output = tmp_path / "pictures.of.it"
    output.mkdir()
    (output / "000099.png").write_bytes(b"an earlier picture")
    render_scenes([f"{SAMPLES}:Moving"], Options.read("l", form="png", output=output))
    assert sorted(p.name for p in output.iterdir()) == [f"{n:06}.png" for n in range(24)]
    assert (tmp_path / "pictures.of.it.srt").exists()


def test_a_scene_without_plays_is_a_wrong_request(tmp_path):
    options = Options.read("l", output=tmp_path / "still.mp4")
    with pytest.raises(RequestError, match=r"plays nothing.*--at 0"):
        render_scenes([f"{SAMPLES}:Still"], options)


def test_the_ledger_places_numbers_in_the_film():
    from pipeline.ledger import to_json
    from pipeline.targets import Target
    from pipeline.timeline import SceneTimeline, Timeline

    def record(frames, entries):
        return SceneTimeline.from_record(
            {"fps": 30, "frames": frames, "plays": [], "beats": [], "ledger": entries}
        )

    entry = {"shown": "−0.40", "value": "-0.4", "first_frame": 6, "frames": 3}
    timeline = Timeline.of(
        [(Target("A", "m", (1, "One")), record(60, [])), (Target("B", "m"), record(9, [entry]))]
    )
    assert json.loads(to_json(timeline)) == {
        "fps": 30,
        "frames": 69,
        "entries": [
            {
                "chapter": None,
                "scene": "B",
                "start_s": 2.2,
                "end_s": 2.3,
                "shown": "−0.40",
                "value": "-0.4",
            }
        ],
    }


@pytest.mark.parametrize(
    ("selection", "numbers"),
    [(None, [1, 4]), ("4", [4]), ("4,1", [1, 4]), ("1-4", [1, 4]), (" 1 , 4 - 4", [1, 4])],
)
def test_chapters_are_selected_in_the_order_of_the_film(selection, numbers):
    assert [c.number for c in select_chapters(CATALOGUE.chapters, selection)] == numbers


@pytest.mark.parametrize("selection", ["2", "", "x", "1-", "4-1", "1-9", "1;4", "-1"])
def test_a_wrong_selection_is_refused(selection):
    with pytest.raises(RequestError):
        select_chapters(CATALOGUE.chapters, selection)


def test_the_pipeline_starts_without_manim():
    # Importing is what takes long: what only lists, refuses or schedules must not do it.
    import subprocess

    code = "import sys, render, pipeline.film, pipeline.doctor; sys.exit('manim' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
