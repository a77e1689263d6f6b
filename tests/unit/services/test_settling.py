"""Times and places that are settled at import and again when clocks, zones or people say otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.claims import Beside, PlaceClaim, PlaceTag, TimeClaim, TimeTag
from reid_desktop.domain.clocks import SameMoment
from reid_desktop.domain.corrections import Corrected
from reid_desktop.domain.errors import UsageError
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.ids import ExhibitId, MediaId
from reid_desktop.domain.media import Copy, Inspection, MediaItem, MediaKind, RawFacts
from reid_desktop.domain.provenance import place_known_from, time_known_from
from reid_desktop.ports.engine import CorrectRequest, DeclareExhibitRequest, SolveClockRequest
from reid_desktop.services.clock_events import SolveClock
from reid_desktop.services.settling import CorrectMedia, DeclareExhibit, Settler
from tests.fakes.export import CountingJob
from tests.fakes.media import FixedClock
from tests.fakes.places import FakePlaces
from tests.fakes.store import FakeCaseStore

E1, E2 = Exhibit(ExhibitId("E1"), time_zone="Europe/Berlin"), Exhibit(ExhibitId("E2"))
WALL = TimeClaim(TimeTag.EXIF_ORIGINAL, "2024:05:18 14:22:33", wall="2024-05-18T14:22:33")
UTC_MS = 1_716_034_953_000


class Case:
    """Photos of two phones, each settled."""

    def __init__(self) -> None:
        self.store = FakeCaseStore()
        self.settler = Settler(self.store, FakePlaces(), FixedClock())

    def add(
        self,
        number: int,
        *claims: TimeClaim,
        exhibit: Exhibit = E1,
        beside: Beside | None = None,
        name: str = "",
        mtime_ms: int = 0,
    ) -> MediaItem:
        with self.store.transaction("t") as case:
            case.add_exhibit(exhibit)
            source = case.add_source(exhibit.exhibit_id, "/p", "folder")
            found = Inspection(f"{number:064x}", 1, MediaKind.PHOTO, "jpeg", RawFacts(times=claims))
            media_id, _ = case.add_media(found, None, None)
            path = f"/p/{exhibit.exhibit_id}/{number}.jpg"
            mtime_ns = mtime_ms * 1_000_000 or 1
            name = name or f"{number}.jpg"
            copy = Copy(exhibit.exhibit_id, source, path, name, 1, mtime_ns, beside or Beside())
            case.add_copy(media_id, copy)
            self.settler.write(case, self.store.media([media_id]))
        return self.item(media_id)

    def item(self, media_id: MediaId) -> MediaItem:
        return self.store.media([media_id])[0]


def utc_of(item: MediaItem) -> int | None:
    return item.time.utc_ms if item.time else None


def test_another_zone_settles_the_exhibits_media_anew_and_only_those() -> None:
    case = Case()
    one, other = case.add(1, WALL), case.add(2, WALL, exhibit=E2)
    assert (utc_of(one), utc_of(other)) == (UTC_MS, UTC_MS + 7_200_000)
    declare = DeclareExhibit(case.store, case.settler)
    new = replace(E1, time_zone="America/New_York", clock_offset_s=10.0, clock_uncertainty_s=2.0)
    assert declare(DeclareExhibitRequest(new, "as seen"), "B", CountingJob()).changed == 1
    after = case.item(one.media_id)
    assert after.time is not None
    assert utc_of(after) == UTC_MS + 6 * 3_600_000 + 10_000
    assert after.time.uncertainty_s == 3.0
    assert case.item(other.media_id) == other
    row = list(case.store.audit())[-1]
    assert (row.who, row.action, row.object) == ("B", "exhibit.declared", "exhibit E1")
    assert '"as seen"' in row.detail
    assert "Europe/Berlin" in row.detail
    assert "America/New_York" in row.detail
    assert declare(DeclareExhibitRequest(new, "again"), "B", CountingJob()).changed == 0


@pytest.mark.parametrize("bad", [replace(E1, time_zone="Nowhere"), Exhibit(ExhibitId("E9"))])
def test_what_cannot_be_declared_changes_nothing(bad: Exhibit) -> None:
    case = Case()
    one = case.add(1, WALL)
    before = case.store.exhibits()
    with pytest.raises(UsageError):
        DeclareExhibit(case.store, case.settler)(DeclareExhibitRequest(bad), "B", CountingJob())
    assert case.store.exhibits() == before
    assert case.item(one.media_id) == one


def test_a_correction_is_kept_logged_and_withdrawn() -> None:
    case = Case()
    one = case.add(1, WALL)
    correct = CorrectMedia(case.store, case.settler, FixedClock())
    spot = Place(51.0, 12.0, PlaceSource.MANUAL)
    time = CaptureTime(UTC_MS + 60_000, 30.0, "14:23", None, TimeSource.MANUAL)
    about_time = CorrectRequest((one.media_id,), Corrected.TIME, "church clock", time)
    about_place = CorrectRequest((one.media_id,), Corrected.PLACE, "street sign", place=spot)
    assert correct(about_time, "B").changed == 1
    assert correct(about_place, "C").changed == 1
    after = case.item(one.media_id)
    as_found = replace(time, original="2024:05:18 14:22:33")
    assert (after.time, after.place, after.place_name) == (as_found, spot, "Town, Land")
    assert time_known_from(after) == "entered by the examiner (B: church clock)"
    known = place_known_from(after) or ""
    assert known.startswith("entered by the examiner, not measured (C: street sign)")
    assert after.flags & MediaFlag.CORRECTED
    assert after.facts == one.facts
    assert [(c.author, c.reason) for c in case.store.corrections()] == [
        ("B", "church clock"),
        ("C", "street sign"),
    ]
    for about in Corrected:
        correct(CorrectRequest((one.media_id,), about, "wrong picture"), "B")
    assert case.item(one.media_id) == one
    actions = [row.action for row in case.store.audit()]
    assert actions[-4:] == ["media.corrected"] * 2 + ["media.correction_withdrawn"] * 2


def test_a_time_that_is_still_to_come_is_no_correction() -> None:
    case = Case()
    one = case.add(1, WALL)
    correct = CorrectMedia(case.store, case.settler, FixedClock(UTC_MS))
    late = CaptureTime(UTC_MS + 2 * 86_400_000, 1.0, "2024-05-20", None, TimeSource.MANUAL)
    with pytest.raises(UsageError, match="future"):
        correct(CorrectRequest((one.media_id,), Corrected.TIME, "church clock", late), "B")
    assert case.store.corrections() == []


def test_a_correction_needs_a_reason_and_an_item() -> None:
    case = Case()
    one = case.add(1, WALL)
    correct = CorrectMedia(case.store, case.settler, FixedClock())
    for media, reason in (((one.media_id,), " "), ((MediaId(99),), "x"), ((), "x")):
        with pytest.raises(UsageError):
            correct(CorrectRequest(media, Corrected.TIME, reason), "B")
    assert case.store.corrections() == []


def test_a_second_copy_with_a_sidecar_says_more() -> None:
    case = Case()
    one = case.add(1)
    assert one.time is None
    spot = PlaceClaim(PlaceTag.TAKEOUT, "x", Place(51.0, 12.0, PlaceSource.SIDECAR))
    beside = Beside((TimeClaim(TimeTag.TAKEOUT, "1716034953", utc_ms=UTC_MS),), (spot,))
    again = case.add(1, exhibit=E2, beside=beside)
    assert again.media_id == one.media_id
    assert again.time is not None
    assert (again.time.source, again.time.utc_ms) == (TimeSource.SIDECAR, UTC_MS)
    assert again.place == spot.place


def test_the_offset_is_found_from_photos_of_one_scene() -> None:
    case = Case()
    trusted = replace(E2, time_zone="Europe/Berlin", clock_uncertainty_s=2.0)
    pairs = []
    for number in range(3):
        own = case.add(number, replace(WALL, wall=f"2024-05-18T14:2{number}:33"))
        other = case.add(10 + number, replace(WALL, wall=f"2024-05-18T14:3{number}:34"), exhibit=trusted)
        pairs.append(SameMoment(own.media_id, other.media_id, 4.0))
    solve = SolveClock(case.store, FakePlaces())
    found = solve(SolveClockRequest(E1.exhibit_id, same=tuple(pairs)))
    assert found.offset_s == pytest.approx(601.0)
    assert found.uncertainty_s == pytest.approx(4.0 + 3.0)
    assert "the same scene as media" in found.events[0].basis
    turned = SameMoment(pairs[0].other, pairs[0].own, 4.0)
    alone = SameMoment(pairs[0].own, MediaId(99), 4.0)
    for wrong, sentence in ((turned, "must have been found on E1"), (alone, "Two different")):
        with pytest.raises(UsageError, match=sentence):
            solve(SolveClockRequest(E1.exhibit_id, same=(wrong,)))


def test_the_offset_is_found_from_files_that_went_from_phone_to_phone() -> None:
    case = Case()
    for number in range(4):
        sent_ms = UTC_MS + 86_400_000 * number
        day = f"202405{18 + number}"
        case.add(number, name=f"WhatsApp/Sent/IMG-{day}-WA0001.jpg", mtime_ms=sent_ms)
        case.add(number, exhibit=E2, name=f"WhatsApp/IMG-{day}-WA0007.jpg", mtime_ms=sent_ms + 930_000)
    case.add(8, name="IMG-20240101-WA0001.jpg", mtime_ms=UTC_MS)  # written when it was copied
    case.add(8, exhibit=E2, name="IMG-20240101-WA0002.jpg", mtime_ms=UTC_MS)
    found = SolveClock(case.store, FakePlaces())(SolveClockRequest(E1.exhibit_id))
    assert (found.offset_s, found.uncertainty_s) == (930.0, 60.0)
    assert (len(found.events), found.left_out) == (4, ())
    assert "dates of one file on both exhibits" in found.events[0].basis


def test_the_offset_is_found_from_satellite_times() -> None:
    case = Case()
    for number in range(5):
        fix = TimeClaim(TimeTag.GPS, "x", utc_ms=UTC_MS + 723_000 + 200 * number)
        case.add(number, WALL, fix)
    case.add(9, WALL, TimeClaim(TimeTag.GPS, "x", utc_ms=UTC_MS - 86_400_000))
    found = SolveClock(case.store, FakePlaces())(SolveClockRequest(E1.exhibit_id))
    assert found.offset_s == pytest.approx(723.4)
    assert [event.media_id for event in found.left_out] == [MediaId(6)]
    assert case.store.exhibits()[0].clock_offset_s == 0


def test_without_events_there_is_a_sentence() -> None:
    case = Case()
    case.add(1, WALL)
    with pytest.raises(UsageError, match="Give events by hand"):
        SolveClock(case.store, FakePlaces())(SolveClockRequest(E1.exhibit_id))
