"""Who appears with whom."""

from __future__ import annotations

from reid_desktop.domain.co_presence import Appearance, companions
from reid_desktop.domain.ids import MediaId, PersonId, SightingId

A, B, C = PersonId(1), PersonId(2), PersonId(3)
HERE = (51.34, 12.37)


def seen(
    person: PersonId, number: int, media: int, time_s: int | None, place: tuple[float, float] | None = HERE
) -> Appearance:
    latitude, longitude = place or (None, None)
    time_ms = None if time_s is None else time_s * 1000
    return Appearance(person, SightingId(number), MediaId(media), time_ms, latitude, longitude)


def test_two_in_one_photo_are_together_even_without_time() -> None:
    [pair] = companions([seen(A, 1, 7, None, None), seen(B, 2, 7, None, None), seen(A, 3, 8, None)])
    assert (pair.one, pair.other, pair.in_one_picture) == (A, B, 1)
    assert (pair.meetings[0].apart_s, pair.meetings[0].apart_m) == (None, None)


def test_near_in_time_and_place_counts_and_either_alone_does_not() -> None:
    far = (52.0, 12.37)
    [pair] = companions(
        [
            seen(A, 1, 1, 0),
            seen(B, 2, 2, 599),
            seen(B, 3, 3, 601, None),
            seen(B, 4, 4, 300, far),
            seen(B, 5, 5, 7000),
        ]
    )
    assert [(m.first.sighting_id, m.second.sighting_id) for m in pair.meetings] == [(1, 2)]
    assert pair.meetings[0].apart_s == 599
    assert pair.in_one_picture == 0


def test_pairs_with_most_common_pictures_come_first_and_nobody_meets_themselves() -> None:
    found = companions(
        [seen(A, 1, 1, 0), seen(A, 2, 1, 5), seen(B, 3, 2, 8), seen(C, 4, 1, 0), seen(C, 5, 9, 9_000)]
    )
    assert [(pair.one, pair.other) for pair in found] == [(A, C), (A, B), (B, C)]
    assert found[0].in_one_picture == 1


def test_a_clip_of_an_hour_shows_both_at_its_ends() -> None:
    [pair] = companions([seen(A, 1, 1, 0), seen(B, 2, 1, 3600)])
    assert pair.in_one_picture == 1
    assert pair.meetings[0].apart_s == 3600
