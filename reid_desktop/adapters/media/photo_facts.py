"""Reads what a photo says about time, place and camera, wherever in the file it says so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from reid_desktop.adapters.media.directories import Directories, Tag
from reid_desktop.adapters.media.exif_facts import exif_facts
from reid_desktop.adapters.media.findings import Findings
from reid_desktop.adapters.media.header import RAW, PictureHeader, read_header
from reid_desktop.adapters.media.motion import motion_parts, promises_motion
from reid_desktop.adapters.media.packets import properties_of, take_iptc, take_xmp
from reid_desktop.adapters.media.tags import Tags, read_tags
from reid_desktop.domain.claims import TimeTag
from reid_desktop.domain.media import RawFacts

_MOST_BLOCKS = 4


def photo_facts(file: BinaryIO, container: str, size_bytes: int, found: Findings) -> RawFacts:
    """Return what header, EXIF, XMP and IPTC of a photo tell; times and places go to `found`.

    :raises MediaError: the header cannot be read.
    """
    header = read_header(file, container)
    tags = _all_tags(file, container, header, found)
    camera = exif_facts(tags, found)
    properties = properties_of(_packets(tags, header))
    take_xmp(properties, found)
    take_iptc(_records(tags, header), found)
    if header.blocks.created:
        found.text_time(TimeTag.CONTAINER, header.blocks.created)
    parts = motion_parts(file, container, size_bytes, properties)
    if promises_motion(properties) and not parts:
        found.warn("The photo says that a video belongs to it, but holds none.")
    return RawFacts(
        size=header.upright,
        orientation=camera.orientation,
        make=camera.make or properties.get("tiff:Make"),
        model=camera.model or properties.get("tiff:Model"),
        software=camera.software or properties.get("xmp:CreatorTool"),
        serial=camera.serial,
        content_id=camera.content_id,
        parts=parts,
    )


def _all_tags(file: BinaryIO, container: str, header: PictureHeader, found: Findings) -> Tags:
    """Return the tags of all EXIF blocks; where two say different things, the first is taken."""
    tags: dict[str, Tag] = {}
    for block in _exif_blocks(file, container, header):
        read, damage = read_tags(block)
        for sentence in damage:
            found.damaged(sentence)
        for name, value in read.items():
            tags.setdefault(name, value)
    for position in header.blocks.gps:
        for name, value in Directories(io.BytesIO(position)).position().items():
            tags.setdefault(name, value)
    return tags


def _exif_blocks(file: BinaryIO, container: str, header: PictureHeader) -> Iterator[BinaryIO]:
    if container in ("tiff", *RAW):
        file.seek(0)
        yield file
    for block in header.blocks.exif[:_MOST_BLOCKS]:
        yield io.BytesIO(block)


def _records(tags: Tags, header: PictureHeader) -> list[bytes]:
    """Return the IPTC records; in a TIFF they stand in a tag."""
    inside = tags.get("Image IPTC/NAA")
    return [*([inside] if isinstance(inside, bytes) else []), *header.blocks.iptc]


def _packets(tags: Tags, header: PictureHeader) -> list[bytes]:
    inside = tags.get("Image ApplicationNotes")
    return [*([inside] if isinstance(inside, bytes) else []), *header.blocks.xmp]
