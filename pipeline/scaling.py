"""Display lists at another size: whatever is drawn keeps its place in the picture."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipeline.display import Item, Raster, Recording, Shape, View


def is_scalable(recording: Recording, items: Iterable[Item]) -> bool:
    """Return whether a picture can be painted anew at another size, rather than stretched.

    One that has single pixels in it, or that was painted by something else, cannot.
    """
    return len(recording.ground) == 4 and all(isinstance(item, Shape | Raster) for item in items)


def scaled(item: Shape | Raster, scale: float) -> Shape | Raster:
    """Return an item as it is in a picture so many times as large."""
    if isinstance(item, Shape):
        # Paths and the widths of lines are in units, which the view alone turns into pixels.
        return item._replace(view=View(*(number * scale for number in item.view)))
    corners = np.frombuffer(item.corners, dtype=np.float64) * scale
    return item._replace(corners=corners.tobytes())
