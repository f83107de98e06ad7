"""Putting results in their place, complete or not at all.

A result is written into a hidden folder beside its place and moved in when everything is there,
so that an interrupted or failed run leaves what was there before.
"""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import RequestError


@contextmanager
def staging_for(output: Path, *, is_folder: bool = False) -> Iterator[Path]:
    """Give a folder beside an output to write into, and remove it at the end.

    Parameters
    ----------
    output
        Where the finished result will go.
    is_folder
        Whether the result is itself a folder, of pictures.

    Raises
    ------
    RequestError
        If the output cannot be written there. This is known before any work is done.
    """
    _check(output, is_folder)
    prefix = f".{output.stem}.partial-"
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(output.parent, prefix)
        folder = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=output.parent))
    except OSError as error:
        raise _unwritable(output, error) from error
    try:
        yield folder.resolve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(staged: Path, output: Path) -> None:
    """Move a finished file or folder of pictures to its place, over an earlier one."""
    try:
        if staged.is_dir() and output.is_dir():
            _swap_folders(staged, output)
        else:
            staged.replace(output)
    except OSError as error:
        raise _unwritable(output, error) from error


def write_text(staging: Path, output: Path, text: str) -> None:
    """Write a text file by way of a staging folder."""
    staged = staging / output.name
    staged.write_text(text, encoding="utf-8")
    publish(staged, output)


def _swap_folders(staged: Path, output: Path) -> None:
    # A folder cannot be replaced in one step: the earlier one steps aside into staging.
    earlier = staged.with_name(f"{staged.name}.earlier")
    output.rename(earlier)
    try:
        staged.rename(output)
    except OSError:
        earlier.rename(output)
        raise


def _remove_abandoned(parent: Path, prefix: str) -> None:
    """Remove the staging folders of processes that were killed before they could."""
    for folder in parent.glob(f"{glob.escape(prefix)}*"):
        process = folder.name.removeprefix(prefix).partition("-")[0]
        if process.isdecimal() and not _is_alive(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it belongs to somebody else
    return True


def _check(output: Path, is_folder: bool) -> None:
    if is_folder:
        if output.exists() and not output.is_dir():
            raise RequestError(f"cannot write {output}: it is a file; type -o with a folder")
        if output.is_dir() and any(entry.suffix != ".png" for entry in output.iterdir()):
            raise RequestError(
                f"{output} holds other files than pictures; type -o with a new folder"
            )
    elif output.is_dir():
        raise RequestError(f"cannot write {output}: it is a folder; type -o with a file's name")
    elif output.exists() and not os.access(output, os.W_OK):
        raise RequestError(f"cannot write {output}: it is write-protected; type another -o")


def _unwritable(output: Path, error: OSError) -> RequestError:
    reason = error.strerror or str(error)
    return RequestError(
        f"cannot write {output}: {reason}; type -o with a place that can be written"
    )
