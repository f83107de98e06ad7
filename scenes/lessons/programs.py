"""What a lesson computes, as a program of its own: in plain Python, or with PyTorch.

The programs print the numbers of the video, and need nothing of this project.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import dedent, indent
from typing import Any, Literal

from autodiff import AutodiffError, Graph, backprop, parse
from autodiff.as_code import python_body, python_prelude, safe_names, torch_prelude
from scenes.lessons.point import complete_point
from scenes.parameters import ParameterError, SceneParameters

Framework = Literal["python", "torch"]

# What each optimizer does to one variable x, given its slope g and what it remembers.
UPDATES: Mapping[str, str] = {
    "descent": """
        x = x - RATE * g
        """,
    "momentum": """
        memory["v"] = v = 0.9 * memory.get("v", 0.0) - RATE * g
        x = x + v
        """,
    "nesterov": """
        memory["v"] = v = 0.9 * memory.get("v", 0.0) - RATE * g
        x = x + 0.9 * v - RATE * g
        """,
    "adagrad": """
        memory["s"] = s = memory.get("s", 0.0) + g * g
        x = x - RATE * g / (math.sqrt(s) + 1e-8)
        """,
    "rmsprop": """
        memory["s"] = s = 0.9 * memory.get("s", 0.0) + (1 - 0.9) * g * g
        x = x - RATE * g / (math.sqrt(s) + 1e-8)
        """,
    "adam": """
        memory["m"] = m = 0.9 * memory.get("m", 0.0) + (1 - 0.9) * g
        memory["s"] = s = 0.999 * memory.get("s", 0.0) + (1 - 0.999) * g * g
        x = x - RATE * (m / (1 - 0.9**step)) / (math.sqrt(s / (1 - 0.999**step)) + 1e-8)
        """,
}
_RUN = '''

def run(update):
    """Go down from the start; return the loss after every step."""
    place, memories, losses = dict(START), {name: {} for name in START}, []
    for step in range(STEPS + 1):
        try:
            loss, slopes = loss_and_slopes(**place)
        except (ValueError, OverflowError, ZeroDivisionError):
            break  # a step led to where there is no loss
        if not all(map(math.isfinite, (loss, *slopes.values()))):
            break
        losses.append(loss)
        if step < STEPS:
            for name, slope in slopes.items():
                place[name] = update(place[name], slope, memories[name], step + 1)
    return losses


for name, update in UPDATES.items():
    losses = run(update)
    for step, loss in enumerate(losses):
        print(f"{name}: loss after step {step} = {loss!r}")
    print(f"{name}: least loss = {min(losses)!r}")
'''


def program(parameters: SceneParameters, framework: Framework) -> str:
    """Return the text of a program that computes what a lesson shows.

    Parameters
    ----------
    parameters
        Of any kind of lesson.

    Raises
    ------
    ParameterError
        If the function has an operation that cannot be written so.
    """
    chosen: Any = parameters
    graph = parse(chosen.function)
    try:
        if hasattr(chosen, "optimizer"):
            return _descents(graph, chosen, framework)
        names = graph.inputs or ("x",)
        values = list(chosen.at.values())
        point = complete_point(graph, chosen.at, "at") if graph.inputs else {names[0]: values[0]}
        return _pass_through(graph, point, framework)
    except AutodiffError as error:
        raise ParameterError(f"function: {error}") from error


def _pass_through(graph: Graph, point: Mapping[str, float], framework: Framework) -> str:
    """Return a program that computes a value and its gradient."""
    names = safe_names(graph.inputs)
    text = graph.to_text()
    title = f"The value of {text}, and how strongly it responds to each input."
    given = [f"{names.get(name, name)} = {value!r}" for name, value in point.items()]
    if framework == "torch":
        given = [
            f"{names[name]} = torch.tensor({value!r}, requires_grad=True)"
            for name, value in point.items()
            if name in names
        ]
        lines = [f"f = torch.as_tensor({_named(graph)})"]
        lines += ["if f.requires_grad:", "    f.backward()"] if names else []
        shown = ["print(f'f = {f.item()!r}')"]
        shown += [
            f"print(f'df/d{name} = {{0.0 if {v}.grad is None else {v}.grad.item()!r}}')"
            for name, v in names.items()
        ]
        return _joined(title, torch_prelude([_named(graph)]), given, lines, shown)
    # Three or more terms are one sum, as in the video.
    trace = backprop(graph.merge_sums(), dict(point))
    lines, value, slopes = python_body(trace)
    shown = _all_of_it(lines)
    shown += [f"print(f'f = {{{value}!r}}')"]
    shown += [f"print(f'df/d{name} = {{{slope}!r}}')" for name, slope in slopes.items()]
    return _joined(title, python_prelude(lines), given, lines, shown)


def _all_of_it(lines: list[str]) -> list[str]:
    """Return the lines that print every value and every slope on the way."""
    variables = dict.fromkeys(line.split(" ", 1)[0] for line in lines if " = " in line)
    return [f"print(f'{name} = {{{name}!r}}')" for name in variables]


def _descents(graph: Graph, chosen: Any, framework: Framework) -> str:
    """Return a program that runs every optimizer, and prints the loss after every step."""
    start = complete_point(graph, chosen.start, "start")
    names = safe_names(graph.inputs)
    title = f"The way down {graph.to_text()}, by {', '.join(chosen.optimizer)}."
    arguments = ", ".join(names.values())
    if framework == "torch":
        body = [
            f"{', '.join(names.values())}{',' if len(names) == 1 else ''} = places = tuple(",
            f"    torch.tensor(value, requires_grad=True) for value in ({arguments},)",
            ")",
            f"loss = torch.as_tensor({_named(graph)})",
            "loss.backward()",
            "slopes = (0.0 if p.grad is None else p.grad.item() for p in places)",
            f"return loss.item(), dict(zip({list(names.values())!r}, slopes))",
        ]
        prelude = torch_prelude([_named(graph)])
    else:
        lines, value, slopes = python_body(backprop(graph, dict(start)), keeps_branches=True)
        found = ", ".join(f"{names[name]!r}: {slope}" for name, slope in slopes.items())
        body = [*lines, f"return {value}, {{{found}}}"]
        prelude = python_prelude(lines)
    function = [f"def loss_and_slopes({arguments}):", *(f"    {line}".rstrip() for line in body)]
    setup = [
        f"RATE, STEPS = {chosen.learning_rate!r}, {chosen.steps}",
        f"START = { {names[name]: value for name, value in start.items()}!r}",
    ]
    updates = [
        f"\ndef {name}(x, g, memory, step):\n"
        f"{indent(dedent(UPDATES[name]).strip(), '    ')}\n    return x"
        for name in chosen.optimizer
    ]
    table = ", ".join(f"{name!r}: {name}" for name in chosen.optimizer)
    parts = [setup, ["", *function], *([update] for update in updates)]
    parts.append([f"\nUPDATES = {{{table}}}"])
    return _joined(title, prelude, *parts) + _RUN


def _named(graph: Graph) -> str:
    """Return the expression of a graph, its inputs under names that a program can have."""
    names = safe_names(graph.inputs)
    output = graph.nodes[graph.output]
    if output.op == "input":
        return names[output.name]
    cut = {graph.input_node(name).id: safe for name, safe in names.items() if safe != name}
    text = graph.to_text(graph.output, cut=cut)
    # Tensors hold whole numbers of 64 bits at most.
    return re.sub(r"(?<![\w.])\d{16,}(?![\w.])", lambda number: repr(float(number[0])), text)


def _joined(title: str, prelude: list[str], *parts: list[str]) -> str:
    blocks = ["\n".join(part) for part in (prelude, *parts)]
    return f'"""{title}"""\n\n' + "\n\n".join(blocks) + "\n"
