"""The process that plays scenes for the studio: ``python -m pipeline.studio.player``.

Each task is one of three, of one scene:

``play``
    answers ``{"recording": [digest, frames, beats so far]}`` as it goes, then ``{"record": ...}``,
    what the whole scene shows when;
``glimpse``
    answers ``{"glimpse": PNG}``, in base64: about what the scene shows at a frame;
``form``
    answers ``{"form": ...}``, the scene's parameters (see ``form_of``).

Where that cannot be done, it answers ``{"failure": ...}``.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from pipeline.failures import Failure, describe_failure
from pipeline.forking import Answer, answer_tasks
from pipeline.segments import recording_name
from pipeline.setting import merged
from pipeline.store import Store
from pipeline.studio.forms import form_of
from pipeline.studio.limits import Limits, TakesTooLong
from pipeline.worker import PRELOADED, Job, carry_out

if TYPE_CHECKING:
    from manim import Scene

    from pipeline.shapes import Pixels


@dataclass(frozen=True)
class Task:
    """What is to be done with a scene.

    Attributes
    ----------
    frame
        Which one to glimpse at.
    """

    kind: Literal["play", "glimpse", "form"]
    job: Job
    limits: Limits
    frame: int = 0

    def to_json(self) -> str:
        """Return the task as a line of text."""
        limits = asdict(self.limits)
        facts = {"kind": self.kind, "frame": self.frame, "limits": limits}
        return json.dumps({**facts, "job": self.job.to_json()})

    @classmethod
    def from_json(cls, text: str) -> Task:
        """Read what ``to_json`` returned."""
        data = json.loads(text)
        job, limits = Job.from_json(data["job"]), Limits(**data["limits"])
        return cls(data["kind"], job, limits, data["frame"])


def answer_for(line: str, answer: Answer) -> None:
    """Carry out a task within its limits."""
    task = Task.from_json(line)
    target = task.job.target
    carry_out_task: dict[str, Callable[[Task, Answer], None]] = {
        "play": _play,
        "glimpse": _glimpse,
        "form": _form,
    }
    try:
        task.limits.impose()
        with tempfile.TemporaryDirectory() as folder:
            job = replace(task.job, folder=folder)
            carry_out_task[task.kind](replace(task, job=job), answer)
    except (Exception, SystemExit, TakesTooLong) as error:
        failure = describe_failure(error, target)
        limit = _limit_met(error, task.limits)
        if limit:
            _, _, place = failure.message.partition("\n")
            failure = Failure("scene", f"{target}: {limit}" + (f"\n{place}" if place else ""))
        answer("failure", asdict(failure))


def _limit_met(error: BaseException, limits: Limits) -> str | None:
    causes = [error, error.__cause__]
    if any(isinstance(cause, TakesTooLong) for cause in causes):
        return limits.too_long
    if any(isinstance(cause, MemoryError) for cause in causes):
        return limits.too_much
    return None


def _play(task: Task, answer: Answer) -> None:
    store = Store(Path(task.job.store))
    scenes: list[Scene] = []

    def announce(digest: str, frames: int, is_new: bool) -> None:
        task.limits.note_progress()
        beats = getattr(getattr(scenes[0], "record", None), "beats", ())
        answer("recording", [digest, frames, [asdict(beat) for beat in beats]])

    def is_there(digest: str) -> bool:
        return recording_name(digest) in store

    performance = carry_out(task.job, announce, is_there, scenes.append)
    record = {key: performance.record[key] for key in ("frames", "plays", "beats")}
    answer("record", record)


def _glimpse(task: Task, answer: Answer) -> None:
    from pipeline.glimpse import glimpse
    from pipeline.loader import load_scene
    from pipeline.settings import manim_settings
    from pipeline.studio.painting import png_of

    job = task.job
    with manim_settings(job.target, job.picture, Path(job.folder)):
        pixels = cast("Pixels", glimpse(load_scene(job.target)(), task.frame))
    answer("glimpse", base64.b64encode(png_of(pixels)).decode())


def _form(task: Task, answer: Answer) -> None:
    from pipeline.loader import load_scene

    target = task.job.target
    scene = load_scene(replace(target, settings=()))
    answer("form", form_of(scene, merged(target.settings)))


if __name__ == "__main__":
    answer_tasks(answer_for, (*PRELOADED, "sympy", "pydantic", "babel", "pipeline.glimpse"))
