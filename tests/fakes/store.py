"""A case kept in memory, for tests of what uses a case store."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.audit_log import GENESIS, LogHead, row_sha256
from reid_desktop.domain.capture import CaptureTime, Place
from reid_desktop.domain.case import AuditEntry, CaseFacts, Exhibit, Source
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.errors import CaseError, CaseReadOnlyError
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId, SourceId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaItem, MediaKind, Outcome
from reid_desktop.domain.query import Filters
from reid_desktop.domain.settled import Settled
from reid_desktop.domain.sighting import NewSighting, Sighting
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.ports.store import (
    NO_TIME,
    Brought,
    Counts,
    Ids,
    Listener,
    ManifestLine,
    Mark,
    SightingTable,
)
from tests.fakes.clip_progress import ClipProgressAnswers, ClipProgressKeeping
from tests.fakes.columns import ColumnAnswers
from tests.fakes.filtering import passes, time_utc_ms
from tests.fakes.ledger import FakeLedgerReading, FakeLedgerWriting
from tests.fakes.linking import LinkReading, LinkWriting
from tests.fakes.persons import FakePersonReader, FakePersonWriter
from tests.fakes.review import FakeReviewWriting
from tests.fakes.searches import SearchAnswers, SearchNotes
from tests.fakes.stage_times import StageTimeAnswers, StageTimeKeeping
from tests.fakes.state import Found, State, found_from
from tests.fakes.superseding import SupersedingAnswers, SupersedingKeeping
from tests.fakes.vectors import VectorAnswers


class _Writer(
    FakeReviewWriting,
    FakeLedgerWriting,
    FakePersonWriter,
    LinkWriting,
    SearchNotes,
    ClipProgressKeeping,
    StageTimeKeeping,
    SupersedingKeeping,
):
    """Writes to the state, and remembers what was touched."""

    def __init__(self, state: State, who: str) -> None:
        super().__init__(state)
        self._who = who

    def add_exhibit(self, exhibit: Exhibit) -> None:
        self._state.exhibits[exhibit.exhibit_id] = exhibit
        self.changes |= ChangeSet(exhibits=frozenset({exhibit.exhibit_id}))

    def add_source(self, exhibit_id: ExhibitId, path: str, kind: str) -> SourceId:
        self._need_exhibit(exhibit_id)
        self.changes |= ChangeSet(exhibits=frozenset({exhibit_id}))
        new_id = SourceId(len(self._state.sources) + 1)
        source_id = self._state.sources.setdefault((exhibit_id, path), new_id)
        self._state.kinds.setdefault(source_id, kind)
        return source_id

    def add_media(
        self, inspection: Inspection, time: CaptureTime | None, place: Place | None
    ) -> tuple[MediaId, bool]:
        for item in self._state.media.values():
            if item.sha256 == inspection.sha256:
                return item.media_id, False
        media_id = MediaId(len(self._state.media) + 1)
        self._state.media[media_id] = MediaItem(
            media_id,
            inspection.sha256,
            inspection.kind,
            inspection.container,
            inspection.size_bytes,
            inspection.facts,
            time,
            place,
            (),
        )
        self._touch_media(media_id)
        return media_id, True

    def add_copy(self, media_id: MediaId, copy: Copy) -> bool:
        self._need_exhibit(copy.exhibit_id)
        if any(
            (old.exhibit_id, old.path) == (copy.exhibit_id, copy.path)
            for item in self._state.media.values()
            for old in item.copies
        ):
            return False
        item = self._state.media[media_id]
        self._state.media[media_id] = replace(item, copies=(*item.copies, copy))
        self._touch_media(media_id)
        return True

    def add_outcome(self, source_id: SourceId, outcome: FileOutcome) -> None:
        key = (source_id, outcome.path)
        self._state.outcomes.pop(key, None)
        self._state.outcomes[key] = outcome
        self._state.outcome_numbers[key] = max(self._state.outcome_numbers.values(), default=0) + 1
        self.changes |= ChangeSet(case=True)

    def drop_outcome(self, source_id: SourceId, path: str) -> None:
        self._state.outcomes.pop((source_id, path), None)

    def finish_media(
        self,
        media_id: MediaId,
        model_key: str,
        sightings: Sequence[NewSighting],
        elapsed_ms: float,  # noqa: ARG002 - the port's
        frames_per_s: float | None = None,
    ) -> list[SightingId]:
        if (model_key, media_id) in self._state.analyses:
            return []
        for new in sightings:
            self._check_dimensions(model_key, new)
        self._state.analyses[model_key, media_id] = True
        self._state.pending.pop((model_key, media_id), None)
        if frames_per_s is not None:
            self._state.rates[model_key, media_id] = frames_per_s
        self._state.clips.pop((media_id, model_key), None)
        self._touch_media(media_id)
        ids = []
        for new in sightings:
            sighting_id = SightingId(len(self._state.found) + 1)
            self._state.found[sighting_id] = found_from(sighting_id, media_id, model_key, new)
            ids.append(sighting_id)
        self.changes |= ChangeSet(sightings=frozenset(ids))
        return ids

    def fail_media(self, media_id: MediaId, model_key: str, reason: str) -> None:
        if (model_key, media_id) in self._state.analyses:
            return
        self._state.analyses[model_key, media_id] = False
        self._state.pending.pop((model_key, media_id), None)
        self._state.clips.pop((media_id, model_key), None)
        self._touch_media(media_id)
        self.changes |= ChangeSet(case=True)
        for copy in self._state.media[media_id].copies:
            for (exhibit_id, _), source_id in self._state.sources.items():
                if exhibit_id == copy.exhibit_id and (source_id, copy.path) in self._state.outcomes:
                    failed = FileOutcome(copy.path, Outcome.FAILED, reason)
                    self._state.outcomes[source_id, copy.path] = failed

    def settle(self, media_id: MediaId, settled: Settled) -> None:
        before = self._state.media[media_id]
        if (before.time, before.place) != (settled.time, settled.place):
            self._state.changes.append(("media", media_id))
        self._state.media[media_id] = replace(
            self._state.media[media_id],
            time=settled.time,
            place=settled.place,
            flags=settled.flags,
            place_name=settled.place_name,
            testimony=settled.testimony,
        )
        self._touch_media(media_id)

    def add_correction(self, correction: Correction) -> int:
        number = len(self._state.corrections) + 1
        self._state.corrections.append(replace(correction, correction_id=number))
        self._touch_media(correction.media_id)
        return number

    def set_fingerprint(self, media_id: MediaId, fingerprint: bytes) -> None:
        self._state.fingerprints[media_id] = fingerprint

    def put_link(self, link: MediaLink) -> None:
        self._state.links[link.first, link.second, link.kind] = link
        self._touch_media(link.first)
        self._touch_media(link.second)

    def log(self, action: str, object_: str, **detail: object) -> None:
        text = json.dumps(detail, sort_keys=True, default=str)
        number, previous = self._log_end()
        at_utc = "2024-01-01T00:00:00.000Z"
        own = row_sha256(previous, self._who, at_utc, action, object_, text)
        entry = AuditEntry(number + 1, at_utc, self._who, action, object_, text, previous, own)
        self._state.audit.append(entry)
        self._state.head = [LogHead(number + 1, own, "the case's own note")]
        self.changes |= ChangeSet(log=True)

    def _log_end(self) -> tuple[int, str]:
        last = self._state.audit[-1:]
        return (last[0].audit_id, last[0].sha256) if last else (0, GENESIS)

    def _touch_media(self, media_id: MediaId) -> None:
        self.changes |= ChangeSet(media=frozenset({media_id}))

    def _need_exhibit(self, exhibit_id: ExhibitId) -> None:
        if exhibit_id not in self._state.exhibits:
            raise CaseError("The case has no exhibit {exhibit_id}; add it first.", exhibit_id=exhibit_id)

    def _check_dimensions(self, model_key: str, new: NewSighting) -> None:
        for found in self._state.found.values():
            if found.model_key == model_key and found.vector.shape != new.vector.shape:
                raise CaseError("The model {model_key} gave a vector of another length.", model_key=model_key)


class FakeCaseStore(
    VectorAnswers,
    SearchAnswers,
    ColumnAnswers,
    FakeLedgerReading,
    FakePersonReader,
    LinkReading,
    ClipProgressAnswers,
    StageTimeAnswers,
    SupersedingAnswers,
):
    """The whole case store port over plain dictionaries; one writer at a time."""

    def __init__(self, facts: CaseFacts | None = None, listener: Listener | None = None) -> None:
        """Start with an empty case."""
        self._facts = facts or CaseFacts("T-1", "Test", "Examiner")
        self._listener = listener
        self.is_read_only = False
        super().__init__(State())
        self._lock = threading.RLock()

    @contextmanager
    def transaction(self, who: str) -> Iterator[_Writer]:
        if self.is_read_only:
            raise CaseReadOnlyError("The case was opened for reading only.")
        with self._lock:
            before = State(**{f.name: getattr(self._state, f.name).copy() for f in fields(State)})
            writer = _Writer(self._state, who)
            try:
                yield writer
            except BaseException:
                self._state = before
                raise
        if writer.changes and self._listener is not None:
            self._listener(writer.changes)

    def close(self) -> None:
        """Hold nothing."""

    def facts(self) -> CaseFacts:
        return self._facts

    def exhibits(self) -> list[Exhibit]:
        return list(self._state.exhibits.values())

    def sources(self) -> list[Source]:
        return [
            Source(source_id, exhibit_id, path, self._state.kinds[source_id])
            for (exhibit_id, path), source_id in self._state.sources.items()
        ]

    def counts(self, model_key: str | None) -> Counts:
        key = self.newest_model_key() if model_key is None else model_key
        kinds = [item.kind for item in self._state.media.values()]
        done = [state for (name, _), state in self._state.analyses.items() if name == key]
        return Counts(
            media=len(kinds),
            photos=kinds.count(MediaKind.PHOTO),
            videos=kinds.count(MediaKind.VIDEO),
            copies=sum(len(item.copies) for item in self._state.media.values()),
            sightings=sum(found.model_key == key for found in self._state.found.values()),
            analysed=sum(done),
            waiting=len(kinds) - len(done),
            unreadable=sum(o.outcome is Outcome.FAILED for o in self._state.outcomes.values()),
            searches=len(self._state.searches),
        )

    def media_ids(self) -> list[MediaId]:
        return list(self._state.media)

    def media(self, ids: Sequence[MediaId]) -> list[MediaItem]:
        return [self._state.media[i] for i in ids if i in self._state.media]

    def media_by_sha256(self, sha256: str) -> MediaId | None:
        return next((i for i, item in self._state.media.items() if item.sha256 == sha256), None)

    def known_copy(self, exhibit_id: ExhibitId, path: str) -> Copy | None:
        matching = (c for _, c in self.copies() if (c.exhibit_id, c.path) == (exhibit_id, path))
        return next(matching, None)

    def media_on(self, exhibit_id: ExhibitId) -> list[MediaId]:
        return sorted({item.media_id for item, copy in self.copies() if copy.exhibit_id == exhibit_id})

    def copies(self) -> Iterator[tuple[MediaItem, Copy]]:
        for item in list(self._state.media.values()):
            for copy in item.copies:
                yield item, copy

    def outcomes(self, source_id: SourceId | None = None) -> Iterator[FileOutcome]:
        for (source, _), outcome in list(self._state.outcomes.items()):
            if source_id is None or source == source_id:
                yield outcome

    def mark(self) -> Mark:
        numbers = self._state.outcome_numbers.values()
        return Mark(
            max(numbers, default=0), max(self._state.media, default=0), max(self._state.found, default=0)
        )

    def is_noted_since(self, mark: Mark, source_id: SourceId, path: str) -> bool:
        return self._state.outcome_numbers.get((source_id, path), 0) > mark.outcome

    def brought(self, mark: Mark, source_ids: Sequence[SourceId], model_key: str | None) -> Brought:
        new = {
            key: outcome
            for key, outcome in self._state.outcomes.items()
            if key[0] in source_ids and self.is_noted_since(mark, *key)
        }
        outcomes = [outcome.outcome for outcome in new.values()]
        imported = {key for key, outcome in new.items() if outcome.outcome is Outcome.IMPORTED}
        kinds = [
            item.kind
            for item in self._state.media.values()
            if item.media_id > mark.media and any((c.source_id, c.path) in imported for c in item.copies)
        ]
        return Brought(
            {outcome: outcomes.count(outcome) for outcome in Outcome},
            tuple(outcome for outcome in new.values() if outcome.outcome is Outcome.FAILED),
            kinds.count(MediaKind.PHOTO),
            kinds.count(MediaKind.VIDEO),
            sum(
                n > mark.sighting
                and f.model_key == model_key
                and self._is_in(f.sighting.media_id, source_ids)
                for n, f in self._state.found.items()
            ),
        )

    def _is_in(self, media_id: MediaId, source_ids: Sequence[SourceId]) -> bool:
        return any(copy.source_id in source_ids for copy in self._state.media[media_id].copies)

    def undone(self, model_key: str, limit: int, leave_out: Sequence[MediaId] = ()) -> list[MediaItem]:
        waiting = [
            item
            for item in self._state.media.values()
            if (model_key, item.media_id) not in self._state.analyses and item.media_id not in leave_out
        ]

        def order(item: MediaItem) -> tuple[bool, bool, int, int]:
            utc_ms = item.time.utc_ms if item.time else 0
            return (item.kind is MediaKind.VIDEO, item.time is None, -utc_ms, item.media_id)

        return sorted(waiting, key=order)[:limit]

    def newest_model_key(self) -> str | None:
        return next(reversed([key for key, _ in [*self._state.analyses, *self._state.pending]]), None)

    def model_keys(self) -> list[str]:
        return list(dict.fromkeys(key for key, _ in [*self._state.analyses, *self._state.pending]))

    def sightings(self, ids: Sequence[SightingId]) -> list[Sighting]:
        return [self._state.found[i].sighting for i in ids if i in self._state.found]

    def sightings_of_media(self, media_id: MediaId, model_key: str) -> list[Sighting]:
        return [f.sighting for f in self._of(model_key) if f.sighting.media_id == media_id]

    def sighting_table(self, model_key: str) -> SightingTable:
        found = self._of(model_key)
        items = [self._state.media[f.sighting.media_id] for f in found]
        exhibits = list(self._state.exhibits)
        times = [time_utc_ms(f.sighting, item) for f, item in zip(found, items, strict=True)]
        return SightingTable(
            ids=np.array([f.sighting.sighting_id for f in found], np.int64),
            media_ids=np.array([f.sighting.media_id for f in found], np.int64),
            time_utc_ms=np.array([NO_TIME if t is None else t for t in times], np.int64),
            latitude_deg=np.array([i.place.latitude_deg if i.place else np.nan for i in items], np.float64),
            longitude_deg=np.array([i.place.longitude_deg if i.place else np.nan for i in items], np.float64),
            exhibit_rows=np.array(
                [exhibits.index(i.copies[0].exhibit_id) if i.copies else -1 for i in items], np.int32
            ),
            quality=np.array([f.sighting.quality for f in found], np.float32),
            score=np.array([f.sighting.score for f in found], np.float32),
            appearance=np.array(
                [-1 if f.sighting.appearance is None else f.sighting.appearance for f in found], np.int32
            ),
        )

    def filtered(self, model_key: str, filters: Filters) -> Ids:
        passing = [
            f.sighting.sighting_id
            for f in self._of(model_key)
            if passes(f.sighting, self._state.media[f.sighting.media_id], filters)
            and self.review_passes(f.sighting.sighting_id, filters)
            and filters.wearing <= self._state.clothing.get(f.sighting.sighting_id, frozenset())
        ]
        return np.array(passing, np.int64)

    def track(self, sighting_id: SightingId) -> NDArray[np.float32] | None:
        found = self._state.found.get(sighting_id)
        return None if found is None else found.track

    def corrections(self, media_id: MediaId | None = None) -> list[Correction]:
        return [c for c in self._state.corrections if media_id is None or c.media_id == media_id]

    def links(self, media_id: MediaId | None = None) -> list[MediaLink]:
        return [
            link
            for link in self._state.links.values()
            if media_id is None or media_id in (link.first, link.second)
        ]

    def fingerprints(self) -> dict[MediaId, bytes]:
        return dict(sorted(self._state.fingerprints.items()))

    def manifest(self, source_id: SourceId) -> Iterator[ManifestLine]:
        noted = [(item, copy) for item, copy in self.copies() if copy.source_id == source_id]
        for number, (item, copy) in enumerate(noted, start=1):
            yield ManifestLine(
                number, item.sha256, copy.size_bytes, copy.mtime_ns, copy.path, copy.device_path
            )

    def log_heads(self) -> list[LogHead]:
        of_searches = [
            replace(record.log_head, where=f"search {record.search_id}")
            for record in self._state.searches.values()
            if record.log_head is not None
        ]
        return [*self._state.head, *of_searches]

    def audit(self) -> Iterator[AuditEntry]:
        yield from list(self._state.audit)

    def _of(self, model_key: str) -> list[Found]:
        return [f for f in list(self._state.found.values()) if f.model_key == model_key]
