"""The inspector's scene: a box drawn in it is a probe, another person in it is looked at."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reid_desktop.domain.geometry import Box, Size
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import Copy, MediaItem, MediaKind
from reid_desktop.ports.drawing import Drawn, DrawRequest
from reid_desktop.ports.engine import SearchRequest
from reid_desktop.services.cards import Details
from reid_desktop.ui.drawn_probe import drawn_probe
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.views.probe import ProbeState
from tests.ui.conftest import RESOURCES, MakeWindow
from tests.ui.handling import mute, settle
from tests.ui.scenery import FRAME, Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

DRAWN = Box(160, 120, 320, 360)


def details_of(window: MainWindow, kind: MediaKind, persons: int = 1) -> Details:
    """Return a sighting in an item of a kind that shows at least so many persons."""
    browsing = window.panels.desk.browsing
    for sighting_id in window.panels.gallery.model.ids:
        found = browsing.details(SightingId(int(sighting_id)))
        if found is not None and found.media.kind is kind and len(found.neighbours) >= persons - 1:
            return found
    raise AssertionError(f"the scenery has no such {kind}")


def look_at(window: MainWindow, details: Details, qtbot: QtBot) -> None:
    """Have the inspector show a sighting with its picture."""
    window.panels.selection.look_at(details.card.sighting_id)
    inspector = window.panels.inspector
    qtbot.waitUntil(lambda: inspector.details == details and inspector.scene.has_picture)
    settle(window, qtbot)


def drag(window: MainWindow, box: Box) -> None:
    """Drag a box of the frame over the inspector's picture."""
    scene = window.panels.inspector.scene
    area = scene.area_of(box)
    start, end = area.topLeft().toPoint(), area.bottomRight().toPoint()
    QTest.mousePress(scene, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(scene, QPoint((start.x() + end.x()) // 2, (start.y() + end.y()) // 2))
    QTest.mouseMove(scene, end)
    QTest.mouseRelease(scene, Qt.MouseButton.LeftButton, pos=end)


def test_a_box_drawn_in_the_scene_is_searched_for(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    look_at(window, details_of(window, MediaKind.PHOTO), qtbot)
    drag(window, DRAWN)
    assert scenery.engine.requests == []  # without the button a drag moves the picture
    window.panels.inspector.draw_button.click()
    drag(window, DRAWN)
    assert scenery.engine.requests == []  # what the box is for is asked first
    window.panels.inspector.offer.search.click()
    qtbot.waitUntil(lambda: bool(scenery.engine.requests))
    [(_, search)] = scenery.engine.requests
    assert isinstance(search, SearchRequest)
    assert search.box is not None
    assert search.box.iou(DRAWN) > 0.9
    assert search.picture.name.startswith("box drawn in ")
    qtbot.waitUntil(lambda: window.panels.probe.state is ProbeState.DONE)
    assert not window.panels.inspector.draw_button.isChecked()


def test_whom_the_detector_missed_is_added_from_the_scene(
    window: MainWindow, qtbot: QtBot, scenery: Scenery
) -> None:
    details = details_of(window, MediaKind.VIDEO)
    look_at(window, details, qtbot)
    inspector = window.panels.inspector
    inspector.draw_button.click()
    drag(window, DRAWN)
    assert inspector.offer.isVisible()
    inspector.offer.reason.setText("behind the pillar")
    added = SightingId(int(window.panels.gallery.model.ids[-1]))
    scenery.engine.script = lambda _request: Drawn(added)
    inspector.offer.add.click()
    [(_, request)] = scenery.engine.requests
    assert isinstance(request, DrawRequest)
    assert (request.sha256, request.replaces) == (details.media.sha256, None)
    assert request.reason == "behind the pillar"
    assert request.at_s == details.card.best_s
    assert request.at_s is not None
    assert request.box.iou(DRAWN) > 0.9
    qtbot.waitUntil(lambda: window.panels.selection.current == added)
    assert "was added" in window.panels.notices.words["drawn"]
    assert not inspector.offer.isVisible()


def test_the_box_of_a_sighting_is_put_right(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    details = details_of(window, MediaKind.PHOTO)
    look_at(window, details, qtbot)
    inspector = window.panels.inspector
    inspector.draw_button.click()
    drag(window, DRAWN)
    inspector.offer.correct.click()
    [(_, request)] = scenery.engine.requests
    assert isinstance(request, DrawRequest)
    assert (request.at_s, request.replaces) == (None, details.card.sighting_id)


def test_a_drawn_box_is_discarded_by_escape(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    look_at(window, details_of(window, MediaKind.PHOTO), qtbot)
    inspector = window.panels.inspector
    inspector.draw_button.click()
    drag(window, DRAWN)
    assert mute(window) == []
    QTest.keyClick(inspector.offer.search, Qt.Key.Key_Escape)
    assert not inspector.offer.isVisible()
    assert inspector.offer.box is None
    assert not inspector.draw_button.isChecked()
    assert scenery.engine.requests == []


def test_a_person_is_outlined_without_a_mouse(window: MainWindow, qtbot: QtBot, scenery: Scenery) -> None:
    look_at(window, details_of(window, MediaKind.PHOTO), qtbot)
    inspector = window.panels.inspector
    QTest.keyClick(inspector.draw_button, Qt.Key.Key_Space)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Return):
        QTest.keyClick(inspector.scene, key)
    assert inspector.offer.box is not None
    inspector.offer.add.click()
    request = scenery.engine.requests[-1][1]
    assert isinstance(request, DrawRequest)


def test_drawing_in_the_crop_shows_the_scene_first(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, details_of(window, MediaKind.PHOTO), qtbot)
    window.actions_table["crop_mode"].trigger()
    inspector = window.panels.inspector
    qtbot.waitUntil(lambda: not inspector.scene.boxes)
    inspector.draw_button.click()
    qtbot.waitUntil(lambda: bool(inspector.scene.boxes))
    assert inspector.draw_button.isChecked()
    assert inspector.scene.can_draw


def test_drawing_ends_when_another_sighting_is_looked_at(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, details_of(window, MediaKind.PHOTO), qtbot)
    window.panels.inspector.draw_button.click()
    look_at(window, details_of(window, MediaKind.VIDEO), qtbot)
    assert not window.panels.inspector.draw_button.isChecked()
    assert not window.panels.inspector.scene.can_draw


def test_a_click_on_another_person_in_the_scene_looks_at_them(window: MainWindow, qtbot: QtBot) -> None:
    details = details_of(window, MediaKind.PHOTO, persons=2)
    look_at(window, details, qtbot)
    scene = window.panels.inspector.scene
    other = details.neighbours[0]
    middle = scene.area_of(other.box).center().toPoint()
    QTest.mouseClick(scene, Qt.MouseButton.LeftButton, pos=middle)
    assert window.panels.selection.current == other.sighting_id


def with_copy(details: Details, path: Path, size_bytes: int, mtime_ns: int) -> Details:
    """Return details of an item that lies at `path`."""
    media = details.media
    copy = Copy(
        media.copies[0].exhibit_id, media.copies[0].source_id, str(path), path.name, size_bytes, mtime_ns
    )
    moved = MediaItem(
        media.media_id,
        media.sha256,
        media.kind,
        media.container,
        size_bytes,
        media.facts,
        None,
        None,
        (copy,),
    )
    return Details(details.card, moved, None, None, ())


def test_a_photo_is_taken_from_its_file_while_that_is_unchanged(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"a photo")
    facts = path.stat()
    details = details_of(window, MediaKind.PHOTO)
    same = with_copy(details, path, facts.st_size, facts.st_mtime_ns)
    half = Size(FRAME.width_px // 2, FRAME.height_px // 2)
    probe = drawn_probe(same, DRAWN, half)
    assert (probe.picture.path, probe.picture.data) == (str(path), None)
    assert (probe.box, probe.frame) == (DRAWN, details.card.frame_size)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns + 1_000_000_000))
    probe = drawn_probe(same, DRAWN, half)
    assert (probe.picture.path, probe.picture.data) == (None, details.card.scene_path.read_bytes())
    assert (probe.box, probe.frame) == (Box(80, 60, 160, 180), half)
    assert "reduced scene" in probe.picture.name


def test_of_a_video_the_kept_scene_is_taken_and_the_record_says_so(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"a clip")
    facts = path.stat()
    details = with_copy(details_of(window, MediaKind.VIDEO), path, facts.st_size, facts.st_mtime_ns)
    probe = drawn_probe(details, DRAWN, FRAME)
    assert probe.picture.path is None
    assert probe.picture.data == details.card.scene_path.read_bytes()
    assert probe.picture.name.endswith("(reduced scene kept in the case)")


def test_models_are_loaded_while_somebody_draws(
    make_window: MakeWindow, qtbot: QtBot, scenery: Scenery, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    desk = scenery.desk(RESOURCES / "map")
    monkeypatch.setattr(scenery, "desk", lambda _map: replace(desk, get_ready=lambda: asked.append(1)))
    window = make_window(scenery)
    look_at(window, details_of(window, MediaKind.PHOTO), qtbot)
    assert asked == []
    window.panels.inspector.draw_button.click()
    assert asked == [1]
    window.panels.inspector.draw_button.click()
    assert asked == [1]
    window.panels.compare.player.outline_wanted.emit()
    assert asked == [1, 1]
