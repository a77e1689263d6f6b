"""From a picture to candidates: dropped, pasted, dragged, drawn, answered late."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reid_desktop.domain.errors import MediaError
from reid_desktop.domain.ids import SearchId, SightingId
from reid_desktop.ports.engine import (
    JobAnswer,
    LookRequest,
    SearchRequest,
)
from reid_desktop.services.browsing import Question
from reid_desktop.ui.dialogs.import_media import ImportDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.views.probe import ProbeState
from tests.ui.handling import drop_on, files, record_of, settle, shown_dialog, view_of
from tests.ui.scenery import Scenery, add_search, persons_in

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def probe_file(tmp_path: Path) -> Path:
    """Return a file that could be a picture; the window does not look inside."""
    path = tmp_path / "suspect.jpg"
    path.write_bytes(b"not opened by the window")
    return path


def test_a_picture_dropped_on_the_probe_area_is_searched_for(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    panels = window.panels
    assert drop_on(panels.probe, files(probe_file(tmp_path)))
    assert panels.probe.state is ProbeState.EMPTY
    qtbot.waitUntil(lambda: panels.probe.state is ProbeState.CHOOSING)
    [(_, look)] = scenery.engine.requests
    assert isinstance(look, LookRequest)
    assert look.picture.path == str(tmp_path / "suspect.jpg")
    assert len(panels.probe.scene.boxes) == 4
    wanted = panels.probe.scene.boxes[2]
    QTest.mouseClick(
        panels.probe.scene,
        Qt.MouseButton.LeftButton,
        pos=panels.probe.scene.area_of(wanted).center().toPoint(),
    )
    QTest.keyClick(panels.probe.scene, Qt.Key.Key_Return)
    _, search = scenery.engine.requests[-1]
    assert isinstance(search, SearchRequest)
    assert (search.box, search.top, search.exact) == (wanted, 100, False)
    qtbot.waitUntil(lambda: panels.probe.state is ProbeState.DONE)
    record = scenery.store.searches()[0]
    assert record_of(window).search_id == record.search_id
    assert panels.gallery.model.index_of(0).data(257 + 2) == 1
    assert panels.selection.current == record_of(window).candidates[0].sighting_id


def test_one_person_is_searched_for_at_once(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    script = scenery.engine.script
    scenery.engine.script = lambda one: persons_in(one, 1) if isinstance(one, LookRequest) else script(one)
    drop_on(window.panels.probe, files(probe_file(tmp_path)))
    qtbot.waitUntil(lambda: window.panels.probe.state is ProbeState.DONE)
    assert [type(one).__name__ for _, one in scenery.engine.requests] == ["LookRequest", "SearchRequest"]


def test_where_nobody_is_found_a_box_is_drawn_by_hand(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    script = scenery.engine.script
    scenery.engine.script = lambda one: persons_in(one, 0) if isinstance(one, LookRequest) else script(one)
    drop_on(window.panels.probe, files(probe_file(tmp_path)))
    scene = window.panels.probe.scene
    qtbot.waitUntil(lambda: window.panels.probe.state is ProbeState.CHOOSING)
    settle(window, qtbot)
    area = scene.shown_area()
    start = QPoint(round(area.left() + area.width() * 0.25), round(area.top() + area.height() * 0.25))
    end = QPoint(round(area.left() + area.width() * 0.5), round(area.top() + area.height() * 0.75))
    QTest.mousePress(scene, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(scene, (start + end) / 2)
    QTest.mouseMove(scene, end)
    QTest.mouseRelease(scene, Qt.MouseButton.LeftButton, pos=end)
    window.panels.probe.search_again()
    _, search = scenery.engine.requests[-1]
    assert isinstance(search, SearchRequest)
    assert search.box is not None
    drawn = (search.box.left_px, search.box.top_px, search.box.right_px, search.box.bottom_px)
    assert drawn == pytest.approx((160, 120, 320, 360), abs=4)


def test_a_gallery_item_dragged_on_the_probe_area_is_the_probe(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    model = window.panels.gallery.model
    wanted = int(model.ids[2])
    assert drop_on(window.panels.probe, model.mimeData([model.index(0, 2)]))
    qtbot.waitUntil(lambda: bool(scenery.engine.requests))
    [(_, search)] = scenery.engine.requests
    assert isinstance(search, SearchRequest)
    assert search.picture.sighting_id == wanted


def test_the_current_sighting_is_searched_for_by_key(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    window.panels.selection.look_at(None)
    assert not window.actions_table["search_sighting"].isEnabled()
    window.panels.selection.look_at(SightingId(5))
    window.actions_table["search_sighting"].trigger()
    qtbot.waitUntil(lambda: bool(scenery.engine.requests))
    _, search = scenery.engine.requests[0]
    assert isinstance(search, SearchRequest)
    assert search.picture.sighting_id == 5


def test_a_pasted_picture_goes_to_the_engine_unharmed(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    image = QImage(40, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("#12ab34"))
    QGuiApplication.clipboard().setImage(image)
    window.actions_table["paste_probe"].trigger()
    qtbot.waitUntil(lambda: bool(scenery.engine.requests))
    _, look = scenery.engine.requests[0]
    assert isinstance(look, LookRequest)
    assert look.picture.data is not None
    sent = QImage.fromData(look.picture.data)
    assert (sent.width(), sent.height(), sent.pixelColor(3, 3).name()) == (40, 80, "#12ab34")


def test_an_empty_clipboard_is_said_to_be_empty(window: MainWindow, scenery: Scenery) -> None:
    QGuiApplication.clipboard().setText("no picture")
    window.actions_table["paste_probe"].trigger()
    assert "no picture on the clipboard" in window.panels.notices.words["clipboard"]
    assert scenery.engine.requests == []


def test_several_files_on_the_probe_area_are_left_to_the_import(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    one, other = tmp_path / "a.jpg", tmp_path / "b.jpg"
    one.touch()
    other.touch()
    drop_on(window.panels.probe, files(one, other))
    dialog = shown_dialog(window, ImportDialog, qtbot)
    assert dialog.paths == [str(one), str(other)]


def test_a_probe_that_cannot_be_read_says_so_in_the_probe_area(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    scenery.engine.script = lambda _: MediaError("The picture is cut short.")
    drop_on(window.panels.probe, files(probe_file(tmp_path)))
    qtbot.waitUntil(lambda: window.panels.probe.words == "The picture is cut short.")


def test_the_answer_to_an_older_probe_is_ignored(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, tmp_path: Path
) -> None:
    scenery.engine.script = lambda _: None
    for name in ("old.jpg", "new.jpg"):
        path = tmp_path / name
        path.touch()
        drop_on(window.panels.probe, files(path))
        settle(window, qtbot)
    (old, first), (new, second) = scenery.engine.requests
    assert isinstance(first, LookRequest)
    assert isinstance(second, LookRequest)
    assert ("cancel", old) in scenery.engine.commands
    scenery.engine.tell(JobAnswer(old, persons_in(first, 3)))
    settle(window, qtbot)
    assert window.panels.probe.state is ProbeState.LOOKING
    scenery.engine.tell(JobAnswer(new, persons_in(second, 2)))
    qtbot.waitUntil(lambda: window.panels.probe.state is ProbeState.CHOOSING)
    assert len(window.panels.probe.scene.boxes) == 2


def test_clearing_the_probe_shows_all_sightings_again(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    panels = window.panels
    whole = len(panels.gallery.model.ids)
    window.probing.show_search(add_search(scenery, 7))
    qtbot.waitUntil(lambda: len(panels.gallery.model.ids) == 7)
    assert panels.gallery.lead_is_shown
    window.actions_table["clear_search"].trigger()
    qtbot.waitUntil(lambda: len(panels.gallery.model.ids) == whole)
    qtbot.waitUntil(lambda: not panels.gallery.lead_is_shown)
    assert panels.probe.state is ProbeState.EMPTY


def test_a_past_probe_that_comes_after_the_search_was_left_is_not_shown(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    with qtbot.waitSignal(window.panels.workbench.shown):
        window.probing.show_search(add_search(scenery, 7))
    window.actions_table["clear_search"].trigger()
    settle(window, qtbot)
    qtbot.waitUntil(lambda: view_of(window).record is None)
    assert window.panels.probe.state is ProbeState.EMPTY


def test_a_search_that_is_gone_when_the_case_is_opened_leaves_all_sightings(
    window: MainWindow, qtbot: QtBot
) -> None:
    workbench = window.panels.workbench
    workbench._view = None  # as when the case is opened, which may be an older copy of it
    workbench.begin_with(Question(search_id=SearchId(99)))
    workbench.refresh()
    qtbot.waitUntil(lambda: workbench.view is not None)
    assert workbench.question.search_id is None
    assert len(view_of(window).ids) > 0
    settle(window, qtbot)
