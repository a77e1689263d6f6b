"""The disclosure pack holds what the law asks for, and says what it holds back."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reid_desktop.adapters.export.csv_table import CsvTable
from reid_desktop.adapters.export.disclosure import DisclosurePack
from reid_desktop.adapters.export.html_report import HtmlReport
from reid_desktop.adapters.export.json_document import JsonDocument
from reid_desktop.adapters.export.parts import Part
from reid_desktop.adapters.export.software import bill_of_materials, packages
from reid_desktop.domain.errors import NotAuthorisedError
from reid_desktop.domain.ids import SearchId
from reid_desktop.domain.query import LEAD_NOTICE, SearchRecord
from reid_desktop.domain.search_options import LeftOut, Unsearched
from reid_desktop.ports.export import Selection
from tests.fakes.export import CountingJob, card, media_item, selection
from tests.fakes.export_records import FakeRecords


class Page(HTMLParser):
    """Collects texts, links and tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def with_searches(folder: Path, text: str = "") -> Selection:
    """Return a selection of a case with two searches, of which the second may not be given out."""
    some = selection(folder, [media_item(1), media_item(2)], text=text)
    assert some.search is not None
    left_out = (LeftOut(Unsearched.UNDECODABLE, 2), LeftOut(Unsearched.FILTERED, 7))
    first = replace(some.search, left_out=left_out)
    searches: list[SearchRecord] = [first, replace(first, search_id=SearchId(4))]

    def of_search(number: SearchId) -> Selection:
        if number == SearchId(4):
            raise NotAuthorisedError("The authority has expired.")
        return replace(some, search=first)

    records = FakeRecords(some.rows, text, searches)
    return replace(some, records=records, of_search=of_search)


def pack(some: Selection, out: Path) -> Page:
    """Write a pack; return its first page."""
    parts = [Part("case.json", JsonDocument("9"))]
    DisclosurePack("9", parts, CsvTable(), HtmlReport("9")).write(some, out, CountingJob())
    return Page((out / "disclosure.html").read_text("utf-8"))


def lines(path: Path) -> list[dict[str, str]]:
    """Return a list that was written."""
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_the_first_page_tells_everything_that_is_asked_for(tmp_path: Path) -> None:
    page = pack(with_searches(tmp_path), tmp_path / "out")
    for words in (
        LEAD_NOTICE,
        "The method in plain words",
        "It does not compare faces",
        "AG 12 Gs 345/24",
        "Thresholds",
        "none: the most similar are listed",
        "Error rates",
        "Cllr 0.200",
        "confirmed wrongly 1 of 20",
        "excluded wrongly not measured",
        "Known limits",
        "2 photos and videos (could not be analysed); 7 sightings (left out by other filters)",
        "2 in the list, all of them: 2 confirmed",
        "Its list is not in this pack: The authority has expired.",
        "numpy",
        "Reason none was given",
        "Person 1: Red jacket 0 probes, 0 sightings confirmed, 0 denied; alarms: 2 denied",
        "alarm from score 0.5000 on (bare, by hand;",
    ):
        assert words in page.text, words


def test_every_link_leads_to_a_file_of_the_pack_and_nothing_runs(tmp_path: Path) -> None:
    page = pack(with_searches(tmp_path, "<script>alert(1)</script>"), tmp_path / "out")
    assert page.links
    assert all((tmp_path / "out" / link).is_file() for link in page.links), page.links
    assert not page.tags & {"script", "iframe", "object", "form", "img"}
    assert not any("://" in link for link in page.links)


def test_the_lists_hold_what_was_and_what_was_not_looked_at(tmp_path: Path) -> None:
    pack(with_searches(tmp_path), tmp_path / "out")
    analysed = lines(tmp_path / "out" / "analysed.csv")
    assert [line["device_path"] for line in analysed] == ["DCIM/IMG_1.JPG", "DCIM/IMG_2.JPG"]
    assert {line["sightings"] for line in analysed} == {"2"}
    [broken] = lines(tmp_path / "out" / "not-analysed.csv")
    assert (broken["outcome"], broken["reason"]) == ("failed", "cut short")
    alarms = lines(tmp_path / "out" / "alarms.csv")
    assert [(line["score"], line["threshold"], line["standing"]) for line in alarms] == [
        ("0.75", "0.5", "denied")
    ] * 2
    log = (tmp_path / "out" / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["audit_id"] for line in log] == [1, 2, 3]
    candidates = lines(tmp_path / "out" / "searches" / "search-3.csv")
    assert [line["rank"] for line in candidates] == ["1", "2"]
    assert candidates[0]["decision"] == "confirmed"
    assert not (tmp_path / "out" / "searches" / "search-4.csv").exists()


@pytest.mark.parametrize("field", ["bomFormat", "specVersion", "serialNumber", "version", "metadata"])
def test_the_bill_of_materials_has_what_cyclonedx_asks_for(field: str) -> None:
    bill = json.loads(bill_of_materials("9", "2024-06-02T10:00:00.000Z", [card()]))
    assert bill[field]
    known = {one["name"] for one in bill["components"] if one["type"] == "library"}
    assert {"numpy", "av"} <= {name.lower() for name in known}
    assert {one.name.lower() for one in packages()} == {name.lower() for name in known}
    models = [one for one in bill["components"] if one["type"] == "machine-learning-model"]
    assert models[0]["hashes"] == [{"alg": "SHA-256", "content": "c0" * 32}]
    assert len({one["bom-ref"] for one in bill["components"]}) == len(bill["components"])
