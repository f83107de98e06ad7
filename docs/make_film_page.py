"""Draw a contact sheet of each chapter, one picture a beat, and write the page with transcripts.

Usage: ``make film-page``; it plays the whole film at low quality. Chapters can be named by number.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.catalogue import Chapter, read_catalogue  # noqa: E402 - found through the line above
from pipeline.loader import load_scene  # noqa: E402
from pipeline.quality import QUALITIES  # noqa: E402
from pipeline.settings import manim_settings  # noqa: E402
from pipeline.sheet import lay_out  # noqa: E402
from pipeline.storyboard import BeatPicture, clock, play_beats  # noqa: E402
from pipeline.targets import Target, chapter_targets  # noqa: E402

PAGE, SHEETS = ROOT / "docs" / "film.md", ROOT / "docs" / "film"
TILE_PX = 320
# Enough for flat colours and smooth lines, and a tenth of the size.
COLORS = 192


def beats_of(target: Target) -> tuple[list[BeatPicture], float]:
    """Play a scene; return its beats, and how long it lasts in seconds."""
    with TemporaryDirectory() as work, manim_settings(target, QUALITIES["m"], Path(work)):
        return play_beats(load_scene(target)(), TILE_PX)


def chapter_lines(chapter: Chapter) -> list[str]:
    """Draw the sheet of a chapter; return its part of the page."""
    tiles, transcript = [], []
    start = 0.0
    for target in chapter_targets([chapter]):
        beats, length = beats_of(target)
        tiles += [(clock(start + beat.end_s), beat.picture) for beat in beats]
        words = " ".join(beat.text for beat in beats)
        transcript += ["", f"**{target.scene}** ({clock(start)}) {words}"]
        start += length
        print(f"chapter {chapter.number}, {target.scene}: {len(beats)} beats", flush=True)
    sheet = lay_out(tiles).quantize(COLORS, dither=Image.Dither.NONE)
    sheet.save(SHEETS / f"chapter-{chapter.number:02}.png", optimize=True)
    return [
        "",
        f"## {chapter.number}. {chapter.title}",
        "",
        f"*{chapter.question}* {clock(start)} minutes.",
        "",
        f"![One picture for each beat of chapter {chapter.number}]"
        f"(film/chapter-{chapter.number:02}.png)",
        *transcript,
    ]


def main(wanted: list[str]) -> None:
    """Draw the chapters named, or all of them; parts of the others stay as they are."""
    SHEETS.mkdir(exist_ok=True)
    film = read_catalogue()
    kept = old_parts()
    lines = [
        f"# {film.title}",
        "",
        "One picture for each beat of the film, as it ends, and what is said (`make film-page`).",
    ]
    for chapter in film.chapters:
        name = str(chapter.number)
        is_wanted = not wanted or name in wanted or name not in kept
        lines += chapter_lines(chapter) if is_wanted else kept[name]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def old_parts() -> dict[str, list[str]]:
    """Return the part of each chapter on the page that there is, by its number."""
    if not PAGE.exists():
        return {}
    parts = PAGE.read_text(encoding="utf-8").rstrip("\n").split("\n## ")[1:]
    return {part.split(".")[0]: ["", *f"## {part}".rstrip("\n").split("\n")] for part in parts}


if __name__ == "__main__":
    main(sys.argv[1:])
