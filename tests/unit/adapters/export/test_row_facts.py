"""The name of a crop tells when, where and with what it was taken, and suits every file system."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.adapters.export.row_facts import appearance_iso_utc, appearance_utc_ms, camera, crop_name
from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.ids import ExhibitId, SightingId, SourceId
from reid_desktop.domain.media import Copy, MediaKind, RawFacts
from tests.fakes.export import media_item, row

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


def test_rank_time_place_camera_exhibit_and_sighting() -> None:
    item = replace(
        media_item(2),
        time=CaptureTime(1_716_034_953_000, 1.0, "2024:05:18 14:22:33", "+02:00", TimeSource.OFFSET_TAG),
        place=Place(52.5163, 13.3777, PlaceSource.GPS_TAG),
    )
    name = crop_name(row(item, Path()))
    assert name == "rank0001_20240518T122233Z_52.51630_13.37770_Canon-EOS_EX-1_s42.jpg"


def test_what_is_not_known_is_said() -> None:
    item = replace(media_item(2), time=None, place=None, facts=RawFacts(), copies=())
    assert crop_name(row(item, Path(), rank=None)) == "norank_notime_nolat_nolon_nocamera_noexhibit_s42.jpg"


def test_south_and_west_are_negative() -> None:
    item = replace(media_item(2), place=Place(-33.9, -70.6, PlaceSource.GPS_TAG))
    assert "_-33.90000_-70.60000_" in crop_name(row(item, Path()))


@given(make=ANY_TEXT, exhibit=ANY_TEXT, utc_ms=st.integers(-(10**18), 10**18))
def test_any_text_gives_a_name_that_every_file_system_takes(make: str, exhibit: str, utc_ms: int) -> None:
    item = replace(
        media_item(2),
        facts=RawFacts(make=make, model=make),
        time=CaptureTime(utc_ms, 0.0, "", None, TimeSource.MANUAL),
        copies=(Copy(ExhibitId(exhibit), SourceId(1), "/x", "x", 1, 1),),
    )
    name = crop_name(row(item, Path()))
    assert re.fullmatch(r"rank0001_(\d{8}T\d{6}Z|notime)(_[A-Za-z0-9.-]+){4}_s42\.jpg", name)
    assert len(name) <= 140


def test_two_sightings_never_share_a_name() -> None:
    one = row(media_item(2), Path(), rank=None)
    other = replace(one, sighting=replace(one.sighting, sighting_id=SightingId(43)))
    assert crop_name(one) != crop_name(other)


def test_a_video_counts_from_its_start() -> None:
    item = replace(media_item(2), kind=MediaKind.VIDEO)
    assert item.time is not None
    assert appearance_utc_ms(row(item, Path())) == item.time.utc_ms + 83_400
    assert appearance_iso_utc(row(replace(item, time=None), Path())) is None


@pytest.mark.parametrize(
    ("make", "model", "said"),
    [("Canon", "Canon EOS", "Canon EOS"), ("Apple", "iPhone 13", "Apple iPhone 13"), (None, None, "")],
)
def test_the_make_is_not_said_twice(make: str | None, model: str | None, said: str) -> None:
    assert camera(row(replace(media_item(2), facts=RawFacts(make=make, model=model)), Path())) == said
