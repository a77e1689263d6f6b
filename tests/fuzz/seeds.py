"""One small sound file of every format that is read."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pillow_heif
from PIL import Image

from tests.archives import PACKERS, android_backup, locked_zip, tar_bytes, zip_bytes
from tests.backups import encrypted_android_backup, ios_backup
from tests.dump.clips import lay_clip

PASSWORD = "p"
"""Of the encrypted ones."""

_CODECS = {
    "mkv": ("matroska", "libx264"),
    "webm": ("webm", "libvpx"),
    "avi": ("avi", "mpeg4"),
    "3gp": ("3gp", "mpeg4"),
    "ts": ("mpegts", "mpeg2video"),
    "mpg": ("mpeg", "mpeg2video"),
    "flv": ("flv", "flv"),
    "wmv": ("asf", "wmv2"),
}
_XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:DateTimeOriginal="2024-05-18T14:22:33+02:00" '
    'exif:GPSLatitude="51,20.3N" exif:GPSLongitude="12,22.4E"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
_TAKEOUT = {
    "title": "a.jpg",
    "photoTakenTime": {"timestamp": "1716033753", "formatted": "18.05.2024, 12:02:33 UTC"},
    "geoDataExif": {"latitude": 51.34, "longitude": 12.37, "altitude": 113.0},
    "people": [{"name": "A"}],
}
_REPORT = (
    '<?xml version="1.0" encoding="utf-8"?><project name="UFED"><taggedFiles><file fs="u" path="/DCIM/a.jpg">'
    '<metadata section="File"><item name="Local Path">files\\Image\\a.jpg</item></metadata>'
    '<metadata section="MetaData"><item name="EXIFCaptureTime">2019:10:18 10:09:11</item></metadata>'
    "</file></taggedFiles></project>"
)


@dataclass(frozen=True, slots=True)
class Seed:
    """A sound file, or what lies around one part of it that is to be broken."""

    name: str
    """With its ending."""
    core: bytes
    """What is broken."""
    wrap: Callable[[bytes], dict[str, bytes]]
    """Broken core -> files (name without number to bytes) that it is laid out as."""


def seeds() -> list[Seed]:
    """Return all of them."""
    return [*_stills(), *_clips(), *_archives(), *_layouts()]


def _alone(name: str) -> Callable[[bytes], dict[str, bytes]]:
    return lambda core: {name: core}


def _picture(level: int = 0) -> Image.Image:
    chance = np.random.default_rng(level)
    pixels = np.kron(chance.integers(0, 256, (6, 8, 3), dtype=np.uint8), np.ones((8, 8, 1), np.uint8))
    return Image.fromarray(pixels)


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Acme", "One", 6
    details = exif.get_ifd(0x8769)
    details[0x9003], details[0x9011] = "2024:05:18 14:22:33", "+02:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (51.0, 20.0, 23.0), "E", (12.0, 22.0, 23.0)
    gps[29], gps[7] = "2024:05:18", (12.0, 22.0, 33.0)
    return exif


def _still(kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    _picture().save(out, kind, **how)
    return out.getvalue()


def _stills() -> list[Seed]:
    pillow_heif.register_heif_opener()
    exif = _exif()
    moving = (
        _still("JPEG", exif=exif, xmp=_XMP.encode()) + lay_clip(1, [], datetime(2024, 5, 18, tzinfo=UTC))[1]
    )
    made = {
        "a.jpg": _still("JPEG", exif=exif, xmp=_XMP.encode()),
        "p.jpg": _still("JPEG", progressive=True, exif=exif),
        "m.jpg": moving,
        "a.png": _still("PNG", exif=exif),
        "a.webp": _still("WEBP", exif=exif),
        "a.heic": _still("HEIF", exif=exif),
        "a.avif": _still("AVIF", exif=exif),
        "a.tif": _still("TIFF", exif=exif),
        "z.tif": _still("TIFF", compression="tiff_lzw"),
        "a.gif": _still("GIF"),
        "a.bmp": _still("BMP"),
        "a.jp2": _still("JPEG2000"),
    }
    return [Seed(name, data, _alone(name)) for name, data in made.items()]


def _clips() -> list[Seed]:
    made = {
        f"c.{ending}": lay_clip(number, [], datetime(2024, 5, 18, tzinfo=UTC))[1]
        for number, ending in ((0, "mov"), (1, "mp4"))
    }
    for ending, (container, codec) in _CODECS.items():
        made[f"c.{ending}"] = _encoded(container, codec)
    return [Seed(name, data, _alone(name)) for name, data in made.items()]


def _encoded(container: str, codec: str) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=Fraction(10))
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 176, 144, "yuv420p"
        for number in range(6):
            pixels = np.asarray(_picture(number).resize((176, 144)))
            file.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        file.mux(stream.encode())
    return out.getvalue()


def _archives() -> list[Seed]:
    files = {"DCIM/a.jpg": _still("JPEG", exif=_exif()), "b.txt": b"text" * 50, "c/d.png": _still("PNG")}
    made = {
        "a.zip": zip_bytes(files),
        "l.zip": locked_zip(files, PASSWORD),
        "n.zip": zip_bytes({"inner.zip": zip_bytes(files), "inner.tar": tar_bytes(files)}),
        "a.tar": tar_bytes(files),
        "a.ab": android_backup(files),
        "e.ab": encrypted_android_backup(files, PASSWORD),
        **{f"a.tar.{ending}": pack(tar_bytes(files)) for ending, pack in PACKERS.items()},
        **{f"a.jpg.{ending}": pack(files["DCIM/a.jpg"]) for ending, pack in PACKERS.items()},
    }
    return [Seed(name, data, _alone(name)) for name, data in made.items()]


def _layouts() -> list[Seed]:
    """Return sound surroundings in which one file is to be broken."""
    photo = _still("JPEG", exif=_exif())
    made = [
        Seed("t.json", json.dumps(_TAKEOUT).encode(), lambda core: {"a.jpg": photo, "a.jpg.json": core}),
        Seed("x.xmp", _XMP.encode(), lambda core: {"a.jpg": photo, "a.jpg.xmp": core}),
        Seed(
            "r.ufdr",
            _REPORT.encode(),
            lambda core: {"r.ufdr": zip_bytes({"report.xml": core, "files/Image/a.jpg": photo})},
        ),
    ]
    for password in ("", PASSWORD):
        parts = _backup(photo, password)
        for name in ("Manifest.db", "Manifest.plist"):
            made.append(
                Seed(
                    f"{'locked' if password else 'open'}-{name}.zip",
                    parts[name],
                    lambda core, parts=parts, name=name: {  # type: ignore[misc]
                        "backup.zip": zip_bytes({**parts, name: core})
                    },
                )
            )
    return made


def _backup(photo: bytes, password: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as home:
        root = Path(home)
        ios_backup(root, {"CameraRollDomain/Media/DCIM/a.jpg": photo}, password=password)
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
