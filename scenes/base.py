"""The base class of every scene: beats with captions, whole frames, and a record of it all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self

import numpy as np
from manim import Animation, Camera, ManimColor, Mobject, Scene, Wait, config

from scenes import messages, style
from scenes.mobjects.readout import Readout
from scenes.parameters import ParameterError, SceneParameters
from scenes.record import BeatRecord, PlayRecord, SceneRecord

# Every duration is a whole number of ticks, and a tick is a whole number of frames at 15, 30 and
# 60 frames a second: the timeline is the same at every quality. (At other rates, say 24 frames
# a second, a tick is a frame.)
TICKS_PER_SECOND = 15
WORDS_PER_MINUTE = 150
# Captions of long words are read by their letters.
CHARACTERS_PER_S = 19
# A breath after each beat, before the next sentence begins.
BREATH_S = 0.2


def reading_time_s(text: str, speed: float = 1.0) -> float:
    """Return how long `text` takes to read, with a breath after it, in whole ticks."""
    aloud = len(text.split()) * 60 / WORDS_PER_MINUTE + BREATH_S
    seconds = max(aloud, len(text) / CHARACTERS_PER_S) / speed
    return math.ceil(seconds * TICKS_PER_SECOND) / TICKS_PER_SECOND


class Beat:
    """A narrated sentence or two while their animations play.

    Attributes
    ----------
    text
        The narration, which is also the caption.
    duration
        How long reading it aloud takes, in seconds.
    """

    def __init__(self, scene: LessonScene, index: int, text: str) -> None:
        self._scene = scene
        self.index = index
        self.text = text
        self.duration = reading_time_s(text, scene.parameters.speed)
        self.first_frame = scene.record.frames

    @property
    def elapsed(self) -> float:
        """Seconds played since the beat began."""
        return (self._scene.record.frames - self.first_frame) / self._scene.record.fps

    @property
    def remaining(self) -> float:
        """Seconds of reading that are left; 0 once the beat is longer than its text."""
        return max(0.0, self.duration - self.elapsed)


class LessonScene(Scene):
    """A scene made of beats.

    A subclass declares ``Parameters`` (what can be changed) and ``construct`` (what happens).
    While it plays, :attr:`record` fills with its plays, its beats and every number it shows.

    Attributes
    ----------
    parameters
        An instance of the scene's ``Parameters``.
    rng
        The scene's own random numbers, seeded by ``seed``.
    untranslated
        What was said in English for want of words in the language chosen.
    """

    Parameters: ClassVar[type[SceneParameters]] = SceneParameters
    overrides: ClassVar[dict[str, Any]] = {}
    seed: ClassVar[int] = 1970

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameters = self.Parameters(**self.overrides)
        style.use_theme(self.parameters.theme)
        messages.use_language(self.parameters.language)
        self.rng = np.random.default_rng(self.seed)
        fps = round(config.frame_rate)
        self.record = SceneRecord(type(self).__name__, fps)
        self._ticks_per_second = fps if fps % TICKS_PER_SECOND else TICKS_PER_SECOND
        self.untranslated: list[str] = []
        self.allowances: list[tuple[str, frozenset[int]]] = []
        self._beat: Beat | None = None

    @property
    def quiet_colors(self) -> list[ManimColor]:
        """Colours of what is meant to stay in the background."""
        palette = style.palette
        quiet = (palette.ground, palette.panel, palette.panel_edge, palette.hairline)
        return [ManimColor(color) for color in quiet]

    def allow(self, kind: str, *mobjects: Mobject, because: str) -> None:
        """Let the check pass over one kind of finding, from now on, where it is meant.

        Parameters
        ----------
        kind
            What the check calls it, for example ``overlap``.
        mobjects
            What the finding may be about; without any, everything in the scene.
        because
            Why it is meant; for whoever reads the scene.
        """
        if not because.strip():
            raise ValueError('say why it is meant: because="..."')
        parts = frozenset(id(part) for mobject in mobjects for part in mobject.get_family())
        self.allowances.append((kind, parts))

    def setup(self) -> None:
        """Paint the ground of the theme, and have all of the layout in view in any shape."""
        super().setup()
        assert isinstance(self.camera, Camera), "scenes are drawn by the Cairo renderer"
        self.camera.background_color = ManimColor(style.palette.ground)
        if self.camera.frame_width < style.LAYOUT_WIDTH:
            # Laid out for a wide frame: in a narrow one everything is smaller.
            self.camera.frame_height *= style.LAYOUT_WIDTH / self.camera.frame_width
            self.camera.frame_width = style.LAYOUT_WIDTH

    def tear_down(self) -> None:
        """Say so if words were given for a beat that there is not."""
        super().tear_down()
        beats = len(self.record.beats)
        for number in sorted(self.parameters.narration):
            if not 1 <= number <= beats:
                raise ParameterError(f"narration: there are {beats} beats, so no beat {number}")

    @contextmanager
    def beat(self, text: str) -> Iterator[Beat]:
        """Narrate `text` while the block's animations play; wait where they are shorter."""
        text = self._words_of_beat(text)
        beat = Beat(self, len(self.record.beats), text)
        self._beat = beat
        yield beat
        if beat.remaining:
            self.wait(beat.remaining)
        self._beat = None
        frames = self.record.frames - beat.first_frame
        self.record.beats.append(BeatRecord(text, beat.first_frame, frames))
        self.add_subcaption(text, duration=beat.elapsed, offset=-beat.elapsed)

    def _words_of_beat(self, text: str) -> str:
        """Return what is said: the words that were set for this beat, or in the language chosen."""
        own = self.parameters.narration.get(len(self.record.beats) + 1)
        if own is None and not messages.is_translated(text):
            self.untranslated.append(text)
        return messages.translated(text) if own is None else own

    def compile_animations(self, *args: Any, **kwargs: Any) -> list[Animation]:
        """Return the animations of a play at the pace of the style; waits are as long as asked."""
        animations = super().compile_animations(*args, **kwargs)
        for animation in animations:
            if not isinstance(animation, Wait):
                animation.run_time *= style.PACE / self.parameters.speed
        return animations

    def get_run_time(self, animations: list[Animation]) -> float:
        """Return the length of a play in seconds, a whole number of ticks (rounded up).

        Manim counts an animation's frames by rounding up and a still picture's by rounding down;
        a hair less or more than the whole number makes both come out exact.
        """
        seconds = super().get_run_time(animations)
        ticks = max(1, math.ceil(seconds * self._ticks_per_second - 1e-3))
        hair = 1e-6 if self._is_still(animations) else -1e-6
        return (ticks + hair) / self._ticks_per_second

    def compile_animation_data(self, *animations: Any, **play_kwargs: Any) -> Self | None:
        """Note the play in the record before it begins."""
        result = super().compile_animation_data(*animations, **play_kwargs)
        frames = round(self.duration * self.record.fps)
        beat = self._beat.index if self._beat else None
        self._next_frame = self.record.frames
        self.record.plays.append(PlayRecord(self.record.frames, frames, beat))
        self.record.frames += frames
        return result

    def begin_animations(self) -> None:
        """Read the numbers of a still picture, which is drawn once and held."""
        super().begin_animations()
        if self.is_current_animation_frozen_frame():
            self._read_numbers(range(self._next_frame, self.record.frames))

    def update_to_time(self, t: float) -> None:
        """Step everything to `t` seconds into the play, then read the numbers on screen."""
        super().update_to_time(t)
        self._read_numbers(range(self._next_frame, self._next_frame + 1))
        self._next_frame += 1

    def _is_still(self, animations: list[Animation]) -> bool:
        return (
            len(animations) == 1
            and isinstance(animations[0], Wait)
            and not self.should_update_mobjects()
        )

    def _read_numbers(self, span: range) -> None:
        remaining = list(self.mobjects)
        seen: set[int] = set()
        while remaining:
            mobject = remaining.pop()
            if id(mobject) in seen:
                continue
            seen.add(id(mobject))
            if isinstance(mobject, Readout):
                if mobject.is_visible:
                    shown, precision = mobject.shown, mobject.precision
                    self.record.show(id(mobject), shown, precision, mobject.quantity, span)
            else:
                # Most are glyphs, without anything in them.
                remaining += [
                    part
                    for part in mobject.submobjects
                    if part.submobjects or isinstance(part, Readout)
                ]
