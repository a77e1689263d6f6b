"""Bringing older files up to date, and refusing newer and foreign ones."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from reid_desktop.adapters.store import create_case, open_case
from reid_desktop.adapters.store.migrations import NEWEST, migrate
from reid_desktop.adapters.store.schema import STEPS, Step
from reid_desktop.domain.case import CaseFacts
from reid_desktop.domain.errors import CaseError, CaseTooNewError

FACTS = CaseFacts("2024-17", "Harbour", "D. Adler")
RELEASED = {
    1: "bd14ce03b50f2290",
    2: "7cd11cbb6084c2c5",
    3: "ff98558aaf7c62c9",
    4: "063474d5fe9dea1a",
    5: "f0265892ba48d647",
    6: "847543a56795f7ab",
    7: "e64a8d7b14491b9e",
    8: "0b3bc9962a3fb648",
    9: "66475ea723f1e77e",
}
"""Digest of the tables after each step; a change here breaks the cases of users."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "a.reidcase"
    create_case(path, FACTS, "adler").close()
    return path


def query(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "case.db")) as connection:
        rows: list[tuple[object, ...]] = connection.execute(sql).fetchall()
        connection.commit()
        return rows


def add_colour(db: Database) -> None:
    db.execute("ALTER TABLE exhibit ADD COLUMN colour TEXT")


def add_room(db: Database) -> None:
    db.execute("ALTER TABLE exhibit ADD COLUMN room TEXT")


def break_off(db: Database) -> None:
    db.execute("ALTER TABLE exhibit ADD COLUMN half TEXT")
    db.execute("this is no SQL")


def leave_a_loose_row(db: Database) -> None:
    db.execute("INSERT INTO source VALUES (1, 999, '/x', 'folder')")


def version(folder: Path) -> object:
    return query(folder, "PRAGMA user_version")[0][0]


def columns(folder: Path) -> list[object]:
    return [row[1] for row in query(folder, "PRAGMA table_info(exhibit)")]


def test_the_number_of_steps_is_the_newest_version(folder: Path) -> None:
    assert len(STEPS) == NEWEST == version(folder)


def shape(connection: sqlite3.Connection) -> str:
    """Return columns, keys and indexes of every table as text, and the triggers."""
    lines = []
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    for (table,) in tables.fetchall():
        lines += [f"{table} {row}" for row in connection.execute(f"PRAGMA table_info({table})")]
        lines += [f"{table} {row}" for row in connection.execute(f"PRAGMA foreign_key_list({table})")]
        for _, index, unique, *_ in connection.execute(f"PRAGMA index_list({table})").fetchall():
            columns = [row[2] for row in connection.execute(f"PRAGMA index_info({index})")]
            lines.append(f"{table} {unique} {columns}")
    lines += [str(r) for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    return "\n".join(sorted(lines))


def test_released_steps_stay_as_they_are() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        for number, step in enumerate(STEPS, start=1):
            step(Database(connection))
            assert RELEASED[number] == hashlib.sha256(shape(connection).encode()).hexdigest()[:16]


def test_a_newer_case_is_refused(folder: Path) -> None:
    query(folder, f"PRAGMA user_version = {NEWEST + 1}")
    before = (folder / "case.db").read_bytes()
    for read_only in (True, False):
        with pytest.raises(CaseTooNewError, match="newer version"):
            open_case(folder, read_only=read_only)
    assert (folder / "case.db").read_bytes() == before


def test_steps_are_applied_once_and_a_copy_is_kept(folder: Path) -> None:
    steps: Sequence[Step] = [*STEPS, add_colour, add_room]
    migrate(folder / "case.db", folder, steps)
    assert columns(folder)[-2:] == ["colour", "room"]
    assert version(folder) == len(steps)
    kept = folder / f"case-before-schema-{NEWEST + 1}.db"
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        assert "colour" not in [row[1] for row in copy.execute("PRAGMA table_info(exhibit)")]


def test_an_up_to_date_file_is_left_alone(folder: Path) -> None:
    before = (folder / "case.db").read_bytes()
    migrate(folder / "case.db", folder)
    assert (folder / "case.db").read_bytes() == before
    assert not list(folder.glob("case-before-*"))


@pytest.mark.parametrize("bad", [break_off, leave_a_loose_row])
def test_a_failing_step_changes_nothing(folder: Path, bad: Step) -> None:
    before = columns(folder)
    with pytest.raises(CaseError):
        migrate(folder / "case.db", folder, [*STEPS, add_colour, bad])
    assert (columns(folder), version(folder)) == (before, NEWEST)
    assert query(folder, "SELECT * FROM source") == []
    open_case(folder).close()


@pytest.mark.parametrize("pragma", ["application_id = 7", "user_version = 0"])
def test_another_program_s_database_is_refused(folder: Path, pragma: str) -> None:
    query(folder, f"PRAGMA {pragma}")
    with pytest.raises(CaseError, match="not a case folder"):
        open_case(folder)
