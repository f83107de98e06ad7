"""Formulas that turn into one another: parts travel, the rest fades, the end is exact."""

import numpy as np
import pytest

from autodiff import differentiate, parse
from scenes import style, typeset
from scenes.mobjects.derivation_view import DerivationView
from scenes.mobjects.equation import Equation, opacities
from scenes.mobjects.matching import matching_glyphs


def same(one, other):
    assert len(one.submobjects) == len(other.submobjects)
    for a, b in zip(one.submobjects, other.submobjects, strict=True):
        np.testing.assert_allclose(a.points, b.points, atol=1e-9)


def test_parts_are_found_by_node_and_by_name():
    graph = parse("(k0 + k1*x)**2")
    equation = Equation(graph)
    assert equation.part("k1")[0].get_fill_color().to_hex() == style.color_of("k1")
    assert len(equation.part(graph.output)) == len(equation.line)


def test_equal_parts_travel_as_a_whole():
    before, after = parse("a*sin(x + 1)"), parse("2 - sin(x + 1)/b")
    lines = typeset.expression(before), typeset.expression(after)
    origins = matching_glyphs(lines[0], before, lines[1], after)
    sine = next(n for n in after.nodes if n.op == "sin").id
    glyphs = [n for n, tags in enumerate(lines[1].tags) if str(sine) in tags]
    old_sine = next(n for n in before.nodes if n.op == "sin").id
    expected = [n for n, tags in enumerate(lines[0].tags) if str(old_sine) in tags]
    assert [origins[glyph] for glyph in glyphs] == expected
    # Nothing travels to two places.
    assert len(set(origins.values())) == len(origins)


def test_it_ends_as_if_it_had_been_made_so():
    equation = Equation(parse("x**2 + y"), prefix="L =").place((1.0, 2.0))
    goal = parse("y + 3*x")
    motion = equation.become_graph(goal)
    motion.complete()
    fresh = Equation(goal, prefix="L =").place((1.0, 2.0))
    same(equation.line, fresh.line)
    assert equation.graph is goal
    assert equation.submobjects == [equation.line]
    np.testing.assert_array_equal(opacities(equation), 1.0)


def test_on_the_way_what_travels_is_in_sight():
    equation = Equation(parse("sin(x) + y"))
    motion = equation.become_graph(parse("y + sin(x)"))
    motion.begin()
    for alpha in (0.2, 0.5, 0.8):
        motion.interpolate(alpha)
        after = equation.submobjects[1]
        seen = [max(g.fill_rgbas[0, 3], g.stroke_rgbas[0, 3]) for g in after.submobjects]
        assert seen == [1.0] * len(seen)


@pytest.mark.parametrize("text", ["x**2*sin(3*x)", "sin(x)/x", "exp(-x**2)"])
def test_a_derivation_is_walked_to_its_end(text):
    derivation = differentiate(text, "x")
    view = DerivationView(derivation)
    for number, step in enumerate(derivation.steps, start=1):
        view.advance().complete()
        assert view.step == number
        assert view.equation.graph == step.after
        assert len(view.earlier) == number
        assert all(rule.presence == 0 for rule in view.rules)
    fresh = Equation(derivation.result).line
    assert len(view.equation.line) == len(fresh)
    with pytest.raises(IndexError):
        view.advance()


def test_pending_derivatives_are_amber():
    view = DerivationView(differentiate("x**2", "x"))
    colors = {
        glyph.get_fill_color().to_hex() for glyph in view.equation.line if not glyph.stroke_width
    }
    assert style.palette.gradient in colors
    view.advance().complete()
    colors = {glyph.get_fill_color().to_hex() for glyph in view.equation.line}
    assert colors == {style.palette.ink}


def test_lines_that_are_gone_do_not_come_back():
    derivation = differentiate("x**2*sin(3*x)*exp(x)", "x")
    view = DerivationView(derivation)
    for _ in derivation.steps:
        gone = view.earlier[:-3]
        motion = view.advance()
        motion.begin()
        motion.interpolate(0.1)
        assert all(glyph.fill_rgbas[0, 3] == 0 for line in gone for glyph in line.submobjects)
        motion.finish()
