"""Motions: every step is taken, in order, and the last one exactly."""

import numpy as np
import pytest
from manim import VGroup, linear

from scenes.mobjects.layout_paths import into_port, line, samples
from scenes.mobjects.motion import Change, Motion, schedule, together
from scenes.mobjects.part import Part, show
from scenes.mobjects.track import Track


def test_each_change_runs_from_its_start_to_its_end():
    seen = []
    motion = Motion(
        VGroup(), [Change(1.0, 3.0, seen.append, linear), Change(2.0, 2.0, seen.append)]
    )
    motion.begin()
    for alpha in (1 / 6, 1 / 2, 1):
        motion.interpolate(alpha)
    assert seen == pytest.approx([0.25, 1.0, 1.0])


def test_a_shorter_run_time_runs_the_clock_faster_and_still_ends():
    seen = []
    inner = Motion(VGroup(), [Change(0.0, 2.0, seen.append, linear)], run_time=1.0)
    outer = schedule(VGroup(), [(0.5, inner)], run_time=0.3)
    assert outer.length == pytest.approx(1.5)
    outer.complete()
    assert seen[-1] == 1.0


def test_a_motion_can_be_played_again():
    seen = []
    motion = together(VGroup(), Motion(VGroup(), [Change(0.0, 1.0, seen.append)]))
    motion.complete()
    motion.complete()
    assert seen.count(1.0) == 2


def test_parts_remember_how_opaque_they_are():
    part = Part()
    motion = Motion(part, [Change(0.0, 1.0, part.set_presence)])
    part.set_presence(0.0)
    motion.complete()
    part.set_focus(0.25)
    assert part.presence * part.focus == 0.25
    show(part, 1.0)


def test_a_track_is_walked_at_even_speed():
    path = np.concatenate([line((0, 0), (3, 0)), into_port((3, 0), (4, 2), np.pi)])
    track = Track(path)
    points = np.array([track.point(d) for d in np.linspace(0, track.length, 41)])
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert steps == pytest.approx(np.full(40, track.length / 40), rel=0.03)


def test_parts_of_a_track_fit_together():
    track = Track(np.concatenate([line((0, 0), (1, 0)), into_port((1, 0), (2, 1), np.pi)]))
    middle = 0.6 * track.length
    first, second = track.part(0, middle), track.part(middle, track.length)
    assert first[-1] == pytest.approx(second[0])
    assert first[0][:2] == pytest.approx([0, 0])
    assert second[-1][:2] == pytest.approx([2, 1])
    assert len(track.part(1.0, 1.0)) == 0
    assert len(samples(track.path, 8)) == 17
