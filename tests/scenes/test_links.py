"""A function is taken apart where everything goes through one number."""

import pytest

from autodiff import parse
from scenes.lessons.links import links_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exp(sin(x**2))", ["x**2", "sin(u)", "exp(v)"]),
        ("(3*x - 1)**4", ["3*x", "u - 1", "v**4"]),
        ("tanh(x**2 + x)", ["x**2 + x", "tanh(u)"]),
        ("sin(x)*exp(sin(x))", ["sin(x)", "u*exp(u)"]),
    ],
)
def test_links(text, expected):
    links = links_of(parse(text))
    assert [link.graph.to_text() for link in links] == expected


@pytest.mark.parametrize("text", ["exp(sin(cos(tanh(x**2))))", "exp(sin(x**2))", "log(2 + sin(x))"])
def test_the_links_one_after_the_other_are_the_function(text):
    graph = parse(text)
    value = 0.7
    for link in links_of(graph):
        value = link.graph({link.graph.inputs[0]: value})
    assert value == pytest.approx(graph({"x": 0.7}))


@pytest.mark.parametrize("text", ["x", "x*sin(x)", "x + y", "4"])
def test_what_is_no_chain_is_refused(text):
    with pytest.raises(ValueError, match="function: "):
        links_of(parse(text))
