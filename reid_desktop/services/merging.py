"""Taking over what another examiner said in a copy of the case, with a list of where the two differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from reid_desktop.domain.audit_log import check_log
from reid_desktop.domain.capture import iso_utc
from reid_desktop.domain.errors import CaseError, UsageError
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.ledger import Entry, EntryKind
from reid_desktop.domain.merging import CONFLICT, Conflict, Merged
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.review import (
    About,
    Act,
    Note,
    NoteKind,
    NoteTarget,
    Slot,
    SlotKind,
    tag_named,
)
from reid_desktop.domain.roles import Right
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.review import Said
from reid_desktop.ports.store import CaseReader, CaseStore
from reid_desktop.ports.system import Clock
from reid_desktop.services.gatekeeping import Gatekeeper

ANOTHER = "{other} is the case {theirs}, this is {ours}: only copies of one case can be merged."
SPOILT = "The log of {other} is not whole ({problem}); nothing was taken over."
NOTHING = "{other} says nothing that this case does not have."
DISPUTABLE = (SlotKind.DECISION, SlotKind.GRADE)

Where = tuple[str, tuple[int, int, int, int], float | None, str]
"""What a sighting is, in any copy: SHA-256, box, second in the clip, model key."""
Key = tuple[SightingId, Slot, About]


class MergeReviews:
    """Merges the review of a copy into a case; both sides of every difference are kept."""

    def __init__(self, store: CaseStore, gatekeeper: Gatekeeper, clock: Clock) -> None:
        """Write to `store`."""
        self._store = store
        self._gatekeeper = gatekeeper
        self._clock = clock

    def __call__(self, other: CaseReader, label: str, who: str) -> Merged:
        """Take over what `other` says and this case does not; where they differ, nothing counts any more.

        One step, which `undo` takes back. A sighting about which the two differ is undecided again and
        carries the tag `CONFLICT`, so that a person settles it.

        :raises UsageError: it is another case, or says nothing new.
        :raises CaseError: its log is not whole.
        """
        self._gatekeeper.require(who, Right.RUN)
        head = self._check(other, label)
        same = _Same(self._store, other)
        ours = self._store.said_until(None)
        known = {(one.sighting_id, _said(one.act)) for one in ours}
        mapped = [same.said(one) for one in other.said_until(None)]
        new = [one for one in mapped if one is not None and (one.sighting_id, _said(one.act)) not in known]
        notes = same.notes()
        if not new and not notes:
            raise UsageError(NOTHING, other=label)
        conflicts = _conflicts(ours, new)
        now = iso_utc(self._clock.now_utc_ms())
        acts = _acts(new, conflicts, who, now, f"merged from {label}")
        content = {
            "label": label,
            "log_row": head[0],
            "log_sha256": head[1],
            "conflicts": [c.row() for c in conflicts],
        }
        with self._store.transaction(who) as case:
            if acts:
                case.mark(acts)
            for note in notes:
                case.add_note(note)
            entry_id = case.add_entry(Entry(EntryKind.MERGE, 0, content, who, now))
            told = {name: value for name, value in content.items() if name != "conflicts"}
            case.log(
                "merge",
                label,
                entry=entry_id,
                values=len(new),
                notes=len(notes),
                unknown=mapped.count(None),
                conflicts=len(conflicts),
                **told,
            )
        return Merged(entry_id, len(new), len(notes), mapped.count(None), tuple(conflicts))

    def _check(self, other: CaseReader, label: str) -> tuple[int, str]:
        ours, theirs = self._store.facts(), other.facts()
        if (ours.number, ours.created_utc) != (theirs.number, theirs.created_utc):
            raise UsageError(ANOTHER, other=label, theirs=theirs.number, ours=ours.number)
        log = list(other.audit())
        problems = check_log(log, other.log_heads())
        if problems:
            raise CaseError(SPOILT, other=label, problem=problems[0].sentence)
        return log[-1].audit_id, log[-1].sha256


class _Same:
    """Finds in this case what another copy means: sightings by content, searches and persons by origin."""

    def __init__(self, store: CaseReader, other: CaseReader) -> None:
        """Compare the two."""
        self._store, self._other = store, other
        ids = {one.sighting_id for one in other.said_until(None)}
        ids |= {SightingId(n.target.number) for n in other.notes() if n.target.kind is NoteKind.SIGHTING}
        self._sightings = self._matched(sorted(ids))
        mine = {_of_search(search): search.search_id for search in store.searches()}
        self._searches = {s.search_id: mine[_of_search(s)] for s in other.searches() if _of_search(s) in mine}
        first = _first_events(store)
        self._persons = {i for i, event in _first_events(other).items() if first.get(i) == event}

    def said(self, said: Said) -> Said | None:
        """Return a value as this case would have it; None for a sighting that it does not have."""
        sighting_id = self._sightings.get(said.sighting_id)
        if sighting_id is None:
            return None
        about = said.act.about
        search = None if about.search_id is None else self._searches.get(about.search_id)
        person = about.person_id if about.person_id in self._persons else None
        return Said(said.act_id, sighting_id, replace(said.act, about=About(search, person)))

    def notes(self) -> list[Note]:
        """Return the notes that stand there and are not here, on what this case has too."""
        here = {(note.target, note.text, note.author, note.at_utc) for note in self._store.notes()}
        found = []
        for note in self._other.notes():
            target = self._target(note.target)
            if target is None or not note.text or note.replaced_by is not None:
                continue
            if (target, note.text, note.author, note.at_utc) not in here:
                found.append(replace(note, target=target, replaces=None, note_id=None))
        return found

    def _target(self, target: NoteTarget) -> NoteTarget | None:
        if target.kind is NoteKind.CASE:
            return target
        if target.kind is NoteKind.SIGHTING:
            sighting_id = self._sightings.get(SightingId(target.number))
            return None if sighting_id is None else NoteTarget.sighting(sighting_id)
        if target.kind is NoteKind.MEDIA:
            items = self._other.media([MediaId(target.number)])
            media_id = self._store.media_by_sha256(items[0].sha256) if items else None
            return None if media_id is None else NoteTarget.media(media_id)
        return None

    def _matched(self, ids: Sequence[SightingId]) -> dict[SightingId, SightingId]:
        theirs = _where(self._other, self._other.sightings(ids))
        wanted = {where[0] for where in theirs.values()}
        media = [
            m for m in (self._store.media_by_sha256(digest) for digest in sorted(wanted)) if m is not None
        ]
        keys = {where[3] for where in theirs.values()}
        mine = [s for m in media for key in keys for s in self._store.sightings_of_media(m, key)]
        ours = _where(self._store, mine)
        by_content = {where: i for i, where in ours.items()}
        # Copies share the ids of what was found before they parted.
        return {
            i: i if ours.get(i) == where else by_content[where]
            for i, where in theirs.items()
            if where in by_content
        }


def _where(reader: CaseReader, sightings: Iterable[Sighting]) -> dict[SightingId, Where]:
    """Return what each sighting is, in any copy."""
    found = list(sightings)
    keys = {int(i): key for key in reader.model_keys() for i in reader.sighting_table(key).ids}
    hashes = {m.media_id: m.sha256 for m in reader.media(sorted({s.media_id for s in found}))}
    return {
        s.sighting_id: (
            hashes[s.media_id],
            (s.box.left_px, s.box.top_px, s.box.right_px, s.box.bottom_px),
            s.best_s,
            keys[s.sighting_id],
        )
        for s in found
    }


def _of_search(search: SearchRecord) -> tuple[int, str, str, str, str]:
    """Return what tells a search made before the copies parted from one made after."""
    return (
        search.search_id,
        search.created_utc,
        search.examiner,
        search.model_key,
        search.probe.sha256,
    )


def _first_events(reader: CaseReader) -> dict[int, object]:
    found: dict[int, object] = {}
    for event in reader.person_events():
        found.setdefault(event.act.person_id, event)
    return found


def _said(act: Act) -> tuple[object, ...]:
    return (act.slot, act.code, act.author, act.at_utc, act.reason)


def _current(said: Iterable[Said]) -> Mapping[Key, Said]:
    return {(one.sighting_id, one.act.slot, one.act.about): one for one in said}


def _conflicts(ours: Sequence[Said], new: Sequence[Said]) -> list[Conflict]:
    mine, theirs = _current(ours), _current(new)
    found = []
    for key, their in sorted(theirs.items(), key=lambda one: one[0][0]):
        my = mine.get(key)
        if my is None or my.act.code is None or their.act.code is None or key[1].kind not in DISPUTABLE:
            continue
        if my.act.code != their.act.code:
            found.append(Conflict(*key, my.act.code, my.act.author, their.act.code, their.act.author))
    return found


def _acts(
    new: Sequence[Said], conflicts: Sequence[Conflict], who: str, now: str, origin: str
) -> list[tuple[Act, list[SightingId]]]:
    """Return theirs as they were made, then what takes disputed values out of force."""
    if not new:
        return []
    grouped: defaultdict[tuple[int, About], list[Said]] = defaultdict(list)
    for one in new:
        grouped[one.act_id, one.act.about].append(one)
    # The first act is by who merges: it makes the whole a step of theirs, for them to undo.
    tag = Act(Slot(SlotKind.TAG, tag_named(origin)), 1, who, now, origin=origin)
    acts = [(tag, sorted({one.sighting_id for one in new}))]
    for (act_id, _), values in grouped.items():
        act = replace(values[0].act, origin=f"{origin}: act {act_id}")
        acts.append((act, [one.sighting_id for one in values]))
    disputed: defaultdict[tuple[Slot, About], list[SightingId]] = defaultdict(list)
    for conflict in conflicts:
        disputed[conflict.slot, conflict.about].append(conflict.sighting_id)
    for (slot, about), ids in disputed.items():
        acts.append((Act(slot, None, who, now, CONFLICT, about, origin=origin), ids))
    if conflicts:
        marked = sorted({conflict.sighting_id for conflict in conflicts})
        acts.append((Act(Slot(SlotKind.TAG, CONFLICT), 1, who, now, origin=origin), marked))
    return acts
