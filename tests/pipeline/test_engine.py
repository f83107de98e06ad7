"""The engine's parts: recordings, segments, the store, and whoever paints."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline import hints
from pipeline.display import Picture, Recording, Shape, Still, Style, View
from pipeline.film import Options, render_scenes
from pipeline.frames import draw_frame, recorded_frame
from pipeline.h264 import Repeats
from pipeline.painter import Painter
from pipeline.pictures import PictureRequest
from pipeline.quality import QUALITIES, Quality
from pipeline.segments import encode, make_segment, recording_name, segment_name
from pipeline.settings import manim_settings
from pipeline.store import Store
from pipeline.targets import Target
from tests.pipeline import samples
from tests.pipeline.golden import recordings_of

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = Path(__file__).with_name("samples.py")
SIZE = (192, 96)


def square(x, colour=(1.0, 0.5, 0.0, 1.0)):
    corners = np.array([[x, 20], [x + 30, 20], [x + 30, 50], [x, 50], [x, 20]], dtype=float)
    points = [a + (b - a) * t for a, b in itertools.pairwise(corners) for t in (0, 1, 2, 3)]
    style = Style(np.array([colour]).tobytes(), bytes(32), bytes(32), 0.0, 0.0, 0, 0)
    path = np.array(points) / 1.0
    return Shape(path.tobytes(), View(1.0, 1.0, 0.0, 0.0), style)


def recording(*stills):
    return Recording(*SIZE, 15, bytes([10, 20, 30, 255]), tuple(stills))


def moving():
    fixed = square(100, (0.0, 0.0, 1.0, 1.0))
    return recording(*(Still((fixed, square(4 * x)), 1 + 5 * (x == 3)) for x in range(8)))


def decoded(file):
    with av.open(str(file)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_a_recording_is_the_same_after_packing():
    original = moving()
    again = Recording.unpack(original.pack())
    assert again == original
    assert again.digest == original.digest
    assert len({still.items[0] for still in again.stills}) == 1


def test_a_digest_says_what_is_on_screen():
    assert moving().digest == moving().digest
    digests = {
        moving().digest,
        recording(Still((square(1),), 1)).digest,
        recording(Still((square(2),), 1)).digest,
        recording(Still((square(1),), 2)).digest,
        recording(Still((square(1, (1.0, 0.0, 0.0, 1.0)),), 1)).digest,
        recording(Still((Picture(b""),), 1)).digest,
    }
    assert len(digests) == 6


def test_painting_in_parts_is_painting_the_whole():
    whole = moving()
    in_parts = Painter(whole)
    for number in [0, 1, 2, 7, 3, 3, 0]:
        in_parts.paint(number)
        anew = Painter(recording(whole.stills[number]))
        anew.paint(0)
        np.testing.assert_array_equal(in_parts.pixels, anew.pixels)


@pytest.mark.parametrize("form", ["mp4", "webm", "mov", "png"])
def test_every_frame_is_encoded_held_ones_too(tmp_path, form):
    file = tmp_path / "segment"
    encode(moving(), form, file)
    frames = decoded(file)
    painter = Painter(moving())
    number = 0
    for still, wanted in enumerate(moving().stills):
        painter.paint(still)
        for _ in range(wanted.frames):
            difference = frames[number].astype(float) - painter.pixels[..., :3]
            assert np.sqrt((difference**2).mean()) < 6
            number += 1
    assert number == len(frames) == 13


def test_a_held_frame_repeats_the_one_before_exactly(tmp_path):
    file = tmp_path / "segment.mp4"
    encode(recording(Still((square(5),), 70), Still((square(9),), 40)), "mp4", file)
    frames = decoded(file)
    assert len(frames) == 110
    assert {frame.tobytes() for frame in frames[:70]} == {frames[0].tobytes()}
    assert {frame.tobytes() for frame in frames[70:]} == {frames[70].tobytes()}
    # Repeated frames weigh next to nothing.
    assert file.stat().st_size < 8000


def test_streams_that_cannot_be_continued_are_refused():
    with av.open("/dev/null", "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=15, options={"preset": "medium"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        stream.codec_context.open()
        with pytest.raises(ValueError, match="the"):
            Repeats(stream.codec_context.extradata)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_the_store_gives_back_what_it_took(store):
    assert "name" not in store
    store.write("name", b"content")
    assert store.read("name") == b"content"


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "swap"])
def test_damage_is_noticed(store, damage):
    store.write("name", b"content" * 100)
    store.write("nama", b"another" * 100)
    place = store.folder / "na" / "name"
    data = bytearray(place.read_bytes())
    if damage == "cut":
        data = data[:-1]
    elif damage == "flip":
        data[333] ^= 4
    elif damage == "empty":
        data = bytearray()
    else:
        data = bytearray((store.folder / "na" / "nama").read_bytes())
    place.write_bytes(data)
    assert store.read("name") is None


def test_pruning_removes_what_was_not_used_for_longest(store):
    for number in range(4):
        store.write(f"{number}x", bytes(1000))
        os.utime(store.folder / f"{number}x" / f"{number}x", (number, number))
    store.read("0x")
    store.prune(2100, keep_since_s=3)
    assert [number for number in range(4) if f"{number}x" in store] == [0, 3]


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_any_executor_makes_segments(store, kind):
    """A recording in a store is all that the process needs which paints it."""
    first = moving()
    store.write(recording_name(first.digest), first.pack())
    executor = (
        ThreadPoolExecutor(1)
        if kind == "threads"
        else ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    )
    with executor:
        task = executor.submit(make_segment, str(store.folder), first.digest, "mp4")
        assert task.result() == 13
    assert segment_name(first.digest, "mp4") in store


def test_playing_twice_records_the_same(tmp_path):
    digests = []
    for _ in range(2):
        with manim_settings(Target("any", samples.__name__), Quality("l", 160, 90, 15), tmp_path):
            digests.append([part.digest for part in recordings_of(samples.Moving)])
    assert digests[0] == digests[1]


def render(folder, *scenes):
    options = Options.read("l", output=folder / f"{scenes[0]}.mp4", jobs=2)
    return str(render_scenes([f"{SAMPLES}:{scene}" for scene in scenes], options)[0])


def test_only_what_is_damaged_is_painted_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "(24 frames painted, 0 reused" in render(tmp_path, "Moving")
    first = (tmp_path / "Moving.mp4").read_bytes()
    assert "(0 frames painted, 24 reused" in render(tmp_path, "Moving")
    segment = max(tmp_path.glob("media/store/*/*.mp4"))
    segment.write_bytes(segment.read_bytes()[:-9])
    summary = render(tmp_path, "Moving")
    assert "(0 frames painted" not in summary
    assert "(24 frames painted" not in summary
    assert (tmp_path / "Moving.mp4").read_bytes() == first


@pytest.mark.parametrize("victim", ["all", "pipeline.worker", "spawn_main"])
def test_being_killed_harms_nothing(tmp_path, monkeypatch, victim):
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, PROJECT / "render.py", "scene", f"{SAMPLES}:Moving", "-q", "m"]
    command += ["-o", tmp_path / "killed.mp4"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    while not list(tmp_path.glob("media/store/*/*.displays")):
        assert process.poll() is None
        time.sleep(0.02)
    children = descendants(process.pid)
    for child, line in children.items():
        if victim == "all" or victim in line:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
    if victim == "all":
        process.kill()
    process.wait(timeout=30)
    for child in children:
        deadline = time.monotonic() + 10
        while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not Path(f"/proc/{child}").exists()
    again = subprocess.run(command, capture_output=True, check=False)
    assert again.returncode == 0, again.stderr
    assert len(decoded(tmp_path / "killed.mp4")) == 48


def descendants(process):
    """Return the processes that a process has started, and those that they have."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            line = (folder / "cmdline").read_text()
        except OSError:
            continue
        if parent == process:
            found[int(folder.name)] = line
            found.update(descendants(int(folder.name)))
    return found


