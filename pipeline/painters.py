"""The processes that paint: any executor will do; this one leaves nothing behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Event

_LOOK_AROUND_S = 0.2


@contextmanager
def painter_processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """Give an executor of so many processes, which have all ended when this is left."""
    # Started anew rather than forked: this process has threads, and theirs are not needed.
    context = multiprocessing.get_context("spawn")
    leave = context.Event()
    pool = ProcessPoolExecutor(count, context, initializer=_begin, initargs=(os.getpid(), leave))
    try:
        yield pool
    except BaseException:
        # Whatever is being painted is for nobody.
        leave.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(parent: int, leave: Event) -> None:
    # Ctrl-C reaches every process of a terminal; the parent alone decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def watch() -> None:
        while not leave.wait(_LOOK_AROUND_S):
            if os.getppid() != parent:
                break
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
