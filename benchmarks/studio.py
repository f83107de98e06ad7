"""How long it takes until the exact frame is in view in the studio, anywhere in the film.

Usage: ``python benchmarks/studio.py [--seeks 200] [--chapters 3,9]``. A studio is started and
looked at in Chromium. Every scene is played first, where that has not been done before; then frames
are chosen at random over the whole film, each drawn once

- *cold*: in a studio just started, with the choosing of the scene, which nothing is known of yet;
- *warm*: in one in which every scene has been chosen before.

A time begins when the page asks and ends when the pixels are on its canvas. Then some of the film
is played, and the frames that are shown are counted.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.catalogue import read_catalogue, select_chapters  # noqa: E402

SEED = 1970
HEIGHTS_PX = {540: 150, 1080: 300}  # and the aims, in milliseconds
NEAR_FRAMES = 12
PLAYED, PLAYED_S = 24, 4
PAGE = """
async () => {
    const { get, pixels, post } = await import("./static/api.js");
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { alpha: false });
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    window.played = async (name) => {
        const opened = await post("api/previews", { name });
        // Often at first, for what is there at once; seldom while it is being played.
        for (let ms = 5; ; ms = Math.min(1000, ms * 1.2)) {
            const facts = await get(`api/previews/${opened.id}`);
            if (facts.complete || facts.failure) return facts;
            await pause(ms);
        }
    };
    window.draw = async (preview, frame, height) => {
        const image = await pixels(preview, frame, height);
        canvas.width = image.width;
        canvas.height = image.height;
        context.putImageData(image, 0, 0);
    };
    window.play = async (preview, frame, ms) => {
        const { Playback } = await import("./static/playback.js");
        const { View } = await import("./static/view.js");
        const times = [];
        const view = new View(canvas, () => times.push(performance.now()));
        const playback = new Playback(view, () => {}, () => {});
        playback.start(preview, frame);
        await pause(ms);
        playback.stop();
        return times;
    };
    window.timed = async (does) => {
        const begun = performance.now();
        await does();
        return performance.now() - begun;
    };
}
"""


@contextmanager
def studio() -> Iterator[Any]:
    """Start a studio, and give its page in Chromium."""
    command = [sys.executable, str(ROOT / "render.py"), "studio", "--no-open"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        assert program, "this needs Chromium; type: make browser"
        with sync_playwright() as playwright:
            options = ["--no-sandbox", "--disable-gpu"]
            browser = playwright.chromium.launch(executable_path=program, args=options)
            page = browser.new_page()
            page.set_default_timeout(0)
            page.goto(found[0])
            page.evaluate(PAGE)
            yield page
            browser.close()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def play_all(page: Any, names: Sequence[str]) -> tuple[dict[str, Any], float]:
    """Have every scene played; return what is known of each, and the time it took."""
    begun_s = time.monotonic()
    known = {}
    for number, name in enumerate(names, start=1):
        facts = known[name] = page.evaluate("(name) => played(name)", name)
        assert facts["complete"], facts["failure"]
        took = f"{time.monotonic() - begun_s:.0f} s"
        print(f"[{number}/{len(names)}] {name}: {facts['frames']} frames, {took}", flush=True)
    return known, time.monotonic() - begun_s


def random_frames(known: dict[str, Any], count: int) -> list[tuple[str, int]]:
    """Choose frames of the film, each as likely as any other."""
    rng = random.Random(SEED)
    names = list(known)
    lengths = [known[name]["frames"] for name in names]
    chosen = rng.choices(names, lengths, k=count)
    return [(name, rng.randrange(known[name]["frames"])) for name in chosen]


def row(case: str, height_px: int, times_ms: Sequence[float]) -> str:
    """Return a row of the table."""
    half, most, worst = np.percentile(times_ms, [50, 95, 100])
    aim = HEIGHTS_PX[height_px]
    verdict = "met" if most < aim else "**missed**"
    size = f"{height_px * 16 // 9}x{height_px}"
    return f"| {case} | {size} | {half:.0f} | {most:.0f} | {worst:.0f} | {aim} | {verdict} |"


def draw_ms(page: Any, facts: dict[str, Any], frame: int, height_px: int) -> float:
    """Return how long a frame of a scene that has been chosen takes."""
    script = "([preview, frame, height]) => timed(() => draw(preview, frame, height))"
    return float(page.evaluate(script, [facts, frame, height_px]))


def measure(names: Sequence[str], seeks: int) -> list[str]:
    """Return the rows of the table."""
    rows = []
    with studio() as page:
        play_all(page, names)
        known, again_s = play_all(page, names)
        frames = random_frames(known, seeks)
        for height in HEIGHTS_PX:
            times = [draw_ms(page, known[name], frame, height) for name, frame in frames]
            rows.append(row("warm, anywhere in the film", height, times))
        for height in HEIGHTS_PX:
            times = []
            for name, frame in frames:
                last = known[name]["frames"] - 1
                for near in range(1, 4):
                    beside = min(last, frame + near * NEAR_FRAMES)
                    times.append(draw_ms(page, known[name], beside, height))
            rows.append(row("warm, dragging on from there", height, times))
        playing = measure_playing(page, known, seeks)
    for height in HEIGHTS_PX:
        with studio() as page:
            times = [
                page.evaluate(
                    "([name, frame, height]) => timed("
                    "async () => draw(await played(name), frame, height))",
                    [name, frame, height],
                )
                for name, frame in frames
            ]
            rows.insert(0, row("cold, with the choosing of the scene", height, times))
    rows += ["", f"Choosing all {len(names)} scenes again took {again_s:.1f} s.", *playing]
    return rows


def measure_playing(page: Any, known: dict[str, Any], seeks: int) -> list[str]:
    """Return how playing goes, as text."""
    shares, uneven = [], []
    for name, frame in random_frames(known, seeks)[:PLAYED]:
        facts = known[name]
        first = max(0, min(frame, facts["frames"] - (PLAYED_S + 1) * facts["fps"]))
        script = "([preview, frame, ms]) => play(preview, frame, ms)"
        times = page.evaluate(script, [facts, first, 1000 * PLAYED_S])
        # The first second tells how quick this machine is.
        gaps = np.diff([ms for ms in times if ms > times[0] + 1000])
        lasts_ms = 1000 * min(PLAYED_S, facts["frames"] / facts["fps"]) - 1000
        shares.append(1000 * len(gaps) / max(lasts_ms, 1))
        uneven.append(float(np.percentile(gaps, 95) / np.median(gaps)))
    low, half = np.percentile(shares, [5, 50])
    return [
        "",
        f"Playing {PLAYED} places of the film at 960x540 for {PLAYED_S} s each showed "
        f"{half:.0f} frames a second (the slowest twentieth of the places, {low:.0f}), at the pace "
        f"of the clock. From one frame to the next, 95 of 100 times took at most "
        f"{np.median(uneven):.1f} times the usual.",
    ]


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeks", type=int, default=200)
    parser.add_argument("--chapters", metavar="3,5-7")
    arguments = parser.parse_args()
    chapters = select_chapters(read_catalogue().chapters, arguments.chapters)
    names = [scene for chapter in chapters for scene in chapter.scenes]
    rows = measure(names, arguments.seeks)
    text = f"""# The studio: how long until the exact frame is in view

Written by `make bench-studio`, on {os.cpu_count()} cores: {arguments.seeks} frames chosen at
random over {len(names)} scenes, which had been played before, seen in Chromium. A time begins when
the page asks for a frame and ends when its pixels are on the page; *cold* is in a studio just
started, and includes finding out that the scene has not changed.

| | picture | p50 ms | p95 ms | longest ms | aim for p95 ms | |
|---|---|---:|---:|---:|---:|---|
"""
    (ROOT / "benchmarks" / "studio.md").write_text(text + "\n".join(rows) + "\n", encoding="utf-8")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
