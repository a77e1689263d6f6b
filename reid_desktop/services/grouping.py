"""Proposing groups of sightings that may show one person; nothing is decided by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.geometry import Vectors
from reid_desktop.domain.grouping import Breathe, Moment, Pairs, Rows, group, near_pairs
from reid_desktop.domain.ids import PersonId, SightingId
from reid_desktop.domain.person_groups import Groups, PersonGroup
from reid_desktop.domain.persons import Comparison
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.engine import GroupRequest
from reid_desktop.ports.store import CaseReader
from reid_desktop.services.carried import owners_under
from reid_desktop.services.comparing import ComparedVectors

ENDS = {Comparison.WITHOUT_CAMERAS: (0.70, 0.25), Comparison.BARE: (0.85, 0.45)}
"""Mean cosine inside a group at the strict and the loose end of the slider."""
_PAGE = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What was worked out for all sightings, whatever the slider says."""

    rows: Rows
    moments: Sequence[Moment]
    together: Sequence[Sequence[int]]
    pairs: Pairs


class GroupSightings:
    """Groups the sightings that nobody confirmed yet, by likeness and by what cannot be.

    Near neighbours are found once; moving the slider only joins anew.
    """

    def __init__(self, reader: CaseReader, model_key: str, compared: ComparedVectors) -> None:
        """Group the sightings of one model key, as the search compares them."""
        self._reader = reader
        self._model_key = model_key
        self._compared = compared
        self._ids: Rows = np.empty(0, np.int64)
        self._vectors: Vectors = np.empty((0, 0), np.float32)
        self._state: object = None
        self._known: _Known | None = None

    def __call__(self, request: GroupRequest, breathe: Callable[[], None] = lambda: None) -> Groups:
        """Return the groups at a place of the slider, largest first.

        :raises UsageError: the slider runs from 0 to 1.
        """
        if not 0 <= request.looseness <= 1:
            raise UsageError("The slider runs from 0 (strict) to 1 (loose).")
        known = self._bring_up(request, breathe)
        vectors = self._vectors[known.rows]
        strict, loose = ENDS[self._comparison]
        least = strict + (loose - strict) * request.looseness
        found = group(vectors, known.moments, known.pairs, least, known.together, breathe)
        persons, centres = self._persons()
        groups = [self._group(known, vectors, rows, persons, centres, least) for rows in found]
        grouped = sum(len(one.sightings) for one in groups)
        return Groups(
            self._model_key, self._comparison, round(least, 4), tuple(groups), len(vectors) - grouped
        )

    @property
    def _comparison(self) -> Comparison:
        return Comparison.WITHOUT_CAMERAS if self._compared.description else Comparison.BARE

    def _bring_up(self, request: GroupRequest, breathe: Breathe) -> _Known:
        self._compared.bring_up()
        owners = owners_under(self._reader, self._model_key)
        state = (
            self._reader.mark(),
            self._compared.description,
            frozenset(owners.items()),
            request.minimum_quality,
        )
        if self._known is not None and state == self._state:
            return self._known
        table = self._reader.sighting_table(self._model_key)
        ids, vectors = self._reader.vectors(self._model_key)
        both = np.isin(ids, table.ids) & np.isin(ids, self._compared.ids)  # one may be ahead of the other
        self._ids = ids[both]
        self._vectors = self._compared.prepared(self._ids, vectors[both])
        quality = table.quality[np.searchsorted(table.ids, self._ids)]
        free = ~np.isin(self._ids, np.array(sorted(owners), np.int64))
        rows = np.flatnonzero(free & (quality >= request.minimum_quality))
        moments, together = self._seen(self._ids[rows])
        pairs = near_pairs(self._vectors[rows], ENDS[self._comparison][1], breathe)
        self._known, self._state = _Known(rows, moments, together, pairs), state
        return self._known

    def _seen(self, ids: Rows) -> tuple[list[Moment], list[list[int]]]:
        """Return when each was seen, and which tracklets of a clip were found to be one person's."""
        moments: list[Moment] = []
        appearances: dict[tuple[int, int], list[int]] = {}
        for start in range(0, len(ids), _PAGE):
            for one in self._reader.sightings([SightingId(i) for i in ids[start : start + _PAGE].tolist()]):
                if one.appearance is not None:
                    appearances.setdefault((one.media_id, one.appearance), []).append(len(moments))
                moments.append(Moment(one.media_id, _span_s(one)))
        return moments, [rows for rows in appearances.values() if len(rows) > 1]

    def _persons(self) -> tuple[list[PersonId], Vectors]:
        """Return the persons with confirmed sightings, and the mean of each one's vectors."""
        owners = owners_under(self._reader, self._model_key)
        persons, centres = [], []
        for person_id in sorted(set(owners.values())):
            own = [sighting_id for sighting_id, who in owners.items() if who == person_id]
            rows = np.flatnonzero(np.isin(self._ids, np.array(own, np.int64)))
            if len(rows):
                persons.append(person_id)
                centres.append(self._vectors[rows].mean(axis=0))
        return persons, np.array(centres, np.float32).reshape(len(centres), self._vectors.shape[1])

    def _group(
        self,
        known: _Known,
        vectors: Vectors,
        rows: Rows,
        persons: Sequence[PersonId],
        centres: Vectors,
        least: float,
    ) -> PersonGroup:
        members = vectors[rows]
        mean = members.mean(axis=0)
        order = np.argsort(-(members @ mean), kind="stable")
        ids = self._ids[known.rows[rows[order]]]
        count = len(rows)
        inside = (float(mean @ mean) * count * count - count) / (count * (count - 1))
        likeness = centres @ mean if len(centres) else np.empty(0, np.float32)
        near = int(np.argmax(likeness)) if len(likeness) else -1
        is_near = near >= 0 and float(likeness[near]) >= least
        return PersonGroup(
            tuple(SightingId(i) for i in ids.tolist()),
            round(inside, 4),
            persons[near] if is_near else None,
            round(float(likeness[near]), 4) if is_near else None,
        )


def _span_s(sighting: Sighting) -> tuple[float, float] | None:
    if sighting.start_s is None or sighting.end_s is None:
        return None
    return sighting.start_s, sighting.end_s
