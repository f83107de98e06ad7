"""What is shown when, in whole frames.

Every duration here is a number of frames that were really drawn. Seconds appear only where a file
format asks for them, and are then computed from frame counts, so that nothing drifts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pipeline.targets import Target


@dataclass(frozen=True)
class Span:
    """Some consecutive frames."""

    first_frame: int
    frames: int

    @property
    def end_frame(self) -> int:
        """The frame after the last one."""
        return self.first_frame + self.frames

    def shifted(self, frames: int) -> Span:
        """Return the span that lies so many frames later."""
        return Span(self.first_frame + frames, self.frames)


@dataclass(frozen=True)
class Caption:
    """A text and the frames for which it is shown."""

    text: str
    span: Span


@dataclass(frozen=True)
class Shown:
    """A number on screen: where it comes from, and the frames for which it is shown."""

    facts: Mapping[str, Any]
    span: Span


@dataclass(frozen=True)
class SceneTimeline:
    """What one scene shows, counted from its own first frame."""

    frames: int
    fps: int
    plays: tuple[Span, ...] = ()
    captions: tuple[Caption, ...] = ()
    ledger: tuple[Shown, ...] = ()

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> SceneTimeline:
        """Read the record that a scene keeps of itself while it plays."""

        def without_span(entry: Mapping[str, Any]) -> dict[str, Any]:
            return {k: v for k, v in entry.items() if k not in ("first_frame", "frames")}

        return cls(
            frames=record["frames"],
            fps=record["fps"],
            plays=tuple(_span(play) for play in record["plays"]),
            captions=tuple(Caption(beat["text"], _span(beat)) for beat in record["beats"]),
            ledger=tuple(Shown(without_span(entry), _span(entry)) for entry in record["ledger"]),
        )


@dataclass(frozen=True)
class Mark:
    """A chapter mark."""

    title: str
    span: Span


@dataclass(frozen=True)
class Placement:
    """A scene at its place in a film."""

    target: Target
    scene: SceneTimeline
    first_frame: int


@dataclass(frozen=True)
class Timeline:
    """Scenes, one after the other."""

    fps: int
    placements: tuple[Placement, ...] = field(default=())

    @classmethod
    def of(cls, scenes: Iterable[tuple[Target, SceneTimeline]]) -> Timeline:
        """Place scenes one after the other.

        Parameters
        ----------
        scenes
            At least one scene; all of one frame rate.
        """
        placements: list[Placement] = []
        first_frame = 0
        for target, scene in scenes:
            placements.append(Placement(target, scene, first_frame))
            first_frame += scene.frames
        (fps,) = {placement.scene.fps for placement in placements}
        return cls(fps, tuple(placements))

    @property
    def frames(self) -> int:
        """The number of frames of the whole."""
        return sum(placement.scene.frames for placement in self.placements)

    @property
    def duration_s(self) -> float:
        """The duration of the whole."""
        return self.seconds(self.frames)

    @property
    def language(self) -> str:
        """The code of the language of the first scene."""
        return self.placements[0].target.language

    @property
    def poster_frame(self) -> int:
        """The frame that stands for the whole: the end of what is talked about for longest."""
        spans = [caption.span for caption in self.captions]
        longest = max(spans, key=lambda span: span.frames, default=Span(0, self.frames))
        return longest.end_frame - 1

    def seconds(self, frame: int) -> float:
        """Return the time at which a frame begins."""
        return float(Fraction(frame, self.fps))

    def milliseconds(self, frame: int) -> int:
        """Return the time at which a frame begins, to the nearest millisecond."""
        return round(Fraction(1000 * frame, self.fps))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """One mark for each run of scenes of the same chapter."""
        marks: list[Mark] = []
        for placement in self.placements:
            if placement.target.chapter is None:
                continue
            number, name = placement.target.chapter
            title = f"{number}. {name}"
            span = Span(placement.first_frame, placement.scene.frames)
            if marks and marks[-1].title == title:
                first = marks.pop().span.first_frame
                span = Span(first, span.end_frame - first)
            marks.append(Mark(title, span))
        return tuple(marks)

    @property
    def captions(self) -> tuple[Caption, ...]:
        """Every caption, at its place in the whole."""
        return tuple(
            Caption(caption.text, caption.span.shifted(placement.first_frame))
            for placement in self.placements
            for caption in placement.scene.captions
        )


def _span(entry: Mapping[str, Any]) -> Span:
    return Span(entry["first_frame"], entry["frames"])
