"""Make ``points.csv``, the data that the whole film fits a curve to.

A smooth curve with fixed noise, sampled at ten places that are nearly evenly spaced.
Run it from anywhere: ``python assets/data/make_points.py``. It gives the same file every time.
"""

import csv
from pathlib import Path

import numpy as np

COUNT = 10
SEED = 1970


def main() -> None:
    """Write the file beside this script."""
    rng = np.random.default_rng(SEED)
    even = np.linspace(-0.9, 0.9, COUNT)
    x = np.round((even + rng.uniform(-0.06, 0.06, COUNT)) * 20) / 20
    y = 0.4 + 0.85 * np.sin(2.6 * x - 0.35) - 0.25 * x**3 + rng.normal(0, 0.07, COUNT)
    with (Path(__file__).parent / "points.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["x", "y"])
        writer.writerows((f"{a:.2f}", f"{b:.2f}") for a, b in zip(x, y, strict=True))


if __name__ == "__main__":
    main()
