"""The process that plays one scene: ``python -m pipeline.worker``.

It reads a job from its standard input as JSON, and answers on its standard output with one JSON
object a line: ``{"recording": [digest, frames, is_new]}`` as parts of the scene are there to be
painted, then ``{"performance": ...}`` or ``{"failure": ...}``. Whatever the scene itself prints
goes to standard error.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.failures import describe_failure
from pipeline.formats import FORMATS
from pipeline.quality import QUALITIES
from pipeline.store import Store
from pipeline.take import Performance
from pipeline.targets import Target

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

    def to_json(self) -> str:
        """Return the job as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Job:
        """Read what ``to_json`` returned."""
        data = json.loads(text)
        target = data.pop("target")
        chapter = target.pop("chapter")
        return cls(Target(**target, chapter=tuple(chapter) if chapter else None), **data)


def carry_out(job: Job, announce: Announce) -> Performance:
    """Play the scene of a job in this process."""
    # These import Manim, which itself may fail on a machine that lacks a system library.
    from pipeline.loader import load_scene
    from pipeline.playing import play_scene
    from pipeline.settings import manim_settings

    form = FORMATS[job.format]
    folder = Path(job.folder)
    quality = QUALITIES[job.quality]
    with manim_settings(job.target, quality, folder, transparent=form.transparent):
        scene_class = load_scene(job.target)
        return play_scene(scene_class, form.name, Store(Path(job.store)), folder, announce)


def main() -> None:
    """Carry out the job on standard input."""
    # If whoever asked is gone, there is nobody to render for.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(kind: str, value: Any) -> None:
        answers.write(json.dumps({kind: value}) + "\n")
        answers.flush()

    job = Job.from_json(sys.stdin.read())
    try:
        performance = carry_out(job, lambda *recording: answer("recording", recording))
    except Exception as error:
        answer("failure", asdict(describe_failure(error, job.target)))
    else:
        answer("performance", performance.to_dict())


if __name__ == "__main__":
    main()
