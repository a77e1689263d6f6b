"""Tells photos and videos by their first bytes, never by their names."""

from __future__ import annotations

from typing import Literal

from reid_desktop.domain.media import MediaKind

HEAD_BYTES = 4096
"""How much of a file must be shown to `sniff`."""

_PHOTO_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"IIU\0", "raw"),  # Panasonic
    (b"IIRO", "raw"),  # Olympus
    (b"IIRS", "raw"),
    (b"MMOR", "raw"),
    (b"FUJIFILMCCD-RAW ", "raw"),
)
_TIFF_STARTS = (b"II*\0", b"MM\0*")
_VIDEO_STARTS = (
    (b"\x1aE\xdf\xa3", "mkv"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"FLV\x01", "flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"),
)
_RIFF = {b"WEBP": (MediaKind.PHOTO, "webp"), b"AVI ": (MediaKind.VIDEO, "avi")}
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}
_STILL_BRANDS = {b"mif1", b"msf1", b"mif2"}
_NO_PICTURE_BRANDS = {b"M4A ", b"M4B ", b"M4P ", b"jp2 ", b"jpx ", b"jpm "}
_RAW_BRANDS = {b"crx "}
_OLD_QUICKTIME = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_DNG_VERSION, _SUBFILE_TYPE, _SUB_DIRECTORIES = 0xC612, 0x00FE, 0x014A
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}


def sniff(head: bytes) -> tuple[MediaKind, str] | None:
    """Return kind and format of a file that starts with `head`, or None if it is no media.

    Formats: `jpeg`, `png`, `gif`, `tiff`, `bmp`, `webp`, `heic`, `avif`, `jp2`, `dng`,
    `raw` (other raw photos); `mp4`, `mov`, `3gp`, `m4v`, `avi`, `mkv`, `webm`, `mpeg`, `ts`, `flv`, `wmv`.
    """
    still = next((container for start, container in _PHOTO_STARTS if head.startswith(start)), None)
    if still:
        return MediaKind.PHOTO, still
    if head[:4] in _TIFF_STARTS:
        return MediaKind.PHOTO, _tiff_or_raw(head)
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    for start, container in _VIDEO_STARTS:
        if head.startswith(start):
            is_webm = container == "mkv" and b"webm" in head[:64]
            return MediaKind.VIDEO, "webm" if is_webm else container
    if head[4:8] in _OLD_QUICKTIME:
        return MediaKind.VIDEO, "mov"
    if _is_bmp(head):
        return MediaKind.PHOTO, "bmp"
    if _is_transport_stream(head):
        return MediaKind.VIDEO, "ts"
    return None


def _tiff_or_raw(head: bytes) -> str:
    """Tell raw files by their first directory: a DNG names its version, others begin with a thumbnail."""
    order: Literal["little", "big"] = "little" if head[:1] == b"I" else "big"
    start = int.from_bytes(head[4:8], order)
    count = int.from_bytes(head[start : start + 2], order)
    entries = [head[at : at + 12] for at in range(start + 2, start + 2 + 12 * min(count, 200), 12)]
    numbers = {int.from_bytes(entry[:2], order): entry for entry in entries if len(entry) == 12}
    if _DNG_VERSION in numbers:
        return "dng"
    is_thumbnail = int.from_bytes(numbers.get(_SUBFILE_TYPE, b"")[8:12], order) == 1
    return "raw" if head[8:10] == b"CR" or (is_thumbnail and _SUB_DIRECTORIES in numbers) else "tiff"


def _iso_media(head: bytes) -> tuple[MediaKind, str] | None:
    length = min(max(int.from_bytes(head[:4], "big"), 16), len(head))
    brand = head[8:12]
    brands = {brand, *(head[at : at + 4] for at in range(16, length - 3, 4))}
    if brand in _HEIC_BRANDS:
        return MediaKind.PHOTO, "heic"
    if brand in _AVIF_BRANDS:
        return MediaKind.PHOTO, "avif"
    if brand in _STILL_BRANDS:
        return MediaKind.PHOTO, "avif" if brands & _AVIF_BRANDS else "heic"
    if brand in _RAW_BRANDS:
        return MediaKind.PHOTO, "raw"
    if brand in _NO_PICTURE_BRANDS:
        return None
    if brand == b"qt  ":
        return MediaKind.VIDEO, "mov"
    if brand[:2] == b"3g":
        return MediaKind.VIDEO, "3gp"
    return MediaKind.VIDEO, "m4v" if brand[:3] == b"M4V" else "mp4"


def _is_bmp(head: bytes) -> bool:
    """Two letters are too little to go by: the header's length must be a known one, too."""
    return (
        head[:2] == b"BM"
        and len(head) >= 18
        and head[6:10] == b"\0\0\0\0"
        and int.from_bytes(head[14:18], "little") in _BMP_HEADERS
    )


def _is_transport_stream(head: bytes) -> bool:
    """MPEG-2 packets of 188 bytes, or of 192 as camcorders write them."""
    return any(
        len(head) > start + 4 * step and all(head[start + i * step] == 0x47 for i in range(5))
        for start, step in ((0, 188), (4, 192))
    )
