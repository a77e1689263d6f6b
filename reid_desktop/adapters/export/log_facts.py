"""What the log of a case tells: why each search was made, which were deleted, which files lay on the map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reid_desktop.ports.export_records import CaseRecords

from .report_facts import Fact

SEARCHED, PURGED = "search", "purge.searches"
LAID = frozenset({"map.laid", "map.hashed"})


@dataclass(frozen=True, slots=True)
class LoggedSearches:
    """Reasons by the number of the search, and what was deleted because an authority was rejected."""

    reasons: dict[int, str] = field(default_factory=dict)
    deleted: tuple[Fact, ...] = ()
    maps: tuple[Fact, ...] = ()
    """Files that examiners laid on the map."""


def logged_searches(records: CaseRecords | None) -> LoggedSearches:
    """Read the log once."""
    reasons: dict[int, str] = {}
    deleted: list[Fact] = []
    maps: dict[tuple[str, str], Fact] = {}
    for row in records.audit() if records else ():
        if row.action not in (SEARCHED, PURGED, *LAID):
            continue
        told = _detail(row.detail)
        if row.action in LAID:
            _note_map(maps, row.object, told)
        elif row.action == SEARCHED and isinstance(told.get("search_id"), int):
            reasons[told["search_id"]] = str(told.get("reason") or "")
        elif row.action == PURGED:
            why = f"authority {told.get('reference', '')} rejected: {told.get('reason', '')}"
            deleted.append(Fact("Deleted for good", f"{row.object}, {row.at_utc} by {row.who}", (why,)))
    return LoggedSearches(reasons, tuple(deleted), tuple(maps.values()))


def _note_map(maps: dict[tuple[str, str], Fact], name: str, told: dict[str, Any]) -> None:
    """Keep a file by its path and hash; the row without a hash gives way to the one with it."""
    path, sha256, size = str(told.get("path")), told.get("sha256"), told.get("size_bytes")
    unhashed = maps.get((path, ""))
    if sha256:
        maps.pop((path, ""), None)
    elif unhashed is not None or any(of == path for of, _ in maps):
        return
    proof = f"SHA-256 {sha256}" if sha256 else "its hash was not taken"
    many = f"; {size:,} bytes" if isinstance(size, int) else ""
    maps[path, str(sha256 or "")] = Fact("On the map", f"{name} ({told.get('format')})", (proof + many,))


def why_facts(logged: LoggedSearches, search_id: int) -> Iterator[Fact]:
    """Yield why a search was made."""
    yield Fact("Reason", logged.reasons.get(search_id) or "none was given")


def _detail(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}  # `verify` names a row that was spoilt
    return found if isinstance(found, dict) else {}
