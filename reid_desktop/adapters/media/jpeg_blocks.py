"""Finds what stands in a JPEG besides the picture: EXIF, XMP and IPTC, in whatever order and number.

ITU-T T.81 annex B (segments), CIPA DC-008 (EXIF), XMP specification part 3 (APP1 and its extension),
Adobe Photoshop File Formats (image resources), IPTC IIM 4.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_IPTC_RESOURCE = 0x0404
_MOST_SEGMENTS = 4000
_MOST_BYTES = 8 << 20
_LONGEST_GAP = 1 << 16
_SOS, _EOI, _APP1, _APP13 = 0xDA, 0xD9, 0xE1, 0xED
_BARE = {0x01, *range(0xD0, 0xD9)}


@dataclass(slots=True)
class Blocks:
    """What stands in a picture file besides the picture."""

    exif: list[bytes] = field(default_factory=list)
    """TIFF-shaped."""
    gps: list[bytes] = field(default_factory=list)
    """TIFF-shaped, each of one directory: that of the position."""
    xmp: list[bytes] = field(default_factory=list)
    iptc: list[bytes] = field(default_factory=list)
    """Data sets of the second record and others, one after another."""
    created: str = ""
    """`Creation Time` of a PNG."""


def tiff_part(exif: bytes) -> bytes:
    """Cut off what stands before the TIFF header (`Exif\\0\\0`, sometimes twice)."""
    starts = [at for start in (b"II*\0", b"MM\0*") if (at := exif.find(start, 0, 64)) >= 0]
    return exif[min(starts) :] if starts else b""


def jpeg_blocks(file: BinaryIO) -> Blocks:
    """Return the blocks before the picture's data; nothing for what is no JPEG.

    An EXIF block that goes on in a second APP1 is put together, as is an extended XMP packet.
    """
    blocks, extension = Blocks(), _Extension()
    for marker, data in _segments(file):
        if marker == _APP1 and data[:4].lower() == b"exif":
            start = tiff_part(data[:80])
            if start:
                blocks.exif.append(data[80 - len(start) if len(data) >= 80 else len(data) - len(start) :])
            elif blocks.exif:
                blocks.exif[-1] += data[6:]
        elif marker == _APP1 and data.startswith(_XMP):
            blocks.xmp.append(data[len(_XMP) :])
        elif marker == _APP1 and data.startswith(_MORE_XMP):
            extension.add(data[len(_MORE_XMP) :])
        elif marker == _APP13 and data.startswith(_PHOTOSHOP):
            blocks.iptc.extend(_iptc_of(data[len(_PHOTOSHOP) :]))
    blocks.xmp.extend(extension.packets())
    return blocks


def _segments(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield marker and data of APP1 and APP13 up to the first scan."""
    file.seek(0)
    if file.read(2) != b"\xff\xd8":
        return
    total = 0
    for _ in range(_MOST_SEGMENTS):
        marker = _next_marker(file)
        if marker in (None, _SOS, _EOI):
            return
        if marker in _BARE:
            continue
        length = int.from_bytes(file.read(2), "big") - 2
        if length < 0:
            continue
        if marker not in (_APP1, _APP13) or total > _MOST_BYTES:
            file.seek(length, 1)
            continue
        data = file.read(length)
        total += len(data)
        yield marker, data


def _next_marker(file: BinaryIO) -> int | None:
    """Return the next marker, passing over fill bytes and over stray ones as decoders do."""
    for _ in range(_LONGEST_GAP):
        byte = file.read(1)
        if not byte:
            return None
        if byte != b"\xff":
            continue
        while (byte := file.read(1)) == b"\xff":
            pass
        if byte and byte != b"\0":
            return byte[0]
    return None


class _Extension:
    """Puts together the pieces of extended XMP packets, in whatever order they came."""

    def __init__(self) -> None:
        self._pieces: dict[bytes, dict[int, bytes]] = {}

    def add(self, data: bytes) -> None:
        """Take a piece: 32 digits of its packet, the packet's length, the place of the piece, the piece."""
        if len(data) > 40:
            self._pieces.setdefault(data[:32], {})[int.from_bytes(data[36:40], "big")] = data[40:]

    def packets(self) -> list[bytes]:
        """Return the packets of which no piece is missing."""
        whole = []
        for pieces in self._pieces.values():
            packet = b""
            for at in sorted(pieces):
                if at != len(packet):
                    break
                packet += pieces[at]
            else:
                whole.append(packet)
        return whole


def _iptc_of(resources: bytes) -> Iterator[bytes]:
    at = 0
    while resources[at : at + 4] == b"8BIM" and at + 12 <= len(resources):
        number = int.from_bytes(resources[at + 4 : at + 6], "big")
        at += 6
        at += (resources[at] + 2) & ~1  # a name, padded to an even length with its count
        length = int.from_bytes(resources[at : at + 4], "big")
        if number == _IPTC_RESOURCE:
            yield resources[at + 4 : at + 4 + length]
        at += 4 + ((length + 1) & ~1)


def iptc_texts(records: bytes) -> dict[int, str]:
    """Return the texts of the second record (the picture's own) by number, the first of each."""
    found: dict[int, str] = {}
    at = 0
    while at + 5 <= len(records) and records[at] == 0x1C:
        record, number = records[at + 1], records[at + 2]
        length = int.from_bytes(records[at + 3 : at + 5], "big")
        if length & 0x8000:  # an extended data set: none of those that matter here
            break
        if record == 2:
            found.setdefault(number, records[at + 5 : at + 5 + length].decode("latin-1"))
        at += 5 + length
    return found
