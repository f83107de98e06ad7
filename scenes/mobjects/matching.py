"""Which glyphs of one formula are which glyphs of another."""

from __future__ import annotations

import difflib
from collections import defaultdict

import numpy as np

from autodiff import Graph
from scenes.typeset import Typeset


def matching_glyphs(
    before: Typeset, graph_before: Graph, after: Typeset, graph_after: Graph
) -> dict[int, int]:
    """Return for glyphs of `after` the glyphs of `before` that travel there.

    Equal sub-expressions belong together, the largest first; of what is left, glyphs of equal
    shape in the same order.
    """
    found: dict[int, int] = {}
    taken: set[int] = set()
    old, new = _parts(before, graph_before), _parts(after, graph_after)
    for text in sorted(new, key=lambda text: (-len(new[text][0]), text)):
        for goal in new[text]:
            if any(glyph in found for glyph in goal):
                continue
            free = [
                part for part in old.get(text, ())
                if len(part) == len(goal) and not taken & set(part)
            ]  # fmt: skip
            if not free:
                continue
            # The nearest of several, so that as little as possible crosses.
            start = min(free, key=lambda part: abs(part[0] - goal[0]))
            found.update(zip(goal, start, strict=True))
            taken.update(start)
    _match_shapes(before, after, found, taken)
    return found


def _parts(line: Typeset, graph: Graph) -> dict[str, list[tuple[int, ...]]]:
    """Return the glyphs of every use of every sub-expression, by its text."""
    glyphs: dict[str, list[int]] = defaultdict(list)
    for number, tags in enumerate(line.tags):
        for tag in set(tags):
            if tag.isdigit():
                glyphs[tag].append(number)
    parts: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for tag, numbers in glyphs.items():
        text = graph.to_text(int(tag))
        for run in _uses(numbers):
            parts[text].append(run)
    return parts


def _uses(numbers: list[int]) -> list[tuple[int, ...]]:
    """Split the glyphs of a part that occurs several times into its occurrences."""
    gaps = np.flatnonzero(np.diff(numbers) > 1) + 1
    return [tuple(run.tolist()) for run in np.split(np.array(numbers), gaps)]


def _match_shapes(before: Typeset, after: Typeset, found: dict[int, int], taken: set[int]) -> None:
    old = [number for number in range(len(before.submobjects)) if number not in taken]
    new = [number for number in range(len(after.submobjects)) if number not in found]
    shapes = [
        [_shape(line, number) for number in rest] for line, rest in ((before, old), (after, new))
    ]
    matcher = difflib.SequenceMatcher(a=shapes[0], b=shapes[1], autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            found[new[block.b + step]] = old[block.a + step]


def _shape(line: Typeset, number: int) -> tuple[float, ...]:
    """Return the outline of a glyph, wherever it stands and whatever its size."""
    points = line.submobjects[number].points
    if not len(points):
        return ()
    low, high = points.min(axis=0), points.max(axis=0)
    size = max(float((high - low).max()), 1e-9)
    return tuple(np.round((points - low).ravel() / size, 2).tolist())
