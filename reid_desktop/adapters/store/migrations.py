"""Bringing the database of a case to the present schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from reid_desktop.domain.errors import CaseError, CaseTooNewError

from .database import connect
from .guarding import keep_digests, watch
from .problems import case_errors, file_errors

if TYPE_CHECKING:
    from .schema import Step

NEWEST = 9
"""Schema version that this program writes; the number of steps in `schema.STEPS`."""

GUARDED_SINCE = 9
"""From this version on, rows are guarded."""

APPLICATION_ID = 0x52694443
"""Marks the file as a case database (`RiDC`)."""

PAGE_BYTES = 8192
"""Holds three 512-number vectors a page; the default 4096 would hold one and waste half."""
COPIES = "case-before-schema-*.db"
"""Names of the copies that an update keeps, one for each step."""


def check_version(connection: sqlite3.Connection, folder: Path) -> int:
    """Return the schema version.

    :raises CaseTooNewError: a newer program wrote it.
    :raises CaseError: it is some other program's database, or was never finished.
    """
    with case_errors(folder):
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID or version == 0:
        raise CaseError("{folder} is not a case folder: its case.db is some other database.", folder=folder)
    if version > NEWEST:
        raise CaseTooNewError(
            "The case {folder} was written by a newer version of the program (schema {found}, this one "
            "knows {known}); open it with that version.",
            folder=folder,
            found=version,
            known=NEWEST,
        )
    return int(version)


def lay_out(path: Path, folder: Path) -> None:
    """Make a new database file at `path` with every step applied."""
    path.touch(exist_ok=False)
    with closing(connect(path, read_only=False, folder=folder)) as connection, case_errors(folder):
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _apply(connection, 0, _steps(), folder)


def migrate(path: Path, folder: Path, steps: Sequence[Step] | None = None) -> None:
    """Bring the file up to date in one transaction; keep a copy of it as it was.

    The copy is `case-before-schema-N.db` beside it.
    """
    with closing(connect(path, read_only=False, folder=folder)) as connection:
        version = check_version(connection, folder)
        steps = _steps() if steps is None else steps
        if version >= len(steps):
            return
        with case_errors(folder), file_errors(folder):
            _keep_copy(connection, folder / COPIES.replace("*", str(version + 1)))
        with case_errors(folder):
            _apply(connection, version, steps, folder)


def _apply(connection: sqlite3.Connection, known: int, steps: Sequence[Step], folder: Path) -> None:
    from sqlite_utils import Database  # costs 0.1 s, and an up-to-date case needs none of it

    connection.execute("PRAGMA foreign_keys = OFF")  # steps may rebuild tables; checked below
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Two programs may come here at once; the second finds the work done.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        db = Database(connection, recursive_triggers=False, execute_plugins=False)
        if version >= GUARDED_SINCE:
            watch(connection)  # what a step changes is changed by the program
        for number, step in enumerate(steps[version:], start=version + 1):
            step(db)
            connection.execute(f"PRAGMA user_version = {number}")
        if version >= GUARDED_SINCE:
            keep_digests(connection)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise CaseError(
                "The case {folder} cannot be brought from schema {known} to {newest}: {detail}.",
                folder=folder,
                known=known,
                newest=len(steps),
                detail=f"a row of {broken[0]} points nowhere",
            )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _keep_copy(connection: sqlite3.Connection, target: Path) -> None:
    aside = target.with_suffix(".part")
    aside.unlink(missing_ok=True)
    with closing(sqlite3.connect(aside)) as copy:
        connection.backup(copy)
    aside.replace(target)


def _steps() -> Sequence[Step]:
    from .schema import STEPS

    return STEPS
