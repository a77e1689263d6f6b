"""What the case in memory answers about vectors and cameras."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reid_desktop.domain.cameras import Shot
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.ports.store import Ids
from reid_desktop.ports.vectors import SearchChanges, Standing
from tests.fakes.cameras import shot_of
from tests.fakes.state import Found, State


class VectorAnswers:
    """Answers from the state, by brute force."""

    _state: State

    def lose(self, sighting_id: int) -> None:
        """Forget a vector, as a correction or a purge does."""
        self._state.changes.append(("vector", sighting_id))

    def vectors(
        self, model_key: str, after: SightingId | None = None, limit: int | None = None
    ) -> tuple[Ids, Vectors]:
        newer = [f for f in self._with_vector(model_key) if after is None or f.sighting.sighting_id > after]
        found = newer[:limit]
        dimensions = max((f.vector.size for f in self._with_vector(model_key)), default=0)
        ids = np.array([f.sighting.sighting_id for f in found], np.int64)
        vectors = np.array([f.vector for f in found], np.float32).reshape(len(found), dimensions)
        return ids, vectors

    def vectors_of(self, model_key: str, ids: Ids) -> tuple[Ids, Vectors]:
        own, vectors = self.vectors(model_key)
        wanted = np.isin(own, ids)
        return own[wanted], vectors[wanted]

    def vector_media(self, model_key: str, after: SightingId | None = None) -> tuple[Ids, Ids]:
        found = [f for f in self._with_vector(model_key) if after is None or f.sighting.sighting_id > after]
        return (
            np.array([f.sighting.sighting_id for f in found], np.int64),
            np.array([f.sighting.media_id for f in found], np.int64),
        )

    def shots(self, after: MediaId | None = None) -> list[Shot]:
        return self.shots_of([i for i in self._state.media if after is None or i > after])

    def shots_of(self, media: Sequence[MediaId]) -> list[Shot]:
        exhibits = list(self._state.exhibits)
        return [shot_of(self._state.media[i], exhibits) for i in sorted(set(media)) if i in self._state.media]

    def search_changes(self, after: int) -> SearchChanges:
        new = self._state.changes[max(after, 0) :]
        return SearchChanges(
            len(self._state.changes),
            tuple(MediaId(row) for kind, row in new if kind == "media"),
            tuple(SightingId(row) for kind, row in new if kind == "vector"),
        )

    def standing(self, model_key: str, until: SightingId | None, log_row: int | None = None) -> Standing:
        ids = [f.sighting.sighting_id for f in self._with_vector(model_key)]
        ids = [i for i in ids if until is None or i <= until]
        row = len(self._state.audit) if log_row is None else log_row
        known = 0 < row <= len(self._state.audit)
        return Standing(len(ids), sum(ids), row, self._state.audit[row - 1].sha256 if known else "")

    def _with_vector(self, model_key: str) -> list[Found]:
        gone = {row for kind, row in self._state.changes if kind == "vector"}
        return [
            f
            for f in list(self._state.found.values())
            if f.model_key == model_key and f.sighting.sighting_id not in gone
        ]
