"""Joining the boxes of one person through consecutive frames by overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.sighting import PersonBox

BUFFER = 0.4
"""Each box is widened by this share of its size before the overlap is taken, so
that a walking person still meets their own box at 2 to 5 frames a second
(buffered IoU, Yang et al. 2023, `Hard to Track Objects with Irregular Motions`)."""
MINIMUM_OVERLAP = 0.15
MAXIMUM_GAP_S = 1.5


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """One box of a track."""

    time_s: float
    person: PersonBox


@dataclass(slots=True)
class Track:
    """The boxes of one person so far."""

    number: int
    points: list[TrackPoint] = field(default_factory=list)

    @property
    def last(self) -> TrackPoint:
        """Return the newest point."""
        return self.points[-1]

    def expected(self, time_s: float) -> Box:
        """Return the last box, moved on at the speed of the last step."""
        last = self.last
        if len(self.points) < 2:
            return last.person.box
        before = self.points[-2]
        step_s = last.time_s - before.time_s
        share = (time_s - last.time_s) / step_s if step_s > 0 else 0.0
        share = min(share, 2.0)
        a, b = before.person.box, last.person.box
        move_x = round(share * ((b.left_px + b.right_px) - (a.left_px + a.right_px)) / 2)
        move_y = round(share * ((b.top_px + b.bottom_px) - (a.top_px + a.bottom_px)) / 2)
        return Box(b.left_px + move_x, b.top_px + move_y, b.right_px + move_x, b.bottom_px + move_y)


class OverlapTracker:
    """Gives each box of each frame to the track that it overlaps best."""

    def __init__(self, maximum_gap_s: float = MAXIMUM_GAP_S) -> None:
        """Start with no tracks; a track not seen for `maximum_gap_s` is closed."""
        self._maximum_gap_s = maximum_gap_s
        self._open: list[Track] = []
        self._count = 0

    def step(self, time_s: float, persons: Sequence[PersonBox]) -> tuple[list[Track], list[Track]]:
        """Take the boxes of the next frame.

        Returns the track of each box, in the order given, and the tracks that
        are closed now.
        """
        closed = [t for t in self._open if time_s - t.last.time_s > self._maximum_gap_s]
        self._open = [t for t in self._open if time_s - t.last.time_s <= self._maximum_gap_s]
        assigned = self._match(time_s, persons)
        result: list[Track] = []
        for row, person in enumerate(persons):
            track = assigned.get(row)
            if track is None:
                self._count += 1
                track = Track(self._count)
                self._open.append(track)
            track.points.append(TrackPoint(time_s, person))
            result.append(track)
        return result, closed

    def finish(self) -> list[Track]:
        """Close what is still open."""
        rest, self._open = self._open, []
        return rest

    def _match(self, time_s: float, persons: Sequence[PersonBox]) -> dict[int, Track]:
        pairs = sorted(
            (
                (_overlap(track.expected(time_s), person.box), row, track)
                for track in self._open
                for row, person in enumerate(persons)
            ),
            key=lambda pair: (-pair[0], pair[1], pair[2].number),
        )
        assigned: dict[int, Track] = {}
        taken: set[int] = set()
        for overlap, row, track in pairs:
            if overlap < MINIMUM_OVERLAP:
                break
            if row not in assigned and track.number not in taken:
                assigned[row] = track
                taken.add(track.number)
        return assigned


def _overlap(a: Box, b: Box) -> float:
    return _widened(a).iou(_widened(b))


def _widened(box: Box) -> Box:
    x, y = round(box.width_px * BUFFER), round(box.height_px * BUFFER / 2)
    return Box(box.left_px - x, box.top_px - y, box.right_px + x, box.bottom_px + y)
