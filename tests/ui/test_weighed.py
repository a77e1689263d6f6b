"""What a score is worth stands wherever the score does: notice, hint, inspector, comparison."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from reid_desktop.domain.calibration import UNCALIBRATED, Strength
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.query import SearchRecord
from reid_desktop.services.strengths import Strengths
from reid_desktop.services.weighing import Weighed, Weighing
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.weighed_words import lines_of, list_words, short_lines_of
from tests.ui.conftest import MakeWindow
from tests.ui.handling import settle
from tests.ui.scenery import KEY, Scenery, add_search
from tests.unit.services.test_strengths import OneCalibration

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

FOR = Weighed(Strength(1.5, 1.0, 2.0, "", 3.0), 60.0)
AGAINST = Weighed(Strength(-1.0, -1.5, -0.5, "", 120.0), 90_000.0)
UNKNOWN = Weighed(Strength(None, None, None, UNCALIBRATED, None), None)


def test_a_strength_is_said_with_its_interval_and_its_meaning() -> None:
    value, meaning, expected = lines_of(FOR)
    assert value == "log10 LR +1.50 (+1.00 to +2.00)"
    assert "one person have this score 31.6 times" in meaning
    assert "3 sightings of other persons" in expected
    assert "two persons have this score 10 times" in lines_of(AGAINST)[1]
    assert "people change clothes" in lines_of(AGAINST)[-1]


def test_a_narrow_column_has_the_same_in_short() -> None:
    value, times, others = short_lines_of(FOR.strength)
    assert value.startswith("log10 LR +1.50")
    assert times.startswith("31.6")
    assert "one person" in times
    assert others == "About 3 others would score as high."
    assert "two persons" in short_lines_of(AGAINST.strength)[1]
    single = Strength(1.5, 1.0, 2.0, "", 1.0)
    assert short_lines_of(single)[2] == "About one other would score as high."


def test_what_is_less_than_any_figure_is_said_so() -> None:
    hardly = Weighed(Strength(1.5, 1.0, 2.0, "", 0.0004), 60.0)
    assert lines_of(hardly)[-1].startswith("Fewer than 0.001 sightings of other persons")
    assert short_lines_of(hardly.strength)[-1] == "Fewer than 0.001 others would score as high."
    assert "fewer than 0.001 other persons" in list_words([SightingId(1)], {SightingId(1): hardly})


def test_without_a_strength_the_reason_is_said_and_no_figure() -> None:
    assert lines_of(UNKNOWN) == [f"no calibrated strength: {UNCALIBRATED}"]
    assert short_lines_of(UNKNOWN.strength)[0] == f"No calibrated strength: {UNCALIBRATED}"


def test_a_list_says_how_many_others_would_score_like_its_lowest() -> None:
    ids = [SightingId(one) for one in (1, 2, 3)]
    words = list_words(ids, dict(zip(ids, (FOR, AGAINST, UNKNOWN), strict=True)))
    assert "2 of 3" in words
    assert "120 other persons" in words
    assert list_words(ids, {ids[0]: UNKNOWN}) == f"no calibrated strength: {UNCALIBRATED.rstrip('.')}"
    assert list_words(ids, {}) == ""
    single = Weighed(Strength(1.5, 1.0, 2.0, "", 1.0), None)
    assert "about one other person's sighting would" in list_words(ids, {ids[0]: single})


@pytest.fixture
def weighed(make_window: MakeWindow, scenery: Scenery, qtbot: QtBot) -> MainWindow:
    """A window with a calibration, showing a search."""
    book = OneCalibration(KEY.rpartition(" + ")[2])
    scenery.weighing = Weighing(scenery.store, Strengths(scenery.store, book))
    window = make_window(scenery)
    window.probing.show_search(add_search(scenery))
    settle(window, qtbot)
    return window


def record_shown(window: MainWindow) -> SearchRecord:
    view = window.panels.workbench.view
    assert view is not None
    assert view.record is not None
    return view.record


def test_it_stands_in_the_notice_the_hint_the_inspector_and_the_comparison(
    weighed: MainWindow, qtbot: QtBot
) -> None:
    panels = weighed.panels
    first = record_shown(weighed).candidates[0].sighting_id
    known = panels.weighed.of(first)
    assert known is not None
    line = lines_of(known)[0]
    notices = [one.words for one in panels.gallery.findChildren(ElidedLabel)]
    assert any("calibrated strength" in words for words in notices)
    model = panels.gallery.model
    qtbot.waitUntil(lambda: model.card(first) is not None)
    assert line in str(model.data(model.index_of(0), Qt.ItemDataRole.AccessibleTextRole))
    assert line in panels.inspector.facts_text
    weighed.actions_table["compare"].trigger()
    qtbot.waitUntil(lambda: panels.compare.candidate.has_picture)
    short = short_lines_of(known.strength)[0]
    assert any(short in one.text() for one in panels.compare.findChildren(QLabel))


def test_without_a_search_nothing_is_weighed(weighed: MainWindow, qtbot: QtBot) -> None:
    first = record_shown(weighed).candidates[0].sighting_id
    weighed.actions_table["clear_search"].trigger()
    settle(weighed, qtbot)
    assert weighed.panels.weighed.of(first) is None
