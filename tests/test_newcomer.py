"""A newcomer's walk through the README: another rate, a function of one's own, another language."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Return a copy of the project, in which a newcomer may change things."""
    folder = tmp_path_factory.mktemp("clone")
    for part in ("autodiff", "scenes", "pipeline", "assets"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "render.py", folder)
    return folder


def type_(command, folder, *more):
    """Run a command that the README has, as it is written there."""
    assert command in README
    words = shlex.split(command)
    assert words[0] == "python"
    done = subprocess.run(
        [sys.executable, *words[1:], *more], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pixels(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"), dtype=int)


def test_edit_the_learning_rate_and_see_the_frame(project):
    type_("python render.py new StepDown my_steps.toml", project)
    show = "python render.py frame my_steps.toml --at 20 -q m -o frame.png"
    type_(show, project)
    before = pixels(project / "frame.png")
    file = project / "my_steps.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^rate = .*$", "rate = 0.4", text), encoding="utf-8")
    type_(show, project)
    after = pixels(project / "frame.png")
    assert before.shape == after.shape == (720, 1280, 3)
    # More than a digit is another one: the ball and the curve are elsewhere.
    assert (np.abs(after - before).max(axis=-1) > 40).sum() > 500


def test_a_function_of_ones_own(project):
    command = 'python render.py lesson derivative --function "x*sin(x)" --at 2'
    type_(command, project, "-q", "l", "-o", "mine.mp4")
    with av.open(project / "mine.mp4") as video:
        assert video.duration / av.time_base > 20
    ledger = json.loads((project / "mine.ledger.json").read_text(encoding="utf-8"))
    text = json.dumps(ledger)
    assert "x*sin(x)" in text
    # 2*cos(2) + sin(2)
    assert "0.0770037537" in text


def test_a_language_of_ones_own(project):
    done = subprocess.run(
        [sys.executable, "assets/messages/collect.py", "de"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "make messages ARGS=de" in README and "de: " in done.stdout
    file = project / "assets" / "messages" / "de.po"
    text = file.read_text(encoding="utf-8")
    said = 'msgid "A flat line misses almost every point."\nmsgstr '
    assert said + '""' in text
    file.write_text(
        text.replace(said + '""', said + '"Eine Gerade verfehlt fast alles."'), encoding="utf-8"
    )
    board = [sys.executable, "render.py", "sheet", "ManyCurves", "--beats", "--language", "de"]
    subprocess.run([*board, "-q", "l", "-o", "board.html"], cwd=project, check=True)
    page = (project / "board.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page and "Eine Gerade verfehlt fast alles." in page
    # What has no words yet is said in English.
    assert "A tilted line does better, but cannot follow the bends." in page
