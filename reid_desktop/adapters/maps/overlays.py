"""Overlays: GeoJSON, KML, KMZ and GPX, told apart by what they hold."""

from __future__ import annotations

import hashlib
from pathlib import Path

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import Overlay

from .geojson import read_geojson
from .limits import OVERLAY_BYTES, short_text
from .overlay_parts import Parts
from .xml_tracks import kml_in, local_name, read_gpx, read_kml, root_of

_ZIP_MAGIC = b"PK"


def read_overlay(path: Path) -> Overlay:
    """Read an overlay; it is never written to.

    :raises MapFileError: it is none of the four formats, is damaged, or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(OVERLAY_BYTES + 1)
    except OSError as cause:
        raise MapFileError("{path} cannot be read ({why}).", path=path, why=cause) from cause
    if len(data) > OVERLAY_BYTES:
        raise MapFileError("{path} is larger than {most} bytes; divide it.", path=path, most=OVERLAY_BYTES)
    parts = Parts()
    try:
        kind, name = _read(data, parts)
    except MapFileError as cause:
        raise MapFileError("{path} cannot be laid over the map. {why}", path=path, why=cause) from cause
    if not parts.found:
        raise MapFileError("{path} holds nothing that can be drawn.", path=path)
    called = short_text(name) or path.name
    digest = hashlib.sha256(data).hexdigest()
    return Overlay(str(path), kind, called, digest, tuple(parts.found), parts.left_out)


def _read(data: bytes, parts: Parts) -> tuple[str, str]:
    """Return format and name."""
    begins = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begins.startswith(_ZIP_MAGIC):
        return "kmz", read_kml(root_of(kml_in(data)), parts)
    if begins.startswith(b"{"):
        return "geojson", read_geojson(data, parts)
    if not begins.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        raise MapFileError("It is neither GeoJSON, KML, KMZ nor GPX.")
    root = root_of(data)
    if local_name(root) == "gpx":
        return "gpx", read_gpx(root, parts)
    if local_name(root) == "kml":
        return "kml", read_kml(root, parts)
    raise MapFileError("It is XML, but neither KML nor GPX.")
