"""Who appears with whom: persons of interest in one picture, or near each other in time and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .earth import distance_m
from .ids import MediaId, PersonId, SightingId

NEAR_S = 600.0
"""Two sightings within ten minutes ..."""
NEAR_M = 200.0
"""... and two hundred metres count as near each other."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """A confirmed sighting with when and where it was."""

    person_id: PersonId
    sighting_id: SightingId
    media_id: MediaId
    time_utc_ms: int | None
    latitude_deg: float | None
    longitude_deg: float | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two persons seen together once."""

    first: Appearance
    second: Appearance
    in_one_picture: bool
    """In the same photo or clip; else near each other in time and place."""
    apart_s: float | None
    apart_m: float | None


@dataclass(frozen=True, slots=True)
class Companions:
    """Two persons and every time they were seen together."""

    one: PersonId
    other: PersonId
    meetings: tuple[Meeting, ...]
    """Those in one picture first, then in order of time."""

    @property
    def in_one_picture(self) -> int:
        """Return in how many photos and clips both are."""
        return len({meeting.first.media_id for meeting in self.meetings if meeting.in_one_picture})


def companions(
    appearances: Sequence[Appearance], near_s: float = NEAR_S, near_m: float = NEAR_M
) -> list[Companions]:
    """Return the pairs of persons seen together, most pictures first.

    Where a time or a place is not known, only a common picture counts.
    """
    found: dict[tuple[PersonId, PersonId], list[Meeting]] = {}
    for first, second in _near_in_time(sorted(appearances, key=_order), near_s):
        meeting = _meeting(first, second, near_s, near_m)
        if meeting is not None:
            one, other = sorted((first.person_id, second.person_id))
            found.setdefault((one, other), []).append(meeting)
    pairs = [
        Companions(one, other, tuple(sorted(meetings, key=lambda meeting: not meeting.in_one_picture)))
        for (one, other), meetings in found.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.in_one_picture, -len(pair.meetings), pair.one, pair.other))


def _near_in_time(
    appearances: Sequence[Appearance], near_s: float
) -> Iterator[tuple[Appearance, Appearance]]:
    """Yield once each pair of two persons in one item, or of times so near, the earlier one first."""
    by_media: dict[MediaId, list[Appearance]] = {}
    for number, second in enumerate(appearances):
        in_item = by_media.setdefault(second.media_id, [])
        others = list(in_item)
        in_item.append(second)
        if second.time_utc_ms is not None:
            for first in reversed(appearances[:number]):
                if second.time_utc_ms - (first.time_utc_ms or 0) > near_s * 1000:
                    break
                if first.media_id != second.media_id:
                    others.append(first)
        for first in others:
            if first.person_id != second.person_id:
                yield first, second


def _order(one: Appearance) -> tuple[bool, int, SightingId]:
    return one.time_utc_ms is None, one.time_utc_ms or 0, one.sighting_id


def _meeting(first: Appearance, second: Appearance, near_s: float, near_m: float) -> Meeting | None:
    apart_s = (
        abs(first.time_utc_ms - second.time_utc_ms) / 1000
        if first.time_utc_ms is not None and second.time_utc_ms is not None
        else None
    )
    apart_m = _apart_m(first, second)
    if first.media_id == second.media_id:
        return Meeting(first, second, True, apart_s, apart_m)
    if apart_s is None or apart_m is None or apart_s > near_s or apart_m > near_m:
        return None
    return Meeting(first, second, False, apart_s, apart_m)


def _apart_m(first: Appearance, second: Appearance) -> float | None:
    if first.latitude_deg is None or first.longitude_deg is None:
        return None
    if second.latitude_deg is None or second.longitude_deg is None:
        return None
    return distance_m(first.latitude_deg, first.longitude_deg, second.latitude_deg, second.longitude_deg)
