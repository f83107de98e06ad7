"""A worksheet for a lesson, and its answer key: the same page, with the numbers or without."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import typst

from autodiff import Derivation, Graph, backprop, differentiate, parse
from autodiff.picture import to_svg
from autodiff.printing import typst_name
from autodiff.simplify import simplify
from scenes import messages
from scenes.lessons.optimizers import run_optimizers
from scenes.lessons.point import complete_point
from scenes.messages import message
from scenes.parameters import SceneParameters
from scenes.typeset import FONT_FOLDER, escape

# What is worked out by hand.
STEPS_OF_DESCENT = 4
MOST_RULES = 9
DIGITS = 4
# The most that a picture takes of the page, and its natural size.
_WIDEST_CM, _HIGHEST_CM, _CM_PER_PX = 16.5, 15.0, 0.026
_PAGE = """
#set page(paper: "a4", margin: (x: 2cm, y: 1.8cm))
#set text(font: "Inter", size: 10.5pt, lang: "{language}")
#set par(spacing: 1em)
#set table(stroke: 0.5pt + luma(150), inset: 7pt)
#show heading: set block(above: 1.4em, below: 0.8em)
#let blank(width) = box(width: width, height: 1.2em, stroke: (bottom: 0.5pt + luma(120)))
#let answer(body) = text(fill: rgb("#b26a00"), body)
"""


def worksheet(parameters: SceneParameters, *, answers: bool) -> bytes:
    """Return a worksheet, or its answer key, as a PDF.

    Parameters
    ----------
    parameters
        Of any kind of lesson; they also say the language.
    """
    source = worksheet_source(parameters, answers=answers)
    # Without the time at which it was made: the same lesson gives the same file.
    pdf = typst.compile(
        source.encode(), font_paths=[str(FONT_FOLDER)], ignore_system_fonts=True, timestamp=0
    )
    assert isinstance(pdf, bytes)
    return pdf


def worksheet_source(parameters: SceneParameters, *, answers: bool) -> str:
    """Return the Typst source of a worksheet or its answer key."""
    chosen: Any = parameters
    messages.use_language(chosen.language)
    graph = parse(chosen.function)
    heading = chosen.title or _said(message("Worksheet"))
    key = _said(message("answers"))
    parts = [
        _PAGE.format(language=chosen.language),
        f"= {escape(heading)}" + (f" ({key})" if answers else ""),
    ]
    if not answers:
        name, date = _said(message("Name")), _said(message("Date"))
        parts.append(f"{name} #blank(7cm) #h(1fr) {date} #blank(3.5cm)")
    if hasattr(chosen, "optimizer"):
        parts += _descent(graph, chosen, answers)
    else:
        names = graph.inputs
        point = complete_point(graph, chosen.at, "at") if names else {}
        parts += _function(graph, point)
        if len(names) == 1:
            parts += _derivation(differentiate(graph, names[0]), answers)
        parts += _passes(graph, point, answers)
        parts += _gradient(graph, point, answers)
    return "\n\n".join(parts)


def _function(graph: Graph, point: Mapping[str, float], called: str = "f") -> list[str]:
    names = ", ".join(typst_name(name) for name in graph.inputs)
    values = ", ".join(f"{typst_name(name)} = {_math(v)}" for name, v in point.items())
    lines = [f"$ {called}({names}) = {graph.to_typst()} $"]
    return [*lines, _said(message("Look at")) + f" ${values}$."] if point else lines


def _derivation(derivation: Derivation, answers: bool) -> list[str]:
    """Return the task to work out a derivative rule by rule."""
    if not 0 < len(derivation.steps) <= MOST_RULES:
        return []
    rows = [_said(message("line")), _said(message("rule"))]
    cells = [f"[*{head}*]" for head in rows]
    for step in derivation.steps:
        rule = " · ".join(messages.translated(part) for part in (step.rule, step.inner) if part)
        cells.append(f"[${step.before.to_typst()}$]")
        cells.append(f"[#answer[{escape(rule)}]]" if answers else "[#blank(4cm)]")
    last = f"[#answer[${derivation.result.to_typst()}$]]" if answers else "[#blank(7cm)]"
    cells += [last, "[]"]
    task = message("Name the rule that leads from each line to the next, and write the last line.")
    return [
        _heading(message("Rules")),
        _said(task),
        f"#table(columns: (1fr, auto), {', '.join(cells)})",
    ]


def _passes(graph: Graph, point: Mapping[str, float], answers: bool) -> list[str]:
    """Return the task to run forward and backward through the graph."""
    trace = backprop(graph.merge_sums(), dict(point))
    picture = to_svg(trace, values=answers, gradients=answers, is_blank=True)
    escaped = picture.replace("\\", "\\\\").replace('"', '\\"')
    return [
        _heading(message("Forward and backward")),
        _said(message("Forward: write the value of every node above it.")),
        _said(
            message(
                "Backward: begin with one at the end; write below every node how strongly the "
                "result responds to it."
            )
        ),
        f'#align(center, image(bytes("{escaped}"), format: "svg", {_size(picture)}))',
    ]


def _size(picture: str) -> str:
    """Return how large a picture is on the page: as wide as the text, if it is not too high."""
    sizes = re.findall(r'(?:width|height)="([\d.]+)"', picture)
    width, height = map(float, sizes[:2])
    natural = min(_WIDEST_CM, width * _CM_PER_PX)
    return f"width: {min(natural, _HIGHEST_CM * width / height):.2f}cm"


def _gradient(graph: Graph, point: Mapping[str, float], answers: bool) -> list[str]:
    """Return the task to write the gradient as formulas and as numbers."""
    if not graph.inputs:
        return []
    formulas, numbers = graph.gradient(), backprop(graph, dict(point)).gradient
    cells = [f"[*{_said(head)}*]" for head in ("", message("formula"), message("number"))]
    for name in graph.inputs:
        cells.append(f"[$(partial f) / (partial {typst_name(name)})$]")
        if answers:
            cells.append(f"[#answer[${simplify(formulas[name]).to_typst()}$]]")
            cells.append(f"[#answer[{_number(numbers[name])}]]")
        else:
            cells += ["[#blank(8cm)]", "[#blank(2.5cm)]"]
    return [
        _heading(message("The gradient")),
        _said(message("Write each slope as a formula, and its number at this point.")),
        f"#table(columns: (auto, 1fr, auto), {', '.join(cells)})",
    ]


def _descent(graph: Graph, chosen: Any, answers: bool) -> list[str]:
    """Return the task to take the first steps of plain descent by hand."""
    start = complete_point(graph, chosen.start, "start")
    rate = chosen.learning_rate
    path = run_optimizers(["descent"], graph, start, rate, STEPS_OF_DESCENT)["descent"]
    heads: Sequence[str] = [
        _said(message("step")),
        *(f"${typst_name(name)}$" for name in graph.inputs),
        "$L$",
        *(f"$(partial L) / (partial {typst_name(name)})$" for name in graph.inputs),
    ]
    cells = [f"[*{head}*]" for head in heads]
    for number, (point, value, slopes) in enumerate(
        zip(path.points, path.values, path.gradients, strict=True)
    ):
        row = [*(point[n] for n in graph.inputs), value, *(slopes[n] for n in graph.inputs)]
        given = len(graph.inputs) if number == 0 else 0
        cells.append(f"[{number}]")
        for place, entry in enumerate(row):
            if place < given:
                cells.append(f"[{_number(entry)}]")
            else:
                cells.append(f"[#answer[{_number(entry)}]]" if answers else "[]")
    return [
        *_function(graph, start, "L"),
        _heading(message("Down, step by step")),
        _said(message("Take each step against the slope, as long as the learning rate says:"))
        + f" $eta = {_math(rate)}$.",
        f"#table(columns: (auto,) + (1fr,) * {len(heads) - 1}, rows: 2.4em, {', '.join(cells)})",
    ]


def _heading(text: str) -> str:
    return f"== {_said(text)}"


def _said(text: str) -> str:
    return escape(messages.translated(text)) if text else ""


def _number(value: Any) -> str:
    """Return a number with a few digits, as Typst math and markup both show it."""
    return f"${_math(value)}$"


def _math(value: Any) -> str:
    text = f"{float(value):.{DIGITS}g}"
    mantissa, e, power = text.partition("e")
    return f"{mantissa} dot 10^({int(power)})" if e else mantissa
