"""Where names of the base map may be written, and how dates are named by a locale."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from reid_desktop.ui.geometry.label_room import ALL_ROOM, LabelRoom, even
from reid_desktop.ui.geometry.placement import LabelPlacer
from reid_desktop.ui.geometry.time_steps import STEPS, Unit, utc_ms
from reid_desktop.ui.geometry.time_text import context_text, tick_text
from reid_desktop.ui.painting.month_names import month_names

FRAME = (100.0, 50.0, 500.0, 250.0)
sides = st.floats(0, 600)


def test_a_name_is_cut_only_where_the_edge_goes_through_it() -> None:
    room = LabelRoom(FRAME)
    assert not room.cuts(120, 60, 80, 12)
    assert room.cuts(90, 60, 80, 12)
    assert room.cuts(450, 60, 80, 12)
    assert room.cuts(120, 245, 80, 12)
    assert not room.cuts(10, 60, 80, 12)
    assert not room.cuts(120, 260, 80, 12)
    assert not ALL_ROOM.cuts(-5, -5, 10, 10)


@given(sides, st.floats(1, 300))
def test_a_name_with_its_middle_in_view_is_moved_wholly_into_it(left: float, width: float) -> None:
    room = LabelRoom(FRAME)
    moved = room.inward(left, width)
    if FRAME[0] <= left + width / 2 <= FRAME[2]:
        assert not room.cuts(moved, 100, width, 12)
    else:
        assert moved == left


def test_marks_and_panels_move_with_the_picture() -> None:
    room = LabelRoom(FRAME, marks=((10, 10, 30, 30),), panels=((0, 0, 5, 5),)).moved(100, 20)
    over = [room.mark_over(*at) for at in ((120, 40), (20, 20))]
    assert over == [(110, 30, 130, 50), None]
    assert [*room.panels, room.frame] == [(100, 20, 105, 25), (200, 70, 600, 270)]


@given(sides, sides, sides, sides)
def test_coarse_rectangles_hold_the_fine_ones(a: float, b: float, c: float, d: float) -> None:
    left, top, right, bottom = even(a, b, a + c, b + d)
    assert left <= a
    assert top <= b
    assert right >= a + c
    assert bottom >= b + d


def test_what_is_reserved_is_not_free() -> None:
    placer = LabelPlacer(gap_px=2.0)
    placer.reserve(0, 0, 200, 20)
    assert not placer.is_free(150, 10, 20, 20)
    assert placer.is_free(150, 23, 20, 20)
    assert placer.place(150, 23, 20, 20)
    assert not placer.place(150, 23, 20, 20)


@pytest.mark.parametrize(
    ("language", "day", "whole"),
    [
        ("en", "20 May", "20 May 2024"),
        ("de", "20. Mai", "20. Mai 2024"),
        ("fr", "20 mai", "20 mai 2024"),
        ("es", "20 may", "20 may 2024"),
        ("nl", "20 mei", "20 mei 2024"),
    ],
)
def test_days_are_written_as_the_language_does(language: str, day: str, whole: str) -> None:
    months = month_names(QLocale(language))
    moment = utc_ms(datetime(2024, 5, 20, tzinfo=UTC))
    daily = next(step for step in STEPS if step.unit is Unit.DAY)
    assert tick_text(moment, daily, UTC, months) == day
    assert context_text(moment, STEPS[0], UTC, months) == whole
