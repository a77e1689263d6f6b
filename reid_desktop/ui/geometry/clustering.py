"""Points of the map in Morton order, and the bubbles that they form at a zoom.

Sorted once by Morton code (Morton 1966), the points of every grid cell of every level lie side by
side, so a bubble is a list of runs of that order and its members are exact at any zoom.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reid_desktop.ui.geometry.mercator import Floats, world_px
from reid_desktop.ui.geometry.viewport import Bounds, Viewport

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

#: Bits an axis: a cell of the finest level is about 0.6 m wide at the equator.
AXIS_BITS = 26
#: The widest that a cell is drawn; cells are between half of this and this.
CELL_PX = 72.0
NO_RANK = np.iinfo(np.int32).max
_SEAM_STEPS = 3600
_FEW_CELLS = 1 << 14
"""Up to so many cells are looked up one by one; a screen of bubbles has some hundred."""
"""Gaps between points are looked for in tenths of a degree."""
MIXED = -1
"""Stands for a bubble whose points do not all look alike."""


def _spread(value: Codes) -> Codes:
    """Put a zero bit between the bits of each value (at most 32 bits)."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        value = (value | (value << np.uint64(shift))) & np.uint64(mask)
    return value


def morton_codes(x: Floats, y: Floats) -> Codes:
    """Return the interleaved bits of points of the unit square (values outside are held to it)."""
    cells = float(1 << AXIS_BITS)
    column = np.clip(np.floor(x * cells), 0, cells - 1).astype(np.uint64)
    row = np.clip(np.floor(y * cells), 0, cells - 1).astype(np.uint64)
    return _spread(column) | (_spread(row) << np.uint64(1))


def best_seam(x: Floats) -> float:
    """Return where to cut the world: 0, or the widest gap between points around the antimeridian."""
    if len(x) < 2 or float(x.max()) - float(x.min()) <= 0.5:
        return 0.0
    taken = np.flatnonzero(np.bincount((x * _SEAM_STEPS).astype(np.int64) % _SEAM_STEPS))
    gaps = np.diff(taken, append=taken[0] + _SEAM_STEPS)
    widest = int(gaps.argmax())
    if gaps[widest] <= _SEAM_STEPS // 2 or widest == len(taken) - 1:
        return 0.0
    return float((taken[widest] + gaps[widest] / 2) / _SEAM_STEPS)


def bubble_radius_px(count: npt.ArrayLike) -> Floats:
    """Return how large a bubble of so many sightings is drawn."""
    counts = np.asarray(count, dtype=np.float64)
    radius: Floats = np.where(counts <= 1, 7.0, 11.0 + 3.4 * np.log10(np.maximum(counts, 1)))
    return radius


@dataclass(frozen=True, slots=True)
class Bubbles:
    """What is drawn at one zoom: centres on the unit square, and runs of the index per bubble.

    count, best_rank: (m,); the runs of bubble i are run_start/run_stop[first_run[i]:first_run[i+1]].
    """

    x: Floats
    y: Floats
    count: Ints
    best_rank: Ints
    mark: Ints
    """What all of its points look like, or `MIXED`."""
    radius_px: Floats
    first_run: Ints
    run_start: Ints
    run_stop: Ints

    def __len__(self) -> int:
        """Return the number of bubbles."""
        return len(self.x)

    def runs(self, bubble: int) -> Iterable[tuple[int, int]]:
        """Yield the (start, stop) runs of one bubble."""
        for run in range(int(self.first_run[bubble]), int(self.first_run[bubble + 1])):
            yield int(self.run_start[run]), int(self.run_stop[run])


