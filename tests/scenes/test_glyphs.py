"""The glyphs and the loop: the same for a seed, inside their panels, done where they say."""

import numpy as np
import pytest
from manim import Scene

from scenes.mobjects.glyph_game import GameGlyph, taken
from scenes.mobjects.glyph_image import ImageGlyph
from scenes.mobjects.glyph_language import LanguageGlyph
from scenes.mobjects.glyph_protein import ProteinGlyph
from scenes.mobjects.glyphs import Glyphs
from scenes.mobjects.learning_loop import LearningLoop

KINDS = [LanguageGlyph, ImageGlyph, ProteinGlyph, GameGlyph]


def drawn(mobject):
    """Return every outline and every fill."""
    family = [m for m in mobject.get_family() if len(m.points)]
    return (
        np.concatenate([m.points for m in family]),
        np.concatenate([m.fill_rgbas for m in family if hasattr(m, "fill_rgbas")]),
    )


def same(a, b):
    return all(x.shape == y.shape and np.allclose(x, y) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_gives_the_same_glyph(kind):
    first, again, other = kind(seed=11), kind(seed=11), kind(seed=12)
    for glyph in (first, again, other):
        glyph.set_progress(0.3)
    assert same(drawn(first), drawn(again))
    assert not same(drawn(first), drawn(other))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [1, 7])
def test_it_stays_in_its_panel_at_every_moment(kind, seed):
    glyph = kind(size=2.0, seed=seed)
    for share in np.linspace(0, 1, 25):
        glyph.set_progress(float(share))
        points = drawn(glyph)[0]
        assert np.abs(points[:, :2]).max() <= 1.0 + 1e-9
        inside = np.concatenate([m.points for m in glyph.submobjects[1:] if len(m.points)])
        assert np.abs(inside[:, :2]).max() < 0.85


@pytest.mark.parametrize("kind", KINDS)
def test_its_motion_ends_where_it_says(kind):
    played, placed = kind(), kind()
    motion = played.run(run_time=2.0)
    assert motion.run_time == 2.0
    motion.complete()
    placed.set_progress(1.0)
    assert played.progress == 1.0
    assert same(drawn(played), drawn(placed))


@pytest.mark.parametrize("kind", KINDS)
def test_it_can_be_moved_scaled_and_dimmed_before_it_runs(kind):
    moved, placed = kind(), kind()
    moved.shift([3, 1, 0]).scale(0.5).set_focus(0.25)
    moved.set_progress(0.6)
    placed.set_progress(0.6)
    placed.scale(0.5, about_point=[0, 0, 0]).shift([3, 1, 0])
    assert np.allclose(drawn(moved)[0], drawn(placed)[0], atol=1e-6)
    assert moved.panel.get_fill_opacity() == pytest.approx(0.25)
    assert drawn(moved)[1][:, 3].max() <= 0.25 + 1e-9


def test_probabilities_are_probabilities():
    assert np.allclose(LanguageGlyph().probabilities.sum(axis=1), 1)


def test_the_picture_is_there_at_the_end():
    glyph = ImageGlyph()
    apart = []
    for share in (0.0, 0.5, 1.0):
        glyph.set_progress(share)
        apart.append(np.abs(glyph.shown - glyph.picture).mean())
    assert apart[0] > apart[1] > apart[2]
    assert apart[2] < 1e-9


def test_the_chain_ends_compact_and_whole():
    glyph = ProteinGlyph()

    def size(chain):
        bonds = np.linalg.norm(np.diff(chain, axis=0), axis=1)
        spread = np.sqrt(((chain - chain.mean(axis=0)) ** 2).sum(axis=1).mean())
        return spread / bonds.mean(), bonds.max() / bonds.min()

    (loose, _), (compact, uneven) = size(glyph.path[0]), size(glyph.path[-1])
    assert compact < 0.6 * loose
    assert uneven < 1.6


def test_the_move_takes_what_the_rules_say():
    glyph = GameGlyph()
    assert len(glyph.taken) == 4
    assert all(glyph.stones[point] == "x" for point in glyph.taken)
    assert glyph.move not in glyph.stones
    # A single stone in a corner, with one free point left beside it.
    assert taken({(0, 0): "x", (0, 1): "o"}, (1, 0), 7) == [(0, 0)]
    assert taken({(0, 0): "x"}, (1, 0), 7) == []


def test_glyphs_run_one_after_the_other():
    glyphs = Glyphs(size=1.0, columns=2)
    motion = glyphs.run(run_time=2.0, lag=0.5)
    assert motion.run_time == pytest.approx(3.5)
    motion.complete()
    assert [glyph.progress for glyph in glyphs.each] == [1.0] * 4


def test_each_word_lights_as_the_runner_passes():
    loop = LearningLoop(radius=1.5)
    assert [stage.light for stage in loop.stages] == [0.0] * 4
    for index in range(4):
        loop.set_turn(1 + index / 4)
        lights = [stage.light for stage in loop.stages]
        assert lights[index] == 1.0
        assert sorted(lights)[-2] < 0.5


def test_the_loop_runs_on_from_where_it_is():
    loop = LearningLoop(radius=1.5)
    loop.run(turns=1, run_time=2).complete()
    loop.run(turns=1.5, run_time=2).complete()
    assert loop.turn == pytest.approx(2.5)


def test_they_play_in_any_scene(play):
    class Plain(Scene):
        def construct(self):
            self.glyph, self.loop = GameGlyph(), LearningLoop(radius=1.5)
            self.add(self.glyph, self.loop)
            self.play(self.glyph.run(0.2), self.loop.run(1, 0.2))

    scene = play(Plain)
    assert scene.glyph.progress == 1.0
    assert scene.loop.turn == 1.0
