"""The programs of lessons run by themselves, and print the numbers of the videos."""

import importlib
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from autodiff import backprop, parse
from pipeline.loader import load_scene
from pipeline.naming import find_target
from pipeline.quality import QUALITIES
from pipeline.setting import Setting
from pipeline.settings import manim_settings
from pipeline.stepping import step_through
from scenes.lessons import LESSONS
from scenes.lessons.point import complete_point
from scenes.lessons.programs import program
from tests.lesson_cases import CASES
from tests.scenes.test_random_lessons import Nobody

ALL = [(kind, name) for kind, cases in CASES.items() for name in cases]


def parameters(kind, fields):
    module, scene = LESSONS[kind]
    return getattr(importlib.import_module(module), scene).Parameters(**fields)


def printed(source):
    """Run a program; return the numbers that it prints, by what they are called."""
    # Isolated: not even this project can be imported.
    done = subprocess.run(
        [sys.executable, "-I", "-c", source], capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, f"{source}\n{done.stderr}"
    lines = [line.rpartition(" = ") for line in done.stdout.splitlines()]
    truths = {"True": 1.0, "False": 0.0}
    return {name: float(truths.get(number, number)) for name, _, number in lines}


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_a_plain_program_computes_what_the_core_does(kind, name):
    chosen = parameters(kind, CASES[kind][name])
    numbers = printed(program(chosen, "python"))
    graph = parse(chosen.function)
    if kind == "descent":
        from scenes.lessons.optimizers import run_optimizers

        start = complete_point(graph, chosen.start, "start")
        paths = run_optimizers(chosen.optimizer, graph, start, chosen.learning_rate, chosen.steps)
        for optimizer, path in paths.items():
            for step, loss in enumerate(path.values):
                found = numbers[f"{optimizer}: loss after step {step}"]
                assert found == pytest.approx(float(loss), rel=1e-6, abs=1e-12)
            least = float(path.values[path.best])
            assert numbers[f"{optimizer}: least loss"] == pytest.approx(least, rel=1e-9, abs=1e-12)
    else:
        point = complete_point(graph, chosen.at, "at") if graph.inputs else {}
        trace = backprop(graph, point)
        assert numbers["f"] == pytest.approx(float(trace.value), rel=1e-12)
        for variable, slope in trace.gradient.items():
            assert numbers[f"df/d{variable}"] == pytest.approx(float(slope), rel=1e-9, abs=1e-300)


def shown_numbers(kind, fields):
    """Play a lesson; return every number of its video, by what it is the value of."""
    settings = (Setting.of(name, value, "here") for name, value in fields.items())
    target = find_target(kind, ()).with_settings(settings)
    with TemporaryDirectory() as folder, manim_settings(target, QUALITIES["l"], Path(folder)):
        scene = load_scene(target)()
        step_through(scene, Nobody())
        return [
            (entry.quantity.source, float(entry.quantity.value)) for entry in scene.record.ledger
        ]


@pytest.mark.parametrize(
    ("kind", "name", "sources"),
    [
        ("graph", "shared", ("forward value", "gradient at node", "derivative by backprop")),
        ("graph", "forty_nodes", ("forward value", "gradient at node", "derivative by backprop")),
        ("chain", "nested", ("derivative by backprop",)),
        ("derivative", "polynomial", ("derivative by backprop",)),
    ],
)
def test_the_program_prints_what_the_video_shows(kind, name, sources):
    chosen = CASES[kind][name]
    numbers = sorted(printed(program(parameters(kind, chosen), "python")).values())
    # What was typed is in the program, and need not be printed.
    numbers += [float(v) for v in parameters(kind, chosen).at.values()]
    seen = 0
    for source, value in shown_numbers(kind, chosen):
        if source.startswith(sources):
            seen += 1
            assert any(value == pytest.approx(n, rel=1e-9, abs=1e-12) for n in numbers), source
    assert seen >= len(sources)


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_a_pytorch_program_is_valid(kind, name):
    compile(program(parameters(kind, CASES[kind][name]), "torch"), "program", "exec")


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_a_pytorch_program_prints_the_same(kind, name):
    pytest.importorskip("torch")
    chosen = parameters(kind, CASES[kind][name])
    plain = printed(program(chosen, "python"))
    for called, number in printed(program(chosen, "torch")).items():
        assert number == pytest.approx(plain[called], rel=1e-6, abs=1e-12), called