@dataclass(frozen=True, slots=True)
class PointIndex:
    """Placed sightings in Morton order: ids, x, y and ranks (NO_RANK where none), all (n,)."""

    ids: Ints
    x: Floats
    y: Floats
    ranks: Ints
    codes: Codes
    by_id: Ints
    ascending_ids: Ints
    """The ids in the order of `by_id`: whoever looks one up at each frame must not sort them out again."""
    by_y: Ints
    marks: Ints
    """What each point looks like besides its rank, such as how its place is known; 0 where not given."""
    reach_m: Floats
    """How far off each place may be; NaN where nothing tells."""
    seam: float
    """x runs from here to one more."""
    box: Bounds | None
    """The smallest rectangle around all points."""

    @classmethod
    def build(
        cls,
        ids: Ints,
        x: Floats,
        y: Floats,
        ranks: npt.NDArray[np.int32] | None,
        marks: npt.NDArray[np.integer] | None = None,
        reach_m: npt.NDArray[np.floating] | None = None,
        seam: float = 0.0,
    ) -> "PointIndex":
        """Sort points of the unit square, cut at `seam`; a rank under 1 means none."""
        x = np.where(x < seam, x + 1.0, x)
        codes = morton_codes(x - seam, y)
        order = np.argsort(codes, kind="stable")
        held = np.full(len(ids), NO_RANK, dtype=np.int64)
        if ranks is not None:
            held = np.where(ranks >= 1, ranks, NO_RANK).astype(np.int64)
        sorted_ids, sorted_y = ids[order], y[order]
        by_id, by_y = np.argsort(sorted_ids, kind="stable"), np.argsort(sorted_y, kind="stable")
        box = None
        if len(ids):
            box = Bounds(float(x.min()), float(sorted_y[by_y[0]]), float(x.max()), float(sorted_y[by_y[-1]]))
        return cls(
            sorted_ids,
            x[order],
            sorted_y,
            held[order],
            codes[order],
            by_id,
            sorted_ids[by_id],
            by_y,
            np.zeros(len(ids), np.int64) if marks is None else marks[order].astype(np.int64),
            np.full(len(ids), np.nan) if reach_m is None else reach_m[order].astype(np.float64),
            seam,
            box,
        )

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.ids)

    def positions(self, ids: Ints) -> Ints:
        """Return the places in Morton order of those ids that are here, all of them if doubled."""
        if len(ids) == 0 or len(self.ids) == 0:
            return np.zeros(0, dtype=np.int64)
        wanted, ordered = np.unique(ids), self.ascending_ids
        low, high = np.searchsorted(ordered, wanted, "left"), np.searchsorted(ordered, wanted, "right")
        return self.by_id[_ranges(low, high)]

    def slices(self, box: Bounds) -> list[tuple[int, int]]:
        """Return runs of the order that together hold every point of the rectangle, and some more."""
        widest = max(box.right - box.left, box.bottom - box.top, 2.0**-AXIS_BITS)
        level = min(max(math.floor(-math.log2(widest)) + 1, 0), AXIS_BITS)
        starts, stops = self._filled(self._reached(box, level), level)
        return list(zip(starts.tolist(), stops.tolist(), strict=True))

    def _reached(self, box: Bounds, level: int) -> tuple[int, int, int, int]:
        """Return the first and last column and row of the cells of a level that a rectangle touches."""
        cells, last = 1 << level, (1 << level) - 1
        left, right = (min(max(math.floor((v - self.seam) * cells), 0), last) for v in (box.left, box.right))
        top, bottom = (min(max(math.floor(v * cells), 0), last) for v in (box.top, box.bottom))
        return left, right, top, bottom

    def _filled(self, reached: tuple[int, int, int, int], level: int) -> tuple[Ints, Ints]:
        """Return (starts, stops) of the runs of those cells that hold anything, as they are ordered."""
        left, right, top, bottom = reached
        columns, rows = np.meshgrid(np.arange(left, right + 1), np.arange(top, bottom + 1))
        shift = np.uint64(2 * (AXIS_BITS - level))
        prefix = np.sort(
            _spread(columns.ravel().astype(np.uint64))
            | (_spread(rows.ravel().astype(np.uint64)) << np.uint64(1))
        )
        low = np.searchsorted(self.codes, prefix << shift)
        high = np.searchsorted(self.codes, (prefix + np.uint64(1)) << shift)
        holds = high > low
        return low[holds], high[holds]

    def within(self, box: Bounds) -> Ints:
        """Return the places in Morton order of the points inside a rectangle (edges included)."""
        found = [np.zeros(0, dtype=np.int64)]
        for a, b in self.slices(box):
            x, y = self.x[a:b], self.y[a:b]
            inside = (x >= box.left) & (x <= box.right) & (y >= box.top) & (y <= box.bottom)
            found.append(np.flatnonzero(inside) + a)
        return np.concatenate(found)

    def members(self, bubbles: Bubbles, bubble: int) -> Ints:
        """Return the ids of one bubble, in ascending order."""
        found: Ints = np.sort(np.concatenate([self.ids[a:b] for a, b in bubbles.runs(bubble)]))
        return found

    def bubbles(self, view: Viewport) -> Bubbles:
        """Group what a viewport shows into bubbles that do not overlap."""
        level = min(max(math.ceil(view.zoom + 8 - math.log2(CELL_PX)), 0), AXIS_BITS)
        cell = 2.0**-level
        box = view.bounds.grown(cell)
        start, stop = self.runs_in(box, level)
        if len(start) == 0:
            nothing = np.zeros(0, dtype=np.int64)
            return _merged(np.zeros(0), np.zeros(0), start, stop, (nothing, nothing, nothing), view.zoom)
        size = stop - start
        x, y = _run_means(self.x, start, stop), _run_means(self.y, start, stop)
        near = (x >= box.left) & (x <= box.right) & (y >= box.top) & (y <= box.bottom)
        ranks = _run_minima(self.ranks, start, stop)
        lowest, highest = _run_marks(self.marks, start, stop)
        order = np.lexsort((start[near], -size[near]))
        return _merged(
            x[near][order],
            y[near][order],
            start[near][order],
            stop[near][order],
            (ranks[near][order], lowest[near][order], highest[near][order]),
            view.zoom,
        )

    def runs_in(self, box: Bounds, level: int) -> tuple[Ints, Ints]:
        """Return (starts, stops) of runs that each lie in one cell of a level; all of a rectangle's do."""
        left, right, top, bottom = reached = self._reached(box, level)
        if (right - left + 1) * (bottom - top + 1) <= _FEW_CELLS:
            return self._filled(reached, level)  # looked up: no pass over a million points
        shift = np.uint64(2 * (AXIS_BITS - level))
        starts, stops = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        # A slice is never finer than a cell here: the box is grown by a cell on each side.
        for a, b in self.slices(box):
            prefix = self.codes[a:b] >> shift
            heads = np.flatnonzero(np.concatenate([[True], prefix[1:] != prefix[:-1]]))
            starts.append(heads + a)
            stops.append(np.concatenate([heads[1:], [b - a]]) + a)
        return np.concatenate(starts), np.concatenate(stops)


