"""Imports point one way: render -> pipeline -> scenes (by name) -> scenes.mobjects -> autodiff."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("autodiff", "scenes", "pipeline", "render")


def imported_modules(source: str, module: str) -> set[str]:
    """Return the absolute names of what a module's source imports, at any depth in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")[: -node.level]
                base = ".".join([*parents, base] if base else parents)
            found.add(base)
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def wrong_imports(source: str, module: str) -> list[str]:
    """Return what `module` imports although it lies further down the way of the data."""
    forbidden: tuple[str, ...]
    if within(module, "autodiff"):
        forbidden = ("manim", "scenes", "pipeline", "render")
    elif within(module, "scenes"):
        forbidden = ("pipeline", "render")
        if within(module, "scenes.mobjects"):
            forbidden += ("scenes.chapters", "scenes.lessons", "scenes.base")
        elif within(module, "scenes.chapters"):
            forbidden += ("scenes.chapters",)
        elif not within(module, "scenes.lessons"):
            forbidden += ("scenes.chapters", "scenes.lessons")
    elif within(module, "pipeline"):
        # Scenes are loaded by name; only their catalogue is known, and it draws nothing.
        forbidden = ("render", "scenes.chapters", "scenes.mobjects", "scenes.base", "scenes.style")
    else:
        forbidden = ("scenes", "autodiff", "manim")
    return sorted(
        name
        for name in imported_modules(source, module)
        if any(within(name, package) for package in forbidden)
    )


def modules() -> list[tuple[str, Path]]:
    paths = [ROOT / "render.py", *(p for name in PACKAGES for p in (ROOT / name).rglob("*.py"))]
    return [(".".join(p.relative_to(ROOT).with_suffix("").parts), p) for p in sorted(paths)]


@pytest.mark.parametrize(("module", "path"), modules(), ids=lambda value: str(value))
def test_no_module_imports_what_is_further_down(module, path):
    assert wrong_imports(path.read_text(encoding="utf-8"), module) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("autodiff.graph", "import manim"),
        ("autodiff.graph", "from scenes import style"),
        ("scenes.base", "from pipeline.timeline import Timeline"),
        ("scenes.mobjects.plot", "from ..chapters import ch03_curve_fitting"),
        ("scenes.mobjects.plot", "def late():\n    from scenes.chapters import ch03_curve_fitting"),
        ("scenes.chapters.ch09", "from scenes.chapters.ch03_curve_fitting import PointsAppear"),
        ("scenes.chapters.ch09", "from .ch03_curve_fitting import PointsAppear"),
        ("pipeline.film", "from scenes.chapters import ch03_curve_fitting"),
        ("pipeline.film", "import render"),
        ("render", "import manim"),
    ],
)
def test_a_wrong_import_is_noticed(module, source):
    assert wrong_imports(source, module)


def test_every_package_is_read():
    names = [module for module, _ in modules()]
    for package in PACKAGES:
        assert any(within(name, package) for name in names), package
