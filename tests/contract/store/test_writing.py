"""What is written comes back: media, copies, outcomes, the queue of the undone."""

from __future__ import annotations

import pytest

from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.case import Exhibit, Source
from reid_desktop.domain.errors import CaseError
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId, SourceId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaKind, Outcome, RawFacts
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import (
    EXHIBIT,
    FACTS,
    KEY,
    NEWER_KEY,
    OTHER,
    add,
    at,
    inspection,
    new_sighting,
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
    assert store.media_on(EXHIBIT) == store.media_on(OTHER) == [media_id]
    assert store.media_on(ExhibitId("nowhere")) == []


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
        writer.add_outcome(source, FileOutcome("/seized/b", Outcome.NOT_MEDIA, None, 7, 1 << 60))
        writer.add_outcome(source, FileOutcome("/seized/a", Outcome.IMPORTED))
        writer.add_outcome(other, FileOutcome("/seized/a", Outcome.DUPLICATE))
    assert list(store.outcomes(source)) == [
        FileOutcome("/seized/b", Outcome.NOT_MEDIA, None, 7, 1 << 60),
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
