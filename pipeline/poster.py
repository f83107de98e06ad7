"""A poster: one frame of a finished video as a picture."""

from __future__ import annotations

from pathlib import Path

import av
from PIL import Image


def save_poster(video: Path, frame: int, fps: int, place: Path) -> None:
    """Save a frame of a video as a picture."""
    with av.open(video) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        wanted = round(frame / fps / stream.time_base)
        container.seek(wanted, stream=stream)
        for picture in container.decode(stream):
            if picture.pts is not None and picture.pts >= wanted:
                # Only pictures with alpha have a transparent poster.
                form = "rgba" if stream.pix_fmt == "argb" else "rgb24"
                Image.fromarray(picture.to_ndarray(format=form)).save(place)
                return
    raise ValueError(f"{video} has no frame {frame}")
