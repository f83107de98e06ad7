"""What the server keeps and tells: previews, news, the command line of what is on the page."""

from __future__ import annotations

import asyncio
import json
import shlex

import pytest

import render
from pipeline.errors import RequestError
from pipeline.quality import quality_of
from pipeline.setting import read_settings
from pipeline.studio.asked import Asked
from pipeline.studio.events import Events
from pipeline.studio.library import Library
from pipeline.studio.previews import Previews
from pipeline.studio.rendering import as_typed, command_of
from pipeline.targets import Target


def test_a_frame_is_found_in_its_recording():
    preview = Previews().open("any", Target("Any", "any"), quality_of("h"), ())
    assert preview.locate(0) is None
    for digest, frames in [("a", 3), ("b", 1), ("a", 5)]:
        preview.add(digest, frames)
    found = [preview.locate(frame) for frame in range(-1, 10)]
    places = [("a", 0), ("a", 1), ("a", 2), ("b", 0), *(("a", n) for n in range(5))]
    assert found == [None, *places, None]


def test_old_previews_are_forgotten_and_used_ones_are_not():
    previews = Previews()
    first = previews.open("any", Target("Any", "any"), quality_of("h"), ())
    for _ in range(500):
        newest = previews.open("any", Target("Any", "any"), quality_of("h"), ())
        assert previews.get(first.id) is first
    assert previews.get("2") is None and previews.get(newest.id) is newest


def test_a_slow_listener_gets_the_newest_of_each_thing():
    async def listen():
        events, got = Events(), []
        stream = events.stream()
        await anext(stream)
        for number in range(1000):
            events.tell("preview", "1", {"frames": number})
        events.tell("preview", "2", {"frames": 7})
        for _ in range(2):
            got.append(await anext(stream))
        events.close()
        assert [text async for text in stream] == []
        return [json.loads(text.partition("data: ")[2]) for text in got]

    assert asyncio.run(listen()) == [{"frames": 999}, {"frames": 7}]


@pytest.mark.parametrize(
    "settings",
    [
        {"speed": 2.0, "title": 'A "title" with \\ and $HOME'},
        {"function": "max(x, 1)**2", "at": "x=1.5"},
        {"hidden": [4, 4], "quiz": True, "functions": ["sin(x)", "x**2"]},
        {"narration": {"1": "It's\nhere — 'quoted'", "12": "Ї"}},
    ],
)
def test_the_command_line_sets_what_the_page_has_set(settings):
    asked = Asked.read({"name": "graph", "settings": settings})
    typed = as_typed(command_of("frame", asked.name, asked.settings, ["--at", "1.5"]))
    program, *words = shlex.split(typed)
    assert program == "python"
    arguments = render.build_parser().parse_args(words[1:])
    assert {s.name: s.value for s in read_settings(arguments.set)} == settings


def test_files_are_listed_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("one.toml", "deep/er/two.toml", ".hidden/three.toml", "media/four.toml"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('scene = "TwoKnobs"\nspeed = \n')  # wrong, and to be mended in the studio
    (tmp_path / "other.toml").write_text("[tool]\nname = 1\n")
    library = Library(tmp_path)
    assert library.files() == ["deep/er/two.toml", "one.toml"]
    with pytest.raises(RequestError, match=r"one\.toml:2"):
        library.find("one.toml")
    for name in ("other.toml", ".hidden/three.toml", "no.py:Scene", "two.toml"):
        with pytest.raises(RequestError):
            library.find(name)
