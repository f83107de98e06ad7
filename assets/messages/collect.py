"""Collect the words of the film and the lessons into the catalogues beside this file.

`make messages` runs it: what is new gets an entry (in English it is its own text), what is no
longer used loses its entry, and translations stay. ``--check`` changes nothing, and fails if
anything would change.
"""

from __future__ import annotations

import argparse
import io
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from autodiff.derivation import rule_names

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "assets" / "messages"
HISTORY = ROOT / "assets" / "data" / "history.toml"
SOURCE = "en"
# The functions whose first argument is shown or said.
KEYWORDS = {"beat": None, "words": None, "message": None}


def sources() -> Iterator[tuple[str, str]]:
    """Yield every text and the file in which it stands."""
    for path in sorted((ROOT / "scenes").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for _, text, _, _ in extract_from_file("python", path, KEYWORDS):
            if isinstance(text, str) and any(character.isalpha() for character in text):
                yield text, place
    for rule in rule_names():
        yield rule, "autodiff/derivation.py"
    for event in tomllib.loads(HISTORY.read_text(encoding="utf-8"))["event"]:
        for text in (event["who"], event["what"]):
            yield text, HISTORY.relative_to(ROOT).as_posix()


def collected(language: str) -> Catalog:
    """Return the catalogue of a language with all that is there to be said now."""
    file = FOLDER / f"{language}.po"
    before = (
        read_po(io.BytesIO(file.read_bytes()), locale=language) if file.is_file() else Catalog()
    )
    known = {entry.id: entry.string for entry in before if entry.id}
    # Without a date: the same words give the same file.
    catalogue = Catalog(locale=language, project="", version="", fuzzy=False)
    for text, place in sources():
        string = known.get(text) or (text if language == SOURCE else "")
        catalogue.add(text, string, locations=[(place, 0)])
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as the text of its file."""
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, include_lineno=False)
    head = (
        f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    return head.encode() + body.getvalue()


def main() -> int:
    """Bring every catalogue up to date, or say which is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("languages", nargs="*", help="codes such as uk; by default those there are")
    arguments = parser.parse_args()
    languages = arguments.languages or sorted(path.stem for path in FOLDER.glob("*.po"))
    stale = 0
    for language in languages:
        file, catalogue = FOLDER / f"{language}.po", collected(language)
        new = written(catalogue)
        missing = sum(not entry.string for entry in catalogue if entry.id)
        print(f"{language}: {len(catalogue)} texts, {missing} without words")
        if not file.is_file() or file.read_bytes() != new:
            stale += 1
            if not arguments.check:
                file.write_bytes(new)
    return 1 if arguments.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
