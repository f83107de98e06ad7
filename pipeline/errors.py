"""What can go wrong, as one or two lines for the person who asked.

::

    PipelineError           has an exit status and is shown without a traceback
    ├── RequestError   2    the request was wrong; the message says what to type instead
    └── RenderError    1    the request was right, and carrying it out failed
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class PipelineError(Exception):
    """Base of the errors that are shown as they are; never raised itself."""

    exit_status: int


class RequestError(PipelineError):
    """The request cannot be carried out as it was typed."""

    exit_status = 2


class RenderError(PipelineError):
    """Rendering failed."""

    exit_status = 1


def unknown_name(kind: str, name: str, valid: Iterable[str], advice: str) -> RequestError:
    """Return the error for a name that does not exist, with the nearest one that does.

    Parameters
    ----------
    kind
        What the name was meant to name, e.g. ``"scene"``.
    name
        The name as it was typed.
    valid
        The names that exist.
    advice
        What to type where no valid name is near.
    """
    by_folded_name = {candidate.casefold(): candidate for candidate in valid}
    near = difflib.get_close_matches(name.casefold(), by_folded_name, n=1)
    hint = f"did you mean {by_folded_name[near[0]]}?" if near else advice
    return RequestError(f"there is no {kind} {name!r}; {hint}")
