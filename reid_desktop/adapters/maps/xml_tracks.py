"""KML, KMZ and GPX as overlays; XML that defines entities or a document type is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import OverlayKind

from .limits import OVERLAY_BYTES
from .overlay_parts import Parts, Position, positions_of, time_ms

_MOST_MEMBERS = 10_000


def root_of(data: bytes) -> Element:
    """Return the root of an XML document.

    :raises MapFileError: it is none, or defines entities.
    """
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as cause:
        raise MapFileError(
            "It holds a document type or entities, as files made to do harm do; it was not read."
        ) from cause
    except (ParseError, ValueError, LookupError, RecursionError) as cause:
        raise MapFileError("It is no sound XML: {why}.", why=str(cause)[:200]) from cause
    return root


def kml_in(data: bytes) -> bytes:
    """Return the KML inside a KMZ.

    :raises MapFileError: there is none, or it expands too far.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            if len(members) > _MOST_MEMBERS:
                raise MapFileError("It is no KMZ: it has {count} members.", count=len(members))
            inside = next((one for one in members if one.filename.lower().endswith(".kml")), None)
            if inside is None:
                raise MapFileError("It is a zip file without KML in it.")
            with packed.open(inside) as file:
                text = file.read(OVERLAY_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as cause:
        raise MapFileError("It is a damaged KMZ ({why}).", why=cause) from cause
    if len(text) > OVERLAY_BYTES:
        raise MapFileError("Its KML expands to more than {most} bytes.", most=OVERLAY_BYTES)
    return text


def read_kml(root: Element, parts: Parts) -> str:
    """Read placemarks into `parts`; return what the document calls itself."""
    for mark in _tops(root, "Placemark"):
        name = _text(mark, "name")
        at_ms = time_ms(_text(mark, "when"))
        for shape in _tops(mark, "Point", "LineString", "Polygon", "LinearRing", "Track", "Model"):
            _kml_shape(shape, name, at_ms, parts)
    for _ in _tops(root, "GroundOverlay"):
        parts.leave_out()
    return next((_text(one, "name", deep=False) for one in _tops(root, "Document")), "")


def _kml_shape(shape: Element, name: str, at_ms: int | None, parts: Parts) -> None:
    match local_name(shape):
        case "Point":
            parts.add(OverlayKind.POINT, name, _kml_positions(shape), [at_ms])
        case "LineString":
            parts.add(OverlayKind.LINE, name, _kml_positions(shape))
        case "LinearRing":
            parts.add(OverlayKind.AREA, name, _kml_positions(shape))
        case "Polygon":
            outer = next(_tops(shape, "outerBoundaryIs"), shape)
            holes = [_kml_positions(one) for one in _tops(shape, "innerBoundaryIs")]
            parts.add(OverlayKind.AREA, name, _kml_positions(outer), holes=holes)
        case "Track":
            rows = [(one.text or "").split() for one in _tops(shape, "coord")]
            times = [time_ms(one.text) for one in _tops(shape, "when")]
            parts.add(OverlayKind.LINE, name, positions_of(rows), times)
        case _:
            parts.leave_out()


def read_gpx(root: Element, parts: Parts) -> str:
    """Read way points, routes and tracks into `parts`; return what the file calls itself."""
    for point in _tops(root, "wpt"):
        parts.add(OverlayKind.POINT, _text(point, "name"), [_gpx_position(point)], [_time(point)])
    for route in _tops(root, "rte"):
        _gpx_line(route, "rtept", _text(route, "name", deep=False), parts)
    for track in _tops(root, "trk"):
        name = _text(track, "name", deep=False)
        for segment in _tops(track, "trkseg"):
            _gpx_line(segment, "trkpt", name, parts)
    return next((_text(one, "name", deep=False) for one in _tops(root, "metadata")), "")


def _gpx_line(line: Element, tag: str, name: str, parts: Parts) -> None:
    points = list(_tops(line, tag))
    if len(points) == 1:  # a cell site or a lone fix
        parts.add(OverlayKind.POINT, name, [_gpx_position(points[0])], [_time(points[0])])
    else:
        times = [_time(one) for one in points]
        parts.add(OverlayKind.LINE, name, [_gpx_position(one) for one in points], times)


def _gpx_position(point: Element) -> Position:
    return positions_of([(point.get("lon"), point.get("lat"))])[0]


def _time(point: Element) -> int | None:
    return time_ms(_text(point, "time", deep=False))


def _kml_positions(shape: Element) -> list[Position]:
    text = next((one.text or "" for one in _tops(shape, "coordinates")), "")
    return positions_of(row.split(",") for row in text.split())


def _tops(root: Element, *tags: str) -> Iterator[Element]:
    """Yield the elements below of some local names, in whatever name space; none inside another of them.

    So each element is come to once, however deep a file made to do harm puts them into one another.
    """
    left = list(reversed(root))
    while left:
        one = left.pop()
        if local_name(one) in tags:
            yield one
        else:
            left += reversed(one)


def local_name(element: Element) -> str:
    """Return the name of an element without its name space."""
    return str(element.tag).rpartition("}")[2]


def _text(element: Element, tag: str, *, deep: bool = True) -> str:
    found = _tops(element, tag) if deep else (one for one in element if local_name(one) == tag)
    return next(((one.text or "").strip() for one in found), "")
