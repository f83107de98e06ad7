"""Every lesson shows functions of every character, or says clearly why it cannot."""

import json

import pytest

from pipeline.check.run import check_scenes
from pipeline.errors import RequestError
from pipeline.quality import QUALITIES
from scenes.lessons import LESSONS
from tests.lesson_cases import CASES, REFUSED


def lesson_file(folder, kind, name, fields):
    """Write a lesson file, and return its path as it would be typed."""
    path = folder / f"{kind}-{name}.toml"
    lines = [f'lesson = "{kind}"']
    for key, value in fields.items():
        if isinstance(value, dict):
            value = "{" + ", ".join(f"{k} = {v}" for k, v in value.items()) + "}"
        elif isinstance(value, str):
            value = json.dumps(value)
        lines.append(f"{key} = {value}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_every_lesson_has_cases():
    assert set(CASES) == set(REFUSED) == set(LESSONS)
    assert all(len(cases) >= 12 for cases in CASES.values())


@pytest.mark.parametrize("kind", CASES)
def test_each_function_gives_a_clean_lesson(kind, tmp_path):
    names = [lesson_file(tmp_path, kind, name, fields) for name, fields in CASES[kind].items()]
    lines, is_clean = check_scenes(names, QUALITIES["l"], jobs=2, folder=tmp_path)
    assert is_clean, "\n".join(lines)


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, cases in REFUSED.items() for name in cases]
)
def test_what_cannot_be_shown_is_answered_with_the_field_and_the_reason(kind, name, tmp_path):
    fields, part = REFUSED[kind][name]
    file = lesson_file(tmp_path, kind, name, fields)
    try:
        lines, is_clean = check_scenes([file], QUALITIES["l"], jobs=1, folder=tmp_path)
        answer = "" if is_clean else lines[0]
    except RequestError as error:
        answer = str(error)
    assert answer.startswith(file) and part in answer, answer
    assert "Traceback" not in answer
