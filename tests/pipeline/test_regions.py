"""Regions of tiles against sets of pixels."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.regions import TILE_PX, Box, Tiles

WIDTH, HEIGHT = 5 * TILE_PX + 7, 3 * TILE_PX + 1
TILES = Tiles(WIDTH, HEIGHT)


def spans(limit):
    return st.tuples(st.integers(0, limit - 1), st.integers(1, limit)).filter(lambda s: s[0] < s[1])


BOXES = st.builds(lambda x, y: Box(x[0], y[0], x[1], y[1]), spans(WIDTH), spans(HEIGHT))


def tiles_of(box):
    return {
        (row, column)
        for row in range(box.top // TILE_PX, (box.bottom - 1) // TILE_PX + 1)
        for column in range(box.left // TILE_PX, (box.right - 1) // TILE_PX + 1)
    }


@given(st.lists(BOXES, max_size=6), BOXES)
def test_a_region_is_the_set_of_tiles_that_its_boxes_touch(boxes, other):
    region, expected = 0, set()
    for box in boxes:
        region |= TILES.touched_by(box)
        expected |= tiles_of(box)
    cover = TILES.boxes(region)
    found = [tile for box in cover for tile in tiles_of(box)]
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert all(box.right <= WIDTH and box.bottom <= HEIGHT for box in cover)
    assert bool(region & TILES.touched_by(other)) == bool(expected & tiles_of(other))


def test_everything_and_nothing():
    assert TILES.boxes(TILES.all) == [Box(0, 0, WIDTH, HEIGHT)]
    assert TILES.boxes(TILES.touched_by(None)) == []
