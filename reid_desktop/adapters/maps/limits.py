"""How far map files may go before they are refused, and unpacking within that."""

from __future__ import annotations

import re
import zlib

from reid_desktop.domain.errors import MapFileError

MIB = 1 << 20
TILE_BYTES = 8 * MIB
"""Of one tile as it is stored; honest ones stay below 1 MiB."""
UNPACKED_BYTES = 32 * MIB
"""Of one tile or directory after unpacking."""
TILE_PIXELS = 2048 * 2048
OVERLAY_BYTES = 64 * MIB
OVERLAY_POINTS = 2_000_000
OVERLAY_PARTS = 200_000
TEXT_LENGTH = 400
"""Names and credits are cut there."""
MAX_ZOOM = 24

_MARKUP = re.compile(r"<[^>]{0,2000}>")


def unpacked(data: bytes, most_bytes: int = UNPACKED_BYTES) -> bytes:
    """Return gzip data unpacked.

    :raises MapFileError: it is damaged, or becomes larger than that.
    """
    machine = zlib.decompressobj(wbits=31)
    try:
        found = machine.decompress(data, most_bytes)
    except zlib.error as cause:
        raise MapFileError("A packed part of the file is damaged ({why}).", why=cause) from cause
    if machine.unconsumed_tail:
        raise MapFileError("A packed part of the file expands to more than {most} bytes.", most=most_bytes)
    if not machine.eof:
        raise MapFileError("A packed part of the file is cut short.")
    return found


def short_text(value: object) -> str:
    """Return a text of a map file without markup, on one line, and not too long."""
    text = " ".join(_MARKUP.sub(" ", str(value)[: 10 * TEXT_LENGTH]).split())
    return text.replace("&copy;", "©").replace("&amp;", "&")[:TEXT_LENGTH]


def checked_bounds(south: float, west: float, north: float, east: float) -> tuple[float, float, float, float]:
    """Return bounds in degrees held to the earth; the whole earth where they make no sense."""
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        return (-90.0, -180.0, 90.0, 180.0)
    return (south, west, north, east)
