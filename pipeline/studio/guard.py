"""Who may talk to the studio: the page that it has served itself, in this machine's browser.

The address holds a random word that no other page knows. Another page cannot have its own name
stand for this machine either, since the name that was asked for is checked.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
_NAMES = (LOOPBACK, "localhost")
# A page may send no more than a lesson's settings.
_MOST_BYTES = 1_000_000
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; "
    "style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Lets requests through that come from the studio's own page.

    Parameters
    ----------
    app
        What answers them; it sees paths without the token.
    token
        The word that every path begins with.
    port
        The port that is listened on.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._hosts = [f"{name}:{port}" for name in _NAMES]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # nothing here speaks anything else

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        problem = self._problem(scope)
        if problem:
            status, text = problem
            await PlainTextResponse(text, status)(scope, receive, send_guarded)
            return
        root = f"/{self._token}"
        inner = {**scope, "path": scope["path"].removeprefix(root), "root_path": ""}
        await self._app(inner, receive, send_guarded)

    def _problem(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status and the words with which a request is refused, or None."""
        headers = Headers(scope=scope)
        if not _is_one(headers.get("host", ""), self._hosts):
            return 403, "the studio is only there for this machine"
        origin = headers.get("origin")
        if origin is not None and not _is_one(origin, [f"http://{host}" for host in self._hosts]):
            return 403, "another page has no business here"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return 403, "another page has no business here"
        _, _, rest = scope["path"].partition("/")
        token, slash, _ = rest.partition("/")
        if not slash or not secrets.compare_digest(token.encode(), self._token.encode()):
            return 403, "open the address that `render.py studio` has printed"
        if scope["method"] not in ("GET", "HEAD"):
            if headers.get("content-type") != "application/json":
                return 415, "only JSON is read here"
            length = headers.get("content-length", "")
            if not length.isdecimal() or int(length) > _MOST_BYTES:
                return 413, "this is more than a scene's settings"
        return None


def _is_one(text: str, allowed: Iterable[str]) -> bool:
    return text.lower() in allowed
