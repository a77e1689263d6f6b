"""Where the cards of a gallery fall into groups: one exhibit, photo or clip, neighbourhood, or day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from reid_desktop.ports.store import NO_TIME, Ids, SightingTable

DAY_MS = 86_400_000


class By(StrEnum):
    """What the cards of a group share."""

    EXHIBIT = "exhibit"
    CLIP = "clip"
    """A photo or clip."""
    PLACE = "place"
    """A neighbourhood of about a kilometre."""
    DAY = "day"
    """In UTC."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The groups of a gallery in order."""

    by: By
    starts: Ids
    """Position of the first card of each."""
    sightings: Ids
    """How many sightings lie in each, the folded ones among them."""


def groups_by(by: By, keys: tuple[NDArray[np.generic], ...], sizes: NDArray[np.int32]) -> Groups | None:
    """Return the groups of cards: runs in which every key is the same; None where there are no cards.

    :param keys: each with a value for each card, in order.
    :param sizes: sightings that each card stands for.
    """
    if not len(sizes):
        return None
    breaks = np.zeros(len(sizes), np.bool_)
    breaks[0] = True
    for key in keys:
        breaks[1:] |= key[1:] != key[:-1]
    starts = np.flatnonzero(breaks).astype(np.int64)
    return Groups(by, starts, np.add.reduceat(sizes.astype(np.int64), starts))


def day_numbers(table: SightingTable, rows: Ids) -> Ids:
    """Return the day in UTC of each row, as a number that grows; the smallest where no time is known."""
    times = table.time_utc_ms[rows]
    return np.where(times == NO_TIME, np.iinfo(np.int64).min, times // DAY_MS).astype(np.int64)