def test_two_at_once_do_not_disturb_each_other(tmp_path):
    commands = [
        [sys.executable, PROJECT / "render.py", "scene", f"{SAMPLES}:Moving", "-q", "l", "-o", name]
        for name in ("one.mp4", "two.mp4")
    ]
    both = [subprocess.Popen(c, cwd=tmp_path, stderr=subprocess.DEVNULL) for c in commands]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_an_unchanged_scene_is_not_played_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "numbers.txt").write_text("1")
    (tmp_path / "helper.py").write_text("SIZE = 1\n")
    script = tmp_path / "mine.py"
    script.write_text(
        "from pathlib import Path\n"
        "from manim import *\n"
        "import helper\n"
        "class Mine(Scene):\n"
        "    def construct(self):\n"
        "        with open('played.txt', 'a') as file: file.write('x')\n"
        "        self.add(Square(helper.SIZE * float(Path('numbers.txt').read_text())))\n"
        "        self.wait(0.2)\n"
    )
    options = Options.read("l", output=tmp_path / "mine.mp4")

    def times_played():
        render_scenes([f"{script}:Mine"], options)
        return len((tmp_path / "played.txt").read_text())

    assert [times_played(), times_played()] == [1, 1]
    (tmp_path / "numbers.txt").write_text("2")
    assert [times_played(), times_played()] == [2, 2]
    (tmp_path / "helper.py").write_text("SIZE = 2.5\n")
    assert [times_played(), times_played()] == [3, 3]


