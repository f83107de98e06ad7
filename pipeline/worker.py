"""The process that plays scenes: ``python -m pipeline.worker``.

It answers ``{"recording": [digest, frames, is_new]}`` as parts of the scene are there to be
painted, then ``{"performance": ...}`` or ``{"failure": ...}``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.failures import describe_failure
from pipeline.forking import Answer, answer_tasks
from pipeline.formats import FORMATS
from pipeline.quality import LANDSCAPE, Quality, quality_of
from pipeline.segments import segment_name
from pipeline.setting import Setting
from pipeline.store import Store
from pipeline.take import Performance
from pipeline.targets import Target
from pipeline.unchanged import Memory, Part, noting_files

if TYPE_CHECKING:
    from manim import Scene

    from pipeline.playing import Announce

# What every scene needs, and no scene can have changed.
PRELOADED = ("pipeline.playing",)


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


def carry_out(
    job: Job,
    announce: Announce,
    is_there: Callable[[str], bool],
    on_scene: Callable[[Scene], None] = lambda _: None,
) -> Performance:
    """Play the scene of a job in this process, and remember what it showed.

    Parameters
    ----------
    announce, is_there
        As for ``play_scene``.
    on_scene
        Called with the scene before it is played.
    """
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
            scene = load_scene(job.target)()
            on_scene(scene)
            performance = play_scene(scene, store, folder, note, is_there)
    memory.keep(parts, performance, files)
    return performance


def _answer_for(line: str, answer: Answer) -> None:
    job = Job.from_json(line)
    store = Store(Path(job.store))

    def is_painted(digest: str) -> bool:
        return segment_name(digest, job.format) in store

    try:
        performance = carry_out(job, lambda *recording: answer("recording", recording), is_painted)
    except (Exception, SystemExit) as error:
        answer("failure", asdict(describe_failure(error, job.target)))
    else:
        answer("performance", performance.to_dict())


if __name__ == "__main__":
    answer_tasks(_answer_for, PRELOADED)
