"""Candidates that tell the same thing: of one clip, one burst, or near doubles of one picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from .cameras import Shot
from .ids import MediaId

BURST_MS = 3_000
"""Photos of one device that follow each other within this time are one burst."""
CLOTHES_S = 12 * 3600.0
"""Between moments farther apart, people change clothes, and likeness of clothing says little."""


def grouped(
    media: Sequence[MediaId], shots: Iterable[Shot], links: Iterable[tuple[MediaId, MediaId]]
) -> list[int]:
    """Return for each candidate the place of the first candidate of its group, best first.

    :param media: item of each candidate, in the order of the list.
    :param shots: of these items; links between items that show the same picture.
    """
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
    firsts: dict[int, int] = {}
    return [firsts.setdefault(head(int(one)), place) for place, one in enumerate(media)]


def apart_s(time_utc_ms: int | None, probes_utc_ms: Iterable[int | None]) -> float | None:
    """Return how far a candidate is from the nearest probe in time; None where either is unknown."""
    known = [one for one in probes_utc_ms if one is not None]
    if time_utc_ms is None or not known:
        return None
    return min(abs(time_utc_ms - one) for one in known) / 1000
