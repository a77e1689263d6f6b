"""Counts, vectors, tables, filters and searches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reid_desktop.domain.area import Area
from reid_desktop.domain.audit_log import GENESIS, LogHead
from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.ids import ExhibitId, MediaId, SearchId, SightingId, SourceId
from reid_desktop.domain.media import MediaKind
from reid_desktop.domain.query import (
    Candidate,
    Filters,
    NearPlace,
    ProbeOrigin,
)
from reid_desktop.ports.store import NO_TIME, CaseStore
from reid_desktop.ports.whereabouts import PLACE_SOURCES
from tests.contract.store.builders import (
    EXHIBIT,
    KEY,
    NEWER_KEY,
    OTHER,
    add,
    at,
    inspection,
    new_sighting,
    search_record,
)


def test_counts_add_up(store: CaseStore) -> None:
    empty = store.counts(None)
    assert (empty.media, empty.waiting, empty.searches) == (0, 0, 0)
    with store.transaction("adler") as writer:
        ids = [add(writer, name) for name in "abc"]
        add(writer, "v", kind=MediaKind.VIDEO)
        add(writer, "a", exhibit=OTHER)
        writer.finish_media(ids[0], KEY, [new_sighting()], 1.0)
        writer.finish_media(ids[1], NEWER_KEY, [], 1.0)
        writer.fail_media(ids[2], NEWER_KEY, "torn")
        writer.add_search(search_record())
    counts = store.counts(KEY)
    assert (counts.media, counts.photos, counts.videos, counts.copies) == (4, 3, 1, 5)
    assert (counts.sightings, counts.analysed, counts.waiting) == (1, 1, 3)
    assert (counts.unreadable, counts.searches) == (1, 1)
    newest = store.counts(None)
    assert (newest.sightings, newest.analysed, newest.waiting) == (0, 1, 2)
    assert store.counts("never used").waiting == 4


def test_vectors_come_back_by_model_key(store: CaseStore) -> None:
    rng = np.random.default_rng(7)
    vectors = rng.standard_normal((3, 4)).astype(np.float32)
    with store.transaction("adler") as writer:
        media_id = add(writer, "a")
        found = [replace(new_sighting(), vector=vector) for vector in vectors]
        ids = writer.finish_media(media_id, KEY, found, 1.0)
        writer.finish_media(media_id, NEWER_KEY, [new_sighting(dimensions=8)], 1.0)
    got_ids, got = store.vectors(KEY)
    assert got_ids.tolist() == ids
    assert got.dtype == np.float32
    assert np.array_equal(got, vectors)
    later_ids, later = store.vectors(KEY, after=ids[0])
    assert later_ids.tolist() == ids[1:]
    assert np.array_equal(later, vectors[1:])
    assert store.vectors(NEWER_KEY)[1].shape == (1, 8)
    none_ids, none = store.vectors("never used")
    assert none_ids.dtype == np.int64
    assert (len(none_ids), len(none)) == (0, 0)


def test_a_vector_of_another_length_is_refused(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        writer.finish_media(add(writer, "a"), KEY, [new_sighting()], 1.0)
    with pytest.raises(CaseError, match="vector"), store.transaction("adler") as writer:
        writer.finish_media(add(writer, "b"), KEY, [new_sighting(dimensions=5)], 1.0)
    assert store.counts(KEY).media == 1


def test_the_table_has_time_place_and_exhibit(store: CaseStore) -> None:
    place = Place(48.5, -11.25, PlaceSource.GPS_TAG)
    with store.transaction("adler") as writer:
        clip = add(writer, "clip", time=at(10_000), place=place, exhibit=OTHER, kind=MediaKind.VIDEO)
        add(writer, "clip", exhibit=EXHIBIT)
        photo = add(writer, "photo")
        bare, _ = writer.add_media(inspection("bare"), None, None)
        ids = writer.finish_media(clip, KEY, [new_sighting(0.25, 1.5), new_sighting(0.5, 0.0005)], 1.0)
        ids += writer.finish_media(photo, KEY, [new_sighting(0.75)], 1.0)
        ids += writer.finish_media(bare, KEY, [new_sighting(0.75)], 1.0)
        writer.finish_media(photo, NEWER_KEY, [new_sighting()], 1.0)
    table = store.sighting_table(KEY)
    assert table.ids.tolist() == ids
    assert table.media_ids.tolist() == [clip, clip, photo, bare]
    assert table.time_utc_ms.tolist() == [11_500, 10_001, NO_TIME, NO_TIME]
    np.testing.assert_array_equal(table.latitude_deg, [48.5, 48.5, np.nan, np.nan])
    np.testing.assert_array_equal(table.longitude_deg, [-11.25, -11.25, np.nan, np.nan])
    assert table.exhibit_rows.tolist() == [1, 1, 0, -1]
    assert table.quality.tolist() == [0.25, 0.5, 0.75, 0.75]
    assert table.score.tolist() == [0.75] * 4
    assert [str(a.dtype) for a in (table.ids, table.exhibit_rows, table.quality)] == [
        "int64",
        "int32",
        "float32",
    ]
    assert len(store.sighting_table("never used").ids) == 0


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(), [1, 2, 3, 4, 5]),
        (Filters(after_utc_ms=5_000), [3, 4]),
        (Filters(after_utc_ms=5_001), [4]),
        (Filters(before_utc_ms=6_999), [1, 2, 3]),
        (Filters(before_utc_ms=7_000), [1, 2, 3, 4]),
        (Filters(after_utc_ms=1_000, before_utc_ms=5_000), [1, 2, 3]),
        (Filters(untimed_only=True), [5]),
        (Filters(unplaced_only=True), [5]),
        (Filters(untimed_only=True, after_utc_ms=0), []),
        (Filters(near=NearPlace(52.52, 13.405, 1.0)), [1, 2]),
        (Filters(near=NearPlace(52.53, 13.405, 1_100.0)), []),
        (Filters(near=NearPlace(52.53, 13.405, 1_120.0)), [1, 2]),
        (Filters(near=NearPlace(-17.0, -179.999, 500.0)), [3, 4]),
        (Filters(near=NearPlace(-17.0, -179.999, 200.0)), []),
        (Filters(near=NearPlace(90.0, 0.0, 5_000_000.0)), [1, 2]),
        (Filters(near=NearPlace(0.0, 0.0, 21_000_000.0)), [1, 2, 3, 4]),
        (Filters(area=Area(((52.0, 13.0), (53.0, 13.0), (53.0, 14.0), (52.0, 14.0)))), [1, 2]),
        (Filters(area=Area(((52.0, 13.0), (53.0, 14.0), (52.0, 14.0)))), []),
        (Filters(area=Area(((-16.0, 179.0), (-18.0, 179.0), (-18.0, -179.0), (-16.0, -179.0)))), [3, 4]),
        (Filters(sources=frozenset({SourceId(1)})), [1, 2, 5]),
        (Filters(sources=frozenset({SourceId(99)})), []),
        (Filters(camera="nobody's"), []),
        (Filters(exhibits=frozenset({OTHER})), [3, 4, 5]),
        (Filters(exhibits=frozenset({EXHIBIT})), [1, 2, 5]),
        (Filters(exhibits=frozenset({EXHIBIT, OTHER})), [1, 2, 3, 4, 5]),
        (Filters(exhibits=frozenset({ExhibitId("'; DROP TABLE media; --\udcff")})), []),
        (Filters(media=frozenset({MediaId(1), MediaId(3)})), [1, 2, 5]),
        (Filters(media=frozenset()), []),
        (Filters(sightings=frozenset({SightingId(2), SightingId(5), SightingId(6)})), [2, 5]),
        (Filters(sightings=frozenset()), []),
        (Filters(kinds=frozenset({"video"})), [3, 4]),
        (Filters(kinds=frozenset({"photo", "video"})), [1, 2, 3, 4, 5]),
        (Filters(minimum_quality=0.5), [2, 3, 4, 5]),
        (Filters(minimum_quality=0.5, kinds=frozenset({"photo"}), exhibits=frozenset({EXHIBIT})), [2, 5]),
    ],
)
def test_filters(filled: CaseStore, filters: Filters, passing: list[int]) -> None:
    got = filled.filtered(KEY, filters)
    assert got.tolist() == passing
    assert got.dtype == np.int64


def test_filters_and_table_agree_on_the_time(store: CaseStore) -> None:
    starts_s = [0.0, 0.0004, 0.0005, 0.0006, 1.001, 2.5, 3.0005, 1e4 + 1 / 3]
    with store.transaction("adler") as writer:
        clip = add(writer, "clip", time=at(1_000), kind=MediaKind.VIDEO)
        writer.finish_media(clip, KEY, [new_sighting(start_s=start_s) for start_s in starts_s], 1.0)
    table = store.sighting_table(KEY)
    for sighting_id, time_utc_ms in zip(table.ids, table.time_utc_ms.tolist(), strict=True):
        assert sighting_id in store.filtered(KEY, Filters(after_utc_ms=time_utc_ms))
        assert sighting_id not in store.filtered(KEY, Filters(after_utc_ms=time_utc_ms + 1))


def test_filters_keep_to_the_model_key(filled: CaseStore) -> None:
    assert filled.filtered(NEWER_KEY, Filters()).tolist() == [6]
    assert filled.filtered("never used", Filters()).tolist() == []


def test_searches_are_kept_whole(filled: CaseStore) -> None:
    record = search_record(
        (Candidate(1, SightingId(4), 0.875), Candidate(2, SightingId(1), -0.25)),
        Filters(
            after_utc_ms=5,
            near=NearPlace(1.5, 2.5, 30.0),
            exhibits=frozenset({OTHER, ExhibitId("\udcff")}),
            media=frozenset({MediaId(2), MediaId(1)}),
            sightings=frozenset(),
            kinds=frozenset({"photo"}),
            minimum_quality=0.125,
            untimed_only=True,
        ),
    )
    plain = replace(search_record(), probe=ProbeOrigin("clipboard", "cd" * 32, None, SightingId(3)))
    with filled.transaction("adler") as writer:
        first, second = writer.add_search(record), writer.add_search(plain)
    last = [entry.sha256 for entry in filled.audit()][-1:]
    head = LogHead(len(last), *last) if last else LogHead(0, GENESIS)
    assert filled.search(first) == replace(record, search_id=first, log_head=head)
    assert filled.search(second) == replace(plain, search_id=second, log_head=head)
    assert filled.searches() == [
        replace(record, search_id=first, candidates=(), log_head=head),
        replace(plain, search_id=second, log_head=head),
    ]
    with pytest.raises(CaseError, match="no search 77"):
        filled.search(SearchId(77))


def test_whereabouts_say_how_well_times_and_places_are_known(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        fix = Place(51.0, 12.0, PlaceSource.GPS_TAG, 8.0)
        by_hand = Place(51.0, 12.0, PlaceSource.MANUAL)
        ids = [
            add(writer, "a", time=replace(at(5), uncertainty_s=7200.5), place=fix),
            add(writer, "b", exhibit=OTHER, place=by_hand),
            add(writer, "c", kind=MediaKind.VIDEO, time=at(9)),
        ]
        for media_id, start_s in zip(ids, (None, None, 2.0), strict=True):
            writer.finish_media(media_id, KEY, [new_sighting(start_s=start_s)], 1.0)
    found = store.columns(KEY).known
    assert found.ids.tolist() == [1, 2, 3]
    assert np.nan_to_num(found.uncertainty_s, nan=-9).tolist() == [7200.5, -9, 1]
    assert np.nan_to_num(found.accuracy_m, nan=-9).tolist() == [8, -9, -9]
    assert [PLACE_SOURCES[i] if i >= 0 else None for i in found.place_sources] == [
        PlaceSource.GPS_TAG, PlaceSource.MANUAL, None,
    ]  # fmt: skip
    assert found.length_s.tolist() == [0, 0, 1]
    assert [store.sources()[row].exhibit_id for row in found.source_rows] == [EXHIBIT, OTHER, EXHIBIT]
    assert len(store.columns("never used").known.ids) == 0
