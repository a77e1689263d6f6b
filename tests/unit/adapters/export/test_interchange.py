"""What other programs read out of JSON, workbook, GeoJSON, KML, KMZ and GPX; readers that are not ours."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import gpxpy
import openpyxl
import pytest
from defusedxml import ElementTree
from fastkml import KML, Placemark
from fastkml.utils import find_all
from fastkml.validator import validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from reid_desktop.adapters.export.csv_table import COLUMNS, CsvTable
from reid_desktop.adapters.export.geojson import GeoJson
from reid_desktop.adapters.export.gpx import Gpx
from reid_desktop.adapters.export.json_document import JsonDocument
from reid_desktop.adapters.export.kml import NAMESPACE, Kml, Kmz
from reid_desktop.adapters.export.row_fields import local_iso
from reid_desktop.adapters.export.workbook import Workbook
from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import Selection
from tests.fakes.export import CountingJob, media_item, selection

HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\u202egpj.exe",
    "&lt;b&gt;",
    "\x00\x1b[2J",
    "]]>",
]


@pytest.fixture
def some(tmp_path: Path) -> Selection:
    """Return three rows: a photo, a video, a photo without time and place."""
    video = replace(media_item(2), kind=MediaKind.VIDEO, container="mp4")
    bare = replace(media_item(3), time=None, place=None)
    return selection(tmp_path, [media_item(1), video, bare])


def with_text(folder: Path, text: str) -> Selection:
    """Return a row whose camera, path and case carry `text`."""
    item = media_item(1)
    copy = replace(item.copies[0], device_path=f"DCIM/{text}.jpg")
    return selection(folder, [_camera(replace(item, copies=(copy,)), text)], text=text)


def _camera(item: MediaItem, text: str) -> MediaItem:
    return replace(item, facts=replace(item.facts, make=None, model=text))


def test_json_reads_back_with_zone_and_how_known(some: Selection, tmp_path: Path) -> None:
    JsonDocument("9.9").write(some, tmp_path / "out.json", CountingJob())
    found = json.loads((tmp_path / "out.json").read_bytes())
    assert (found["schema"], found["schema_version"]) == ("reid-desktop/case-file", 1)
    assert found["notice"] == LEAD_NOTICE
    assert found["search"]["search_id"] == 3
    photo, video, bare = found["sightings"]
    assert photo["time_utc"] == "2024-05-18T12:32:33.000Z"
    assert photo["time_local"] == "2024-05-18T14:32:33.000+02:00"
    assert photo["time_zone"] == "+02:00"
    assert photo["time_known_from"].startswith("camera clock")
    assert video["time_utc"] == "2024-05-18T12:43:56.400Z"
    assert (bare["time_utc"], bare["latitude_deg"], bare["time_known_from"]) == (None, None, None)


def test_the_workbook_holds_the_table_of_the_csv(some: Selection, tmp_path: Path) -> None:
    Workbook("9.9").write(some, tmp_path / "out.xlsx", CountingJob())
    CsvTable().write(some, tmp_path / "out.csv", CountingJob())
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["About", "Sightings"]
    lines = list(book["Sightings"].iter_rows(values_only=True))
    assert lines[0] == COLUMNS
    table = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_bytes().decode("utf-8-sig"), newline="")))
    for written, cells in zip(table[1:], lines[1:], strict=True):
        assert ["" if cell is None else str(cell).removesuffix(".0") for cell in cells] == [
            text.removesuffix(".0") for text in written
        ]
    assert book["About"]["A1"].value == LEAD_NOTICE


def test_what_does_not_fit_a_sheet_goes_on_the_next(some: Selection, tmp_path: Path) -> None:
    Workbook("9.9", rows_a_sheet=2).write(some, tmp_path / "out.xlsx", CountingJob())
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["About", "Sightings", "Sightings 2"]
    assert (book["Sightings"].max_row, book["Sightings 2"].max_row) == (3, 2)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_or_a_link(text: str, tmp_path: Path) -> None:
    Workbook("9.9").write(with_text(tmp_path, text), tmp_path / "out.xlsx", CountingJob())
    with zipfile.ZipFile(tmp_path / "out.xlsx") as packed:
        sheets = [packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in sheet or b"hyperlink" in sheet for sheet in sheets)
        assert not any("vba" in name.lower() or "external" in name.lower() for name in packed.namelist())
    for sheet in openpyxl.load_workbook(tmp_path / "out.xlsx"):
        assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"n", "s", "inlineStr"}


def test_geojson_obeys_the_rfc(some: Selection, tmp_path: Path) -> None:
    GeoJson("9.9").write(some, tmp_path / "out.geojson", CountingJob())
    found = json.loads((tmp_path / "out.geojson").read_bytes())
    assert found["type"] == "FeatureCollection"
    assert [one["geometry"] is None for one in found["features"]] == [False, False, True]
    first = found["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [13.3810333, 52.5183, 34.0]}
    assert all(not isinstance(value, dict | list) for value in first["properties"].values())
    assert first["properties"]["place_known_from"] == "GPS tag in the file"


def placemarks(data: bytes) -> list[tuple[str, float, float, str | None]]:
    """Return name, longitude, latitude and time of every placemark, as fastkml reads them."""
    document = KML.parse(io.BytesIO(data))
    found = []
    for mark in find_all(document, of_type=Placemark):
        assert isinstance(mark, Placemark)
        assert mark.geometry is not None
        stamp = mark.time_stamp
        found.append((mark.name, *mark.geometry.coords[0][:2], None if stamp is None else str(stamp)))
    return found


def test_kml_and_kmz_are_read_by_another_library(some: Selection, tmp_path: Path) -> None:
    Kml().write(some, tmp_path / "out.kml", CountingJob())
    Kmz().write(some, tmp_path / "out.kmz", CountingJob())
    data = (tmp_path / "out.kml").read_bytes()
    with zipfile.ZipFile(tmp_path / "out.kmz") as packed:
        assert packed.namelist() == ["doc.kml"]
        assert packed.read("doc.kml") == data
    marks = placemarks(data)
    assert [mark[0] for mark in marks] == ["Rank 1, sighting 41", "Rank 2, sighting 42"]
    assert marks[0][1:3] == pytest.approx((13.3810333, 52.5183))
    assert marks[0][3] is not None
    assert b"1 of them without a known place" in data
    assert validate(element=etree.fromstring(data)) is True


def test_gpx_is_read_by_another_library(some: Selection, tmp_path: Path) -> None:
    Gpx().write(some, tmp_path / "out.gpx", CountingJob())
    read = gpxpy.parse((tmp_path / "out.gpx").read_text("utf-8"))
    assert len(read.waypoints) == 2
    first = read.waypoints[0]
    assert (first.latitude, first.longitude, first.elevation) == (52.5183, 13.3810333, 34.0)
    assert first.time is not None
    assert first.time.isoformat() == "2024-05-18T12:32:33+00:00"
    assert not read.tracks


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", [Kml, Gpx])
def test_no_text_of_evidence_is_markup_however_often_it_is_unescaped(
    kind: type[Kml] | type[Gpx], text: str, tmp_path: Path
) -> None:
    kind().write(with_text(tmp_path, text), tmp_path / "out", CountingJob())
    tree = ElementTree.fromstring((tmp_path / "out").read_bytes())
    texts = [element.text or "" for element in tree.iter()]
    assert not any(character in each for each in texts for character in "<>&\u202e\x00\x1b")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(latitude_deg=st.floats(-90, 90), longitude_deg=st.floats(-180, 180))
def test_every_place_on_earth_reads_back(latitude_deg: float, longitude_deg: float, tmp_path: Path) -> None:
    place = Place(latitude_deg, longitude_deg, PlaceSource.GPS_TAG)
    out = tmp_path / "out.kml"
    out.unlink(missing_ok=True)
    Kml().write(selection(tmp_path, [replace(media_item(1), place=place)]), out, CountingJob())
    text = ElementTree.fromstring(out.read_bytes()).findtext(f".//{{{NAMESPACE}}}coordinates")
    assert text is not None
    written = [float(number) for number in text.split(",")]
    assert written == pytest.approx([longitude_deg, latitude_deg], abs=1e-7)


def test_the_wall_time_follows_summer_and_winter() -> None:
    assert local_iso(1_716_034_953_000, "Europe/Berlin") == "2024-05-18T14:22:33.000+02:00"
    assert local_iso(1_705_580_553_250, "Europe/Berlin") == "2024-01-18T13:22:33.250+01:00"
    assert local_iso(0, "no such zone") is None
    assert local_iso(0, None) is None
