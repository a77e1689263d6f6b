"""Readings come back from their JSON; rubbish does not stop a view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reid_desktop.domain.capture import Place, PlaceSource
from reid_desktop.domain.claims import Beside, PlaceClaim, PlaceTag, TimeClaim, TimeTag
from reid_desktop.domain.ids import ExhibitId, MediaId, SourceId
from reid_desktop.domain.media import Copy, MediaItem, MediaKind, RawFacts
from reid_desktop.domain.testimony import Reading, as_json, readings_in, readings_of

HOSTILE = st.text(max_size=20)


@given(
    st.lists(
        st.builds(
            Reading,
            tag=HOSTILE,
            text=HOSTILE,
            is_time=st.booleans(),
            utc_ms=st.none() | st.integers(-(10**14), 10**14),
            wall=st.none() | HOSTILE,
            zone=st.none() | HOSTILE,
            latitude_deg=st.none() | st.floats(-90, 90),
            counts=st.booleans(),
            disagrees=st.lists(HOSTILE, max_size=3).map(tuple),
        ),
        max_size=4,
    )
)
def test_readings_come_back_as_they_were_kept(readings: list[Reading]) -> None:
    assert readings_in(as_json(readings)) == readings


@pytest.mark.parametrize("words", ["", "{", "{}", "7", "[7, null]", '[{"tag": "gps"}]', '[{"nothing": 1}]'])
def test_what_cannot_be_understood_is_left_out(words: str) -> None:
    assert readings_in(words) == []


def test_without_a_testimony_the_claims_of_file_and_copies_are_shown() -> None:
    place = Place(51.0, 12.0, PlaceSource.SIDECAR)
    beside = Beside(
        times=(TimeClaim(TimeTag.TAKEOUT, "1716033753", utc_ms=5),),
        places=(PlaceClaim(PlaceTag.TAKEOUT, "51, 12", place),),
    )
    wall = TimeClaim(TimeTag.EXIF_ORIGINAL, "2024:05:18 14:22:33", wall="2024-05-18T14:22:33", zone="+02:00")
    copy = Copy(ExhibitId("A"), SourceId(1), "/a", "a", 1, 0, beside)
    item = MediaItem(
        MediaId(1), "0" * 64, MediaKind.PHOTO, "jpeg", 1, RawFacts(times=(wall,)), None, None, (copy,)
    )
    assert [(one.tag, one.is_time, one.utc_ms, one.zone) for one in readings_of(item)] == [
        ("exif_original", True, None, "+02:00"),
        ("takeout", True, 5, None),
        ("takeout", False, None, None),
    ]
