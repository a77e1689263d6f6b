"""What a search follows: new vectors, cameras, moved times and places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.settled import Settled
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import KEY, NEWER_KEY, add, at, new_sighting


def test_some_vectors_and_their_items(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        media = [add(writer, name) for name in "ab"]
        vectors = np.eye(4, dtype=np.float32)
        for number, media_id in enumerate(media):
            found = [replace(new_sighting(), vector=vectors[2 * number + n]) for n in range(2)]
            writer.finish_media(media_id, KEY, found, 1.0)
        writer.finish_media(media[0], NEWER_KEY, [new_sighting()], 1.0)
    ids, some = store.vectors_of(KEY, np.array([2, 3, 5, 99]))
    assert ids.tolist() == [2, 3]
    assert np.array_equal(some, vectors[1:3])
    assert store.vectors(KEY, SightingId(1), 2)[0].tolist() == [2, 3]
    assert np.array_equal(store.vectors(KEY, None, 1)[1], vectors[:1])
    ids, of = store.vector_media(KEY)
    assert (ids.tolist(), of.tolist()) == ([1, 2, 3, 4], [media[0], media[0], media[1], media[1]])
    ids, of = store.vector_media(KEY, SightingId(2))
    assert (ids.tolist(), of.tolist()) == ([3, 4], [media[1], media[1]])
    assert len(store.vectors_of("never used", np.array([1]))[0]) == 0


def test_shots_of_some_items(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        first = add(writer, "a", time=at(5000))
        second = add(writer, "v", kind=MediaKind.VIDEO)
    assert [shot.media_id for shot in store.shots()] == [first, second]
    assert [shot.media_id for shot in store.shots(first)] == [second]
    [shot] = store.shots_of([first, MediaId(77)])
    assert (shot.media_id, shot.time_utc_ms, shot.is_video) == (first, 5000, False)


def test_a_moved_time_is_told_and_one_that_stays_is_not(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        first, second = (add(writer, name, time=at(5000)) for name in "ab")
    before = store.search_changes(0)
    with store.transaction("adler") as writer:
        writer.settle(first, Settled(at(5000), None))
        writer.settle(second, Settled(at(6000), None))
    changes = store.search_changes(before.last)
    assert (changes.media, changes.gone) == ((second,), ())
    assert changes.last > before.last
    nothing = store.search_changes(changes.last)
    assert (nothing.last, nothing.media) == (changes.last, ())


def test_how_the_case_stands_is_told_up_to_a_sighting_and_a_row_of_the_log(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        media_id = add(writer, "a")
        found = [replace(new_sighting(), vector=np.eye(4, dtype=np.float32)[n]) for n in range(3)]
        writer.finish_media(media_id, KEY, found, 1.0)
        writer.log("analyse", "a")
    standing = store.standing(KEY, SightingId(2))
    assert (standing.vectors, standing.id_sum) == (2, 3)
    last = list(store.audit())[-1]
    assert (standing.log_row, standing.log_sha256) == (last.audit_id, last.sha256)
    with store.transaction("adler") as writer:
        writer.log("look", "a")
    again = store.standing(KEY, None, standing.log_row)
    assert (again.vectors, again.log_sha256) == (3, standing.log_sha256)
    assert store.standing("never used", None, 10_000).log_sha256 == ""
    assert store.standing("never used", None).log_row == standing.log_row + 1
