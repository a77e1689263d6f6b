"""What the log of a case tells of its searches: why each was made, and which were deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reid_desktop.ports.export_records import CaseRecords

from .report_facts import Fact

SEARCHED, PURGED = "search", "purge.searches"


@dataclass(frozen=True, slots=True)
class LoggedSearches:
    """Reasons by the number of the search, and what was deleted because an authority was rejected."""

    reasons: dict[int, str] = field(default_factory=dict)
    deleted: tuple[Fact, ...] = ()


def logged_searches(records: CaseRecords | None) -> LoggedSearches:
    """Read the log once."""
    reasons: dict[int, str] = {}
    deleted: list[Fact] = []
    for row in records.audit() if records else ():
        if row.action not in (SEARCHED, PURGED):
            continue
        told = _detail(row.detail)
        if row.action == SEARCHED and isinstance(told.get("search_id"), int):
            reasons[told["search_id"]] = str(told.get("reason") or "")
        elif row.action == PURGED:
            why = f"authority {told.get('reference', '')} rejected: {told.get('reason', '')}"
            deleted.append(Fact("Deleted for good", f"{row.object}, {row.at_utc} by {row.who}", (why,)))
    return LoggedSearches(reasons, tuple(deleted))


def why_facts(logged: LoggedSearches, search_id: int) -> Iterator[Fact]:
    """Yield why a search was made."""
    yield Fact("Reason", logged.reasons.get(search_id) or "none was given")


def _detail(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}  # `verify` names a row that was spoilt
    return found if isinstance(found, dict) else {}
