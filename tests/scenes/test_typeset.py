"""Words, formulas and expressions: parts can be found, and lines know their baselines."""

import pytest

import autodiff as ad
from scenes import style, typeset
from scenes.typeset import tag


def test_a_line_starts_at_the_origin_of_its_baseline():
    line = typeset.words("Hxg")
    assert line.baseline_y == pytest.approx(0)
    # The foot of the H stands on the baseline; the g hangs below it.
    assert line[0].get_bottom()[1] == pytest.approx(0, abs=1e-3)
    assert line[2].get_bottom()[1] < -0.03


@pytest.mark.parametrize("anchor", ["left", "center", "right"])
def test_placing_puts_the_baseline_and_an_end_where_they_are_wanted(anchor):
    line = typeset.formula("frac(a, b) + q").scale(0.7).place([1.5, -2.0], anchor)
    assert line.baseline_y == pytest.approx(-2.0)
    ends = {"left": line.get_left(), "center": line.get_center(), "right": line.get_right()}
    assert ends[anchor][0] == pytest.approx(1.5)


def test_sizes_are_em_sizes_in_pixels():
    # Inter's capitals are 0.727 em high (its OS/2 table: 1490 of 2048 units).
    height = typeset.words("H", size=100).height * style.PIXELS_PER_UNIT
    assert height == pytest.approx(72.7, abs=0.3)


def test_words_and_formulas_of_one_size_have_capitals_of_like_height():
    word = typeset.words("H", size=40)
    letter = typeset.formula("upright(H)", size=40)
    assert letter.height == pytest.approx(word.height, rel=0.08)


def test_parts_are_found_and_coloured_by_what_they_stand_for():
    formula = typeset.formula(f"{tag('L', 'L')} = {tag('sum', tag('k0', 'k_0') + ' + x')}")
    assert len(formula.part("k0")) == 2
    assert len(formula.part("sum")) == 4
    assert formula.part("k0")[0].get_fill_color().to_hex() == style.palette.parameters[0]
    assert formula.part("L")[0].get_fill_color().to_hex() == style.palette.loss


def test_tagging_changes_no_position():
    plain = typeset.formula("(k_0 + k_1 x)^2 - frac(y, 2)")
    marked = typeset.formula(
        f"({tag('a', 'k_0')} {tag('p', '+')} {tag('b', 'k_1 ' + tag('x', 'x'))})^2"
        f" - frac({tag('y', 'y')}, 2)"
    )
    assert len(plain) == len(marked)
    for a, b in zip(plain, marked, strict=True):
        assert a.get_center() == pytest.approx(b.get_center(), abs=1e-9)


def test_an_unknown_part_is_answered_with_the_known_ones():
    with pytest.raises(KeyError, match="no part called 'k9'; there are k0"):
        typeset.formula(tag("k0", "k_0")).part("k9")


def test_every_node_of_an_expression_can_be_found():
    graph = ad.parse("(k0 + k1*x)**2 * sin(x) - sqrt(y)/3")
    line = typeset.expression(graph)
    for node in graph.nodes:
        if node.op != "constant":
            assert len(line.part(node.id)) >= 1
    assert len(line.part("x")) == 2


@pytest.mark.parametrize("text", ["50% of *all* $x$ #1", "a_b <c> @d", "[x] ~ \\ / - + ="])
def test_words_are_shown_as_they_are_written(text):
    assert len(typeset.words(text)) == len(text.replace(" ", "").replace("%", "%"))
