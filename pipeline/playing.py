"""Playing a scene: what is on screen goes into the store, to be painted by whoever is free."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.display import Recording
from pipeline.failures import PlayingError
from pipeline.recorder import RecordingRenderer
from pipeline.segments import recording_name
from pipeline.stock import record_of
from pipeline.store import Store
from pipeline.take import Performance

if TYPE_CHECKING:
    from manim import Scene

# Called with a recording's digest, its number of frames, and whether it has to be painted.
Announce = Callable[[str, int, bool], None]


def play_scene(
    scene: Scene,
    store: Store,
    folder: Path,
    announce: Announce,
    is_there: Callable[[str], bool],
) -> Performance:
    """Play a scene under the present Manim configuration, without painting it.

    Parameters
    ----------
    store
        Takes the recordings that are new.
    folder
        Where the scene's sound is written.
    announce
        Called as soon as each recording is there to be painted.
    is_there
        Tells of a recording's digest whether what is made of it is there already.
    """
    digests: list[str] = []

    def keep(recording: Recording) -> None:
        digest = recording.digest
        is_new = not is_there(digest)
        if is_new:
            store.write(recording_name(digest), recording.pack())
        digests.append(digest)
        announce(digest, recording.frames, is_new)

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
