"""Other data, degrees, rates and functions change the film truthfully; nothing is in the way."""

import inspect
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.check.run import check_scenes
from pipeline.quality import QUALITIES
from scenes.base import LessonScene
from tests import other_values

ROOT = Path(__file__).parent.parent
FILE = Path(other_values.__file__)
VARIANTS = [
    name
    for name, scene in inspect.getmembers(other_values, inspect.isclass)
    if issubclass(scene, LessonScene) and scene.__module__ == other_values.__name__
]
# Nine points on another curve, higher, and with a gap in another place.
POINTS = """\
x,y
-0.95,1.10
-0.8,0.52
-0.6,0.21
-0.35,0.32
-0.2,0.66
0.1,1.02
0.4,0.88
0.6,0.47
0.9,-0.31
"""
OF_THE_DATA = (
    "PointsAppear",
    "ManyCurves",
    "SquaresOnResiduals",
    "TwoMachines",
    "TurnAtRandom",
    "FreezeAllButOne",
    "SlopeEverywhere",
    "StepDown",
    "TwoKnobs",
    "TheGradient",
    "DescendTogether",
    "SixScreens",
    "BuildTheGraph",
    "BackwardPass",
    "AllPoints",
    "TheLoop",
)


def test_variants_are_there():
    assert len(VARIANTS) >= 12


def test_other_parameters_leave_the_film_clean(tmp_path):
    names = [f"{FILE}:{name}" for name in VARIANTS]
    lines, is_clean = check_scenes(names, QUALITIES["m"], jobs=2, folder=tmp_path)
    assert is_clean, "\n".join(lines)


def test_other_points_leave_the_film_clean(tmp_path):
    for folder in ("autodiff", "scenes", "pipeline", "assets"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "render.py", tmp_path)
    (tmp_path / "assets" / "data" / "points.csv").write_text(POINTS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "render.py", "check", *OF_THE_DATA, "-q", "m", "--jobs", "2"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("points", ["x,y\n0,1\n", "a,b\n0,1\n1,2\n", "x,y\n0,1\n0,2\n"])
def test_data_that_cannot_be_shown_get_a_clear_message(points, tmp_path):
    from scenes import data

    file = tmp_path / "points.csv"
    file.write_text(points, encoding="utf-8")
    with pytest.raises(data.DataError, match=r"points\.csv"):
        data.load_points(file)
