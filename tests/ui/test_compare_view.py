"""Comparing probe and candidate: original pixels, one frame for both, the checklist, clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import MediaKind
from reid_desktop.ports.drawing import DrawRequest
from reid_desktop.ports.engine import LookRequest, SearchRequest
from reid_desktop.ports.inspection import CloseUpRequest, FramesRequest, KeepFrameRequest, ViewedRequest
from reid_desktop.ports.review import DecideRequest
from reid_desktop.ui.dialogs.outline import OutlineDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.pages import COMPARE, REVIEW
from reid_desktop.ui.painting.adjusting import Display, shown_as
from reid_desktop.ui.painting.close_frame import CloseFrame
from reid_desktop.ui.painting.close_view import CloseView
from reid_desktop.ui.views.compare_bar import FLICKER, OVERLAY, SIDE
from tests.ui.handling import mute, settle, shown_dialog
from tests.ui.scenery import Scenery, add_search

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def comparing(window: MainWindow, scenery: Scenery, qtbot: QtBot) -> MainWindow:
    """A search is shown, and its first candidate compared with the probe."""
    scenery.store.searches()
    window.probing.show_search(add_search(scenery))
    settle(window, qtbot)
    window.actions_table["compare"].trigger()
    qtbot.waitUntil(lambda: window.panels.compare.candidate.has_picture)
    return window


def sent(scenery: Scenery, kind: type) -> list[object]:
    """Return the requests of a kind."""
    return [one for _, one in scenery.engine.requests if isinstance(one, kind)]


def test_both_are_shown_with_what_is_known(comparing: MainWindow) -> None:
    view = comparing.panels.compare
    assert comparing.panels.pages.shown == COMPARE
    assert mute(comparing) == []
    assert "Sighting" in view.bar.title.words
    assert comparing.comparing.is_on


def test_a_click_on_a_candidate_of_the_map_opens_the_comparison(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window.probing.show_search(add_search(scenery))
    settle(window, qtbot)
    view = window.panels.workbench.view
    assert view is not None
    several = view.points.ids[:2]
    window.panels.map.ids_picked.emit(several)
    assert window.panels.pages.shown != COMPARE  # a bubble of several only chooses
    window.panels.map.ids_picked.emit(view.points.ids[:1])
    assert window.comparing.is_on
    assert window.panels.selection.current == view.points.ids[0]


def test_two_selected_sightings_can_be_compared_without_a_search(window: MainWindow, qtbot: QtBot) -> None:
    ids = np.sort(window.panels.gallery.model.ids[:2])
    window.panels.selection.select(ids)
    window.panels.selection.look_at(SightingId(int(ids[0])))
    window.actions_table["compare"].trigger()
    view = window.panels.compare
    qtbot.waitUntil(lambda: view.probe.has_picture and view.candidate.has_picture)


def test_the_veil_covers_probe_and_candidate_and_can_be_lifted(comparing: MainWindow, qtbot: QtBot) -> None:
    view = comparing.panels.compare
    plain = view.candidate.image
    comparing.actions_table["veil"].trigger()
    assert view.candidate.image != plain
    scene = comparing.panels.probe.scene
    picture = QPixmap(64, 64)
    picture.fill(QColor("red"))
    half = QRect(0, 0, 32, 64)
    painter = QPainter(picture)
    painter.fillRect(half, QColor("black"))
    painter.end()
    scene.show_picture(picture, Size(64, 64), (), None)
    scene.resize(64, 64)
    hidden = scene.grab().toImage()
    comparing.actions_table["veil"].trigger()
    assert view.candidate.image == plain
    assert scene.grab().toImage() != hidden
    qtbot.waitUntil(lambda: comparing.panels.reader.is_idle)


def test_one_zoom_shift_and_turn_hold_for_both(comparing: MainWindow) -> None:
    view = comparing.panels.compare
    QTest.keyClick(view.candidate, Qt.Key.Key_Plus)
    QTest.keyClick(view.probe, Qt.Key.Key_R)
    assert view.shared.zoom == pytest.approx(1.25)
    assert view.shared.turn_deg == 90
    QTest.keyClick(view.probe, Qt.Key.Key_1)
    assert view.candidate.scale == pytest.approx(1.0 / view.candidate.devicePixelRatioF())
    QTest.keyClick(view.probe, Qt.Key.Key_0)
    assert (view.shared.zoom, view.shared.turn_deg) == (1.0, 0.0)


def test_zooming_keeps_the_point_under_the_pointer() -> None:
    frame = CloseFrame()
    at = QPointF(0.3, -0.2)
    before = frame.shift + at
    frame.zoom_by(2.0, at)
    after = frame.shift + at / 2.0
    assert (after - before).manhattanLength() < 1e-9


@pytest.mark.parametrize(
    ("display", "level", "shown"),
    [
        (Display(), 100, 100),
        (Display(brightness=20), 100, 151),
        (Display(contrast=50), 127, 126),
        (Display(gamma=2.0), 64, 128),
        (Display(brightness=-100), 200, 0),
        (Display(contrast=100), 130, 255),
    ],
)
def test_the_display_changes_what_is_shown_only(display: Display, level: int, shown: int) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor(level, level, level))
    made = shown_as(image, display)
    assert abs(made.pixelColor(1, 1).red() - shown) <= 2
    assert image.pixelColor(1, 1).red() == level


def test_a_changed_display_is_noted_in_the_log_once_the_candidate_is_left(
    comparing: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    view = comparing.panels.compare
    view.bar._sliders["brightness"].setValue(30)
    assert view.bar._values["brightness"].text() == "+30 %"
    current = comparing.panels.selection.current
    comparing.actions_table["skip"].trigger()
    settle(comparing, qtbot)
    request = sent(scenery, ViewedRequest)[0]
    assert isinstance(request, ViewedRequest)
    assert (request.sightings, dict(request.display)) == ((current,), {"brightness": "+30 %"})


def test_the_checklist_is_saved_with_the_decision_and_cleared(
    comparing: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    checklist = comparing.panels.compare.checklist
    checklist.show_findings({"clothing": "agrees: red jacket", "build": "differs"}, "Too tall.")
    comparing.actions_table["exclude"].trigger()
    settle(comparing, qtbot)
    [request] = sent(scenery, DecideRequest)
    assert isinstance(request, DecideRequest)
    assert dict(request.checklist) == {"clothing": "agrees: red jacket", "build": "differs"}
    assert request.reason == "Too tall."
    assert checklist.findings == {}
    assert comparing.panels.pages.shown == COMPARE


def test_overlay_and_flicker_lay_the_candidate_over_the_probe(comparing: MainWindow, qtbot: QtBot) -> None:
    view = comparing.panels.compare
    view.bar.choose(OVERLAY)
    view.bar._share.setValue(80)
    assert view.probe._share == 0.8
    assert not view.candidate.isVisible()
    assert view._captions[view.candidate].isVisible()  # what is known of both stays to be read
    assert view.probe._shown_name == ""
    view.bar.choose(FLICKER)
    qtbot.waitUntil(lambda: view.probe._share == 1.0)
    assert view.probe._shown_name == "Candidate"
    qtbot.waitUntil(lambda: view.probe._share == 0.0)
    assert view.probe._shown_name == "Probe"
    view.bar.choose(SIDE)
    assert view.candidate.isVisible()
    assert view.probe._shown_name == ""


def test_of_a_picture_that_is_wholly_covered_nothing_is_seen_around_the_other(qtbot: QtBot) -> None:
    view, box = CloseView(CloseFrame(), "Probe"), Box(40, 40, 60, 60)
    qtbot.addWidget(view)
    view.resize(200, 200)
    large, small = QImage(100, 100, QImage.Format.Format_RGB32), QImage(20, 20, QImage.Format.Format_RGB32)
    large.fill(QColor("red"))
    small.fill(QColor("blue"))
    view.show_picture(large, Box(0, 0, 100, 100), box)
    for share, is_seen in ((0.5, True), (1.0, False)):
        view.lay_over((small, box, box), share)
        assert (view.grab().toImage().pixelColor(4, 100) == QColor("red")) is is_seen


def test_escape_leads_back_to_the_gallery(comparing: MainWindow) -> None:
    QTest.keyClick(comparing.panels.compare.candidate, Qt.Key.Key_Escape)
    assert comparing.panels.pages.shown == REVIEW


def clip_of(window: MainWindow, qtbot: QtBot) -> SightingId:
    """Look at a tracklet."""
    for one in window.panels.gallery.model.ids:
        [card] = window.panels.desk.browsing.cards([SightingId(int(one))])
        if card.kind is MediaKind.VIDEO:
            window.panels.selection.look_at(card.sighting_id)
            settle(window, qtbot)
            return card.sighting_id
    raise AssertionError("no clip in the scenery")


def test_a_clip_is_stepped_played_and_its_frame_kept_and_searched_with(
    comparing: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    sighting_id = clip_of(comparing, qtbot)
    player = comparing.panels.compare.player
    assert player.isVisible()
    player.step(1)
    qtbot.waitUntil(lambda: player.time_s is not None)
    first = player.time_s
    assert first is not None
    player.step(1)
    assert player.time_s == pytest.approx(first + 0.04)
    player.turn()
    qtbot.waitUntil(lambda: (player.time_s or 0.0) > first + 0.2)
    player.pause()
    assert not player.is_playing
    at_s = player.time_s
    qtbot.waitUntil(lambda: CloseUpRequest(sighting_id, at_s=at_s) in sent(scenery, CloseUpRequest))
    player.keep_wanted.emit()
    assert KeepFrameRequest(sighting_id, at_s) in sent(scenery, KeepFrameRequest)
    qtbot.waitUntil(lambda: "frame" in comparing.panels.notices.words)
    player.probe_wanted.emit()
    qtbot.waitUntil(lambda: bool(sent(scenery, LookRequest)))
    assert comparing.panels.pages.shown == REVIEW


def test_somebody_is_outlined_in_a_paused_frame(
    comparing: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    sighting_id = clip_of(comparing, qtbot)
    player = comparing.panels.compare.player
    player.step(1)
    qtbot.waitUntil(lambda: player.time_s is not None)
    at_s = player.time_s
    player.outline_wanted.emit()
    dialog = shown_dialog(comparing, OutlineDialog, qtbot)
    assert mute(dialog) == []
    dialog.scene.box_drawn.emit(Box(100, 100, 200, 300))
    dialog.offer.correct.click()
    assert sent(scenery, DrawRequest) == [
        DrawRequest(
            scenery.store.media([scenery.store.sightings([sighting_id])[0].media_id])[0].sha256,
            Box(100, 100, 200, 300),
            at_s,
            sighting_id,
        )
    ]
    qtbot.waitUntil(lambda: not dialog.isVisible())
    player.outline_wanted.emit()
    again = shown_dialog(comparing, OutlineDialog, qtbot)
    again.scene.box_drawn.emit(Box(100, 100, 200, 300))
    again.offer.search.click()
    qtbot.waitUntil(lambda: bool(sent(scenery, SearchRequest)))
    [search] = sent(scenery, SearchRequest)
    assert isinstance(search, SearchRequest)
    assert search.box == Box(100, 100, 200, 300)
    assert comparing.panels.pages.shown == REVIEW


def test_stepping_back_over_the_start_of_a_run_asks_for_the_frames_before(
    comparing: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    clip_of(comparing, qtbot)
    player = comparing.panels.compare.player
    player.step(1)
    qtbot.waitUntil(lambda: player.time_s is not None)
    first = player.time_s
    assert first is not None
    player.step(-1)
    qtbot.waitUntil(lambda: player.time_s is not None and player.time_s < first)
    assert player.time_s == pytest.approx(first - 0.04, abs=0.011)
    assert len(sent(scenery, FramesRequest)) >= 2


def test_what_cannot_be_decoded_is_said_where_the_picture_would_be(
    window: MainWindow, scenery: Scenery, qtbot: QtBot, tmp_path: Path
) -> None:
    from reid_desktop.domain.errors import MediaError

    assert tmp_path.is_dir()
    before = scenery.engine.script
    scenery.engine.script = lambda request: (
        MediaError("The file is cut short.") if isinstance(request, CloseUpRequest) else before(request)
    )
    window.panels.selection.look_at(SightingId(int(window.panels.gallery.model.ids[0])))
    window.actions_table["compare"].trigger()
    view = window.panels.compare
    qtbot.waitUntil(lambda: view.candidate._words == "The file is cut short.")


def test_both_pictures_are_equally_high_whatever_is_said_below(comparing: MainWindow, qtbot: QtBot) -> None:
    view = comparing.panels.compare
    comparing.resize(1280, 720)
    doubts = ["No time zone is known: the camera clock was read as UTC and may be 14 hours off."] * 3
    view.tell(view.candidate, "2024-06-15 18:14:01 UTC (the file name) · no place known · EX-7", doubts)
    view.tell(view.probe, "2024-07-13", [])
    qtbot.waitUntil(lambda: view.candidate.height() > 0)
    settle(comparing, qtbot)
    assert view.probe.height() == view.candidate.height()
    assert view.probe.y() == view.candidate.y()


def test_a_long_title_keeps_off_the_tools(comparing: MainWindow, qtbot: QtBot) -> None:
    bar = comparing.panels.compare.bar
    comparing.resize(1100, 720)
    bar.title.set_words("Sighting 438 · " + "Screenshot_" * 40)
    settle(comparing, qtbot)
    assert comparing.width() == 1100
    assert bar.title.geometry().right() < min(button.x() for button in bar.findChildren(QToolButton))


def test_laid_over_each_other_they_have_the_whole_room(comparing: MainWindow, qtbot: QtBot) -> None:
    view = comparing.panels.compare
    beside = view.probe.width()
    view.bar.mode_chosen.emit(OVERLAY)
    settle(comparing, qtbot)
    assert view.probe.width() > 1.8 * beside
    view.bar.mode_chosen.emit(SIDE)
    settle(comparing, qtbot)
    assert view.probe.width() == beside
