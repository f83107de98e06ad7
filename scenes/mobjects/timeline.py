"""A timeline to scale: events from a file, each with its source, and a view that can be zoomed."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from manim import CapStyleType, Circle, Line, Rectangle, smooth

from scenes import style, typeset
from scenes.mobjects.motion import Change, Motion, schedule, together
from scenes.mobjects.part import Part, show
from scenes.mobjects.readout import Readout
from scenes.quantity import constant

HISTORY = Path(__file__).parent.parent.parent / "assets" / "data" / "history.toml"
# Each divides the one before it, so that ticks only come and go, and never move to other years.
_STEPS = (100, 50, 10, 5, 1)
_TICKS = 40
_LANE = style.px(86)
_FIRST_LANE = style.px(64)
# Inside the ends of the view labels fade; beyond them their lanes close, once they are gone.
_FADE, _CLOSING = 0.25, 1.2
# How far a text stands from its stem, and how much room it lacks when it has changed sides.
_GAP, _CHANGING = style.px(12), 0.4


@dataclass(frozen=True)
class Source:
    """Where an event can be read about."""

    author: str
    title: str
    where: str


@dataclass(frozen=True)
class Event:
    """Something that happened in a year, or from a year until another."""

    year: int
    who: str
    what: str
    source: Source
    until: int | None = None


def load_events(path: Path = HISTORY) -> tuple[Event, ...]:
    """Read events from a TOML file, in the order of their years.

    Raises
    ------
    ValueError
        If a field is missing or unknown; the message names file and event.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("event", [])
    events = []
    for number, entry in enumerate(entries, start=1):
        try:
            events.append(Event(**{**entry, "source": Source(**entry["source"])}))
        except (KeyError, TypeError) as error:
            raise ValueError(f"{path}: event {number}: {error}") from error
    return tuple(sorted(events, key=lambda event: event.year))


