"""Overlays in four formats, and files made to do harm."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.adapters.maps.overlays import read_overlay
from reid_desktop.domain.errors import MapFileError
from reid_desktop.ports.maps import OverlayKind

GPX = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">
<metadata><name>Walk</name></metadata>
<wpt lat="52.5" lon="13.4"><name>Cell 1</name></wpt>
<trk><name>Phone</name><trkseg>
<trkpt lat="52.50" lon="13.40"><time>2024-05-18T12:00:00Z</time></trkpt>
<trkpt lat="52.51" lon="13.41"><time>2024-05-18T14:05:00+02:00</time></trkpt>
</trkseg><trkseg><trkpt lat="52.6" lon="13.5"/></trkseg></trk>
<rte><name>Plan</name><rtept lat="1" lon="2"/><rtept lat="3" lon="4"/></rte></gpx>"""
KML = """<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<name>Places</name>
<Placemark><name>A &lt;b&gt;bold&lt;/b&gt;</name>
<Point><coordinates>13.4,52.5,0</coordinates></Point></Placemark>
<Placemark><name>Area</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
0,0 1,0 1,1 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><name>T</name><gx:Track><when>2024-05-18T12:00:00Z</when><when>2024-05-18T12:01:00Z</when>
<gx:coord>13.4 52.5 0</gx:coord><gx:coord>13.5 52.6 0</gx:coord></gx:Track></Placemark>
</Document></kml>"""


def written(folder: Path, text: str | bytes, name: str = "o") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_track_of_gpx_keeps_its_times(tmp_path: Path) -> None:
    overlay = read_overlay(written(tmp_path, GPX))
    assert (overlay.format, overlay.name, overlay.left_out) == ("gpx", "Walk", 0)
    kinds = [(part.kind, part.name, len(part.degrees)) for part in overlay.parts]
    assert kinds == [
        (OverlayKind.POINT, "Cell 1", 1),
        (OverlayKind.LINE, "Plan", 2),
        (OverlayKind.LINE, "Phone", 2),
        (OverlayKind.POINT, "Phone", 1),
    ]
    track = overlay.parts[2]
    assert track.degrees.tolist() == [[52.50, 13.40], [52.51, 13.41]]
    assert (track.times_utc_ms[1] - track.times_utc_ms[0]) == 300_000


@pytest.mark.parametrize("is_packed", [False, True])
def test_kml_and_kmz(tmp_path: Path, is_packed: bool) -> None:
    path = tmp_path / "o"
    if is_packed:
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("files/icon.png", b"")
            packed.writestr("doc.kml", KML)
    else:
        path.write_text(KML, "utf-8")
    overlay = read_overlay(path)
    assert (overlay.format, overlay.name) == ("kmz" if is_packed else "kml", "Places")
    point, area, track = overlay.parts
    assert (point.name, point.degrees.tolist()) == ("A bold", [[52.5, 13.4]])
    assert (area.kind, area.degrees.tolist()) == (OverlayKind.AREA, [[0, 0], [0, 1], [1, 1]])
    assert len(track.times_utc_ms) == 2


def test_geojson_of_every_kind_and_what_is_nonsense_in_it(tmp_path: Path) -> None:
    shapes = [
        {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
        {"type": "LineString", "coordinates": [[1, 2], [3, 400], [5, 6]]},
        {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [9, 9]}]},
        {"type": "Point", "coordinates": ["x", None]},
        {"type": "Circle", "coordinates": [1, 2]},
        7,
    ]
    features = [{"type": "Feature", "geometry": shape, "properties": None} for shape in shapes]
    document = {"type": "FeatureCollection", "features": features}
    overlay = read_overlay(written(tmp_path, json.dumps(document)))
    assert [part.kind.value for part in overlay.parts] == ["point", "point", "line", "area", "point"]
    assert overlay.parts[2].degrees.tolist() == [[2, 1], [6, 5]]
    assert overlay.left_out == 4


ZONE = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
HOLE = [[3, 3], [6, 3], [6, 6], [3, 6], [3, 3]]


def test_a_hole_in_an_area_is_no_area(tmp_path: Path) -> None:
    text = json.dumps({"type": "Polygon", "coordinates": [ZONE, HOLE]})
    rings = [" ".join(f"{x},{y}" for x, y in ring) for ring in (ZONE, HOLE)]
    bounds = zip(("outerBoundaryIs", "innerBoundaryIs"), rings, strict=True)
    inside = "".join(f"<{b}><LinearRing><coordinates>{r}</coordinates></LinearRing></{b}>" for b, r in bounds)
    kml = f"<kml><Placemark><name>Z</name><Polygon>{inside}</Polygon></Placemark></kml>"
    for written_as in (text, kml):
        [area] = read_overlay(written(tmp_path, written_as)).parts
        assert area.kind is OverlayKind.AREA
        assert area.degrees.tolist() == [[0, 0], [0, 9], [9, 9], [9, 0]]
        assert [hole.tolist() for hole in area.holes] == [[[3, 3], [3, 6], [6, 6], [6, 3]]]


@pytest.mark.parametrize("tag", ["Placemark", "Point", "Polygon"])
def test_elements_put_into_one_another_do_not_take_their_square(tmp_path: Path, tag: str) -> None:
    deep = f"<{tag}>" * 30_000 + "<coordinates>4.9,52.3</coordinates>" + f"</{tag}>" * 30_000
    with pytest.raises(MapFileError, match="nothing that can be drawn"):  # and that before long
        read_overlay(written(tmp_path, f"<kml>{deep}</kml>"))


BILLION = (
    '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><gpx><name>&b;</name></gpx>'
)
OUTSIDE = (
    '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<gpx><wpt lat="1" lon="1"><name>&x;</name></wpt></gpx>'
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (BILLION, "entities"),
        (OUTSIDE, "entities"),
        ("<gpx><wpt", "no sound XML"),
        ("<svg/>", "neither KML nor GPX"),
        ("{]", "no GeoJSON"),
        ('{"a": 1}', "no GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "nothing that can be drawn"),
        ('{"type":"GeometryCollection","geometries":' * 5000, "no GeoJSON"),
        ("PK\x03\x04 torn", "damaged KMZ"),
        ("hello", "neither GeoJSON, KML, KMZ nor GPX"),
        ("", "neither GeoJSON, KML, KMZ nor GPX"),
    ],
)
def test_harm_and_nonsense_are_refused(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(MapFileError, match=why):
        read_overlay(written(tmp_path, text))


def test_a_kmz_that_expands_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("doc.kml", b" " * (65 << 20))
    with pytest.raises(MapFileError, match="expands"):
        read_overlay(path)


@given(
    st.recursive(
        st.none() | st.floats() | st.text(max_size=5), lambda s: st.lists(s, max_size=4), max_leaves=12
    )
)
def test_any_coordinates_are_drawn_or_left_out(
    tmp_path_factory: pytest.TempPathFactory, coordinates: object
) -> None:
    for kind in ("Point", "LineString", "Polygon", "MultiPolygon"):
        text = json.dumps({"type": kind, "coordinates": coordinates})
        try:
            overlay = read_overlay(written(tmp_path_factory.getbasetemp(), text))
        except MapFileError:
            continue
        assert all((abs(part.degrees) <= [90, 180]).all() for part in overlay.parts)
