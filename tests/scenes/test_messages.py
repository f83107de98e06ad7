"""The words in every language: complete, with all their letters in the fonts, and used."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from autodiff import differentiate
from autodiff.derivation import rule_names
from scenes import messages, typeset
from scenes.base import LessonScene
from scenes.film import TITLE

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = messages.languages()


def entries(language):
    with (messages.FOLDER / f"{language}.po").open("rb") as file:
        return [entry for entry in read_po(file) if entry.id]


def test_catalogues_hold_exactly_what_the_scenes_say():
    done = subprocess.run(
        [sys.executable, messages.FOLDER / "collect.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}type: make messages"


def test_no_text_hides_in_an_f_string():
    # Babel's extractor does not look into them before Python 3.12.
    for path in sorted((ROOT / "scenes").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            inner = ast.walk(node) if isinstance(node, ast.JoinedStr) else ()
            for call in inner:
                name = getattr(call.func, "id", "") if isinstance(call, ast.Call) else ""
                assert name != "message", f"{path.name}:{call.lineno}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_words(language):
    assert len(entries(language)) > 400
    assert [entry.id for entry in entries(language) if not entry.string or entry.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_braces_is_the_same_in_every_language(language):
    for entry in entries(language):
        names = [sorted(re.findall(r"\{\w+\}", text)) for text in (entry.id, entry.string)]
        assert names[0] == names[1], entry.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bundled_fonts_have_every_letter(language):
    letters = set("".join(entry.string for entry in entries(language)))
    for font in sorted((ROOT / "assets" / "fonts").glob("*.otf")):
        has = set(map(chr, TTFont(font).getBestCmap()))
        assert letters - has == set(), font.name


def test_ukrainian_is_ukrainian():
    own = [entry for entry in entries("uk") if re.search("[а-яіїєґ]", entry.string.lower())]
    # All but a few names of functions and methods, which are the same in every language.
    assert len(entries("uk")) - len(own) < 8


def test_words_and_beats_speak_the_language():
    class Spoken(LessonScene):
        overrides: ClassVar = {"language": "uk"}

        def construct(self):
            self.word = typeset.words("loss")
            self.rule = typeset.words("{rule} rule", rule="sine")
            with self.beat(TITLE):
                pass
            with self.beat("Nobody has translated this."):
                pass

    scene = Spoken()
    scene.render()
    assert scene.word.written == "втрата"
    assert scene.rule.written == "правило: синус"
    said = [beat.text for beat in scene.record.beats]
    (title,) = (entry.string for entry in entries("uk") if entry.id == TITLE)
    assert said == [title, "Nobody has translated this."]
    assert title != TITLE
    assert scene.untranslated == ["Nobody has translated this."]
    assert scene.word.is_translated and not typeset.words("not in it").is_translated


def test_names_and_signs_need_no_translation():
    messages.use_language("uk")
    assert typeset.plain("relu").is_translated and typeset.words("2 + 2").is_translated


def test_every_rule_of_a_derivation_has_words():
    known = {entry.id for entry in entries("uk")}
    assert set(rule_names()) <= known
    for text in ("x**3 - 2*x", "sin(x)/x", "1/x", "2**x", "x**x", "log(cosh(x))", "abs(-3*x)"):
        for step in differentiate(text, "x").steps:
            assert {step.rule, step.inner} - {""} <= known, step


def test_a_language_that_is_not_there_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="did you mean uk"):
        messages.known_language("ukr")
