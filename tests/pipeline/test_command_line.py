"""The command line: quick answers, clear refusals, and nothing damaged."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from pipeline.doctor import locked_versions
from pipeline.failures import describe_failure
from pipeline.targets import Target
from render import build_parser

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = Path(__file__).with_name("samples.py")
MOVING = f"{SAMPLES}:Moving"


@pytest.fixture
def render(tmp_path):
    """Return a function that runs the command line in an empty folder."""

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, PROJECT / "render.py", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["flim"], "did you mean film?"),
        ([], "--help"),
        (["film", "-q", "x"], "-q with one of l (480p15)"),
        (["film", "--chapters", "77"], "the film has chapters"),
        (["film", "--chapters", "three"], "such as --chapters 3,5-7"),
        (["film", "--format", "avi"], "mp4, webm, mov, gif or png"),
        (["film", "-o", "film.avi"], ".mp4, .webm, .mov, .gif or .png"),
        (["film", "-o", "film.webm", "--format", "mp4"], "type -o film.mp4"),
        (["film", "-o", "film"], "type -o film.mp4"),
        (["film", "-o", "folder.mp4"], "it is a folder"),
        (["film", "-o", "file/film.mp4"], "cannot write file/film.mp4"),
        (["film", "--jobs", "0"], "type --jobs 1 or more"),
        (["film", "--jobs", "many"], "--help"),
        (["film", "--colour"], "--colour"),
        (["film", "--shape", "round"], "landscape, portrait, square"),
        (["scene"], "--help"),
        (["scene", "PointsApear"], "did you mean PointsAppear?"),
        (["scene", "qqqq"], "type `python render.py list`"),
        (["scene", f"{SAMPLES}:moving"], "did you mean Moving?"),
        (["scene", f"{SAMPLES}"], f"type {SAMPLES}:Moving".replace("type", "Type")),
        (["scene", "absent.py:Moving"], "cannot read absent.py"),
        (["scene", "broken.py:Broken"], "broken.py:1:"),
        (["scene", f"{PROJECT / 'render.py'}:Parser"], "is not a Manim scene"),
        (["scene", MOVING, f"{SAMPLES}:Redrawn", "-o", "a.mp4"], "leave -o out"),
        (["frame", MOVING], "--at"),
        (["frame", MOVING, "--at", "soon"], "--at"),
        (["frame", MOVING, "--at", "-1"], "--at -1"),
        (["frame", MOVING, "--at", "nan"], "--at nan"),
        (["frame", MOVING, "--at", "99", "-q", "l"], "lasts 1.60 s; type --at 0 to 1.533"),
        (["frame", MOVING, "--at", "0", "-o", "frame.jpg"], "type -o frame.png"),
        (["frame", f"{SAMPLES}:Still", "--at", "1"], "type --at 0"),
        (["sheet", MOVING, "-o", "folder.mp4"], "is not named as a picture"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else "",
)
def test_a_wrong_request_is_answered_in_one_or_two_lines(render, tmp_path, arguments, says):
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "file").write_text("a file")
    (tmp_path / "broken.py").write_text("class Broken(:\n")
    before = sorted(tmp_path.rglob("*"))
    answer = render(*arguments)
    assert answer.returncode == 2
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr
    # A scene that had to be loaded to find out has its line of progress besides.
    lines = [line for line in answer.stderr.splitlines() if not line.startswith("[")]
    assert 1 <= len(lines) <= 2
    assert [path for path in sorted(tmp_path.rglob("*")) if path.is_file()] == [
        path for path in before if path.is_file()
    ]


def test_every_command_explains_itself(render):
    for command in ("list", "film", "scene", "frame", "sheet", "doctor"):
        answer = render(command, "--help")
        assert answer.returncode == 0
        assert answer.stdout.startswith("usage: ")


def test_videos_are_full_hd_unless_something_else_is_asked_for():
    parser = build_parser()
    assert parser.parse_args(["film"]).quality == "h"
    assert parser.parse_args(["scene", "A"]).quality == "h"
    assert parser.parse_args(["frame", "A", "--at", "1"]).quality == "h"
    assert parser.parse_args(["frame", "A", "--at", "1", "-q", "k"]).quality == "k"


def test_list_names_every_scene(render):
    from scenes.film import CHAPTERS

    answer = render("list")
    assert answer.returncode == 0
    for chapter in CHAPTERS:
        assert f"{chapter.number}  {chapter.title}" in answer.stdout
        assert all(scene in answer.stdout for scene in chapter.scenes)


def test_a_scene_goes_where_manim_puts_it(render, tmp_path):
    answer = render("scene", MOVING, "-q", "l")
    assert answer.returncode == 0
    assert "Moving.mp4: 1.60 s, 24 frames at 854x480" in answer.stdout
    folder = tmp_path / "media" / "videos" / "samples" / "480p15"
    assert sorted(path.name for path in folder.iterdir()) == [
        "Moving.ledger.json",
        "Moving.mp4",
        "Moving.poster.png",
        "Moving.srt",
        "Moving.vtt",
    ]


def test_a_failing_scene_ends_with_status_1_and_its_line(render):
    answer = render("scene", f"{SAMPLES}:Failing", MOVING, "-q", "l")
    assert answer.returncode == 1
    assert "Failing, after play 1: ZeroDivisionError: division by zero\n" in answer.stderr
    assert "self.play(Create(Dot().shift(1 / 0)))" in answer.stderr
    assert "Moving.mp4: 1.60 s" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_programs_get_lines_of_json(render):
    answer = render("scene", MOVING, f"{SAMPLES}:Redrawn", "-q", "l", "--json")
    assert (answer.returncode, answer.stderr) == (0, "")
    events = [json.loads(line) for line in answer.stdout.splitlines()]
    assert {event["event"] for event in events} == {"progress", "scene", "video"}
    for event in events:
        if event["event"] == "progress":
            assert 0 <= event["frames_done"] <= event["frames_total"]
    scenes = [event for event in events if event["event"] == "scene"]
    assert sorted((scene["scene"], scene["frames"], scene["failed"]) for scene in scenes) == [
        ("Moving", 24, False),
        ("Redrawn", 12, False),
    ]
    first = next(event for event in events if event["event"] == "video")
    assert first["file"].endswith("Moving.mp4")
    assert (first["frames"], first["width_px"], first["fps"]) == (24, 854, 15)
    answer = render("scene", f"{SAMPLES}:Failing", "-q", "l", "--json")
    last = json.loads(answer.stdout.splitlines()[-1])
    assert (answer.returncode, last["event"], last["status"]) == (1, "error", 1)
    assert "ZeroDivisionError" in last["message"]


def test_without_a_terminal_only_the_result_is_written(render):
    answer = render("scene", MOVING, "-q", "l")
    assert answer.stderr == ""
    assert len(answer.stdout.splitlines()) == 1


def test_a_frame_and_a_sheet_are_pictures(render, tmp_path):
    answer = render("frame", MOVING, "--at", "1.0", "-q", "l", "-o", "frame.png")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "frame.png: frame 15 of Moving at 1.000 s\n"
    with Image.open(tmp_path / "frame.png") as picture:
        assert picture.size == (854, 480)
    answer = render("sheet", MOVING, "-q", "l")
    assert answer.returncode == 0, answer.stderr
    with Image.open(tmp_path / "media/images/samples/Moving_sheet.png") as picture:
        assert picture.width > 1900


def test_being_stopped_leaves_nothing_behind(tmp_path):
    script = tmp_path / "long.py"
    script.write_text(
        "from manim import *\n"
        "class Long(Scene):\n"
        "    def construct(self):\n"
        "        for number in range(500):\n"
        "            self.play(Create(Square(1 + number / 500)), run_time=1)\n"
    )
    output = tmp_path / "out" / "long.mp4"
    output.parent.mkdir()
    output.write_bytes(b"the earlier video")
    process = subprocess.Popen(
        [sys.executable, PROJECT / "render.py", "scene", f"{script}:Long", "-q", "l", "-o", output],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background has Ctrl-C ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not list(tmp_path.glob("media/store/*/*.mp4")):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors == "stopped; nothing was changed\n"
    assert [path.read_bytes() for path in output.parent.iterdir()] == [b"the earlier video"]


def test_what_a_killed_run_left_is_removed_by_the_next(render, tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    abandoned = tmp_path / f".a.partial-{ended.pid}-xyz"
    abandoned.mkdir()
    (abandoned / "half.mp4").write_bytes(b"")
    of_others = tmp_path / ".a.partial-notes"
    of_others.mkdir()
    assert render("frame", MOVING, "--at", "0", "-q", "l", "-o", "a.png").returncode == 0
    assert not abandoned.exists()
    assert of_others.exists()


def test_a_missing_system_library_is_named_with_what_to_type(render, tmp_path):
    (tmp_path / "manimpango.py").write_text(
        "raise ImportError('libpango-1.0.so.0: cannot open shared object file')"
    )
    path = str(tmp_path)
    for arguments in (["scene", MOVING], ["frame", MOVING, "--at", "0"]):
        answer = render(*arguments, PYTHONPATH=path)
        assert answer.returncode == 1
        assert "libpango-1.0.so.0" in answer.stderr
        assert "apt-get install -y libcairo2-dev libpango1.0-dev pkg-config" in answer.stderr
        assert "Traceback" not in answer.stderr
    answer = render("doctor", PYTHONPATH=path)
    assert answer.returncode == 1
    assert "MISSING  Cairo and Pango" in answer.stdout


def test_the_doctor_says_what_it_found(render):
    answer = render("doctor")
    assert answer.returncode in (0, 1)
    for subject in ("Python", "packages", "Cairo and Pango", "encoders", "fonts", "disk"):
        assert f"  {subject}: " in answer.stdout or f"ok       {subject}: " in answer.stdout


def test_a_lock_file_is_read_with_its_hashes_and_comments():
    lock = "# comment\nav==18.1.0 \\\n    --hash=sha256:00\n    # via manim\nmapbox-earcut==2.1.0\n"
    assert locked_versions(lock) == {"av": "18.1.0", "mapbox-earcut": "2.1.0"}


def test_a_module_that_cannot_be_imported_is_pointed_at(render, tmp_path):
    (tmp_path / "helper.py").write_text("def fail():\n    raise LookupError('no such thing')\n")
    script = tmp_path / "scenes_of_mine.py"
    script.write_text(
        "from manim import Scene\nimport helper\nhelper.fail()\nclass Mine(Scene): pass\n"
    )
    answer = render("frame", f"{script}:Mine", "--at", "0")
    assert answer.returncode == 1
    assert (
        answer.stderr == "Mine: LookupError: no such thing\n  scenes_of_mine.py:3: helper.fail()\n"
    )


def test_a_wrong_parameter_is_a_wrong_request():
    from pydantic import BaseModel, ValidationError

    import autodiff

    target = Target("Lesson", "lessons.py")
    with pytest.raises(autodiff.ExpressionError) as broken:
        autodiff.parse("2 * (x")
    failure = describe_failure(broken.value, target)
    assert failure.kind == "request"
    assert failure.message == f"Lesson: {broken.value}"

    class Parameters(BaseModel):
        rate: float

    with pytest.raises(ValidationError) as wrong:
        Parameters(rate="fast")
    failure = describe_failure(wrong.value, target)
    assert failure.kind == "request"
    assert failure.message.startswith("Lesson: parameter rate: ")
