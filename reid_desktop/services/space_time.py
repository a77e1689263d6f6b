"""What map and timeline show of the sightings that pass: where, when, and how well that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.persons import People
from reid_desktop.domain.query import Filters
from reid_desktop.ports.store import NO_TIME, CaseReader, Ids, SightingTable
from reid_desktop.ports.whereabouts import Whereabouts

from .persons_of_interest import people_in

UNCONFIRMED = "not confirmed"
"""Names the lane of sightings that are confirmed for nobody."""


class LaneBy(StrEnum):
    """What has a lane of its own on the timeline."""

    EXHIBIT = "exhibit"
    SOURCE = "source"
    PERSON = "person"
    """Persons of interest, by the sightings confirmed for them."""


@dataclass(frozen=True, slots=True, eq=False)
class MapPoints:
    """The placed sightings, and how many have no place."""

    ids: Ids
    latitude_deg: NDArray[np.float64]
    longitude_deg: NDArray[np.float64]
    ranks: NDArray[np.int32]
    """From 1 in a search; 0 outside one."""
    accuracy_m: NDArray[np.float32]
    """The place lies within this radius; NaN where nothing tells."""
    sources: NDArray[np.int8]
    """How each place is known, as an index in `PLACE_SOURCES`."""
    time_utc_ms: Ids
    """`NO_TIME` where no time is known."""
    verdicts: NDArray[np.uint8]
    """What was decided, as a number in `domain.review.VERDICTS`; in a search, what was decided in it."""
    unplaced: int

    def is_one_place(self, ids: Ids) -> bool:
        """Tell whether some of the sightings were in one and the same place: no map can part them."""
        rows = np.flatnonzero(np.isin(self.ids, ids))
        latitude_deg, longitude_deg = self.latitude_deg[rows], self.longitude_deg[rows]
        is_same = np.ptp(latitude_deg) == 0 and np.ptp(longitude_deg) == 0 if len(rows) else False
        return bool(is_same)


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Where events were, one value each."""

    latitude_deg: NDArray[np.float64]
    """NaN where no place is known."""
    longitude_deg: NDArray[np.float64]
    media_ids: Ids
    """Those of one photo or clip were in one place, known or not."""


@dataclass(frozen=True, slots=True, eq=False)
class TimeEvents:
    """The timed sightings lane by lane, and how many have no time."""

    ids: Ids
    start_ms: Ids
    lanes: NDArray[np.int32]
    lane_names: tuple[str, ...]
    early_ms: Ids
    """The earliest that the start can be, by the uncertainty of its time."""
    late_ms: Ids
    """The latest that the end can be."""
    untimed: int
    spots: Spots | None = None
    """Where they were, where the lanes are persons: who was with whom shows by it."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The sightings that are looked at; `rows` are positions in `table` and `known`."""

    model_key: str | None
    table: SightingTable
    known: Whereabouts
    filters: Filters
    rows: Ids
    rank_of_row: NDArray[np.int32]
    verdicts: NDArray[np.uint8]
    """One for each row of `table`."""


@dataclass(frozen=True, slots=True, eq=False)
class Lanes:
    """The lane of every row of a table, and what the lanes are called."""

    of_row: NDArray[np.int32]
    names: tuple[str, ...]


def map_points(seen: Seen, rows: Ids) -> MapPoints:
    """Return the points of those rows that pass all but what was chosen on the map."""
    table = seen.table
    on_map = rows[np.isfinite(table.latitude_deg[rows])]
    return MapPoints(
        table.ids[on_map],
        table.latitude_deg[on_map],
        table.longitude_deg[on_map],
        seen.rank_of_row[on_map],
        seen.known.accuracy_m[on_map],
        seen.known.place_sources[on_map],
        table.time_utc_ms[on_map],
        seen.verdicts[on_map],
        len(rows) - len(on_map),
    )


def time_events(seen: Seen, rows: Ids, lanes: Lanes) -> TimeEvents:
    """Return the events of those rows that pass all but what was chosen on the timeline."""
    table, known = seen.table, seen.known
    timed = rows[table.time_utc_ms[rows] != NO_TIME]
    start = table.time_utc_ms[timed]
    off_ms = (np.nan_to_num(known.uncertainty_s[timed].astype(np.float64)) * 1000).astype(np.int64)
    length_ms = (known.length_s[timed].astype(np.float64) * 1000).astype(np.int64)
    return TimeEvents(
        table.ids[timed],
        start,
        lanes.of_row[timed],
        lanes.names,
        start - off_ms,
        start + length_ms + off_ms,
        len(rows) - len(timed),
        _spots(table, timed) if lanes.names[-1:] == (UNCONFIRMED,) else None,
    )


def _spots(table: SightingTable, rows: Ids) -> Spots:
    return Spots(table.latitude_deg[rows], table.longitude_deg[rows], table.media_ids[rows])


def verdicts_of(decided: tuple[Ids, NDArray[np.uint8]], ids: Ids) -> NDArray[np.uint8]:
    """Return what was decided of each of `ids` (ascending), given those decided; 0 where nothing was."""
    found = np.zeros(len(ids), np.uint8)
    if len(ids):
        at = np.minimum(np.searchsorted(ids, decided[0]), len(ids) - 1)
        there = ids[at] == decided[0]
        found[at[there]] = decided[1][there]
    return found


def lanes_of(by: LaneBy, seen: Seen, store: CaseReader, exhibits: Sequence[Exhibit]) -> Lanes:
    """Return the lanes of all rows; a row that fits none lies in the first, or in the last of persons."""
    if by is LaneBy.PERSON:
        return _person_lanes(seen.table.ids, people_in(store))
    if by is LaneBy.SOURCE:
        names = tuple(f"{source.exhibit_id}: {source.path}" for source in store.sources())
        rows = seen.known.source_rows
    else:
        names = tuple(str(exhibit.exhibit_id) for exhibit in exhibits)
        rows = seen.table.exhibit_rows
    return Lanes(np.clip(rows, 0, max(len(names) - 1, 0)).astype(np.int32), names)


def _person_lanes(ids: Ids, people: People) -> Lanes:
    """Return a lane for each person with confirmed sightings, and one for the rest."""
    present = [person for person in people.present if person.sightings]
    of_row = np.full(len(ids), len(present), np.int32)
    for lane, person in enumerate(present):
        of_row[np.isin(ids, np.array(person.sightings, np.int64), assume_unique=True)] = lane
    return Lanes(of_row, (*(person.name for person in present), UNCONFIRMED))
