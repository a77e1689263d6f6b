"""Between two boxes of a track the person is in proportion."""

from __future__ import annotations

from reid_desktop.domain.geometry import Box
from reid_desktop.domain.track_boxes import box_at


def test_the_box_moves_in_proportion_between_the_boxes_of_a_track() -> None:
    track = {1.0: Box(0, 0, 10, 20), 2.0: Box(100, 50, 110, 70)}
    assert box_at(track, 1.5) == Box(50, 25, 60, 45)
    assert box_at(track, 0.8) == Box(0, 0, 10, 20)
    assert box_at(track, 0.1) is None
    assert box_at(track, 9.0) is None
    assert box_at({}, 1.0) is None
