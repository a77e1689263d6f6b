"""The log shows every change that was made to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reid_desktop.adapters.store import SqliteCaseStore, create_case, open_case
from reid_desktop.adapters.store.audit import GENESIS, row_sha256, verify_chain
from reid_desktop.domain.case import AuditEntry, CaseFacts
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import ExhibitId

FACTS = CaseFacts("2024-17", "Harbour", "D. Adler")
Texts = st.text(st.characters(), max_size=6)
Contents = st.lists(st.tuples(Texts, Texts, Texts, Texts, Texts), min_size=1, max_size=8)


def chain(contents: list[tuple[str, str, str, str, str]]) -> list[AuditEntry]:
    rows: list[AuditEntry] = []
    previous = GENESIS
    for number, (who, when, action, object_, detail) in enumerate(contents, start=1):
        own = row_sha256(previous, who, when, action, object_, detail)
        rows.append(AuditEntry(number, when, who, action, object_, detail, previous, own))
        previous = own
    return rows


@given(Contents)
def test_an_untouched_log_is_whole(contents: list[tuple[str, str, str, str, str]]) -> None:
    assert verify_chain(chain(contents)) is None


def test_an_empty_log_is_whole() -> None:
    assert verify_chain([]) is None


EDITS: tuple[Callable[[AuditEntry, str], AuditEntry], ...] = (
    lambda row, text: replace(row, audit_id=len(text) + 100),
    lambda row, text: replace(row, at_utc=text),
    lambda row, text: replace(row, who=text),
    lambda row, text: replace(row, action=text),
    lambda row, text: replace(row, object=text),
    lambda row, text: replace(row, detail=text),
    lambda row, text: replace(row, previous_sha256=text),
    lambda row, text: replace(row, sha256=text),
)


@given(Contents, st.data(), st.sampled_from(EDITS), Texts)
def test_an_edit_is_found(
    contents: list[tuple[str, str, str, str, str]],
    data: st.DataObject,
    edit: Callable[[AuditEntry, str], AuditEntry],
    text: str,
) -> None:
    rows = chain(contents)
    where = data.draw(st.integers(0, len(rows) - 1))
    edited = edit(rows[where], text)
    assume(edited != rows[where])
    rows[where] = edited
    assert verify_chain(rows) == edited.audit_id


@given(Contents, st.data())
def test_a_clever_edit_with_a_new_hash_breaks_the_next_row(
    contents: list[tuple[str, str, str, str, str]], data: st.DataObject
) -> None:
    rows = chain([*contents, ("a", "b", "c", "d", "e")])
    where = data.draw(st.integers(0, len(rows) - 2))
    row = replace(rows[where], who=rows[where].who + "x")
    own = row_sha256(row.previous_sha256, row.who, row.at_utc, row.action, row.object, row.detail)
    rows[where] = replace(row, sha256=own)
    assert verify_chain(rows) == rows[where + 1].audit_id


@given(Contents, st.data())
def test_a_deleted_row_is_found(contents: list[tuple[str, str, str, str, str]], data: st.DataObject) -> None:
    rows = chain([*contents, ("a", "b", "c", "d", "e")])
    where = data.draw(st.integers(0, len(rows) - 2))
    following = rows[where + 1].audit_id
    del rows[where]
    assert verify_chain(rows) == following


@given(Contents, st.data())
def test_another_order_is_found(contents: list[tuple[str, str, str, str, str]], data: st.DataObject) -> None:
    rows = chain(contents)
    moved = data.draw(st.permutations(rows))
    assume(moved != rows)
    assert verify_chain(moved) is not None


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    folder = tmp_path / "a.reidcase"
    with closing(create_case(folder, FACTS, "adler")) as store:
        for number in range(5):
            with store.transaction("adler") as writer:
                writer.log("import", f"EX-{number}", files=number)
    return folder


def tamper(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "case.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def first_broken(folder: Path) -> int | None:
    with closing(open_case(folder, read_only=True)) as store:
        return store.broken_audit_id()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET who = 'someone else' WHERE audit_id = 3", 3),
        ("UPDATE audit SET detail = '{\"files\":9}' WHERE audit_id = 6", 6),
        ("DELETE FROM audit WHERE audit_id = 3", 4),
        ("DELETE FROM audit WHERE audit_id = 1", 2),
    ],
)
def test_the_database_refuses_changes_and_forced_ones_show(logged: Path, statement: str, broken: int) -> None:
    assert first_broken(logged) is None
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        tamper(logged, statement)
    tamper(logged, "DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", statement)
    assert first_broken(logged) == broken


def test_searches_are_never_changed(logged: Path) -> None:
    tamper(
        logged,
        "INSERT INTO search VALUES (1, '2024', 'adler', '{}', 'key', '{}', 1, '{}')",
    )
    for statement in ("UPDATE search SET top = 2", "DELETE FROM search"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            tamper(logged, statement)


def test_two_writers_make_one_chain(logged: Path) -> None:
    with closing(open_case(logged)) as first, closing(open_case(logged)) as second:
        for store in (first, second, first, second):
            with store.transaction("adler") as writer:
                writer.log("note", "x")
        assert first.broken_audit_id() is None
        assert len(list(second.audit())) == 10


def test_a_log_row_needs_its_transaction(logged: Path) -> None:
    def fail_halfway(store: SqliteCaseStore) -> None:
        with store.transaction("adler") as writer:
            writer.log("note", "x")
            writer.add_source(ExhibitId("EX-9"), "/x", "folder")

    with closing(open_case(logged)) as store:
        with pytest.raises(CaseError):
            fail_halfway(store)
        assert len(list(store.audit())) == 6
