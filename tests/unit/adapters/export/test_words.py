"""Sentences of the case file leave nothing out."""

from __future__ import annotations

from dataclasses import fields

import pytest

from reid_desktop.adapters.export import words
from reid_desktop.domain.area import Area
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.domain.ids import ExhibitId, MediaId, SearchId, SightingId, SourceId
from reid_desktop.domain.query import Filters, NearPlace
from reid_desktop.domain.review import About

NARROWED = [
    Filters(after_utc_ms=0),
    Filters(before_utc_ms=0),
    Filters(near=NearPlace(1, 2, 3)),
    Filters(exhibits=frozenset({ExhibitId("EX-1")})),
    Filters(media=frozenset({MediaId(1)})),
    Filters(sightings=frozenset({SightingId(1)})),
    Filters(kinds=frozenset({"photo"})),
    Filters(minimum_quality=0.5),
    Filters(untimed_only=True),
    Filters(unplaced_only=True),
    Filters(minimum_height_px=100),
    Filters(minimum_sharpness=4.5),
    Filters(minimum_score=0.6),
    Filters(maximum_overlap=0.25),
    Filters(whole_only=True),
    Filters(quick_only=True),
    Filters(without_quick=True),
    Filters(flags=MediaFlag.EDITED),
    Filters(without_flags=MediaFlag.TIMES_DISAGREE),
    Filters(place_name="Köln"),
    Filters(camera="Pixel"),
    Filters(wearing=frozenset({"backpack"})),
    Filters(sources=frozenset({SourceId(3)})),
    Filters(area=Area(((1.0, 2.0), (3.0, 4.0), (5.0, 2.0)))),
    Filters(decisions=frozenset({"confirmed", "undecided"})),
    Filters(decided_about=About(SearchId(3), 4)),
    Filters(tags=frozenset({"bag"})),
    Filters(without_tags=frozenset({"bag"})),
    Filters(grades=frozenset({"vic:1"})),
    Filters(bookmarked_only=True),
    Filters(newer_than=SightingId(7)),
]


@pytest.mark.parametrize("filters", NARROWED)
def test_every_filter_is_told(filters: Filters) -> None:
    """A report that kept silent about one would claim to be complete."""
    phrases = words.filters(filters)
    assert len(phrases) == 1
    assert phrases != ["none"]


def test_no_filter_was_forgotten_here() -> None:
    set_here = {
        f.name for one in NARROWED for f in fields(one) if getattr(one, f.name) != getattr(Filters(), f.name)
    }
    assert set_here == {f.name for f in fields(Filters)}


def test_filters_on_quality_and_flags_say_how_much() -> None:
    filters = Filters(
        minimum_height_px=1200, maximum_overlap=0.25, flags=MediaFlag.EDITED | MediaFlag.STRIPPED
    )
    assert words.filters(filters) == [
        "persons at least 1,200 px tall",
        "covered by others by at most 25%",
        "only files that are marked edited or stripped",
    ]
    assert words.filters(Filters()) == ["none"]
