"""Candidates that tell the same thing: one person in one clip, one burst, or near doubles of one picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from .appearances import LIKE
from .cameras import Shot
from .geometry import Vectors
from .ids import MediaId
from .sighting import Sighting, are_two

BURST_MS = 3_000
"""Photos of one device that follow each other within this time are one burst."""
CLOTHES_S = 12 * 3600.0
"""Between moments farther apart, people change clothes, and likeness of clothing says little."""


def grouped(
    shown: Sequence[Sighting],
    vectors: Vectors,
    shots: Iterable[Shot],
    links: Iterable[tuple[MediaId, MediaId]],
) -> list[int]:
    """Return for each candidate the place of the first candidate of its group, best first.

    A group is of one moment: a clip, a burst, near doubles. Within it, two who are in one photo, or in a
    clip at the same time, are never together; of the others, the likest are, if they are alike enough.

    :param shown: the candidates, best first.
    :param vectors: (n, d) of these, of length 1; zeros where one is unknown.
    :param shots: of their items; `links` between items that show the same picture.
    """
    moment_of = _moments([one.media_id for one in shown], shots, links)
    moments: defaultdict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(shown):
        moments[moment_of[one.media_id]].append(place)
    firsts = list(range(len(shown)))
    for places in moments.values():
        for group in _persons(places, shown, vectors):
            for place in group:
                firsts[place] = min(group)
    return firsts


def _moments(
    media: Sequence[MediaId], shots: Iterable[Shot], links: Iterable[tuple[MediaId, MediaId]]
) -> dict[int, int]:
    """Return for each item one that stands for its moment."""
    heads: dict[int, int] = {int(one): int(one) for one in media}

    def head(one: int) -> int:
        while heads[one] != one:
            heads[one] = heads[heads[one]]
            one = heads[one]
        return one

    def join(one: int, other: int) -> None:
        if one in heads and other in heads:
            heads[head(one)] = head(other)

    for first, second in links:
        join(int(first), int(second))
    timed = sorted(
        (shot.device, shot.time_utc_ms, shot.media_id)
        for shot in shots
        if not shot.is_video and shot.time_utc_ms is not None
    )
    for (device, time, one), (other_device, later, other) in pairwise(timed):
        if device == other_device and later - time <= BURST_MS:
            join(one, other)
    return {one: head(one) for one in heads}


def _persons(places: Sequence[int], shown: Sequence[Sighting], vectors: Vectors) -> list[list[int]]:
    """Tell the persons of a moment apart, item by item; the first of a group stands for it."""
    items: defaultdict[MediaId, list[int]] = defaultdict(list)
    for place in places:
        items[shown[place].media_id].append(place)
    groups: list[list[int]] = []
    for item in items.values():
        earlier = groups.copy()
        heads = vectors[[group[0] for group in earlier]]
        likeness = vectors[item] @ heads.T
        waiting = dict.fromkeys(item)
        for flat in (-likeness).argsort(axis=None, kind="stable").tolist():
            place, group = item[flat // len(earlier)], earlier[flat % len(earlier)]
            is_alike = likeness.flat[flat] >= LIKE
            if is_alike and place in waiting and _fits(place, group, shown):
                group.append(place)
                del waiting[place]
        groups += _opened(list(waiting), shown, vectors)
    return groups


def _opened(item: Sequence[int], shown: Sequence[Sighting], vectors: Vectors) -> list[list[int]]:
    """Group those of one item among themselves: by the same appearance in the clip, else with the likest."""
    groups: list[list[int]] = []
    heads: list[int] = []
    of_appearance: dict[int, int] = {}
    own = vectors[item]
    for at, place in enumerate(item):
        likeness = (own @ own[at])[heads]
        alike = np.flatnonzero(likeness >= LIKE)
        choices = alike[np.argsort(-likeness[alike], kind="stable")].tolist()
        mine = shown[place].appearance
        if mine in of_appearance:
            choices.insert(0, of_appearance[mine])
        chosen = next((one for one in choices if _fits(place, groups[one], shown)), len(groups))
        if chosen == len(groups):
            groups.append([])
            heads.append(at)
        groups[chosen].append(place)
        if mine is not None:
            of_appearance.setdefault(mine, chosen)
    return groups


def _fits(place: int, group: Sequence[int], shown: Sequence[Sighting]) -> bool:
    return not any(are_two(shown[place], shown[other]) for other in group)


def apart_s(time_utc_ms: int | None, probes_utc_ms: Iterable[int | None]) -> float | None:
    """Return how far a candidate is from the nearest probe in time; None where either is unknown."""
    known = [one for one in probes_utc_ms if one is not None]
    if time_utc_ms is None or not known:
        return None
    return min(abs(time_utc_ms - one) for one in known) / 1000
