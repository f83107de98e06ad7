"""Code: one glyph a character, colours that mean what they mean elsewhere, and the lit line."""

import numpy as np
import pytest

from scenes import style
from scenes.mobjects.code_block import CodeBlock

SOURCE = """
for step in range(9):
    loss = forward(k0)  # a note

    k0 = k0 - rate * grad["k0"]
"""


@pytest.fixture
def block():
    return CodeBlock(SOURCE)


def color_at(line, column):
    index = len(line.code[:column].replace(" ", ""))
    return line.text[index].get_fill_color().to_hex()


def test_each_character_is_a_glyph_in_its_column(block):
    first, second = block.lines[0].text, block.lines[1].text
    advance = (first[-1].get_x() - first[0].get_x()) / (len("for step in range(9):") - 1)
    assert second[0].get_left()[0] - first[0].get_left()[0] == pytest.approx(4 * advance, rel=0.1)
    for line in block.lines:
        if line.text:
            assert len(line.text) == len(line.code.replace(" ", ""))


def test_names_have_the_colour_of_their_meaning(block):
    second, last = block.lines[1], block.lines[3]
    assert color_at(second, 4) == style.palette.loss
    assert color_at(second, second.code.index("forward")) == style.palette.model
    assert color_at(second, second.code.index("#")) == style.palette.muted
    assert color_at(last, 4) == style.parameter_color(0)
    assert color_at(last, last.code.index("grad")) == style.palette.gradient


def test_the_light_moves_to_the_line(block):
    assert block.lamp.presence == 0
    for line in (2, 4):
        block.light(line).complete()
        assert block.lamp.presence == 1
        assert block.lamp.get_y() == pytest.approx(block.line_y(line))
        assert block.lines[line - 1].focus == 1
        assert block.lines[0].focus < 1
    block.light(None).complete()
    assert block.lamp.presence == 0
    assert all(line.focus == 1 for line in block.lines)


def test_lines_stand_at_their_heights_inside_the_panel(block):
    middles = [block.line_y(number) for number in range(1, 5)]
    assert np.diff(middles) == pytest.approx(-block.pitch)
    for number, line in enumerate(block.lines, start=1):
        if line.text:
            assert abs(line.get_y() - block.line_y(number)) < block.pitch / 4
            assert line.get_right()[0] < block.panel.get_right()[0]


def test_a_line_that_is_not_there(block):
    with pytest.raises(IndexError, match="4 lines"):
        block.light(5)


def test_a_hidden_block_shows_no_lamp(block):
    block.set_presence(0.5)
    assert block.beam.get_fill_opacity() == 0
    assert block.lines[0].text[0].get_fill_opacity() == pytest.approx(0.5)
