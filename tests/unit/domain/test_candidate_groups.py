"""A person in one burst, clip or near double is one row; two persons are two."""

from __future__ import annotations

import numpy as np
import pytest

from reid_desktop.domain.cameras import Shot
from reid_desktop.domain.candidate_groups import apart_s, grouped
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.sighting import Sighting, are_two

ANNA, BERT, CARL = (1.0, 0.0), (0.0, 1.0), (0.7, 0.7)


def shot(media_id: int, time_ms: int | None, device: str = "A", *, is_video: bool = False) -> Shot:
    return Shot(media_id, device, is_video, time_ms, None, None)


def seen(
    number: int,
    media_id: int,
    start_s: float | None = None,
    end_s: float | None = None,
    app: int | None = None,
) -> Sighting:
    return Sighting(
        SightingId(number), MediaId(media_id), Box(0, 0, 9, 9), Size(9, 9), 1.0, 1.0, start_s, end_s, start_s,
        None, app,
    )  # fmt: skip


def groups(media: list[int], shots: list[Shot], links: list[tuple[int, int]] | None = None) -> list[int]:
    """Group candidates that are all of other items."""
    return of([seen(number, one) for number, one in enumerate(media)], [ANNA] * len(media), shots, links)


def of(
    shown: list[Sighting],
    looks: list[tuple[float, float]],
    shots: list[Shot],
    links: list[tuple[int, int]] | None = None,
) -> list[int]:
    pairs = [(MediaId(a), MediaId(b)) for a, b in links or []]
    return grouped(shown, np.array(looks, np.float32).reshape(-1, 2), shots, pairs)


def test_a_burst_is_one_group_and_goes_on_as_long_as_photos_follow() -> None:
    shots = [shot(1, 0), shot(2, 2_500), shot(3, 5_000), shot(4, 9_000), shot(5, 2_600, "B")]
    assert groups([4, 3, 5, 1, 2], shots) == [0, 1, 2, 1, 1]


def test_clips_are_never_a_burst() -> None:
    assert groups([1, 2, 3], [shot(1, 0, is_video=True), shot(2, 1, is_video=True), shot(3, None)]) == [
        0,
        1,
        2,
    ]


def test_near_doubles_are_one_group_also_by_way_of_others() -> None:
    assert groups([7, 8, 9], [], [(7, 9), (9, 8), (7, 99)]) == [0, 0, 0]
    assert groups([], []) == []


def test_two_persons_of_one_photo_are_two_rows() -> None:
    assert of([seen(1, 5), seen(2, 5)], [ANNA, ANNA], [shot(5, 0)]) == [0, 1]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 3, 2, 1), (3, 0, 1, 2), (2, 1, 3, 0)])
def test_in_a_burst_of_two_persons_each_is_a_row_whatever_the_order(order: tuple[int, ...]) -> None:
    shown = [seen(1, 5), seen(2, 5), seen(3, 6), seen(4, 6)]
    looks = [ANNA, BERT, ANNA, BERT]
    found = of([shown[i] for i in order], [looks[i] for i in order], [shot(5, 0), shot(6, 1_000)])
    persons = [order[i] % 2 for i in range(4)]
    assert found == [persons.index(one) for one in persons]


def test_in_a_clip_one_at_a_time_is_a_row_and_two_at_once_are_two() -> None:
    clip = [shot(1, 0, is_video=True)]
    alone = [seen(1, 1, 0, 4), seen(2, 1, 5, 9), seen(3, 1, 12, 13)]
    assert of(alone, [ANNA, ANNA, CARL], clip) == [0, 0, 0]
    both = [seen(1, 1, 0, 4), seen(2, 1, 2, 6), seen(3, 1, 7, 9), seen(4, 1, 8, 12)]
    assert of(both, [ANNA, BERT, BERT, ANNA], clip) == [0, 1, 1, 0]
    same = [seen(1, 1, 0, 4, app=3), seen(2, 1, 2, 6, app=4), seen(3, 1, 7, 9, app=3)]
    assert of(same, [ANNA, BERT, BERT], clip) == [0, 1, 0]


def test_who_is_not_alike_is_not_hidden_although_never_seen_together() -> None:
    assert of([seen(1, 5), seen(2, 6)], [ANNA, BERT], [shot(5, 0), shot(6, 1_000)]) == [0, 1]
    assert of([seen(1, 1, 0, 4), seen(2, 1, 70, 79)], [ANNA, BERT], [shot(1, 0, is_video=True)]) == [0, 1]


def test_a_live_photo_keeps_its_persons_apart() -> None:
    shown = [seen(1, 1), seen(2, 2, 0, 4), seen(3, 2, 0, 4), seen(4, 1)]
    assert of(shown, [ANNA, BERT, ANNA, BERT], [], [(1, 2)]) == [0, 1, 0, 1]


def test_the_same_sighting_found_for_two_persons_is_one() -> None:
    assert of([seen(1, 1), seen(1, 1)], [ANNA, ANNA], []) == [0, 0]


def test_who_must_be_two() -> None:
    assert are_two(seen(1, 1), seen(2, 1))
    assert not are_two(seen(1, 1), seen(2, 2))
    assert are_two(seen(1, 1, 0, 4), seen(2, 1, 4, 5))
    assert not are_two(seen(1, 1, 0, 4), seen(2, 1, 4.1, 5))


def test_time_between() -> None:
    assert apart_s(10_000, [None, 4_000, 70_000]) == 6.0
    assert apart_s(None, [4_000]) is None
    assert apart_s(10_000, [None]) is None
