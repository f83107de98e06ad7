"""The ledger: every number that a video shows, when, and what it was computed from."""

from __future__ import annotations

import json
from typing import Any

from pipeline.timeline import Placement, Shown, Timeline


def to_json(timeline: Timeline) -> str:
    """Return the ledger of a video as a JSON document, one entry a line.

    The document has the frame rate, the number of frames, and the entries: for each number its
    scene and chapter, the time in the video from which and until which it is shown (in seconds),
    and the facts that the scene recorded about it.
    """
    entries = [
        _entry(timeline, placement, shown)
        for placement in timeline.placements
        for shown in placement.scene.ledger
    ]
    head = f'{{\n"fps": {timeline.fps},\n"frames": {timeline.frames},\n"entries": ['
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"{head}\n{lines}\n]\n}}\n" if entries else f"{head}]\n}}\n"


def _entry(timeline: Timeline, placement: Placement, shown: Shown) -> dict[str, Any]:
    span = shown.span.shifted(placement.first_frame)
    chapter = placement.target.chapter
    return {
        "chapter": chapter[0] if chapter else None,
        "scene": placement.target.scene,
        "start_s": round(timeline.seconds(span.first_frame), 6),
        "end_s": round(timeline.seconds(span.end_frame), 6),
        **shown.facts,
    }
