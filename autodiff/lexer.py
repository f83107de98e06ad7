"""The words of an expression: what is let through to Python's parser, and what is asked instead.

Only known words pass, so that Python's parser never sees anything but arithmetic. Most mistakes of
people who are used to formulas on paper (``2x``, ``sin x``, ``|x|``) show in two words side by side
and are answered here.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Container
from fractions import Fraction
from typing import NamedTuple, NoReturn

from autodiff.errors import ExpressionError

#: The longest text, in characters.
MAX_LENGTH = 50_000
#: The deepest nesting of brackets.
MAX_NESTING = 100
#: The most digits of a number, and the largest power of ten in it.
MAX_DIGITS = 60
MAX_EXPONENT = 400
#: The most signs in a row, and the most powers and choices, which Python's parser nests.
MAX_CHAIN = 2000

_WORD = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)
    |(?P<name>[^\W\d²³](?:(?![²³])\w)*)
    |(?P<operator>\*\*|<=|>=|==|!=|[-+*/<>(),])
    |(?P<spelling>[\^−×·÷²³])""",
    re.VERBOSE,
)
#: Characters that are understood, each with how Python writes it.
_SPELLINGS = {"^": "**", "−": "-", "×": "*", "·": "*", "÷": "/"}
_SUPERSCRIPTS = {"²": "2", "³": "3"}
_NAMES = {"π": "pi"}
_WORDS = frozenset(("if", "else", "and", "or", "not"))
#: The longest part of a text that is repeated in a message.
_LONGEST_FACTOR = 20
#: What to write instead of what is not understood.
_ADVICE = {
    "=": "write only the expression, without =; to compare, write ==",
    "!": "! is not understood; there is no factorial",
    "|": "| is not understood; for an absolute value write abs(x)",
    "[": "[ ] is not understood; write x1, x2, ... for indexed names",
    "]": "[ ] is not understood; write x1, x2, ... for indexed names",
    "{": "{ } is not understood; use round brackets",
    "}": "{ } is not understood; use round brackets",
    ".": "a dot is only understood inside a number",
    "//": "// is not understood; write / to divide",
    "~": "~ is not understood; write not",
    "&": "& is not understood; write and",
    "%": "% is not understood; for a percentage divide by 100",
}


class Word(NamedTuple):
    """A word: its kind, how Python writes it, how it was written, and where."""

    kind: str
    python: str
    written: str
    column: int


class Source(NamedTuple):
    """A text that Python's parser may see.

    Attributes
    ----------
    python
        The text.
    columns
        For each of its characters, and one beyond, the column of the original text.
    numbers
        The exact number that starts at a position.
    """

    python: str
    columns: list[int]
    numbers: dict[int, Fraction]


def fail(problem: str, text: str, column: int) -> NoReturn:
    """Raise the error, with a hint where a caret was used for powers."""
    if "^" in text:
        problem += " (^ is read as a power, like **)"
    raise ExpressionError(problem, text, column)


def read_source(text: str, functions: Container[str]) -> Source:
    """Return what Python's parser may see of `text`.

    Raises
    ------
    ExpressionError
        If something in it is not a word of an expression, or two words lack an operator.
    """
    if len(text) > MAX_LENGTH:
        problem = f"the expression has {len(text)} characters; at most {MAX_LENGTH} are allowed"
        fail(problem, text, MAX_LENGTH + 1)
    words = _words(text)
    if not words:
        fail("the expression is empty; write for example x**2 + 1", text, 1)
    partner = _matched_brackets(words, text)
    _check_chains(words, text)
    _check_neighbours(words, partner, text, functions)
    pieces: list[str] = []
    columns: list[int] = []
    numbers: dict[int, Fraction] = {}
    for word in words:
        if word.kind == "number":
            numbers[len(columns)] = Fraction(word.written.replace("_", ""))
        pieces.append(word.python + " ")
        columns += [word.column] * (len(word.python) + 1)
    return Source("".join(pieces), [*columns, len(text.rstrip()) + 1], numbers)


