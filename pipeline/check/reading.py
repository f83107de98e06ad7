"""What is read: how many words, how fast, and which digits nobody vouches for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.check.elements import Element, written
from pipeline.check.layout import Clash
from pipeline.timeline import Caption

MOST_WORDS = 12
MOST_STILL_S = 6.0
MOST_CHARACTERS_PER_S = 20.0
_WORD = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*")
# A digit that begins a number, not one in a name such as x1 or in an exponent.
_NUMBER = re.compile(r"(?<![\w.^_])(?<![\^_]\()\d")


def too_many_words(shown: Sequence[Element]) -> Iterator[Clash]:
    """Yield the texts in focus, if together they have too many words."""
    texts = [
        element
        for element in shown
        if element.is_text and not element.is_dimmed and words_in(element)
    ]
    count = sum(map(words_in, texts))
    if count > MOST_WORDS:
        yield Clash("words", f"{count} words are on screen; at most {MOST_WORDS}", tuple(texts))


def words_in(text: Element) -> int:
    """Return how many words of running text there are in a text."""
    return len(_WORD.findall(written(text.mobject) or ""))


def loose_digits(shown: Iterable[Element]) -> Iterator[Clash]:
    """Yield each text with digits for which there is no entry in the ledger."""
    for element in shown:
        if not element.is_text or hasattr(element.mobject, "quantity"):
            continue
        text = written(element.mobject) or str(getattr(element.mobject, "typed", ""))
        if _NUMBER.search(text):
            message = f"{element.name} has digits that no quantity stands behind"
            yield Clash("number", message, (element,))


def untranslated(shown: Iterable[Element]) -> Iterator[Clash]:
    """Yield each text that is not in the language that was chosen."""
    for element in shown:
        if not getattr(element.mobject, "is_translated", True):
            yield Clash("language", f"{element.name} is not translated", (element,))


def beginning(text: str) -> str:
    """Return the first words of a caption, in quotes."""
    return f"“{' '.join(text.split()[:5])} …”"


def too_fast(captions: Iterable[Caption], fps: int) -> Iterator[tuple[Caption, str]]:
    """Yield each caption that is gone before it can be read, and how fast it is."""
    for caption in captions:
        speed = len(caption.text) * fps / max(caption.span.frames, 1)
        if speed > MOST_CHARACTERS_PER_S:
            message = f"the caption {beginning(caption.text)} has {speed:.0f} characters a second"
            yield caption, f"{message}; at most {MOST_CHARACTERS_PER_S:.0f}"
