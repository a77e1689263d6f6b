"""Reads EXIF tags through exifread, and keeps what can be had of a damaged block."""

from __future__ import annotations

import io
from collections.abc import Mapping
from fractions import Fraction
from typing import BinaryIO, cast

import exifread

import reid_desktop.adapters.media.quiet  # noqa: F401 - exifread's chatter
from reid_desktop.adapters.media.directories import NAMES, Directories, Tag, exact

Tags = Mapping[str, Tag]
"""By name, such as `EXIF DateTimeOriginal`, `GPS GPSLatitude`, `Image Make`."""

# Real blocks take some hundred reads, at most 1,200; one made to loop would take billions.
_MOST_READS = 10_000
_LONGEST_READ_BYTES = 1 << 20
_WANTED = (NAMES | {"GPS Tag 0x001F", "Image TimeZoneOffset"}) - {
    "EXIF MakerNote",
    "Image ApplicationNotes",
    "Image IPTC/NAA",
}
_DAMAGED = "The EXIF block is damaged; what could be read of it was kept."


class _Metered(io.RawIOBase):
    """Gives up on a block whose directories never end."""

    def __init__(self, file: BinaryIO) -> None:
        """Start with the full allowance."""
        super().__init__()
        self._file = file
        self._left = _MOST_READS

    def seekable(self) -> bool:
        """Say that it is."""
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._file.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most a mebibyte, a limited number of times."""
        self._left -= 1
        if self._left < 0:
            raise EOFError("the directories do not end")
        if size is None or not 0 <= size <= _LONGEST_READ_BYTES:
            size = _LONGEST_READ_BYTES
        return self._file.read(size)


def read_tags(block: bytes | BinaryIO) -> tuple[Tags, tuple[str, ...]]:
    """Return the tags of a TIFF-shaped block, and sentences about damage.

    exifread reads first. It raises many kinds of exception on real files
    (AssertionError, EOFError, UnicodeDecodeError, NotImplementedError, ...)
    and then returns nothing at all; and it passes over what it finds odd. So
    what it did not give is added from the directories themselves.
    """
    file = io.BytesIO(block) if isinstance(block, bytes) else block
    if not file.read(1):
        return {}, ()
    directories = Directories(file)
    own = directories.tags()
    file.seek(0)
    try:
        # Built-in types are not asked for: exifread turns 48/0 into 48 on that way.
        found = exifread.process_file(cast(BinaryIO, _Metered(file)), details=False, extract_thumbnail=False)
    except Exception:  # noqa: BLE001 - hostile bytes: AssertionError, struct.error, RecursionError, ...
        return own, (_DAMAGED,)
    tags = {name: _value(found[name].values) for name in _WANTED & found.keys()}
    given: dict[str, Tag] = {name: value for name, value in tags.items() if value}
    return {**own, **given}, () if directories.is_whole or given else (_DAMAGED,)


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
    return exact(part) if isinstance(part, int | float) else None
