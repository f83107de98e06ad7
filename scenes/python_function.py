"""A function written in Python, as the text of the expression that it computes."""

from __future__ import annotations

import importlib.util
import inspect
import re
from pathlib import Path

from autodiff import AutodiffError, trace

PYTHON_FUNCTION = re.compile(r"(?P<file>.+\.py):(?P<name>[A-Za-z_]\w*)")
# Where the function is called while it is traced; what it does must not depend on its inputs.
_EXAMPLE = 0.5
# The text of an expression grows with every use of a shared part.
_LONGEST = 4000


def text_of_function(text: str) -> str:
    """Return the expression that ``FILE.py:name`` computes, with the names of its parameters.

    Raises
    ------
    ValueError
        If there is no such file or function, or it cannot be traced.
    """
    match = PYTHON_FUNCTION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not FILE.py:name")
    file, name = Path(match["file"]), match["name"]
    spec = importlib.util.spec_from_file_location(f"{file.stem}_functions", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise ValueError(f"there is no file {file}")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ValueError(f"{file} cannot be run: {type(error).__name__}: {error}") from error
    function = getattr(module, name, None)
    if not callable(function):
        found = [n for n, value in vars(module).items() if inspect.isfunction(value)]
        raise ValueError(f"{file} defines no function {name}; it has {', '.join(found) or 'none'}")
    count = len(inspect.signature(function).parameters)
    try:
        expression = trace(function, *[_EXAMPLE] * count).to_text()
    except AutodiffError as error:
        raise ValueError(f"{text} cannot be traced: {error}") from error
    except Exception as error:
        raise ValueError(f"{text} failed: {type(error).__name__}: {error}") from error
    if len(expression) > _LONGEST:
        raise ValueError(f"{text} is too long to be written as one expression")
    return expression
