"""Checking guarded rows against the digests that were kept when they were written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from reid_desktop.ports.guarding import RowFindings, RowSeal

from .database import Database
from .guarding import GUARDED, INTERNAL, genesis, range_sha256, row_digest
from .rows import any_text

MOST = 200
"""So many findings are told."""
CHANGED = "What the case holds of {what} was changed from outside the program."
TAKEN_OUT = "A row of the table {table} (number {key}) was taken out from outside the program."
PUT_IN = "What the case holds of {what} was put in from outside the program."
REWRITTEN = "The digests of what was written before row {row} of the log are not those that it sealed."

_END: tuple[Any, ...] = ()


class GuardReading:
    """Answers about guarded rows."""

    _database: Database

    def guard_findings(self, seals: Sequence[RowSeal]) -> RowFindings:
        """Compare all guarded rows with their digests, and the digests with the seals in the log."""
        with self._database.reading() as connection:
            problems = [*_broken(connection, seals)]
            unguarded = 0
            for table in GUARDED:
                for sentence in _compared(connection, table):
                    if sentence is None:
                        unguarded += 1
                    elif len(problems) < MOST:
                        problems.append(sentence)
            last = seals[-1].newest if seals else 0
            (unsealed,) = connection.execute(
                "SELECT COUNT(*) FROM row_guard WHERE guard_id > ?", (last,)
            ).fetchone()
        return RowFindings(tuple(problems), unguarded, int(unsealed))


def _broken(connection: sqlite3.Connection, seals: Sequence[RowSeal]) -> Iterator[str]:
    """Yield a sentence for the first seal that does not fit: all behind it cannot either."""
    before, last = genesis(connection), 0
    for one in seals:
        if one.newest <= last or range_sha256(connection, before, last, one.newest) != one.sha256:
            yield REWRITTEN.format(row=one.row)
            return
        before, last = one.sha256, one.newest


def _compared(connection: sqlite3.Connection, table: str) -> Iterator[str | None]:
    """Yield a sentence for each row that is not as it was written; None for one that is not guarded."""
    guarded = GUARDED[table]
    (start,) = connection.execute(
        "SELECT ifnull(max(newest), 0) FROM guard_start WHERE of_table = ?", (table,)
    ).fetchone()
    kept = connection.execute(
        "SELECT row_key, sha256, max(guard_id) FROM row_guard WHERE of_table = ? GROUP BY row_key "
        "ORDER BY row_key",
        (table,),
    )
    columns = ", ".join((guarded.key, "rowid", f"CAST({guarded.name} AS BLOB)", *guarded.columns))
    there = connection.execute(f"SELECT {columns} FROM {table} ORDER BY {guarded.key}")
    row, note = next(there, _END), next(kept, _END)
    while row or note:
        if note and (not row or note[0] < row[0]):
            if note[1] is not None:
                yield TAKEN_OUT.format(table=table, key=note[0])
            note = next(kept, _END)
            continue
        what = any_text(row[2])
        if note and note[0] == row[0]:
            if note[1] is None:
                yield PUT_IN.format(what=what)
            elif note[1] != row_digest(row[3:]):
                yield CHANGED.format(what=what)
            note = next(kept, _END)
        elif not (table == "case_fact" and row[0] in INTERNAL):
            yield None if row[1] <= start else PUT_IN.format(what=what)
        row = next(there, _END)
