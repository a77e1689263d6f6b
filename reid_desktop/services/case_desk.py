"""How a case is run, for a person to see: policy, roles, snapshots, merges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reid_desktop.domain.authority import Policy, policy_of
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import EntryId
from reid_desktop.domain.ledger import EntryKind
from reid_desktop.domain.roles import Role
from reid_desktop.ports.store import CaseReader, Counts

from .gatekeeping import Gatekeeper


@dataclass(frozen=True, slots=True)
class Policies:
    """What is demanded of the work in a case."""

    own: Policy
    """By the case itself."""
    in_force: Policy
    """By the case and the agency: the stricter of the two."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the review that was kept: a snapshot, or a merge."""

    entry_id: EntryId
    name: str
    author: str
    at_utc: str
    conflicts: tuple[Mapping[str, Any], ...] = ()
    """Of a merge: rows of `domain.merging.Conflict`."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a purge would delete."""

    number: str
    """Of the case."""
    counts: Counts
    retain_until_utc: str | None


class CaseDesk:
    """Reads what is kept about the running of a case; safe from several threads."""

    def __init__(self, store: CaseReader, gatekeeper: Gatekeeper) -> None:
        """Read from `store`."""
        self._store = store
        self._gatekeeper = gatekeeper

    def policies(self) -> Policies:
        """Return what is demanded."""
        own = policy_of(self._store.ledger(EntryKind.POLICY), Policy())
        return Policies(own, self._gatekeeper.policy())

    def roles(self) -> Mapping[str, frozenset[Role]]:
        """Return who has which roles; empty where everybody may do everything."""
        return self._gatekeeper.roles()

    def exhibits(self) -> Sequence[Exhibit]:
        """Return the exhibits of the case."""
        return self._store.exhibits()

    def snapshots(self) -> list[Moment]:
        """Return the snapshots, newest first."""
        found = self._store.ledger(EntryKind.SNAPSHOT)
        return [Moment(one.entry_id, one.content["name"], one.author, one.at_utc) for one in reversed(found)]

    def merges(self) -> list[Moment]:
        """Return the merges with their conflicts, newest first."""
        return [
            Moment(
                one.entry_id,
                one.content["label"],
                one.author,
                one.at_utc,
                tuple(one.content["conflicts"]),
            )
            for one in reversed(self._store.ledger(EntryKind.MERGE))
        ]

    def held(self) -> Held:
        """Return what a purge would delete."""
        until = self._gatekeeper.policy().retain_until_utc
        return Held(self._store.facts().number, self._store.counts(None), until)
