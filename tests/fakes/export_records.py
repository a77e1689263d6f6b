"""What exporters ask of a case, answered from the rows of an export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.alarms import Alarm, AlarmDecision, RaisedAlarm
from reid_desktop.domain.alarms import Verdict as AlarmVerdict
from reid_desktop.domain.audit_log import GENESIS, row_sha256
from reid_desktop.domain.case import AuditEntry, Source
from reid_desktop.domain.corrections import Correction
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import (
    AlarmId,
    ExhibitId,
    MediaId,
    NoteId,
    PersonEventId,
    PersonId,
    ProbeId,
    SearchId,
    SightingId,
    SourceId,
)
from reid_desktop.domain.media import Copy, FileOutcome, MediaItem, Outcome
from reid_desktop.domain.persons import Comparison, PersonAct, PersonEvent, PersonVerb, Threshold
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.review import Decision, Note, NoteTarget, SightingReview
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.export import ExportRow


class FakeRecords:
    """A case of the rows given; beside each person stands another one."""

    def __init__(
        self, rows: Sequence[ExportRow], text: str = "", searches: Sequence[SearchRecord] = ()
    ) -> None:
        """Put `text` wherever a person may type."""
        self._rows = {row.sighting.sighting_id: row for row in rows}
        self._items = {row.media.media_id: row.media for row in rows}
        self._text = text
        self._searches = list(searches)

    def sources(self) -> list[Source]:
        return [Source(SourceId(1), ExhibitId("EX-1"), f"/evidence/a{self._text}", "folder")]

    def media(self, ids: Sequence[MediaId]) -> list[MediaItem]:
        return [self._items[one] for one in ids if one in self._items]

    def copies(self) -> Iterator[tuple[MediaItem, Copy]]:
        for item in self._items.values():
            for copy in item.copies:
                yield item, copy

    def outcomes(self, source_id: SourceId | None = None) -> Iterator[FileOutcome]:
        del source_id
        yield FileOutcome(f"/evidence/a/broken{self._text}.jpg", Outcome.FAILED, f"cut short{self._text}")
        for _, copy in self.copies():
            yield FileOutcome(copy.path, Outcome.IMPORTED)

    def model_keys(self) -> list[str]:
        return ["yolo11n@0123456789ab#v1 + retail-0277@ba9876543210#v1"]

    def sightings(self, ids: Sequence[SightingId]) -> list[Sighting]:
        return [self._rows[one].sighting for one in ids if one in self._rows]

    def sightings_of_media(self, media_id: MediaId, model_key: str) -> list[Sighting]:
        del model_key
        seen = [row.sighting for row in self._rows.values() if row.media.media_id == media_id]
        beside = [
            replace(one, sighting_id=SightingId(9000 + one.sighting_id), box=Box(250, 60, 330, 260))
            for one in seen
        ]
        return seen + beside

    def track(self, sighting_id: SightingId) -> NDArray[np.float32] | None:
        found = self._rows.get(SightingId(sighting_id % 9000))
        if found is None or found.sighting.start_s is None:
            return None
        left, right = (250, 330) if sighting_id > 9000 else (100, 180)
        return np.array([[found.sighting.start_s, left, 60, right, 260]], dtype=np.float32)

    def corrections(self, media_id: MediaId | None = None) -> list[Correction]:
        del media_id
        return []

    def searches(self) -> list[SearchRecord]:
        return [replace(one, candidates=()) for one in self._searches]

    def search(self, search_id: SearchId) -> SearchRecord:
        for one in self._searches:
            if one.search_id == search_id:
                return one
        raise CaseError("There is no search {number}.", number=search_id)

    def reviews(self, ids: Sequence[SightingId]) -> list[SightingReview]:
        return [self._rows[one].review or SightingReview(one) for one in ids if one in self._rows]

    def decisions(self, ids: Sequence[SightingId]) -> list[Decision]:
        return [decision for one in ids if one in self._rows for decision in self._rows[one].decisions]

    def notes(self, target: NoteTarget | None = None) -> list[Note]:
        about = target or NoteTarget.case()
        return [Note(about, f"seen{self._text}", "DS Gray", "2024-06-02T11:00:00.000Z", None, NoteId(1))]

    def person_events(self) -> list[PersonEvent]:
        when = "2024-06-02T11:00:00.000Z"
        key, comparison = self.model_keys()[0], Comparison.BARE
        named = PersonAct(PersonVerb.ADDED, PersonId(1), f"Red jacket{self._text}")
        level = PersonAct(
            PersonVerb.THRESHOLD_SET,
            PersonId(1),
            threshold=Threshold(key, comparison, 0.5, f"by hand{self._text}"),
        )
        acts = enumerate((named, level), start=1)
        return [PersonEvent(PersonEventId(n), act, "DS Gray", f"seen{self._text}", when) for n, act in acts]

    def alarms(self, after: AlarmId | None = None) -> list[RaisedAlarm]:
        del after
        when, key = "2024-06-02T11:00:00.000Z", self.model_keys()[0]
        reason = f"other shoes{self._text}"
        return [
            RaisedAlarm(
                Alarm(AlarmId(n), PersonId(1), ProbeId(1), one, key, Comparison.BARE, 0.75, 0.5, when),
                (AlarmDecision(AlarmId(n), AlarmVerdict.DENIED, f"DS Gray{self._text}", reason, when),),
            )
            for n, one in enumerate(self._rows, start=1)
        ]

    def audit(self) -> Iterator[AuditEntry]:
        previous = GENESIS
        for number, action in enumerate(("case.create", "import.read", "search"), start=1):
            content = ("DS Gray", "2024-06-01T08:00:00.000Z", action, f"case{self._text}", '{"reason":""}')
            digest = row_sha256(previous, *content)
            who, at_utc, deed, about, detail = content
            yield AuditEntry(number, at_utc, who, deed, about, detail, previous, digest)
            previous = digest
