"""The README is true: its commands run, its names exist, its code gives what it says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import render
from pipeline.catalogue import read_catalogue
from scenes.lessons import LESSONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"python (render\.py [^`\n|]+)", README)))
SCENES = {scene for chapter in read_catalogue().chapters for scene in chapter.scenes}


def test_every_command_of_the_command_line_is_described():
    for command in render.COMMANDS:
        assert f"`python render.py {command}" in README, command


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_can_be_parsed_and_names_what_there_is(command):
    arguments = render.build_parser().parse_args(shlex.split(command)[1:])
    names = getattr(arguments, "names", None) or [getattr(arguments, "name", None)]
    assert {name for name in names if name and not name.endswith(".toml")} <= SCENES | {*LESSONS}


# Those of lesson files are run by the newcomer's walk, which writes the files.
QUICK = [c for c in COMMANDS if ("frame" in c or "doctor" in c) and ".toml" not in c]


@pytest.mark.parametrize("command", QUICK)
def test_quick_commands_run_as_written(command, tmp_path):
    words = shlex.split(command)
    if "frame" in command:
        words = [word for word in words if word not in ("-o", "frame.png")]
        words += ["-o", str(tmp_path / "frame.png")]
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_python_example_runs(capsys):
    (example,) = re.findall(r"```python\n(import autodiff.*?)```", README, flags=re.DOTALL)
    names = {}
    exec(example, names)
    value = float(re.search(r"trace\.value  # ([\d.]+)\.\.\.", example)[1])
    assert abs(names["trace"].value - value) < 1e-4
    assert capsys.readouterr().out


def test_pictures_and_files_it_names_are_there():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).is_file(), path
    for path in re.findall(r"`((?:scenes|assets|tests|autodiff|pipeline)/[\w./]*)`", README):
        assert (ROOT / path).exists(), path


def test_the_lock_file_pins_everything_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)==", lock, flags=re.MULTILINE)
    assert len(pins) > 30 and len(pins) == len(set(pins))
    for block in re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block
    assert "://" not in lock and "index-url" not in lock and "find-links" not in lock


def test_make_passes_options_through():
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", "film", "ARGS=-q l --chapters 3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "render.py film -q l --chapters 3" in done.stdout
