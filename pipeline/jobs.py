"""Rendering scenes in worker processes, several at a time.

What comes back does not depend on how many work at a time, nor on which finishes first.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

from pipeline.errors import RequestError
from pipeline.failures import Failure
from pipeline.progress import Progress
from pipeline.take import Take
from pipeline.worker import Job

_PROJECT = Path(__file__).resolve().parent.parent


def job_count(requested: int | None) -> int:
    """Return how many scenes to render at a time."""
    if requested is not None and requested < 1:
        raise RequestError(f"--jobs {requested} does nothing; type --jobs 1 or more")
    return requested or len(os.sched_getaffinity(0))


def run_jobs(jobs: Sequence[Job], at_a_time: int, progress: Progress) -> list[Take | Failure]:
    """Render scenes, and return for each, in order, its take or why there is none.

    A scene that fails does not keep the others from being rendered, unless the machine itself is
    what failed it. If this is interrupted, every worker has ended when it returns.
    """
    crew = _Crew(progress)
    with ThreadPoolExecutor(max_workers=at_a_time) as threads:
        futures = [threads.submit(crew.render, job) for job in jobs]
        try:
            pending = set(futures)
            while pending:
                # With a time limit, so that an interrupt is seen between two waits.
                done, pending = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
                if any(_is_hopeless(future.result()) for future in done):
                    crew.dismiss()
        except BaseException:
            crew.dismiss()
            raise
    return [future.result() for future in futures]


def _is_hopeless(outcome: Take | Failure) -> bool:
    return isinstance(outcome, Failure) and outcome.kind == "machine"


class _Crew:
    """The worker processes that are running."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._processes: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._dismissed = False

    def render(self, job: Job) -> Take | Failure:
        """Have one process render one scene, and wait for it."""
        process = self._start()
        if process is None:
            return _stopped(job)
        self._progress.started(job.target)
        outcome: Take | Failure | None = None
        with process:
            try:
                outcome = self._converse(process, job)
            except (OSError, ValueError):
                pass  # the pipe broke, or broke off within a line; the exit status tells why
            finally:
                process.wait()
        with self._lock:
            self._processes.discard(process)
        if outcome is None and self._dismissed:
            return _stopped(job)
        if outcome is None:
            outcome = Failure("scene", f"{job.target}: the renderer {_ending(process.returncode)}")
        self._progress.ended(job.target, failed=isinstance(outcome, Failure))
        return outcome

    def _converse(self, process: subprocess.Popen[str], job: Job) -> Take | Failure | None:
        """Hand a process its job and follow its answers; return the last one."""
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(job.to_json())
        process.stdin.close()
        for line in process.stdout:
            answer = json.loads(line)
            if "frames" not in answer:
                break
            self._progress.drawn(job.target, answer["frames"])
        else:
            return None
        return Take.from_dict(answer["take"]) if "take" in answer else Failure(**answer["failure"])

    def dismiss(self) -> None:
        """End every running process, and start no more."""
        with self._lock:
            self._dismissed = True
            for process in self._processes:
                # The whole group: a scene may have started processes of its own.
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def _start(self) -> subprocess.Popen[str] | None:
        environment = {
            **os.environ,
            # The order of sets of strings must not differ between two runs.
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": os.pathsep.join(
                filter(None, [str(_PROJECT), os.environ.get("PYTHONPATH")])
            ),
        }
        with self._lock:
            if self._dismissed:
                return None
            process = subprocess.Popen(
                [sys.executable, "-m", "pipeline.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                env=environment,
                # Ctrl-C reaches only this process, which then ends the workers in order.
                start_new_session=True,
            )
            self._processes.add(process)
            return process


def _stopped(job: Job) -> Failure:
    return Failure("stopped", f"{job.target}: not rendered")


def _ending(status: int) -> str:
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"
