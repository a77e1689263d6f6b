"""Facts changed in the database from outside the program are found and named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from reid_desktop.adapters.store import create_case, open_case
from reid_desktop.adapters.store.carrying import carry
from reid_desktop.adapters.store.emptying import empty_case
from reid_desktop.adapters.store.guard_reading import REWRITTEN
from reid_desktop.adapters.store.guarding import GUARDED
from reid_desktop.adapters.store.migrations import migrate
from reid_desktop.adapters.store.schema import STEPS
from reid_desktop.adapters.store.schema_evidence import GUARDED_TABLES
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.corrections import Corrected, Correction
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId
from reid_desktop.domain.media import FileOutcome, Outcome
from reid_desktop.domain.stacks import LinkKind, MediaLink
from reid_desktop.ports.engine import VerifyReport
from reid_desktop.ports.store import CaseStore, CaseWriter
from reid_desktop.services.verifying import CaseChecks, VerifyCase
from tests.contract.store.builders import KEY, add, new_sighting
from tests.fakes.export import CountingJob
from tests.fakes.media import FixedClock
from tests.older_case import take_back
from tests.unit.adapters.store.test_audit import force

NOW = "2026-01-02T03:04:05.000Z"


def fill(case: CaseWriter) -> list[MediaId]:
    media = [add(case, name) for name in "ab"]
    source = case.add_source(ExhibitId("EX-1"), "/phone", "folder")
    case.add_outcome(source, FileOutcome("/phone/broken", Outcome.FAILED, "damaged", 5, 5, "f" * 64))
    case.add_outcome(source, FileOutcome("/phone/\udce4", Outcome.NOT_MEDIA))
    case.finish_media(media[0], KEY, [new_sighting(), new_sighting()], 1.0)
    case.finish_media(media[1], KEY, [], 1.0)
    case.put_link(MediaLink(media[0], media[1], LinkKind.NEAR_DOUBLE, "2 bits"))
    case.add_correction(Correction(media[0], Corrected.TIME, None, None, "adler", "wrong", NOW))
    return media


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "a.reidcase"
    with closing(create_case(folder, CaseFacts("2024-17", "Harbour", "D. Adler"), "adler")) as store:
        with store.transaction("adler") as case:
            case.add_exhibit(Exhibit(ExhibitId("EX-1"), time_zone="Europe/Berlin"))
            fill(case)
        with store.transaction("adler") as case:
            case.log("import.read", "E1")
    return folder


def verified(folder: Path) -> VerifyReport:
    with closing(open_case(folder, read_only=True)) as store:
        digests = {copy.path: item.sha256 for item, copy in store.copies()}
        checks = CaseChecks(lambda: None, store.protection_problem, lambda: None, store.guard_findings)
        check = VerifyCase(
            store, lambda path, _: digests[path], lambda _: 5, lambda _: [], checks, FixedClock()
        )
        return check("t", CountingJob())


def named(folder: Path) -> list[str]:
    return [problem.reason for problem in verified(folder).problems if problem.path == "case.db"]


def test_every_table_that_the_schema_names_is_guarded() -> None:
    assert tuple(GUARDED) == GUARDED_TABLES


def test_an_untouched_case_is_whole_and_all_of_it_is_guarded(folder: Path) -> None:
    report = verified(folder)
    assert named(folder) == []
    assert (report.unguarded_rows, report.unsealed_rows, report.database_ok) == (0, 0, True)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            "UPDATE media SET time_utc_ms = 1, time_original = '', time_source = 'manual', "
            "time_uncertainty_s = 1",
            "photo or video",
        ),
        ("UPDATE media SET flags = 0, testimony = '[]', facts = '{}' WHERE media_id = 2", "photo or video"),
        ("UPDATE exhibit SET clock_offset_s = 3600", "exhibit EX-1 "),
        ("UPDATE exhibit SET time_zone = 'Asia/Tokyo'", "exhibit EX-1 "),
        ("UPDATE case_fact SET value = 'J. Smith' WHERE name = 'examiner'", "the case, examiner "),
        ("UPDATE file_outcome SET outcome = 'not_media' WHERE outcome = 'failed'", "/phone/broken "),
        ("UPDATE file_outcome SET reason = 'fine' WHERE outcome = 'not_media'", "what became of /phone/"),
        ("UPDATE copy SET beside = '{}' WHERE copy_id = 1", "the copy "),
        ("UPDATE source SET kind = 'zip'", "source "),
        ("UPDATE correction SET reason = 'other'", "correction 1 "),
        ("UPDATE media_link SET is_undone = 1", "the link of items 1 and 2 "),
        ("UPDATE analysis SET state = 'failed' WHERE sightings = 0", "the analysis of item 2 "),
        ("UPDATE sighting SET left_px = left_px + 1 WHERE sighting_id = 2", "sighting 2 "),
        ("UPDATE vector SET data = zeroblob(length(data)) WHERE sighting_id = 1", "sighting 1 "),
        ("UPDATE model SET model_key = 'other'", "sighting "),
    ],
)
def test_a_changed_fact_is_named(folder: Path, statement: str, what: str) -> None:
    force(folder, statement)
    found = named(folder)
    assert any("was changed from outside" in sentence and what in sentence for sentence in found)
    assert not verified(folder).database_ok


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM media_link", "A row of the table media_link (number 1) was taken out"),
        ("DELETE FROM file_outcome WHERE outcome = 'failed'", "table file_outcome (number"),
        ("INSERT INTO file_outcome (source_id, path, outcome) VALUES (1, 'x', 'failed')", "was put in from"),
        ("INSERT INTO case_fact VALUES ('seal', 'x')", "the case, seal was put in from"),
    ],
)
def test_a_row_taken_out_or_put_in_is_named(folder: Path, statement: str, said: str) -> None:
    force(folder, statement)
    assert any(said in sentence for sentence in named(folder))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM row_guard WHERE guard_id = 2",
        "UPDATE row_guard SET sha256 = zeroblob(32) WHERE guard_id = 3",
        "DELETE FROM row_guard",
        "UPDATE guard_start SET newest = 99",
    ],
)
def test_digests_that_were_rewritten_do_not_fit_the_log(folder: Path, statement: str) -> None:
    force(folder, statement)
    assert any(REWRITTEN.split("{row}")[0] in sentence for sentence in named(folder))


def test_what_the_program_writes_is_never_found(folder: Path) -> None:
    with closing(open_case(folder)) as store:
        [exhibit] = store.exhibits()
        with store.transaction("adler") as case:
            case.add_exhibit(replace(exhibit, clock_offset_s=60.0))
            case.log("exhibit.declared", "E1")
            case.fail_media(MediaId(1), KEY, "again")
            source = store.sources()[0].source_id
            case.add_outcome(source, FileOutcome("/phone/broken", Outcome.NOT_MEDIA))
        assert verified(folder).unsealed_rows > 0, "written after the row of the log"
        with store.transaction("adler") as case:
            case.log("view", "case")
    report = verified(folder)
    assert (named(folder), report.unguarded_rows, report.unsealed_rows) == ([], 0, 0)


def test_what_was_rolled_back_leaves_no_digest(folder: Path) -> None:
    with closing(open_case(folder)) as store:
        with pytest.raises(ZeroDivisionError):
            broken_off(store)
        with store.transaction("adler") as case:
            case.log("view", "case")
    assert named(folder) == []


def broken_off(store: CaseStore) -> None:
    with store.transaction("adler") as case:
        add(case, "c")
        raise ZeroDivisionError


def test_a_part_for_reading_and_an_emptied_case_are_guarded_anew(folder: Path, tmp_path: Path) -> None:
    part = tmp_path / "part.reidcase"
    part.mkdir()
    carry(folder, part, [SightingId(1)], "adler", "for the court", lambda: NOW)
    assert (named(part), verified(part).unguarded_rows) == ([], 0)
    (part / "portable.json").unlink()
    force(part, "UPDATE exhibit SET owner = 'nobody'")
    assert any("exhibit EX-1" in sentence for sentence in named(part))
    empty_case(folder, "adler", "over", lambda: NOW)
    assert (named(folder), verified(folder).unguarded_rows) == ([], 0)
    force(folder, "UPDATE case_fact SET value = 'x' WHERE name = 'title'")
    assert any("the case, title" in sentence for sentence in named(folder))


def test_what_a_later_step_changes_is_the_program_s_change(folder: Path) -> None:
    def moved(db: Database) -> None:
        db.execute("UPDATE exhibit SET owner = 'moved by a step'")

    migrate(folder / "case.db", folder, [*STEPS, moved])
    with closing(sqlite3.connect(folder / "case.db")) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    assert named(folder) == []
    assert verified(folder).unsealed_rows == 1


def older_case(folder: Path) -> None:
    """Make a case as version 8 left it."""
    store = create_case(folder, CaseFacts("1", "Old", "D. Adler"), "adler")
    with closing(store), store.transaction("adler") as case:
        case.add_exhibit(Exhibit(ExhibitId("EX-1")))
        fill(case)
    take_back(folder)


def test_an_older_case_says_what_is_not_guarded(tmp_path: Path) -> None:
    folder = tmp_path / "old.reidcase"
    older_case(folder)
    with closing(open_case(folder)) as store:
        unguarded = verified(folder).unguarded_rows
        assert unguarded > 10
        with store.transaction("adler") as case:
            case.add_exhibit(Exhibit(ExhibitId("EX-1"), owner="A"))
            case.log("exhibit.declared", "E1")
    assert verified(folder).unguarded_rows == unguarded - 1, "what is written from now on is guarded"
    force(folder, "UPDATE exhibit SET owner = 'B'")
    assert any("exhibit EX-1" in sentence for sentence in named(folder))
