"""The studio's addresses: each asks the studio for one thing, and answers with what it says."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from pipeline.errors import PipelineError
from pipeline.studio.asked import Asked, frame_of, table_of, text_of
from pipeline.studio.studio import Gone, Studio

_STATIC = Path(__file__).parent / "static"

Handler = Callable[[Request], Awaitable[Response]]


def make_app(studio: Studio) -> Starlette:
    """Return the application; whoever serves it must guard it."""
    page = _Page(studio)
    routes = [
        Route("/", page.index),
        Route("/static/{name}", page.static),
        Route("/api/library", page.library),
        Route("/api/events", page.events),
        Route("/api/previews", page.open, methods=["POST"]),
        Route("/api/previews/{id}", page.facts),
        Route("/api/previews/{id}/resume", page.resume, methods=["POST"]),
        Route("/api/previews/{id}/glimpse", page.glimpse, methods=["POST"]),
        Route("/api/previews/{id}/frames/{frame:int}", page.frame),
        Route("/api/previews/{id}/frames/{frame:int}.png", page.picture),
        Route("/api/forms", page.form, methods=["POST"]),
        Route("/api/save", page.save, methods=["POST"]),
        Route("/api/commands", page.commands, methods=["POST"]),
        Route("/api/renders", page.render, methods=["POST"]),
        Route("/api/renders/{id}/cancel", page.cancel, methods=["POST"]),
        Route("/api/renders/{id}/file", page.video),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await studio.start()
        try:
            yield
        finally:
            await studio.close()

    handlers: Any = {PipelineError: _refused, Gone: _gone, HTTPException: _http_error}
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)


class _Page:
    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        # Read once: no name from outside becomes a path.
        self._static = {file.name: file for file in _STATIC.iterdir()}

    async def index(self, request: Request) -> Response:
        return await self._file("index.html")

    async def static(self, request: Request) -> Response:
        return await self._file(request.path_params["name"])

    async def library(self, request: Request) -> Response:
        return JSONResponse(self._studio.library.contents())

    async def events(self, request: Request) -> Response:
        return StreamingResponse(self._studio.events.stream(), media_type="text/event-stream")

    async def open(self, request: Request) -> Response:
        return JSONResponse(self._studio.open(Asked.read(await _json(request))))

    async def facts(self, request: Request) -> Response:
        return JSONResponse(self._studio.facts(request.path_params["id"]))

    async def resume(self, request: Request) -> Response:
        frame = frame_of(table_of(await _json(request)).get("frame"))
        return JSONResponse(self._studio.resume(request.path_params["id"], frame))

    async def glimpse(self, request: Request) -> Response:
        frame = frame_of(table_of(await _json(request)).get("frame"))
        return JSONResponse(self._studio.glimpse(request.path_params["id"], frame))

    async def frame(self, request: Request) -> Response:
        pixels = await self._painted(request, as_file=False)
        return Response(pixels, media_type="application/octet-stream")

    async def picture(self, request: Request) -> Response:
        return Response(await self._painted(request, as_file=True), media_type="image/png")

    async def form(self, request: Request) -> Response:
        return JSONResponse(await self._studio.form(Asked.read(await _json(request))))

    async def save(self, request: Request) -> Response:
        data = await _json(request)
        asked = Asked.read(data)
        if "as" in data:
            return JSONResponse(await self._studio.save_as(asked, text_of(data, "as")))
        return JSONResponse(await self._studio.save(asked, text_of(data, "revision")))

    async def commands(self, request: Request) -> Response:
        return JSONResponse(self._studio.commands(*_video(await _json(request))))

    async def render(self, request: Request) -> Response:
        return JSONResponse(self._studio.render(*_video(await _json(request))))

    async def cancel(self, request: Request) -> Response:
        return JSONResponse(self._studio.cancel(request.path_params["id"]))

    async def video(self, request: Request) -> Response:
        file = self._studio.video(request.path_params["id"])
        return FileResponse(file, filename=file.name)

    async def _painted(self, request: Request, *, as_file: bool) -> bytes:
        height = request.query_params.get("height", "")
        if not height.isdecimal():
            raise HTTPException(400, "height: the height of the picture in pixels was expected")
        id_, frame = request.path_params["id"], request.path_params["frame"]
        return await self._studio.frame(id_, frame, int(height), as_file=as_file)

    async def _file(self, name: str) -> Response:
        if name not in self._static:
            raise HTTPException(404)
        file = self._static[name]
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(file.read_bytes(), media_type=media_type)


async def _json(request: Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        raise HTTPException(400, "this is not JSON") from None


def _video(data: Any) -> tuple[Asked, str, str]:
    """Return which video is asked for: the scene, the quality and the format."""
    asked = Asked.read(data)
    return asked, text_of(data, "quality", "h"), text_of(data, "format", "mp4")


async def _refused(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 422)


async def _gone(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": "this is not there, or not there any more"}, 404)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code)
