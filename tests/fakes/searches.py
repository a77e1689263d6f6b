"""Searches of the case in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from reid_desktop.domain.audit_log import LogHead
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import MediaId, SearchId, SightingId
from reid_desktop.domain.media import Outcome
from reid_desktop.domain.query import SearchRecord
from reid_desktop.domain.search_options import LeftOut, Unsearched
from reid_desktop.domain.sighting import NewSighting
from reid_desktop.ports.drawing import DrawnBox
from reid_desktop.ports.store import Ids
from tests.fakes.state import State, found_from


class SearchNotes:
    """The part of a fake writer that keeps searches."""

    _state: State
    changes: ChangeSet

    def add_search(
        self,
        record: SearchRecord,
        vectors: Vectors | None = None,
        left_out: Mapping[Unsearched, Ids] | None = None,
    ) -> SearchId:
        search_id = SearchId(len(self._state.searches) + 1)
        left_out = left_out or {}
        counts = tuple(LeftOut(reason, len(left_out[reason])) for reason in Unsearched if reason in left_out)
        self._state.searches[search_id] = replace(
            record, search_id=search_id, log_head=LogHead(*self._log_end()), left_out=counts
        )
        if vectors is not None:
            self._state.search_vectors[search_id] = vectors.copy()
        for reason, ids in left_out.items():
            self._state.left_out[search_id, reason] = ids.copy()
        self.changes |= ChangeSet(searches=frozenset({search_id}))
        return search_id

    def draw_sighting(
        self, media_id: MediaId, model_key: str, new: NewSighting, drawn: DrawnBox
    ) -> SightingId:
        found = self._state.found
        if drawn.replaces is not None:
            old = found.get(drawn.replaces)
            if old is None or (old.sighting.media_id, old.model_key) != (media_id, model_key):
                raise CaseError("Sighting {number} is not one of this photo or video.", number=drawn.replaces)
            found[drawn.replaces] = replace(old, model_key=f"{model_key} (boxes put right)")
            self._state.changes.append(("vector", drawn.replaces))
        sighting_id = SightingId(len(found) + 1)
        found[sighting_id] = found_from(sighting_id, media_id, model_key, new)
        self._state.drawn.append(replace(drawn, sighting_id=sighting_id))
        self.changes |= ChangeSet(sightings=frozenset({sighting_id}))
        return sighting_id

    def dress(self, sighting_id: SightingId, model: str, words: Collection[str]) -> None:  # noqa: ARG002
        self._state.clothing.setdefault(sighting_id, frozenset(words))

    def _log_end(self) -> tuple[int, str]:
        raise NotImplementedError


class SearchAnswers:
    """The part of a fake store that answers about searches."""

    _state: State

    def searches(self) -> list[SearchRecord]:
        return [replace(record, candidates=()) for record in self._state.searches.values()]

    def search(self, search_id: SearchId) -> SearchRecord:
        if search_id not in self._state.searches:
            raise CaseError("The case has no search {search_id}.", search_id=search_id)
        return self._state.searches[search_id]

    def undressed(self, model_key: str, limit: int) -> list[SightingId]:
        known = self._state.clothing
        found = self._state.found.items()
        return [i for i, one in found if one.model_key == model_key and i not in known][:limit]

    def undressed_count(self, model_key: str) -> int:
        return len(self.undressed(model_key, len(self._state.found)))

    def clothing(self, ids: Sequence[SightingId]) -> dict[SightingId, frozenset[str]]:
        return {i: self._state.clothing[i] for i in ids if i in self._state.clothing}

    def drawn_boxes(self) -> list[DrawnBox]:
        return list(self._state.drawn)

    def left_out(self, search_id: SearchId, reason: Unsearched) -> Ids:
        return self._state.left_out.get((search_id, reason), np.empty(0, np.int64))

    def search_vectors(self, search_id: SearchId) -> Vectors:
        return self._state.search_vectors.get(search_id, np.empty((0, 0), np.float32))

    def unsearched_media(self, model_key: str) -> dict[Unsearched, Ids]:
        state = self._state
        done = {media: fine for (key, media), fine in state.analyses.items() if key == model_key}
        seen = {f.sighting.media_id for f in state.found.values() if f.model_key == model_key}
        known = {(c.source_id, c.path) for item in state.media.values() for c in item.copies}
        files = [
            number
            for place, number in state.outcome_numbers.items()
            if state.outcomes[place].outcome is Outcome.FAILED and place not in known
        ]
        return {
            Unsearched.UNDECODABLE_FILE: np.array(sorted(files), np.int64),
            Unsearched.UNDECODABLE: np.array(sorted(m for m, fine in done.items() if not fine), np.int64),
            Unsearched.WAITING: np.array(sorted(set(state.media) - set(done)), np.int64),
            Unsearched.NOBODY: np.array(
                sorted(m for m, fine in done.items() if fine and m not in seen), np.int64
            ),
        }
