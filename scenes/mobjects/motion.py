"""Animations made of plain steps: one clock, several changes of one mobject.

Manim's groups of animations take the parts of a drawing out of it and put them on top, in the order
in which they move. A :class:`Motion` changes parts in place: what was beneath stays beneath.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, cast

from manim import Animation, Mobject, linear, smooth

Step = Callable[[float], None]


# A motion in which nothing changes still lasts, since Manim plays nothing that does not.
_MOMENT = 1 / 15


@dataclass(frozen=True)
class Change:
    """A step function that is called with its share of the way, from 0 to 1.

    Attributes
    ----------
    start, end
        When it begins and is done, in seconds of its motion's clock.
    """

    start: float
    end: float
    step: Step
    rate: Callable[[float], float] = smooth

    def share_at(self, time: float) -> float | None:
        """Return how far the change has come; None before it begins."""
        if time < self.start:
            return None
        if time >= self.end:
            return 1.0
        return self.rate((time - self.start) / (self.end - self.start))


class Motion(Animation):
    """Plays changes of a mobject; each is first called when it begins and last when it is done.

    Parameters
    ----------
    mobject
        What changes; the steps change it or parts of it.
    run_time
        The length of the whole; the clock runs faster or slower to fit it.
    """

    def __init__(
        self,
        mobject: Mobject,
        changes: Iterable[Change],
        run_time: float | None = None,
        **kwargs: Any,
    ) -> None:
        self.changes = tuple(sorted(changes, key=lambda change: change.start))
        self.length = max((change.end for change in self.changes), default=0.0)
        super().__init__(
            mobject,
            run_time=(self.length or _MOMENT) if run_time is None else run_time,
            rate_func=linear,
            suspend_mobject_updating=False,
            **kwargs,
        )

    def create_starting_mobject(self) -> Mobject:
        """Return the mobject itself: steps need no copy of how things were."""
        return cast(Mobject, self.mobject)

    def begin(self) -> None:
        """Forget earlier runs and take the first step."""
        self._done = [False] * len(self.changes)
        super().begin()

    def complete(self) -> None:
        """Make all changes at once, without a scene."""
        self.begin()
        self.finish()

    def interpolate_mobject(self, alpha: float) -> None:
        """Take every step that is due."""
        # Rounding must not keep the last step from being taken.
        time = self.length if alpha >= 1 else alpha * self.length
        for index, change in enumerate(self.changes):
            share = change.share_at(time)
            if share is not None and not self._done[index]:
                change.step(share)
                self._done[index] = time >= change.end


def glide(
    mobject: Mobject,
    now: Callable[[], Any],
    put: Callable[[Any], object],
    goal: Any,
    run_time: float,
    rate: Callable[[float], float] = smooth,
) -> Motion:
    """Return the motion of a number of `mobject` from what it is when it begins to `goal`.

    Parameters
    ----------
    now, put
        Read the number, and set it; or the array, if it is one.
    """
    start: list[Any] = []

    def step(share: float) -> None:
        if not start:
            start.append(now())
        # The goal itself in the end, not what rounding makes of it.
        put(goal if share >= 1 else start[0] + share * (goal - start[0]))

    return Motion(mobject, [Change(0.0, run_time, step, rate)])


def schedule(
    mobject: Mobject, timed: Iterable[tuple[float, Motion]], run_time: float | None = None
) -> Motion:
    """Return one motion of `mobject` that plays motions of its parts, each from its own start.

    Parameters
    ----------
    timed
        Pairs of a start in seconds and a motion, which is played at its own ``run_time``.
    """
    changes: list[Change] = []
    for start, motion in timed:
        scale = motion.run_time / motion.length if motion.length else 1.0
        changes += [
            replace(c, start=start + scale * c.start, end=start + scale * c.end)
            for c in motion.changes
        ]
    return Motion(mobject, changes, run_time)


def together(mobject: Mobject, *motions: Motion, run_time: float | None = None) -> Motion:
    """Return one motion of `mobject` in which all `motions` begin at once."""
    return schedule(mobject, [(0.0, motion) for motion in motions], run_time)
