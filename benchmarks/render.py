"""Render the same scenes with stock Manim and with this engine, and write a table of both.

Usage: ``python benchmarks/render.py [-q h] [NAME ...]``, where a name is a scene of the film or
``FILE.py:SceneName``; by default every scene of the film, and the scenes of
``benchmarks/scenes.py``. Each is rendered once by each, from nothing, one right after the other.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.catalogue import read_catalogue  # noqa: E402
from pipeline.quality import Quality, quality_of  # noqa: E402
from pipeline.targets import Target, chapter_targets, find_target  # noqa: E402

PICTURES_COMPARED = 24


@dataclass(frozen=True)
class Run:
    """What one rendering took.

    Attributes
    ----------
    memory_mb
        The largest of its processes.
    """

    wall_s: float
    cpu_s: float
    memory_mb: float
    video: Path

    @property
    def size_kb(self) -> float:
        """The size of the video."""
        return self.video.stat().st_size / 1000


def main() -> None:
    """Measure, and write ``benchmarks/render.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-q", "--quality", default="h")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    quality = quality_of(arguments.quality)
    chapters = read_catalogue().chapters
    targets = [find_target(name, chapters) for name in arguments.names] or [
        *chapter_targets(chapters),
        *(
            Target(name, str(ROOT / "benchmarks" / "scenes.py"))
            for name in ("TurningSurface", "TangentAndBoxes")
        ),
    ]
    lines = []
    totals = np.zeros(4)
    for target in targets:
        with tempfile.TemporaryDirectory() as folder:
            line, seconds = compare(target, quality, Path(folder))
        print(line, flush=True)
        lines.append(line)
        totals += seconds
    stock_s, engine_s, again_s, _ = totals
    lines.append(
        f"| **together** | | {stock_s:.0f} | {engine_s:.1f} | **{stock_s / engine_s:.1f}** "
        f"| | | | | | | {again_s:.1f} | |"
    )
    table = "\n".join([*HEAD, *lines])
    place = ROOT / "benchmarks" / "render.md"
    place.write_text(PREFACE.format(quality=quality, cores=os.cpu_count()) + table + "\n")


PREFACE = """# Rendering: stock Manim and this engine

Written by `python benchmarks/render.py`. Every scene was rendered by `manim render` (caching off,
otherwise its default settings) and right after by `python render.py scene` with an empty store, at
{quality.width_px}x{quality.height_px}, {quality.fps} frames a second, on {cores} cores.
Times include starting Python. CPU is that of all processes together; memory is that of the
largest process. PSNR is that of the brightness in the engine's video against the painted frames,
which equal Manim's pixel for pixel (`tests/pipeline/test_painter.py`). Again: a second run with
nothing changed. Floor: x264 alone on the same frames, one core, every frame encoded, with the
engine's settings.

"""
HEAD = [
    "| scene | frames | stock s | engine s | ratio | stock CPU s | engine CPU s "
    "| stock MB | engine MB | file, of stock's | PSNR-Y dB | again s | floor s |",
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
]


def compare(
    target: Target, quality: Quality, folder: Path
) -> tuple[str, tuple[float, float, float, float]]:
    """Render a scene both ways, and return its row of the table, and seconds."""
    stock = run_stock(target, quality, folder / "stock")
    engine = run_engine(target, quality, folder / "engine")
    again = run_engine(target, quality, folder / "engine")
    frames, psnr_db, floor_s = inspect(folder / "engine", engine.video)
    row = (
        f"| {target.scene} | {frames} | {stock.wall_s:.1f} | {engine.wall_s:.1f} "
        f"| **{stock.wall_s / engine.wall_s:.1f}** | {stock.cpu_s:.1f} | {engine.cpu_s:.1f} "
        f"| {stock.memory_mb:.0f} | {engine.memory_mb:.0f} "
        f"| {engine.size_kb / stock.size_kb:.2f} | {psnr_db:.1f} | {again.wall_s:.1f} "
        f"| {floor_s:.1f} |"
    )
    return row, (stock.wall_s, engine.wall_s, again.wall_s, floor_s)


def run_stock(target: Target, quality: Quality, folder: Path) -> Run:
    """Render with ``manim render``."""
    file = target.source if target.is_file else f"{target.source.replace('.', '/')}.py"
    manim = Path(sys.executable).with_name("manim")
    size = f"{quality.width_px},{quality.height_px}"
    command = [str(manim), "render", "--disable_caching", "--resolution", size, "--frame_rate"]
    command += [str(quality.fps), "--media_dir", str(folder), str(ROOT / file), target.scene]
    wall_s, cpu_s, memory_mb = measured(command, ROOT)
    videos = [v for v in folder.rglob(f"{target.scene}.mp4") if "partial" not in str(v.parent)]
    return Run(wall_s, cpu_s, memory_mb, videos[0])


def run_engine(target: Target, quality: Quality, folder: Path) -> Run:
    """Render with this engine, in a folder of its own, which holds the store."""
    folder.mkdir(exist_ok=True)
    video = folder / "video.mp4"
    name = f"{ROOT / target.source}:{target.scene}" if target.is_file else target.scene
    command = [sys.executable, str(ROOT / "render.py"), "scene", name, "-q", quality.letter]
    wall_s, cpu_s, memory_mb = measured([*command, "-o", str(video)], folder)
    return Run(wall_s, cpu_s, memory_mb, video)


def measured(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Run a command, and return wall time, CPU time of all its processes, and memory of one."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *extra_path()])}
    begun_s = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begun_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(errors.decode())
    return wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def extra_path() -> list[str]:
    """Return what was already on the path of modules."""
    return list(filter(None, [os.environ.get("PYTHONPATH")]))


def inspect(folder: Path, video: Path) -> tuple[int, float, float]:
    """Return a video's frames, its quality, and what x264 alone takes for the same frames."""
    from pipeline.display import Recording
    from pipeline.encoder import ENCODINGS, Encoder
    from pipeline.painter import Painter
    from pipeline.store import Store

    store = Store(folder / "media" / "store")
    painted = {}
    encoding_s = encoded = 0.0
    recordings = {
        recording.digest: recording
        for file in (folder / "media" / "store").rglob("*.display")
        if (data := store.read(file.name))
        for recording in [Recording.unpack(data)]
    }
    for recording in list(recordings.values())[:: max(1, len(recordings) // PICTURES_COMPARED)]:
        painter = Painter(recording)
        scratch = folder / "floor.mp4"
        size = recording.width_px, recording.height_px
        with Encoder(scratch, ENCODINGS["mp4"], *size, recording.fps) as encoder:
            for number in range(min(20, len(recording.stills))):
                boxes = painter.paint(number)
                picture = encoder._converted.update(painter.pixels, boxes)
                begun_s = time.process_time()
                encoder._encode(picture)
                encoding_s += time.process_time() - begun_s
                encoded += 1
        with av.open(str(scratch)) as container:
            decoded = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
        gray = av.VideoFrame.from_ndarray(painter.pixels, format="rgba").to_ndarray(format="gray")
        error = np.mean((decoded[-1].astype(float) - gray) ** 2)
        painted[recording.digest] = min(99.0, 10 * np.log10(255**2 / max(error, 1e-9)))
    with av.open(str(video)) as container:
        frames = sum(1 for packet in container.demux(video=0) if packet.pts is not None)
    shutil.rmtree(folder / "media", ignore_errors=True)
    return frames, float(np.mean(list(painted.values()))), encoding_s / encoded * frames


if __name__ == "__main__":
    main()
