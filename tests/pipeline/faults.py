"""Scenes with one fault each, and one without: what the check should find, and only that."""

from typing import ClassVar

from manim import RIGHT, Circle, FadeIn, Line, Rectangle, Square, linear

from scenes import style, typeset
from scenes.base import LessonScene
from scenes.film import TITLE
from scenes.mobjects.readout import Readout
from scenes.quantity import constant


class Clean(LessonScene):
    """Nothing is wrong here: a word in a panel, a number, a formula over a faint line."""

    def construct(self):
        panel = Rectangle(width=3, height=1, stroke_color=style.palette.panel_edge)
        panel.set_fill(style.palette.panel, opacity=1)
        hidden = Line([-3, 0, 0], [3, 0, 0], color=style.palette.loss)
        word = typeset.words("loss", color=style.palette.loss).place([-0.5, -0.1])
        number = Readout(constant(0.25, "a quarter")).place([3, 2])
        grid = Line([-6, 1.6, 0], [6, 1.6, 0], color=style.palette.hairline)
        formula = typeset.formula("y = k_1 x^2").place([-5, 1.5])
        with self.beat("Everything is in its place."):
            self.play(*(FadeIn(m) for m in (hidden, panel, word, number, grid, formula)))


class Overlap(LessonScene):
    """Two words on one another."""

    def construct(self):
        self.add(typeset.words("model").place([0, 0]), typeset.words("loss").place([0.3, 0.05]))
        with self.beat("Two words in one place."):
            self.wait(1)


class Crossed(LessonScene):
    """A line through a word."""

    def construct(self):
        line = Line([-1, 0.1, 0], [2, 0.1, 0], color=style.palette.model)
        self.add(typeset.words("gradient").place([0, 0]), line)
        with self.beat("A line runs through it."):
            self.wait(1)


class Allowed(Crossed):
    """The same, and meant."""

    def setup(self):
        super().setup()
        self.allow("overlap", because="the word is struck out")


class LeavesFrame(LessonScene):
    """A circle that the frame's edge cuts."""

    def construct(self):
        self.add(Circle(radius=1, color=style.palette.model).shift(6.8 * RIGHT))
        with self.beat("A part is missing."):
            self.wait(1)


class CaptionBand(LessonScene):
    """A square where captions stand."""

    def construct(self):
        self.add(Square(1, color=style.palette.model).move_to([0, -3.4, 0]))
        with self.beat("It stands in the way."):
            self.wait(1)


class TooSmall(LessonScene):
    """A word in small print."""

    def construct(self):
        self.add(typeset.words("small print", size=20))
        with self.beat("Who can read that?"):
            self.wait(1)


class FaintText(LessonScene):
    """A word that is nearly as dark as the ground."""

    def construct(self):
        self.add(typeset.words("shadow", color="#4A5260"))
        with self.beat("It hides in the dark."):
            self.wait(1)


class FaintGraphic(LessonScene):
    """A line that is nearly as dark as the ground."""

    def construct(self):
        self.add(Line([-2, 0, 0], [2, 0, 0], color="#40301C", stroke_width=4))
        with self.beat("It hides in the dark."):
            self.wait(1)


class OnItsOwnColor(LessonScene):
    """A rose word on a rose square: only the painted picture shows that."""

    def construct(self):
        square = Square(3, fill_color=style.palette.loss, fill_opacity=1, stroke_width=0)
        self.add(square, typeset.words("loss", color="#D04A66").place([-0.4, 0]))
        with self.beat("It hides in the light."):
            self.wait(1)


class TooManyWords(LessonScene):
    """Fourteen words at once."""

    def construct(self):
        text = "so we go on to do as it is in all we do or"
        self.add(typeset.words(text))
        with self.beat("Should I read or listen?"):
            self.wait(1)


class Still(LessonScene):
    """Nothing moves for eight seconds."""

    def construct(self):
        self.add(Circle(color=style.palette.model))
        with self.beat("Nothing happens here."):
            self.wait(8)


class FastCaption(LessonScene):
    """Sixty letters a second, since the scene does not leave the beat its time."""

    def construct(self):
        square = Square(color=style.palette.model)
        with self.beat("Incomprehensibilities notwithstanding, counterrevolutionaries") as beat:
            beat.duration = 0.0
            self.play(square.animate(rate_func=linear).shift(RIGHT), run_time=1)


class LooseDigits(LessonScene):
    """A number that was typed."""

    def construct(self):
        self.add(typeset.words("loss: 0.37"))
        with self.beat("Where does it come from?"):
            self.wait(1)


class LooseFormula(LessonScene):
    """A number that was typed into a formula, beside an exponent and an index, which are none."""

    def construct(self):
        self.add(typeset.formula("L = 0.37 x_1^2"))
        with self.beat("Where does it come from?"):
            self.wait(1)


class UntranslatedWord(LessonScene):
    """A word that the catalogue does not have."""

    overrides: ClassVar = {"language": "uk"}

    def construct(self):
        self.add(typeset.words("bungalow"))
        with self.beat(TITLE):
            self.wait(1)


class UntranslatedCaption(LessonScene):
    """A sentence that the catalogue does not have."""

    overrides: ClassVar = {"language": "uk"}

    def construct(self):
        self.add(typeset.words("loss"))
        with self.beat("Nobody said this before."):
            self.wait(1)
