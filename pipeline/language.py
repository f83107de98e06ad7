"""In which language a video is: its words, as the scenes package has them."""

from __future__ import annotations

import importlib

from pipeline.errors import unknown_name

MESSAGES_MODULE = "scenes.messages"
SOURCE = "en"
# As containers name languages (ISO 639-2); of any other they are told that it is not known.
_THREE_LETTERS = {"en": "eng", "uk": "ukr"}


def translated(text: str, language: str) -> str:
    """Return a text in a language; itself where no words for it are known.

    Raises
    ------
    RequestError
        If there is no catalogue of that language.
    """
    messages = importlib.import_module(MESSAGES_MODULE)
    known = messages.languages()
    if language not in known:
        raise unknown_name("language", language, known, f"type one of {', '.join(known)}")
    return str(messages.translated(text, language))


def container_code(language: str) -> str:
    """Return the code that a video's container has for a language."""
    return _THREE_LETTERS.get(language, "und")


def file_mark(language: str) -> str:
    """Return what stands before a file's suffix, so that other languages have other files."""
    return "" if language == SOURCE else f".{language}"
