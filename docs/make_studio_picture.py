"""Draw the README's picture of the studio: open a scene in a browser, change it, take a picture."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "studio.png"
SCENE, FRAME = "SixKnobs", 880
SIZE = {"width": 1360, "height": 820}
PATIENCE_MS = 300_000


def main() -> None:
    """Draw the picture."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit("this needs Chromium; type: make browser")
    command = [sys.executable, str(ROOT / "render.py"), "studio", "--no-open"]
    studio = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert studio.stdout is not None
    try:
        found = re.search(r"http://\S+", studio.stdout.readline())
        assert found
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport=SIZE, color_scheme="dark")
            page.goto(f"{found[0]}#{SCENE}@{FRAME}")
            status = page.locator("#status")
            expect(status).to_have_text("exact", timeout=PATIENCE_MS)
            for picture in page.locator("#thumbnails img").all():
                expect(picture).not_to_have_js_property("naturalWidth", 0)
            page.screenshot(path=PICTURE)
            browser.close()
    finally:
        studio.send_signal(signal.SIGTERM)
        studio.wait()
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
