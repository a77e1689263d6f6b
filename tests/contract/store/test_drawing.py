"""Sightings drawn by hand, and those whose box was put right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Box
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.query import Filters
from reid_desktop.ports.drawing import DrawnBox
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import KEY, add, new_sighting

AT = "2026-01-02T03:04:05.000Z"


def drawn(replaces: int | None = None) -> DrawnBox:
    old = None if replaces is None else SightingId(replaces)
    return DrawnBox(SightingId(0), old, "adler", AT, "missed")


@pytest.fixture
def media_id(store: CaseStore) -> MediaId:
    with store.transaction("adler") as writer:
        media_id = add(writer, "a")
        writer.finish_media(media_id, KEY, [new_sighting(), new_sighting()], 1.0)
    return media_id


def test_a_drawn_sighting_is_one_more(store: CaseStore, media_id: MediaId) -> None:
    new = replace(new_sighting(), box=Box(5, 6, 7, 8))
    with store.transaction("adler") as writer:
        sighting_id = writer.draw_sighting(media_id, KEY, new, drawn())
    assert sighting_id == 3
    assert store.sightings([sighting_id])[0].box == new.box
    assert store.drawn_boxes() == [replace(drawn(), sighting_id=SightingId(3))]
    assert store.filtered(KEY, Filters()).tolist() == [1, 2, 3]
    assert (store.counts(KEY).sightings, store.counts(KEY).analysed) == (3, 1)


def test_what_was_put_right_is_in_no_table_and_no_search(store: CaseStore, media_id: MediaId) -> None:
    before = store.search_changes(0)
    with store.transaction("adler") as writer:
        writer.draw_sighting(media_id, KEY, new_sighting(), drawn(1))
    assert store.filtered(KEY, Filters()).tolist() == [2, 3]
    assert store.sighting_table(KEY).ids.tolist() == [2, 3]
    assert store.vectors(KEY)[0].tolist() == [2, 3]
    assert store.vector_media(KEY)[0].tolist() == [2, 3]
    assert [s.sighting_id for s in store.sightings_of_media(media_id, KEY)] == [2, 3]
    assert store.search_changes(before.last).gone == (1,)
    assert [s.sighting_id for s in store.sightings([SightingId(1)])] == [1]
    assert store.model_keys() == [KEY]
    assert store.newest_model_key() == KEY
    assert store.counts(KEY).sightings == 2


@pytest.mark.parametrize("replaces", [99, 1])
def test_only_a_sighting_of_the_item_can_be_put_right_and_only_once(
    store: CaseStore, media_id: MediaId, replaces: int
) -> None:
    if replaces == 1:
        with store.transaction("adler") as writer:
            writer.draw_sighting(media_id, KEY, new_sighting(), drawn(1))
    known = len(store.drawn_boxes())
    with pytest.raises(CaseError, match=f"Sighting {replaces}"), store.transaction("adler") as writer:
        writer.draw_sighting(media_id, KEY, new_sighting(), drawn(replaces))
    assert len(store.drawn_boxes()) == known
