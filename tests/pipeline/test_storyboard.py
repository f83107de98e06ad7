"""A storyboard has a picture and the words of every beat, as a picture and as one page."""

import base64
import io
import re

import pytest
from PIL import Image

from pipeline.errors import RequestError
from pipeline.quality import QUALITIES
from pipeline.setting import Setting
from pipeline.storyboard import draw_storyboard

WORDS = [
    "Not every curve has only one valley.",
    "Start here, and follow the slope.",
]


def test_the_page_needs_nothing_but_itself(tmp_path):
    place = tmp_path / "board.html"
    draw_storyboard("TwoValleys", QUALITIES["l"], place)
    page = place.read_text(encoding="utf-8")
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    assert len(pictures) == page.count("<figure>") >= 4
    for data in pictures:
        assert Image.open(io.BytesIO(base64.b64decode(data))).size == (640, 360)
    assert "://" not in page and "<script" not in page
    assert all(text in page for text in WORDS)
    times = re.findall(r"<time>(\d+:\d\d) – (\d+:\d\d)</time>", page)
    assert times == sorted(times) and times[0][0] == "0:00"


def test_the_picture_is_as_large_as_its_beats_need(tmp_path):
    place = tmp_path / "board.png"
    summary = draw_storyboard("TwoValleys", QUALITIES["l"], place)
    count = int(re.search(r"(\d+) beats", summary)[1])
    with Image.open(place) as picture:
        width, height = picture.size
    assert width > 3 * 640 and height > -(-count // 3) * 360


def test_it_speaks_the_language(tmp_path):
    place = tmp_path / "board.html"
    draw_storyboard("TwoValleys", QUALITIES["l"], place, [Setting.of("language", "uk", "here")])
    page = place.read_text(encoding="utf-8")
    assert '<html lang="uk">' in page and "Не кожна крива має одну долину." in page


def test_a_scene_without_beats_has_no_storyboard(tmp_path):
    script = tmp_path / "plain.py"
    script.write_text(
        "from manim import *\nclass Plain(Scene):\n    def construct(self):\n        self.wait(1)\n"
    )
    with pytest.raises(RequestError, match="leave --beats out"):
        draw_storyboard(f"{script}:Plain", QUALITIES["l"], tmp_path / "board.png")
    with pytest.raises(RequestError, match=r"board\.png or board\.html"):
        draw_storyboard("TwoValleys", QUALITIES["l"], tmp_path / "board.jpg")
