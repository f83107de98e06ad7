"""A process that imports Manim once, and carries out each of its tasks in a fork.

It reads tasks from its standard input, each a line of JSON, and answers on its standard output with
one JSON object a line: ``{"started": pid}``, whatever the task has to say, and at last
``{"ended": status}`` with the exit status of its process. Whatever a scene itself prints goes to
standard error. No task can affect another.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

_PROJECT = Path(__file__).resolve().parent.parent

# Called with the kind of an answer, and with what it says.
Answer = Callable[[str, Any], None]


def command(module: str) -> list[str]:
    """Return what starts a module as such a process."""
    return [sys.executable, "-m", module]


def environment() -> dict[str, str]:
    """Return the environment that such a process needs."""
    return {
        **os.environ,
        # The order of sets of strings must not differ between two runs.
        "PYTHONHASHSEED": "0",
        # Several scenes are played at a time; each has one core, whatever it computes.
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_PROJECT), os.environ.get("PYTHONPATH")])),
    }


def ending(status: int) -> str:
    """Return how a process has ended, in words."""
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def answer_tasks(carry_out: Callable[[str, Answer], None], preload: Iterable[str]) -> None:
    """Carry out the tasks on standard input, until there are no more.

    Parameters
    ----------
    carry_out
        Called in a fork with a task, as its line, and with what answers for it.
    preload
        The names of modules to be imported first.
    """
    # If whoever asked is gone, there is nobody to work for.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    tasks = os.fdopen(os.dup(0), "r", encoding="utf-8")

    def answer(kind: str, value: Any) -> None:
        answers.write(json.dumps({kind: value}) + "\n")
        answers.flush()

    for module in preload:
        with suppress(Exception):
            # Whatever is wrong with it is said by the first task that needs it.
            importlib.import_module(module)
    for line in iter(tasks.readline, ""):
        child = os.fork()
        if not child:
            answer("started", os.getpid())
            carry_out(line, answer)
            answers.close()
            os._exit(0)
        _, result = os.waitpid(child, 0)
        answer("ended", os.waitstatus_to_exitcode(result))
