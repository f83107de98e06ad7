"""Checks of a finished video, read back from its file and compared with what was planned.

Each check takes the path of the video and the plan, and fails with an assertion. They serve for
any film: the tests of the pipeline run them over a small one, and others can over the real one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import srt

from pipeline.loader import load_scene
from pipeline.quality import Quality
from pipeline.settings import manim_settings
from pipeline.stepping import step_through
from pipeline.stock import record_of
from pipeline.targets import Target
from pipeline.timeline import SceneTimeline, Span, Timeline


@dataclass(frozen=True)
class Plan:
    """What a video should be."""

    quality: Quality
    timeline: Timeline


class _Counting:
    """A viewer who wants to see nothing, and counts the frames of each play."""

    def __init__(self) -> None:
        self.plays: list[int] = []

    def begin_play(self, play: Span) -> bool:
        self.plays.append(play.frames)
        return False

    def wants(self, frame: int) -> bool:
        return False

    def see(self, frame: int, pixels: np.ndarray) -> None:
        raise AssertionError("nothing was wanted")


def plan_of(targets: Iterable[Target], quality: Quality, work_folder: Path) -> Plan:
    """Play scenes without painting anything, and return what their film should be."""
    scenes = []
    for target in targets:
        with manim_settings(target, quality, work_folder):
            scene = load_scene(target)()
            viewer = _Counting()
            step_through(scene, viewer)
            subcaptions = scene.renderer.file_writer.subcaptions
            record = record_of(scene, viewer.plays, subcaptions)
        scenes.append((target, SceneTimeline.from_record(record)))
    return Plan(quality, Timeline.of(scenes))


def check_all(video: Path, plan: Plan) -> None:
    """Run every check of an MP4 and of the files beside it."""
    check_codec(video)
    check_picture(video, plan)
    check_timestamps(video, plan)
    check_duration(video, plan)
    check_index_comes_first(video)
    check_chapters(video, plan)
    check_caption_track(video, plan)
    check_caption_files(video, plan)
    check_frames_differ(video, plan)


def check_codec(video: Path) -> None:
    with av.open(video) as container:
        (stream,) = container.streams.video
        assert stream.codec.canonical_name == "h264"
        assert stream.pix_fmt == "yuv420p"


def check_picture(video: Path, plan: Plan) -> None:
    with av.open(video) as container:
        (stream,) = container.streams.video
        assert (stream.width, stream.height) == (plan.quality.width_px, plan.quality.height_px)
        assert stream.average_rate == stream.base_rate == plan.quality.fps


def check_timestamps(video: Path, plan: Plan) -> None:
    """Each frame of the plan is there once, exactly at its time."""
    with av.open(video) as container:
        (stream,) = container.streams.video
        times = sorted(
            packet.pts * packet.time_base * plan.quality.fps
            for packet in container.demux(stream)
            if packet.pts is not None
        )
    assert times == list(range(plan.timeline.frames))


def check_duration(video: Path, plan: Plan) -> None:
    one_frame_s = 1 / plan.quality.fps
    with av.open(video) as container:
        assert abs(container.duration / 1e6 - plan.timeline.duration_s) <= one_frame_s


def check_index_comes_first(video: Path) -> None:
    """The index precedes the data, so that playing can begin before all is loaded."""
    with video.open("rb") as file:
        kinds = []
        while header := file.read(8):
            size = int.from_bytes(header[:4], "big")
            if size == 1:
                size = int.from_bytes(file.read(8), "big")
                file.seek(-8, 1)
            kinds.append(header[4:])
            file.seek(size - 8, 1)
    assert kinds.index(b"moov") < kinds.index(b"mdat")


def check_chapters(video: Path, plan: Plan) -> None:
    with av.open(video) as container:
        found = [
            (
                chapter["metadata"]["title"],
                float(chapter["start"] * chapter["time_base"]),
                float(chapter["end"] * chapter["time_base"]),
            )
            for chapter in container.chapters()
        ]
    seconds = plan.timeline.seconds
    planned = [
        (mark.title, seconds(mark.span.first_frame), seconds(mark.span.end_frame))
        for mark in plan.timeline.marks
    ]
    assert [title for title, _, _ in found] == [title for title, _, _ in planned]
    times = [[start, end] for _, start, end in planned]
    np.testing.assert_allclose([[s, e] for _, s, e in found], times, atol=0.001)


def check_caption_track(video: Path, plan: Plan) -> None:
    with av.open(video) as container:
        (stream,) = container.streams.subtitles
        found = [
            (packet.pts * packet.time_base, (packet.pts + packet.duration) * packet.time_base, cue)
            for packet in container.demux(stream)
            # Between two captions, the track holds empty ones.
            for cue in (packet.decode() if packet.size else [])
        ]
    _compare_captions([(float(s), float(e), cue.dialogue.decode()) for s, e, cue in found], plan)


def check_caption_files(video: Path, plan: Plan) -> None:
    cues = srt.parse(video.with_suffix(".srt").read_text(encoding="utf-8"))
    found = [(cue.start.total_seconds(), cue.end.total_seconds(), cue.content) for cue in cues]
    _compare_captions(found, plan)
    vtt = video.with_suffix(".vtt").read_text(encoding="utf-8")
    assert vtt.startswith("WEBVTT\n\n")
    assert vtt.count(" --> ") == len(plan.timeline.captions)


def _compare_captions(found: list[tuple[float, float, str]], plan: Plan) -> None:
    captions = plan.timeline.captions
    assert [_words(text) for _, _, text in found] == [_words(c.text) for c in captions]
    seconds = plan.timeline.seconds
    times = [[seconds(c.span.first_frame), seconds(c.span.end_frame)] for c in captions]
    np.testing.assert_allclose([[s, e] for s, e, _ in found], times, atol=0.001)


def _words(text: str) -> list[str]:
    return text.split()


def check_ledger(ledger: Path, plan: Plan) -> None:
    """The ledger has every number of the plan, at its place in the film."""
    document = json.loads(ledger.read_text(encoding="utf-8"))
    assert document["frames"] == plan.timeline.frames
    planned = [
        (
            placement.target.scene,
            placement.first_frame + shown.span.first_frame,
            shown.facts["shown"],
            shown.facts["value"],
        )
        for placement in plan.timeline.placements
        for shown in placement.scene.ledger
    ]
    assert planned == [
        (e["scene"], round(e["start_s"] * document["fps"]), e["shown"], e["value"])
        for e in document["entries"]
    ]


def check_frames_differ(video: Path, plan: Plan, samples: int = 12) -> None:
    """Frames all over the video are neither blank nor all the same."""
    count = plan.timeline.frames
    wanted = {round((n + 0.5) * count / samples) for n in range(samples)}
    pictures = []
    with av.open(video) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number in wanted:
                pictures.append(frame.to_ndarray(format="gray"))
    assert len(pictures) == len(wanted)
    blank = [picture for picture in pictures if np.ptp(picture.astype(int)) < 32]
    # Where one scene ends with a clean picture and the next begins, a frame may be blank.
    assert len(blank) <= samples // 4
    different = {picture.tobytes() for picture in pictures}
    assert len(different) > samples // 2
