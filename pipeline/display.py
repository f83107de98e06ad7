"""Display lists: what is on screen in some consecutive frames, as plain data.

A display list is a run of items in the order in which they are painted. Items are plain tuples of
numbers and bytes, so that a recording of them is a file, its digest says what is on screen, and
painting it needs neither Manim nor the scene.
"""

from __future__ import annotations

import hashlib
import io
import marshal
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, BinaryIO, NamedTuple

# Without references between equal objects: the same content gives the same bytes.
_MARSHAL_VERSION = 2
_INDEX_BYTES = 4
# Of paths, colours and pictures in one part of a packed recording, about.
_PART_BYTES = 1_000_000


class View(NamedTuple):
    """How units become pixels: ``x * scale_x + shift_x`` and ``y * scale_y + shift_y``."""

    scale_x: float
    scale_y: float
    shift_x: float
    shift_y: float


class Style(NamedTuple):
    """How a path is painted, in this order: background stroke, fill, stroke.

    Colours are rows of red, green, blue, alpha (float64). Several rows make a gradient between
    two points. Widths are in units of the view.
    """

    fill: bytes
    stroke: bytes
    background: bytes
    stroke_width: float
    background_width: float
    join: int
    cap: int
    gradient: bytes = b""


class Shape(NamedTuple):
    """A path of cubic curves, four points each, with x and y in units (float64).

    Attributes
    ----------
    tolerance
        Points that differ by no more are the same point, so that a path goes on or is closed.
    """

    path: bytes
    view: View
    style: Style
    tolerance: float = 1e-6


class Raster(NamedTuple):
    """A picture stretched over a quadrilateral.

    Attributes
    ----------
    pixels
        Rows of red, green, blue, alpha, compressed.
    corners
        Four corners in pixels (float64): upper left and right, lower left and right.
    resampling
        Pillow's number of the way in which pixels are interpolated.
    """

    pixels: bytes
    width_px: int
    height_px: int
    corners: bytes
    resampling: int


class Dots(NamedTuple):
    """Pixels that are set to a colour: their places in the picture (int64) and colours (uint8)."""

    places: bytes
    colours: bytes


class Inset(NamedTuple):
    """A picture of its own, painted by a second camera, stretched over a quadrilateral."""

    width_px: int
    height_px: int
    ground: bytes
    items: tuple[Any, ...]
    corners: bytes
    resampling: int


class Picture(NamedTuple):
    """A whole frame that was painted by something else, compressed."""

    pixels: bytes


Item = Shape | Raster | Dots | Inset | Picture
_KINDS: tuple[type[Item], ...] = (Shape, Raster, Dots, Inset, Picture)


@dataclass(frozen=True)
class Still:
    """A picture and the number of frames for which it is shown."""

    items: tuple[Item, ...]
    frames: int


