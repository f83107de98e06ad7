"""The timeline: years to scale, each event with its source, and texts that never overlap."""

import itertools

import pytest
from manim import config

from scenes import style
from scenes.mobjects.timeline import Timeline, load_events

VIEWS = [(1620, 2030), (1940, 2025), (1965, 1990), (1984, 1988), (1969.5, 1971)]


@pytest.fixture(scope="module")
def timeline():
    return Timeline()


def visible(timeline):
    return [m for m in timeline.milestones if m.presence > 0]


def box(mobject):
    left, bottom = mobject.get_corner([-1, -1, 0])[:2]
    right, top = mobject.get_corner([1, 1, 0])[:2]
    return left, right, bottom, top


def overlap(a, b):
    (l1, r1, b1, t1), (l2, r2, b2, t2) = box(a), box(b)
    return min(r1, r2) - max(l1, l2) > 1e-6 and min(t1, t2) - max(b1, b2) > 1e-6


def test_every_event_has_its_source():
    events = load_events()
    assert [event.year for event in events] == [1676, 1847, 1958, 1970, 1974, 1982, 1986, 2010]
    assert all(e.source.author and e.source.title and e.source.where for e in events)


def test_a_missing_field_is_told(tmp_path):
    path = tmp_path / "history.toml"
    path.write_text('[[event]]\nyear = 1\nwho = "x"\nsource = {author="a", title="b", where="c"}\n')
    with pytest.raises(ValueError, match=r"event 1: .*what"):
        load_events(path)


@pytest.mark.parametrize("view", VIEWS)
def test_places_are_proportional_to_years(timeline, view):
    timeline.set_years(*view)
    half = timeline.width_of_axis / 2
    for milestone in visible(timeline):
        share = (milestone.event.year - view[0]) / (view[1] - view[0])
        assert milestone.dot.get_x() == pytest.approx(-half + share * 2 * half)
        assert milestone.stem.get_x() == pytest.approx(milestone.dot.get_x())
    for tick in timeline.ticks:
        if tick.presence > 0:
            year = float(tick[1].quantity.value)
            assert tick[0].get_x() == pytest.approx(timeline.x_of(year))


def check_texts(timeline):
    texts = [milestone.text for milestone in visible(timeline)]
    for a, b in itertools.combinations(texts, 2):
        assert not overlap(a, b)
    numbers = [tick[1] for tick in timeline.ticks if tick.presence > 0]
    for a, b in itertools.combinations(numbers, 2):
        assert not overlap(a, b)
    right_end = config.frame_width / 2 - style.SAFE_MARGIN
    top_end = config.frame_height / 2 - style.SAFE_MARGIN
    for text in texts:
        left, right, _, top = box(text)
        assert -config.frame_width / 2 < left
        assert right < right_end
        assert top < top_end + 0.1


def test_texts_never_overlap_while_zooming(timeline):
    for start, end in itertools.pairwise([*VIEWS, VIEWS[0]]):
        timeline.set_years(*start)
        motion = timeline.zoom_to(*end)
        motion.begin()
        for share in (0.25, 0.5, 0.75, 1.0):
            motion.interpolate_mobject(share)
            check_texts(timeline)
        assert timeline.years == end


@pytest.mark.parametrize(("view", "is_left"), [((1954, 1992), False), ((1940, 2025), True)])
def test_a_text_stands_beside_its_stem_where_there_is_room(timeline, view, is_left):
    timeline.set_years(*view)
    milestone = timeline.milestone(1958)
    left, right, _, _ = box(milestone.text)
    assert left >= -timeline.width_of_axis / 2 - 0.1
    assert right < milestone.stem.get_x() if is_left else left > milestone.stem.get_x()


def test_events_come_in_one_by_one_and_step_back():
    timeline = Timeline().hide()
    assert not visible(timeline)
    for year in (1958, 1970):
        timeline.tell(year).complete()
    assert [m.event.year for m in visible(timeline)] == [1958, 1970]
    assert timeline.milestone(1958).focus < 0.5
    assert timeline.milestone(1970).focus == 1
    timeline.tell_all().complete()
    timeline.light(1986).complete()
    assert timeline.milestone(1986).focus == 1
    assert timeline.milestone(1970).focus < 0.5
    with pytest.raises(KeyError, match="1847"):
        timeline.milestone(1900)
