"""The data file, the model and its best fit."""

from fractions import Fraction

import numpy as np
import pytest

from scenes import data


def test_points_are_read_exactly():
    points = data.load_points()
    assert len(points) == 10
    assert all(abs(point.x) <= 1 for point in points)
    assert all((100 * point.y).denominator == 1 for point in points)


def test_the_script_beside_the_data_makes_the_data(tmp_path):
    import runpy
    import shutil

    shutil.copy(data.POINTS_FILE.with_name("make_points.py"), tmp_path)
    runpy.run_path(str(tmp_path / "make_points.py"), run_name="__main__")
    assert (tmp_path / "points.csv").read_bytes() == data.POINTS_FILE.read_bytes()


@pytest.mark.parametrize("degree", [0, 1, 2, 5, 8])
def test_best_parameters_agree_with_least_squares(degree):
    points = data.load_points()
    x, y = np.array([[float(p.x), float(p.y)] for p in points]).T
    expected = np.polynomial.polynomial.polyfit(x, y, degree)
    found = [float(v) for v in data.best_parameters(points, degree).values()]
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-8)


def test_at_the_best_parameters_no_direction_is_better():
    points = data.load_points()
    best = data.best_parameters(points, 3)
    graph = data.loss(3, len(points))
    least = graph({**best, **data.data_values(points)})
    for name in best:
        for step in (Fraction(1, 1000), Fraction(-1, 1000)):
            other = best | {name: best[name] + step}
            assert graph({**other, **data.data_values(points)}) > least


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "line 1: expected the header x,y"),
        ("x,y\n1,2\n1.0,3\n", "no two of them at the same x"),
        ("x,y\n1,two\n", "line 2: expected two numbers like 0.25,-0.4, found '1,two'"),
        ("x,y\n1,2,3\n", "line 2: expected two numbers"),
        ("", "line 1: expected the header x,y"),
    ],
)
def test_bad_data_is_answered_with_file_line_and_what_is_expected(tmp_path, text, message):
    path = tmp_path / "points.csv"
    path.write_text(text)
    with pytest.raises(data.DataError, match=message) as error:
        data.load_points(path)
    assert "points.csv" in str(error.value)


def test_missing_data_is_answered_with_the_file(tmp_path):
    with pytest.raises(data.DataError, match=r"nowhere\.csv: cannot be read"):
        data.load_points(tmp_path / "nowhere.csv")


def test_too_few_points_for_the_degree():
    with pytest.raises(data.DataError, match="a curve of degree 3 needs at least 4 points"):
        data.best_parameters(data.load_points()[:3], 3)
