"""Takes the claims of XMP packets and IPTC records into the findings of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reid_desktop.adapters.media import moments
from reid_desktop.adapters.media.findings import Findings
from reid_desktop.adapters.media.jpeg_blocks import iptc_texts
from reid_desktop.adapters.media.text import clean_text
from reid_desktop.adapters.media.xmp import xmp_properties
from reid_desktop.domain.capture import PlaceSource
from reid_desktop.domain.claims import TimeTag
from reid_desktop.domain.xmp import xmp_claims

_DATES = {
    "exif:DateTimeOriginal": TimeTag.XMP_ORIGINAL,
    "photoshop:DateCreated": TimeTag.XMP_ORIGINAL,
    "xmp:CreateDate": TimeTag.XMP_CREATED,
    "exif:DateTimeDigitized": TimeTag.XMP_CREATED,
}
_IPTC_DATE, _IPTC_CLOCK = 55, 60


def properties_of(packets: Iterable[bytes]) -> dict[str, str]:
    """Return the properties of all packets of a file; an earlier packet's come first."""
    found: dict[str, str] = {}
    for packet in packets:
        # Writers leave room for changes behind the packet, filled with whatever was there.
        start, end = packet.find(b"<"), packet.rfind(b">") + 1
        is_bytewise = start >= 0 and packet[:2] not in (b"\xff\xfe", b"\xfe\xff")
        for name, value in xmp_properties(packet[start:end] if is_bytewise else packet).items():
            found.setdefault(name, value)
    return found


def take_xmp(properties: Mapping[str, str], found: Findings) -> None:
    """Take what the properties claim about time and place."""
    claims = xmp_claims(properties)
    read = {claim.text for claim in claims.times}
    for claim in claims.times:
        found.time(claim)
    for name, tag in _DATES.items():
        text = clean_text(properties.get(name))
        if text and text not in read:  # no ISO date: some write it as EXIF does, some write nonsense
            found.text_time(tag, text)
    for position in claims.places:
        found.claimed_place(replace(position, place=replace(position.place, source=PlaceSource.GPS_TAG)))


def take_iptc(records: Iterable[bytes], found: Findings) -> None:
    """Take Date Created and Time Created (IIM 2:55 and 2:60)."""
    for record in records:
        texts = iptc_texts(record)
        day, clock = clean_text(texts.get(_IPTC_DATE)), clean_text(texts.get(_IPTC_CLOCK)) or ""
        if day:
            zone = moments.offset(clock[6:]) if len(clock) > 6 else None
            found.text_time(TimeTag.IPTC_CREATED, f"{day} {clock[:6]}".strip(), zone=zone)