def _words(text: str) -> list[Word]:
    words = []
    position = 0
    while position < len(text):
        match = _WORD.match(text, position)
        column = position + 1
        if text.startswith("//", position):
            fail(_ADVICE["//"], text, column)
        if match is None:
            character = text[position]
            shown = character if character.isprintable() else repr(character)
            unknown = f"the character {shown} has no meaning in an expression"
            fail(_ADVICE.get(character, unknown), text, column)
        kind, written = str(match.lastgroup), match[0]
        if kind == "number":
            words.append(Word(kind, _python_number(written, text, column), written, column))
        elif kind == "name":
            words.append(Word(kind, _python_name(written, text, column), written, column))
        elif written in _SUPERSCRIPTS:
            words.append(Word("operator", "**", "", column))
            words.append(Word("number", "1", _SUPERSCRIPTS[written], column))
        elif kind != "space":
            words.append(Word("operator", _SPELLINGS.get(written, written), written, column))
        position = match.end()
    return words


def _python_number(written: str, text: str, column: int) -> str:
    _, _, exponent = written.lower().partition("e")
    if len(written) > MAX_DIGITS or abs(int(exponent or 0)) > MAX_EXPONENT:
        limits = f"at most {MAX_DIGITS} digits and powers of ten up to {MAX_EXPONENT}"
        fail(f"numbers have {limits}", text, column)
    # The exact number is kept aside; Python's parser only needs to see that one stands here.
    return "1"


def _python_name(written: str, text: str, column: int) -> str:
    name = _NAMES.get(written, written)
    if not name.isascii():
        fail(f"names are made of letters a to z, digits and _, not {name}", text, column)
    if name.startswith("__"):
        fail("a name does not start with two underscores", text, column)
    if name in ("True", "False", "None"):
        fail(f"{name} is not a number; only numbers and names are understood", text, column)
    if keyword.iskeyword(name) and name not in _WORDS:
        problem = f"{name} is a reserved word; choose another name, such as {name[:3]}_"
        fail(problem, text, column)
    return name


def _matched_brackets(words: list[Word], text: str) -> dict[int, int]:
    """Return for each bracket the index of the word that is its partner."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for index, word in enumerate(words):
        if word.written == "(":
            opened.append(index)
            if len(opened) > MAX_NESTING:
                fail(f"brackets are nested more than {MAX_NESTING} deep", text, word.column)
        elif word.written == ")":
            if not opened:
                fail("this bracket closes nothing", text, word.column)
            partner[index] = opened[-1]
            partner[opened.pop()] = index
    if opened:
        fail("this bracket is never closed; add )", text, words[opened[-1]].column)
    return partner


def _check_chains(words: list[Word], text: str) -> None:
    """Refuse what Python's parser would read by descending deeper at each word."""
    for operator in ("**", "if"):
        found = [word for word in words if word.python.startswith(operator)]
        if len(found) > MAX_CHAIN:
            problem = f"more than {MAX_CHAIN} times {operator} in one expression"
            fail(problem, text, found[MAX_CHAIN].column)


def _check_neighbours(
    words: list[Word], partner: dict[int, int], text: str, functions: Container[str]
) -> None:
    """Ask for the operator that is missing between two words."""
    signs = 0
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else None
        signs = signs + 1 if word.python in ("-", "+", "not") else 0
        if signs > MAX_CHAIN:
            fail(f"more than {MAX_CHAIN} signs in a row", text, word.column)
        if following is None:
            if (word.kind == "operator" and word.written != ")") or word.python in _WORDS:
                fail("the expression ends too early", text, len(text.rstrip()) + 1)
            return
        if not (_ends_value(word) and _starts_value(following)):
            continue
        if word.kind == "name" and following.written == "(":
            continue
        if word.written in functions and following.kind != "operator":
            fail(f"write {word.written}({following.written})", text, following.column)
        left, right = _factor(words, index, partner, text), _factor(words, index + 1, partner, text)
        problem = f"an operator is missing here: for a product write {left}*{right}"
        fail(problem, text, following.column)


def _ends_value(word: Word) -> bool:
    is_name = word.kind == "name" and word.python not in _WORDS
    return is_name or word.kind == "number" or word.written == ")"


def _starts_value(word: Word) -> bool:
    is_name = word.kind == "name" and word.python not in _WORDS
    return is_name or word.kind == "number" or word.written == "("


def _factor(words: list[Word], index: int, partner: dict[int, int], text: str) -> str:
    """Return a word as it was written; for a bracket the whole of what it encloses."""
    first, last = sorted((index, partner.get(index, index)))
    start, stop = words[first].column - 1, words[last].column - 1 + len(words[last].written)
    written = text[start:stop]
    return written if len(written) <= _LONGEST_FACTOR else "(...)"
