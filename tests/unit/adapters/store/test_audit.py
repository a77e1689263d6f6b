"""The database keeps its log, and whoever forces a change is found out, by the program and without it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from reid_desktop.adapters.store import SqliteCaseStore, create_case, open_case
from reid_desktop.adapters.store.log_head import HEAD_NAME
from reid_desktop.adapters.store.protection import TABLES, VERBS, trigger
from reid_desktop.domain.audit_log import check_log
from reid_desktop.domain.case import CaseFacts, Exhibit
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.ports.engine import VerifyReport
from reid_desktop.services.manifests import ACTION, sealed
from reid_desktop.services.verifying import CaseChecks, VerifyCase
from tests.contract.store.builders import EXHIBIT, add, new_sighting
from tests.fakes.export import CountingJob
from tests.fakes.media import FixedClock
from tests.older_case import take_back
from tests.unit.services.test_searching import DIMENSIONS, KEY, probe, request, search

ROOT = Path(__file__).resolve().parents[4]
CHECKER = ROOT / "resources" / "check" / "check_log.py"
FACTS = CaseFacts("2024-17", "Harbour", "D. Adler")


def bring(store: SqliteCaseStore, *names: str) -> None:
    """Note files and seal them, as an import does."""
    with store.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
        for name in names:
            writer.finish_media(add(writer, name), KEY, [new_sighting(dimensions=DIMENSIONS)], 1.0)
    seal = sealed(store.manifest(store.sources()[0].source_id))
    with store.transaction("adler") as writer:
        writer.log(
            ACTION, "x", source=1, copies=seal.copies, last_copy=seal.last_copy, manifest_sha256=seal.sha256
        )


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    """A case with two imports, a search between them, and rows beside: nine in all."""
    folder = tmp_path / "a.reidcase"
    with closing(create_case(folder, FACTS, "adler")) as store:
        bring(store, "a", "b\udcff")
        search(store)[0](probe(1), request(top=2), "adler")
        bring(store, "c")
        for number in range(5):
            with store.transaction("adler") as writer:
                writer.log("export", f"EX-{number}", text="ä'\"\x00\udcff")
    return folder


def tamper(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "case.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def force(folder: Path, *statements: str) -> None:
    """Do what the triggers forbid, and put them back."""
    off = [f"DROP TRIGGER {table}_no_{verb.lower()}" for table in TABLES for verb in VERBS]
    on = [trigger(table, verb) for table in TABLES for verb in VERBS]
    tamper(folder, *off, *statements, *on)


def verified(folder: Path) -> VerifyReport:
    """Return what the program itself says of log and database."""
    with closing(open_case(folder, read_only=True)) as store:
        digests = {copy.path: item.sha256 for item, copy in store.copies()}
        check = VerifyCase(
            store,
            lambda path, _: digests[path],
            lambda _: 5,
            lambda _: [],
            CaseChecks(lambda: None, store.protection_problem, lambda: None),
            FixedClock(),
        )
        return check("t", CountingJob())


def checked(folder: Path, *words: str) -> tuple[int, str]:
    """Return exit code and output of the stand-alone checker."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(CHECKER), str(folder), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_case_of_an_older_version_lacks_no_protection(logged: Path) -> None:
    take_back(logged, 8)
    assert checked(logged) == (0, "9 rows of the log were checked: nothing is wrong.\n")


def test_an_untouched_case_is_whole_for_both(logged: Path) -> None:
    before = {path.name: path.read_bytes() for path in logged.iterdir() if path.is_file()}
    assert checked(logged) == (0, "9 rows of the log were checked: nothing is wrong.\n")
    assert checked(logged / "case.db")[0] == 0
    assert {path.name: path.read_bytes() for path in logged.iterdir() if path.is_file()} == before
    assert verified(logged).problems == ()


