"""Draw every entry of the gallery, its low-resolution golden frame, and the page that shows them.

Usage: ``make gallery``. Look at every picture that has changed before it is committed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scenes import gallery  # noqa: E402 - found through the line above

GOLDEN = ROOT / "tests" / "scenes" / "gallery"
PICTURE_PX, GOLDEN_PX = 540, 180


def main(wanted: list[str]) -> None:
    """Draw the entries named, or all of them."""
    lines = [
        "# Gallery",
        "",
        "Every component of the visual vocabulary, drawn by the lines beside it (`make gallery`).",
        "Every number is computed. The light theme and other shapes take the same lines.",
    ]
    for name in gallery.names():
        if not wanted or name in wanted:
            Image.fromarray(gallery.picture(name, PICTURE_PX)).save(gallery.FOLDER / f"{name}.png")
            Image.fromarray(gallery.picture(name, GOLDEN_PX)).save(GOLDEN / f"{name}.png")
            print(name, flush=True)
        title = name.replace("_", " ").capitalize()
        lines += ["", f"## {title}", "", f"![{title}]({name}.png)", "", "```python"]
        lines += [gallery.source(name).strip(), "```"]
    (gallery.FOLDER / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
