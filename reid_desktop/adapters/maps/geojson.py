"""GeoJSON (RFC 7946) as an overlay."""

from __future__ import annotations

import json

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import OverlayKind

from .overlay_parts import Parts, positions_of, time_ms

_DEEPEST = 12
_NAMES = ("name", "title", "Name", "label", "id")
_TIMES = ("time", "timestamp", "time_utc")
_MANY = {
    "MultiPoint": "Point",
    "MultiLineString": "LineString",
    "MultiPolygon": "Polygon",
}


def read_geojson(data: bytes, parts: Parts) -> str:
    """Read into `parts`; return what the file calls itself.

    :raises MapFileError: it is no GeoJSON.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as cause:
        raise MapFileError("It is no GeoJSON: {why}.", why=str(cause)[:200]) from cause
    if not isinstance(document, dict) or "type" not in document:
        raise MapFileError("It is JSON, but no GeoJSON: it does not say of which type it is.")
    _read(document, parts, "", None, 0)
    return str(document.get("name") or "")


def _read(thing: object, parts: Parts, name: str, at_ms: int | None, depth: int) -> None:
    if not isinstance(thing, dict) or depth > _DEEPEST:
        parts.leave_out()
        return
    kind = thing.get("type")
    if kind == "FeatureCollection":
        for feature in _list(thing.get("features")):
            _read(feature, parts, name, at_ms, depth + 1)
    elif kind == "Feature":
        noted = thing.get("properties")
        said = noted if isinstance(noted, dict) else {}
        called = next((str(said[key]) for key in _NAMES if said.get(key)), name)
        when = next((time_ms(str(said[key])) for key in _TIMES if said.get(key)), None)
        if thing.get("geometry") is not None:
            _read(thing["geometry"], parts, called, when, depth + 1)
    elif kind == "GeometryCollection":
        for geometry in _list(thing.get("geometries")):
            _read(geometry, parts, name, at_ms, depth + 1)
    elif kind in _MANY:
        for coordinates in _list(thing.get("coordinates")):
            _shape(_MANY[str(kind)], coordinates, parts, name, at_ms)
    else:
        _shape(str(kind), thing.get("coordinates"), parts, name, at_ms)


def _shape(kind: str, coordinates: object, parts: Parts, name: str, at_ms: int | None) -> None:
    rows = _list(coordinates)
    if kind == "Point" and rows:
        parts.add(OverlayKind.POINT, name, positions_of([rows]), [at_ms])
    elif kind == "LineString" and rows:
        parts.add(OverlayKind.LINE, name, positions_of(map(_list, rows)))
    elif kind == "Polygon" and rows:
        outer, *holes = (positions_of(map(_list, _list(ring))) for ring in rows)
        parts.add(OverlayKind.AREA, name, outer, holes=holes)
    else:
        parts.leave_out()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