@dataclass(frozen=True)
class Recording:
    """What is on screen in some consecutive frames.

    Attributes
    ----------
    ground
        What is painted on: one pixel (red, green, blue, alpha) that fills the frame, or a whole
        frame of pixels, compressed.
    stills
        The pictures in order; two neighbours differ.
    """

    width_px: int
    height_px: int
    fps: int
    ground: bytes
    stills: tuple[Still, ...]

    @property
    def frames(self) -> int:
        """The number of frames."""
        return sum(still.frames for still in self.stills)

    def still_at(self, frame: int) -> int:
        """Return the number of the picture that a frame shows."""
        for number, still in enumerate(self.stills):
            if frame < still.frames:
                return number
            frame -= still.frames
        raise IndexError("the recording has fewer frames")

    @cached_property
    def content(self) -> bytes:
        """Everything, as bytes that are the same whenever the same is on screen."""
        tables = _Tables()
        stills = [(still.frames, tables.numbers(still.items)) for still in self.stills]
        header = (self.width_px, self.height_px, self.fps, self.ground)
        return marshal.dumps((header, tables.plain(), stills), _MARSHAL_VERSION)

    @cached_property
    def digest(self) -> str:
        """The name of what is on screen."""
        return hashlib.blake2b(self.content, digest_size=20).hexdigest()

    def pack(self) -> bytes:
        """Return the recording as the bytes of a file.

        A large one is packed in parts, each complete by itself, so that a single picture can be
        read without the rest.
        """
        parts = self._parts()
        packed = [zlib.compress(part.content, 1) for part in parts]
        sizes = [(part.frames, len(data)) for part, data in zip(parts, packed, strict=True)]
        index = marshal.dumps((self.digest, sizes), _MARSHAL_VERSION)
        return b"".join([len(index).to_bytes(_INDEX_BYTES, "little"), index, *packed])

    def _parts(self) -> list[Recording]:
        ends, seen, size = [0], set[int](), 0
        for number, still in enumerate(self.stills):
            new = [item for item in still.items if id(item) not in seen]
            size += sum(map(_size, new))
            if size > _PART_BYTES and number > ends[-1]:
                ends.append(number)
                seen, size = set(), 0
            seen.update(map(id, still.items))
        if len(ends) == 1:
            return [self]
        bounds = pairwise([*ends, len(self.stills)])
        return [replace(self, stills=self.stills[begin:end]) for begin, end in bounds]

    @classmethod
    def unpack(cls, data: bytes) -> Recording:
        """Read what ``pack`` returned."""
        file = io.BytesIO(data)
        _, sizes = _read_index(file)
        known: dict[Item, Item] = {}
        parts = [cls._from_content(file.read(size), known) for _, size in sizes]
        if len(parts) == 1:
            return parts[0]
        return replace(parts[0], stills=tuple(still for part in parts for still in part.stills))

    @classmethod
    def read_part(cls, file: BinaryIO, digest: str, frame: int) -> tuple[Recording, int]:
        """Read the part of a packed recording that holds a frame.

        Returns
        -------
        tuple
            The part, as a recording of its own, and the number of the frame in it.

        Raises
        ------
        ValueError
            If the file is damaged, is another recording, or has fewer frames.
        """
        try:
            found, sizes = _read_index(file)
            if found != digest:
                raise ValueError("this is another recording")
            for frames, size in sizes:
                if frame < frames:
                    return cls._from_content(file.read(size), {}), frame
                frame -= frames
                file.seek(size, io.SEEK_CUR)
        except (zlib.error, EOFError, TypeError) as error:
            raise ValueError("the recording is damaged") from error
        raise ValueError("the recording has fewer frames")

    @classmethod
    def _from_content(cls, data: bytes, known: dict[Item, Item]) -> Recording:
        """Read one part; items that are known already are the same objects again."""
        (width_px, height_px, fps, ground), plain, stills = marshal.loads(zlib.decompress(data))
        items = [known.setdefault(item, item) for item in _read_items(*plain)]
        read = tuple(
            Still(tuple(items[number] for number in array("I", numbers)), frames)
            for frames, numbers in stills
        )
        return cls(width_px, height_px, fps, ground, read)


def _size(item: Item) -> int:
    """Return about how many bytes an item takes by itself."""
    if isinstance(item, Shape):
        return len(item.path) + sum(len(part) for part in item.style if isinstance(part, bytes))
    return len(item[0]) if isinstance(item[0], bytes) else 0


def _read_index(file: BinaryIO) -> tuple[str, list[tuple[int, int]]]:
    """Return the digest of a packed recording, and frames and size of each of its parts."""
    length = int.from_bytes(file.read(_INDEX_BYTES), "little")
    digest, sizes = marshal.loads(file.read(length))
    return digest, sizes


class _Tables:
    """Numbers the items of a recording, so that what comes back is written once."""

    def __init__(self) -> None:
        self._items: dict[Item, int] = {}
        self._rows: list[tuple[Any, ...]] = []
        self._parts: tuple[dict[Any, int], ...] = ({}, {}, {})

    def numbers(self, items: Sequence[Item]) -> bytes:
        """Return the numbers of some items."""
        return array("I", map(self._number, items)).tobytes()

    def plain(self) -> tuple[list[Any], ...]:
        """Return the paths, views, styles and items that have been numbered."""
        paths, views, styles = self._parts
        return list(paths), list(map(tuple, views)), list(map(tuple, styles)), self._rows

    def _number(self, item: Item) -> int:
        known = self._items.get(item)
        if known is not None:
            return known
        row: tuple[Any, ...]
        if isinstance(item, Shape):
            numbers = (
                table.setdefault(part, len(table))
                for table, part in zip(self._parts, item, strict=False)
            )
            row = (*numbers, item.tolerance)
        elif isinstance(item, Inset):
            row = (*item[:3], self.numbers(item.items), *item[4:])
        else:
            row = tuple(item)
        self._items[item] = len(self._rows)
        self._rows.append((_KINDS.index(type(item)), *row))
        return self._items[item]


def _read_items(
    paths: list[bytes], views: list[Any], styles: list[Any], rows: list[Any]
) -> list[Item]:
    parts: tuple[list[Any], ...] = (
        paths,
        [View(*view) for view in views],
        [Style(*style) for style in styles],
    )
    items: list[Item] = []
    for number, *row in rows:
        kind = _KINDS[number]
        if kind is Shape:
            row[:3] = (table[index] for table, index in zip(parts, row, strict=False))
        elif kind is Inset:
            row[3] = tuple(items[index] for index in array("I", row[3]))
        items.append(kind(*row))
    return items
