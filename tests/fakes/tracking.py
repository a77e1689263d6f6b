"""A tracker that follows whoever overlaps their own last box."""

from __future__ import annotations

from collections.abc import Sequence

from reid_desktop.domain.sighting import PersonBox
from reid_desktop.domain.tracking import Track, TrackPoint

GAP_S = 1.5


class FakeTracker:
    """Gives each box to the open track that it overlaps most."""

    def __init__(self) -> None:
        """Start with no tracks."""
        self.open_tracks: list[Track] = []
        self._count = 0

    def resume(self, tracks: Sequence[Track], count: int) -> None:
        """Go on from tracks."""
        self.open_tracks, self._count = list(tracks), count

    def step(self, time_s: float, persons: Sequence[PersonBox]) -> tuple[list[Track | None], list[Track]]:
        """Take a frame."""
        closed = [track for track in self.open_tracks if time_s - track.last.time_s > GAP_S]
        self.open_tracks = [track for track in self.open_tracks if track not in closed]
        free = list(self.open_tracks)
        result: list[Track | None] = []
        for person in persons:
            best = max(free, key=lambda track: track.last.person.box.iou(person.box), default=None)
            if best is not None and best.last.person.box.iou(person.box) > 0:
                free.remove(best)
                best.add(TrackPoint(time_s, person))
            else:
                self._count += 1
                best = Track(self._count, [TrackPoint(time_s, person)])
                self.open_tracks.append(best)
            result.append(best)
        return result, closed

    def finish(self) -> list[Track]:
        """Close the rest."""
        rest, self.open_tracks = self.open_tracks, []
        return rest
