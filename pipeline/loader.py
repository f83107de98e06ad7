"""Loading the class of a scene. Importing a scene imports Manim."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from pipeline.configured import configured
from pipeline.errors import RequestError
from pipeline.targets import Target

if TYPE_CHECKING:
    from manim import Scene


def load_scene(target: Target) -> type[Scene]:
    """Return the class of a scene, with the parameters that are set.

    Raises
    ------
    RequestError
        If the module has no such class, the class is not a scene, or a setting is not allowed.
    """
    from manim import Scene

    if target.is_file:
        module = _import_file(Path(target.source))
    else:
        module = importlib.import_module(target.source)
    scene = getattr(module, target.scene, None)
    if not (isinstance(scene, type) and issubclass(scene, Scene)):
        raise RequestError(f"{target.scene} in {target.source} is not a Manim scene")
    return configured(scene, target.settings)


def _import_file(file: Path) -> ModuleType:
    # As `manim render` does: the file's neighbours can be imported, and the module has a name.
    sys.path.insert(0, str(file.resolve().parent))
    name = file.stem if file.stem not in sys.modules else f"{file.stem}_scenes"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
