"""An export is whole or not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.errors import Cancelled, CaseError, ExportError, UsageError
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.ids import ExhibitId, MediaId, SearchId, SightingId
from reid_desktop.domain.media import Copy, Inspection, MediaKind
from reid_desktop.domain.persons import PersonAct, PersonVerb
from reid_desktop.domain.query import Filters
from reid_desktop.domain.stacks import LinkKind, MediaLink
from reid_desktop.ports.engine import ExportRequest
from reid_desktop.services.exporting import ExportCase
from reid_desktop.services.verifying import file_sha256
from tests.fakes.export import CountingJob, FakeExporter
from tests.fakes.media import FakeThumbnails, FixedClock
from tests.fakes.store import FakeCaseStore
from tests.unit.services.test_importing import EXHIBIT
from tests.unit.services.test_searching import filled, probe, request, search


def wish(out: Path, search_id: SearchId | None, reason: str = "") -> ExportRequest:
    return ExportRequest("text", out, search_id, reason)


def exporting(store: FakeCaseStore) -> ExportCase:
    return ExportCase(store, FakeThumbnails(), [], FixedClock())


def test_a_search_is_exported_in_order_and_logged_with_its_hash(tmp_path: Path) -> None:
    store = filled(10)
    search_id = search(store)[0](probe(4), request(top=3), "t")
    out = exporting(store)(FakeExporter(), wish(tmp_path / "new" / "out.txt", search_id), "t", CountingJob())
    lines = out.read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert lines[0].split()[1] == f"{4:064x}"
    entry = list(store.audit())[-1]
    assert entry.action == "export"
    assert file_sha256(out) in entry.detail


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    store = filled(10)
    with pytest.raises(Cancelled):
        exporting(store)(FakeExporter(), wish(tmp_path / "out.txt", None), "t", CountingJob(cancel_at=5))
    assert list(tmp_path.iterdir()) == []
    assert [e.action for e in store.audit()] == []


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("mine")
    with pytest.raises(ExportError, match="there already"):
        exporting(filled(3))(FakeExporter(), wish(out, None), "t", CountingJob())
    assert out.read_text() == "mine"


def test_an_unknown_search_and_an_empty_case_are_said(tmp_path: Path) -> None:
    with pytest.raises(CaseError):
        exporting(filled(3))(FakeExporter(), wish(tmp_path / "a", SearchId(9)), "t", CountingJob())
    with pytest.raises(CaseError, match="Nothing has been analysed"):
        exporting(FakeCaseStore())(FakeExporter(), wish(tmp_path / "a", None), "t", CountingJob())


def test_the_log_knows_why_and_the_export_how_far_the_log_was(tmp_path: Path) -> None:
    store = filled(3)
    search(store)[0](probe(1), request(top=1), "t")
    before = list(store.audit())[-1]
    selection = exporting(store).select(None)
    assert (selection.log_head.rows, selection.log_head.sha256) == (before.audit_id, before.sha256)
    assert selection.is_logged
    asked = wish(tmp_path / "out", None, "asked for by the court")
    exporting(store)(FakeExporter(), asked, "t", CountingJob())
    assert "asked for by the court" in list(store.audit())[-1].detail


def test_a_case_that_cannot_be_written_is_exported_and_the_export_says_so(tmp_path: Path) -> None:
    store = filled(3)
    store.is_read_only = True
    asked = wish(tmp_path / "out", None)
    assert exporting(store)(FakeExporter(), asked, "t", CountingJob()).exists()
    assert not exporting(store).select(None).is_logged
    assert list(store.audit()) == []


def test_all_sightings_are_narrowed_and_the_log_says_to_what(tmp_path: Path) -> None:
    store = filled(10)
    chosen = frozenset(store.sighting_table(str(store.newest_model_key())).ids[:3].tolist())
    filters = Filters(sightings=chosen, minimum_score=0.001)
    wanted = ExportRequest("text", tmp_path / "out.txt", filters=filters)
    out = exporting(store)(FakeExporter(), wanted, "t", CountingJob())
    assert len(out.read_text().splitlines()) == 3
    entry = list(store.audit())[-1]
    assert entry.object == "filtered sightings"
    assert '"minimum_score":0.001' in entry.detail.replace(" ", "")
    assert exporting(store).select(None, filters).filters == filters


def test_a_recorded_search_is_never_narrowed(tmp_path: Path) -> None:
    store = filled(10)
    search_id = search(store)[0](probe(4), request(top=3), "t")
    wanted = ExportRequest("text", tmp_path / "out.txt", search_id, filters=Filters(whole_only=True))
    with pytest.raises(UsageError, match="as it was recorded"):
        exporting(store)(FakeExporter(), wanted, "t", CountingJob())
    assert list(tmp_path.iterdir()) == []


def test_the_rows_are_read_again_each_time_and_can_be_sliced() -> None:
    store = filled(10)
    search_id = search(store)[0](probe(4), request(top=7), "t")
    rows = exporting(store).select(search_id).rows
    assert [row.rank for row in rows] == [row.rank for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert (rows[2].rank, rows[-1].rank, [row.rank for row in rows[1:3]]) == (3, 7, [2, 3])
    with pytest.raises(IndexError):
        rows[7]


def test_what_is_left_out_is_taken_off_the_rows_and_stands_in_the_log(tmp_path: Path) -> None:
    store = filled(3)
    search_id = search(store)[0](probe(1), request(top=2), "t")
    asked = replace(wish(tmp_path / "out", search_id), profile="court", leave_out=frozenset({Field.SCORES}))
    selection = exporting(store).select(search_id, asked=asked)
    assert [row.score for row in selection.rows] == [None, None]
    assert [row.rank for row in selection.rows] == [1, 2]
    assert selection.left_out == selection.rows[0].left_out == {Field.SCORES}
    exporting(store)(FakeExporter(), asked, "t", CountingJob())
    assert '"left_out":["scores"],"path"' in list(store.audit())[-1].detail.replace(" ", "")


def test_a_preview_tells_what_would_be_written_and_writes_nothing(tmp_path: Path) -> None:
    store = filled(4)
    before = len(list(store.audit()))
    asked = replace(wish(tmp_path / "out", None), subjects=frozenset({SightingId(1)}))
    preview = exporting(store).preview(asked, "t")
    assert (preview.rows, preview.media, preview.visible) == (4, 4, 1)
    assert dict(preview.decisions) == {"undecided": 4}
    assert len(list(store.audit())) == before
    assert list(tmp_path.iterdir()) == []


def test_a_row_names_the_persons_of_interest_that_it_is_confirmed_to_show() -> None:
    store = filled(3)
    with store.transaction("t") as case:
        made = case.add_person_event(PersonAct(PersonVerb.ADDED, text="Red jacket"), "")
        case.add_person_event(
            PersonAct(PersonVerb.CONFIRMED, made.act.person_id, sightings=(SightingId(2),)), ""
        )
    rows = exporting(store).select(None).rows
    assert [row.persons for row in rows] == [(), ("Red jacket",), ()]
    assert [row.is_confirmed for row in rows] == [False, True, False]
    asked = ExportRequest("text", Path("out"), leave_out=frozenset({Field.DECISIONS}))
    hidden = exporting(store).select(None, asked=asked).rows
    assert [(row.persons, row.is_confirmed) for row in hidden] == [((), False), ((), True), ((), False)]


def test_narrowed_to_an_exhibit_nothing_on_another_one_is_named() -> None:
    store = filled(3)
    other = Exhibit(ExhibitId("EX-9"), owner="somebody else")
    with store.transaction("t") as case:
        case.add_exhibit(other)
        source = case.add_source(other.exhibit_id, "/other", "folder")
        case.add_copy(MediaId(1), Copy(other.exhibit_id, source, "/other/1", "1", 1, 1))
        alone, _ = case.add_media(Inspection("ee" * 32, 1, MediaKind.VIDEO, "mp4"), None, None)
        case.add_copy(alone, Copy(other.exhibit_id, source, "/other/2", "2", 1, 1))
        case.add_link(MediaLink(MediaId(1), alone, LinkKind.LIVE_PHOTO, "name"))
        case.add_link(MediaLink(MediaId(2), MediaId(3), LinkKind.NEAR_DOUBLE, "hash"))
    whole = exporting(store).select(None)
    assert [len(row.media.copies) for row in whole.rows] == [2, 1, 1]
    assert [[one.media.sha256 for one in row.linked] for row in whole.rows] == [
        ["ee" * 32],
        [f"{2:064x}"],
        [f"{1:064x}"],
    ]
    one = exporting(store).select(None, Filters(exhibits=frozenset({EXHIBIT.exhibit_id})))
    assert {copy.exhibit_id for row in one.rows for copy in row.media.copies} == {EXHIBIT.exhibit_id}
    assert [len(row.linked) for row in one.rows] == [0, 1, 1]
    assert [e.exhibit_id for e in one.exhibits] == [EXHIBIT.exhibit_id]
    assert one.exhibits_only == {EXHIBIT.exhibit_id}
