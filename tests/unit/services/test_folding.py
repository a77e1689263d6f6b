"""What the gallery folds: appearances in a clip, near doubles and live photos, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.corrections import Corrected, Correction
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, MediaId, SightingId
from reid_desktop.domain.media import Copy, Inspection, MediaKind
from reid_desktop.domain.query import Filters
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.domain.stacks import LinkKind, MediaLink
from reid_desktop.services.browsing import Browsing, Question
from reid_desktop.services.listing import Order
from tests.fakes.store import FakeCaseStore

KEY = "detector@0#v1 + embedder@1#v1"
LARGE, SMALL = Size(1000, 1000), Size(100, 100)
LEFT, RIGHT = Box(100, 100, 300, 900), Box(600, 100, 800, 900)
OLDEST_ADDED = Question(order=Order.ADDED)


def person(
    box: Box, frame: Size = LARGE, start_s: float | None = None, appearance: int | None = None
) -> NewSighting:
    end_s = None if start_s is None else start_s + 1
    quality = Quality(0.5, box.height_px, 5.0, False, 0.25)
    vector = np.array([1, 0], np.float32)
    track = None if start_s is None else np.zeros((4, 5), np.float32)
    return NewSighting(box, frame, 0.9, quality, vector, start_s, end_s, start_s, track, appearance)


def add(store: FakeCaseStore, name: str, kind: MediaKind, *found: NewSighting) -> tuple[MediaId, list[int]]:
    with store.transaction("test") as case:
        case.add_exhibit(Exhibit(ExhibitId("A")))
        source = case.add_source(ExhibitId("A"), "/a", "folder")
        media, _ = case.add_media(Inspection(name * 64, 1, kind, "jpeg"), None, None)
        case.add_copy(media, Copy(ExhibitId("A"), source, f"/a/{name}", f"DCIM/{name}.jpg", 1, 0))
        return media, [int(one) for one in case.finish_media(media, KEY, found, 1.0)]


@pytest.fixture
def store() -> FakeCaseStore:
    return FakeCaseStore()


@pytest.fixture
def browsing(store: FakeCaseStore, tmp_path: Path) -> Browsing:
    return Browsing(store, ThumbnailNames(tmp_path))


def test_a_person_who_left_and_came_back_is_one_card_with_two_tracklets_below(
    store: FakeCaseStore, browsing: Browsing
) -> None:
    _, (first, other, again) = add(
        store,
        "c",
        MediaKind.VIDEO,
        person(LEFT, start_s=1.0, appearance=1),
        person(RIGHT, start_s=2.0, appearance=2),
        person(LEFT, start_s=9.0, appearance=1),
    )
    view = browsing.view(OLDEST_ADDED)
    assert view.ids.tolist() == [again, other]
    assert view.folds.sizes.tolist() == [2, 1]
    assert (view.passing, view.total) == (3, 3)
    assert view.folds.seen_as(np.array([first, other])).tolist() == [again, other]
    opened = browsing.view(replace(OLDEST_ADDED, opened=frozenset({int(view.folds.keys[0])})))
    assert opened.ids.tolist() == [again, first, other]
    assert opened.folds.places.tolist() == [0, 1, 0]
    assert browsing.view(replace(OLDEST_ADDED, is_folded=False)).ids.tolist() == [again, other, first]


def test_the_same_number_in_another_clip_is_somebody_else(store: FakeCaseStore, browsing: Browsing) -> None:
    for name in "ab":
        add(store, name, MediaKind.VIDEO, person(LEFT, start_s=1.0, appearance=0))
    assert len(browsing.view(Question()).ids) == 2


def test_near_doubles_are_folded_person_by_person_until_they_are_taken_apart(
    store: FakeCaseStore, browsing: Browsing
) -> None:
    a, (left, right) = add(store, "a", MediaKind.PHOTO, person(LEFT), person(RIGHT))
    b, (small,) = add(store, "b", MediaKind.PHOTO, person(Box(60, 10, 80, 90), SMALL))
    link = MediaLink(a, b, LinkKind.NEAR_DOUBLE, "3 bits apart")
    with store.transaction("test") as case:
        case.put_link(link)
    view = browsing.view(OLDEST_ADDED)
    assert view.ids.tolist() == [small, left]
    assert view.folds.folded.tolist() == [right]
    with store.transaction("test") as case:
        case.put_link(replace(link, is_undone=True))
    browsing.forget()
    assert sorted(browsing.view(OLDEST_ADDED).ids.tolist()) == [left, right, small]


def test_links_that_lead_from_one_person_of_a_photo_to_another_never_fold_the_two(
    store: FakeCaseStore, browsing: Browsing
) -> None:
    a, (left, right) = add(store, "a", MediaKind.PHOTO, person(LEFT), person(RIGHT))
    b, _ = add(store, "b", MediaKind.PHOTO, person(LEFT))
    c, _ = add(
        store,
        "c",
        MediaKind.VIDEO,
        person(LEFT, start_s=1.0, appearance=0),
        person(RIGHT, start_s=5.0, appearance=0),
    )
    with store.transaction("test") as case:
        case.put_link(MediaLink(a, b, LinkKind.NEAR_DOUBLE, "3 bits apart"))
        case.put_link(MediaLink(a, c, LinkKind.LIVE_PHOTO, "name"))
    view = browsing.view(OLDEST_ADDED)
    stacks = view.folds.seen_as(np.array([left, right])).tolist()
    assert stacks[0] != stacks[1]
    assert len(view.ids) == 2


def test_what_filters_leave_out_is_in_no_stack(store: FakeCaseStore, browsing: Browsing) -> None:
    tracks = [person(LEFT, start_s=s, appearance=0) for s in (1.0, 2.0, 3.0)]
    _, ids = add(store, "c", MediaKind.VIDEO, *tracks)
    chosen = frozenset(SightingId(one) for one in ids[:2])
    view = browsing.view(Question(Filters(sightings=chosen), Order.ADDED))
    assert (view.ids.tolist(), view.folds.sizes.tolist()) == ([ids[1]], [2])
    assert (view.passing, view.total) == (2, 3)


def test_details_know_what_belongs_to_an_item(store: FakeCaseStore, browsing: Browsing) -> None:
    a, (still,) = add(store, "a", MediaKind.PHOTO, person(LEFT))
    b, moving = add(
        store,
        "b",
        MediaKind.VIDEO,
        person(LEFT, start_s=1.0, appearance=0),
        person(LEFT, start_s=5.0, appearance=0),
    )
    correction = Correction(a, Corrected.TIME, None, None, "J", "clock", "2024-05-18T12:00:00.000Z")
    with store.transaction("test") as case:
        case.put_link(MediaLink(a, b, LinkKind.LIVE_PHOTO, "name"))
        case.add_correction(correction)
    details = browsing.details(SightingId(still))
    assert details is not None
    [linked] = details.linked
    assert (linked.name, linked.sighting_id, linked.kind) == ("b.jpg", moving[0], MediaKind.VIDEO)
    assert [one.reason for one in details.corrections] == ["clock"]
    assert details.assessment == Quality(0.5, 800, 5.0, False, 0.25)
    assert details.appearance == ()
    clip = browsing.details(SightingId(moving[1]))
    assert clip is not None
    assert [card.sighting_id for card in clip.appearance] == moving
    assert (clip.boxes, clip.linked[0].sighting_id) == (4, still)
