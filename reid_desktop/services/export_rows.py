"""The rows of an export, read from the case a page at a time whenever they are gone through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import overload

from reid_desktop.domain.calibration import Strength
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.query import Candidate
from reid_desktop.domain.review import Decision
from reid_desktop.domain.second_look import Outcome
from reid_desktop.domain.sighting import Sighting
from reid_desktop.ports.export import ExportRow
from reid_desktop.ports.media import ThumbnailPaths
from reid_desktop.ports.store import CaseReader
from reid_desktop.services.export_leaving import without

Judge = Callable[
    [Sequence[Candidate], Mapping[SightingId, Sighting], Mapping[MediaId, MediaItem]],
    Mapping[SightingId, Strength],
]
"""(candidates, their sightings, the items of these) -> what each score is worth."""
PAGE = 500
"""Rows held at a time."""


class ExportRows(Sequence[ExportRow]):
    """Rows in the order of the list; sightings that are not in the case any more are left out."""

    def __init__(
        self,
        store: CaseReader,
        thumbnails: ThumbnailPaths,
        ids: Sequence[SightingId],
        candidates: Sequence[Candidate] | None = None,
        opinions: Mapping[SightingId, Sequence[Outcome]] | None = None,
        judge: Judge | None = None,
        leave_out: frozenset[Field] = frozenset(),
        persons: Mapping[SightingId, Sequence[str]] | None = None,
    ) -> None:
        """`candidates`, one for each of `ids`, give rank and score, and `judge` what that is worth."""
        self._store = store
        self._thumbnails = thumbnails
        self._opinions = opinions or {}
        self._judge = judge
        self._leave_out = leave_out
        self._persons = persons or {}
        chosen = list(range(len(ids))) if candidates is None else _still_there(store, ids)
        self._ids = [ids[at] for at in chosen]
        self._candidates = None if candidates is None else [candidates[at] for at in chosen]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._ids)

    def __iter__(self) -> Iterator[ExportRow]:
        """Yield the rows."""
        for first in range(0, len(self._ids), PAGE):
            yield from self._page(first, first + PAGE)

    @overload
    def __getitem__(self, at: int) -> ExportRow: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[ExportRow]: ...

    def __getitem__(self, at: int | slice) -> ExportRow | Sequence[ExportRow]:
        """Return a row, or some."""
        if isinstance(at, slice):
            candidates = None if self._candidates is None else self._candidates[at]
            ids = self._ids[at]
            again = (self._opinions, self._judge, self._leave_out, self._persons)
            return ExportRows(self._store, self._thumbnails, ids, candidates, *again)
        first = range(len(self._ids))[at]
        return self._page(first, first + 1)[0]

    def _page(self, first: int, end: int) -> list[ExportRow]:
        sightings = self._store.sightings(self._ids[first:end])
        items = {m.media_id: m for m in self._store.media(sorted({s.media_id for s in sightings}))}
        candidates = None if self._candidates is None else self._candidates[first:end]
        ids = [sighting.sighting_id for sighting in sightings]
        decisions: defaultdict[SightingId, list[Decision]] = defaultdict(list)
        for decision in self._store.decisions(ids):
            decisions[decision.sighting_id].append(decision)
        strengths: Mapping[SightingId, Strength] = {}
        if candidates is not None and self._judge is not None:
            strengths = self._judge(candidates, {s.sighting_id: s for s in sightings}, items)
        rows = []
        for at, (sighting, review) in enumerate(zip(sightings, self._store.reviews(ids), strict=True)):
            item = items[sighting.media_id]
            candidate = None if candidates is None else candidates[at]
            rows.append(
                ExportRow(
                    sighting,
                    item,
                    candidate.rank if candidate else None,
                    candidate.score if candidate else None,
                    self._thumbnails.crop_path(item.sha256, sighting.box, sighting.best_s),
                    self._thumbnails.scene_path(item.sha256, sighting.best_s),
                    review,
                    tuple(decisions[sighting.sighting_id]),
                    strengths.get(sighting.sighting_id),
                    tuple(self._opinions.get(sighting.sighting_id, ())),
                    tuple(self._persons.get(sighting.sighting_id, ())),
                )
            )
        return [without(row, self._leave_out) for row in rows]


def _still_there(store: CaseReader, ids: Sequence[SightingId]) -> list[int]:
    """Return the positions of the sightings that the case holds."""
    found: list[int] = []
    for first in range(0, len(ids), PAGE):
        page = ids[first : first + PAGE]
        there = {sighting.sighting_id for sighting in store.sightings(page)}
        found += [first + at for at, sighting_id in enumerate(page) if sighting_id in there]
    return found
