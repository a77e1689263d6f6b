"""What is said about media after they came in, and filters on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.claims import Beside, PlaceClaim, PlaceTag, TimeClaim, TimeTag
from reid_desktop.domain.companions import Companion, Where
from reid_desktop.domain.corrections import Corrected, Correction
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.geometry import Size
from reid_desktop.domain.ids import MediaId
from reid_desktop.domain.media import Copy, EmbeddedPart, MediaKind, RawFacts
from reid_desktop.domain.query import Filters
from reid_desktop.domain.settled import Settled
from reid_desktop.domain.sighting import Quality
from reid_desktop.domain.stacks import LinkKind, MediaLink
from reid_desktop.ports.linking import LinkStore
from reid_desktop.ports.store import CaseStore
from tests.contract.store.builders import EXHIBIT, KEY, add, at, inspection, new_sighting

SOMEWHERE = Place(51.3397, 12.3731, PlaceSource.SIDECAR, 12.5, 113.0)
CLAIM = TimeClaim(TimeTag.TAKEOUT, "1716033753", utc_ms=1_716_033_753_000)
SPOT = PlaceClaim(PlaceTag.TAKEOUT, "51.3397, 12.3731", SOMEWHERE)


def test_what_was_found_in_and_beside_a_file_comes_back(store: CaseStore) -> None:
    facts = RawFacts(
        times=(
            TimeClaim(
                TimeTag.EXIF_ORIGINAL, "2024:05:18 14:22:33", wall="2024-05-18T14:22:33", zone="+02:00"
            ),
        ),
        places=(SPOT,),
        serial="7",
        content_id="A-1",
        parts=(EmbeddedPart(10, 20, "mp4"),),
        warnings=("Odd.",),
    )
    beside = Beside((CLAIM,), (SPOT,), {"person": "0002"}, "WhatsApp", ("/x.json",), ("Deleted.",))
    with store.transaction("tests") as case:
        case.add_exhibit(Exhibit(EXHIBIT))
        source = case.add_source(EXHIBIT, "/seized", "folder")
        media_id, _ = case.add_media(replace(inspection("a"), facts=facts), None, None)
        case.add_copy(media_id, Copy(EXHIBIT, source, "/seized/a", "a", 1, 2, beside))
    [item] = store.media([media_id])
    assert item.facts == facts
    assert item.copies[0].beside == beside


def test_the_clock_of_an_exhibit_comes_back(store: CaseStore) -> None:
    exhibit = Exhibit(EXHIBIT, "Phone", "S-1", "N. N.", "Europe/Berlin", -12.5, 2.0, "solved", "Acme", "One")
    with store.transaction("tests") as case:
        case.add_exhibit(Exhibit(EXHIBIT))
        case.add_exhibit(exhibit)
    assert store.exhibits()[0] == exhibit


def one(store: CaseStore, name: str = "a") -> MediaId:
    with store.transaction("tests") as case:
        case.add_exhibit(Exhibit(EXHIBIT))
        return add(case, name)


def test_settling_changes_what_counts_and_not_what_was_found(store: CaseStore) -> None:
    media_id = one(store)
    before = store.media([media_id])[0]
    settled = Settled(at(5), SOMEWHERE, MediaFlag.EDITED | MediaFlag.STRIPPED, "Köln", '[{"a":1}]')
    with store.transaction("tests") as case:
        case.settle(media_id, settled)
    after = store.media([media_id])[0]
    assert (after.time, after.place, after.flags) == (settled.time, settled.place, settled.flags)
    assert (after.place_name, after.testimony) == ("Köln", '[{"a":1}]')
    assert after.facts == before.facts


def test_corrections_are_kept_one_after_another(store: CaseStore) -> None:
    media_id, other = one(store), one(store, "b")
    time = CaptureTime(9, 60.0, "by the church clock", None, TimeSource.MANUAL)
    first = Correction(media_id, Corrected.TIME, time, None, "A", "clock", "2024-05-18T12:00:00.000Z")
    place = Correction(other, Corrected.PLACE, None, SOMEWHERE, "A", "sign", "2024-05-18T12:00:01.000Z")
    gone = Correction(media_id, Corrected.TIME, None, None, "B", "withdrawn", "2024-05-18T12:00:02.000Z")
    with store.transaction("tests") as case:
        numbers = [case.add_correction(correction) for correction in (first, place, gone)]
    assert numbers == sorted(set(numbers))
    kept = [replace(c, correction_id=n) for c, n in zip((first, place, gone), numbers, strict=True)]
    assert store.corrections() == kept
    assert store.corrections(other) == [kept[1]]


def test_links_are_made_and_undone(store: CaseStore) -> None:
    a, b, c = (one(store, name) for name in "abc")
    near = MediaLink(a, b, LinkKind.NEAR_DOUBLE, "3 bits apart")
    live = MediaLink(b, c, LinkKind.LIVE_PHOTO, "name")
    with store.transaction("tests") as case:
        case.put_link(near)
        case.put_link(live)
    with store.transaction("tests") as case:
        case.put_link(replace(near, is_undone=True))
    assert store.links() == [replace(near, is_undone=True), live]
    assert store.links(c) == [live]


def test_a_link_is_added_once_and_an_undone_one_stays_undone(store: CaseStore) -> None:
    with store.transaction("tests") as case:
        case.add_exhibit(Exhibit(EXHIBIT))
        near = MediaLink(add(case, "a"), add(case, "b"), LinkKind.NEAR_DOUBLE, "3 bits apart")
        assert case.add_link(near)
        case.put_link(replace(near, is_undone=True))
        assert not case.add_link(near)
    assert store.links() == [replace(near, is_undone=True)]


def test_companions_say_what_linking_needs(store: LinkStore) -> None:
    facts = RawFacts(size=Size(40, 30), content_id="A-1", duration_s=2.5)
    with store.transaction("tests") as case:
        case.add_exhibit(Exhibit(EXHIBIT))
        plain = add(case, "caf\udce9", time=at(5_000))
        source = case.add_source(EXHIBIT, "/seized", "folder")
        clip = replace(inspection("c", MediaKind.VIDEO), facts=facts)
        media_id, _ = case.add_media(clip, None, None)
        case.add_copy(media_id, Copy(EXHIBIT, source, "/seized/c", "DCIM/c", 1, 2))
    first, second = store.companions()
    assert first == Companion(
        plain,
        MediaKind.PHOTO,
        0,
        1000,
        None,
        None,
        5_000,
        1000,
        (Where(source, "/seized/caf\udce9", "caf\udce9"),),
    )
    assert second == Companion(
        media_id, MediaKind.VIDEO, 1200, 1000, "A-1", 2.5, None, 0, (Where(source, "/seized/c", "DCIM/c"),)
    )


def test_fingerprints_come_back(store: CaseStore) -> None:
    a, b = one(store), one(store, "b")
    with store.transaction("tests") as case:
        case.set_fingerprint(b, b"\x00\xff")
        case.set_fingerprint(a, b"12")
    assert store.fingerprints() == {a: b"12", b: b"\x00\xff"}


def test_tracklets_come_back(store: CaseStore) -> None:
    media_id = one(store)
    track = np.array([[0.5, 1, 2, 3, 4], [1.0, 2, 3, 4, 5]], np.float32)
    with store.transaction("tests") as case:
        found = replace(new_sighting(start_s=0.5), track=track, appearance=2)
        still, moving = case.finish_media(media_id, KEY, [new_sighting(), found], 1.0)
    kept = store.track(moving)
    assert kept is not None
    assert np.array_equal(kept, track)
    assert store.track(still) is None
    first, second = store.sightings([still, moving])
    assert (first.appearance, second.appearance) == (None, 2)
    assert store.sighting_table(KEY).appearance.tolist() == [-1, 2]


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(minimum_height_px=100), "b"),
        (Filters(minimum_sharpness=5.0), "b"),
        (Filters(minimum_score=0.8), "b"),
        (Filters(maximum_overlap=0.3), "b"),
        (Filters(whole_only=True), "b"),
        (Filters(flags=MediaFlag.EDITED | MediaFlag.DAMAGED), "a"),
        (Filters(without_flags=MediaFlag.EDITED), "b"),
        (Filters(place_name="kÖLN"), "a"),
        (Filters(place_name="%"), ""),
        (Filters(), "ab"),
    ],
)
def test_filters_on_quality_flags_and_place_name(store: CaseStore, filters: Filters, passing: str) -> None:
    poor = replace(new_sighting(), quality=Quality(0.2, 50, 1.0, True, 0.6), score=0.3)
    good = replace(new_sighting(), quality=Quality(0.2, 150, 9.0, False, 0.1), score=0.9)
    media = {"a": one(store), "b": one(store, "b")}
    with store.transaction("tests") as case:
        ids = {
            name: case.finish_media(media_id, KEY, [found], 1.0)[0]
            for (name, media_id), found in zip(media.items(), (poor, good), strict=True)
        }
        case.settle(media["a"], Settled(None, None, MediaFlag.EDITED, "Köln, DE"))
    assert store.filtered(KEY, filters).tolist() == [ids[name] for name in passing]
    assert store.sightings([ids["a"]])[0].assessment == poor.quality


def test_a_turn_comes_back_and_overlap_that_was_never_measured_is_not_held_against_anybody(
    store: CaseStore,
) -> None:
    unmeasured = Quality(0.2, 50, 1.0, True, None)
    media_id = one(store)
    with store.transaction("tests") as case:
        found = [replace(new_sighting(), quality=unmeasured, turn_deg=270), new_sighting()]
        turned, upright = case.finish_media(media_id, KEY, found, 1.0)
    first, second = store.sightings([turned, upright])
    assert (first.turn_deg, second.turn_deg) == (270, 0)
    assert first.assessment == unmeasured
    assert store.filtered(KEY, Filters(maximum_overlap=0.1)).tolist() == [turned, upright]
