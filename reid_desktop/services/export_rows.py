"""The rows of an export, read from the case a page at a time whenever they are gone through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

from reid_desktop.domain.calibration import Strength
from reid_desktop.domain.export_profile import Field
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId
from reid_desktop.domain.media import MediaItem
from reid_desktop.domain.query import Candidate
from reid_desktop.domain.review import Decision, Verdict
from reid_desktop.domain.second_look import Outcome
from reid_desktop.domain.sighting import Sighting
from reid_desktop.domain.stacks import MediaLink
from reid_desktop.ports.export import ExportRow, Linked
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


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is told of the rows besides the sightings themselves."""

    opinions: Mapping[SightingId, Sequence[Outcome]] = field(default_factory=dict)
    persons: Mapping[SightingId, Sequence[str]] = field(default_factory=dict)
    links: Mapping[MediaId, Sequence[MediaLink]] = field(default_factory=dict)
    judge: Judge | None = None
    """Says what scores are worth."""
    leave_out: frozenset[Field] = frozenset()
    exhibits: frozenset[ExhibitId] = frozenset()
    """Copies on other exhibits are not named; empty: all are."""


class ExportRows(Sequence[ExportRow]):
    """Rows in the order of the list; sightings that are not in the case any more are left out."""

    def __init__(
        self,
        store: CaseReader,
        thumbnails: ThumbnailPaths,
        ids: Sequence[SightingId],
        candidates: Sequence[Candidate] | None,
        told: Told,
    ) -> None:
        """`candidates`, one for each of `ids`, give rank and score."""
        self._store = store
        self._thumbnails = thumbnails
        self._told = told
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
            return ExportRows(self._store, self._thumbnails, self._ids[at], candidates, self._told)
        first = range(len(self._ids))[at]
        return self._page(first, first + 1)[0]

    def _page(self, first: int, end: int) -> list[ExportRow]:
        told = self._told
        sightings = self._store.sightings(self._ids[first:end])
        items = self._items({sighting.media_id for sighting in sightings})
        candidates = None if self._candidates is None else self._candidates[first:end]
        ids = [sighting.sighting_id for sighting in sightings]
        decisions: defaultdict[SightingId, list[Decision]] = defaultdict(list)
        for decision in self._store.decisions(ids):
            decisions[decision.sighting_id].append(decision)
        strengths: Mapping[SightingId, Strength] = {}
        if candidates is not None and told.judge is not None:
            strengths = told.judge(candidates, {s.sighting_id: s for s in sightings}, items)
        rows = []
        for at, (sighting, review) in enumerate(zip(sightings, self._store.reviews(ids), strict=True)):
            item, number = items[sighting.media_id], sighting.sighting_id
            candidate = None if candidates is None else candidates[at]
            persons = tuple(told.persons.get(number, ()))
            verdict = review.decision.verdict if review.decision else None
            rows.append(
                ExportRow(
                    sighting,
                    item,
                    candidate.rank if candidate else None,
                    candidate.score if candidate else None,
                    self._thumbnails.crop_path(item.sha256, sighting.box, sighting.best_s),
                    self._thumbnails.scene_path(item.sha256, sighting.best_s),
                    review,
                    tuple(decisions[number]),
                    strengths.get(number),
                    tuple(told.opinions.get(number, ())),
                    persons,
                    is_confirmed=verdict is Verdict.CONFIRMED or bool(persons),
                    linked=tuple(self._linked(item.media_id, items)),
                )
            )
        return [without(row, told.leave_out) for row in rows]

    def _items(self, wanted: set[MediaId]) -> dict[MediaId, MediaItem]:
        """Return the items, and what belongs together with them."""
        partners = {
            number
            for media_id in wanted
            for link in self._told.links.get(media_id, ())
            for number in (link.first, link.second)
        }
        only = self._told.exhibits
        return {
            item.media_id: on_exhibits(item, only) for item in self._store.media(sorted(wanted | partners))
        }

    def _linked(self, media_id: MediaId, items: Mapping[MediaId, MediaItem]) -> Iterator[Linked]:
        for link in self._told.links.get(media_id, ()):
            other = items.get(link.second if link.first == media_id else link.first)
            if other is not None and other.copies:
                yield Linked(link.kind, link.detail, other)


def on_exhibits(item: MediaItem, only: frozenset[ExhibitId]) -> MediaItem:
    """Return an item with its copies on these exhibits only; with all where none is named."""
    if not only:
        return item
    return replace(item, copies=tuple(copy for copy in item.copies if copy.exhibit_id in only))


def links_by_media(links: Iterable[MediaLink]) -> dict[MediaId, list[MediaLink]]:
    """Return the links that hold, by each of their two items."""
    found: defaultdict[MediaId, list[MediaLink]] = defaultdict(list)
    for link in links:
        if not link.is_undone:
            found[link.first].append(link)
            found[link.second].append(link)
    return dict(found)


def _still_there(store: CaseReader, ids: Sequence[SightingId]) -> list[int]:
    """Return the positions of the sightings that the case holds."""
    found: list[int] = []
    for first in range(0, len(ids), PAGE):
        page = ids[first : first + PAGE]
        there = {sighting.sighting_id for sighting in store.sightings(page)}
        found += [first + at for at, sighting_id in enumerate(page) if sighting_id in there]
    return found
