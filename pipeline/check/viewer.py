"""The viewer who plays a scene through and looks twice a second and at the end of each play."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from manim import Scene, config

from pipeline.check.contrast import is_faint
from pipeline.check.elements import Element, elements
from pipeline.check.findings import Finding, marked
from pipeline.check.layout import Clash, clashes
from pipeline.check.reading import (
    MOST_STILL_S,
    beginning,
    loose_digits,
    too_fast,
    too_many_words,
    untranslated,
)
from pipeline.timeline import SceneTimeline, Span

LOOKS_PER_S = 2
# What lasts less is a passing moment of a motion.
LASTS_S = 0.4
# What moves by less than a pixel from one frame to the next stands still.
_STILL_UNITS = 1 / 135


class Critic:
    """A viewer who notes what is wrong with a scene.

    Attributes
    ----------
    findings
        Each finding once, with the first frame at which it was seen, and the marked picture.
    """

    def __init__(self, scene: Scene) -> None:
        self.findings: dict[tuple[str, str], tuple[Finding, Any]] = {}
        self._scene = scene
        self._file = inspect.getsourcefile(type(scene)) or ""
        self._fps = round(config.frame_rate)
        self._step = max(1, self._fps // LOOKS_PER_S)
        self._play = Span(0, 0)
        self._source = Path(self._file).name
        self._sources: list[tuple[int, str]] = []
        self._since: dict[tuple[str, str], int] = {}
        self._before: dict[int, np.ndarray] = {}
        self._digest = b""
        self._moved_at = 0
        self._shown: list[Element] = []
        self._found: list[Clash] = []
        self._has_looked = False

    def begin_play(self, play: Span) -> bool:
        """Remember the play and the line of the scene that plays it."""
        self._play = play
        self._has_looked = False
        frame = sys._getframe()
        while frame is not None and frame.f_code.co_filename != self._file:
            frame = frame.f_back  # type: ignore[assignment]
        if frame is not None:
            self._source = f"{_relative(self._file)}:{frame.f_lineno}"
        self._sources.append((play.first_frame, self._source))
        return True

    def wants(self, frame: int) -> bool:
        """Follow what moves; say whether this is a frame to look at."""
        is_look = self._is_look(frame)
        # The frame before a look, too: what moves is elsewhere a frame later.
        if is_look or self._is_look(frame + 1):
            self._follow(frame, is_look)
        return is_look

    @property
    def _is_still_play(self) -> bool:
        return bool(self._scene.is_current_animation_frozen_frame())

    def _is_look(self, frame: int) -> bool:
        return frame % self._step == 0 or frame == self._play.end_frame - 1

    def _follow(self, frame: int, is_look: bool) -> None:
        # A still wait is one picture.
        is_known = self._has_looked and self._is_still_play
        shown = self._shown if is_known else elements(self._scene)
        if not is_known and (digest := _digest_of(shown)) != self._digest:
            self._digest = digest
            self._moved_at = frame
        elif frame - self._moved_at > MOST_STILL_S * self._fps:
            message = f"nothing moves for more than {MOST_STILL_S:.0f} s"
            self._note(Finding("still", message, frame, self._source), None)
        self._shown = shown
        if not is_look:
            self._before = {id(e.mobject): e.signature for e in shown}

    def see(self, frame: int, pixels: np.ndarray) -> None:
        """Look at a frame."""
        if not (self._has_looked and self._is_still_play):
            self._found = self._look(pixels)
            self._has_looked = True
        since: dict[tuple[str, str], int] = {}
        for clash in self._found:
            boxes = tuple(tuple(map(float, e.box)) for e in clash.elements)
            owners = tuple(e.owners for e in clash.elements)
            finding = Finding(clash.kind, clash.message, frame, self._source, boxes, owners)
            since[finding.identity] = self._since.get(finding.identity, frame)
            if frame - since[finding.identity] >= LASTS_S * self._fps:
                self._note(finding, pixels)
        self._since = since

    def _look(self, pixels: np.ndarray) -> list[Clash]:
        shown, box = self._shown, self._frame_box
        camera: Any = self._scene.camera
        ground = np.array(camera.background_color.to_rgb())
        still = [element for element in shown if self._is_still_play or self._rests(element)]
        quiet = self._quiet
        return [
            *clashes(shown, still, box, ground),
            *too_many_words(still),
            *loose_digits(still),
            *untranslated(still),
            *(
                Clash("contrast", f"{e.name} is hard to see against what is behind it", (e,))
                for e in still
                if is_faint(e, pixels, box, quiet)
            ),
        ]

    def _rests(self, element: Element) -> bool:
        before = self._before.get(id(element.mobject))
        moved = np.inf if before is None else np.abs(element.signature - before).max()
        return bool(moved < _STILL_UNITS)

    def read_captions(self) -> None:
        """Look at the captions, once the scene has been played."""
        record = getattr(self._scene, "record", None)
        if record is None:
            return
        timeline = SceneTimeline.from_record(record.to_dict())
        found = [("speed", *finding) for finding in too_fast(timeline.captions, timeline.fps)]
        found += [
            ("language", caption, f"the caption {beginning(caption.text)} is not translated")
            for caption in timeline.captions
            if caption.text in getattr(self._scene, "untranslated", ())
        ]
        for kind, caption, message in found:
            first = caption.span.first_frame
            source = next((s for f, s in self._sources if f >= first), self._source)
            self._note(Finding(kind, message, first, source), None)

    def _note(self, finding: Finding, pixels: np.ndarray | None) -> None:
        if finding.identity in self.findings:
            return
        for kind, mobjects in getattr(self._scene, "allowances", ()):
            if finding.is_meant(kind, mobjects):
                return
        picture = None if pixels is None else marked(pixels, finding, self._frame_box)
        self.findings[finding.identity] = (finding, picture)

    @property
    def _quiet(self) -> np.ndarray:
        colors = getattr(self._scene, "quiet_colors", ())
        return np.array([color.to_rgb() for color in colors]).reshape(-1, 3)

    @property
    def _frame_box(self) -> np.ndarray:
        camera: Any = self._scene.camera
        center = np.asarray(camera.frame_center)[:2]
        half = np.array([camera.frame_width, camera.frame_height]) / 2
        return np.concatenate([center - half, center + half])


def _digest_of(shown: Iterable[Element]) -> bytes:
    """Return what changes when anything moves that a viewer can see."""
    digest = hashlib.blake2b()
    for element in shown:
        digest.update(element.signature.round(3).tobytes())
        digest.update(element.outline.round(3).tobytes())
        for paint in (element.fill, element.stroke):
            # What changes its colour moves, to a viewer.
            digest.update(np.round(paint.rgb, 2).tobytes())
    return digest.digest()


def _relative(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
