"""Render the same with stock Manim and with this engine, and write a table of both.

Usage: ``python benchmarks/render.py [-q h] [--chapters 3,9]``. Every chapter of the film is
rendered by each, one right after the other, then the whole film and what else the engine promises.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.cairo_paths import CairoPath  # noqa: E402
from pipeline.catalogue import Chapter, read_catalogue, select_chapters  # noqa: E402
from pipeline.display import Recording, Shape  # noqa: E402
from pipeline.encoder import ENCODINGS, Converted, Encoder  # noqa: E402
from pipeline.hints import tell_changes  # noqa: E402
from pipeline.loader import load_scene  # noqa: E402
from pipeline.painter import Painter  # noqa: E402
from pipeline.playing import play_scene  # noqa: E402
from pipeline.quality import Quality, quality_of  # noqa: E402
from pipeline.segments import recording_name  # noqa: E402
from pipeline.settings import manim_settings  # noqa: E402
from pipeline.shapes import Canvas, PreparedShape  # noqa: E402
from pipeline.store import Store  # noqa: E402
from pipeline.targets import Target, chapter_targets  # noqa: E402
from pipeline.unchanged import Memory  # noqa: E402

#: Pictures compared, and encoded once more by x264 alone, in every recording.
PICTURES_EACH = 12
SPACE_SCENE = f"{ROOT / 'benchmarks' / 'scenes.py'}:TurningSurface"


@dataclass(frozen=True)
class Run:
    """What a command took.

    Attributes
    ----------
    cpu_s
        Of all its processes together.
    memory_mb
        The most that all its processes held at a time; what they share counts once.
    """

    wall_s: float
    cpu_s: float
    memory_mb: float


@dataclass(frozen=True)
class Row:
    """One video, made by both."""

    name: str
    frames: int
    stock: Run
    engine: Run
    stock_bytes: int
    engine_bytes: int
    psnr_db: float
    floor_s: float

    def text(self) -> str:
        """Return the row of the table."""
        return (
            f"| {self.name} | {self.frames} | {self.stock.wall_s:.1f} | {self.engine.wall_s:.1f} "
            f"| **{self.stock.wall_s / self.engine.wall_s:.1f}** "
            f"| {self.stock.cpu_s:.1f} | {self.engine.cpu_s:.1f} "
            f"| {self.stock.memory_mb:.0f} | {self.engine.memory_mb:.0f} "
            f"| {self.engine_bytes / self.stock_bytes:.2f} | {self.psnr_db:.1f} "
            f"| {self.floor_s:.1f} |"
        )


def main() -> None:
    """Measure, and write ``benchmarks/render.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-q", "--quality", default="h")
    parser.add_argument("--chapters")
    arguments = parser.parse_args()
    quality = quality_of(arguments.quality)
    chapters = select_chapters(read_catalogue().chapters, arguments.chapters)
    rows = []
    for chapter in chapters:
        rows.append(compare_chapter(chapter, quality))
        print(rows[-1].text(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        film, aims = measure_film(chapters, quality, Path(folder), rows)
    rows.append(film)
    space, drawing_ms = compare_space(quality)
    rows.append(space)
    aims += chapter_aims(rows[: len(chapters)]) + space_aims(rows[-1]) + memory_aims(chapters)
    parts = where_time_goes(chapters, quality, film) + limit_in_space(space, drawing_ms)
    table = "\n".join([*HEAD, *(row.text() for row in rows)])
    listed = "\n".join(["| aim | measured | |", "|---|---:|---|", *aims])
    text = PREFACE.format(
        quality=quality, cores=os.cpu_count(), aims=listed, table=table, parts=parts
    )
    (ROOT / "benchmarks" / "render.md").write_text(text)
    print(listed)


PREFACE = """# Rendering: stock Manim and this engine

Written by `make bench-render`, in one run on {cores} cores, at
{quality.width_px}x{quality.height_px}, {quality.fps} frames a second.
Each chapter was rendered by `manim render` (caching off, otherwise its default settings; one
process a chapter) and right after by `python render.py film --chapters N` with an empty store.
Times include starting Python.

{aims}

{table}

CPU is that of all processes together; memory the most that they held at a time, what they share
counted once. PSNR is that of the brightness, over pictures from every play, between the engine's
video and stock Manim's pixels (the painted ones, which are the same: see
`tests/pipeline/test_painter.py`).
The floor is x264 alone on the engine's settings and one core, encoding every picture that is not
a repetition. Stock's time for the film is the sum of its chapters'.

## Where the engine's time goes

CPU seconds of the film, each part measured alone on one core.

{parts}

## What was tried

- Painting through Cairo's clip: quicker, but its pixels are not stock's. Whatever touches a tile
  that changes is painted whole instead, beside the picture, and the tile is copied.
- Tiles of 8, 16 and 32 pixels: the same time.
- Other encoder settings: at a fixed quantiser the time of a frame hardly depends on it (2 % from
  29 to 35), nor on the search for motion. Telling x264 which rectangles have changed saves a fifth
  of its time; frames that repeat the one before are written without it.
- Other converters to YUV: none of FFmpeg's is quicker with the same luma. Only boxes that change
  are converted.
- Reading what is on screen: mobjects that look as before keep their shape, families are walked once
  from the end, and what stands still in a play is read once.
- A frame of a scene that was never rendered needs every frame before it to be stepped through,
  since updaters may do anything; that is its time.
"""
HEAD = [
    "| video | frames | stock s | engine s | ratio | stock CPU s | engine CPU s "
    "| stock MB | engine MB | file, of stock's | PSNR-Y dB | floor s |",
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
]


def aim(words: str, measured: str, is_met: bool) -> str:
    """Return the row of a promise."""
    return f"| {words} | {measured} | {'met' if is_met else '**missed**'} |"


# ------------------------------------------------------------------------------------ what is run


def compare_chapter(chapter: Chapter, quality: Quality) -> Row:
    """Render a chapter both ways."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        targets = chapter_targets([chapter])
        stock = run_stock(ROOT / f"{chapter.module.replace('.', '/')}.py", targets, quality, folder)
        selected = ["--chapters", str(chapter.number)]
        video, engine = run_film(folder, quality, selected)
        frames, psnr_db, floor_s = inspect(folder, targets, quality)
        return Row(
            f"chapter {chapter.number}", frames, stock, engine,
            stock_size(folder), video.stat().st_size, psnr_db, floor_s,
        )  # fmt: skip


def compare_space(quality: Quality) -> tuple[Row, float]:
    """Render a surface in space both ways; return the row, and Cairo's own time for a frame."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, scene = SPACE_SCENE.rsplit(":", 1)
        target = Target(scene, file)
        stock = run_stock(Path(file), [target], quality, folder)
        video = folder / "video.mp4"
        engine = run_engine(
            folder, "scene", SPACE_SCENE, "-q", quality.letter, "-o", str(video)
        )  # fmt: skip
        frames, psnr_db, floor_s = inspect(folder, [target], quality)
        row = Row(
            "24x24 surface, camera turning", frames, stock, engine,
            stock_size(folder), video.stat().st_size, psnr_db, floor_s,
        )  # fmt: skip
        return row, drawing_alone_ms(folder, target, quality)


def drawing_alone_ms(folder: Path, target: Target, quality: Quality) -> float:
    """Return how long Cairo alone takes for a frame, everything else having been prepared."""
    store = Store(folder / "media" / "store")
    with contextlib.chdir(folder):
        remembered = Memory(store, target, quality, transparent=False).recall()
    assert remembered is not None
    data = store.read(f"{remembered[0][0][0]}.display")
    assert data is not None
    recording = Recording.unpack(data)
    size = recording.width_px, recording.height_px
    canvas = Canvas(*size)
    prepared = [
        PreparedShape(item, CairoPath(points_of(item), item.tolerance), *size)
        for item in recording.stills[0].items
        if isinstance(item, Shape)
    ]
    times = []
    for _ in range(PICTURES_EACH):
        begun_s = time.process_time()
        for shape in prepared:
            shape.paint(canvas)
        times.append(time.process_time() - begun_s)
    return 1000 * min(times)


def points_of(shape: Shape) -> Any:
    """Return the points of a path, x and y."""
    return np.frombuffer(shape.path, dtype=np.float64).reshape(-1, 2)


def limit_in_space(row: Row, drawing_ms: float) -> str:
    """Say how much faster than stock the surface could be with the same pixels."""
    stock_ms = 1000 * row.stock.wall_s / row.frames
    cores = os.cpu_count() or 1
    most = cores * stock_ms / drawing_ms
    return f"""

In space, what limits is Cairo, which has to draw every face of every frame for the pixels to be
stock's: it alone takes {drawing_ms:.0f} ms of one core a frame, where stock takes {stock_ms:.0f} ms
for everything. On {cores} cores, no engine that paints the same pixels with Cairo can be more than
{most:.0f} times as fast here."""


def measure_film(
    chapters: Sequence[Chapter], quality: Quality, folder: Path, rows: Sequence[Row]
) -> tuple[Row, list[str]]:
    """Render the film from nothing, once more, and some frames of it."""
    selected = ["--chapters", ",".join(str(chapter.number) for chapter in chapters)]
    targets = chapter_targets(chapters)
    name, at = targets[-1].scene, ("--at", "20")
    cold = run_engine(folder, "frame", name, *at, "-q", quality.letter, "-o", "cold.png")
    video, engine = run_film(folder, quality, selected)
    _, again = run_film(folder, quality, selected)
    warm = run_engine(folder, "frame", name, *at, "-q", quality.letter, "-o", "warm.png")
    painted_s = in_process_frame_s(folder, targets[-1], quality)
    stock = Run(
        sum(row.stock.wall_s for row in rows),
        sum(row.stock.cpu_s for row in rows),
        max(row.stock.memory_mb for row in rows),
    )
    frames, psnr_db, floor_s = inspect(folder, targets, quality)
    film = Row(
        "**the film**", frames, stock, engine,
        sum(row.stock_bytes for row in rows), video.stat().st_size, psnr_db, floor_s,
    )  # fmt: skip
    ratio, size = stock.wall_s / engine.wall_s, film.engine_bytes / film.stock_bytes
    repeated = engine.wall_s / again.wall_s
    return film, [
        aim("the film at least 10 times faster than stock", f"{ratio:.1f} times", ratio >= 10),
        aim("PSNR-Y at least 45 dB", f"{psnr_db:.1f} dB", psnr_db >= 45),
        aim("file at most 2.5 times stock's", f"{size:.2f} times", size <= 2.5),
        aim(
            "a second run with nothing changed at least 50 times faster than the first",
            f"{repeated:.0f} times ({again.wall_s:.2f} s)",
            repeated >= 50,
        ),
        aim(
            "`frame` within 3 s from a cold start, nothing rendered before (20 s into a scene)",
            f"{cold.wall_s:.2f} s",
            cold.wall_s <= 3,
        ),
        aim(
            "the same, once the scene has been rendered, starting Python included",
            f"{warm.wall_s:.2f} s",
            warm.wall_s <= 3,
        ),
        aim("`frame` within 0.1 s once warm", f"{painted_s:.3f} s", painted_s <= 0.1),
    ]


def chapter_aims(rows: Sequence[Row]) -> list[str]:
    """Return what was promised of single chapters."""
    ratio = min(row.stock.wall_s / row.engine.wall_s for row in rows)
    words = "any single chapter at least 5 times faster (the slowest)"
    return [aim(words, f"{ratio:.1f} times", ratio >= 5)]


def space_aims(row: Row) -> list[str]:
    """Return what was promised of three dimensions."""
    ratio = row.stock.wall_s / row.engine.wall_s
    return [aim("3D at least 30 times faster than stock", f"{ratio:.1f} times", ratio >= 30)]


def memory_aims(chapters: Sequence[Chapter]) -> list[str]:
    """Render the first scene of the last chapter in 4K, for its memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scene = chapter_targets(chapters)[-1].scene
        run = run_engine(folder, "scene", scene, "-q", "k", "-o", "video.mp4")
    megabytes = run.memory_mb
    words = f"peak memory under 1.5 GB at 4K (all processes; {scene})"
    return [aim(words, f"{megabytes:.0f} MB", megabytes < 1500)]


def run_stock(file: Path, targets: Sequence[Target], quality: Quality, folder: Path) -> Run:
    """Render scenes of one file with ``manim render``."""
    manim = Path(sys.executable).with_name("manim")
    size = f"{quality.width_px},{quality.height_px}"
    return measured(
        [
            str(manim), "render", "--disable_caching", "--resolution", size,
            "--frame_rate", str(quality.fps), "--media_dir", str(folder / "stock"), str(file),
            *(target.scene for target in targets),
        ],
        ROOT,
    )  # fmt: skip


def stock_size(folder: Path) -> int:
    """Return the size of stock's videos, of which there is one a scene."""
    videos = (v for v in (folder / "stock").rglob("*.mp4") if "partial" not in str(v.parent))
    return sum(video.stat().st_size for video in videos)


def run_film(folder: Path, quality: Quality, selected: Sequence[str]) -> tuple[Path, Run]:
    """Render some chapters with this engine, in a folder that holds the store."""
    video = folder / "film.mp4"
    run = run_engine(folder, "film", *selected, "-q", quality.letter, "-o", str(video))
    return video, run


def run_engine(folder: Path, *arguments: str) -> Run:
    """Run the project's command line in a folder of its own."""
    return measured([sys.executable, str(ROOT / "render.py"), *arguments], folder)


# ------------------------------------------------------------------------------- what is measured


def measured(command: Sequence[str], folder: Path) -> Run:
    """Run a command, and return what it took."""
    begun_s = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    most_mb = [0.0]
    ended = threading.Event()
    watcher = threading.Thread(target=watch_memory, args=(process.pid, most_mb, ended))
    watcher.start()
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begun_s
    ended.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(errors.decode())
    return Run(wall_s, usage.ru_utime + usage.ru_stime, most_mb[0])


def watch_memory(root: int, most_mb: list[float], ended: threading.Event) -> None:
    """Note the most memory that a process and its descendants hold at a time."""
    while not ended.wait(0.5):
        parents = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parents[int(folder.name)] = int(
                    (folder / "stat").read_text().split(") ")[1].split()[1]
                )
            except (OSError, IndexError):
                continue
        family, grown = {root}, True
        while grown:
            more = {pid for pid, parent in parents.items() if parent in family} - family
            family, grown = family | more, bool(more)
        most_mb[0] = max(most_mb[0], sum(map(proportional_mb, family)))


def proportional_mb(pid: int) -> float:
    """Return the memory of a process; what it shares with others is divided among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def inspect(folder: Path, targets: Sequence[Target], quality: Quality) -> tuple[int, float, float]:
    """Return frames, the quality of the video, and what x264 alone takes for its pictures."""
    store = Store(folder / "media" / "store")
    frames = 0
    errors: list[float] = []
    encoding_s = 0.0
    digests: dict[str, None] = {}
    for target in targets:
        # What a scene shows may depend on where it is rendered.
        with contextlib.chdir(folder):
            remembered = Memory(store, target, quality, transparent=False).recall()
        assert remembered is not None
        frames += sum(count for _, count in remembered[0])
        digests.update(dict.fromkeys(digest for digest, _ in remembered[0]))
    for digest in digests:
        data = store.read(recording_name(digest))
        assert data is not None
        recording = Recording.unpack(data)
        seconds, found = encode_again(recording, folder / "floor.mp4")
        encoding_s += seconds * len(recording.stills) / len(found)
        errors += found
    return frames, float(10 * np.log10(255**2 / np.mean(errors))), encoding_s


def encode_again(recording: Recording, file: Path) -> tuple[float, list[float]]:
    """Encode the first pictures of a recording; return the time, and each one's squared error."""
    painter = Painter(recording)
    size = recording.width_px, recording.height_px
    encoding = ENCODINGS["mp4"]
    converted = Converted(*size, encoding.pixel_format)
    seconds = 0.0
    planes = []
    with Encoder(file, encoding, *size, recording.fps) as encoder:
        for number in range(min(PICTURES_EACH, len(recording.stills))):
            boxes = painter.paint(number)
            picture = converted.update(painter.pixels, boxes)
            planes.append(picture.to_ndarray()[: size[1]].copy())
            tell_changes(picture, boxes if number else None)
            begun_s = time.process_time()
            encoder.encode(picture)
            seconds += time.process_time() - begun_s
    with av.open(str(file)) as container:
        decoded = [frame.to_ndarray()[: size[1]] for frame in islice(container.decode(video=0), 99)]
    errors = [
        float(np.mean((one.astype(float) - other) ** 2))
        for one, other in zip(planes, decoded, strict=True)
    ]
    return seconds, errors


def where_time_goes(chapters: Sequence[Chapter], quality: Quality, film: Row) -> str:
    """Play, paint, convert and encode the film in this process; return a table of the parts."""
    spent = dict.fromkeys(("playing", "painting", "converting", "encoding"), 0.0)

    def timed(part: str, function: Callable[..., Any], *arguments: Any) -> Any:
        begun_s = time.process_time()
        result = function(*arguments)
        spent[part] += time.process_time() - begun_s
        return result

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(folder / "store")
        digests: dict[str, None] = {}
        for target in chapter_targets(chapters):
            with manim_settings(target, quality, folder):
                scene = load_scene(target)()
                keep = lambda digest, *_: digests.setdefault(digest)  # noqa: E731
                timed("playing", play_scene, scene, store, folder, keep, digests.__contains__)
        for digest in digests:
            data = store.read(recording_name(digest))
            assert data is not None
            recording = timed("painting", Recording.unpack, data)
            painter = timed("painting", Painter, recording)
            size = recording.width_px, recording.height_px
            converted = Converted(*size, ENCODINGS["mp4"].pixel_format)
            with Encoder(folder / "x.mp4", ENCODINGS["mp4"], *size, recording.fps) as encoder:
                for number in range(len(recording.stills)):
                    boxes = timed("painting", painter.paint, number)
                    picture = timed("converting", converted.update, painter.pixels, boxes)
                    tell_changes(picture, boxes if number else None)
                    timed("encoding", encoder.encode, picture)
    rest = film.engine.cpu_s - sum(spent.values())
    spent["starting Python and Manim, holding frames, files, putting together"] = rest
    lines = [f"| {part} | {seconds:.1f} |" for part, seconds in spent.items()]
    return "\n".join(["| part | CPU s |", "|---|---:|", *lines])


def in_process_frame_s(folder: Path, target: Target, quality: Quality) -> float:
    """Return the time that one frame takes in a process that has drawn another one before."""
    code = (
        "import os, time; from pipeline.frames import recorded_frame;"
        "from pipeline.pictures import PictureRequest; from pipeline.quality import quality_of;"
        f"q = quality_of({quality.letter!r});"
        f"r = PictureRequest.read({target.scene!r}, q, None, label='');"
        "recorded_frame(r, 60); t = time.perf_counter(); p = recorded_frame(r, 1200);"
        "print(time.perf_counter() - t)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return float(result.stdout)


if __name__ == "__main__":
    main()
