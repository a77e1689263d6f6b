"""Reads the few EXIF tags that matter here straight from the directories, however damaged these are.

TIFF 6.0 section 2, CIPA DC-008 (EXIF), Adobe DNG 1.7. Each tag stands for itself: one that points
outside the block is left out, and the others are kept.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

from reid_desktop.adapters.media.text import clean_text

Tag = str | bytes | tuple[Fraction | None, ...]
"""A text, or numbers: None stands for a rational whose denominator is zero."""

_MOST_ENTRIES = 2000
_LONGEST_BYTES = 1 << 16
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
_CODES = {1: "B", 3: "H", 4: "I", 5: "I", 6: "b", 8: "h", 9: "i", 10: "i", 11: "f", 12: "d", 13: "I"}
_TEXTS = (2, 7, 129)
_APPLE_NOTE, _APPLE_FIRST, _APPLE_CONTENT_ID = b"Apple iOS\0", 14, 0x0011
_EXIF_DIRECTORY, _GPS_DIRECTORY = 0x8769, 0x8825
_RECORDS = 0x83BB
"""IPTC: bytes, though many writers call them numbers."""

_IMAGE = {
    0x010F: "Make",
    0x0110: "Model",
    0x0112: "Orientation",
    0x0131: "Software",
    0x0132: "DateTime",
    0x02BC: "ApplicationNotes",
    _RECORDS: "IPTC/NAA",
    0xC612: "DNGVersion",
    0xC62F: "CameraSerialNumber",
}
_EXIF = {
    0x882A: "TimeZoneOffset",
    0x9003: "DateTimeOriginal",
    0x9004: "DateTimeDigitized",
    0x9010: "OffsetTime",
    0x9011: "OffsetTimeOriginal",
    0x9012: "OffsetTimeDigitized",
    0x927C: "MakerNote",
    0x9290: "SubSecTime",
    0x9291: "SubSecTimeOriginal",
    0x9292: "SubSecTimeDigitized",
    0xA431: "BodySerialNumber",
}
_GPS = {
    0x01: "GPSLatitudeRef",
    0x02: "GPSLatitude",
    0x03: "GPSLongitudeRef",
    0x04: "GPSLongitude",
    0x05: "GPSAltitudeRef",
    0x06: "GPSAltitude",
    0x07: "GPSTimeStamp",
    0x09: "GPSStatus",
    0x0A: "GPSMeasureMode",
    0x0B: "GPSDOP",
    0x12: "GPSMapDatum",
    0x1D: "GPSDate",
    0x1F: "GPSHPositioningError",
}
NAMES = frozenset(
    {
        *(f"Image {name}" for name in _IMAGE.values()),
        *(f"EXIF {name}" for name in _EXIF.values()),
        *(f"GPS {name}" for name in _GPS.values()),
    }
)
"""The tags that are read here."""


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    kind: int
    count: int
    inline: bytes


class Directories:
    """One TIFF-shaped block; nothing is read before it is asked for."""

    def __init__(self, file: BinaryIO, order: bytes = b"") -> None:
        """Take a block from its first byte on; `first` is 0 where it is none.

        `order` (`II` or `MM`) is for a block that does not begin with it.
        """
        self._file = file
        head = self._at(0, 8)
        self._order = {b"II": "<", b"MM": ">"}.get(order or head[:2], "")
        self.first = struct.unpack(f"{self._order}I", head[4:8])[0] if self._order and len(head) == 8 else 0
        self._left = _MOST_ENTRIES
        self.is_whole = True
        """Becomes false when something was asked for that is not there."""

    def tags(self) -> dict[str, Tag]:
        """Return what was found under the names that exifread gives, such as `GPS GPSLatitude`."""
        found: dict[str, Tag] = {}
        below: dict[int, int] = {}
        for entry in self.entries(self.first):
            if entry.number in (_EXIF_DIRECTORY, _GPS_DIRECTORY):
                below.setdefault(entry.number, self._pointer(entry))
            # TIFF/EP and some raw files keep the tags of the EXIF directory in the first one.
            self._keep(found, "EXIF", _EXIF, entry)
            self._keep(found, "Image", _IMAGE, entry)
        inside: dict[str, Tag] = {}
        for entry in self.entries(below.get(_EXIF_DIRECTORY, 0)):
            if entry.number == _GPS_DIRECTORY:
                below.setdefault(entry.number, self._pointer(entry))
            self._keep(inside, "EXIF", _EXIF, entry)
        for entry in self.entries(below.get(_GPS_DIRECTORY, 0)):
            self._keep(inside, "GPS", _GPS, entry)
        return {**found, **inside}

    def position(self) -> dict[str, Tag]:
        """Return the tags of a block whose first directory is that of the position."""
        found: dict[str, Tag] = {}
        for entry in self.entries(self.first):
            self._keep(found, "GPS", _GPS, entry)
        return found

    def entries(self, at: int) -> Iterator[_Entry]:
        """Yield the entries of the directory at `at`; none for 0."""
        if not self._order or at < 8:
            return
        head = self._at(at, 2)
        count = struct.unpack(f"{self._order}H", head)[0] if len(head) == 2 else 0
        for number in range(count):
            self._left -= 1
            raw = self._at(at + 2 + 12 * number, 12)
            if self._left < 0 or len(raw) < 12:
                self.is_whole = False
                return
            tag, kind, length = struct.unpack(f"{self._order}HHI", raw[:8])
            yield _Entry(tag, kind, length, raw[8:])

    def value(self, entry: _Entry) -> Tag | None:
        """Return the value of an entry; None where its kind is unknown or its place is not in the block."""
        raw = self._raw(entry)
        if raw is None:
            return None
        if entry.kind in _TEXTS or entry.number == _RECORDS:
            return raw
        code = _CODES[entry.kind]
        numbers = struct.unpack(f"{self._order}{len(raw) // struct.calcsize(code)}{code}", raw)
        if entry.kind in (5, 10):
            return tuple(
                Fraction(over, under) if under else None
                for over, under in zip(numbers[::2], numbers[1::2], strict=True)
            )
        return tuple(exact(number) for number in numbers)

    def _keep(self, found: dict[str, Tag], group: str, names: dict[int, str], entry: _Entry) -> None:
        name = names.get(entry.number)
        value = self.value(entry) if name else None
        if name and value is not None:
            found.setdefault(f"{group} {name}", value)

    def _pointer(self, entry: _Entry) -> int:
        """Return where a directory stands; a pointer of the wrong kind (bytes) is one all the same."""
        at = struct.unpack(f"{self._order}{'HH' if entry.kind == 3 else 'I'}", entry.inline)[0]
        return int(at)

    def _raw(self, entry: _Entry) -> bytes | None:
        size = _SIZES.get(entry.kind, 0)
        length = size * entry.count
        if not 0 < length <= _LONGEST_BYTES:
            self.is_whole = self.is_whole and length in (0, _LONGEST_BYTES)
            return None
        if length <= 4:
            return entry.inline[:length]
        raw = self._at(struct.unpack(f"{self._order}I", entry.inline)[0], length)
        if len(raw) == length:
            return raw
        self.is_whole = False
        return raw if entry.kind in _TEXTS and raw else None

    def _at(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(length)


def exact(number: float) -> Fraction | None:
    """Return a number as a fraction; None for what is not finite."""
    return Fraction(number) if number == number and abs(number) < 1e12 else None


def orientation_in(tags: Mapping[str, Tag]) -> int:
    """Return the orientation (1-8) that the tags ask for; 1 for none or nonsense."""
    value = tags.get("Image Orientation")
    first = value[0] if isinstance(value, tuple) and value else None
    return int(first) if first is not None and first in range(1, 9) else 1


def apple_content_id(note: bytes) -> str | None:
    """Return the identifier that a live photo shares with its video, from Apple's maker note, or None.

    The note is a directory of its own, with offsets from its own start.
    """
    if not note.startswith(_APPLE_NOTE) or len(note) < _APPLE_FIRST:
        return None
    order = note[_APPLE_FIRST - 2 : _APPLE_FIRST]
    directories = Directories(io.BytesIO(note), order)
    for entry in directories.entries(_APPLE_FIRST):
        value = directories.value(entry) if entry.number == _APPLE_CONTENT_ID else None
        if isinstance(value, bytes):
            return clean_text(value)
    return None
