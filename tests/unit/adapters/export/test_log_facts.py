"""What the log tells of the files that lay on the map."""

from __future__ import annotations

import json
from collections.abc import Iterator

from reid_desktop.adapters.export.log_facts import logged_searches
from reid_desktop.domain.case import AuditEntry
from tests.fakes.export_records import FakeRecords

Row = tuple[str, str, str, str | None]
"""Action, name, path, hash."""


class Logged(FakeRecords):
    """A case whose log is given."""

    def __init__(self, *rows: Row) -> None:
        super().__init__([])
        self._log = rows

    def audit(self) -> Iterator[AuditEntry]:
        for number, (action, name, path, sha256) in enumerate(self._log, start=1):
            detail = json.dumps({"path": path, "format": "mbtiles", "sha256": sha256, "size_bytes": 1234})
            yield AuditEntry(number, "2024-06-01T08:00:00.000Z", "DS Gray", action, name, detail, "", "")


def told(*rows: Row) -> list[tuple[str, tuple[str, ...]]]:
    return [(fact.value, fact.notes) for fact in logged_searches(Logged(*rows)).maps]


def test_a_file_is_told_once_with_its_hash() -> None:
    laid: Row = ("map.laid", "Town", "/m/t", None)
    hashed: Row = ("map.hashed", "Town", "/m/t", "ab" * 32)
    proven = [("Town (mbtiles)", (f"SHA-256 {'ab' * 32}; 1,234 bytes",))]
    assert told(laid) == [("Town (mbtiles)", ("its hash was not taken; 1,234 bytes",))]
    assert told(laid, hashed) == proven
    assert told(laid, hashed, ("map.taken_off", "Town", "/m/t", "ab" * 32), laid, hashed) == proven
    assert told() == []


def test_a_file_that_was_exchanged_is_told_twice() -> None:
    first: Row = ("map.hashed", "Town", "/m/t", "ab" * 32)
    second: Row = ("map.hashed", "Town", "/m/t", "cd" * 32)
    assert [notes[0][8:10] for _, notes in told(first, second)] == ["ab", "cd"]
