"""Rendering the film, chapters of it, or single scenes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pipeline.assemble import assemble_pictures, assemble_video
from pipeline.captions import to_srt, to_vtt
from pipeline.catalogue import Catalogue, read_catalogue, select_chapters
from pipeline.destination import publish, staging_for, write_text
from pipeline.displays import display_for
from pipeline.encoder import check_codec
from pipeline.errors import RenderError, RequestError, unknown_name
from pipeline.failures import Failure
from pipeline.formats import Format, format_of
from pipeline.gif import assemble_gif
from pipeline.jobs import job_count, run_jobs
from pipeline.language import SOURCE
from pipeline.ledger import to_json
from pipeline.made import Made
from pipeline.naming import find_target
from pipeline.painters import painter_processes
from pipeline.places import beside, film_place, ledger_place, store_folder, video_place
from pipeline.poster import save_poster
from pipeline.progress import Progress
from pipeline.quality import LANDSCAPE, Quality, quality_of
from pipeline.setting import Setting, merged
from pipeline.store import Store
from pipeline.take import Take
from pipeline.targets import Target, chapter_targets
from pipeline.timeline import Timeline
from pipeline.worker import Job

# What is kept from earlier runs, at most.
STORE_BYTES = 8_000_000_000
# What can be set for the whole film.
OF_EVERY_SCENE = ("language", "theme", "speed")


@dataclass(frozen=True)
class Video:
    """One video to be made: its scenes in order, its place and its title."""

    targets: tuple[Target, ...]
    output: Path
    title: str


@dataclass(frozen=True)
class Options:
    """How videos are to be rendered."""

    quality: Quality
    form: Format
    at_a_time: int
    output: Path | None
    as_json: bool = False

    @classmethod
    def read(
        cls,
        quality: str = "h",
        form: str | None = None,
        jobs: int | None = None,
        output: Path | None = None,
        shape: str = LANDSCAPE,
        *,
        as_json: bool = False,
    ) -> Options:
        """Check options as they were typed.

        Raises
        ------
        RequestError
            If one of them is wrong.
        """
        size = quality_of(quality, shape)
        return cls(size, format_of(form, output), job_count(jobs), output, as_json)


@dataclass(frozen=True)
class Summary:
    """What was made, and what it took.

    Attributes
    ----------
    painted, reused
        Frames that were painted, and that were there already, of all videos of the job.
    seconds
        The time that the whole job has taken.
    """

    file: str
    duration_s: float
    frames: int
    width_px: int
    height_px: int
    fps: int
    painted: int
    reused: int
    seconds: float

    def __str__(self) -> str:
        speed = (self.painted + self.reused) / max(self.seconds, 1e-9)
        return (
            f"{self.file}: {self.duration_s:.2f} s, {self.frames} frames at "
            f"{self.width_px}x{self.height_px}, {self.fps} fps; rendered in {self.seconds:.1f} s "
            f"({self.painted} frames painted, {self.reused} reused, {speed:.0f} a second)"
        )


def render_film(
    catalogue: Catalogue,
    options: Options,
    chapters: str | None = None,
    settings: Sequence[Setting] = (),
) -> list[Summary]:
    """Render the film, or the chapters that a selection names, with parameters set in all scenes.

    Raises
    ------
    RequestError
        If there is no such chapter, or something is set that not every scene has.
    """
    for setting in settings:
        if setting.name not in OF_EVERY_SCENE:
            names = ", ".join(OF_EVERY_SCENE)
            hint = f"of the whole film, set {names}"
            error = unknown_name("parameter", setting.name, OF_EVERY_SCENE, hint)
            raise RequestError(f"{setting.where}: {error}")
    language = str(merged(settings).get("language") or SOURCE)
    catalogue = catalogue.in_language(language)
    targets = tuple(
        target.with_settings(settings)
        for target in chapter_targets(select_chapters(catalogue.chapters, chapters))
    )
    output = options.output or film_place(options.form, options.quality, language)
    return _render([Video(targets, output, catalogue.title)], options)


def render_scenes(
    names: Sequence[str], options: Options, settings: Sequence[Setting] = ()
) -> list[Summary]:
    """Render single scenes, each to a video of its own, with parameters set."""
    if options.output and len(names) > 1:
        raise RequestError("-o names one file, but there are several scenes; leave -o out")
    chapters = read_catalogue().chapters
    targets = [find_target(name, chapters).with_settings(settings) for name in dict.fromkeys(names)]
    return _render(
        [
            Video(
                (target,),
                options.output or video_place(target, options.quality, options.form),
                target.title,
            )
            for target in targets
        ],
        options,
    )


def _render(videos: Sequence[Video], options: Options) -> list[Summary]:
    """Render every scene of some videos, and put together those that are complete."""
    form = options.form
    check_codec(form.name)
    begun_s = time.time()
    with ExitStack() as stack:
        stagings = [
            stack.enter_context(staging_for(video.output, is_folder=form.is_folder))
            for video in videos
        ]
        stores = [Store(store_folder(staging).resolve()) for staging in stagings]
        jobs = [
            Job(
                target,
                options.quality.letter,
                form.name,
                str(staging / f"scene-{number:03}"),
                str(store.folder),
                options.quality.shape,
            )
            for video, staging, store in zip(videos, stagings, stores, strict=True)
            for number, target in enumerate(video.targets)
        ]
        display = display_for(as_json=options.as_json)
        with (
            Progress(len(jobs), display) as progress,
            painter_processes(options.at_a_time) as painters,
        ):
            outcomes = run_jobs(jobs, options.at_a_time, painters, progress)
        summaries = []
        remaining = iter(outcomes)
        for video, staging, store in zip(videos, stagings, stores, strict=True):
            takes = [take for _, take in zip(video.targets, remaining, strict=False)]
            complete = [take for take in takes if isinstance(take, Take)]
            if len(complete) == len(takes):
                timeline = _put_together(video, complete, form, staging, store)
                summaries.append(_summary(video, timeline, options, progress))
    if stores:
        stores[0].prune(STORE_BYTES, keep_since_s=begun_s)
    _raise_failures(outcomes, summaries)
    return summaries


def _put_together(
    video: Video, takes: Sequence[Take], form: Format, staging: Path, store: Store
) -> Timeline:
    """Make one video of its takes, with its captions and ledger, and move all to their place."""
    timeline = Timeline.of(
        (target, take.timeline) for target, take in zip(video.targets, takes, strict=True)
    )
    segments = [segment for take in takes for segment in take.segments]
    staged = staging / video.output.name
    made = Made(store, video.output, takes, timeline, form, video.title)
    if made.is_there():
        return timeline
    if form.is_folder:
        assemble_pictures(segments, staged)
    elif form.name == "gif":
        assemble_gif(segments, timeline.fps, staged)
    else:
        assemble_video(takes, timeline, form, staged, video.title)
    for place, text in (
        (beside(video.output, form, ".srt"), to_srt(timeline)),
        (beside(video.output, form, ".vtt"), to_vtt(timeline)),
        (ledger_place(video.output, form), to_json(timeline)),
    ):
        write_text(staging, place, text)
    if form.caption_codec:
        poster = beside(video.output, form, ".poster.png")
        save_poster(staged, timeline.poster_frame, timeline.fps, staging / poster.name)
        publish(staging / poster.name, poster)
    publish(staged, video.output)
    made.remember()
    return timeline


def _summary(video: Video, timeline: Timeline, options: Options, progress: Progress) -> Summary:
    quality = options.quality
    return Summary(
        str(video.output),
        timeline.duration_s,
        timeline.frames,
        quality.width_px,
        quality.height_px,
        quality.fps,
        progress.painted,
        progress.reused,
        round(progress.elapsed_s, 3),
    )


def _raise_failures(outcomes: Sequence[Take | Failure], summaries: Sequence[Summary]) -> None:
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    if not failures:
        return
    hopeless = [failure for failure in failures if failure.kind == "machine"]
    if hopeless:
        raise hopeless[0].as_error()
    message = "\n".join([*map(str, summaries), *(failure.message for failure in failures)])
    wrong_request = all(failure.kind == "request" for failure in failures)
    raise (RequestError if wrong_request else RenderError)(message)
