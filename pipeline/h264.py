"""H.264 without an encoder: frames that repeat the one before.

A held picture needs no encoding. Each of its frames is a slice in which every macroblock is
skipped, a dozen bytes that differ only in the frame's number. Frames that the encoder makes after
it have to count the inserted ones, which is a matter of the same few bits.

References
----------
ITU-T H.264, sections 7.3.1 (units), 7.3.2.1 and 7.3.2.2 (parameter sets), 7.3.3 (slice header).
"""

from __future__ import annotations

import re

_START = b"\0\0\0\1"
_SLICE, _SEQUENCE, _PICTURE = 1, 7, 8
_ANY_PREDICTED = 5  # slice type: this and all slices of the picture are predicted from others
_REFERENCE = 2 << 5


class Repeats:
    """Makes repeated frames for the stream of one encoder, and renumbers the encoder's own.

    Parameters
    ----------
    headers
        The stream's sequence and picture parameter sets, each after a start code.

    Raises
    ------
    ValueError
        If the stream has features that a repeated frame would have to take part in.
    """

    def __init__(self, headers: bytes) -> None:
        units = {unit[0] & 31: _unescaped(unit) for unit in _units(headers)}
        self._number_bits, self._macroblocks = _read_sequence(units[_SEQUENCE])
        self._has_deblocking_control = _read_picture(units[_PICTURE])

    def frame(self, number: int) -> bytes:
        """Return the frame with a number, counted from the last key frame, as a repetition."""
        bits = _Writer()
        bits.exponential(0)  # the first macroblock
        bits.exponential(_ANY_PREDICTED)
        bits.exponential(0)  # the picture parameter set
        bits.fixed(self._wrapped(number), self._number_bits)
        bits.fixed(0, 1)  # as many reference frames as usual
        bits.fixed(0, 1)  # in the usual order
        bits.fixed(0, 1)  # forgotten in the usual order
        bits.exponential(0)  # the usual quantiser
        if self._has_deblocking_control:
            bits.exponential(1)  # no deblocking
        bits.exponential(self._macroblocks)  # so many are skipped
        return _START + _escaped(bytes([_REFERENCE | _SLICE]) + bits.finished())

    def renumbered(self, packet: bytes, number: int) -> bytes:
        """Return a predicted frame with another number."""
        return b"".join(
            _START + (self._renumbered_slice(unit, number) if unit[0] & 31 == _SLICE else unit)
            for unit in _units(packet)
        )

    def _renumbered_slice(self, unit: bytes, number: int) -> bytes:
        data = _unescaped(unit)
        bits = _Reader(data[1:13])
        for _ in range(3):  # first macroblock, slice type, picture parameter set
            bits.exponential()
        shift = 8 * len(bits.data) - bits.position - self._number_bits
        mask = ((1 << self._number_bits) - 1) << shift
        value = int.from_bytes(bits.data, "big") & ~mask | self._wrapped(number) << shift
        return _escaped(data[:1] + value.to_bytes(len(bits.data), "big") + data[13:])

    def _wrapped(self, number: int) -> int:
        return number & ((1 << self._number_bits) - 1)


def _read_sequence(data: bytes) -> tuple[int, int]:
    """Return the width of frame numbers in bits, and the number of macroblocks of a frame."""
    bits = _Reader(data[1:])
    profile = bits.fixed(8)
    bits.fixed(16)  # constraints and level
    bits.exponential()
    if profile >= 100:
        if bits.exponential() != 1:
            raise ValueError("the stream is not 4:2:0")
        bits.exponential()
        bits.exponential()
        if bits.fixed(2):
            raise ValueError("the stream has scaling lists")
    number_bits = bits.exponential() + 4
    if bits.exponential() != 2:
        raise ValueError("the frames of the stream are not in the order in which they are shown")
    bits.exponential()
    bits.fixed(1)
    columns, rows = bits.exponential() + 1, bits.exponential() + 1
    if not bits.fixed(1):
        raise ValueError("the stream is interlaced")
    return number_bits, columns * rows


def _read_picture(data: bytes) -> bool:
    """Return whether slices say how they are deblocked."""
    bits = _Reader(data[1:])
    bits.exponential()
    bits.exponential()
    if bits.fixed(1):
        raise ValueError("the stream is coded arithmetically")
    bits.fixed(1)
    if bits.exponential():
        raise ValueError("the stream has several slice groups")
    bits.exponential()
    bits.exponential()
    if bits.fixed(1):
        raise ValueError("the stream has weighted prediction")
    bits.fixed(2)
    for _ in range(3):
        bits.exponential()
    return bool(bits.fixed(1))


def _units(data: bytes) -> list[bytes]:
    return [unit for unit in re.split(b"\0\0\0?\1", data) if unit]


def _unescaped(unit: bytes) -> bytes:
    return unit.replace(b"\0\0\3", b"\0\0")


def _escaped(unit: bytes) -> bytes:
    return re.sub(b"\0\0(?=[\0-\3])", b"\0\0\3", unit)


class _Reader:
    """Reads numbers of so many bits, or of exponential Golomb code."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def fixed(self, width: int) -> int:
        self.position += width
        value = int.from_bytes(self.data, "big")
        return (value >> (8 * len(self.data) - self.position)) & ((1 << width) - 1)

    def exponential(self) -> int:
        zeros = 0
        while not self.fixed(1):
            zeros += 1
        return (1 << zeros) - 1 + self.fixed(zeros)


class _Writer:
    """Writes what ``_Reader`` reads."""

    def __init__(self) -> None:
        self._bits = ""

    def fixed(self, value: int, width: int) -> None:
        self._bits += f"{value:0{width}b}"

    def exponential(self, value: int) -> None:
        digits = f"{value + 1:b}"
        self._bits += "0" * (len(digits) - 1) + digits

    def finished(self) -> bytes:
        bits = self._bits + "1"
        bits += "0" * (-len(bits) % 8)
        return int(bits, 2).to_bytes(len(bits) // 8, "big")
