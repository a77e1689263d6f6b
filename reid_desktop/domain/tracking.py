"""Joining the boxes of one person through the frames of a clip by where they move.

A box is expected where a Kalman filter of constant speed has it, in seconds of the clip and not in frames,
so that clips of variable frame rate and frames that were left out do no harm. After ByteTrack (Zhang et al.
2022), sure boxes choose their track first and faint ones take what is left; after C-BIoU (Yang et al. 2023),
boxes are widened before their overlap is taken, since a walker sampled three times a second may not touch
their own last box. How this compares with published trackers stands in docs/dependencies.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.sighting import PersonBox

MAXIMUM_GAP_S = 1.5
SURE = 0.5
"""From this score on a box chooses its track before the others."""
BUFFER = 0.2
"""Each box is widened by this share of its width on both sides, and half the share of its height."""
FIRST_BUFFER = 0.5
"""As `BUFFER`, for the place where somebody seen once is expected: which way they go is not known yet."""
MINIMUM_OVERLAP = 0.1
DOUBLE = 0.7
"""A faint box that shares so much of the smaller one with a surer one is a double of it: no new person."""

# In heights of the person: how far a box lies off the person, how fast people walk, how they gather speed.
_OFF, _WALK_PER_S, _GATHER_PER_S2 = 0.06, 1.0, 0.45

Shape = NDArray[np.float64]
"""(4,): centre from the left and from the top, width, height, in pixels."""


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """One box of a track."""

    time_s: float
    person: PersonBox


class Track:
    """The boxes of one person so far, and where the next is expected."""

    def __init__(self, number: int, points: Iterable[TrackPoint]) -> None:
        """Begin with at least one point, in order of time."""
        self.number = number
        self.points: list[TrackPoint] = []
        self._mean = np.zeros((2, 4))
        """Shape and its change a second; size is taken to stay."""
        self._spread = np.zeros((2, 2))
        for point in points:
            self.add(point)

    @property
    def last(self) -> TrackPoint:
        """Return the newest point."""
        return self.points[-1]

    def add(self, point: TrackPoint) -> None:
        """Go on with a box."""
        seen = _shape(point.person.box)
        height_px = seen[3]
        if self.points:
            mean, spread = self._ahead(point.time_s)
            gain = spread[:, 0] / (spread[0, 0] + (_OFF * height_px) ** 2)
            self._mean = mean + np.outer(gain, seen - mean[0])
            self._spread = spread - np.outer(gain, spread[0])
            self._mean[1, 2:] = 0.0
        else:
            self._mean[0] = seen
            self._spread = np.diag([(_OFF * height_px) ** 2, (_WALK_PER_S * height_px) ** 2])
        self.points.append(point)

    def expected(self, time_s: float) -> Shape:
        """Return the shape that the person's box should have at a moment after the last point."""
        return np.asarray(self._ahead(time_s)[0][0], dtype=np.float64)

    def _ahead(self, time_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        dt = time_s - self.last.time_s
        move = np.array([[1.0, dt], [0.0, 1.0]])
        noise = np.array([[dt**4 / 4, dt**3 / 2], [dt**3 / 2, dt**2]])
        noise *= (_GATHER_PER_S2 * self._mean[0, 3]) ** 2
        return move @ self._mean, move @ self._spread @ move.T + noise


class MotionTracker:
    """Gives each box of each frame to the track that it continues."""

    def __init__(self, maximum_gap_s: float = MAXIMUM_GAP_S) -> None:
        """Start with no tracks; a track not seen for `maximum_gap_s` is closed."""
        self._maximum_gap_s = maximum_gap_s
        self._open: list[Track] = []
        self._count = 0

    @property
    def open_tracks(self) -> list[Track]:
        """Return the tracks that are not closed."""
        return list(self._open)

    def resume(self, tracks: Sequence[Track], count: int) -> None:
        """Go on from tracks that were open; numbers up to `count` are taken."""
        self._open, self._count = list(tracks), count

    def step(self, time_s: float, persons: Sequence[PersonBox]) -> tuple[list[Track | None], list[Track]]:
        """Take the boxes of the next frame.

        Returns the track of each box, in the order given (None for a double of another box), and the
        tracks that are closed now.
        """
        closed = [t for t in self._open if time_s - t.last.time_s > self._maximum_gap_s]
        self._open = [t for t in self._open if time_s - t.last.time_s <= self._maximum_gap_s]
        assigned = self._match(time_s, persons)
        result: list[Track | None] = []
        for row, person in enumerate(persons):
            track = assigned.get(row)
            if track is not None:
                track.add(TrackPoint(time_s, person))
            elif not _is_double(row, persons):
                self._count += 1
                track = Track(self._count, [TrackPoint(time_s, person)])
                self._open.append(track)
            result.append(track)
        return result, closed

    def finish(self) -> list[Track]:
        """Close what is still open."""
        rest, self._open = self._open, []
        return rest

    def _match(self, time_s: float, persons: Sequence[PersonBox]) -> dict[int, Track]:
        """Return the track of each row that continues one: the sure rows first, the best overlap first."""
        expected = [(track, _expected(track, time_s)) for track in self._open]
        assigned: dict[int, Track] = {}
        taken: set[int] = set()
        for is_sure in (True, False):
            rows = [row for row, person in enumerate(persons) if (person.score >= SURE) is is_sure]
            pairs = sorted(
                (-_iou(area, _widened(_shape(persons[row].box))), row, at)
                for at, (_, area) in enumerate(expected)
                for row in rows
            )
            for overlap, row, at in pairs:
                if -overlap < MINIMUM_OVERLAP:
                    break
                if row not in assigned and at not in taken:
                    assigned[row] = expected[at][0]
                    taken.add(at)
        return assigned


def _is_double(row: int, persons: Sequence[PersonBox]) -> bool:
    """Tell whether a faint box is a second one of somebody seen better."""
    one = persons[row]
    if one.score >= SURE:
        return False
    for other in persons:
        part = one.box.shared(other.box) if other.score > one.score else None
        if part and part.area_px > DOUBLE * min(one.box.area_px, other.box.area_px):
            return True
    return False


def _shape(box: Box) -> Shape:
    centre_x, centre_y = (box.left_px + box.right_px) / 2, (box.top_px + box.bottom_px) / 2
    return np.array([centre_x, centre_y, box.width_px, box.height_px], dtype=np.float64)


Area = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def _expected(track: Track, time_s: float) -> Area:
    return _widened(track.expected(time_s), BUFFER if len(track.points) > 1 else FIRST_BUFFER)


def _widened(shape: Shape, buffer: float = BUFFER) -> Area:
    x, y, width, height = (float(part) for part in shape)
    half_x, half_y = width * (0.5 + buffer), height * (0.5 + buffer / 2)
    return x - half_x, y - half_y, x + half_x, y + half_y


def _iou(one: Area, other: Area) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    shared = wide * high
    return shared / (_size(one) + _size(other) - shared)


def _size(area: Area) -> float:
    return (area[2] - area[0]) * (area[3] - area[1])
