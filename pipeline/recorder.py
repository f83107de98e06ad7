"""Playing a scene once, exactly as Manim would, while recording what is on screen."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from manim import Camera, Mobject, Scene
from manim.renderer.cairo_renderer import CairoRenderer
from manim.utils.iterables import list_update

from pipeline.display import Item, Picture, Recording, Still
from pipeline.painter import Painter
from pipeline.reader import NotNative, Reader, ground_of

if TYPE_CHECKING:
    from manim.typing import PixelArray

# Longer plays are recorded in parts, so that several can be painted at a time.
LONGEST_RECORDING_S = 2
# What a recording may hold before it is cut, so that memory stays bounded.
_MOST_ITEMS = 300_000


class RecordingRenderer(CairoRenderer):
    """A renderer that paints nothing, and records what would be painted.

    Parameters
    ----------
    scene
        A scene that has not been played; this renderer takes the place of its own.
    on_recording
        Called with each recording when it is complete.

    Attributes
    ----------
    play_frames
        The number of frames of each play.
    """

    def __init__(self, scene: Scene, on_recording: Callable[[Recording], None]) -> None:
        super().__init__(skip_animations=scene.skip_animations)
        # The scene may have set up the camera that it was made with.
        assert isinstance(scene.camera, Camera)
        self.camera = scene.camera
        self.file_writer = scene.renderer.file_writer
        self.play_frames: list[int] = []
        self._is_playing = False
        self._on_recording = on_recording
        self._reader = Reader()
        self._background = self.camera.background
        self._ground = ground_of(self.camera)
        self._static: tuple[Item, ...] = ()
        self._items: tuple[Item, ...] = ()
        self._stills: list[Still] = []
        self._frames_recorded = 0
        self._items_recorded = 0
        scene.renderer = self

    def play(self, scene: Scene, *args: Any, **kwargs: Any) -> None:
        """Play, and end the recording with the play."""
        self.play_frames.append(0)
        self._is_playing = True
        super().play(scene, *args, **kwargs)
        self._is_playing = False
        self._end_recording()

    @property
    def whereabouts(self) -> str:
        """How far the scene has come, in words."""
        plays = len(self.play_frames)
        if self._is_playing:
            return f"play {plays}"
        return f"after play {plays}" if plays else "before the first play"

    def save_static_frame_data(
        self, scene: Scene, static_mobjects: Iterable[Mobject]
    ) -> PixelArray | None:
        """Record what stands still in a play; Manim holds it for still whatever happens to it."""
        self.static_image = None
        if static_mobjects:
            self.update_frame(scene, mobjects=static_mobjects)
            self._static = self._items
            # Only marks that there is something: whoever paints finds it in the display list.
            self.static_image = self.camera.pixel_array
        return self.static_image

    def update_frame(
        self,
        scene: Scene,
        mobjects: Iterable[Mobject] | None = None,
        include_submobjects: bool = True,
        ignore_skipping: bool = True,
        **kwargs: Any,
    ) -> None:
        """Read what is on screen."""
        if self.skip_animations and not ignore_skipping:
            return
        shown = mobjects or list_update(scene.mobjects, scene.foreground_mobjects)
        below: tuple[Item, ...] = ()
        if self.static_image is not None:
            below = self._static
        else:
            self._see_background()
        try:
            if not include_submobjects or kwargs:
                raise NotNative("painting with options")
            if below and isinstance(below[0], Picture):
                raise NotNative("a picture below")
            self._items = below + self._reader.read(self.camera, shown)
        except NotNative:
            self._items = (self._painted_by_manim(below, list(shown), include_submobjects, kwargs),)

    def render(
        self, scene: Scene, time: float, moving_mobjects: Iterable[Mobject] | None = None
    ) -> None:
        """Record a frame."""
        if self.skip_animations:
            return
        self.update_frame(scene, moving_mobjects)
        self._record(1)

    def freeze_current_frame(self, duration: float) -> None:
        """Record a still wait."""
        if not self.skip_animations:
            # Divided as Manim divides, since a rounding error decides about the last frame.
            self._record(int(duration / (1 / self.camera.frame_rate)))

    def get_frame(self) -> PixelArray:
        """Paint what is on screen now."""
        painter = Painter(self._recording([Still(self._items, 1)]))
        painter.paint(0)
        return cast("PixelArray", painter.pixels.copy())

    def _see_background(self) -> None:
        if self.camera.background is not self._background:
            # A recording has one ground.
            self._end_recording()
            self._background = self.camera.background
        if not self._stills:
            self._ground = ground_of(self.camera)

    def _record(self, frames: int) -> None:
        self.time += frames * (1 / self.camera.frame_rate)
        self.play_frames[-1] += frames
        if frames and self._stills and self._stills[-1].items == self._items:
            self._stills[-1] = Still(self._items, self._stills[-1].frames + frames)
        elif frames:
            self._stills.append(Still(self._items, frames))
            self._items_recorded += len(self._items)
        self._frames_recorded += frames
        longest = LONGEST_RECORDING_S * self.camera.frame_rate
        if self._frames_recorded >= longest or self._items_recorded > _MOST_ITEMS:
            self._end_recording()

    def _end_recording(self) -> None:
        if self._stills:
            self._on_recording(self._recording(self._stills))
        self._stills = []
        self._frames_recorded = self._items_recorded = 0
        self._reader.forget()

    def _recording(self, stills: list[Still]) -> Recording:
        camera = self.camera
        return Recording(
            width_px=camera.pixel_width,
            height_px=camera.pixel_height,
            fps=round(camera.frame_rate),
            ground=self._ground,
            stills=tuple(stills),
        )

    def _painted_by_manim(
        self,
        below: tuple[Item, ...],
        mobjects: list[Mobject],
        include_submobjects: bool,
        options: dict[str, Any],
    ) -> Picture:
        """Have Manim's own camera paint the frame."""
        if below:
            painter = Painter(self._recording([Still(below, 1)]))
            painter.paint(0)
            self.camera.set_frame_to_background(cast("PixelArray", painter.pixels))
        else:
            self.camera.reset()
        self.camera.capture_mobjects(mobjects, include_submobjects=include_submobjects, **options)
        return Picture(zlib.compress(self.camera.pixel_array.tobytes(), 1))
