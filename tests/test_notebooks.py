"""In a notebook a trace is a picture, and ``%%manim`` renders the scenes of this project."""

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parent.parent
CELLS = '''
from IPython.testing.globalipapp import start_ipython

shell = start_ipython()
shell.display_formatter.active_types = shell.display_formatter.format_types


def run(cell):
    result = shell.run_cell(cell)
    result.raise_error()
    return result.result


run("import manim")
run("""%%manim -v WARNING -ql --progress_bar none TwoValleys
from scenes.chapters.ch06_gradient_descent import TwoValleys""")
run("""%%manim -v WARNING -ql --progress_bar none Mine
from scenes.lessons.chain import ChainLesson

class Mine(ChainLesson):
    overrides = {"function": "sin(x**2)", "at": 1, "theme": "light"}""")
trace = run("""import autodiff as ad
ad.backprop(ad.parse("x*y + sin(x)"), {"x": 2.0, "y": 3.0})""")
formats, _ = shell.display_formatter.format(trace)
assert formats["image/svg+xml"].startswith("<svg"), formats
print("all cells ran")
'''


def test_cells_run_as_in_jupyter(tmp_path):
    script = tmp_path / "cells.py"
    script.write_text(textwrap.dedent(CELLS), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all cells ran" in done.stdout
    videos = {path.name.partition("@")[0] for path in tmp_path.glob("media/jupyter/*.mp4")}
    assert videos == {"TwoValleys", "Mine"}
