"""Verification hashes every copy again and changes nothing but the log."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.case import Exhibit, Source
from reid_desktop.domain.errors import Cancelled, SourceError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaKind, Outcome, SourceEntry
from reid_desktop.ports.engine import VerifyReport
from reid_desktop.services.manifests import ACTION, sealed
from reid_desktop.services.verifying import (
    UNREAD_CHANGED,
    CaseChecks,
    VerifyCase,
    file_sha256,
    tree_sha256,
)
from tests.fakes.export import CountingJob
from tests.fakes.media import FixedClock
from tests.fakes.store import FakeCaseStore


def hash_of(path: str, breathe: Callable[[], None]) -> str:
    breathe()
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except PermissionError as cause:
        raise SourceError("The file cannot be opened: no.") from cause


def date_of(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except FileNotFoundError as cause:
        raise SourceError("The file is no longer there.") from cause


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    """Three files."""
    for name in "abc":
        (tmp_path / name).write_text(name, encoding="ascii")
    return tmp_path


@pytest.fixture
def store(phone: Path) -> FakeCaseStore:
    """A case that knows them."""
    store = FakeCaseStore()
    with store.transaction("t") as case:
        case.add_exhibit(Exhibit(ExhibitId("E")))
        source_id = case.add_source(ExhibitId("E"), str(phone), "folder")
        case.log("import.started", "x")
        for path in sorted(phone.iterdir()):
            facts = path.stat()
            found = Inspection(file_sha256(path), facts.st_size, MediaKind.PHOTO, "jpeg")
            media_id, _ = case.add_media(found, None, None)
            case.add_copy(
                media_id,
                Copy(ExhibitId("E"), source_id, str(path), path.name, facts.st_size, facts.st_mtime_ns),
            )
    return store


def listed(source: Source) -> list[SourceEntry | FileOutcome]:
    folder = Path(source.path)
    if not folder.is_dir():
        raise SourceError("There is no folder.")
    found = sorted(folder.iterdir())
    return [SourceEntry(str(p), p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in found]


def verify(
    store: FakeCaseStore,
    *,
    database: str | None = None,
    index: str | None = None,
    protection: str | None = None,
    job: CountingJob | None = None,
    heads: tuple[LogHead, ...] = (),
    condemned: dict[str, str] | None = None,
) -> VerifyReport:
    checks = CaseChecks(lambda: database, lambda: protection, lambda: index)
    check = VerifyCase(store, hash_of, date_of, listed, checks, FixedClock(), condemned)
    return check("t", job or CountingJob(), heads)


def test_an_untouched_case_is_whole(store: FakeCaseStore) -> None:
    report = verify(store)
    assert (report.files_checked, report.unchanged, report.problems) == (3, 3, ())
    assert report.database_ok
    assert report.audit_ok
    assert report.index_ok
    [*_, last] = store.audit()
    assert (last.action, last.who) == ("verify", "t")


def test_changed_gone_and_redated_files_are_named(store: FakeCaseStore, phone: Path) -> None:
    (phone / "a").write_text("x", encoding="ascii")
    (phone / "b").unlink()
    os.utime(phone / "c", ns=(1, 1))
    report = verify(store)
    reasons = {Path(p.path).name: p.reason for p in report.problems}
    assert "content changed" in reasons["a"]
    assert "no longer there" in reasons["b"]
    assert "date changed" in reasons["c"]
    assert (report.files_checked, report.unchanged) == (3, 0)


def test_each_part_of_the_case_has_its_own_verdict(store: FakeCaseStore) -> None:
    report = verify(store, database="Page 7 is damaged.", index="It has gaps.", protection="It is off.")
    assert (report.database_ok, report.audit_ok, report.index_ok) == (False, False, False)
    assert [p.path for p in report.problems] == ["case.db", "index", "audit log"]
    assert report.unchanged == 3


def test_a_log_that_ends_too_early_is_told_by_what_an_export_says(store: FakeCaseStore) -> None:
    last = list(store.audit())[-1]
    assert verify(store, heads=(LogHead(1, last.sha256, "an export"),)).audit_ok
    report = verify(store, heads=(LogHead(9, "ab" * 32, "an export"),))
    assert not report.audit_ok
    assert "an export knows of 9" in report.problems[0].reason


def test_new_files_are_told_and_are_no_problem(store: FakeCaseStore, phone: Path) -> None:
    (phone / "new.jpg").write_text("x", encoding="ascii")
    report = verify(store)
    assert report.problems == ()
    assert [Path(new.path).name for new in report.new_files] == ["new.jpg"]


def test_a_file_that_was_no_media_is_missed_when_it_is_gone(store: FakeCaseStore, phone: Path) -> None:
    gone = str(phone / "letter.doc")
    with store.transaction("t") as case:
        case.add_outcome(store.sources()[0].source_id, FileOutcome(gone, Outcome.NOT_MEDIA, "no"))
    [problem] = verify(store).problems
    assert problem.path == gone
    Path(gone).write_text("x", encoding="ascii")
    report = verify(store)
    assert (report.problems, report.new_files) == ((), ())


def test_a_file_that_was_not_hashed_is_named_when_its_size_or_date_changed(
    store: FakeCaseStore, phone: Path
) -> None:
    [source] = store.sources()
    files = {name: phone / name for name in ("same.txt", "longer.txt", "later.txt", "unknown.txt")}
    with store.transaction("t") as case:
        for name, path in files.items():
            path.write_text("words", encoding="ascii")
            facts = (None, None) if name == "unknown.txt" else (5, path.stat().st_mtime_ns)
            case.add_outcome(source.source_id, FileOutcome(str(path), Outcome.NOT_MEDIA, None, *facts))
    assert verify(store).problems == ()
    files["longer.txt"].write_text("more words", encoding="ascii")
    files["unknown.txt"].write_text("more words", encoding="ascii")
    os.utime(files["later.txt"], ns=(1, 1))
    told = verify(store).problems
    assert [(problem.path, problem.reason) for problem in told] == [
        (str(files[name]), UNREAD_CHANGED) for name in ("later.txt", "longer.txt")
    ]


def test_a_source_that_is_not_connected_is_told_file_by_file(store: FakeCaseStore, phone: Path) -> None:
    phone.rename(phone.with_name("elsewhere"))
    report = verify(store)
    assert [Path(p.path).name for p in report.problems] == ["a", "b", "c"]
    [told] = report.new_files
    assert "new files in it would not be seen" in told.reason


def test_a_file_that_hung_before_is_not_read_again(store: FakeCaseStore, phone: Path) -> None:
    report = verify(store, condemned={str(phone / "b"): "It hung."})
    assert [(Path(p.path).name, p.reason) for p in report.problems] == [("b", "It hung.")]


def test_a_case_that_cannot_be_written_is_checked_all_the_same(store: FakeCaseStore) -> None:
    rows = len(list(store.audit()))
    store.is_read_only = True
    report = verify(store)
    assert (report.problems, report.files_checked, report.is_logged) == ((), 3, False)
    assert len(list(store.audit())) == rows


def test_an_archive_is_hashed_as_the_file_it_is(store: FakeCaseStore, phone: Path) -> None:
    archive = phone / "dump.zip"
    archive.write_text("zip", encoding="ascii")
    with store.transaction("t") as case:
        source_id = case.add_source(ExhibitId("E"), str(archive), "zip")
        case.log(
            ACTION,
            "x",
            source=source_id,
            container_sha256=file_sha256(archive),
            copies=0,
            last_copy=0,
            manifest_sha256=sealed(()).sha256,
        )
        case.add_outcome(store.sources()[0].source_id, FileOutcome(str(archive), Outcome.NOT_MEDIA, "no"))
    assert verify(store).problems == ()
    archive.write_text("zap", encoding="ascii")
    [problem] = verify(store).problems
    assert (problem.path, "content changed" in problem.reason) == (str(archive), True)


def test_files_taken_out_of_what_the_import_noted_are_missed(store: FakeCaseStore, phone: Path) -> None:
    (phone / "d").write_text("broken", encoding="ascii")
    [source] = store.sources()
    with store.transaction("t") as case:
        for name in "abc":
            case.add_outcome(source.source_id, FileOutcome(str(phone / name), Outcome.IMPORTED))
        case.add_outcome(source.source_id, FileOutcome(str(phone / "d"), Outcome.FAILED, "It is broken."))
        seal = sealed(store.manifest(source.source_id))
        case.log(
            ACTION,
            "x",
            source=source.source_id,
            copies=seal.copies,
            last_copy=seal.last_copy,
            manifest_sha256=seal.sha256,
            imported=3,
            failed=1,
        )
    assert verify(store).problems == ()
    with store.transaction("t") as case:
        case.drop_outcome(source.source_id, str(phone / "d"))
    [problem] = verify(store).problems
    assert problem.path == "case.db"
    assert "of 3 files" in problem.reason
    assert "noted 4" in problem.reason


def test_it_stops_when_asked(store: FakeCaseStore) -> None:
    with pytest.raises(Cancelled):
        verify(store, job=CountingJob(cancel_at=0))


def test_a_folder_has_one_hash_for_names_and_contents(phone: Path) -> None:
    before = tree_sha256(phone)
    assert tree_sha256(phone) == before
    (phone / "a").rename(phone / "z")
    assert tree_sha256(phone) != before
