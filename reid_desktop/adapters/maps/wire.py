"""The wire format of protocol buffers, as far as vector tiles use it; every length is checked."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.errors import MapFileError

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10


def _torn() -> MapFileError:
    return MapFileError("A vector tile is damaged.")


def fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Yield (field number, value) of a message: whole numbers, or the bytes of what is fixed or has a length.

    :raises MapFileError: the message is torn.
    """
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, at = _varint(data, at)
            yield number, value
            continue
        if kind == _BYTES:
            length, at = _varint(data, at)
        elif kind in (_FIXED64, _FIXED32):
            length = 8 if kind == _FIXED64 else 4
        else:
            raise _torn()
        if at + length > len(data):
            raise _torn()
        yield number, data[at : at + length]
        at += length


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(_LONGEST_VARINT):
        if at >= len(data):
            raise _torn()
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at
    raise _torn()


def varints(data: memoryview) -> NDArray[np.int64]:
    """Return packed whole numbers below 2**35, as geometry and tags are.

    :raises MapFileError: one is torn, or larger.
    """
    raw = np.frombuffer(data, np.uint8)
    if len(raw) == 0:
        return np.empty(0, np.int64)
    ends = np.flatnonzero(raw < 0x80)
    if len(ends) == 0 or int(ends[-1]) != len(raw) - 1:
        raise _torn()
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts + 1
    if int(lengths.max()) > 5:
        raise _torn()
    values = np.zeros(len(ends), np.int64)
    for place in range(int(lengths.max())):
        has = lengths > place
        values[has] |= (raw[starts[has] + place].astype(np.int64) & 0x7F) << (7 * place)
    return values


def text_or_number(data: memoryview) -> str | float | None:
    """Return a value of a vector tile's tag."""
    for number, value in fields(data):
        if number == 1 and isinstance(value, memoryview):
            return bytes(value).decode("utf-8", "replace")
        if number in (2, 3) and isinstance(value, memoryview) and len(value) in (4, 8):
            return float(struct.unpack("<f" if len(value) == 4 else "<d", value)[0])
        if isinstance(value, int):
            return float(value)
    return None
