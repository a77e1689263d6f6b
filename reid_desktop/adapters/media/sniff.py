"""Tells photos and videos by their first bytes, never by their names."""

from __future__ import annotations

from reid_desktop.domain.media import MediaKind

HEAD_BYTES = 4096
"""How much of a file must be shown to `sniff`."""

_PHOTO_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
)
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
_NO_PICTURE_BRANDS = {b"M4A ", b"M4B ", b"M4P ", b"crx ", b"jp2 ", b"jpx ", b"jpm "}
_OLD_QUICKTIME = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_BMP_HEADERS = {12, 40, 52, 56, 64, 108, 124}


def sniff(head: bytes) -> tuple[MediaKind, str] | None:
    """Return kind and format of a file that starts with `head`, or None if it is no media.

    Formats: `jpeg`, `png`, `gif`, `tiff`, `bmp`, `webp`, `heic`, `avif`; `mp4`,
    `mov`, `3gp`, `m4v`, `avi`, `mkv`, `webm`, `mpeg`, `ts`, `flv`, `wmv`.
    """
    for start, container in _PHOTO_STARTS:
        if head.startswith(start):
            return MediaKind.PHOTO, container
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
