"""Finds the video inside a motion photo (Google's format 1.0, its forerunner, and Samsung's)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from reid_desktop.adapters.media.sniff import HEAD_BYTES, sniff
from reid_desktop.adapters.media.video_boxes import boxes
from reid_desktop.domain.media import EmbeddedPart, MediaKind

_CHUNK_BYTES = 1 << 20
_DIRECTORY = "Container:Directory"
_ITEM = "/Container:Item/Item:"
_START = b"ftyp"


def motion_parts(
    file: BinaryIO, container: str, size_bytes: int, properties: Mapping[str, str]
) -> tuple[EmbeddedPart, ...]:
    """Return the video that lies behind the picture, if there is one.

    First where the XMP packet says, then wherever a video's first box stands behind the picture.
    """
    for start in (*_promised(size_bytes, properties), *_found(file, container, size_bytes)):
        part = _part_at(file, start, size_bytes)
        if part is not None:
            return (part,)
    return ()


def promises_motion(properties: Mapping[str, str]) -> bool:
    """Return whether the packet says that a video belongs to the picture."""
    return any(properties.get(f"GCamera:{name}") == "1" for name in ("MotionPhoto", "MicroVideo"))


def _promised(size_bytes: int, properties: Mapping[str, str]) -> Iterator[int]:
    """Yield where the video starts: so many bytes before the end of the file."""
    offset = _length(properties.get("GCamera:MicroVideoOffset"))
    if offset:
        yield size_bytes - offset
    behind = 0
    for number in range(50, 0, -1):
        name = f"{_DIRECTORY}[{number}]{_ITEM}"
        if f"{name}Semantic" not in properties and f"{name}Mime" not in properties:
            continue
        behind += _length(properties.get(f"{name}Length")) + _length(properties.get(f"{name}Padding"))
        if properties.get(f"{name}Semantic") == "MotionPhoto":
            yield size_bytes - behind


def _length(text: str | None) -> int:
    return int(text) if text and len(text) < 12 and text.isascii() and text.isdecimal() else 0


def _found(file: BinaryIO, container: str, size_bytes: int) -> Iterator[int]:
    """Yield where a first box seems to stand behind a JPEG's end, or inside a HEIC's last boxes."""
    if container in ("heic", "avif"):
        yield from _in_boxes(file, size_bytes)
    elif container == "jpeg" and not _ends_as_jpeg(file, size_bytes):
        yield from _in_bytes(file, size_bytes)


def _ends_as_jpeg(file: BinaryIO, size_bytes: int) -> bool:
    file.seek(max(0, size_bytes - 64))
    return file.read(64).rstrip(b"\0\r\n ").endswith(b"\xff\xd9")


def _in_bytes(file: BinaryIO, size_bytes: int) -> Iterator[int]:
    """Look through the file in chunks that overlap by a box head."""
    at = 0
    while at < size_bytes:
        file.seek(at)
        chunk = file.read(_CHUNK_BYTES + 8)
        here = chunk.find(_START)
        while here >= 0:
            # A picture before it, and a first box of a believable length.
            if at + here > 100 and here >= 4 and chunk[here - 4 : here - 2] == b"\0\0":
                yield at + here - 4
            here = chunk.find(_START, here + 1)
        at += _CHUNK_BYTES


def _in_boxes(file: BinaryIO, size_bytes: int) -> Iterator[int]:
    for kind, start, end in boxes(file, 0, size_bytes):
        if kind == b"mpvd":
            file.seek(start)
            here = file.read(min(128, end - start)).find(_START)
            if here >= 4:
                yield start + here - 4


def _part_at(file: BinaryIO, start: int, size_bytes: int) -> EmbeddedPart | None:
    """Return the video that starts there, as long as box follows box."""
    if start <= 0:
        return None
    found = list(boxes(file, start, size_bytes))
    names = {kind for kind, _, _ in found}
    if not found or found[0][0] != _START or not names & {b"moov", b"moof"}:
        return None
    file.seek(start)
    told = sniff(file.read(HEAD_BYTES))
    if told is None or told[0] is not MediaKind.VIDEO:
        return None
    return EmbeddedPart(start, found[-1][2] - start, told[1])
