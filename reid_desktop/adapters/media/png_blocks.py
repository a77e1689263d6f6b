"""Finds EXIF, XMP and the date of creation in a PNG, before and behind the picture (PNG third edition)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from reid_desktop.adapters.media.jpeg_blocks import Blocks, tiff_part

_START = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 200_000
_LONGEST_BYTES = 8 << 20
_WANTED = {b"eXIf", b"tEXt", b"zTXt", b"iTXt"}
_PROFILES = {"raw profile type exif": "exif", "raw profile type app1": "exif", "raw profile type xmp": "xmp"}


def png_blocks(file: BinaryIO) -> Blocks:
    """Return what the chunks hold; checksums are not asked for, and a cut file gives what it has."""
    blocks = Blocks()
    for kind, data in _chunks(file):
        if kind == b"eXIf":
            blocks.exif.append(tiff_part(data[:64]) and data[data.find(tiff_part(data[:64])[:4]) :])
            continue
        key, text = _text(kind, data)
        if key == "xml:com.adobe.xmp":
            blocks.xmp.append(text)
        elif key in _PROFILES:
            _take_profile(blocks, _PROFILES[key], text)
        elif key == "creation time" and not blocks.created:
            blocks.created = text[:200].decode("utf-8", "replace")
    blocks.exif = [block for block in blocks.exif if block]
    return blocks


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    file.seek(0)
    if file.read(8) != _START:
        return
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            return
        length = int.from_bytes(head[:4], "big")
        if length > 0x7FFFFFFF:
            return
        if head[4:] in _WANTED and length <= _LONGEST_BYTES:
            yield head[4:], file.read(length)
            file.seek(4, 1)
        else:
            file.seek(length + 4, 1)


def _text(kind: bytes, data: bytes) -> tuple[str, bytes]:
    """Return keyword (lower case) and text of a text chunk."""
    key, _, rest = data.partition(b"\0")
    if kind == b"zTXt":
        rest = _inflated(rest[1:])
    elif kind == b"iTXt":
        is_packed, rest = rest[:1] == b"\1", rest[2:]
        rest = rest.partition(b"\0")[2].partition(b"\0")[2]
        rest = _inflated(rest) if is_packed else rest
    return key.decode("latin-1").lower(), rest


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _LONGEST_BYTES)
    except zlib.error:
        return b""


def _take_profile(blocks: Blocks, kind: str, text: bytes) -> None:
    """Take a profile as older tools keep it: a name, a length, then hexadecimal digits."""
    lines = text.strip().split(b"\n")
    try:
        data = bytes.fromhex(b"".join(lines[2:]).decode("ascii"))
    except ValueError:
        return
    if kind == "exif" and tiff_part(data):
        blocks.exif.append(tiff_part(data))
    elif b"<x:xmpmeta" in data or b"<rdf:RDF" in data:
        blocks.xmp.append(data[data.find(b"<") :])
