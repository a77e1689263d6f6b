"""What a further look at a clip takes the place of, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import MediaItem, MediaKind
from reid_desktop.domain.sighting import NewSighting, Sighting
from tests.fakes.state import State, found_from

NOT_NOW = " (superseded)"


class SupersedingAnswers:
    """Answers about clips that are looked at more than once."""

    _state: State

    def quick_due(
        self, model_key: str, from_s: float, limit: int, leave_out: Sequence[MediaId] = ()
    ) -> list[MediaItem]:
        due = [
            item
            for item in self._state.media.values()
            if item.kind is MediaKind.VIDEO
            and (item.facts.duration_s or 0.0) >= from_s
            and (model_key, item.media_id) not in {**self._state.analyses, **self._state.pending}
            and item.media_id not in leave_out
        ]
        return sorted(due, key=lambda item: (-(item.time.utc_ms if item.time else 0), item.media_id))[:limit]

    def to_supersede(self, media_id: MediaId, model_key: str) -> list[Sighting]:
        if (model_key, media_id) not in self._state.pending:
            return []
        is_quick = self._state.pending[model_key, media_id] == "quick"
        drawn = set() if is_quick else {one.sighting_id for one in self._state.drawn}
        return [
            found.sighting
            for sighting_id, found in self._state.found.items()
            if found.sighting.media_id == media_id
            and found.model_key == model_key
            and sighting_id not in drawn
        ]

    def successors(self, ids: Sequence[SightingId]) -> dict[SightingId, SightingId]:
        following = {old: new for old, new in self._state.superseded.items() if new is not None}
        following |= {box.replaces: box.sighting_id for box in self._state.drawn if box.replaces is not None}
        found = {}
        for first in ids:
            now = first
            while now in following:
                now = following[now]
            if now != first:
                found[first] = now
        return found

    def clips_at_another_rate(self, model_key: str, frames_per_s: float) -> int:
        return len(stale(self._state, model_key, frames_per_s))


class SupersedingKeeping:
    """Writes about clips that are looked at more than once."""

    _state: State
    changes: ChangeSet

    def finish_quick_pass(
        self, media_id: MediaId, model_key: str, sightings: Sequence[NewSighting]
    ) -> list[SightingId]:
        at = (model_key, media_id)
        if at in self._state.analyses or at in self._state.pending:
            return []
        self._state.pending[at] = "quick"
        ids = []
        for new in sightings:
            sighting_id = SightingId(len(self._state.found) + 1)
            self._state.found[sighting_id] = found_from(sighting_id, media_id, model_key, new)
            ids.append(sighting_id)
        self.changes |= ChangeSet(sightings=frozenset(ids))
        return ids

    def supersede(self, old: SightingId, new: SightingId | None) -> None:
        found = self._state.found.get(old)
        if found is None or old in self._state.superseded:
            raise CaseError("Sighting {number} was superseded before, or is not there.", number=old)
        self._state.found[old] = replace(found, model_key=found.model_key + NOT_NOW)
        self._state.superseded[old] = new
        self._state.changes.append(("vector", old))
        self.changes |= ChangeSet(sightings=frozenset({old}))

    def stand_alone(self, ids: Sequence[SightingId]) -> None:
        for one in ids:
            found = self._state.found[one]
            self._state.found[one] = replace(found, sighting=replace(found.sighting, appearance=None))
        self.changes |= ChangeSet(sightings=frozenset(ids))

    def look_again(self, model_key: str, frames_per_s: float) -> int:
        found = stale(self._state, model_key, frames_per_s)
        for media_id in found:
            del self._state.analyses[model_key, media_id]
            self._state.pending[model_key, media_id] = "again"
        return len(found)


def stale(state: State, model_key: str, frames_per_s: float) -> list[MediaId]:
    """Return the clips that were looked at another number of times a second."""
    return [
        media_id
        for (key, media_id), rate in state.rates.items()
        if key == model_key and (key, media_id) in state.analyses and abs(rate - frames_per_s) > 1e-6
    ]
