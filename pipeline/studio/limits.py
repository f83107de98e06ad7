"""What a scene may take while it is looked at in the studio."""

from __future__ import annotations

import resource
import signal
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import RequestError

# A scene may go on for longer than it may show nothing new, but not for ever.
_IN_ALL = 10
# Less than what a small scene needs helps nobody.
_LEAST_MB = 200
_PAGE_BYTES = resource.getpagesize()


class TakesTooLong(BaseException):
    """Raised within a scene that has shown nothing new for too long.

    Not an ``Exception``, so that no handler in a scene's own code takes it for an error.
    """


@dataclass(frozen=True)
class Limits:
    """What a scene may take.

    Attributes
    ----------
    time_s
        For how long it may show nothing new.
    memory_mb
        How much memory it may take, in megabytes.
    """

    time_s: int
    memory_mb: int

    @classmethod
    def of(cls, time_s: int, memory_mb: int) -> Limits:
        """Check limits as they were typed.

        Raises
        ------
        RequestError
            If nothing could be played within them.
        """
        if time_s < 1:
            raise RequestError(f"--time-limit {time_s} leaves no time; type at least 1")
        if memory_mb < _LEAST_MB:
            raise RequestError(
                f"--memory-limit {memory_mb} is too little; type {_LEAST_MB} or more"
            )
        return cls(time_s, memory_mb)

    def impose(self) -> None:
        """Have this process keep to the limits from now on."""
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * _PAGE_BYTES + self.memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        in_all_s = self.time_s * _IN_ALL
        resource.setrlimit(resource.RLIMIT_CPU, (in_all_s, in_all_s + 1))
        signal.signal(signal.SIGALRM, _give_up)
        signal.signal(signal.SIGXCPU, _give_up)
        self.note_progress()

    def note_progress(self) -> None:
        """Say that there is something new."""
        signal.alarm(self.time_s)

    @property
    def too_long(self) -> str:
        """What to say of a scene that takes too long."""
        return (
            f"it showed nothing new for {self.time_s} s, or went on for {self.time_s * _IN_ALL} s, "
            "and was stopped; --time-limit allows more"
        )

    @property
    def too_much(self) -> str:
        """What to say of a scene that takes too much memory."""
        return (
            f"it took more than {self.memory_mb} MB of memory and was stopped; "
            "--memory-limit allows more"
        )


def _give_up(*_: object) -> None:
    raise TakesTooLong