def test_only_a_play_that_was_changed_is_painted_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "mine.py"

    def painted(angle):
        script.write_text(
            "from manim import *\n"
            "class Mine(Scene):\n"
            "    def construct(self):\n"
            "        square, dot = Square(), Dot(3 * LEFT)\n"
            "        self.play(Create(square), run_time=1)\n"
            f"        self.play(Rotate(dot, {angle}, about_point=ORIGIN), run_time=2)\n"
            "        self.remove(dot)\n"
            "        self.play(FadeOut(square), run_time=1)\n"
        )
        options = Options.read("l", output=tmp_path / "mine.mp4")
        (summary,) = render_scenes([f"{script}:Mine"], options)
        return summary.painted, summary.reused

    assert painted(1) == (60, 0)
    assert painted(2) == (30, 30)
    assert painted(1) == (0, 60)


def test_a_full_disk_is_said_and_changes_nothing(tmp_path):
    """A limit on the size of files stands for the disk: it fails in the same calls."""
    output = tmp_path / "film.mp4"
    output.write_bytes(b"the earlier video")
    command = [sys.executable, PROJECT / "render.py", "scene", f"{SAMPLES}:Moving", "-q", "l"]
    answer = subprocess.run(
        [*command, "-o", output],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
    )
    assert answer.returncode == 1
    assert "File too large" in answer.stderr
    assert len(answer.stderr.splitlines()) <= 2
    assert output.read_bytes() == b"the earlier video"
    assert not list(tmp_path.glob(".film*"))


def test_where_nothing_can_be_written_is_said_before_any_work(tmp_path):
    command = [sys.executable, PROJECT / "render.py", "scene", f"{SAMPLES}:Moving"]
    answer = subprocess.run(
        [*command, "-o", "/proc/a/b.mp4"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "cannot write /proc/a/b.mp4" in answer.stderr
    assert not list(tmp_path.iterdir())


def test_the_encoder_is_told_what_has_not_changed():
    """Without it pictures are the same, but encoding takes a third longer."""
    assert hints.AVAILABLE


def test_a_frame_of_a_rendered_scene_needs_no_playing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = f"{SAMPLES}:Moving"
    pictures = []
    for _ in range(2):
        draw_frame(name, 0.4, QUALITIES["l"], tmp_path / "frame.png")
        pictures.append((tmp_path / "frame.png").read_bytes())
        render(tmp_path, "Moving")
    begun_s = time.perf_counter()
    request = PictureRequest.read(name, QUALITIES["l"], tmp_path / "frame.png", "")
    assert recorded_frame(request, 6) is not None
    assert time.perf_counter() - begun_s < 0.5
    assert pictures[0] == pictures[1]
