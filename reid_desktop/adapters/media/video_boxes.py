"""Walks the boxes of MP4, MOV, 3GP, HEIC and CR3 files (ISO 14496-12), and reads what decoders pass over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

INDEXED = ("mp4", "mov", "3gp", "m4v")
"""Containers that are made of boxes and need an index."""
_MOST_BOXES = 10_000
_CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_LONGEST_BLOCK = 4 << 20
_JP2_EXIF, _JP2_XMP = b"JpgTiffExif->JP2", bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


@dataclass(frozen=True, slots=True)
class PlaceInBox:
    """A position of a `loci` box (3GPP TS 26.244, 8.10), as exact as it was written."""

    text: str
    latitude_deg: float
    longitude_deg: float
    altitude_m: float


def canon_blocks(file: BinaryIO) -> dict[bytes, bytes]:
    """Return the TIFF-shaped blocks of a Canon raw file (CR3) by the name of their box.

    `CMT1` holds the first directory, `CMT2` that of EXIF, `CMT4` that of the position.
    """
    found: dict[bytes, bytes] = {}
    for start, end in _inside(file, [(0, file.seek(0, 2))], (b"moov", b"uuid")):
        file.seek(start)
        if file.read(16) != _CANON:
            continue
        for kind, inside, inside_end in boxes(file, start + 16, end):
            if kind in (b"CMT1", b"CMT2", b"CMT4") and inside_end - inside <= _LONGEST_BLOCK:
                file.seek(inside)
                found.setdefault(kind, file.read(inside_end - inside))
    return found


def jp2_blocks(file: BinaryIO) -> tuple[list[bytes], list[bytes]]:
    """Return the EXIF blocks and XMP packets of a JPEG 2000 file, which stand in boxes named by UUID."""
    exif: list[bytes] = []
    xmp: list[bytes] = []
    for start, end in _inside(file, [(0, file.seek(0, 2))], (b"uuid",)):
        file.seek(start)
        data = file.read(min(end - start, _LONGEST_BLOCK))
        for name, found in ((_JP2_EXIF, exif), (_JP2_XMP, xmp)):
            if data.startswith(name):
                found.append(data[len(name) :])
    return exif, xmp


def has_index(file: BinaryIO) -> bool:
    """Return whether a file has a box that says where its frames lie."""
    return any(kind in (b"moov", b"moof") for kind, _, _ in boxes(file, 0, file.seek(0, 2)))


def exact_place(file: BinaryIO) -> PlaceInBox | None:
    """Return the position of the first `loci` box of the film; None if there is none, or a text beside it.

    The text of a `\xa9xyz` box is finer than the 16 bits behind the point here, and FFmpeg gives it as it is.
    """
    told = _inside(file, [(0, file.seek(0, 2))], (b"moov", b"udta"))
    if _inside(file, told, (b"\xa9xyz",)):
        return None
    for start, end in _inside(file, told, (b"loci",)):
        file.seek(start)
        found = _loci(file.read(min(end - start, 4096)))
        if found is not None:
            return found
    return None


def _inside(file: BinaryIO, ranges: list[tuple[int, int]], path: tuple[bytes, ...]) -> list[tuple[int, int]]:
    for name in path:
        ranges = [
            (start, end)
            for outer_start, outer_end in ranges
            for kind, start, end in boxes(file, outer_start, outer_end)
            if kind == name
        ]
    return ranges


def _loci(data: bytes) -> PlaceInBox | None:
    """Read version and flags, language, a name, a role, then three numbers of 16.16 bits."""
    is_wide = data[6:8] in (b"\xfe\xff", b"\xff\xfe")
    rest = data[6:]
    if is_wide:
        ends = (at for at in range(0, len(rest) - 1, 2) if rest[at : at + 2] == b"\0\0")
        at = next(ends, len(rest)) + 2
    else:
        at = rest.find(b"\0") + 1
    numbers = rest[at + 1 : at + 13]
    if at < 1 or len(numbers) < 12:
        return None
    longitude, latitude, altitude = (
        int.from_bytes(numbers[here : here + 4], "big", signed=True) / 65536 for here in (0, 4, 8)
    )
    text = f"{latitude:+.5f}{longitude:+.5f}{altitude:+.1f}"
    return PlaceInBox(text, latitude, longitude, altitude)


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and end of the content of each box between two places (ISO 14496-12, 4.2).

    Ends quietly where no box stands any more; a box that claims more than there is, is not yielded.
    """
    at = start
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        length, kind, inside = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, inside = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = end - at
        if len(kind) < 4 or length < inside or at + length > end:
            return
        if not all(32 <= byte < 127 or byte == 0xA9 for byte in kind):
            return
        yield kind, at + inside, at + length
        at += length
