"""What can go wrong, as one tree.

::

    AutodiffError
    ├── ExpressionError            a text that is not an expression; has a column and shows a caret
    ├── DomainError                a value or slope that does not exist at the point, and is used
    ├── ShapeError                 arrays whose shapes do not fit together
    └── NotDifferentiableError     a kink, where the caller asked for strictness
"""

from __future__ import annotations

from typing import Any


class AutodiffError(Exception):
    """The root of everything that this package raises on purpose."""


class ExpressionError(AutodiffError, ValueError):
    """A text that cannot be read as an expression.

    Parameters
    ----------
    problem
        What is wrong and what to write instead, in one line.
    text
        The whole text.
    column
        Where, counted in characters from 1.

    Attributes
    ----------
    problem, text, column
        As given.
    """

    #: Characters of the text shown on each side of the caret.
    _WINDOW = 40

    def __init__(self, problem: str, text: str = "", column: int = 1) -> None:
        self.problem = problem
        self.text = text
        self.column = max(1, min(column, len(text) + 1))
        super().__init__(f"{problem}\n{self._picture()}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problem, self.text, self.column)

    def _picture(self) -> str:
        """Return the part of the text around the column with a caret below it."""
        start = max(0, self.column - 1 - self._WINDOW)
        stop = self.column - 1 + self._WINDOW
        shown = "".join(c if c.isprintable() else " " for c in self.text[start:stop])
        before = "..." if start else ""
        after = "..." if stop < len(self.text) else ""
        caret = " " * (len(before) + self.column - 1 - start) + "^"
        return f"column {self.column}:\n  {before}{shown}{after}\n  {caret}"


class DomainError(AutodiffError, ArithmeticError):
    """A number that does not exist at this point, such as log(-1), and that the result uses.

    Attributes
    ----------
    node
        Id of the node (of the graph, or of the recording of a Python function).
    op
        Name of the primitive.
    inputs
        What it was given.
    """

    def __init__(self, problem: str, node: int, op: str, inputs: tuple[Any, ...]) -> None:
        super().__init__(problem)
        self.problem = problem
        self.node = node
        self.op = op
        self.inputs = inputs

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problem, self.node, self.op, self.inputs)


class ShapeError(AutodiffError, ValueError):
    """Arrays whose shapes do not fit together, or a derivative that needs another shape."""


class NotDifferentiableError(AutodiffError, ArithmeticError):
    """A kink at this point, such as abs at 0, where the caller asked for strictness."""
