"""What is kept about how a case is run: policies, authorities, roles, second looks. Only ever added to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .ids import EntryId


class EntryKind(StrEnum):
    """What an entry is about."""

    POLICY = "policy"
    AUTHORITY = "authority"
    VERDICT_ON_AUTHORITY = "authority.verdict"
    SEARCHED_UNDER = "searched_under"
    RAISED_UNDER = "raised_under"
    """The subject is an alarm."""
    ROLE = "role"
    SNAPSHOT = "snapshot"
    SECOND_LOOK = "second_look"
    SECOND_ANSWER = "second_answer"
    PROFICIENCY = "proficiency"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as it was written."""

    kind: EntryKind
    subject: int
    """Number of what it is about: an authority, a search, a task; 0 for the case."""
    content: Mapping[str, Any]
    """JSON."""
    author: str
    at_utc: str
    reason: str = ""
    entry_id: EntryId = field(default_factory=lambda: EntryId(0))
    """Set by the store; grows with time."""
