"""Dated sightings in order of time: counts between edges, ids between times, lane by lane."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

VAGUE_MS = (60_000, 3_600_000, 43_200_000, 86_400_000)
"""A minute, an hour, half a day, a day: a bar wider than an event's uncertainty holds it surely."""


@dataclass(frozen=True, slots=True)
class EventIndex:
    """Events in order of start: ids, start_ms, lanes (n,); by_lane orders them by lane, then start.

    early_ms and late_ms say from when to when each may have been.
    """

    ids: Ints
    start_ms: Ints
    lanes: Ints
    by_lane: Ints
    lane_start_ms: Ints
    lane_bounds: Ints
    by_id: Ints
    ascending_ids: Ints
    """The ids in the order of `by_id`."""
    early_ms: Ints
    late_ms: Ints
    vague: tuple[Ints, ...]
    """For each of `VAGUE_MS`, the starts of the events that are uncertain by more than it, ascending."""
    longest_ms: int
    """The widest stretch that one may have been in."""

    @classmethod
    def build(
        cls,
        ids: Ints,
        start_ms: Ints,
        lanes: npt.NDArray[np.integer],
        lane_count: int,
        early_ms: Ints | None = None,
        late_ms: Ints | None = None,
    ) -> "EventIndex":
        """Sort events; lanes are numbers from 0 to lane_count - 1."""
        order = np.argsort(start_ms, kind="stable")
        start, lane = start_ms[order], lanes[order].astype(np.int64)
        # A stable sort by lane alone keeps the order of time within each.
        by_lane = np.argsort(lane.astype(np.uint16) if lane_count < 65_536 else lane, kind="stable")
        bounds = np.searchsorted(lane[by_lane], np.arange(lane_count + 1))
        found = ids[order]
        early = start if early_ms is None else early_ms[order]
        late = start if late_ms is None else late_ms[order]
        off = np.maximum(start - early, late - start)
        vague = tuple(start[off > least] for least in VAGUE_MS)
        by_id = np.argsort(found, kind="stable")
        longest = int((late - early).max()) if len(found) else 0
        lanes_of = (lane, by_lane, start[by_lane], bounds)
        return cls(found, start, *lanes_of, by_id, found[by_id], early, late, vague, longest)

    @classmethod
    def empty(cls) -> "EventIndex":
        """Return an index of nothing."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls.build(nothing, nothing, nothing, 0)

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.ids)

    def counts(self, edges: Ints) -> Ints:
        """Return how many events start from each edge to before the next, (k - 1,)."""
        return np.diff(np.searchsorted(self.start_ms, edges))

    def lane_counts(self, edges: Ints, first_lane: int, last_lane: int) -> Ints:
        """Return counts per lane, (last - first, k - 1)."""
        rows = [
            np.diff(np.searchsorted(self.lane_start_ms[a:b], edges))
            for a, b in zip(
                self.lane_bounds[first_lane:last_lane].tolist(),
                self.lane_bounds[first_lane + 1 : last_lane + 1].tolist(),
                strict=True,
            )
        ]
        return np.array(rows, dtype=np.int64).reshape(len(rows), max(len(edges) - 1, 0))

    def ids_between(self, start_ms: float, end_ms: float, lane: int | None = None) -> Ints:
        """Return the ids, ascending, that start from start_ms to before end_ms, in one lane or all."""
        if lane is None:
            low, high = np.searchsorted(self.start_ms, [start_ms, end_ms])
            found: Ints = np.sort(self.ids[low:high])
            return found
        if not 0 <= lane < len(self.lane_bounds) - 1:
            return np.zeros(0, dtype=np.int64)
        a, b = int(self.lane_bounds[lane]), int(self.lane_bounds[lane + 1])
        low, high = np.searchsorted(self.lane_start_ms[a:b], [start_ms, end_ms])
        chosen: Ints = np.sort(self.ids[self.by_lane[a + low : a + high]])
        return chosen

    def count_between(self, start_ms: float, end_ms: float) -> int:
        """Return how many events start from start_ms to before end_ms."""
        low, high = np.searchsorted(self.start_ms, [start_ms, end_ms])
        return int(high - low)

    def positions(self, ids: Ints) -> Ints:
        """Return the places in order of time of those ids that are here, all of them if doubled."""
        if len(ids) == 0 or len(self.ids) == 0:
            return np.zeros(0, dtype=np.int64)
        wanted, ordered = np.unique(ids), self.ascending_ids
        low, high = np.searchsorted(ordered, wanted, "left"), np.searchsorted(ordered, wanted, "right")
        size = high - low
        heads = np.cumsum(size) - size
        found: Ints = self.by_id[np.arange(int(size.sum())) + np.repeat(low - heads, size)]
        return found

    def subset(self, ids: Ints) -> "EventIndex":
        """Return an index of those ids that are here, with the same lanes."""
        at = self.positions(ids)
        lane_count = len(self.lane_bounds) - 1
        columns = (self.ids, self.start_ms, self.lanes, self.early_ms, self.late_ms)
        ids, start, lanes, early, late = (column[at] for column in columns)
        return EventIndex.build(ids, start, lanes, lane_count, early, late)

    def vague_counts(self, edges: Ints) -> Ints:
        """Return how many of each stretch may as well lie in another: uncertain by more than its width."""
        width = float(np.median(np.diff(edges))) if len(edges) > 1 else 0.0
        fits = (starts for least, starts in zip(VAGUE_MS, self.vague, strict=True) if least >= width)
        starts = next(fits, np.zeros(0, np.int64))
        return np.diff(np.searchsorted(starts, edges))

    def spans(self, start_ms: float, end_ms: float, most: int) -> Ints:
        """Return the places of events that may have been in a stretch; none if more than `most` may."""
        low, high = np.searchsorted(self.start_ms, [start_ms - self.longest_ms, end_ms + self.longest_ms])
        if high - low > 50 * most:
            return np.zeros(0, np.int64)
        near = np.arange(int(low), int(high))
        found = near[(self.late_ms[near] >= start_ms) & (self.early_ms[near] <= end_ms)]
        return found if len(found) <= most else np.zeros(0, np.int64)

    def start_of(self, sighting: int) -> int | None:
        """Return when an event starts, or None when it is not here."""
        at = self.positions(np.array([sighting], dtype=np.int64))
        return int(self.start_ms[at[0]]) if len(at) else None