class Milestone(Part):
    """An event on the timeline: a dot, a stem, and at its end the year with who and what."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event
        muted, ink = style.palette.muted, style.palette.ink
        thin = style.stroke(style.SECONDARY)
        self.stem = Line(color=style.palette.panel_edge, stroke_width=thin)
        self.plate = Rectangle(
            width=1.0, height=1.0, stroke_width=0, fill_color=style.palette.ground, fill_opacity=1
        )
        self.span = Line(color=ink, stroke_width=style.stroke(8))
        self.span.set_cap_style(CapStyleType.ROUND)
        self.dot = Circle(
            radius=style.px(8.5),
            stroke_color=ink,
            stroke_width=style.stroke(3),
            fill_color=style.palette.ground,
            fill_opacity=1,
        )
        self.year = Readout(
            constant(event.year, "year of an event"),
            precision=0,
            size=style.VALUE,
            weight="semibold",
            anchor="left",
        ).place([0.0, 0.0])
        self.decade = None
        if event.until:
            self.decade = typeset.words("s", style.VALUE, weight="semibold")
            self.decade.place([float(self.year.get_right()[0]) + style.px(2), 0.0])
        self.who = typeset.words(event.who, style.VALUE, weight="medium")
        self.who.place([-style.px(14), 0.0], "right")
        self.head = Part(self.who, self.year, *([self.decade] if self.decade else []))
        self.what = typeset.words(event.what, style.TICK, muted).place([0.0, -style.px(36)])
        self.text = Part(self.plate, self.head, self.what)
        self.width_of_text = max(float(self.head.width), float(self.what.width))
        edge = style.px(6)
        self.plate.stretch_to_fit_width(self.width_of_text + 2 * edge)
        self.plate.stretch_to_fit_height(style.px(74))
        self.plate.move_to([0.0, -style.px(7), 0.0])
        self._edge = edge
        self.add(self.stem, self.span, self.dot, self.text)

    def refresh(self) -> None:
        """Draw the event as present and as clear as it is; no stem shows through its plate."""
        super().refresh()
        show(self.plate, self.presence)

    def place(self, x: float, end: float, y: float, lane: float, left: float) -> None:
        """Stand at `x` of the axis at `y`, with the text in `lane`.

        The text ends at the stem; where it would begin left of `left`, it stands at the right of
        the stem.
        """
        top = y + lane
        self.stem.set_points_as_corners(np.array([[x, y, 0], [x, top + style.px(26), 0]]))
        self.dot.move_to([x, y, 0.0])
        self.span.set_points_as_corners(np.array([[x, y, 0], [end, y, 0]]))
        if not self.event.until:
            self.span.clear_points()
        lacking = left + self.width_of_text - (x - _GAP)
        side = smooth(float(np.clip(lacking / _CHANGING, 0, 1)))
        up = top - float(self.plate.get_y()) - style.px(7)
        for line, edge in ((self.plate, self._edge), (self.head, 0.0), (self.what, 0.0)):
            right = x - _GAP + edge + side * (2 * (_GAP - edge) + float(line.width))
            line.shift(np.array([right - float(line.get_right()[0]), up, 0.0]))


class Timeline(Part):
    """Years to scale along a line, with events on stems above it.

    Every event has a lane of its own, higher for later ones, so no texts overlap, whatever part of
    time is in view. Its text ends at its stem, or at the left end of the view begins there. A lane
    closes where its event is out of view.

    Parameters
    ----------
    events
        By default those of the history file.
    years
        The first and last year in view.
    width
        Of the axis, in Manim units.
    y
        Height of the axis.
    """

    def __init__(
        self,
        events: Sequence[Event] | None = None,
        years: tuple[float, float] = (1620.0, 2030.0),
        width: float = 12.6,
        y: float = -2.2,
    ) -> None:
        super().__init__()
        self.width_of_axis = width
        self.y = y
        self.years = years
        muted = style.palette.muted
        half = width / 2
        self.axis = Line(
            [-half, y, 0], [half, y, 0], color=muted, stroke_width=style.stroke(style.AXIS)
        )
        self.ticks = [self._tick() for _ in range(_TICKS)]
        self.milestones = [Milestone(event) for event in events or load_events()]
        self._shown = [1.0] * len(self.milestones)
        # Stems lie beneath all texts.
        self.add(self.axis, *self.ticks, *reversed(self.milestones))
        self.set_years(*years)

    def _tick(self) -> Part:
        muted = style.palette.muted
        mark = Line([0, 0, 0], [0, -style.px(8), 0], color=muted)
        mark.set_stroke(width=style.stroke(style.AXIS))
        number = Readout(
            constant(0, "year on the axis"), 0, style.TICK, color=muted, anchor="center"
        )
        return Part(mark, number)

    def x_of(self, year: float) -> float:
        """Return where a year is on the axis."""
        first, last = self.years
        return self.width_of_axis * ((year - first) / (last - first) - 0.5)

    def refresh(self) -> None:
        """Draw axis, ticks and events as clear as they are."""
        self.set_years(*self.years)

    def set_years(self, first: float, last: float) -> None:
        """Bring the years from `first` to `last` into view."""
        self.years = (first, last)
        clear = self.presence * self.focus
        self.axis.set_stroke(opacity=clear)
        self._place_ticks(clear)
        half = self.width_of_axis / 2
        lane = _FIRST_LANE
        for milestone, shown in zip(self.milestones, self._shown, strict=True):
            x = self.x_of(milestone.event.year)
            end = min(self.x_of(milestone.event.until or milestone.event.year), half)
            # How far inside the view it is.
            inside = half - abs(x)
            milestone.place(float(np.clip(x, -half, half)), end, self.y, lane, -half)
            milestone.set_presence(clear * shown * float(np.clip(inside / _FADE, 0, 1)))
            lane += _LANE * float(np.clip(1 + inside / _CLOSING, 0, 1))

    def _place_ticks(self, clear: float) -> None:
        """Mark round years, the finer ones where they have room."""
        first, last = self.years
        unit = self.width_of_axis / (last - first)
        marked: dict[int, float] = {}
        for step in _STEPS:
            share = float(np.clip((step * unit - 0.85) / 0.4, 0, 1))
            if share:
                for year in range(int(-(-first // step) * step), int(last) + 1, step):
                    marked[year] = max(marked.get(year, 0.0), share)
        waiting = iter(self.ticks)
        for year, share in sorted(marked.items()):
            tick = next(waiting)
            mark, number = tick
            x = self.x_of(year)
            mark.put_start_and_end_on([x, self.y, 0], [x, self.y - style.px(8), 0])
            number.set_quantity(constant(year, "year on the axis"))
            number.place([x, self.y - style.px(44)])
            tick.set_presence(share * clear)
        for tick in waiting:
            tick.set_presence(0.0)

    def milestone(self, year: int) -> Milestone:
        """Return the event of a year.

        Raises
        ------
        KeyError
            If there is none; the message lists the years there are.
        """
        for milestone in self.milestones:
            if milestone.event.year == year:
                return milestone
        known = ", ".join(str(milestone.event.year) for milestone in self.milestones)
        raise KeyError(f"no event in {year}; there are events in {known}")

    def hide(self) -> Timeline:
        """Leave only the axis; events wait for their motions."""
        self._shown = [0.0] * len(self.milestones)
        self.refresh()
        return self

    def tell(self, year: int, run_time: float = style.QUICK) -> Motion:
        """Return the motion that brings in the event of `year`, and dims all others."""
        return together(self, self._bring_in(year, run_time), self.light(year, run_time=run_time))

    def tell_all(self, run_time: float = 2 * style.SLOW) -> Motion:
        """Return the motion that brings in the events one after the other."""
        years = [milestone.event.year for milestone in self.milestones]
        return schedule(
            self, [(0.4 * n, self._bring_in(year)) for n, year in enumerate(years)], run_time
        )

    def _bring_in(self, year: int, run_time: float = style.QUICK) -> Motion:
        index = self.milestones.index(self.milestone(year))

        def step(share: float) -> None:
            self._shown[index] = share
            self.refresh()

        return Motion(self, [Change(0.0, run_time, step)])

    def light(self, *years: int, run_time: float = style.QUICK) -> Motion:
        """Return the motion that dims all events but those of `years`; without any, none."""
        lit = [self.milestone(year) for year in years] or self.milestones
        motions = [
            (0.0, milestone.focus_to(1.0 if milestone in lit else style.DIMMED, run_time))
            for milestone in self.milestones
        ]
        return schedule(self, motions)

    def zoom_to(self, first: float, last: float, run_time: float = style.SLOW) -> Motion:
        """Return the motion of the view to the years from `first` to `last`.

        The length of time in view changes by even factors, around the one year that stays in place.
        """
        start: list[tuple[float, float]] = []

        def step(share: float) -> None:
            if not start:
                start.append(self.years)
            a, b = start[0]
            if share >= 1:
                self.set_years(first, last)
                return
            ratio = (last - first) / (b - a)
            way = share if abs(ratio - 1) < 1e-9 else (ratio**share - 1) / (ratio - 1)
            self.set_years(a + way * (first - a), b + way * (last - b))

        return Motion(self, [Change(0.0, run_time, step)])
