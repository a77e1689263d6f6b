"""When a camcorder recorded: AVCHD writes it into the H.264 stream, and nowhere else in the file.

A message "user data unregistered" (ITU-T H.264, D.1.6) holds `MDPM`, a count, and entries of a tag and four
bytes. Two of them are the date: binary coded decimals, with the zone in the first byte.
"""

from __future__ import annotations

_UUID_AND_NAME = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
_DAY, _CLOCK = 0x18, 0x19
_ENTRY_BYTES, _MOST = 5, 64
_WEST, _HALF = 0x20, 0x01
_UNKNOWN_ZONE = 0xFF


def recording_time(packet: bytes) -> str | None:
    """Return the date in a packet of H.264, such as `2008-12-31T23:16:24+01:00`; None where there is none."""
    at = packet.find(_UUID_AND_NAME)
    if at < 0:
        return None
    # An encoder puts a 3 behind two zeros, so that no start code comes about (7.4.1).
    block = packet[at + len(_UUID_AND_NAME) :].replace(b"\0\0\3", b"\0\0")
    count = min(block[0], _MOST) if block else 0
    entries: dict[int, bytes] = {}
    for start in range(1, 1 + count * _ENTRY_BYTES, _ENTRY_BYTES):
        entry = block[start : start + _ENTRY_BYTES]
        if len(entry) == _ENTRY_BYTES:
            entries.setdefault(entry[0], entry[1:])
    day, clock = entries.get(_DAY), entries.get(_CLOCK)
    if day is None or clock is None:
        return None
    digits = (day[1:] + clock).hex()
    if not digits.isdecimal():
        return None
    year, month, date, hour, minute, second = (
        digits[start : start + size] for start, size in ((0, 4), (4, 2), (6, 2), (8, 2), (10, 2), (12, 2))
    )
    return f"{year}-{month}-{date}T{hour}:{minute}:{second}{_zone(day[0])}"


def _zone(code: int) -> str:
    if code == _UNKNOWN_ZONE:
        return ""
    sign = "-" if code & _WEST else "+"
    return f"{sign}{code >> 1 & 0x0F:02d}:{'30' if code & _HALF else '00'}"
