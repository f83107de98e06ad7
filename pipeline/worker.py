"""The process that plays scenes: ``python -m pipeline.worker``.

It reads jobs from its standard input, each a line of JSON, and answers on its standard output with
one JSON object a line: ``{"recording": [digest, frames, is_new]}`` as parts of the scene are there
to be painted, then ``{"performance": ...}`` or ``{"failure": ...}``, or ``{"ended": status}``.
Whatever the scene itself prints goes to standard error.

Manim is imported once; each scene is then played in a fork, so that none can affect another.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.failures import describe_failure
from pipeline.formats import FORMATS
from pipeline.quality import LANDSCAPE, Quality, quality_of
from pipeline.setting import Setting
from pipeline.store import Store
from pipeline.take import Performance
from pipeline.targets import Target
from pipeline.unchanged import Memory, Part, noting_files

if TYPE_CHECKING:
    from pipeline.playing import Announce


@dataclass(frozen=True)
class Job:
    """One scene to be rendered, as plain data that a process can be handed.

    Attributes
    ----------
    folder
        Where everything is written that belongs to this job alone.
    store
        The folder of the store that all jobs share.
    """

    target: Target
    quality: str
    format: str
    folder: str
    store: str
    shape: str = LANDSCAPE

    @property
    def picture(self) -> Quality:
        """The size and rate of the pictures."""
        return quality_of(self.quality, self.shape)

    def to_json(self) -> str:
        """Return the job as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Job:
        """Read what ``to_json`` returned."""
        data = json.loads(text)
        target = data.pop("target")
        chapter, settings = target.pop("chapter"), target.pop("settings")
        target["chapter"] = tuple(chapter) if chapter else None
        return cls(Target(**target, settings=tuple(Setting(*s) for s in settings)), **data)


def carry_out(job: Job, announce: Announce) -> Performance:
    """Play the scene of a job in this process, and remember what it showed."""
    form = FORMATS[job.format]
    folder, store = Path(job.folder), Store(Path(job.store))
    memory = Memory(store, job.target, job.picture, transparent=form.transparent)
    parts: list[Part] = []

    def note(digest: str, frames: int, is_new: bool) -> None:
        parts.append((digest, frames))
        announce(digest, frames, is_new)

    with noting_files(folder, store.folder) as files:
        # These import Manim, which itself may fail on a machine that lacks a system library.
        from pipeline.loader import load_scene
        from pipeline.playing import play_scene
        from pipeline.settings import manim_settings

        with manim_settings(job.target, job.picture, folder, transparent=form.transparent):
            performance = play_scene(load_scene(job.target), form.name, store, folder, note)
    memory.keep(parts, performance, files)
    return performance


def main() -> None:
    """Carry out the jobs on standard input."""
    # If whoever asked is gone, there is nobody to play for.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(kind: str, value: Any) -> None:
        answers.write(json.dumps({kind: value}) + "\n")
        answers.flush()

    jobs = os.fdopen(os.dup(0), "r", encoding="utf-8")
    with suppress(Exception):
        # Whatever is wrong with Manim is said by the first scene that needs it.
        importlib.import_module("pipeline.playing")
    for line in iter(jobs.readline, ""):
        child = os.fork()
        if not child:
            _answer_for(Job.from_json(line), answer)
            answers.close()
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status:
            answer("ended", status)


def _answer_for(job: Job, answer: Callable[[str, Any], None]) -> None:
    try:
        performance = carry_out(job, lambda *recording: answer("recording", recording))
    except (Exception, SystemExit) as error:
        answer("failure", asdict(describe_failure(error, job.target)))
    else:
        answer("performance", performance.to_dict())


if __name__ == "__main__":
    main()
