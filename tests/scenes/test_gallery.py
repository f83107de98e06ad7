"""Every entry of the gallery looks as it did when somebody last looked at it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenes import gallery, style

GOLDEN = Path(__file__).with_name("gallery")
GOLDEN_PX = 180


@pytest.mark.parametrize("name", gallery.names())
def test_an_entry_looks_as_it_did(name):
    found = gallery.picture(name, GOLDEN_PX).astype(int)
    with Image.open(GOLDEN / f"{name}.png") as picture:
        expected = np.asarray(picture, dtype=int)
    assert found.shape == expected.shape, "make gallery"
    apart = np.abs(found - expected).max(axis=2)
    # Another version of the drawing library may place an edge differently by a hair.
    assert np.mean(apart > 24) < 0.002, "if it is meant: make gallery, and look"


@pytest.mark.parametrize("name", gallery.names())
@pytest.mark.parametrize(
    ("theme", "shape"), [("light", "landscape"), ("dark", "portrait"), ("light", "square")]
)
def test_an_entry_can_be_drawn_in_every_theme_and_shape(name, theme, shape):
    pixels = gallery.picture(name, 90, theme, shape).astype(int)
    ground = pixels[0, 0]
    lit = np.abs(pixels - ground).max(axis=2) > 12
    # It is there, and keeps off the edges.
    assert lit.mean() > 0.002
    assert not (lit[:2].any() or lit[-2:].any() or lit[:, :2].any() or lit[:, -2:].any())
    assert style.palette is style.DARK


def test_the_page_shows_every_entry_with_its_lines():
    page = (gallery.FOLDER / "README.md").read_text(encoding="utf-8")
    for name in gallery.names():
        assert f"({name}.png)" in page, "make gallery"
        assert gallery.source(name).strip() in page, "make gallery"
        assert (gallery.FOLDER / f"{name}.png").is_file()
    assert gallery.names()
