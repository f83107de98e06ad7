"""What the studio does, apart from how the page asks for it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Coroutine, Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import RequestError
from pipeline.formats import format_of
from pipeline.lessons import lesson_kinds
from pipeline.places import MEDIA
from pipeline.quality import quality_of
from pipeline.store import Store
from pipeline.studio.asked import Asked
from pipeline.studio.events import Events
from pipeline.studio.library import Library
from pipeline.studio.limits import Limits
from pipeline.studio.painters import Painters
from pipeline.studio.previews import Preview, Previews
from pipeline.studio.rendering import PROGRAM, Rendering, as_typed, command_of
from pipeline.studio.saving import revision_of, save, save_new
from pipeline.studio.stage import Stage
from pipeline.studio.watching import changes
from pipeline.targets import Target
from pipeline.unchanged import forget_surroundings

# What is looked at is the final video.
QUALITY = "h"
HEIGHTS_PX = range(36, 2161)


class Gone(Exception):
    """What was asked for is not there, or not there any more."""


class Studio:
    """Everything that the page can ask for.

    Parameters
    ----------
    named
        Scenes and lesson files beyond those of the film and of the project.
    limits
        What a scene may take.
    """

    def __init__(self, named: Iterable[str], limits: Limits) -> None:
        self._project = Path.cwd()
        self.library = Library(self._project, named)
        self.events = Events()
        store = Store((MEDIA / "store").resolve())
        self._stage = Stage(store, limits, self.events)
        self._painters = Painters(store)
        self._previews = Previews()
        self._renderings: dict[str, Rendering] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()

    async def start(self) -> None:
        """Start what works in the background."""
        self._do(self._watch())
        await self._stage.start()

    async def close(self) -> None:
        """End everything that works in the background."""
        self._stop.set()
        self.events.close()
        for rendering in self._renderings.values():
            rendering.cancel()
        await self._stage.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._painters.close)

    # What is looked at.

    def open(self, asked: Asked) -> dict[str, Any]:
        """Begin to play a scene, and return what is known of it."""
        target, shape = self._target(asked)
        preview = self._previews.open(
            asked.name, target, quality_of(QUALITY, asked.shape or shape), asked.settings
        )
        self._do(self._stage.show(preview, asked.at_frame))
        return preview.facts()

    def facts(self, id_: str) -> dict[str, Any]:
        """Return what is known of a preview."""
        return self._preview(id_).facts()

    def resume(self, id_: str, frame: int) -> dict[str, Any]:
        """Go on playing a preview that was left for another one."""
        preview = self._preview(id_)
        if not preview.is_complete:
            self._do(self._stage.show(preview, frame))
        return preview.facts()

    def glimpse(self, id_: str, frame: int) -> dict[str, Any]:
        """Begin to look at a frame that has not been played yet."""
        preview = self._preview(id_)
        if preview.locate(frame) is None:
            self._do(self._stage.glimpse(preview, frame))
        return {}

    async def frame(self, id_: str, frame: int, height_px: int, *, as_file: bool) -> bytes:
        """Return a frame of a preview, as packed pixels or as a PNG.

        Raises
        ------
        Gone
            If it has not been played yet.
        """
        preview = self._preview(id_)
        place = preview.locate(frame)
        if place is None or height_px not in HEIGHTS_PX:
            raise Gone
        paint = self._painters.paint_png if as_file else self._painters.paint
        picture = await paint(*place, height_px)
        if picture is None:
            self._do(self._stage.show(preview, frame, again=True))
            raise Gone
        return picture

    # What is edited.

    async def form(self, asked: Asked) -> dict[str, Any]:
        """Return a scene's parameters with what is wrong with them."""
        target, _ = self._target(asked)
        form = await self._stage.form(target)
        if form is None:
            raise Gone
        if asked.name.endswith(".toml"):
            form["revision"] = revision_of(Path(asked.name))
        return form

    async def save(self, asked: Asked, revision: str) -> dict[str, Any]:
        """Write what was changed into the lesson file that it belongs to."""
        file = self.library.lesson_file(asked.name)
        await self._check(asked)
        save(file, asked.settings, asked.shape, revision)
        return {"name": asked.name, "revision": revision_of(file)}

    async def save_as(self, asked: Asked, stem: str) -> dict[str, Any]:
        """Write a new lesson file of a scene or a lesson, with what was changed."""
        file = self.library.new_lesson_file(stem)
        await self._check(asked)
        if asked.name.endswith(".toml"):
            text = self.library.lesson_file(asked.name).read_text("utf-8")
        else:
            text = await _commented(asked.name)
        save_new(file, text, asked.settings, asked.shape)
        return {"name": str(file), "revision": revision_of(file)}

    async def _check(self, asked: Asked) -> None:
        form = await self.form(asked)
        problems = form.get("problems", {})
        problem = form.get("failure") or next((f"{k}: {v}" for k, v in problems.items()), "")
        if problem:
            raise RequestError(f"not saved: {problem}")

    # What is rendered.

    def render(self, asked: Asked, quality: str, form: str) -> dict[str, Any]:
        """Begin to render the final video."""
        if any(rendering.is_running for rendering in self._renderings.values()):
            raise RequestError("a video is being rendered; wait for it, or cancel it")
        self._target(asked)
        command = self._rendering_command(asked, quality, form)
        rendering = Rendering(str(len(self._renderings) + 1), command)
        self._renderings[rendering.id] = rendering
        about = rendering.id
        tell = lambda: self.events.tell("render", about, dict(rendering.state))  # noqa: E731
        self._do(rendering.run(tell))
        return rendering.state

    def cancel(self, id_: str) -> dict[str, Any]:
        """Stop rendering a video."""
        self._rendering(id_).cancel()
        return {}

    def video(self, id_: str) -> Path:
        """Return the file of a finished video."""
        file = self._rendering(id_).file
        if file is None or not file.is_file():
            raise Gone
        return file

    def commands(self, asked: Asked, quality: str, form: str) -> dict[str, str]:
        """Return what to type for the frame in view, and for the video."""
        fps = quality_of(QUALITY).fps
        thousandths, rest = divmod(1000 * asked.at_frame, fps)
        # Where a frame does not begin at a whole thousandth, any time within it will do.
        at_s = thousandths / 1000 if not rest else (asked.at_frame + 0.5) / fps
        shape = self._shape(asked)
        at = ["--at", f"{at_s:.3f}", "-q", QUALITY, *shape]
        return {
            "frame": as_typed(command_of("frame", asked.name, asked.settings, at)),
            "video": as_typed(self._rendering_command(asked, quality, form)),
        }

    def _rendering_command(self, asked: Asked, quality: str, form: str) -> list[str]:
        quality_of(quality)
        options = ["-q", quality, "--format", format_of(form, None).name, *self._shape(asked)]
        return command_of(self._verb(asked.name), asked.name, asked.settings, options)

    def _verb(self, name: str) -> str:
        return "lesson" if name.endswith(".toml") or name in lesson_kinds() else "scene"

    def _shape(self, asked: Asked) -> Sequence[str]:
        return ["--shape", asked.shape] if asked.shape else []

    # What all of these need.

    def _target(self, asked: Asked) -> tuple[Target, str]:
        target, shape = self.library.find(asked.name)
        return target.with_settings(asked.settings), shape

    def _preview(self, id_: str) -> Preview:
        preview = self._previews.get(id_)
        if preview is None:
            raise Gone
        return preview

    def _rendering(self, id_: str) -> Rendering:
        if id_ not in self._renderings:
            raise Gone
        return self._renderings[id_]

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        # Whoever starts a task must keep it, or it may vanish.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self) -> None:
        also = {Path(name.partition(":")[0]).parent for name in self.library.files()}
        async for files in changes(self._project, also - {Path()}, self._stop):
            forget_surroundings()
            self.events.tell("changed", "files", {"files": files})


async def _commented(name: str) -> str:
    """Return a new lesson file of a scene, in which every field is explained."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "new.toml"
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(PROGRAM), "new", name, str(file),
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, problem = await process.communicate()
        if process.returncode:
            raise RequestError(problem.decode().strip())
        return file.read_text("utf-8")