SWAP = (
    "UPDATE audit SET audit_id = 99 WHERE audit_id = 6",
    "UPDATE audit SET audit_id = 6 WHERE audit_id = 7",
    "UPDATE audit SET audit_id = 7 WHERE audit_id = 99",
)
CLOSE_THE_GAP = tuple(f"UPDATE audit SET audit_id = {n - 1} WHERE audit_id = {n}" for n in (7, 8, 9))
TAMPERING: dict[str, tuple[tuple[str, ...], str]] = {
    "an edited row": (("UPDATE audit SET who = 'someone else' WHERE audit_id = 3",), "Row 3 was changed"),
    "an edited detail": (("UPDATE audit SET detail = '{}' WHERE audit_id = 9",), "Row 9 was changed"),
    "a number in place of a name": (("UPDATE audit SET who = 7 WHERE audit_id = 4",), "Row 4 was changed"),
    "bytes in place of a date": (
        ("UPDATE audit SET at_utc = x'ff00' WHERE audit_id = 4",),
        "Row 4 was changed",
    ),
    "a deleted row": (("DELETE FROM audit WHERE audit_id = 6",), "6"),
    "the first row": (("DELETE FROM audit WHERE audit_id = 1",), "1"),
    "a deleted row, closed up": (
        ("DELETE FROM audit WHERE audit_id = 6", *CLOSE_THE_GAP),
        "Row 6 does not follow from row 5",
    ),
    "two rows in each other's place": (SWAP, "Row 6 does not"),
    "a cut-off end": (("DELETE FROM audit WHERE audit_id > 7",), "the end was cut off"),
    "all but the first": (("DELETE FROM audit WHERE audit_id > 1",), "the end was cut off"),
    "an emptied log": (("DELETE FROM audit",), "The log is empty"),
    "an added row": (
        ("INSERT INTO audit SELECT 10, at_utc, who, action, object, detail, sha256, 'x' FROM audit "
         "WHERE audit_id = 9",),
        "Row 10 was changed",
    ),
    "a candidate moved up": (
        ("UPDATE candidate SET score = 2.0 WHERE rank = 2",),
        "search 1 is not the one that row",
    ),
    "a deleted search": (
        ("DELETE FROM candidate", "DELETE FROM search"),
        "search 1 is not the one that row",
    ),
    "another hash for a file": (("UPDATE media SET sha256 = 'ab' WHERE media_id = 1",), "row 2"),
    "another date for a file": (("UPDATE copy SET mtime_ns = 6 WHERE copy_id = 3",), "row 4"),
    "another path for a file": (("UPDATE copy SET path = '/x' WHERE copy_id = 1",), "row 2"),
    "a file slipped in": (
        ("INSERT INTO copy SELECT 0, media_id, exhibit_row, source_id, '/y', '/y', 1, 1, NULL FROM copy "
         "WHERE copy_id = 1",),
        "row 2",
    ),
    "a file taken out": (("DELETE FROM copy WHERE copy_id = 2",), "row 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERING)
def test_both_find_what_was_done_and_name_it(logged: Path, name: str) -> None:
    statements, named = TAMPERING[name]
    force(logged, *statements)
    code, told = checked(logged)
    report = verified(logged)
    own = "\n".join(problem.reason for problem in report.problems)
    assert code == 1
    assert named in told
    assert named in own
    assert "protect" not in told + own
    of_the_log = name not in ("a candidate moved up", "a deleted search") and "file" not in name
    assert (report.audit_ok, report.database_ok) == (not of_the_log, of_the_log)


@pytest.mark.parametrize("table", TABLES)
def test_both_miss_the_protection(logged: Path, table: str) -> None:
    tamper(logged, f"DROP TRIGGER {table}_no_delete")
    assert f"The table {table} is not protected against DELETE." in checked(logged)[1]
    [problem] = verified(logged).problems
    assert (problem.path, table in problem.reason) == ("audit log", True)


@pytest.mark.parametrize("left", ["the case's own note", HEAD_NAME, "search 2", "an export"])
def test_one_head_that_is_left_is_enough_to_see_a_cut(logged: Path, left: str) -> None:
    """Whoever cuts the log must find every head that was written after the cut."""
    with closing(open_case(logged)) as store:
        search(store)[0](probe(1), request(top=2), "adler")
        head = f"9:{next(row.sha256 for row in store.audit() if row.audit_id == 9)}"
    cut = ["DELETE FROM audit WHERE audit_id > 8"]
    if left != "search 2":
        cut += ["DELETE FROM candidate WHERE search_id = 2", "DELETE FROM search WHERE search_id = 2"]
    if left != "the case's own note":
        cut.append("DELETE FROM case_fact WHERE name LIKE 'log_%'")
    force(logged, *cut)
    if left != HEAD_NAME:
        (logged / HEAD_NAME).unlink()
    words = ("--head", head) if left == "an export" else ()
    code, told = checked(logged, *words)
    assert code == 1
    assert told.count("cut off") == 1
    assert checked(logged)[0] == (0 if left == "an export" else 1)


def test_a_damaged_file_beside_is_no_head(logged: Path) -> None:
    for text in ("", "[]", '{"rows": "9", "sha256": 3}', "\xff"):
        (logged / HEAD_NAME).write_text(text, encoding="latin-1")
        assert checked(logged)[0] == 0
        assert verified(logged).problems == ()


@pytest.mark.parametrize("words", [("--head", "9:abc"), ("--head", "x")])
def test_the_checker_says_what_it_cannot_use(logged: Path, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, str(CHECKER), str(logged), *words], capture_output=True, check=False
    )
    assert done.returncode == 2


def test_the_checker_says_that_a_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "case.db").write_bytes(b"x" * 9000)
    code, told = checked(tmp_path)
    assert code == 2
    assert "cannot be read" in told


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET who = 'x'", "DELETE FROM audit", "UPDATE search SET top = 2", "DELETE FROM candidate"],
)
def test_the_database_refuses_to_change_what_is_kept(logged: Path, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        tamper(logged, statement)


def test_two_writers_make_one_chain(logged: Path) -> None:
    with closing(open_case(logged)) as first, closing(open_case(logged)) as second:
        for store in (first, second, first, second):
            with store.transaction("adler") as writer:
                writer.log("note", "x")
        assert check_log(first.audit(), first.log_heads()) == ()
        assert len(list(second.audit())) == 13
    assert checked(logged)[0] == 0


def test_a_head_is_never_ahead_of_the_log(logged: Path) -> None:
    with closing(open_case(logged)) as store:
        with pytest.raises(CaseError):
            _fail_halfway(store)
        assert len(list(store.audit())) == 9
        assert check_log(store.audit(), store.log_heads()) == ()


def _fail_halfway(store: SqliteCaseStore) -> None:
    with store.transaction("adler") as writer:
        writer.log("note", "x")
        writer.add_source(ExhibitId("EX-9"), "/x", "folder")


def test_a_head_that_cannot_be_written_costs_nothing(logged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _target: object) -> Path:
        raise OSError(28, "No space left on device")

    write: Callable[[Path, object], Path] = full
    monkeypatch.setattr(Path, "replace", write)
    with closing(open_case(logged)) as store, store.transaction("adler") as writer:
        writer.log("note", "x")
    monkeypatch.undo()
    assert checked(logged) == (0, "10 rows of the log were checked: nothing is wrong.\n")
