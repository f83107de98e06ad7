"""How well a text or a line stands out from what is really behind it in the painted frame.

Contrast is that of WCAG 2.1: (lighter + 0.05) / (darker + 0.05) of relative luminances.
"""

from __future__ import annotations

import numpy as np

from pipeline.check.elements import Element, Paint
from pipeline.check.findings import to_pixels

TEXT_CONTRAST = 4.5
GRAPHIC_CONTRAST = 3.0
# A graphic that is no larger is a dot or a stub of a line, and lies among its neighbours.
_DOT_UNITS = 0.25
# How much of an outline has to stand out for a graphic to be seen.
_CLEAR_SHARE = 0.25
# How much of what surrounds a text may be too near to its colour.
_BUSY_SHARE = 0.2
_RING_PX = (1, 3)
_SIDE_PX = 4.0


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Return relative luminances of colours with channels from 0 to 1, of shape (..., 3)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the contrast of colours, from 1 to 21; both of shape (..., 3)."""
    a, b = luminance(np.asarray(first)), luminance(np.asarray(second))
    return np.asarray((np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05))


def painted_over(paint: Paint, behind: np.ndarray) -> np.ndarray:
    """Return what a paint looks like over colours."""
    return paint.opacity * paint.rgb + (1 - paint.opacity) * behind


def is_faint(
    element: Element, pixels: np.ndarray, frame_box: np.ndarray, quiet: np.ndarray
) -> bool:
    """Return whether an element is too hard to see.

    Parameters
    ----------
    pixels
        The painted frame: height, width, and red, green, blue, alpha from 0 to 255.
    quiet
        Colours of what is meant to stay in the background, such as hairlines; shape (n, 3).
    """
    if element.is_dimmed or element.is_decorative:
        return False
    if element.is_text:
        paint = element.fill if element.fill.is_visible else element.stroke
        behind = _around(element, pixels, frame_box)
        if not len(behind):
            return False
        weak = contrast(painted_over(paint, behind), behind) < TEXT_CONTRAST
        return bool(weak.mean() > _BUSY_SHARE)
    if (element.box[2:] - element.box[:2]).max() < _DOT_UNITS:
        return False
    visible = [paint for paint in (element.stroke, element.fill) if paint.is_visible]
    if any(_is_quiet(paint, quiet) for paint in visible):
        return False
    behind = _beside(element, pixels, frame_box)
    if not behind.size:
        return False
    return all(
        (contrast(painted_over(paint, behind), behind).max(axis=0) >= GRAPHIC_CONTRAST).mean()
        < _CLEAR_SHARE
        for paint in visible
    )


def _is_quiet(paint: Paint, quiet: np.ndarray) -> bool:
    return bool(len(quiet) and np.abs(quiet - paint.rgb).max(axis=1).min() < 0.01)


def _around(text: Element, pixels: np.ndarray, frame_box: np.ndarray) -> np.ndarray:
    """Return the colours in a narrow ring around a text, of shape (n, 3)."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = to_pixels(text.box, frame_box, (width, height))
    inner, outer = _RING_PX
    first_row, end_row = max(0, int(top) - outer), min(height, int(bottom) + outer + 2)
    first_column, end_column = max(0, int(left) - outer), min(width, int(right) + outer + 2)
    if first_row >= end_row or first_column >= end_column:
        return np.zeros((0, 3))  # it is outside of the frame
    rows, columns = np.mgrid[first_row:end_row, first_column:end_column]
    far = np.maximum.reduce([left - columns, columns - right, top - rows, rows - bottom])
    patch = pixels[first_row:end_row, first_column:end_column]
    return np.asarray(patch[(far >= inner) & (far < outer)][:, :3] / 255.0)


def _beside(graphic: Element, pixels: np.ndarray, frame_box: np.ndarray) -> np.ndarray:
    """Return the colours at both sides of an outline, of shape (2, n, 3)."""
    height, width = pixels.shape[:2]
    scale = width / (frame_box[2] - frame_box[0])
    points = graphic.outline
    along = np.gradient(points, axis=0)
    length = np.linalg.norm(along, axis=1, keepdims=True)
    sound = length[:, 0] > 1e-9
    if not sound.any():
        return np.zeros((0, 3))
    across = (along / np.where(length, length, 1.0))[:, ::-1] * np.array([1.0, -1.0])
    reach = graphic.stroke.width / 2 + _SIDE_PX / scale
    sides = np.stack([points + reach * across, points - reach * across])[:, sound]
    column = ((sides[..., 0] - frame_box[0]) * scale).astype(int)
    row = ((frame_box[3] - sides[..., 1]) * scale).astype(int)
    seen = ((column >= 0) & (column < width) & (row >= 0) & (row < height)).all(axis=0)
    return np.asarray(pixels[row[:, seen], column[:, seen], :3] / 255.0)
