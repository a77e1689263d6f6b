"""The table reads back as it went in, and no cell of it is a formula."""

import csv
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from reid_desktop.adapters.export.crops import CROP_SIZE_PX, CropFolder
from reid_desktop.adapters.export.csv_table import COLUMNS, CsvTable, text_cell
from reid_desktop.adapters.export.plain_text import plain
from reid_desktop.adapters.export.report_facts import row_facts
from reid_desktop.adapters.export.row_fields import sighting_fields
from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.ids import ExhibitId, SourceId
from reid_desktop.domain.media import Copy, RawFacts
from reid_desktop.domain.query import LEAD_NOTICE
from reid_desktop.ports.export import Selection
from tests.fakes.export import CountingJob, media_item, selection

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
FORMULA_STARTS = tuple("=+-@\t\r\n")


def table_of(written: Selection, out: Path) -> list[dict[str, str]]:
    """Write a table, read it back."""
    out.unlink(missing_ok=True)
    CsvTable().write(written, out, CountingJob())
    return list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))


def test_excel_is_told_that_it_is_utf8_and_lines_end_as_the_standard_says(tmp_path: Path) -> None:
    table_of(selection(tmp_path, [media_item(1)]), tmp_path / "t.csv")
    data = (tmp_path / "t.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfschema_version,rank,score,")
    assert data.count(b"\r\n") == 2


def test_every_fact_reads_back(tmp_path: Path) -> None:
    item = replace(media_item(1), place=Place(-52.5163, -13.3777, PlaceSource.GPS_TAG, 12.5, -3.0))
    item = replace(
        item, copies=(*item.copies, Copy(ExhibitId("EX-2"), SourceId(2), "/b, c", 'WhatsApp/"5".jpg', 1, 1))
    )
    [line] = table_of(selection(tmp_path, [item]), tmp_path / "t.csv")
    assert tuple(line) == COLUMNS
    assert line["notice"] == LEAD_NOTICE
    assert line["sha256"] == item.sha256
    assert (float(line["latitude"]), float(line["longitude"]), float(line["altitude_m"])) == (
        -52.5163,
        -13.3777,
        -3,
    )
    assert line["time_utc"] == "2024-05-18T12:32:33.000Z"
    assert (line["time_zone"], line["time_source"]) == ("UTC+02:00", "offset_tag")
    assert line["exhibits"].split("\n") == ["EX-1", "EX-2"]
    assert line["device_paths"].split("\n") == ["DCIM/IMG_1.JPG", 'WhatsApp/"5".jpg']
    assert [line[f"box_{side}_px"] for side in ("left", "top", "right", "bottom")] == [
        "100",
        "60",
        "180",
        "260",
    ]
    assert (line["case_number"], line["authority"]) == ("4711/24", "Warrant 9")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT)
def test_any_text_reads_back_inert(tmp_path: Path, text: str) -> None:
    item = replace(media_item(1), facts=RawFacts(make=text, model=f"={text}"))
    item = replace(item, copies=(replace(item.copies[0], device_path=f"x{text}"),))
    [line] = table_of(selection(tmp_path, [item], text=text), tmp_path / "t.csv")
    assert line["make"].removeprefix("'") == plain(text).removeprefix("'")
    assert line["device_paths"] == "x" + plain(text)
    assert line["case_title"] == "Theft" + plain(text)
    numbers = {"latitude", "longitude", "score"}
    assert not [
        name
        for name, cell in line.items()
        if name not in numbers and cell.lstrip().startswith(FORMULA_STARTS)
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "＝1"])  # noqa: RUF001 - the wide form
def test_a_formula_is_quoted(text: str) -> None:
    assert text_cell(text) == "'" + text


def test_without_a_search_rank_and_score_are_empty(tmp_path: Path) -> None:
    [line] = table_of(selection(tmp_path, [media_item(1)], searched=False), tmp_path / "t.csv")
    assert (line["rank"], line["score"], line["search_id"]) == ("", "", "")


def test_the_crops_lie_beside_a_table_that_names_them(tmp_path: Path) -> None:
    chosen = selection(tmp_path, [media_item(1), media_item(2)])
    chosen.rows[1].crop_path.unlink()
    CropFolder().write(chosen, tmp_path / "out", CountingJob())
    with (tmp_path / "out" / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    crop = tmp_path / "out" / first["crop_name"]
    assert hashlib.sha256(crop.read_bytes()).hexdigest() == first["crop_sha256"]
    with Image.open(crop) as picture:
        assert picture.size == CROP_SIZE_PX
    assert len(first["crop_sha256"]) == 64
    assert second["crop_sha256"] == ""
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"index.csv", first["crop_name"]}


def test_what_was_seen_in_passing_says_so(tmp_path: Path) -> None:
    written = selection(tmp_path, [media_item(1), media_item(2)])
    first, second = written.rows
    glimpse = replace(second, sighting=replace(second.sighting, is_quick=True))
    assert [
        line["quick"] for line in table_of(replace(written, rows=(first, glimpse)), tmp_path / "t.csv")
    ] == [
        "no",
        "yes",
    ]
    assert [sighting_fields(one)["quick"] for one in (first, glimpse)] == [False, True]
    told = [{fact.name for fact in row_facts(written, one)} for one in (first, glimpse)]
    assert ["Quick pass" in labels for labels in told] == [False, True]
