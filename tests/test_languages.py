"""The whole film and every lesson in another language and script pass the check."""

import pytest

from pipeline.check.run import check_scenes
from pipeline.quality import QUALITIES
from pipeline.setting import Setting
from scenes.lessons import LESSONS
from scenes.messages import SOURCE, languages

OTHERS = [language for language in languages() if language != SOURCE]


def check(names, folder, **fields):
    settings = [Setting.of(name, value, "here") for name, value in fields.items()]
    # Small words are only clear at the size at which the film is checked.
    return check_scenes(names, QUALITIES["m"], jobs=2, folder=folder, settings=settings)


@pytest.mark.parametrize("language", OTHERS)
def test_the_film_in_another_language(language, tmp_path):
    lines, is_clean = check([], tmp_path, language=language)
    assert is_clean, "\n".join(lines)


@pytest.mark.parametrize("language", languages())
def test_every_lesson_with_its_quiz(language, tmp_path):
    lines, is_clean = check(list(LESSONS), tmp_path, language=language, quiz=True)
    assert is_clean, "\n".join(lines)
