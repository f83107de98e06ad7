"""Any valid expression at any point gives a lesson that plays to its end, or a clear message."""

import importlib
import signal
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from autodiff import AutodiffError
from pipeline.loader import load_scene
from pipeline.naming import find_target
from pipeline.quality import QUALITIES
from pipeline.setting import Setting
from pipeline.settings import manim_settings
from pipeline.stepping import step_through
from scenes.lessons import LESSONS
from scenes.lessons.optimizers import OPTIMIZERS
from scenes.parameters import ParameterError
from tests.autodiff.expressions import KINKED, NAMES, RATIONAL, UNARY, points, texts

# Whoever waits that long for one lesson to be played thinks that it hangs.
HANGS_S = 180
EXAMPLES = 10


class Nobody:
    """A viewer who wants to see nothing: the scene is played, and not painted."""

    def begin_play(self, play):
        return False

    def wants(self, frame):
        return False

    def see(self, frame, pixels):
        raise AssertionError("nothing was wanted")


@contextmanager
def in_time():
    """Fail if the block takes so long that it must be hanging."""

    def give_up(*_):
        raise AssertionError(f"still playing after {HANGS_S} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(HANGS_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def play(kind, **fields):
    """Play a lesson; return the number of its frames, or the message that refuses it."""
    target = find_target(kind, ()).with_settings(
        Setting.of(name, value, "here") for name, value in fields.items()
    )
    module, name = LESSONS[kind]
    parameters = getattr(importlib.import_module(module), name).Parameters
    try:
        parameters(**fields)
    except ValidationError as error:
        return str(error)
    with TemporaryDirectory() as folder, manim_settings(target, QUALITIES["l"], Path(folder)):
        try:
            with in_time():
                return step_through(load_scene(target)(), Nobody())
        except (ParameterError, AutodiffError) as error:
            return str(error)


def check(outcome):
    if isinstance(outcome, str):
        assert outcome.strip()
    else:
        # Shorter than a few seconds, it would have left out what it is about.
        assert outcome > 5 * 15


def one_variable(templates):
    """Return texts of expressions whose only name is x."""
    return (
        texts(templates)
        .map(lambda text: text.replace("(y", "(x").replace("y", "x"))
        .map(lambda text: text.replace("z", "x"))
    )


def at(point, names=NAMES):
    return {name: point[name] for name in names}


ANYTHING = (*UNARY, *RATIONAL, *KINKED)
random_lessons = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@random_lessons
@given(texts(ANYTHING), points())
def test_graph(function, point):
    from autodiff import parse

    check(play("graph", function=function, at=at(point, parse(function).inputs or ("x",))))


@random_lessons
@given(texts(ANYTHING), points(), st.sampled_from(sorted(OPTIMIZERS)), st.floats(1e-3, 2.0))
def test_descent(function, point, optimizer, rate):
    from autodiff import parse

    start = at(point, parse(function).inputs or ("x",))
    fields = {"function": function, "start": start, "optimizer": optimizer}
    check(play("descent", **fields, learning_rate=rate, steps=20))


@pytest.mark.parametrize("kind", ["derivative", "chain"])
def test_lessons_of_one_variable(kind):
    @random_lessons
    @given(one_variable(ANYTHING), points())
    def any_function(function, point):
        check(play(kind, function=function, at=point["x"]))

    any_function()
