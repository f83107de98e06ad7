"""A studio for a small project of its own, and a browser that looks at it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

# Whoever waits that long for something to appear thinks that it never will.
PATIENCE_S = 300
expect.set_options(timeout=1000 * PATIENCE_S)

PROJECT = Path(__file__).parents[3]
ARTEFACTS = PROJECT / "media" / "test-artefacts" / "studio"

SCENE = textwrap.dedent('''\
    from manim import RIGHT, Circle, FadeIn
    from pydantic import Field

    from scenes.base import LessonScene
    from scenes.parameters import Expression, SceneParameters


    class Ball(LessonScene):
        """A ball appears, and moves."""

        class Parameters(SceneParameters):
            radius: float = Field(1.0, gt=0, le=3, description="of the ball, in units")
            colour: str = Field(
                "#6cc3ff", description="of the ball", json_schema_extra={"format": "color"}
            )
            function: Expression = Field("x**2", description="of nothing in particular")

        def construct(self):
            ball = Circle(self.parameters.radius, color=self.parameters.colour, fill_opacity=1)
            with self.beat("Here is a ball."):
                self.play(FadeIn(ball))
            with self.beat("It moves to the right."):
                self.play(ball.animate.shift(3 * RIGHT))
    ''')

LESSON = textwrap.dedent("""\
    # A lesson of my own.
    scene = "IntroductionTitle"

    # unhurried
    speed = 2.0  # twice as fast
    theme = "dark"

    [narration]
    # what is said first
    1 = "The first words."
    """)


@contextmanager
def running(folder, *arguments):
    """Run a studio in a folder, and give its address."""
    command = [sys.executable, str(PROJECT / "render.py"), "studio", "--no-open", *arguments]
    log = folder / "studio.log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True,
            start_new_session=True,
        )  # fmt: skip
        try:
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line + log.read_text()
            yield found[0]
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0, log.read_text()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            process.stdout.close()


# Not for the whole run: while it is there, tests in this thread can run no event loop of their own.
@pytest.fixture(scope="module")
def browser():
    """Chromium without a window; `make browser` installs it where it is missing."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "these tests look at the studio in Chromium; type: make browser"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def project(tmp_path):
    """A folder with a scene and a lesson file."""
    (tmp_path / "ball.py").write_text(SCENE)
    (tmp_path / "mine.toml").write_text(LESSON)
    return tmp_path
