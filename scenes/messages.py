"""The words of the film and the lessons, in the language that is being spoken.

English stands in the scenes themselves; ``assets/messages/`` holds a gettext catalogue for every
language, English included, in which the words can be changed without touching a scene.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "assets" / "messages"
SOURCE = "en"

_language = SOURCE


def message(text: str) -> str:
    """Mark a text that is shown or said later, so that it is collected into the catalogues."""
    return text


def languages() -> tuple[str, ...]:
    """Return the codes of all languages of which there is a catalogue."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.po")))


def use_language(code: str) -> None:
    """Have all words from now on in a language."""
    global _language
    _language = code


def translated(text: str, code: str | None = None) -> str:
    """Return a text in a language, by default the present one; itself where none is known."""
    return _catalogue(code or _language).get(text) or text


def is_translated(text: str) -> bool:
    """Whether a text needs no translation into the present language, or has one."""
    is_wordless = not any(character.isalpha() for character in text)
    return _language == SOURCE or is_wordless or bool(_catalogue(_language).get(text))


@lru_cache(maxsize=8)
def _catalogue(code: str) -> Mapping[str, str]:
    # Reading takes a while, and many commands show no words.
    from babel.messages.pofile import read_po

    path = FOLDER / f"{code}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code, abort_invalid=True)
    return {
        str(entry.id): str(entry.string)
        for entry in catalogue
        if entry.id and entry.string and not entry.fuzzy
    }


def known_language(code: str) -> str:
    """Return a language's code.

    Raises
    ------
    ValueError
        If there is no catalogue of it; the message has the nearest one.
    """
    if code not in languages():
        near = difflib.get_close_matches(code, languages(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(languages())}"
        raise ValueError(f"there is no language {code!r}; {hint}")
    return code
