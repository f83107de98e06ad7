"""Saving changes what was changed, and leaves every other letter of the file."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalogue import read_catalogue
from pipeline.errors import RequestError
from pipeline.lesson_file import read_lesson_file
from pipeline.new_lesson import lesson_text
from pipeline.setting import Setting, merged
from pipeline.studio.saving import changed_text, revision_of, save, save_new

TEXT = """\
# Mine.
lesson = "graph"  # which one

function = "x*y"  # of two
at = { x = 1, y = 2 }
speed = 1.5

[narration]
# at first
1 = "Hello."  # said slowly
"""


def changes(**values):
    return [Setting.of(name, value, "the form") for name, value in values.items()]


def test_only_what_was_changed_differs():
    text = changed_text(TEXT, changes(speed=2.0, narration={"1": "Hi."}), "")
    before, after = TEXT.splitlines(), text.splitlines()
    different = [line for line, other in zip(after, before, strict=True) if line != other]
    assert different == ["speed = 2.0", '1 = "Hi."  # said slowly']


def test_nothing_changed_is_the_same_text():
    assert changed_text(TEXT, [], "") == TEXT
    assert changed_text(TEXT, [], "landscape") == TEXT


def test_new_settings_stand_below_the_line_that_names_the_lesson():
    text = changed_text(TEXT, changes(theme="light", quiz=True), "portrait")
    assert text.splitlines()[2:5] == ['theme = "light"', "quiz = true", 'shape = "portrait"']
    narrated = changed_text('lesson = "graph"\n', changes(narration={"2": "Two."}), "")
    assert tomllib.loads(narrated) == {"lesson": "graph", "narration": {"2": "Two."}}


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["title", "function", "speed", "theme", "language", "extra"]),
        st.one_of(st.text(), st.floats(allow_nan=False, allow_infinity=False), st.booleans()),
    ),
    st.dictionaries(st.integers(1, 40).map(str), st.text(), max_size=3),
)
def test_whatever_is_saved_is_read_back(values, words):
    try:
        text = changed_text(TEXT, changes(**values, narration=words), "square")
    except ValueError:
        # TOML has no half of a character.
        assert any(0xD800 <= ord(c) < 0xE000 for t in (*values.values(), *words.values())
                   for c in str(t))  # fmt: skip
        return
    expected = tomllib.loads(TEXT)
    expected |= {**values, "shape": "square", "narration": expected["narration"] | words}
    assert tomllib.loads(text) == expected
    assert "# said slowly" in text and "# which one" in text


def test_a_new_file_keeps_its_explanations(tmp_path):
    file = tmp_path / "new.toml"
    save_new(file, lesson_text("chain"), changes(function="sin(x**2)", speed=0.5), "square")
    text = file.read_text()
    assert "# how fast it goes" in text and 'shape = "square"' in text
    read = read_lesson_file(file, read_catalogue().chapters)
    assert merged(read.target.settings)["function"] == "sin(x**2)" and read.shape == "square"
    with pytest.raises(RequestError, match="there already"):
        save_new(file, "", [], "")
    assert file.read_text() == text


def test_what_somebody_else_wrote_is_not_lost(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(TEXT)
    revision = revision_of(file)
    file.write_text(TEXT.replace("Hello", "Good morning"))
    with pytest.raises(RequestError, match="changed by somebody else"):
        save(file, changes(speed=3.0), "", revision)
    assert "Good morning" in file.read_text() and "speed = 1.5" in file.read_text()
    save(file, changes(speed=3.0), "", revision_of(file))
    assert "Good morning" in file.read_text() and "speed = 3.0" in file.read_text()
    assert list(tmp_path.iterdir()) == [file]
