"""What to say about an exception that a scene raised."""

from __future__ import annotations

import errno
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from pipeline.catalogue import module_file
from pipeline.errors import PipelineError, RenderError, RequestError
from pipeline.targets import Target

if TYPE_CHECKING:
    from pydantic import ValidationError

SYSTEM_PACKAGES = "libcairo2-dev libpango1.0-dev pkg-config"
INSTALL_SYSTEM_PACKAGES = f"sudo apt-get install -y {SYSTEM_PACKAGES}"

# Manim's compiled parts; when one of these cannot be loaded, the system lacks a library.
_NATIVE_MODULES = frozenset({"cairo", "manimpango", "av", "pathops", "moderngl", "glcontext"})


# Errors of a disk that is full, or that nobody may write to.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


@dataclass(frozen=True)
class Failure:
    """Why a scene could not be rendered.

    Attributes
    ----------
    kind
        ``request``: what was asked for is wrong; ``scene``: the scene's code failed;
        ``machine``: this machine cannot render any scene; ``stopped``: another failure, or the
        person who asked, ended it.
    message
        One or two lines for the person who asked.
    """

    kind: Literal["request", "scene", "machine", "stopped"]
    message: str

    def as_error(self) -> PipelineError:
        """Return the error to be shown."""
        return (RequestError if self.kind == "request" else RenderError)(self.message)


class PlayingError(Exception):
    """A scene's own code failed; the exception that it raised is the cause of this one.

    Parameters
    ----------
    whereabouts
        How far the scene had come, in words.
    """

    def __init__(self, whereabouts: str) -> None:
        super().__init__(whereabouts)
        self.whereabouts = whereabouts


def describe_failure(error: BaseException, target: Target) -> Failure:
    """Return what to say about an exception raised while a scene was loaded, played or painted."""
    whereabouts = ""
    if isinstance(error, PlayingError) and error.__cause__:
        whereabouts, error = f", {error.whereabouts}", error.__cause__
    if isinstance(error, RequestError):
        return Failure("request", str(error))
    if isinstance(error, ImportError) and _is_native(error):
        return Failure(
            "machine",
            f"Manim cannot be loaded here: {_summary(error)}\ntype: {INSTALL_SYSTEM_PACKAGES}",
        )
    if isinstance(error, ModuleNotFoundError) and error.name == "manim":
        return Failure("machine", "Manim is not installed in this Python\ntype: make setup")
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        place = f" ({error.filename})" if error.filename else ""
        return Failure("machine", f"{target}: {error.strerror}{place}; nothing was changed")
    wrong_input = _wrong_input(error)
    if wrong_input:
        return Failure("request", f"{target}: {wrong_input}")
    where = _line_in_source(error, target)
    message = f"{target}{whereabouts}: {_summary(error)}"
    return Failure("scene", message + (f"\n  {where}" if where else ""))


def _summary(error: BaseException) -> str:
    """Return the type and the first line of the message of an exception."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    first_line = text.strip().partition("\n")[0]
    return f"{type(error).__name__}: {first_line}" if first_line else type(error).__name__


def _is_native(error: ImportError) -> bool:
    return (error.name or "").partition(".")[0] in _NATIVE_MODULES or ".so" in str(error)


def _wrong_input(error: BaseException) -> str | None:
    """Return what is wrong with a scene's parameters or data, if that is what was raised."""
    kinds = (
        ("autodiff", "AutodiffError"),
        ("scenes.data", "DataError"),
        ("scenes.parameters", "ParameterError"),
    )
    if any(_is_instance(error, package, name) for package, name in kinds):
        return str(error)
    if _is_instance(error, "pydantic", "ValidationError"):
        first = cast("ValidationError", error).errors(include_url=False)[0]
        name = ".".join(map(str, first["loc"]))
        return f"parameter {name}: {first['msg'].removeprefix('Value error, ')}"
    return None


def _is_instance(error: BaseException, package: str, name: str) -> bool:
    # Whoever raised it has imported the package; the pipeline itself needs neither of them.
    kind = getattr(sys.modules.get(package), name, None)
    return isinstance(kind, type) and isinstance(error, kind)


def _line_in_source(error: BaseException, target: Target) -> str | None:
    """Return the line of the scene's own source that led to an exception, with its place."""
    if isinstance(error, SyntaxError) and error.filename:
        return _place(error.filename, error.lineno, error.text)
    frames = traceback.extract_tb(error.__traceback__)
    source = _source_file(target)
    own = [frame for frame in frames if source and Path(frame.filename).resolve() == source]
    # Without a line of its own, the scene was not found or not reached: the last line tells most.
    frame = own[-1] if own else (frames[-1] if frames else None)
    return _place(frame.filename, frame.lineno, frame.line) if frame else None


def _source_file(target: Target) -> Path | None:
    if target.is_file:
        return Path(target.source).resolve()
    try:
        return module_file(target.source).resolve()
    except ImportError:
        return None


def _place(filename: str, line_number: int | None, text: str | None) -> str:
    file = Path(filename)
    if file.is_relative_to(Path.cwd()):
        file = file.relative_to(Path.cwd())
    return f"{file}:{line_number}: {(text or '').strip()}"
