"""What a case answers for all sightings at once, and for those that a change touched."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.ids import MediaId, SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.review import ANYTHING, DECISION, About, Act
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import EXHIBIT, KEY, NEWER_KEY, OTHER, add, at, new_sighting

AT = "2024-06-01T00:00:00.000Z"


@pytest.fixture
def three(store: CaseStore) -> list[MediaId]:
    """A timed and placed photo with two persons, an untimed one with one, and a clip with one."""
    place = Place(51.0, 12.0, PlaceSource.GPS_TAG, 8.0)
    with store.transaction("adler") as case:
        ids = [
            add(case, "a", time=replace(at(5), uncertainty_s=7200.5), place=place),
            add(case, "b", exhibit=OTHER),
            add(case, "c", kind=MediaKind.VIDEO, time=at(9)),
        ]
        add(case, "a", exhibit=OTHER)  # a second copy, which tells nothing of where the first came from
        case.finish_media(ids[0], KEY, [new_sighting(), new_sighting()], 1.0)
        case.finish_media(ids[1], KEY, [new_sighting()], 1.0)
        case.finish_media(ids[2], KEY, [new_sighting(start_s=2.0)], 1.0)
        case.finish_media(ids[2], NEWER_KEY, [new_sighting(start_s=3.0)], 1.0)
    return ids


def test_all_columns_are_those_of_the_table(store: CaseStore, three: list[MediaId]) -> None:
    columns, table = store.columns(KEY), store.sighting_table(KEY)
    assert columns.table.ids.tolist() == columns.known.ids.tolist() == [1, 2, 3, 4]
    assert columns.table.media_ids.tolist() == [three[0], three[0], three[1], three[2]]
    for one in fields(table):
        np.testing.assert_array_equal(getattr(columns.table, one.name), getattr(table, one.name))
    assert [store.exhibits()[row].exhibit_id for row in columns.table.exhibit_rows] == [
        EXHIBIT, EXHIBIT, OTHER, EXHIBIT,
    ]  # fmt: skip
    assert len(store.columns("never used").table.ids) == 0


def test_touched_ones_are_those_named_and_those_in_the_media_named(
    store: CaseStore, three: list[MediaId]
) -> None:
    touched = ChangeSet(media=frozenset({three[0]}), sightings=frozenset({SightingId(4), SightingId(99)}))
    found, whole = store.columns(KEY, touched), store.columns(KEY)
    assert found.table.ids.tolist() == [1, 2, 4]
    for part in ("table", "known"):
        one, other = getattr(found, part), getattr(whole, part)
        for field in fields(one):
            rows = getattr(other, field.name)[[0, 1, 3]]
            np.testing.assert_array_equal(getattr(one, field.name), rows)
    assert len(store.columns(KEY, ChangeSet(media=frozenset({MediaId(99)}))).table.ids) == 0


def test_the_newest_come_first_and_untimed_ones_never(store: CaseStore, three: list[MediaId]) -> None:
    assert len(three) == 3
    assert store.newest_sightings(KEY, 9).tolist() == [4, 1, 2]
    assert store.newest_sightings(KEY, 2).tolist() == [4, 1]
    assert store.newest_sightings("never used", 2).tolist() == []


def test_verdicts_name_only_what_was_decided(store: CaseStore, three: list[MediaId]) -> None:
    assert len(three) == 3
    assert [part.tolist() for part in store.verdicts()] == [[], []]
    with store.transaction("adler") as case:
        case.mark([(Act(DECISION, 2, "adler", AT), [SightingId(3), SightingId(1)])])
        case.mark([(Act(DECISION, 1, "adler", AT, about=About(person_id=7)), [SightingId(1)])])
        case.mark([(Act(DECISION, None, "adler", AT), [SightingId(3)])])
    assert [part.tolist() for part in store.verdicts(ANYTHING)] == [[1], [1]]
    assert [part.tolist() for part in store.verdicts(About(person_id=7))] == [[1], [1]]
