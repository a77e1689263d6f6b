"""Verification hashes every copy again and changes nothing but the log."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from reid_desktop.domain.case import AuditEntry, Exhibit
from reid_desktop.domain.errors import Cancelled, SourceError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.media import Copy, Inspection, MediaKind
from reid_desktop.ports.engine import VerifyReport
from reid_desktop.services.verifying import VerifyCase, file_sha256, tree_sha256
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
        for path in sorted(phone.iterdir()):
            facts = path.stat()
            found = Inspection(file_sha256(path), facts.st_size, MediaKind.PHOTO, "jpeg")
            media_id, _ = case.add_media(found, None, None)
            case.add_copy(
                media_id,
                Copy(ExhibitId("E"), source_id, str(path), path.name, facts.st_size, facts.st_mtime_ns),
            )
    return store


def verify(
    store: FakeCaseStore,
    *,
    database: str | None = None,
    index: str | None = None,
    broken: Callable[[Iterable[AuditEntry]], int | None] = lambda _: None,
    job: CountingJob | None = None,
) -> VerifyReport:
    check = VerifyCase(store, hash_of, date_of, lambda: database, lambda: index, broken, FixedClock())
    return check("t", job or CountingJob())


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
    report = verify(store, database="Page 7 is damaged.", index="It has gaps.", broken=lambda _: 5)
    assert (report.database_ok, report.audit_ok, report.index_ok) == (False, False, False)
    assert [p.path for p in report.problems] == ["case.db", "index", "audit log"]
    assert "Row 5" in report.problems[2].reason
    assert report.unchanged == 3


def test_it_stops_when_asked(store: FakeCaseStore) -> None:
    with pytest.raises(Cancelled):
        verify(store, job=CountingJob(cancel_at=0))


def test_a_folder_has_one_hash_for_names_and_contents(phone: Path) -> None:
    before = tree_sha256(phone)
    assert tree_sha256(phone) == before
    (phone / "a").rename(phone / "z")
    assert tree_sha256(phone) != before
