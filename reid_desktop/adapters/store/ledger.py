"""Reading and writing how the case is run."""

from __future__ import annotations

import json

from reid_desktop.domain.ids import EntryId
from reid_desktop.domain.ledger import Entry, EntryKind

from .database import Database
from .rows import restored, stored, to_json
from .statements import Statements


class LedgerReading:
    """Answers about the running of the case."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def ledger(self, *kinds: EntryKind) -> list[Entry]:
        """Return the entries of these kinds, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM ledger WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY entry_id",
            (json.dumps([kind.value for kind in kinds]),),
        )
        return [
            Entry(
                EntryKind(row["kind"]),
                row["subject"],
                json.loads(row["content"]),
                restored(row["author"]),
                row["at_utc"],
                restored(row["reason"]),
                EntryId(row["entry_id"]),
            )
            for row in rows
        ]


class LedgerWriting(Statements):
    """The part of a writer that keeps how the case is run."""

    def add_entry(self, entry: Entry) -> EntryId:
        """Keep an entry (its `entry_id` is ignored); return the id."""
        entry_id = self._next("ledger")
        self._run(
            "INSERT INTO ledger (entry_id, kind, subject, content, author, at_utc, reason) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            entry_id,
            entry.kind.value,
            entry.subject,
            to_json(dict(entry.content)),
            stored(entry.author),
            entry.at_utc,
            stored(entry.reason),
        )
        return EntryId(entry_id)
