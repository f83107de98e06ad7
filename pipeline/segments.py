"""Segments: recordings, painted and encoded.

Making a segment is a pure function of a recording and of the settings that its name is made of. It
needs nothing but the files of the store, so any ``concurrent.futures.Executor`` can do it, in any
process that sees those files.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import av
import cairo

from pipeline.display import Recording
from pipeline.encoder import ENCODINGS, Encoder
from pipeline.formats import Format
from pipeline.painter import PAINTER_VERSION, Painter
from pipeline.store import Store


def recording_name(digest: str) -> str:
    """Return the name of a recording in the store."""
    return f"{digest}.displays"


def segment_name(digest: str, form: str) -> str:
    """Return the name of the segment that a recording is made into.

    Parameters
    ----------
    digest
        The digest of the recording.
    form
        The name of the video's format.
    """
    encoding = ENCODINGS[form]
    # Libraries decide about pixels and bytes as much as settings do.
    libraries = cairo.cairo_version_string(), sorted(av.library_versions.items())
    settings = (digest, PAINTER_VERSION, encoding, libraries)
    name = hashlib.blake2b(repr(settings).encode(), digest_size=20).hexdigest()
    return f"{name}.{encoding.container}"


def make_segment(folder: str, digest: str, form: str) -> int:
    """Make the segment of a recording from files of a store, and put it into the store.

    Parameters
    ----------
    folder
        The folder of the store, which holds the recording.

    Returns
    -------
    int
        The number of frames that were painted.
    """
    store = Store(Path(folder))
    data = store.read(recording_name(digest))
    if data is None:
        raise FileNotFoundError(f"the recording {digest} is gone from {folder}")
    recording = Recording.unpack(data)
    handle, path = tempfile.mkstemp(suffix=f".{ENCODINGS[form].container}")
    os.close(handle)
    try:
        encode(recording, form, Path(path))
        store.write(segment_name(digest, form), Path(path).read_bytes())
    finally:
        Path(path).unlink()
    return recording.frames


def encode(recording: Recording, form: str, file: Path) -> None:
    """Paint a recording and encode it into a file."""
    painter = Painter(recording)
    size = recording.width_px, recording.height_px
    with Encoder(file, ENCODINGS[form], *size, recording.fps) as encoder:
        for number, still in enumerate(recording.stills):
            changed = painter.paint(number)
            encoder.write(painter.pixels, changed, still.frames)


def fetch_segments(
    store: Store, digests: Sequence[str], form: Format, folder: Path
) -> tuple[Path, ...]:
    """Copy the segments of a scene out of a store, and return the files, or a folder of pictures.

    What is copied is the scene's own: nothing that happens to the store can harm it any more.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, digest in enumerate(digests):
        name = segment_name(digest, form.name)
        data = store.read(name)
        if data is None:
            raise FileNotFoundError(f"the segment {name} is gone from {store.folder}")
        file = folder / f"{number:05}.{ENCODINGS[form.name].container}"
        file.write_bytes(data)
        files.append(file)
    return (_unpack(files, folder / "pictures"),) if form.is_folder else tuple(files)


def _unpack(files: Sequence[Path], folder: Path) -> Path:
    """Take the pictures out of segments in which each is a complete file."""
    folder.mkdir()
    earlier: tuple[bytes, Path] | None = None
    number = 0
    for file in files:
        with av.open(file) as container:
            for packet in container.demux(video=0):
                data = bytes(packet)
                if not data:
                    continue  # the empty packet that marks the end
                picture = folder / f"{number:06}.png"
                if earlier and earlier[0] == data:
                    os.link(earlier[1], picture)
                else:
                    picture.write_bytes(data)
                    earlier = data, picture
                number += 1
    return folder
