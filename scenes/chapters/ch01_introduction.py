"""Chapter 1: four systems that look nothing alike, and the one loop that all of them run on."""

from __future__ import annotations

from manim import UP, FadeIn, FadeOut, LaggedStart, VGroup

from scenes import style, typeset
from scenes.base import LessonScene
from scenes.film import TITLE, chapter_of
from scenes.messages import message
from scenes.mobjects.glyphs import Glyphs
from scenes.mobjects.learning_loop import WORDS, LearningLoop
from scenes.mobjects.motion import together
from scenes.mobjects.title_card import TitleCard

# Where the row of glyphs stands; the loop that they are moved into, and how large they are there.
ROW_Y = 0.35
RADIUS, CENTER, SMALL, SMALL_GAP = 2.62, (0.0, 0.42), 1.0, 0.12
# The film's title leaves a margin on either side, in any language.
TITLE_WIDTH = 10.6


class IntroductionTitle(LessonScene):
    """The film's title, then the chapter's."""

    def construct(self):
        film = typeset.words(TITLE, size=1.05 * style.DISPLAY, weight="semibold")
        film.scale(min(1.0, TITLE_WIDTH / film.width)).move_to([0, 0.35, 0])
        with self.beat("This film is about a single algorithm."):
            self.play(FadeIn(film, shift=0.2 * UP, run_time=style.SLOW))
        self.play(FadeOut(film, shift=0.2 * UP))
        card = TitleCard(chapter_of("IntroductionTitle"))
        with self.beat("Most learning machines of today run on it."):
            self.play(card.open())
            self.play(card.ask())
        self.play(card.close())


class FourSystems(LessonScene):
    """A language model, an image generator, a protein folder and a game player."""

    def construct(self):
        glyphs = glyph_row()
        self.allow("contrast", glyphs, because="what a system is given is grey")
        texts = (
            message("This machine writes. It guesses the next word, and the next."),
            message("This one paints. Noise goes in, a picture comes out."),
            message("This one folds proteins: from a chain to a shape."),
            message("And this one plays. It weighs its moves, and picks one."),
        )
        veils = VGroup()
        for text, glyph in zip(texts, glyphs.each, strict=True):
            with self.beat(text) as beat:
                dim = [FadeIn(veil, run_time=style.QUICK) for veil in veils[-1:]]
                self.play(FadeIn(glyph, shift=0.2 * UP, run_time=style.QUICK), *dim)
                self.play(glyph.run(max(3.0, beat.remaining)))
            veils.add(veil_over(glyph))
        self.add(glyphs, *veils[:-1])
        with self.beat("They look nothing alike.") as beat:
            self.play(FadeOut(veils[:-1]), glyphs.run(max(3.2, beat.duration), lag=0.15))


class OneLoop(LessonScene):
    """All four run on the same loop; its four words, for the first time."""

    def construct(self):
        row, glyphs = glyph_row(done=True), inside_the_loop()
        loop = LearningLoop(RADIUS, center=CENTER)
        self.add(row)
        self.allow("contrast", row, because="what a system is given is grey")
        with self.beat("But inside, all four have learnt the same way."):
            moves = [
                old.animate.scale(SMALL / old.panel.width).move_to(new)
                for old, new in zip(row.each, glyphs.each, strict=True)
            ]
            self.play(LaggedStart(*moves, lag_ratio=0.15, run_time=style.SLOW))
        self.remove(*row.each)
        self.add(glyphs)
        self.allow("contrast", glyphs, because="what a system is given is grey")
        with self.beat("They went round a loop. It has four words.") as beat:
            self.play(loop.appear_in_turn(lag=max(0.6, beat.duration / 6)))
        texts = (
            message("Forward: try, and see how wrong it is."),
            message("Backward: ask every part how to be less wrong."),
            message("Nudge: change every part a little."),
            message("Repeat. Thousands of times, or billions."),
        )
        for number, text in enumerate(texts):
            with self.beat(text):
                turn = number / len(WORDS) - loop.turn
                self.play(loop.run(turn or 1e-3, 1.2))
        with self.beat("That is how most learning machines of today learn.") as beat:
            self.play(loop.run(2.25, max(4.5, beat.duration)), glyphs.run(4.5, lag=0.0))
        with self.beat("Where does this loop come from? Why does it work?"):
            self.play(FadeOut(glyphs, scale=0.9), loop.rest())
            mark = typeset.words("?", size=2.4 * style.DISPLAY)
            mark.move_to([*CENTER, 0])
            self.play(FadeIn(mark, scale=0.7))
        self.play(FadeOut(VGroup(loop, mark)))


def glyph_row(done=False):
    """Return the four side by side, before they run, or after."""
    glyphs = Glyphs()
    glyphs.move_to([0, ROW_Y, 0])
    for glyph in glyphs.each:
        glyph.set_progress(float(done))
    return glyphs


def veil_over(glyph):
    """Return what dims a glyph: its parts lie on top of each other and cannot be translucent."""
    veil = glyph.panel.copy().scale(1.03)
    return veil.set_stroke(width=0).set_fill(style.palette.ground, opacity=1 - style.DIMMED)


def inside_the_loop():
    """Return the four as they stand in the middle of the loop."""
    glyphs = Glyphs(SMALL, columns=2, gap=SMALL_GAP)
    glyphs.move_to([*CENTER, 0])
    together(glyphs, *(glyph.run() for glyph in glyphs.each)).complete()
    return glyphs
