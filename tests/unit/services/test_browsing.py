"""What the window is told of a case: order, filters, points, events, cards."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from reid_desktop.adapters.media.thumbnail_names import ThumbnailNames
from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import ExhibitId, SearchId, SightingId
from reid_desktop.domain.media import Copy, FileOutcome, Inspection, MediaKind, Outcome
from reid_desktop.domain.query import (
    Candidate,
    Filters,
    IndexKind,
    IndexState,
    NearPlace,
    ProbeOrigin,
    SearchRecord,
)
from reid_desktop.domain.review import DECISION, Act
from reid_desktop.domain.sighting import NewSighting, Quality
from reid_desktop.services import browsing as browsing_module
from reid_desktop.services.browsing import Browsing, Question
from reid_desktop.services.listing import Order
from tests.fakes.store import FakeCaseStore

KEY = "detector@0#v1 + embedder@1#v1"
BOX = Box(10, 20, 110, 320)


def sighting(quality: float, start_s: float | None = None) -> NewSighting:
    """Return a sighting with what the tests look at."""
    end = None if start_s is None else start_s + 2
    found = Quality(quality, 300, 0.5, False)
    return NewSighting(BOX, Size(640, 480), 0.9, found, np.array([1, 0], np.float32), start_s, end, start_s)


@pytest.fixture
def store() -> FakeCaseStore:
    """Four items of two exhibits: early and placed, late, untimed, and a clip."""
    store = FakeCaseStore()
    here = Place(52.0, 4.0, PlaceSource.GPS_TAG)
    rows = [
        ("A", MediaKind.PHOTO, 2_000, here, [sighting(0.2), sighting(0.9)]),
        ("B", MediaKind.PHOTO, 9_000, None, [sighting(0.5)]),
        ("B", MediaKind.PHOTO, None, None, [sighting(0.7)]),
        ("B", MediaKind.VIDEO, 5_000, Place(53.0, 5.0, PlaceSource.VIDEO_ATOM), [sighting(0.6, 1.5)]),
    ]
    with store.transaction("test") as case:
        for name in ("A", "B"):
            case.add_exhibit(Exhibit(ExhibitId(name)))
        for number, (name, kind, utc_ms, place, found) in enumerate(rows):
            source = case.add_source(ExhibitId(name), f"/{name}", "folder")
            time = None if utc_ms is None else CaptureTime(utc_ms, 1.0, "x", None, TimeSource.GPS_UTC)
            media, _ = case.add_media(Inspection(f"{number}" * 64, 10, kind, "jpeg"), time, place)
            copy = Copy(ExhibitId(name), source, f"/{name}/{number}", f"DCIM/{number}.jpg", 10, 0)
            case.add_copy(media, copy)
            case.finish_media(media, KEY, found, 1.0)
        case.add_outcome(source, FileOutcome("/B/9", Outcome.FAILED, "cut short"))
        case.add_outcome(source, FileOutcome("/B/8", Outcome.NOT_MEDIA))
    return store


@pytest.fixture
def browsing(store: FakeCaseStore, tmp_path: Path) -> Browsing:
    """The read side over the four items."""
    return Browsing(store, ThumbnailNames(tmp_path))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.NEWEST, [3, 5, 1, 2, 4]),
        (Order.OLDEST, [1, 2, 5, 3, 4]),
        (Order.QUALITY, [2, 4, 5, 3, 1]),
        (Order.ADDED, [5, 4, 3, 2, 1]),
    ],
)
def test_all_sightings_come_in_the_order_asked_for_and_untimed_ones_last(
    browsing: Browsing, order: Order, expected: list[int]
) -> None:
    assert browsing.view(Question(order=order)).ids.tolist() == expected


def test_points_and_events_leave_out_what_is_unknown_and_count_it(browsing: Browsing) -> None:
    view = browsing.view(Question())
    assert (view.points.ids.tolist(), view.points.unplaced) == ([1, 2, 5], 2)
    assert (view.events.ids.tolist(), view.events.untimed) == ([1, 2, 3, 5], 1)
    assert view.events.start_ms.tolist() == [2_000, 2_000, 9_000, 6_500]
    assert view.events.lane_names == ("A", "B")
    assert view.events.lanes.tolist() == [0, 0, 1, 1]
    assert view.points.ranks.tolist() == [0, 0, 0]


def test_the_timeline_keeps_its_context_and_the_map_its_own(browsing: Browsing) -> None:
    by_time = browsing.view(Question(Filters(after_utc_ms=3_000, before_utc_ms=7_000)))
    assert by_time.ids.tolist() == [5]
    assert by_time.points.ids.tolist() == [5]
    assert by_time.events.ids.tolist() == [1, 2, 3, 5]
    by_area = browsing.view(Question(Filters(sightings=frozenset({SightingId(1)}))))
    assert by_area.ids.tolist() == [1]
    assert by_area.events.ids.tolist() == [1]
    assert by_area.points.ids.tolist() == [1, 2, 5]
    near = browsing.view(Question(Filters(near=NearPlace(52.0, 4.0, 1000.0))))
    assert (near.ids.tolist(), near.points.ids.tolist()) == ([1, 2], [1, 2, 5])
    assert (near.total, len(near.ids)) == (5, 2)


def test_exhibits_are_counted_by_sightings_and_by_files(browsing: Browsing) -> None:
    counted = [
        (row.exhibit.exhibit_id, row.sightings, row.media) for row in browsing.view(Question()).exhibits
    ]
    assert counted == [("A", 2, 1), ("B", 3, 3)]


def record(store: FakeCaseStore, key: str, *candidates: tuple[int, float]) -> SearchId:
    """Record a search."""
    made = SearchRecord(
        SearchId(0),
        "2024-06-01T00:00:00.000Z",
        "E",
        ProbeOrigin("p.jpg", "0" * 64, None),
        key,
        Filters(),
        10,
        IndexState(IndexKind.EXACT, True, 5, 5),
        tuple(Candidate(n, SightingId(one), score) for n, (one, score) in enumerate(candidates, start=1)),
    )
    with store.transaction("test") as case:
        return case.add_search(made)


def test_a_search_comes_by_rank_and_keeps_its_ranks_when_narrowed(
    browsing: Browsing, store: FakeCaseStore
) -> None:
    search = record(store, KEY, (5, 0.9), (1, 0.8), (4, 0.7))
    whole = browsing.view(Question(search_id=search))
    assert whole.ids.tolist() == [5, 1, 4]
    assert whole.ranks.tolist() == [1, 2, 3]
    assert whole.scores.tolist() == pytest.approx([0.9, 0.8, 0.7])
    assert dict(zip(whole.points.ids.tolist(), whole.points.ranks.tolist(), strict=True)) == {5: 1, 1: 2}
    narrowed = browsing.view(Question(Filters(exhibits=frozenset({ExhibitId("B")})), search_id=search))
    assert (narrowed.ids.tolist(), narrowed.ranks.tolist()) == ([5, 4], [1, 3])
    assert narrowed.total == 3


def test_a_candidate_that_is_not_in_the_case_any_more_is_left_out(
    browsing: Browsing, store: FakeCaseStore
) -> None:
    search = record(store, KEY, (99, 0.9), (2, 0.8))
    view = browsing.view(Question(search_id=search))
    assert (view.ids.tolist(), view.ranks.tolist()) == ([2], [2])


def test_an_empty_case_has_an_empty_view(tmp_path: Path) -> None:
    view = Browsing(FakeCaseStore(), ThumbnailNames(tmp_path)).view(Question())
    assert (len(view.ids), view.total, view.model_key, view.exhibits) == (0, 0, None, ())
    assert (view.points.unplaced, view.events.untimed, view.events.lane_names) == (0, 0, ())


def test_new_sightings_show_once_the_columns_are_forgotten(browsing: Browsing, store: FakeCaseStore) -> None:
    assert browsing.view(Question()).total == 5
    with store.transaction("test") as case:
        media, _ = case.add_media(Inspection("f" * 64, 1, MediaKind.PHOTO, "jpeg"), None, None)
        case.finish_media(media, KEY, [sighting(0.3)], 1.0)
    assert browsing.view(Question()).total == 5
    browsing.forget()
    assert browsing.view(Question()).total == 6


def test_only_what_is_said_to_be_touched_is_read_again(browsing: Browsing, store: FakeCaseStore) -> None:
    assert browsing.view(Question()).total == 5
    with store.transaction("test") as case:
        media, _ = case.add_media(Inspection("f" * 64, 1, MediaKind.PHOTO, "jpeg"), None, None)
        new = case.finish_media(media, KEY, [sighting(0.3)], 1.0)
    browsing.note(ChangeSet(sightings=frozenset(new)))
    assert browsing.view(Question()).total == 6


def test_what_did_not_change_is_the_same_object(browsing: Browsing, store: FakeCaseStore) -> None:
    before = browsing.view(Question())
    with store.transaction("adler") as case:
        case.mark([(Act(DECISION, 2, "adler", "t"), [SightingId(1)])])
    after = browsing.view(Question())
    assert (after.ids is before.ids, after.folds is before.folds) == (True, True)
    assert after.events is before.events
    assert after.points.verdicts.tolist() == [2, 0, 0]
    assert browsing.view(Question()).points is after.points
    assert browsing.view(Question(order=Order.OLDEST)).ids.tolist() != before.ids.tolist()


def test_the_newest_of_a_large_case_are_there_before_the_others(
    browsing: Browsing, store: FakeCaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing_module, "FIRST", 2)
    first = browsing.first_view(Question(), least=5)
    assert first is not None
    assert (first.ids.tolist(), first.total, first.passing) == ([3, 5], 5, 5)
    assert browsing.first_view(Question(is_folded=False), least=5) is not None
    narrowed = Question(Filters(minimum_quality=0.1))
    for other in (narrowed, Question(order=Order.QUALITY), Question(search_id=SearchId(1))):
        assert browsing.first_view(other, least=5) is None
    assert browsing.first_view(Question()) is None
    assert Browsing(FakeCaseStore(), ThumbnailNames(Path("t"))).first_view(Question(), least=0) is None
    assert store.counts(KEY).sightings == 5


def test_cards_come_in_the_order_asked_for(browsing: Browsing) -> None:
    cards = browsing.cards([SightingId(5), SightingId(77), SightingId(1)])
    assert [card.sighting_id for card in cards] == [5, 1]
    clip, photo = cards
    assert (clip.kind, clip.shown_utc_ms, clip.name, clip.exhibit_id) == (
        MediaKind.VIDEO,
        6_500,
        "3.jpg",
        "B",
    )
    assert photo.shown_utc_ms == 2_000
    assert photo.crop_path != photo.scene_path


def test_details_know_the_other_persons_in_the_item(browsing: Browsing) -> None:
    details = browsing.details(SightingId(1))
    assert details is not None
    assert [other.sighting_id for other in details.neighbours] == [2]
    assert details.exhibit is not None
    assert details.exhibit.exhibit_id == "A"
    assert browsing.details(SightingId(99)) is None


def test_only_failures_are_listed_as_failures(browsing: Browsing) -> None:
    assert [(one.path, one.reason) for one in browsing.failures()] == [("/B/9", "cut short")]


def test_past_searches_come_newest_first(browsing: Browsing, store: FakeCaseStore) -> None:
    first, second = record(store, KEY, (1, 0.5)), record(store, KEY, (2, 0.5))
    assert [one.search_id for one in browsing.searches()] == [second, first]


def test_sightings_are_brought_together_by_exhibit_clip_and_place(tmp_path: Path) -> None:
    from tests.ui.scenery import KEY as SCENERY_KEY
    from tests.ui.scenery import add_search, make_scenery

    scenery = make_scenery(tmp_path / "orders.reidcase", 30, pictures=False)
    browsing, table = Browsing(scenery.store, scenery.thumbnails), scenery.store.sighting_table(SCENERY_KEY)
    rows = {int(one): row for row, one in enumerate(table.ids)}

    def runs(order: Order, values: list[object]) -> int:
        view = browsing.view(Question(order=order, is_folded=False))
        found = [values[rows[int(one)]] for one in view.ids]
        assert sorted(view.ids) == sorted(table.ids)
        return sum(1 for one, other in pairwise(found) if one != other) + 1

    assert runs(Order.EXHIBIT, table.exhibit_rows.tolist()) == len(set(table.exhibit_rows.tolist()))
    assert runs(Order.CLIP, table.media_ids.tolist()) == len(set(table.media_ids.tolist()))
    is_placed = np.isfinite(table.latitude_deg).tolist()
    assert runs(Order.PLACE, is_placed) == 2
    search_id = add_search(scenery)
    ranked = browsing.view(Question(search_id=search_id, is_folded=False))
    assert ranked.ranks.tolist() == sorted(ranked.ranks.tolist())
    grouped = browsing.view(Question(search_id=search_id, is_folded=False, search_order=Order.EXHIBIT))
    by_rank = dict(zip(ranked.ids.tolist(), ranked.ranks.tolist(), strict=True))
    assert [by_rank[one] for one in grouped.ids.tolist()] == grouped.ranks.tolist()
    exhibits = [int(table.exhibit_rows[rows[one]]) for one in grouped.ids.tolist()]
    assert exhibits == sorted(exhibits)
