"""Where things are: overlaps, the edges of the frame, the band for captions, the size of type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from pipeline.check.contrast import contrast
from pipeline.check.elements import Element, Paint, written

# The share of the frame's height at its bottom that is kept free.
CAPTION_SHARE = 0.12
CAP_HEIGHT_PX = 20.0
REFERENCE_HEIGHT_PX = 1080.0
# Outlines fainter than this against the ground may lie behind a text, as a grid does.
FAINT = 1.5
# A cover hides what is beneath it from this opacity on.
OPAQUE = 0.95
# Of Inter and faces like it: height of small letters over that of capitals.
_X_HEIGHT = 0.75
_TALL = re.compile(r"[A-Zbdfhklt0-9]")


@dataclass(frozen=True)
class Clash:
    """Elements that do what they should not, and what they do."""

    kind: str
    message: str
    elements: tuple[Element, ...]


def clashes(
    shown: Sequence[Element], still: Sequence[Element], frame_box: np.ndarray, ground: np.ndarray
) -> Iterator[Clash]:
    """Yield what is misplaced among the elements on screen.

    Parameters
    ----------
    still
        Those of them that stand still: what flies past may cross a text.
    frame_box
        Left, bottom, right, top of the frame in Manim units.
    ground
        The background's colour.
    """
    texts = [element for element in still if element.is_text]
    covers = [e for e in shown if not e.is_text and e.fill.opacity >= OPAQUE]
    edges = [e for e in still if not (e.is_text or e.is_decorative) and _edge_shows(e, ground)]
    readable = [text for text in texts if not _hidden(text, covers)]
    for index, text in enumerate(readable):
        above = _cover_rank(text, covers)
        for other in readable[index + 1 :]:
            if _boxes_meet(text.boxes, other.boxes):
                message = f"{text.name} lies on {other.name}"
                yield Clash("overlap", message, (text, other))
        for graphic in _near(text, edges):
            if graphic.rank >= above and _crosses(graphic, text):
                message = f"{text.name} is crossed by {graphic.name}"
                yield Clash("overlap", message, (text, graphic))
        yield from _small(text, frame_box)
    for element in still:
        yield from _out_of_place(element, frame_box)


def _hidden(text: Element, covers: Sequence[Element]) -> bool:
    return any(cover.rank > text.rank and _contains(cover.box, text.box) for cover in covers)


def _cover_rank(text: Element, covers: Sequence[Element]) -> int:
    """Return the rank of the last opaque shape right behind a text; what is beneath is hidden."""
    behind = (c.rank for c in covers if c.rank < text.rank and _contains(c.box, text.box))
    return max(behind, default=-1)


def _contains(outer: np.ndarray, inner: np.ndarray) -> bool:
    return bool((outer[:2] <= inner[:2]).all() and (outer[2:] >= inner[2:]).all())


def _boxes_meet(first: np.ndarray, second: np.ndarray) -> bool:
    a, b = first[:, None], second[None]
    apart = (a[..., :2] >= b[..., 2:]) | (b[..., :2] >= a[..., 2:])
    return bool((~apart.any(axis=-1)).any())


def _edge_shows(graphic: Element, ground: np.ndarray) -> bool:
    return any(_stands_out(paint, ground) for paint in (graphic.stroke, graphic.fill))


def _stands_out(paint: Paint, ground: np.ndarray) -> bool:
    painted = paint.opacity * paint.rgb + (1 - paint.opacity) * ground
    return bool(contrast(painted, ground) >= FAINT)


def _near(text: Element, graphics: Sequence[Element]) -> Iterator[Element]:
    """Yield the graphics whose boxes meet that of a text; the others need no closer look."""
    if graphics:
        boxes = np.array([graphic.box for graphic in graphics])
        meets = (boxes[:, :2] <= text.box[2:]) & (boxes[:, 2:] >= text.box[:2])
        yield from compress(graphics, np.asarray(meets.all(axis=1)))


def _crosses(graphic: Element, text: Element) -> bool:
    """Return whether the edge of a graphic passes through a glyph."""
    reach = graphic.stroke.width / 2 if graphic.stroke.is_visible else 0.0
    points, boxes = graphic.outline[:, None], text.boxes[None]
    inside = (points >= boxes[..., :2] - reach) & (points <= boxes[..., 2:] + reach)
    return bool(inside.all(axis=-1).any())


def _small(text: Element, frame_box: np.ndarray) -> Iterator[Clash]:
    scale = REFERENCE_HEIGHT_PX / (frame_box[3] - frame_box[1])
    height_px = cap_height(text) * scale
    # A pixel is rounded at each edge.
    if height_px < CAP_HEIGHT_PX - 0.5:
        message = f"capitals of {text.name} are {height_px:.0f} px high at 1080p"
        yield Clash("size", message, (text,))


def cap_height(text: Element) -> float:
    """Return the height of a text's capitals in Manim units."""
    known = getattr(text.mobject, "cap_height", None)
    if known is not None:
        return float(known)
    tallest = float((text.boxes[:, 3] - text.boxes[:, 1]).max())
    words = written(text.mobject) or "A"
    return tallest if _TALL.search(words) else tallest / _X_HEIGHT


def _out_of_place(element: Element, frame_box: np.ndarray) -> Iterator[Clash]:
    box = element.box
    # What fills the whole frame is its background, and what is wholly outside is not seen.
    outside = (box[:2] >= frame_box[2:]).any() or (box[2:] <= frame_box[:2]).any()
    if outside or _contains(box, frame_box) or element.is_decorative:
        return
    if not _contains(frame_box, box):
        yield Clash("frame", f"{element.name} leaves the frame", (element,))
        return
    band = frame_box[1] + CAPTION_SHARE * (frame_box[3] - frame_box[1])
    if box[1] < band - 1e-6:
        yield Clash("caption", f"{element.name} enters the band for captions", (element,))
