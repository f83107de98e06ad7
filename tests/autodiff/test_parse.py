"""The parser: what is understood, and what every other text is answered."""

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff.lexer import MAX_LENGTH, MAX_NESTING


@pytest.mark.parametrize(
    ("text", "point", "value"),
    [
        ("1 + 2*3", {}, 7),
        ("-2**2", {}, -4),
        ("2**-1", {}, 0.5),
        ("2**3**2", {}, 512),
        ("x^2 + 1", {"x": 3}, 10),
        ("−x × y ÷ 2", {"x": 3, "y": 4}, -6),
        ("x² + x³", {"x": 2}, 12),
        ("max(x, 1, 5)", {"x": 3}, 5),
        ("min(x, 1, 5)", {"x": 3}, 1),
        ("clip(x, 0, 1)", {"x": 3}, 1),
        ("leaky_relu(x)", {"x": -2}, -0.02),
        ("leaky_relu(x, 0.5)", {"x": -2}, -1),
        ("x if x > 0 else -x", {"x": -2}, 2),
        ("where(0 < x <= 2 and not x == 1, 10, 20)", {"x": 2}, 10),
        ("where(0 < x <= 2 and not x == 1, 10, 20)", {"x": 1}, 20),
        ("where(x < 0 or x > 1, 10, 20)", {"x": 0.5}, 20),
        ("ln(e)", {}, 1),
        ("  x\n + \t1 ", {"x": 1}, 2),
        ("+x", {"x": 1}, 1),
        ("1_000 + .5 + 1e-1", {}, 1000.6),
    ],
)
def test_what_is_understood(text, point, value):
    assert ad.parse(text)(point) == pytest.approx(value, rel=1e-15)


def test_structure_is_kept_as_written():
    graph = ad.parse("(k0 + k1*x1 + k2*x1**2 - y1)**2")
    ops = [node.op for node in graph.nodes]
    assert ops.count("add") == 2
    assert ops.count("pow") == 2
    assert graph.nodes[graph.nodes[graph.output].inputs[1]].value == 2
    assert graph.inputs == ("k0", "k1", "x1", "k2", "y1")
    assert [node.op for node in ad.parse("x + 0").nodes] == ["input", "constant", "add"]


def test_a_decimal_is_the_number_it_spells():
    assert ad.parse("x + 0.1")({"x": Fraction(0)}) == Fraction(1, 10)
    assert ad.parse("1e-3*x")({"x": Fraction(1)}) == Fraction(1, 1000)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 1, "empty"),
        ("2x", 2, "write 2*x"),
        ("3 + 2.5alpha", 8, "write 2.5*alpha"),
        ("2(x + 1)", 1, "write 2*(x + 1)"),
        ("(x+1)(x-1)", 1, "write (x+1)*(x-1)"),
        ("x y", 3, "write x*y"),
        ("sin x", 5, "write sin(x)"),
        ("x (y + 1)", 1, "write x*(y + 1)"),
        ("sin + 1", 1, "sin is a function"),
        ("1 + sinn(x)", 5, "did you mean sin?"),
        ("y = x**2", 3, "without ="),
        ("x +", 4, "ends too early"),
        ("(x", 1, "never closed"),
        ("x)", 2, "closes nothing"),
        ("x.real", 1, "a dot"),
        ("x[0]", 1, "x1, x2"),
        ("|x|", 1, "abs(x)"),
        ("x!", 2, "factorial"),
        ("lambda*x", 1, "reserved word"),
        ("x // 2", 3, "write / to divide"),
        ("x @ y", 3, "@"),
        ("1, 2", 1, "one value"),
        ("'text'", 1, "'"),
        ("f'{x}'", 2, "'"),
        ("__import__(os)", 1, "underscores"),
        ("eval(x)", 1, "there is no function"),
        ("().__class__", 1, "a dot"),
        ("(lambda: x)()", 2, "reserved"),
        ("[y for y in x]", 1, ""),
        ("x := 1", 3, ""),
        ("sin()", 1, "takes 1 value, not 0"),
        ("sin(x, y)", 1, "takes 1 value, not 2"),
        ("sin(x=1)", 6, "without ="),
        ("sin(*x)", 1, ""),
        ("1e999", 1, "powers of ten"),
        ("0x1F", 2, ""),
        ("5j", 2, "write 5*j"),
        ("True", 1, "only numbers"),
        ("x\x00y", 2, "no meaning"),
        ("x\u200by", 2, "no meaning"),
        ("x if y", 1, ""),
        ("x < y < ", 8, "ends too early"),
        ("x is y", 3, ""),
        ("x in y", 3, ""),
        ("été + 1", 1, "letters a to z"),
        ("2^^x", 1, "read as a power"),
        ("__secret", 1, "underscores"),
    ],
)
def test_what_other_texts_are_answered(text, column, says):
    with pytest.raises(ad.ExpressionError) as error:
        ad.parse(text)
    assert says in error.value.problem
    if says and column != 1:
        assert error.value.column == column
    lines = str(error.value).split("\n")
    assert lines[-1].strip() == "^"
    assert error.value.text == text


def test_the_caret_stands_below_the_column():
    with pytest.raises(ad.ExpressionError) as error:
        ad.parse("a" * 60 + " + 2x + " + "b" * 60)
    _, _, shown, caret = str(error.value).split("\n")
    assert shown[caret.index("^")] == "x"


@pytest.mark.parametrize(
    "text",
    [
        "x" * (MAX_LENGTH + 1),
        "(" * (MAX_NESTING + 1) + "x" + ")" * (MAX_NESTING + 1),
        "(" * 40_000,
        "-" * 40_000 + "x",
        "not " * 10_000 + "x",
        "x" + "**x" * 15_000,
        "9" * 40_000,
        "1e" + "9" * 30,
        "x if " * 5_000 + "x",
        "sin(" * 10_000 + "x" + ")" * 10_000,
    ],
)
def test_hostile_texts_are_refused_quickly(text):
    start = time.perf_counter()
    with pytest.raises(ad.ExpressionError):
        ad.parse(text)
    assert time.perf_counter() - start < 1


def test_a_power_tower_is_harmless():
    assert ad.parse("9**9**9**9")({}) == float("inf")
    assert ad.parse("x**9**9")({"x": Fraction(9)}) == float("inf")


def test_a_long_sum_is_read():
    text = " + ".join(f"(k0 + k1*x{i} - y{i})**2" for i in range(200))
    assert len(ad.parse(text).inputs) == 402


ALPHABET = "xyk01.2+-*/^() ,=<>!sinelogwhr_\\'\"[]{}:;|&%@~#\n\té²π−\u0000\u2028"


@settings(derandomize=True, max_examples=600, deadline=1000)
@given(st.one_of(st.text(alphabet=ALPHABET, max_size=40), st.text(max_size=40)))
def test_every_text_gives_a_graph_or_an_expression_error(text):
    try:
        graph = ad.parse(text)
    except ad.ExpressionError as error:
        assert 1 <= error.column <= len(text) + 1
        assert str(error).split("\n")[-1].strip() == "^"
    else:
        assert isinstance(graph, ad.Graph)
