"""Is this machine ready to render, and if not, what to type."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.failures import INSTALL_SYSTEM_PACKAGES
from pipeline.places import MEDIA

_PROJECT = Path(__file__).resolve().parent.parent
_LOCK = _PROJECT / "requirements.lock"
_FONTS = _PROJECT / "assets" / "fonts"
_OLDEST_PYTHON = (3, 11)
_ENCODERS = ("libx264", "libvpx-vp9", "qtrle", "gif", "mov_text")
_ENOUGH_DISK_GB = 2
_INSTALL_PACKAGES = "make setup, and then use .venv/bin/python"


@dataclass(frozen=True)
class Finding:
    """The outcome of one check.

    Attributes
    ----------
    mend
        What to type where something is missing; None where all is well.
    """

    subject: str
    found: str
    mend: str | None = None

    def __str__(self) -> str:
        if self.mend is None:
            return f"  ok       {self.subject}: {self.found}"
        return f"  MISSING  {self.subject}: {self.found}\n           type: {self.mend}"


def examine() -> tuple[str, bool]:
    """Check this machine, and return a report and whether it is ready."""
    findings = [finding for check in _CHECKS for finding in check()]
    is_ready = all(finding.mend is None for finding in findings)
    verdict = "ready to render" if is_ready else "not ready: see what to type above"
    return "\n".join([*map(str, findings), verdict]), is_ready


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, _OLDEST_PYTHON))
    new_enough = sys.version_info >= _OLDEST_PYTHON
    yield Finding(
        "Python", version, None if new_enough else f"sudo apt-get install -y python{wanted}-venv"
    )


def _packages() -> Iterator[Finding]:
    """Compare what is installed with the lock file."""
    locked = locked_versions(_LOCK.read_text(encoding="utf-8")) if _LOCK.exists() else {}
    wrong = []
    for name, wanted in locked.items():
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            installed = "none"
        if installed != wanted:
            wrong.append(f"{name} {wanted} (here {installed})")
    if not locked:
        yield Finding("packages", f"{_LOCK.name} is missing", f"git checkout {_LOCK.name}")
    elif wrong:
        more = f"; and {len(wrong) - 4} more" if len(wrong) > 4 else ""
        found = f"locked versions are not installed: {'; '.join(wrong[:4])}{more}"
        yield Finding("packages", found, _INSTALL_PACKAGES)
    else:
        yield Finding("packages", f"{len(locked)} as in {_LOCK.name}")


def locked_versions(lock: str) -> dict[str, str]:
    """Return the packages that a lock file pins, with their versions."""
    # Read by hand, since on a machine that is not ready nothing may be installed to read it with.
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, flags=re.MULTILINE))


def _system_libraries() -> Iterator[Finding]:
    """Load what Manim draws with; ask pkg-config only where that fails."""
    broken = []
    for module in ("cairo", "manimpango"):
        try:
            importlib.import_module(module)
        except ImportError as error:
            broken.append(f"{module}: {error}")
    if not broken:
        yield Finding("Cairo and Pango", "found")
        return
    absent = [library for library in ("cairo", "pangocairo") if not _pkg_config_knows(library)]
    mend = INSTALL_SYSTEM_PACKAGES if absent else _INSTALL_PACKAGES
    yield Finding("Cairo and Pango", "; ".join(broken), mend)


def _pkg_config_knows(library: str) -> bool:
    program = shutil.which("pkg-config")
    if program is None:
        return False
    return subprocess.run([program, "--exists", library], check=False).returncode == 0


def _encoders() -> Iterator[Finding]:
    try:
        import av
    except ImportError as error:
        yield Finding("encoders", str(error), _INSTALL_PACKAGES)
        return
    absent = [name for name in _ENCODERS if name not in av.codecs_available]
    if absent:
        mend = f"{sys.executable} -m pip install --force-reinstall av"
        yield Finding("encoders", f"no {', '.join(absent)} in PyAV {av.__version__}", mend)
    else:
        yield Finding("encoders", f"{', '.join(_ENCODERS)} in PyAV {av.__version__}")


def _fonts() -> Iterator[Finding]:
    fonts = sorted(font.stem for font in _FONTS.glob("*.otf"))
    place = _FONTS.relative_to(_PROJECT)
    if fonts:
        yield Finding("fonts", ", ".join(fonts))
    else:
        yield Finding("fonts", f"none in {place}", f"git checkout {place}")


def _media_folder() -> Iterator[Finding]:
    place = MEDIA.resolve()
    existing = next(folder for folder in (place, *place.parents) if folder.exists())
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        yield Finding("output folder", f"{MEDIA} can be written")
    else:
        yield Finding("output folder", f"{existing} cannot be written", f"chmod u+rwx {existing}")
    free_gb = shutil.disk_usage(existing).free / 1e9
    found = f"{free_gb:.1f} GB free"
    mend = None if free_gb >= _ENOUGH_DISK_GB else f"rm -r {MEDIA}/videos"
    yield Finding("disk", found, mend)


_CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _python,
    _packages,
    _system_libraries,
    _encoders,
    _fonts,
    _media_folder,
)
