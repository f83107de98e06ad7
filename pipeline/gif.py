"""Animated GIFs, whose colours are chosen over the whole of the video."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
from av.filter import Graph


def assemble_gif(segments: Sequence[Path], fps: int, output: Path) -> None:
    """Write segments one after the other as one animated GIF."""
    with av.open(output, "w") as container:
        with av.open(segments[0]) as first:
            template = first.streams.video[0]
            graph = _palette_graph(template)
            stream = container.add_stream("gif", rate=fps)
            stream.width, stream.height = template.width, template.height
            stream.pix_fmt = "pal8"
        for segment in segments:
            with av.open(segment) as source:
                for frame in source.decode(video=0):
                    graph.push(frame)
        graph.push(None)
        frames = 0
        while True:
            try:
                frame = graph.vpull()
            except (av.error.EOFError, av.error.BlockingIOError):
                break
            frame.pts, frame.time_base = frames, 1 / stream.codec_context.framerate
            container.mux(stream.encode(frame))
            frames += 1
        container.mux(stream.encode(None))


def _palette_graph(template: av.VideoStream) -> Graph:
    graph = Graph()
    frames = graph.add_buffer(template=template)
    split = graph.add("split")
    palette = graph.add("palettegen", "stats_mode=diff")
    paint = graph.add("paletteuse", "dither=bayer:bayer_scale=5:diff_mode=rectangle")
    sink = graph.add("buffersink")
    frames.link_to(split)
    split.link_to(palette, 0, 0)
    split.link_to(paint, 1, 0)
    palette.link_to(paint, 0, 1)
    paint.link_to(sink)
    graph.configure()
    return graph
