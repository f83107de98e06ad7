"""Rendering scenes in several processes: some play, others paint.

What comes back does not depend on how many work at a time, nor on which finishes first.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

from pipeline.errors import RequestError
from pipeline.failures import Failure, describe_failure
from pipeline.forking import command, ending, environment
from pipeline.formats import FORMATS
from pipeline.progress import Progress
from pipeline.segments import fetch_segments, make_segment, recording_name, segment_name
from pipeline.store import Store
from pipeline.take import Performance, Take
from pipeline.unchanged import Memory
from pipeline.worker import Job


def job_count(requested: int | None) -> int:
    """Return how many scenes to render at a time."""
    if requested is not None and requested < 1:
        raise RequestError(f"--jobs {requested} does nothing; type --jobs 1 or more")
    return requested or len(os.sched_getaffinity(0))


def run_jobs(
    jobs: Sequence[Job], at_a_time: int, painters: Executor, progress: Progress
) -> list[Take | Failure]:
    """Render scenes, and return for each, in order, its take or why there is none.

    A scene that fails does not keep the others from being rendered, unless the machine itself is
    what failed it. If this is interrupted, every worker has ended when it returns.

    Parameters
    ----------
    at_a_time
        How many scenes are played at a time.
    painters
        Whoever paints what is played: sees the files of the store, and needs nothing else.
    """
    crew = _Crew(at_a_time, painters, progress)
    with ThreadPoolExecutor(max_workers=max(1, len(jobs))) as threads:
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
        finally:
            wait(futures)
            crew.leave()
    return [future.result() for future in futures]


def _is_hopeless(outcome: Take | Failure) -> bool:
    return isinstance(outcome, Failure) and outcome.kind == "machine"


class _Crew:
    """The processes that are playing, and those that paint for them."""

    def __init__(self, at_a_time: int, painters: Executor, progress: Progress) -> None:
        self._painters = painters
        self._progress = progress
        self._places = threading.Semaphore(at_a_time)
        self._processes: list[subprocess.Popen[str]] = []
        self._idle: list[subprocess.Popen[str]] = []
        self._painted: dict[str, Future[int]] = {}
        self._lock = threading.Lock()
        self._dismissed = False

    def render(self, job: Job) -> Take | Failure:
        """Have one process play one scene, others paint it, and collect what they made."""
        self._progress.started(job.target)
        played: Performance | Failure | None = self._recall(job)
        if played is None:
            with self._places:
                played = self._play(job)
        outcome: Take | Failure
        if isinstance(played, Performance):
            self._progress.played(job.target)
            outcome = self._collect(job, played)
        else:
            outcome = played
        if not self._dismissed:
            self._progress.ended(job.target, failed=isinstance(outcome, Failure))
        return outcome

    def _recall(self, job: Job) -> Performance | None:
        """Return what a scene showed when it was played last, if that is all still there."""
        store = Store(Path(job.store))
        transparent = FORMATS[job.format].transparent
        remembered = Memory(store, job.target, job.picture, transparent=transparent).recall()
        if remembered is None:
            return None
        parts, performance = remembered
        missing = {d for d, _ in parts if segment_name(d, job.format) not in store}
        if any(recording_name(digest) not in store for digest in missing):
            return None
        for digest, frames in parts:
            self._have_painted(job, digest, frames, digest in missing)
        return performance

    def _play(self, job: Job) -> Performance | Failure:
        process = self._take_process()
        if process is None:
            return _stopped(job)
        try:
            outcome = self._converse(process, job)
        except (OSError, ValueError):
            outcome = None  # the pipe broke, or broke off within a line; the exit status tells why
        if outcome is not None:
            with self._lock:
                self._idle.append(process)
            return outcome
        status = self._end(process)
        if self._dismissed:
            return _stopped(job)
        return Failure("scene", f"{job.target}: the renderer {ending(status)}")

    def _converse(self, process: subprocess.Popen[str], job: Job) -> Performance | Failure | None:
        """Hand a process its job, follow its answers, and return the outcome."""
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(job.to_json() + "\n")
        process.stdin.flush()
        outcome: Performance | Failure | None = None
        for line in process.stdout:
            answer = json.loads(line)
            if "performance" in answer:
                outcome = Performance.from_dict(answer["performance"])
            elif "failure" in answer:
                outcome = Failure(**answer["failure"])
            elif "ended" in answer:
                end = ending(answer["ended"])
                return outcome or Failure("scene", f"{job.target}: the renderer {end}")
            elif "recording" in answer:
                self._have_painted(job, *answer["recording"])
        return None

    def _have_painted(self, job: Job, digest: str, frames: int, is_new: bool) -> None:
        self._progress.found(job.target, frames)
        name = segment_name(digest, job.format)
        task = None
        with self._lock:
            # The same may be on screen twice, and is painted once.
            if is_new and name not in self._painted and not self._dismissed:
                task = self._painters.submit(make_segment, job.store, digest, job.format)
                self._painted[name] = task

        def report(_: Future[int] | None = None) -> None:
            self._progress.finished(job.target, frames, reused=task is None)

        if task is None:
            report()
        else:
            task.add_done_callback(report)

    def _collect(self, job: Job, performance: Performance) -> Take | Failure:
        """Wait until all of a scene is painted, and copy it out of the store."""
        form = FORMATS[job.format]
        folder = Path(job.folder) / "segments"
        try:
            for digest in performance.recordings:
                painted = self._painted.get(segment_name(digest, job.format))
                if painted is not None:
                    painted.result()
            files = fetch_segments(Store(Path(job.store)), performance.recordings, form, folder)
        except (CancelledError, BrokenProcessPool) as error:
            if self._dismissed or isinstance(error, CancelledError):
                return _stopped(job)
            return Failure("machine", f"{job.target}: a painting process was ended")
        except Exception as error:
            return describe_failure(error, job.target)
        return Take(files, performance.record, performance.sound)

    def dismiss(self) -> None:
        """End every running process, and start no more."""
        with self._lock:
            self._dismissed = True
            # Not one by one: an executor that loses its processes expects none to be cancelled.
            self._painters.shutdown(wait=False, cancel_futures=True)
            for process in self._processes:
                _kill(process)

    def leave(self) -> None:
        """Let the processes end that wait for another scene."""
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                assert pipe is not None
                with suppress(OSError):
                    pipe.close()
            process.wait()

    def _end(self, process: subprocess.Popen[str]) -> int:
        """End a process that has failed, and return its exit status."""
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1)  # if it has ended by itself, that is what is wanted
        with self._lock:
            _kill(process)
            self._processes.remove(process)
        return process.wait()

    def _take_process(self) -> subprocess.Popen[str] | None:
        with self._lock:
            if self._dismissed:
                return None
            if self._idle:
                return self._idle.pop()
            process = subprocess.Popen(
                command("pipeline.worker"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                env=environment(),
                # Ctrl-C reaches only this process, which then ends the workers in order.
                start_new_session=True,
            )
            self._processes.append(process)
            return process


def _kill(process: subprocess.Popen[str]) -> None:
    # The whole group: what it has forked, and what a scene has started.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _stopped(job: Job) -> Failure:
    return Failure("stopped", f"{job.target}: not rendered")
