"""What is said where there is little room, or nothing to show: fewer words, but none that are wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.domain.media import Outcome
from reid_desktop.domain.query import Filters
from reid_desktop.services.card_groups import By
from reid_desktop.ui.colours import CONTRAST, DARK, LIGHT, Colours
from reid_desktop.ui.dialogs.failures import FailuresDialog
from reid_desktop.ui.dialogs.frame import DialogFrame
from reid_desktop.ui.group_words import group_count, group_words
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.painting.card_delegate import _has_room_for_both
from reid_desktop.ui.painting.elided import ElidedLabel
from reid_desktop.ui.painting.section import FoldingSection
from reid_desktop.ui.theme import ThemeKeeper
from reid_desktop.ui.views.job_panel import JobPanel
from reid_desktop.ui.views.totals import TotalsLabel
from tests.ui.handling import settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def test_words_that_do_not_fit_give_way_to_fewer_before_they_are_cut(qtbot: QtBot) -> None:
    shown = ElidedLabel()
    qtbot.addWidget(shown)
    ways = ["638 of 1,028 sightings pass the filters · 5 folded", "638 of 1,028 · 5 folded", "638 of 1,028"]
    shown.set_words(ways[0], shorter=ways[1:])
    for way in ways:
        shown.resize(QFontMetrics(shown.font()).horizontalAdvance(way) + 1, 20)
        assert shown.shown_words == way
        assert shown.words == shown.accessibleName() == ways[0]
    shown.resize(20, 20)
    assert shown.shown_words.endswith("…")


def test_only_the_fewest_words_are_cut_at_whatever_width(qtbot: QtBot) -> None:
    shown = ElidedLabel()
    qtbot.addWidget(shown)
    ways = ["100 candidates · 61 folded", "100 candidates"]
    shown.set_words(ways[0], shorter=ways[1:])
    metrics = QFontMetrics(shown.font())
    for width in range(metrics.horizontalAdvance(ways[1]) + 1, metrics.horizontalAdvance(ways[0]) + 2):
        shown.resize(width, 20)
        assert shown.shown_words in ways


def test_a_note_beside_a_heading_makes_nothing_wider_and_is_not_cut(qtbot: QtBot) -> None:
    section = FoldingSection("Quality of the person", QWidget())
    qtbot.addWidget(section)
    narrow = section.minimumSizeHint().width()
    section.set_note("·  in force")
    assert section.minimumSizeHint().width() == narrow
    section.resize(190, 40)
    section.show()
    assert section.head.text().endswith("…  ·  in force")
    assert section.head.accessibleName() == "Quality of the person  ·  in force"
    assert "Quality of the person" in section.head.toolTip()
    section.resize(500, 40)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert section.head.text() == "Quality of the person  ·  in force"
    assert section.head.toolTip() == ""


def test_a_group_counts_its_own_cards_and_what_is_folded_under_them_apart() -> None:
    assert group_count(6, 6) == "6 sightings"
    assert group_count(1, 1) == "1 sighting"
    assert group_count(4, 112) == "4 sightings · 108 more folded"
    assert group_words(By.EXHIBIT, None, 1, 3) == ": 1 sighting · 2 more folded"


def test_the_models_stand_at_the_bottom_of_a_wide_window_only(qtbot: QtBot) -> None:
    shown = TotalsLabel()
    qtbot.addWidget(shown)
    shown.tell("2 files · 3 sightings", "yolo + osnet", "yolo@1 + osnet@2")
    shown.fit(1280)
    assert shown.text() == "2 files · 3 sightings"
    assert "osnet@2" in shown.toolTip()
    shown.fit(2560)
    assert shown.text() == "2 files · 3 sightings · yolo + osnet"


def test_a_card_leaves_a_name_out_of_which_hardly_a_letter_fits(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    room = metrics.horizontalAdvance("EX-1  IMG_20…")
    assert _has_room_for_both(metrics, "EX-1", room)
    assert not _has_room_for_both(metrics, "EX-1", room - 1)
    assert _has_room_for_both(metrics, "", 1), "without an exhibit there is nothing else to show"


def test_an_empty_gallery_offers_to_show_everything_where_filters_emptied_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    gallery = window.panels.gallery
    [way_out] = [one for one in gallery.findChildren(QPushButton) if one.text() == "Show everything"]
    assert not way_out.isVisible()
    window.panels.workbench.set_filters(Filters(place_name="nowhere"))
    settle(window, qtbot)
    assert len(gallery.model.ids) == 0
    assert way_out.isVisible()
    assert gallery.focus_target is way_out
    way_out.click()
    settle(window, qtbot)
    assert len(gallery.model.ids) > 0
    assert window.panels.workbench.question.filters.is_empty


def test_the_gallery_has_a_scroll_handle_only_while_there_is_more_than_fits(
    window: MainWindow, qtbot: QtBot
) -> None:
    table = window.panels.gallery.table
    window.resize(1100, 700)
    window.panels.gallery.set_cards(320, False)
    settle(window, qtbot)
    assert table.verticalScrollBar().isEnabled()
    [first] = window.panels.gallery.model.ids[:1].tolist()
    window.panels.workbench.set_filters(Filters(sightings=frozenset({first})))
    window.panels.gallery.set_cards(96, False)
    window.resize(1100, 900)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: not table.verticalScrollBar().isEnabled())


def test_the_inspector_has_no_empty_page_below_an_empty_picture(window: MainWindow, qtbot: QtBot) -> None:
    inspector = window.panels.inspector
    window.panels.selection.look_at(None)
    settle(window, qtbot)
    assert not inspector.page.isVisible()
    assert not any(one.isEnabled() for one in inspector._sizing)  # there is nothing to magnify
    [first] = window.panels.gallery.model.ids[:1].tolist()
    window.panels.selection.look_at(first)
    qtbot.waitUntil(lambda: inspector.page.isVisible())
    assert all(one.isEnabled() for one in inspector._sizing)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "Nothing has been imported into this case yet."),
        ({Outcome.IMPORTED: 2}, "Every file came in or was recognised as a double or no photo or video."),
    ],
)
def test_no_file_failed_is_not_said_of_a_case_that_nothing_was_imported_into(
    qtbot: QtBot, counts: dict[Outcome, int], said: str
) -> None:
    dialog = FailuresDialog(None, [], counts)
    qtbot.addWidget(dialog)
    words: Callable[[], list[str]] = lambda: [one.text() for one in dialog.findChildren(QLabel)]  # noqa: E731
    assert said in words()
    assert any(one.startswith("0 files") for one in words()) is False


def test_words_about_no_jobs_do_not_widen_the_panel_of_jobs(qtbot: QtBot) -> None:
    panel = JobPanel()
    qtbot.addWidget(panel)
    buttons = sum(one.minimumSizeHint().width() for one in panel.findChildren(QPushButton))
    assert panel.minimumSizeHint().width() < buttons + 100


@pytest.mark.parametrize("colours", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
def test_a_placeholder_never_looks_like_typed_words(colours: Colours) -> None:
    typed, hint = (QColor(one).lightness() for one in (colours.text, colours.muted))
    assert abs(typed - hint) > 50


def test_the_panel_of_jobs_says_how_many_files_did_not_come_in(qtbot: QtBot) -> None:
    panel = JobPanel()
    qtbot.addWidget(panel)
    [button] = [one for one in panel.findChildren(QPushButton) if "did not come in" in one.text()]
    panel.show_failures(1234)
    assert button.text() == "Files that did not come in… (1,234)"
    panel.show_failures(0)
    assert button.text() == "Files that did not come in…"


def test_a_dialog_that_the_screen_is_too_low_for_scrolls_beside_no_white_strip(
    qtbot: QtBot, theme: ThemeKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: theme.is_settled)
    monkeypatch.setattr(DialogFrame, "room_px", 200)
    dialog = DialogFrame(None, "A title")
    qtbot.addWidget(dialog)
    tall = QLabel("Much")
    tall.setMinimumHeight(600)
    dialog.add_body(tall)
    dialog.finish()
    dialog.show()
    [area] = dialog.findChildren(QScrollArea)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: area.isVisible() and dialog.rect().contains(area.geometry()))
    assert dialog.is_rolled
    assert bar.maximum() > 0
    below_handle = bar.mapTo(dialog, bar.rect().bottomLeft())
    assert dialog.grab().toImage().pixelColor(below_handle).name() == QColor(LIGHT.window).name()
