"""What a lesson gives besides its video: programs, and a worksheet with its answer key."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.catalogue import read_catalogue
from pipeline.destination import publish, staging_for, write_text
from pipeline.errors import RequestError
from pipeline.loader import load_scene
from pipeline.naming import find_target
from pipeline.setting import Setting

PROGRAMS_MODULE = "scenes.lessons.programs"
WORKSHEET_MODULE = "scenes.lessons.worksheet"


def export_code(name: str, file: Path, settings: Sequence[Setting] = ()) -> str:
    """Write the program of a lesson in plain Python, and beside it that in PyTorch.

    Raises
    ------
    RequestError
        If the lesson's function cannot be written so.
    """
    if file.suffix != ".py":
        raise RequestError(f"{file} is not named as a program; type {file.stem}.py")
    parameters = lesson_parameters(name, settings)
    programs = importlib.import_module(PROGRAMS_MODULE)
    places = {"python": file, "torch": file.with_name(f"{file.stem}_torch.py")}
    try:
        texts = {framework: programs.program(parameters, framework) for framework in places}
    except ValueError as error:
        raise RequestError(f"--export-code {file}: {error}") from error
    for framework, place in places.items():
        with staging_for(place) as staging:
            write_text(staging, place, texts[framework])
    return f"{places['python']} and {places['torch']}: the numbers of {name} as programs"


def write_worksheet(name: str, file: Path, settings: Sequence[Setting] = ()) -> str:
    """Write the worksheet of a lesson, and beside it the answer key, from the same trace."""
    if file.suffix.lower() != ".pdf":
        raise RequestError(f"{file} is not named as a worksheet; type {file.stem}.pdf")
    parameters = lesson_parameters(name, settings)
    module = importlib.import_module(WORKSHEET_MODULE)
    key = file.with_name(f"{file.stem}-answers.pdf")
    for place, answers in ((file, False), (key, True)):
        pdf = module.worksheet(parameters, answers=answers)
        with staging_for(place) as staging:
            (staging / place.name).write_bytes(pdf)
            publish(staging / place.name, place)
    return f"{file} and {key}: the worksheet of {name} and its answers"


def lesson_parameters(name: str, settings: Sequence[Setting]) -> Any:
    """Return the parameters of a lesson, checked."""
    target = find_target(name, read_catalogue().chapters).with_settings(settings)
    scene: Any = load_scene(target)
    return scene.Parameters(**scene.overrides)
