"""Bursts, clips and near doubles are one row; far in time, clothes say little."""

from __future__ import annotations

from reid_desktop.domain.cameras import Shot
from reid_desktop.domain.candidate_groups import apart_s, grouped
from reid_desktop.domain.ids import MediaId


def shot(media_id: int, time_ms: int | None, device: str = "A", *, is_video: bool = False) -> Shot:
    return Shot(media_id, device, is_video, time_ms, None, None)


def groups(media: list[int], shots: list[Shot], links: list[tuple[int, int]] | None = None) -> list[int]:
    pairs = [(MediaId(a), MediaId(b)) for a, b in links or []]
    return grouped([MediaId(one) for one in media], shots, pairs)


def test_a_burst_is_one_group_and_goes_on_as_long_as_photos_follow() -> None:
    shots = [shot(1, 0), shot(2, 2_500), shot(3, 5_000), shot(4, 9_000), shot(5, 2_600, "B")]
    assert groups([4, 3, 5, 1, 2, 3], shots) == [0, 1, 2, 1, 1, 1]


def test_a_clip_is_one_group_and_clips_are_never_a_burst() -> None:
    shots = [shot(1, 0, is_video=True), shot(2, 1, is_video=True), shot(3, None)]
    assert groups([1, 2, 1, 3, 3], shots) == [0, 1, 0, 3, 3]


def test_near_doubles_are_one_group_also_by_way_of_others() -> None:
    assert groups([7, 8, 9], [], [(7, 9), (9, 8), (7, 99)]) == [0, 0, 0]
    assert groups([], []) == []


def test_time_between() -> None:
    assert apart_s(10_000, [None, 4_000, 70_000]) == 6.0
    assert apart_s(None, [4_000]) is None
    assert apart_s(10_000, [None]) is None
