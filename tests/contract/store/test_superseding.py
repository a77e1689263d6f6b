"""Clips that are looked at more than once: nothing is counted twice, and nothing that was said is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import Inspection, MediaKind, RawFacts
from reid_desktop.domain.query import Filters
from reid_desktop.domain.search_options import Unsearched
from reid_desktop.ports.drawing import DrawnBox
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import KEY, new_sighting


def clip(store: CaseStore, name: str, duration_s: float | None) -> MediaId:
    facts = RawFacts(duration_s=duration_s)
    with store.transaction("adler") as writer:
        return writer.add_media(Inspection(name * 64, 9, MediaKind.VIDEO, "mp4", facts), None, None)[0]


def quick_pass(store: CaseStore, media_id: MediaId, count: int = 2) -> list[SightingId]:
    seen = [replace(new_sighting(), is_quick=True) for _ in range(count)]
    with store.transaction("adler") as writer:
        return writer.finish_quick_pass(media_id, KEY, seen)


def due(store: CaseStore, from_s: float = 60.0) -> list[MediaId]:
    return [item.media_id for item in store.quick_due(KEY, from_s, 9)]


def test_only_long_clips_that_nothing_was_seen_of_are_due(store: CaseStore) -> None:
    long, _, _ = (clip(store, name, seconds) for name, seconds in (("a", 60.0), ("b", 59.0), ("c", None)))
    assert due(store) == [long]
    assert store.quick_due(KEY, 60.0, 9, [long]) == []
    quick_pass(store, long)
    assert due(store) == []


def test_what_the_key_frames_show_is_found_and_the_clip_goes_on_waiting(store: CaseStore) -> None:
    media_id = clip(store, "a", 90.0)
    ids = quick_pass(store, media_id)
    assert quick_pass(store, media_id) == [], "once"
    assert store.filtered(KEY, Filters()).tolist() == ids
    assert store.filtered(KEY, Filters(quick_only=True)).tolist() == ids
    assert store.filtered(KEY, Filters(without_quick=True)).tolist() == []
    assert [one.is_quick for one in store.sightings(ids)] == [True, True]
    assert (store.newest_model_key(), store.model_keys()) == (KEY, [KEY])
    counts = store.counts(KEY)
    assert (counts.sightings, counts.analysed, counts.waiting) == (2, 0, 1)
    assert [item.media_id for item in store.undone(KEY, 9)] == [media_id]
    unsearched = store.unsearched_media(KEY)
    assert unsearched[Unsearched.WAITING].tolist() == [media_id]
    assert [one.sighting_id for one in store.to_supersede(media_id, KEY)] == ids


def test_the_whole_clip_takes_the_place_of_its_quick_pass(store: CaseStore) -> None:
    media_id = clip(store, "a", 90.0)
    followed, gone, kept = quick_pass(store, media_id, 3)
    before = store.search_changes(0).last
    with store.transaction("adler") as writer:
        [new] = writer.finish_media(media_id, KEY, [new_sighting()], 1.0, 3.0)
        writer.supersede(followed, new)
        writer.supersede(gone, None)
    assert store.filtered(KEY, Filters()).tolist() == [kept, new]
    assert store.vectors(KEY)[0].tolist() == [kept, new]
    assert store.search_changes(before).gone == (followed, gone)
    assert store.successors([followed, gone, kept, new]) == {followed: new}
    assert len(store.sightings([followed, gone])) == 2, "by its id each is still there"
    counts = store.counts(KEY)
    assert (counts.sightings, counts.analysed, counts.waiting) == (2, 1, 0)
    with store.transaction("adler") as writer:
        writer.stand_alone([kept])
    assert store.sightings([kept])[0].appearance is None
    assert store.to_supersede(media_id, KEY) == []
    assert store.undone(KEY, 9) == []
    with pytest.raises(CaseError, match="superseded before"), store.transaction("adler") as writer:
        writer.supersede(followed, new)


def test_a_clip_that_fails_keeps_what_its_key_frames_show(store: CaseStore) -> None:
    media_id = clip(store, "a", 90.0)
    ids = quick_pass(store, media_id)
    with store.transaction("adler") as writer:
        writer.fail_media(media_id, KEY, "damaged")
    assert store.filtered(KEY, Filters()).tolist() == ids
    counts = store.counts(KEY)
    assert (counts.sightings, counts.analysed, counts.waiting) == (2, 0, 0)


def draw(store: CaseStore, media_id: MediaId, replaces: SightingId | None) -> SightingId:
    with store.transaction("adler") as writer:
        box = DrawnBox(SightingId(0), replaces, "adler", "2026-01-01", "")
        return writer.draw_sighting(media_id, KEY, new_sighting(), box)


def test_what_somebody_drew_over_a_quick_pass_is_superseded_and_chains_lead_to_their_end(
    store: CaseStore,
) -> None:
    media_id = clip(store, "a", 90.0)
    first, other = quick_pass(store, media_id, 2)
    drawn, added = draw(store, media_id, first), draw(store, media_id, None)
    assert [one.sighting_id for one in store.to_supersede(media_id, KEY)] == [other, drawn, added]
    with store.transaction("adler") as writer:
        [new] = writer.finish_media(media_id, KEY, [new_sighting()], 1.0)
        for old in (drawn, added, other):
            writer.supersede(old, new)
    assert store.successors([first, added]) == {first: new, added: new}
    assert store.filtered(KEY, Filters()).tolist() == [new]
    assert store.counts(KEY).sightings == 1


def test_what_somebody_drew_in_a_clip_that_was_looked_through_is_not_superseded(store: CaseStore) -> None:
    media_id = clip(store, "a", 90.0)
    with store.transaction("adler") as writer:
        [first] = writer.finish_media(media_id, KEY, [new_sighting()], 1.0, 3.0)
    draw(store, media_id, first)
    with store.transaction("adler") as writer:
        assert writer.look_again(KEY, 5.0) == 1
    assert store.to_supersede(media_id, KEY) == []


def test_clips_wait_again_for_another_rate(store: CaseStore) -> None:
    one, other, unknown = (clip(store, name, 90.0) for name in "abc")
    with store.transaction("adler") as writer:
        writer.finish_media(one, KEY, [new_sighting()], 1.0, 3.0)
        writer.finish_media(other, KEY, [], 1.0, 5.0)
        writer.finish_media(unknown, KEY, [], 1.0)
    assert (store.clips_at_another_rate(KEY, 5.0), store.clips_at_another_rate(KEY, 3.0)) == (1, 1)
    with store.transaction("adler") as writer:
        assert writer.look_again(KEY, 5.0) == 1
    assert [item.media_id for item in store.undone(KEY, 9)] == [one]
    [old] = store.to_supersede(one, KEY)
    with store.transaction("adler") as writer:
        [new] = writer.finish_media(one, KEY, [new_sighting()], 1.0, 5.0)
        writer.supersede(old.sighting_id, new)
    assert store.clips_at_another_rate(KEY, 5.0) == 0
    assert store.counts(KEY).sightings == 1
