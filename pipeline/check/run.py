"""Checking scenes: each is played once, and what was found is listed and drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.catalogue import read_catalogue
from pipeline.displays import display_for
from pipeline.errors import PipelineError
from pipeline.failures import describe_failure
from pipeline.naming import find_target
from pipeline.places import MEDIA
from pipeline.progress import Progress
from pipeline.quality import Quality
from pipeline.setting import Setting
from pipeline.targets import Target

# Looks twice a second, each with the frame before it, need no more.
_FPS = 15
_PRELOAD = ("pipeline.check.viewer", "pipeline.loader", "pipeline.stepping", "scenes.base")


def check_scenes(
    names: Iterable[str],
    quality: Quality,
    jobs: int,
    folder: Path | None = None,
    settings: Sequence[Setting] = (),
) -> tuple[list[str], bool]:
    """Check scenes of the film, or all of them, or any other.

    Parameters
    ----------
    folder
        Where the marked frames go.
    settings
        Parameters to be set in every one of the scenes.

    Returns
    -------
    lines
        What to print.
    is_clean
        Whether there is nothing to mend.
    """
    chapters = read_catalogue().chapters
    wanted = list(names) or [scene for chapter in chapters for scene in chapter.scenes]
    targets = [find_target(name, chapters).with_settings(settings) for name in wanted]
    place = folder or MEDIA / "check"
    quality = replace(quality, fps=min(quality.fps, _FPS))
    progress = Progress(len(targets), display_for(as_json=False))
    # Each scene in a process of its own, since Manim's settings are global: a fork of one that has
    # imported Manim.
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, *_PRELOAD])
    processes = ProcessPoolExecutor(jobs, context, max_tasks_per_child=1)

    def check(target: Target) -> list[str]:
        progress.started(target)
        lines, frames = processes.submit(_check, target, quality, place).result()
        progress.found(target, frames)
        progress.played(target)
        progress.finished(target, frames, reused=False)
        progress.ended(target, failed=bool(lines))
        return lines

    with progress, processes, ThreadPoolExecutor(jobs) as threads:
        reports = list(threads.map(check, targets))
    lines = [line for report in reports for line in report]
    is_clean = not lines
    scenes = f"{len(reports)} scene{'s' if len(reports) != 1 else ''}"
    lines.append(
        f"{scenes} checked, nothing found" if is_clean else f"{scenes} checked, {len(lines)} found"
    )
    return lines, is_clean


def _check(target: Target, quality: Quality, folder: Path) -> tuple[list[str], int]:
    """Return a line for each finding in one scene, or for why it could not be played.

    And with them the number of its frames.
    """
    with TemporaryDirectory() as work:
        try:
            return _play(target, quality, folder, Path(work))
        except PipelineError as error:
            return [str(error)], 0
        except Exception as error:
            return [describe_failure(error, target).message], 0


def _play(target: Target, quality: Quality, folder: Path, work: Path) -> tuple[list[str], int]:
    from pipeline.check.findings import picture_name
    from pipeline.check.viewer import Critic
    from pipeline.loader import load_scene
    from pipeline.settings import manim_settings
    from pipeline.stepping import step_through

    with manim_settings(target, quality, work):
        scene = load_scene(target)()
        critic = Critic(scene)
        frames = step_through(scene, critic)
        critic.read_captions()
    short = target.name
    for old in folder.glob(f"{short}-*s-*.png"):
        old.unlink()
    lines = []
    for finding, picture in critic.findings.values():
        line = f"{short} at {finding.frame / quality.fps:.2f} s, {finding.source}: "
        line += f"{finding.kind}: {finding.message}"
        if picture is not None:
            folder.mkdir(parents=True, exist_ok=True)
            place = picture_name(folder, short, finding, quality.fps)
            picture.save(place)
            line += f" ({place})"
        lines.append(line)
    return lines, frames
