"""The studio as somebody uses it, in a real browser; screenshots are kept to be looked at."""

import base64
import io
import json
import re
import subprocess
import sys
import time

import av
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.pipeline.studio.conftest import ARTEFACTS, PATIENCE_S, PROJECT, SCENE, running

SCENE_NAME = "ball.py:Ball"


class Page:
    """The page with what tests do again and again."""

    def __init__(self, page, address):
        self.page = page
        self.address = address
        self.problems = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self.listen)
        page.set_default_timeout(1000 * PATIENCE_S)
        page.goto(address)
        expect(page.locator("#list button").first).to_be_visible()

    def listen(self, said):
        """Note what the browser complains of, except that the server has refused something."""
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.problems.append(said.text)

    def open(self, name):
        """Choose a scene on the left, and wait until it has been played."""
        self.page.locator(f'#list button[data-name="{name}"]').click()
        self.wait_played()

    def wait_played(self):
        """Wait until the scene has been played and its exact frame is in view at full size."""
        expect(self.page.locator("#status")).to_have_text("exact")
        self.wait_shown(lambda shown: shown["exact"] and shown["height"] == 1080)

    def edit(self, does):
        """Change something, and wait until what has become of it has been played."""
        before = self.shown["id"]
        does()
        self.wait_shown(lambda shown: shown["id"] != before)
        self.wait_played()

    def set(self, name, value):
        """Fill in a field, and wait until what has become of it has been played."""
        self.edit(lambda: self.page.locator(f"#field-{name}").fill(value))

    def wait(self, condition):
        """Wait until an expression is true in the page, which allows no `eval` of its own."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.page.evaluate(condition):
            assert time.monotonic() < deadline, condition
            self.page.wait_for_timeout(20)

    @property
    def shown(self):
        """What is in view: preview, frame, height, and whether it is exact."""
        return json.loads(self.page.get_attribute("#stage", "data-shown") or "{}")

    def wait_shown(self, is_meant):
        """Wait until what is in view is what is meant."""
        deadline = time.monotonic() + PATIENCE_S
        while not (self.shown and is_meant(self.shown)):
            assert time.monotonic() < deadline, self.shown
            self.page.wait_for_timeout(20)

    def seek(self, frame):
        """Click on the timeline where a frame is, and wait until it is in view."""
        box = self.page.locator("#timeline").bounding_box()
        count = int(self.page.get_attribute("#timeline", "aria-valuemax")) + 1
        x = box["x"] + 1 + (box["width"] - 2) * (frame + 0.5) / count
        self.page.mouse.click(x, box["y"] + 10)
        chosen = int(self.page.get_attribute("#timeline", "aria-valuenow"))
        self.wait_shown(
            lambda shown: shown["frame"] == chosen and shown["exact"] and shown["height"] == 1080
        )
        return chosen

    def pixels(self, canvas="after"):
        """The pixels on the canvas: height, width, red, green, blue, alpha."""
        data = self.page.evaluate(
            """(id) => {
                const canvas = document.getElementById(id);
                return canvas.toDataURL("image/png").split(",")[1];
            }""",
            canvas,
        )
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))

    def keep(self, name):
        """Keep a screenshot."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png")


@pytest.fixture
def studio(project):
    with running(project, SCENE_NAME) as address:
        yield address


@pytest.fixture
def page(studio, browser):
    context = browser.new_context(
        viewport={"width": 1280, "height": 800},
        accept_downloads=True,
        permissions=["clipboard-read", "clipboard-write"],
        color_scheme="dark",
    )
    opened = Page(context.new_page(), studio)
    yield opened
    assert opened.problems == []
    context.close()


