"""Serving the studio on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import compileall
import secrets
import socket
import sys
import webbrowser
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import uvicorn

from pipeline.errors import RequestError
from pipeline.studio.app import make_app
from pipeline.studio.guard import LOOPBACK, Guard
from pipeline.studio.limits import Limits
from pipeline.studio.studio import Studio

_PROJECT = Path(__file__).resolve().parent.parent.parent
_TOKEN_BYTES = 18


def serve(named: Iterable[str], port: int, limits: Limits, *, opens: bool) -> None:
    """Serve the studio until it is interrupted.

    Parameters
    ----------
    named
        Scenes and lesson files beyond those of the film and of the project.
    port
        To listen on; 0 for any that is free.
    limits
        What a scene may take.
    opens
        Whether to open it in the browser.

    Raises
    ------
    RequestError
        If the port is taken.
    """
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(named, port, limits, opens=opens))
    print("the studio is closed")


async def _serve(named: Iterable[str], port: int, limits: Limits, *, opens: bool) -> None:
    listening = _listen(port)
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    # Players read compiled modules, but write none: see Player.
    for package in ("autodiff", "pipeline", "scenes"):
        compileall.compile_dir(_PROJECT / package, quiet=2)
    app = Guard(make_app(Studio(named, limits)), token, port)
    # What is served is for one person; a log of it would only hide what scenes print.
    settings = uvicorn.Config(
        app, log_level="error", access_log=False, lifespan="on", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(settings)
    address = f"http://{LOOPBACK}:{port}/{token}/"
    print(f"the studio is at {address}\nstop it with Ctrl-C", flush=True)
    if opens and not webbrowser.open(address):
        print("no browser could be opened; open that address in one", file=sys.stderr)
    await server.serve(sockets=[listening])


def _listen(port: int) -> socket.socket:
    # Named as TCP, or answers in two pieces are held back for some 40 ms between them.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        # Whoever opens the address before it is served waits, rather than being turned away.
        listening.listen()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RequestError(
            f"cannot listen on port {port}: {reason}; leave --port out, and a free one is found"
        ) from error
    return listening
