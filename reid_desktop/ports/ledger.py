"""How a case is run: what is kept of it, and what the window asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reid_desktop.domain.authority import Authority, Policy
from reid_desktop.domain.ids import EntryId, SearchId, SightingId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.review import Verdict
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


@dataclass(frozen=True, slots=True)
class SecondLookRequest:
    """Ask a second person about what was decided in a search (answer: Governed with the task's id)."""

    search_id: SearchId
    reviewer: str = ""
    """Who is asked; empty: whoever may."""
    fillers: int = 10
    """Sightings nobody decided about that are mixed in."""
    seeds: int = 0
    """Pairs of known truth that are mixed in, as far as there are some."""


@dataclass(frozen=True, slots=True)
class SecondAnswerRequest:
    """Say what one thinks of a pair of a second look (answer: Governed with how many are left)."""

    task_id: EntryId
    place: int
    verdict: Verdict
    reason: str = ""
    checklist: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeedRequest:
    """Keep a pair of which the truth is known (answer: Governed)."""

    probe: SightingId
    sighting: SightingId
    is_same: bool
    basis: str
    """How the truth is known."""


@dataclass(frozen=True, slots=True)
class SeedPhotosRequest:
    """Keep pairs of persons who stand apart in one photo, drawn by chance (answer: Governed)."""

    count: int
    basis: str
    """How the truth is known."""


@dataclass(frozen=True, slots=True)
class SecondResultsRequest:
    """Write what came of the second looks to a file (answer: Governed with the number of opinions)."""

    out: Path
    """`.json`, or a table with any other ending; nothing may be there yet."""


LedgerRequest = (
    PolicyRequest
    | AuthorityRequest
    | AuthorityVerdictRequest
    | RoleRequest
    | SnapshotRequest
    | RestoreRequest
    | SecondLookRequest
    | SecondAnswerRequest
    | SeedRequest
    | SeedPhotosRequest
    | SecondResultsRequest
)


@dataclass(frozen=True, slots=True)
class Governed:
    """What a request about the running of the case did."""

    entry_id: EntryId | None
    count: int = 0
    """Searches purged, sightings that count otherwise, pairs asked about, left or kept, opinions written."""