def frame_command(project, frame, *options):
    """The picture that the command line draws of a frame."""
    file = project / f"frame{frame}.png"
    command = [sys.executable, str(PROJECT / "render.py"), "frame", SCENE_NAME, *options]
    command += ["--at", f"{(frame + 0.5) / 60:.3f}", "-q", "h", "-o", str(file)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    return np.asarray(Image.open(file).convert("RGBA"))


def test_scrubbing_shows_exactly_what_the_frame_command_draws(page, project):
    page.open(SCENE_NAME)
    for wanted in (7, 95, 150):
        frame = page.seek(wanted)
        assert abs(frame - wanted) <= 1
        assert (page.pixels() == frame_command(project, frame)).all()
    page.page.keyboard.press("ArrowRight")
    page.wait_shown(lambda shown: shown["frame"] == frame + 1 and shown["height"] == 1080)
    page.page.keyboard.press("Home")
    page.wait_shown(lambda shown: shown["frame"] == 0 and shown["height"] == 1080)
    assert (page.pixels() == frame_command(project, 0)).all()
    page.keep("scrubbing")


def test_the_frame_is_quick_first_and_whole_when_settled(page):
    page.open(SCENE_NAME)
    heights = []
    page.page.evaluate(
        """() => {
            window.heights = [];
            new MutationObserver(() => {
                window.heights.push(JSON.parse(document.getElementById("stage").dataset.shown).height);
            }).observe(document.getElementById("stage"), { attributeFilter: ["data-shown"] });
        }"""
    )
    page.seek(60)
    heights = page.page.evaluate("window.heights")
    assert heights[0] == 540 and heights[-1] == 1080


def test_a_parameter_is_edited_and_the_frame_follows(page, project):
    page.open(SCENE_NAME)
    frame = page.seek(150)
    before = page.pixels()
    first = page.shown["id"]
    field = page.page.locator("#field-radius")
    field.fill("2.5")
    page.wait_shown(lambda shown: shown["id"] != first and shown["frame"] == frame)
    page.keep("glimpse")
    page.wait_played()
    after = page.pixels()
    assert (after != before).any()
    assert (after == frame_command(project, frame, "--set", "radius=2.5")).all()
    page.keep("edited")

    page.page.keyboard.press("Escape")
    page.page.keyboard.press("c")
    expect(page.page.locator("#stage")).to_have_attribute("data-compare", "side")
    page.wait("document.getElementById('before').width === 1920")
    page.keep("side-by-side")
    assert (page.pixels("before") == before).all()
    page.page.keyboard.press("c")
    page.page.wait_for_timeout(200)
    page.keep("wiped")

    page.edit(page.page.locator("#revert").click)
    assert (page.pixels() == before).all()


def test_wrong_values_are_said_beside_the_field_and_change_nothing(page):
    page.open(SCENE_NAME)
    shown = page.shown
    for name, value, problem in [
        ("radius", "7", "less than or equal to 3"),
        ("radius", "wide", "valid number"),
        ("function", "x**", "column"),
        ("function", "__import__('os')", ""),
        ("function", "evil.py:run", "lesson file itself"),
        ("language", "xx", ""),
    ]:
        field = page.page.locator(f"#field-{name}")
        before = field.input_value()
        field.fill(value)
        told = page.page.locator(f"#field-{name}-problem, #error-text, #form-problem").filter(
            has_text=re.compile(re.escape(problem) if problem else ".+")
        )
        expect(told.first).to_be_visible()
        field.fill(before)
        expect(page.page.locator(f"#field-{name}-problem")).to_be_hidden()
    page.page.wait_for_timeout(300)
    page.wait_played()
    assert page.shown["frame"] == shown["frame"]
    page.page.locator("#field-radius").fill("7")
    expect(page.page.locator("#field-radius-problem")).to_be_visible()
    page.keep("wrong-value")


def test_a_scene_file_is_broken_and_mended(page, project):
    page.open(SCENE_NAME)
    frame = page.seek(150)
    before = page.pixels()
    file = project / "ball.py"
    file.write_text(SCENE.replace("3 * RIGHT", "3 * RIGTH"))
    error = page.page.locator("#error-text")
    expect(error).to_contain_text("NameError: name 'RIGTH' is not defined")
    expect(error).to_contain_text("ball.py:23")
    assert (page.pixels() == before).all()
    page.keep("broken")
    file.write_text(SCENE.replace("3 * RIGHT", "3 * ("))
    expect(error).to_contain_text("ball.py:23: '(' was never closed")
    file.write_text(SCENE.replace("3 * RIGHT", "2 * RIGHT"))
    expect(page.page.locator("#error")).to_be_hidden()
    page.wait_played()
    assert page.shown["frame"] == frame
    assert (page.pixels() != before).any()
    assert (page.pixels() == frame_command(project, frame)).all()


def test_a_lesson_file_is_edited_saved_and_loaded_again(page, project):
    page.open("mine.toml")
    file = project / "mine.toml"
    page.set("speed", "1.5")
    page.edit(lambda: page.page.locator("#field-theme").select_option("light"))
    page.page.keyboard.press("Escape")
    page.page.locator("#narration").focus()
    page.edit(lambda: page.page.locator("#narration").fill("Other words, of mine."))
    assert page.page.evaluate("document.activeElement.id") == "narration"
    expect(page.page.locator("#caption")).to_have_text("Other words, of mine.")
    page.keep("before-saving")
    page.page.keyboard.press("Control+s")
    expect(page.page.locator("#save-state")).to_have_text("mine.toml is saved")
    text = file.read_text()
    assert "speed = 1.5  # twice as fast" in text
    assert "# unhurried\n" in text and '1 = "Other words, of mine."' in text
    assert text.index("speed") < text.index("theme") < text.index("[narration]")
    page.wait_played()
    pixels = page.pixels()
    page.page.reload()
    page.wait_played()
    assert (page.pixels() == pixels).all()
    expect(page.page.locator("#field-speed")).to_have_value("1.5")

    # Somebody else edits it meanwhile: nothing of theirs is lost.
    page.page.locator("#field-speed").fill("1.25")
    expect(page.page.locator("#save-state")).to_contain_text("Not saved: speed")
    file.write_text(text.replace("my own", "our own").replace('"light"', '"dark"'))
    expect(page.page.locator("#field-theme")).to_have_value("dark")
    page.page.keyboard.press("Control+s")
    expect(page.page.locator("#save-state")).to_have_text("mine.toml is saved")
    assert "our own" in file.read_text() and "speed = 1.25" in file.read_text()


def test_a_scene_of_the_film_is_saved_as_a_lesson_file(page, project):
    page.open("IntroductionTitle")
    page.set("speed", "3")
    page.page.locator("#save").click()
    page.page.locator("#save-as-name").fill("../outside")
    page.page.locator("#save-as-confirm").click()
    expect(page.page.locator("#save-state")).to_contain_text("no name for a file")
    page.page.locator("#save-as-name").fill("quick-title")
    page.page.locator("#save-as-confirm").click()
    expect(page.page.locator("#scene-name")).to_have_text("quick-title.toml")
    text = (project / "quick-title.toml").read_text()
    assert 'scene = "IntroductionTitle"' in text and "speed = 3\n" in text
    assert "how fast it goes" in text
    page.wait_played()


def test_the_video_is_rendered_cancelled_and_downloaded(page, project, tmp_path):
    page.open(SCENE_NAME)
    page.set("radius", "0.5")
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("r")
    page.page.locator("#render-start").click()
    page.page.locator("#render-cancel").click()
    expect(page.page.locator("#render-state")).to_contain_text("Cancelled")
    assert not list(project.glob("media/videos/**/*.mp4"))
    page.page.locator("#render-quality").select_option("l")
    expect(page.page.locator("#render-command")).to_contain_text("-q l")
    page.page.locator("#render-start").click()
    expect(page.page.locator("#render-file")).to_be_visible()
    page.keep("rendered")
    with page.page.expect_download() as download:
        page.page.locator("#render-file").click()
    file = tmp_path / "down.mp4"
    download.value.save_as(file)
    assert download.value.suggested_filename == "Ball.mp4"
    with av.open(str(file)) as video:
        assert (video.streams.video[0].width, video.streams.video[0].height) == (854, 480)


def test_what_is_copied(page, project):
    page.open(SCENE_NAME)
    frame = page.seek(100)
    page.set("radius", "0.75")
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("k")
    expect(page.page.locator("#toast")).to_be_visible()
    command = page.page.evaluate("navigator.clipboard.readText()")
    assert command.startswith("python render.py frame ball.py:Ball --at ")
    assert "--set radius=0.75" in command
    page.page.keyboard.press("p")
    expect(page.page.locator("#toast")).to_have_text("The frame is on the clipboard.")
    data = page.page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const file = await item.getType("image/png");
            return Array.from(new Uint8Array(await file.arrayBuffer()));
        }"""
    )
    picture = np.asarray(Image.open(io.BytesIO(bytes(data))).convert("RGBA"))
    assert (picture == frame_command(project, frame, "--set", "radius=0.75")).all()


def test_playing_keeps_to_the_clock_and_shows_captions(page):
    page.open(SCENE_NAME)
    page.page.keyboard.press("Home")
    begun = page.page.evaluate("performance.now()")
    page.page.keyboard.press(" ")
    last = int(page.page.get_attribute("#timeline", "aria-valuemax"))
    captions, frames = set(), []
    deadline = time.monotonic() + 30
    while page.page.get_attribute("#play", "aria-pressed") == "true":
        captions.add(page.page.inner_text("#caption"))
        frames.append(page.shown["frame"])
        assert time.monotonic() < deadline
    took_s = (page.page.evaluate("performance.now()") - begun) / 1000
    assert {"Here is a ball.", "It moves to the right."} <= captions
    assert frames == sorted(frames)
    # The clock decides, however slow the machine is; only seeing the end may take longer.
    assert took_s >= last / 60
    page.wait_shown(lambda shown: shown["frame"] == last)


def test_everything_is_reached_with_the_keyboard(page):
    page.page.keyboard.press("/")
    page.page.keyboard.type("ball")
    page.page.keyboard.press("Enter")
    page.wait_played()
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("End")
    last = int(page.page.get_attribute("#timeline", "aria-valuemax"))
    page.wait_shown(lambda shown: shown["frame"] == last)
    page.page.keyboard.press("[")
    beat = page.shown["frame"]
    page.wait_shown(lambda shown: 0 < shown["frame"] < last)
    page.page.keyboard.press("[")
    page.wait_shown(lambda shown: shown["frame"] == 0)
    page.page.keyboard.press("]")
    page.wait_shown(lambda shown: shown["frame"] > 0)
    page.page.keyboard.press("Shift+ArrowLeft")
    page.page.keyboard.press("t")
    assert page.page.get_attribute("html", "data-theme") == "light"
    page.wait_played()
    page.keep("light")
    page.page.keyboard.press("?")
    expect(page.page.locator("#help")).to_be_visible()
    page.keep("keys")
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("e")
    assert page.page.evaluate("document.activeElement.id") == "field-radius"
    page.page.keyboard.press("ArrowUp")
    expect(page.page.locator("#save-state")).to_contain_text("radius")
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("n")
    assert page.page.evaluate("document.activeElement.id") == "narration"
    assert beat >= 0


def test_other_shapes_and_small_windows(page):
    page.page.set_viewport_size({"width": 1024, "height": 640})
    page.open("graph")
    page.keep("small")
    page.page.locator("#shape").select_option("portrait")
    page.wait("document.getElementById('after').width === 1080")
    page.keep("portrait")
    for name in ("after", "timeline", "save", "render-button"):
        box = page.page.locator(f"#{name}").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 1024
        assert box["y"] >= 0 and box["y"] + box["height"] <= 640


def test_nothing_is_fetched_from_elsewhere(page):
    addresses = []
    page.page.on("request", lambda request: addresses.append(request.url))
    page.page.reload()
    page.open(SCENE_NAME)
    page.seek(30)
    own = re.match(r"http://[^/]+/", page.address)[0]
    assert addresses
    assert all(address.startswith((own, "blob:", "data:")) for address in addresses)
