"""What every case store must do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reid_desktop.adapters.store import create_case, open_case, verify_chain
from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.case import CaseFacts, Exhibit, Source
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, MediaId, SearchId, SightingId, SourceId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaKind, Outcome, RawFacts
from reid_desktop.domain.query import (
    Candidate,
    Filters,
    IndexKind,
    IndexState,
    NearPlace,
    ProbeOrigin,
    SearchRecord,
)
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.ports.store import NO_TIME, CaseStore, CaseWriter, Listener
from tests.fakes.store import FakeCaseStore

FACTS = CaseFacts("2024-17", "Harbour", "D. Adler", "Police", "W-9", "2024-05-18T12:00:00.000Z", "0.1.0")
EXHIBIT = ExhibitId("EX-1")
OTHER = ExhibitId("EX-2/ß")
KEY = "detector@1#v1 + embedder@2#v1"
NEWER_KEY = "detector@1#v1 + embedder@3#v1"
Make = Callable[[Listener | None], CaseStore]


@pytest.fixture(params=["fake", "sqlite"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    opened: list[CaseStore] = []

    def build(listener: Listener | None) -> CaseStore:
        store: CaseStore
        if request.param == "fake":
            store = FakeCaseStore(FACTS, listener)
        else:
            folder = tmp_path / f"{len(opened)}.reidcase"
            create_case(folder, FACTS, "adler").close()
            store = open_case(folder, listener=listener)
        opened.append(store)
        return store

    yield build
    for store in opened:
        store.close()


@pytest.fixture
def store(make: Make) -> CaseStore:
    case = make(None)
    with case.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
        writer.add_exhibit(Exhibit(OTHER, time_zone="Europe/Berlin"))
    return case


def inspection(name: str, kind: MediaKind = MediaKind.PHOTO) -> Inspection:
    return Inspection(f"{hash(name) & (2**64 - 1):064x}", 1000, kind, "jpeg", RawFacts(make=name))


def at(utc_ms: int) -> CaptureTime:
    return CaptureTime(utc_ms, 1.0, "2024:05:18 14:22:33", None, TimeSource.ASSUMED_UTC)


def new_sighting(value: float = 0.5, start_s: float | None = None, dimensions: int = 4) -> NewSighting:
    vector = np.zeros(dimensions, np.float32)
    vector[0] = 1.0
    return NewSighting(
        Box(1, 2, 30, 40),
        Size(100, 200),
        0.75,
        Quality(value, 38, 1.5, False),
        vector,
        start_s,
        None if start_s is None else start_s + 1,
        start_s,
    )


def add(
    writer: CaseWriter,
    name: str,
    *,
    time: CaptureTime | None = None,
    place: Place | None = None,
    exhibit: ExhibitId = EXHIBIT,
    kind: MediaKind = MediaKind.PHOTO,
) -> MediaId:
    """Add an item with one copy and its outcome, as an import does."""
    source = writer.add_source(exhibit, "/seized", "folder")
    media_id, is_new = writer.add_media(inspection(name, kind), time, place)
    writer.add_copy(media_id, Copy(exhibit, source, f"/seized/{name}", name, 1000, 5))
    outcome = Outcome.IMPORTED if is_new else Outcome.DUPLICATE
    writer.add_outcome(source, FileOutcome(f"/seized/{name}", outcome))
    return media_id


def search_record(candidates: tuple[Candidate, ...] = (), filters: Filters | None = None) -> SearchRecord:
    return SearchRecord(
        SearchId(0),
        "2024-05-18T12:00:00.000Z",
        "D. Adler",
        ProbeOrigin("probe.jpg", "ab" * 32, Box(1, 2, 3, 4), None),
        KEY,
        filters or Filters(),
        100,
        IndexState(IndexKind.EXACT, True, 10, 5, "small"),
        candidates,
    )


def test_facts_and_exhibits_come_back(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        changed = Exhibit(EXHIBIT, "phone", "S-1", "A. N. Other", "+02:00", -12.5)
        writer.add_exhibit(changed)
    assert store.facts() == FACTS
    assert store.exhibits() == [changed, Exhibit(OTHER, time_zone="Europe/Berlin")]


def test_media_come_back_as_they_were(store: CaseStore) -> None:
    place = Place(-33.5, 151.25, PlaceSource.GPS_TAG, None, 12.5)
    facts = RawFacts(
        size=Size(4000, 3000),
        orientation=6,
        make="Ca\x00mera",
        local_time="2024-05-18T14:22:33.5",
        gps_utc_ms=1_716_035_000_000,
        place=place,
        duration_s=1.5,
        warnings=("cut short", "<b>"),
    )
    seen = Inspection("ab" * 32, 12, MediaKind.VIDEO, "mp4", facts)
    time = CaptureTime(1_716_035_000_123, 0.5, "2024:05:18 14:22:33", "+02:00", TimeSource.OFFSET_TAG)
    with store.transaction("adler") as writer:
        source = writer.add_source(EXHIBIT, "/seized", "folder")
        media_id, is_new = writer.add_media(seen, time, place)
        copies = tuple(
            Copy(exhibit, writer.add_source(exhibit, "/seized", "folder"), f"/seized/{n}", n, 12, 2**62)
            for n, exhibit in enumerate_copies()
        )
        assert [writer.add_copy(media_id, copy) for copy in copies] == [True, True]
    assert is_new
    (item,) = store.media([MediaId(99), media_id])
    assert (item.facts, item.time, item.place) == (facts, time, place)
    assert (item.sha256, item.size_bytes, item.kind, item.container) == ("ab" * 32, 12, seen.kind, "mp4")
    assert item.copies == copies
    assert copies[0].source_id == source
    assert list(store.copies()) == [(item, copies[0]), (item, copies[1])]
    assert store.media_by_sha256("ab" * 32) == media_id
    assert store.media_by_sha256("cd" * 32) is None
    assert store.known_copy(EXHIBIT, "/seized/a.mp4") == copies[0]
    assert store.known_copy(OTHER, "/seized/a.mp4") is None


def enumerate_copies() -> list[tuple[str, ExhibitId]]:
    return [("a.mp4", EXHIBIT), ("b.mp4", OTHER)]


def test_media_are_asked_for_in_any_order(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        first, second = add(writer, "a"), add(writer, "b")
    assert [item.media_id for item in store.media([second, first])] == [second, first]
    assert store.media_ids() == [first, second]


def test_the_same_content_is_one_item(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        first, _ = writer.add_media(inspection("a"), at(5), None)
        again, is_new = writer.add_media(inspection("a"), at(6), None)
    assert (again, is_new) == (first, False)
    assert store.media([first])[0].time == at(5)


def test_the_same_path_is_one_copy(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        media_id = add(writer, "a")
        copy = store.media([media_id])[0].copies[0]
        assert not writer.add_copy(media_id, copy)
        assert writer.add_source(EXHIBIT, "/seized", "folder") == copy.source_id
    assert store.counts(None).copies == 1


def test_a_copy_needs_its_exhibit(store: CaseStore) -> None:
    with pytest.raises(CaseError, match="no exhibit EX-9"), store.transaction("adler") as writer:
        writer.add_source(ExhibitId("EX-9"), "/seized", "folder")


def test_sources_are_listed_as_they_came(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        first = writer.add_source(OTHER, "/seized", "folder")
        second = writer.add_source(EXHIBIT, "/single.jpg", "file")
        assert writer.add_source(OTHER, "/seized", "folder") == first
    assert store.sources() == [
        Source(first, OTHER, "/seized", "folder"),
        Source(second, EXHIBIT, "/single.jpg", "file"),
    ]


def test_every_file_has_one_outcome(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        source = writer.add_source(EXHIBIT, "/seized", "folder")
        other = writer.add_source(OTHER, "/seized", "folder")
        writer.add_outcome(source, FileOutcome("/seized/a", Outcome.FAILED, "unreadable"))
        writer.add_outcome(source, FileOutcome("/seized/b", Outcome.NOT_MEDIA))
        writer.add_outcome(source, FileOutcome("/seized/a", Outcome.IMPORTED))
        writer.add_outcome(other, FileOutcome("/seized/a", Outcome.DUPLICATE))
    assert list(store.outcomes(source)) == [
        FileOutcome("/seized/b", Outcome.NOT_MEDIA),
        FileOutcome("/seized/a", Outcome.IMPORTED),
    ]
    assert len(list(store.outcomes())) == 3


def test_a_mark_parts_what_is_new_from_what_was_there(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        source = writer.add_source(EXHIBIT, "/seized", "folder")
        writer.add_outcome(source, FileOutcome("/seized/a", Outcome.NOT_MEDIA))
        writer.add_outcome(source, FileOutcome("/seized/b", Outcome.FAILED, "unreadable"))
    mark = store.mark()
    assert store.brought(mark, [source], KEY).counts == dict.fromkeys(Outcome, 0)
    assert not store.is_noted_since(mark, source, "/seized/a")
    with store.transaction("adler") as writer:
        writer.add_outcome(source, FileOutcome("/seized/b", Outcome.FAILED, "still unreadable"))
        for name, kind in (("p", MediaKind.PHOTO), ("q", MediaKind.PHOTO), ("v", MediaKind.VIDEO)):
            media_id = add(writer, name, kind=kind)
            if name == "p":
                writer.fail_media(media_id, KEY, "cut short")
            else:
                writer.finish_media(media_id, KEY, [new_sighting()], 1.0)
    brought = store.brought(mark, [source], KEY)
    assert brought.counts == {
        Outcome.IMPORTED: 2,
        Outcome.DUPLICATE: 0,
        Outcome.NOT_MEDIA: 0,
        Outcome.FAILED: 2,
    }
    assert {(o.path, o.reason) for o in brought.failures} == {
        ("/seized/b", "still unreadable"),
        ("/seized/p", "cut short"),
    }
    assert (brought.photos, brought.videos, brought.sightings) == (1, 1, 2)
    assert store.is_noted_since(mark, source, "/seized/b")
    assert store.brought(mark, [SourceId(999)], "other key").sightings == 0


def test_photos_wait_before_videos_and_new_before_old(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        video = add(writer, "v", time=at(900), kind=MediaKind.VIDEO)
        untimed = add(writer, "u")
        old, new, done, failed = (add(writer, n, time=at(t)) for n, t in zip("ondf", range(4), strict=True))
        writer.finish_media(done, KEY, [], 1.0)
        writer.fail_media(failed, KEY, "torn")

    def waiting(key: str, limit: int = 99, leave_out: tuple[MediaId, ...] = ()) -> list[MediaId]:
        return [item.media_id for item in store.undone(key, limit, leave_out)]

    assert waiting(KEY) == [new, old, untimed, video]
    assert waiting(KEY, 2, (new,)) == [old, untimed]
    assert waiting(NEWER_KEY) == [failed, done, new, old, untimed, video]


def test_an_analysis_counts_once(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        media_id = add(writer, "a")
        ids = writer.finish_media(media_id, KEY, [new_sighting(0.5), new_sighting(0.75, 2.0)], 3.0)
        assert writer.finish_media(media_id, KEY, [new_sighting()], 3.0) == []
        writer.fail_media(media_id, KEY, "late")
        newer = writer.finish_media(media_id, NEWER_KEY, [new_sighting(dimensions=8)], 3.0)
    assert ids == sorted(set(ids))
    assert len(ids) == 2
    found = store.sightings([ids[1], SightingId(99), ids[0]])
    assert [s.sighting_id for s in found] == [ids[1], ids[0]]
    assert (found[0].quality, found[0].start_s, found[0].end_s, found[0].best_s) == (0.75, 2.0, 3.0, 2.0)
    assert (found[1].box, found[1].frame_size, found[1].score) == (Box(1, 2, 30, 40), Size(100, 200), 0.75)
    assert [s.sighting_id for s in store.sightings_of_media(media_id, KEY)] == ids
    assert [s.sighting_id for s in store.sightings_of_media(media_id, NEWER_KEY)] == newer
    assert store.model_keys() == [KEY, NEWER_KEY]
    assert store.newest_model_key() == NEWER_KEY
    assert [o.outcome for o in store.outcomes()] == [Outcome.IMPORTED]


def test_a_failed_item_fails_at_all_its_paths(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        bad, good = add(writer, "bad"), add(writer, "good")
        add(writer, "bad", exhibit=OTHER)
        sub = writer.add_source(EXHIBIT, "/seized/sub", "folder")
        writer.add_outcome(sub, FileOutcome("/seized/bad", Outcome.DUPLICATE))
        writer.fail_media(bad, KEY, "killed the decoder")
    failed = FileOutcome("/seized/bad", Outcome.FAILED, "killed the decoder")
    assert sorted(store.outcomes(), key=str) == sorted(
        [failed, failed, failed, FileOutcome("/seized/good", Outcome.IMPORTED)], key=str
    )
    assert [item.media_id for item in store.undone(KEY, 9)] == [good]


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


@pytest.fixture
def filled(store: CaseStore) -> CaseStore:
    """Sightings 1 to 5: a photo and a clip with time and place, and a photo with neither."""
    with store.transaction("adler") as writer:
        here = Place(52.52, 13.405, PlaceSource.GPS_TAG)
        far = Place(-17.0, 179.999, PlaceSource.GPS_TAG)
        a = add(writer, "a", time=at(1_000), place=here)
        b = add(writer, "b", time=at(5_000), place=far, exhibit=OTHER, kind=MediaKind.VIDEO)
        c = add(writer, "c")
        add(writer, "c", exhibit=OTHER)
        assert writer.finish_media(a, KEY, [new_sighting(0.25), new_sighting(0.75)], 1.0) == [1, 2]
        assert writer.finish_media(b, KEY, [new_sighting(0.5, 0.0), new_sighting(0.5, 2.0)], 1.0) == [3, 4]
        assert writer.finish_media(c, KEY, [new_sighting(0.9)], 1.0) == [5]
        assert writer.finish_media(c, NEWER_KEY, [new_sighting(0.9)], 1.0) == [6]
    return store


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
    assert filled.search(first) == replace(record, search_id=first)
    assert filled.search(second) == replace(plain, search_id=second)
    assert filled.searches() == [
        replace(record, search_id=first, candidates=()),
        replace(plain, search_id=second),
    ]
    with pytest.raises(CaseError, match="no search 77"):
        filled.search(SearchId(77))


def test_the_log_is_a_chain(store: CaseStore) -> None:
    before = len(list(store.audit()))
    with store.transaction("B. Kowalski") as writer:
        writer.log("import", "EX-1", files=3, path=Path("/seized"))
        writer.log("search", "7\udcff", probe="ä'\"\x00")
    with store.transaction("adler") as writer:
        writer.log("export", "out.html")
    entries = list(store.audit())
    assert [(e.who, e.action, e.object) for e in entries[before:]] == [
        ("B. Kowalski", "import", "EX-1"),
        ("B. Kowalski", "search", "7\udcff"),
        ("adler", "export", "out.html"),
    ]
    assert '"files"' in entries[before].detail
    assert verify_chain(entries) is None
    changed = replace(entries[-2], detail="{}")
    assert verify_chain([*entries[:-2], changed, entries[-1]]) == changed.audit_id


def test_a_transaction_is_all_or_nothing(make: Make) -> None:
    heard: list[ChangeSet] = []
    store = make(lambda changes: heard.append(changes))

    def fail_halfway() -> None:
        with store.transaction("adler") as writer:
            writer.add_exhibit(Exhibit(EXHIBIT))
            add(writer, "a")
            writer.log("import", "EX-1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert (store.exhibits(), store.media_ids(), heard) == ([], [], [])
    with store.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
    assert heard == [ChangeSet(exhibits=frozenset({EXHIBIT}))]


def test_a_commit_announces_what_it_touched(make: Make) -> None:
    heard: list[ChangeSet] = []
    store = make(lambda changes: heard.append(changes))
    with store.transaction("adler") as writer:
        writer.add_exhibit(Exhibit(EXHIBIT))
        media_id = add(writer, "a")
    with store.transaction("adler") as writer:
        ids = writer.finish_media(media_id, KEY, [new_sighting()], 1.0)
        assert heard[1:] == []
    with store.transaction("adler") as writer:
        search_id = writer.add_search(search_record())
    with store.transaction("adler") as writer:
        writer.finish_media(media_id, KEY, [new_sighting()], 1.0)
        writer.add_media(inspection("a"), None, None)
    assert heard == [
        ChangeSet(media=frozenset({media_id}), exhibits=frozenset({EXHIBIT}), case=True),
        ChangeSet(media=frozenset({media_id}), sightings=frozenset(ids)),
        ChangeSet(searches=frozenset({search_id})),
    ]


def test_a_transaction_reads_its_own_writes(store: CaseStore) -> None:
    with store.transaction("adler") as writer:
        media_id = add(writer, "a")
        assert store.media_ids() == [media_id]
        assert store.known_copy(EXHIBIT, "/seized/a") is not None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=20))
@example("'; DROP TABLE copy; --")
@example("\udcff\udc80.jpg")
@example("a\x00b")
@example("\ud83d\ude00 and \ud800")
@example("")
def test_every_text_survives(store: CaseStore, text: str) -> None:
    path = f"/seized/{text}"
    with store.transaction(text) as writer:
        source = writer.add_source(EXHIBIT, path, "folder")
        media_id, _ = writer.add_media(
            replace(inspection(text), facts=RawFacts(model="", warnings=("",))), None, None
        )
        writer.add_copy(media_id, Copy(EXHIBIT, source, path, text, 1, 1))
        writer.add_outcome(source, FileOutcome(path, Outcome.FAILED, text))
        writer.add_exhibit(Exhibit(ExhibitId(text), text, text, text, text or None))
        writer.log(text, text, text=text)
    known = store.known_copy(EXHIBIT, path)
    assert known is not None
    assert (known.path, known.device_path) == (path, text)
    assert list(store.outcomes(source)) == [FileOutcome(path, Outcome.FAILED, text)]
    assert Exhibit(ExhibitId(text), text, text, text, text or None) in store.exhibits()
    last = list(store.audit())[-1]
    assert (last.who, last.action, last.object) == (text, text, text)
    assert verify_chain(store.audit()) is None