def _ranges(low: Ints, high: Ints) -> Ints:
    """Return the concatenation of arange(low[i], high[i])."""
    size = high - low
    heads = np.cumsum(size) - size
    ranges: Ints = np.arange(int(size.sum())) + np.repeat(low - heads, size)
    return ranges


def _run_means(values: Floats, start: Ints, stop: Ints) -> Floats:
    part = values[int(start[0]) : int(stop[-1])]
    means: Floats = np.add.reduceat(part, _cuts(start, stop))[::2] / (stop - start)
    return means


def _run_minima(values: Ints, start: Ints, stop: Ints) -> Ints:
    part = values[int(start[0]) : int(stop[-1])]
    minima: Ints = np.minimum.reduceat(part, _cuts(start, stop))[::2]
    return minima


def _run_marks(values: Ints, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Return the lowest and the highest mark of each run."""
    part = values[int(start[0]) : int(stop[-1])]
    if len(part) and int(part.min()) == int(part.max()):  # all alike, as in most cases
        alike = np.full(len(start), part[0], np.int64)
        return alike, alike
    cuts = _cuts(start, stop)
    return np.minimum.reduceat(part, cuts)[::2], np.maximum.reduceat(part, cuts)[::2]


def _cuts(start: Ints, stop: Ints) -> Ints:
    """Return where `reduceat` cuts what lies from the first run to the last.

    Between the runs may lie points of other cells: every second result of it is theirs. The last run ends
    with the part, so its end is no place to cut at.
    """
    cuts: Ints = np.column_stack([start, stop]).ravel()[:-1] - start[0]
    return cuts


def _absorb(px: list[float], py: list[float], count: list[int]) -> list[int]:
    """Return for each bubble (largest first) the bubble that takes it in, itself if none does."""
    radius = bubble_radius_px(count).tolist()
    reach = 2.0 * max(radius)
    taken: dict[tuple[int, int], list[int]] = {}
    owner = list(range(len(px)))
    for i, (x, y) in enumerate(zip(px, py, strict=True)):
        column, row = math.floor(x / reach), math.floor(y / reach)
        nearest, least = -1, math.inf
        for c in (column - 1, column, column + 1):
            for r in (row - 1, row, row + 1):
                for j in taken.get((c, r), ()):
                    gap = math.hypot(px[j] - x, py[j] - y) / (radius[i] + radius[j])
                    if gap < least:
                        nearest, least = j, gap
        if least < 0.92:
            owner[i] = nearest
        else:
            taken.setdefault((column, row), []).append(i)
    return owner


def _merged(
    x: Floats, y: Floats, start: Ints, stop: Ints, least: tuple[Ints, Ints, Ints], zoom: float
) -> Bubbles:
    """Let larger bubbles take in the smaller ones that they cover, until none is covered.

    `least` has the best rank, lowest mark and highest mark of each.

    Works in pixels of the whole world, not of the view, so that panning does not regroup.
    """
    scale = world_px(zoom)
    owner = np.arange(len(x))
    count = stop - start
    alive = owner
    while len(alive):
        alive = alive[np.lexsort((start[alive], -count[alive]))]
        taker = np.array(
            _absorb((x[alive] * scale).tolist(), (y[alive] * scale).tolist(), count[alive].tolist()),
            dtype=np.int64,
        )
        goes = taker != np.arange(len(alive))
        if not goes.any():
            break
        parent = np.arange(len(x))
        parent[alive] = alive[taker]
        owner = parent[owner]
        np.add.at(count, alive[taker[goes]], count[alive[goes]])
        alive = alive[~goes]
    runs = np.lexsort((start, owner))
    kept = np.unique(owner)
    first = np.searchsorted(owner[runs], kept)
    best, lowest, highest = least
    if len(kept):
        best, lowest = (np.minimum.reduceat(values[runs], first) for values in (best, lowest))
        highest = np.maximum.reduceat(highest[runs], first)
    return Bubbles(
        x[kept],
        y[kept],
        count[kept],
        best,
        np.where(lowest == highest, lowest, MIXED),
        bubble_radius_px(count[kept]),
        np.append(first, len(runs)),
        start[runs],
        stop[runs],
    )
