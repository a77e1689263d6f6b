"""How a case is run: what is kept of it, and what the window asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reid_desktop.domain.authority import Authority, Policy
from reid_desktop.domain.ids import EntryId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.roles import Role


class LedgerReader(Protocol):
    """What can be asked of the ledger; safe from several threads."""

    def ledger(self, *kinds: EntryKind) -> list[Entry]:
        """Return the entries of these kinds, oldest first."""
        ...


class LedgerWriter(Protocol):
    """What can be written to the ledger inside one transaction."""

    def add_entry(self, entry: Entry) -> EntryId:
        """Keep an entry (its `entry_id` is ignored); return the id."""
        ...


@dataclass(frozen=True, slots=True)
class PolicyRequest:
    """Set what the case demands (answer: Governed)."""

    policy: Policy
    reason: str


@dataclass(frozen=True, slots=True)
class AuthorityRequest:
    """Record an authority (answer: Governed)."""

    authority: Authority
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AuthorityVerdictRequest:
    """Confirm, reject or end an authority; rejecting purges its results (answer: Governed)."""

    authority_id: EntryId
    verdict: str
    """`confirmed`, `rejected` or `ended`."""
    reason: str


@dataclass(frozen=True, slots=True)
class RoleRequest:
    """Give somebody a role, or take it (answer: Governed)."""

    person: str
    role: Role
    is_on: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SnapshotRequest:
    """Remember what counts of all decisions, tags, grades and bookmarks now (answer: Governed)."""

    name: str


@dataclass(frozen=True, slots=True)
class RestoreRequest:
    """Let count again what counted at a snapshot; `undo` takes it back (answer: Governed)."""

    snapshot_id: EntryId
    reason: str = ""


LedgerRequest = (
    PolicyRequest
    | AuthorityRequest
    | AuthorityVerdictRequest
    | RoleRequest
    | SnapshotRequest
    | RestoreRequest
)


@dataclass(frozen=True, slots=True)
class Governed:
    """What a request about the running of the case did."""

    entry_id: EntryId | None
    count: int = 0
    """Searches that were purged, or sightings that count otherwise now."""


Entries = Sequence[Entry]
