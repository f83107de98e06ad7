"""Playing a scene: what is on screen goes into the store, to be painted by whoever is free."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.display import Recording
from pipeline.failures import PlayingError
from pipeline.recorder import RecordingRenderer
from pipeline.segments import recording_name, segment_name
from pipeline.stock import record_of
from pipeline.store import Store
from pipeline.take import Performance

if TYPE_CHECKING:
    from manim import Scene

# Called with a recording's digest, its number of frames, and whether it has to be painted.
Announce = Callable[[str, int, bool], None]


def play_scene(
    scene_class: type[Scene], form: str, store: Store, folder: Path, announce: Announce
) -> Performance:
    """Play a scene under the present Manim configuration, without painting it.

    Parameters
    ----------
    form
        The name of the format of the video.
    store
        Takes the recordings of which there is no segment yet.
    folder
        Where the scene's sound is written.
    announce
        Called as soon as each recording is there to be painted.
    """
    digests: list[str] = []

    def keep(recording: Recording) -> None:
        digest = recording.digest
        is_new = segment_name(digest, form) not in store
        if is_new:
            store.write(recording_name(digest), recording.pack())
        digests.append(digest)
        announce(digest, recording.frames, is_new)

    scene = scene_class()
    renderer = RecordingRenderer(scene, keep)
    try:
        scene.render()
    except Exception as error:
        raise PlayingError(renderer.whereabouts) from error
    record = record_of(scene, renderer.play_frames, renderer.file_writer.subcaptions)
    return Performance(tuple(digests), record, _save_sound(renderer, folder))


def _save_sound(renderer: RecordingRenderer, folder: Path) -> Path | None:
    writer = renderer.file_writer
    if not writer.includes_sound:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "sound.wav"
    writer.audio_segment.export(file, format="wav").close()
    return file
