"""Lesson files and settings: what is right is taken, what is wrong is answered with its place."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pipeline.catalogue import read_catalogue
from pipeline.errors import RequestError
from pipeline.lesson_file import read_lesson_file, shape_in
from pipeline.lessons import lesson_kinds
from pipeline.loader import load_scene
from pipeline.new_lesson import lesson_text, write_lesson_file
from pipeline.setting import Setting, merged, read_settings

PROJECT = Path(__file__).parent.parent.parent
CHAPTERS = read_catalogue().chapters
SCENES = [scene for chapter in CHAPTERS for scene in chapter.scenes]


def read(tmp_path, text):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return read_lesson_file(file, CHAPTERS)


def refusal(tmp_path, text):
    """Return how a file is refused, its folder left out."""
    with pytest.raises(RequestError) as caught:
        load_scene(read(tmp_path, text).target)
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_a_lesson_with_everything(tmp_path):
    lesson = read(
        tmp_path,
        'lesson = "derivative"\nfunction = "x**2"\nat = 3\ntheme = "light"\nshape = "square"\n'
        'title = "Mine"\nspeed = 1.5\nlanguage = "uk"\n[narration]\n1 = "Look."\n2 = "And now?"\n',
    )
    assert (lesson.shape, lesson.target.name, lesson.target.title) == ("square", "mine", "Mine")
    assert lesson.target.language == "uk"
    scene = load_scene(lesson.target)
    parameters = scene.Parameters(**scene.overrides)
    assert parameters.function == "x**2" and parameters.at == {"": 3.0}
    assert parameters.narration == {1: "Look.", 2: "And now?"}


def test_a_scene_of_the_film_with_other_numbers(tmp_path):
    scene = load_scene(read(tmp_path, 'scene = "StepDown"\nrate = 0.2\n').target)
    assert scene.Parameters(**scene.overrides).rate == 0.2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('lesson = "derivativ"\n', ["mine.toml:1: ", "derivative"]),
        ('scene = "StepDwn"\n', ["mine.toml:1: ", "StepDown"]),
        ('function = "x"\n', ["mine.toml: ", "lesson", "scene"]),
        ('lesson = "chain"\nscene = "StepDown"\n', ["mine.toml: "]),
        ('lesson = "derivative"\n\nfuncton = "x"\n', ["mine.toml:3: ", "function"]),
        ('lesson = "derivative"\nfunction = "x +* 2"\n', ["mine.toml:2: function: "]),
        ('lesson = "derivative"\nfunction = "sni(x)"\n', ["mine.toml:2: ", "sin"]),
        ('lesson = "derivative"\nspeed = 9\n', ["mine.toml:2: speed: ", "at most 4"]),
        ('lesson = "derivative"\ntheme = "dim"\n', ["mine.toml:2: theme: ", "dark, light"]),
        ('lesson = "derivative"\nlanguage = "ukr"\n', ["mine.toml:2: ", "did you mean uk"]),
        ('lesson = "derivative"\nshape = "squared"\n', ["mine.toml:2: ", "square"]),
        ('lesson = "descent"\nsteps = "many"\n', ["mine.toml:2: steps: ", "at most 400"]),
        ('lesson = "descent"\noptimizer = ["adma"]\n', ["mine.toml:2: ", "adam"]),
        ('lesson = "graph"\nfunction = "x*y"\nat = {x = 1}\n', ["mine.toml:3: ", "y"]),
        ('scene = "StepDown"\nrate = 2\n', ["mine.toml:2: rate: ", "below 0.9"]),
        ('lesson = "chain"\nfunction = "x\n', ["mine.toml:2: "]),
    ],
)
def test_what_is_wrong_is_answered_with_line_field_and_what_is_allowed(tmp_path, text, parts):
    answer = refusal(tmp_path, text)
    assert answer.startswith(parts[0]), answer
    assert all(part in answer for part in parts), answer
    assert answer.count("\n") <= 1 or "^" in answer


@pytest.mark.parametrize("name", [*lesson_kinds(), *SCENES])
def test_a_new_file_has_every_field_with_its_default(tmp_path, name):
    text = lesson_text(name)
    lesson = read(tmp_path, text)
    scene = load_scene(lesson.target)
    assert scene.Parameters(**scene.overrides) == scene.Parameters()
    assert set(scene.Parameters.model_fields) - {"narration"} <= set(tomllib.loads(text))
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if " = " in line and not line.startswith(("#", "lesson", "scene")):
            assert lines[number - 1].startswith("# "), f"{line} is not explained"


def test_a_file_that_is_there_is_kept(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("precious", encoding="utf-8")
    with pytest.raises(RequestError, match="is there already"):
        write_lesson_file("chain", file)
    assert file.read_text(encoding="utf-8") == "precious"
    with pytest.raises(RequestError, match=r"type mine\.toml"):
        write_lesson_file("chain", tmp_path / "mine.txt")


def test_settings_are_read_as_in_toml_or_as_they_stand():
    settings = read_settings(["a=1", "b=x**2", 'c="two words"', "d=[1, 2]", "e.k=3", "e.m=4"])
    assert merged(settings) == {
        "a": 1, "b": "x**2", "c": "two words", "d": [1, 2], "e": {"k": 3, "m": 4},
    }  # fmt: skip
    with pytest.raises(RequestError, match="--set name=value"):
        read_settings(["nothing"])
    assert merged([Setting.of("a", 1, "x"), Setting.of("a", 2, "y")]) == {"a": 2}


def test_files_of_different_shapes_need_an_option(tmp_path):
    for shape in ("square", "portrait"):
        (tmp_path / f"{shape}.toml").write_text(f'shape = "{shape}"\n', encoding="utf-8")
    assert shape_in([str(tmp_path / "square.toml"), "StepDown"]) == "square"
    with pytest.raises(RequestError, match="--shape"):
        shape_in([str(tmp_path / "square.toml"), str(tmp_path / "portrait.toml")])


def test_a_python_function_is_traced(tmp_path):
    model = tmp_path / "my_model.py"
    model.write_text(
        "import numpy as np\n\ndef loss(w, b):\n    total = 0.0\n    for x in (1.0, 2.0):\n"
        "        total = total + (w * x + b - np.sin(x))**2\n    return total\n\n"
        "def broken(x):\n    return x if x > 0 else -x\n",
        encoding="utf-8",
    )

    def answer(function, at):
        done = subprocess.run(
            [sys.executable, PROJECT / "render.py", "check", "graph", "--function",
             f"{model}:{function}", "--at", at, "-q", "l"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    assert answer("loss", "w=1,b=0.5")[0] == 0
    status, text = answer("los", "w=1,b=0.5")
    assert status in (1, 2) and "loss" in text and "Traceback" not in text
