"""What drawing a single picture of a scene has in common: its request, place and failures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.catalogue import read_catalogue
from pipeline.destination import publish, staging_for
from pipeline.errors import PipelineError, RequestError
from pipeline.failures import describe_failure
from pipeline.naming import find_target
from pipeline.places import picture_place
from pipeline.quality import Quality
from pipeline.setting import Setting
from pipeline.targets import Target

if TYPE_CHECKING:
    from manim import Scene
    from PIL.Image import Image


@dataclass(frozen=True)
class PictureRequest:
    """A picture to be drawn of a scene."""

    target: Target
    quality: Quality
    output: Path

    @classmethod
    def read(
        cls,
        name: str,
        quality: Quality,
        output: Path | None,
        label: str,
        settings: Sequence[Setting] = (),
        suffixes: Sequence[str] = (".png",),
    ) -> PictureRequest:
        """Check a request as it was typed.

        Parameters
        ----------
        label
            What follows the scene's name in the name of the picture, unless an output is given.
        suffixes
            What the name of an output may end in.
        """
        target = find_target(name, read_catalogue().chapters).with_settings(settings)
        if output is None:
            output = picture_place(target, label)
        elif output.suffix.lower() not in suffixes:
            names = " or ".join(f"{output.stem}{suffix}" for suffix in suffixes)
            raise RequestError(f"{output} is not named as a picture; type -o {names}")
        return cls(target, quality, output)

    @contextmanager
    def scene_class(self) -> Iterator[tuple[type[Scene], Path]]:
        """Give the class of the scene, configured, and a folder to stage the picture in."""
        with staging_for(self.output) as staging:
            try:
                from pipeline.loader import load_scene
                from pipeline.settings import manim_settings

                with manim_settings(self.target, self.quality, staging / "work"):
                    yield load_scene(self.target), staging
            except PipelineError:
                raise
            except Exception as error:
                raise describe_failure(error, self.target).as_error() from error

    def save(self, picture: Image, staging: Path) -> None:
        """Put the finished picture in its place."""
        staged = staging / self.output.name
        picture.save(staged)
        publish(staged, self.output)
