"""The process that renders one scene: ``python -m pipeline.worker``.

It reads a job from its standard input as JSON, and answers on its standard output with one JSON
object a line: ``{"frames": N}`` as plays are finished, then ``{"take": ...}`` or
``{"failure": ...}``. Whatever the scene itself prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.failures import describe_failure
from pipeline.formats import FORMATS
from pipeline.quality import QUALITIES
from pipeline.take import Take
from pipeline.targets import Target


@dataclass(frozen=True)
class Job:
    """One scene to be rendered, as plain data that a process can be handed.

    Attributes
    ----------
    folder
        Where everything is written; the job's own.
    """

    target: Target
    quality: str
    format: str
    folder: str

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


def carry_out(job: Job, on_play: Callable[[int], None]) -> Take:
    """Render the scene of a job in this process."""
    # These import Manim, which itself may fail on a machine that lacks a system library.
    from pipeline.loader import load_scene
    from pipeline.settings import manim_settings
    from pipeline.stock import render_take

    form = FORMATS[job.format]
    with manim_settings(
        job.target,
        QUALITIES[job.quality],
        Path(job.folder),
        output_format=form.segments,
        transparent=form.transparent,
    ):
        return render_take(load_scene(job.target), on_play)


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
        take = carry_out(job, on_play=lambda frames: answer("frames", frames))
    except Exception as error:
        answer("failure", asdict(describe_failure(error, job.target)))
    else:
        answer("take", take.to_dict())


if __name__ == "__main__":
    main()
