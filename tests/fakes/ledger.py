"""The ledger of the case in memory."""

from __future__ import annotations

from dataclasses import replace

from reid_desktop.domain.ids import EntryId
from reid_desktop.domain.ledger import Entry, EntryKind
from tests.fakes.state import State


class FakeLedgerWriting:
    """Keeps how the case is run."""

    _state: State

    def add_entry(self, entry: Entry) -> EntryId:
        entry_id = EntryId(len(self._state.ledger) + 1)
        self._state.ledger.append(replace(entry, entry_id=entry_id))
        return entry_id


class FakeLedgerReading:
    """Answers about the running of the case."""

    _state: State

    def ledger(self, *kinds: EntryKind) -> list[Entry]:
        return [entry for entry in self._state.ledger if entry.kind in kinds]
