"""Reads EXIF tags through exifread, and keeps what can be had of a damaged block."""

from __future__ import annotations

import io
from collections.abc import Mapping
from fractions import Fraction

import exifread
from PIL import ExifTags, Image

from reid_desktop.adapters.media.quiet import pillow_alone

Tag = str | bytes | tuple[Fraction | None, ...]
"""A text, or numbers: None stands for a rational whose denominator is zero."""
Tags = Mapping[str, Tag]
"""By name, such as `EXIF DateTimeOriginal`, `GPS GPSLatitude`, `Image Make`."""

# Real blocks take some hundred reads, at most 1,200; one made to loop would take billions.
_MOST_READS = 10_000
_LONGEST_READ_BYTES = 1 << 20
_DAMAGED = "The EXIF block is damaged; what could be read of it was kept."


class _Metered(io.BytesIO):
    """Gives up on a block whose directories never end."""

    def __init__(self, block: bytes) -> None:
        """Start with the full allowance."""
        super().__init__(block)
        self._left = _MOST_READS

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most a mebibyte, a limited number of times."""
        self._left -= 1
        if self._left < 0:
            raise EOFError("the directories do not end")
        if size is None or not 0 <= size <= _LONGEST_READ_BYTES:
            size = _LONGEST_READ_BYTES
        return super().read(size)


def read_tags(block: bytes) -> tuple[Tags, tuple[str, ...]]:
    """Return the tags of a TIFF-shaped block, and sentences about damage.

    exifread reads first. It raises many kinds of exception on real files and
    then returns nothing at all; Pillow's reader, which stops at the first
    broken directory and keeps the rest, takes over there.
    """
    if not block:
        return {}, ()
    try:
        # Built-in types are not asked for: exifread turns 48/0 into 48 on that way.
        found = exifread.process_file(_Metered(block), details=False, extract_thumbnail=False)
    except Exception:  # noqa: BLE001 - hostile bytes: AssertionError, struct.error, RecursionError, ...
        return _second_reader(block), (_DAMAGED,)
    tags = {name: _value(tag.values) for name, tag in found.items() if hasattr(tag, "values")}
    return {name: value for name, value in tags.items() if value is not None}, ()


def _value(values: object) -> Tag | None:
    if isinstance(values, str | bytes):
        return values
    if isinstance(values, list | tuple):
        return tuple(_number(part) for part in values)
    return None


def _number(part: object) -> Fraction | None:
    if isinstance(part, tuple) and len(part) == 1:  # exifread leaves floats as struct gave them
        part = part[0]
    if isinstance(part, Fraction):
        return None if part.denominator == 0 else part
    if isinstance(part, int):
        return Fraction(part)
    if isinstance(part, float) and part == part and abs(part) < 1e12:
        return Fraction(part)
    return None


def _second_reader(block: bytes) -> Tags:
    tags: dict[str, Tag] = {}
    with pillow_alone():
        exif = Image.Exif()
        try:
            exif.load(block)
            groups = [("Image", dict(exif), ExifTags.TAGS)]
            groups.append(("EXIF", exif.get_ifd(ExifTags.IFD.Exif), ExifTags.TAGS))
            groups.append(("GPS", exif.get_ifd(ExifTags.IFD.GPSInfo), ExifTags.GPSTAGS))
        except Exception:  # noqa: BLE001 - hostile bytes, second reader: then there is nothing to be had
            return tags
    for group, found, names in groups:
        for number, value in found.items():
            kept = _pillow_value(value)
            if kept is not None and number in names:
                tags[f"{group} {names[number]}"] = kept
    return tags


def _pillow_value(value: object) -> Tag | None:
    if isinstance(value, str | bytes):
        return value
    parts = value if isinstance(value, tuple) else (value,)
    numbers: list[Fraction | None] = []
    for part in parts:
        if isinstance(part, int | float):
            numbers.append(_number(part))
            continue
        over, under = getattr(part, "numerator", None), getattr(part, "denominator", None)
        if not isinstance(over, int) or not isinstance(under, int):
            return None
        numbers.append(Fraction(over, under) if under else None)
    return tuple(numbers)
