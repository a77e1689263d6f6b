"""Snapshots of what counts of a review, and going back to one, which can itself be undone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.review import About, Act, Slot, checked_text, tag_named
from reid_desktop.domain.roles import Right
from reid_desktop.ports.ledger import Governed, RestoreRequest, SnapshotRequest
from reid_desktop.ports.review import Said
from reid_desktop.ports.store import CaseStore
from reid_desktop.ports.system import Clock
from reid_desktop.services.gatekeeping import Gatekeeper

Kept = dict[tuple[SightingId, Slot, About], Said]


class Snapshots:
    """Remembers moments of a review by the number of its last act."""

    def __init__(self, store: CaseStore, gatekeeper: Gatekeeper, clock: Clock) -> None:
        """Write to `store`."""
        self._store = store
        self._gatekeeper = gatekeeper
        self._clock = clock

    def take(self, request: SnapshotRequest, who: str) -> Governed:
        """Remember what counts now; nothing is copied, since nothing is ever taken away."""
        self._gatekeeper.require(who, Right.DECIDE)
        name, act_id = tag_named(request.name), self._store.newest().act_id
        content = {"name": name, "act": act_id}
        with self._store.transaction(who) as case:
            now = iso_utc(self._clock.now_utc_ms())
            entry_id = case.add_entry(Entry(EntryKind.SNAPSHOT, 0, content, who, now))
            case.log("snapshot", name, entry=entry_id, act=act_id)
        return Governed(entry_id)

    def restore(self, request: RestoreRequest, who: str) -> Governed:
        """Let count again what counted then: acts of today that say what was said then, in one step.

        :raises UsageError: there is no such snapshot, or all counts as it did.
        """
        self._gatekeeper.require(who, Right.RUN)
        found = [e for e in self._store.ledger(EntryKind.SNAPSHOT) if e.entry_id == request.snapshot_id]
        if not found:
            raise UsageError("The case has no snapshot {number}.", number=request.snapshot_id)
        name, act_id = str(found[0].content["name"]), int(found[0].content["act"])
        now = iso_utc(self._clock.now_utc_ms())
        then, today = _kept(self._store.said_until(act_id)), _kept(self._store.said_until(None))
        acts = _acts_back(then, today, who, now, f"snapshot {name}", checked_text(request.reason))
        if not acts:
            raise UsageError("Everything counts as it did at the snapshot {name}.", name=name)
        sightings = {sighting for _, ids in acts for sighting in ids}
        with self._store.transaction(who) as case:
            group = case.mark(acts)
            case.log(
                "review.restore",
                f"snapshot {request.snapshot_id}",
                name=name,
                act=group,
                until_act=act_id,
                sightings=len(sightings),
                reason=request.reason,
            )
        return Governed(request.snapshot_id, len(sightings))


def _kept(said: list[Said]) -> Kept:
    """Return the newest value of each slot of each sighting, for each search and person."""
    return {(one.sighting_id, one.act.slot, one.act.about): one for one in said}


def _acts_back(
    then: Kept, today: Kept, who: str, now: str, origin: str, reason: str
) -> list[tuple[Act, list[SightingId]]]:
    """Return the acts that make today's values those of then.

    All values of a sighting's slot are said anew in their old order where one of them differs, so
    that the newest among them is the same again.
    """
    keys = then.keys() | today.keys()
    values = {key: (_code(then, key), _code(today, key)) for key in keys}
    differing = {(key[0], key[1]) for key, (old, new) in values.items() if old != new}
    takes: defaultdict[tuple[Slot, About], list[SightingId]] = defaultdict(list)
    gives: defaultdict[int, list[Said]] = defaultdict(list)
    for key, (old, new) in values.items():
        if (key[0], key[1]) not in differing:
            continue
        if old is None and new is not None:
            takes[key[1], key[2]].append(key[0])
        elif old is not None:
            gives[then[key].act_id].append(then[key])
    acts = [
        (Act(slot, None, who, now, reason, about, origin=origin), sorted(ids))
        for (slot, about), ids in takes.items()
    ]
    for act_id in sorted(gives):
        first = gives[act_id][0].act
        again = replace(first, author=who, at_utc=now, origin=f"{origin}: act {act_id} of {first.author}")
        acts.append((again, sorted(one.sighting_id for one in gives[act_id])))
    return acts


def _code(kept: Kept, key: tuple[SightingId, Slot, About]) -> int | None:
    return kept[key].act.code if key in kept else None
