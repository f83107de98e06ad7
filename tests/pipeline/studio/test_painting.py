"""Pictures are packed for the page without losing a pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.studio.painting import packed


def unpacked(numbers, shape):
    """Unpack as the page does."""
    runs = int(numbers[0])
    flat = numbers[1:]
    if runs:
        ends, pixels = numbers[1 : 1 + runs], numbers[1 + runs :]
        flat = np.repeat(pixels, np.diff(ends, prepend=0))
    return flat.view(np.uint8).reshape(shape)


@settings(deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_every_pixel_comes_back(height, width, colours, seed):
    rng = np.random.default_rng(seed)
    palette = rng.integers(0, 256, size=(colours, 4), dtype=np.uint8)
    pixels = palette[rng.integers(0, colours, size=(height, width))]
    assert (unpacked(packed(pixels), pixels.shape) == pixels).all()


@pytest.mark.parametrize("flat", [True, False])
def test_it_is_never_longer_than_the_picture_and_a_number(flat):
    rng = np.random.default_rng(7)
    pixels = rng.integers(0, 256, size=(90, 160, 4), dtype=np.uint8)
    if flat:
        pixels[:] = pixels[0, 0]
    numbers = packed(pixels)
    assert numbers.nbytes <= pixels.nbytes + 4
    assert (numbers.nbytes < 20) == flat
    assert (unpacked(numbers, pixels.shape) == pixels).all()
