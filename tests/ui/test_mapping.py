"""What the window lays on the map: files that are remembered, paths that are fetched, real tiles."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QSlider, QTableView
from pytestqt.qtbot import QtBot

from reid_desktop.adapters.maps.child import ChildMapFiles
from reid_desktop.adapters.maps.files import OpenMapFiles
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.persons import PersonAct, PersonVerb
from reid_desktop.ports.inspection import LaidRequest
from reid_desktop.ports.maps import ArchiveFacts
from reid_desktop.ui.dialogs.map_files import MapFilesDialog
from reid_desktop.ui.geometry.mercator import to_unit
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.preferences import Preferences
from reid_desktop.ui.views.map import MapView
from tests.fakes.maps import FakeMapFiles
from tests.map_files import picture, write_mbtiles
from tests.ui.conftest import RESOURCES, MakeWindow
from tests.ui.handling import mute, shown_dialog
from tests.ui.scenery import Scenery
from tests.unit.adapters.maps.test_overlays import GPX


def test_selected_sightings_become_a_path_that_follows_the_selection(
    window: MainWindow, qtbot: QtBot
) -> None:
    view = window.panels.workbench.view
    assert view is not None
    window.mapping.choose_path("selection")
    window.panels.selection.select(view.points.ids[:6])

    def stops() -> int:
        route = window.panels.map.layers.route
        return 0 if route is None else len(route.stops)

    timed = set(view.events.ids.tolist())
    expected = sum(int(one) in timed for one in view.points.ids[:6])
    qtbot.waitUntil(lambda: stops() == expected, timeout=3000)
    assert window.panels.map._controls.path.text().startswith(f"path: {expected} sightings")
    window.panels.map._controls.path.click()
    qtbot.waitUntil(lambda: window.panels.map.layers.route is None, timeout=3000)


def test_what_is_confirmed_for_a_person_is_offered_as_a_path(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    with scenery.store.transaction("test") as case:
        person = case.add_person_event(PersonAct(PersonVerb.ADDED, text="Red"), "").act.person_id
        confirmed = tuple(SightingId(one) for one in (1, 2, 3))
        case.add_person_event(PersonAct(PersonVerb.CONFIRMED, person, sightings=confirmed), "")
    window = make_window(scenery)
    qtbot.waitUntil(lambda: (f"person:{person}", "Red") in window.panels.map.menu._paths, timeout=3000)
    window.mapping.choose_path(f"person:{person}")
    qtbot.waitUntil(lambda: window.panels.map.layers.route is not None, timeout=3000)


def test_a_map_that_is_gone_is_said_and_forgotten(
    make_window: MakeWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window = make_window(scenery)
    with qtbot.waitSignal(window.panels.map.layers.failed, timeout=3000):
        window.panels.map.layers.add_archive("/gone.mbtiles")
    assert window.preferences.map_archives == []
    assert not window.panels.map.layers.archives


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
def test_files_on_the_map_come_back_when_the_case_is_opened_again(
    window: MainWindow, scenery: Scenery, tmp_path: Path, qtbot: QtBot
) -> None:
    files = ChildMapFiles()
    plan = str(write_mbtiles(tmp_path / "p.mbtiles", {(0, 0, 0): picture("red")}, name="Plan"))
    walk = tmp_path / "w.gpx"
    walk.write_text(GPX, "utf-8")
    window.panels.map.layers._files = files
    window.mapping._hashing._files = files
    layers = window.panels.map.layers
    layers.add_archive(plan)
    layers.add_overlay(str(walk))
    qtbot.waitUntil(lambda: bool(layers.archives and layers.overlays), timeout=10_000)
    assert window.preferences.map_archives == [plan]
    assert window.preferences.case_overlays(scenery.folder) == [str(walk)]
    digest = hashlib.sha256(walk.read_bytes()).hexdigest()
    window.mapping.list_files()
    dialog = shown_dialog(window, MapFilesDialog, qtbot)
    assert mute(dialog) == []
    [table] = dialog.findChildren(QTableView)
    cells = [table.model().index(0, column).data() for column in range(8)]  # overlays lie on top
    assert (cells[1], cells[5], cells[6], cells[7]) == ("gpx", digest, "", str(walk))
    [slider] = dialog.findChildren(QSlider)
    dialog.choose(plan)
    slider.setValue(40)
    assert window.preferences.map_opacities == {plan: 0.4}
    assert dialog.path == plan  # it stays chosen while the list is told anew
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
    buttons["Show or hide"].click()
    assert not layers.archives[plan].is_shown
    buttons["Go there"].click()
    tiles = hashlib.sha256(Path(plan).read_bytes()).hexdigest()
    qtbot.waitUntil(lambda: table.model().index(1, 5).data() == tiles)
    dialog.accept()
    layers.remove(plan)
    assert window.preferences.map_archives == []
    noted = [one for _, one in scenery.engine.requests if isinstance(one, LaidRequest)]
    size = Path(plan).stat().st_size
    assert [one for one in noted if one.path == plan] == [
        LaidRequest(plan, "mbtiles", "Plan", "", size),
        LaidRequest(plan, "mbtiles", "Plan", tiles, size, is_hashed=True),
        LaidRequest(plan, "mbtiles", "Plan", tiles, size, is_on=False),
    ]
    assert [(one.sha256, one.is_on) for one in noted if one.path == str(walk)] == [(digest, True)]
    files.close()


def test_an_archive_that_was_not_written_to_is_not_hashed_anew_and_the_log_still_tells_its_hash(
    make_window: MakeWindow, scenery: Scenery, preferences: Preferences, tmp_path: Path, qtbot: QtBot
) -> None:
    files = ChildMapFiles()
    plan = write_mbtiles(tmp_path / "p.mbtiles", {(0, 0, 0): picture("red")}, name="Plan")
    first = files.fingerprint(str(plan), lambda: True)
    told = replace(first, sha256="0a" * 32)  # what was kept is told, as nothing is read again
    preferences.keep_map_hash(str(plan), told)
    window = make_window(scenery)
    window.panels.map.layers._files = window.mapping._hashing._files = files

    def hashed() -> list[tuple[str, bool]]:
        laid = [one for _, one in scenery.engine.requests if isinstance(one, LaidRequest)]
        return [(one.sha256, one.is_read_now) for one in laid if one.is_hashed]

    window.panels.map.layers.add_archive(str(plan))
    qtbot.waitUntil(lambda: hashed() == [(told.sha256, False)], timeout=10_000)
    window.panels.map.layers.remove(str(plan))
    with plan.open("ab") as file:
        file.write(b"more")
    window.panels.map.layers.add_archive(str(plan))
    digest = hashlib.sha256(plan.read_bytes()).hexdigest()
    qtbot.waitUntil(lambda: hashed()[1:] == [(digest, True)], timeout=10_000)
    kept = preferences.map_hash(str(plan))
    assert kept is not None
    assert kept.sha256 == digest
    files.close()


def test_a_hidden_file_stays_hidden_and_what_is_still_being_read_is_not_forgotten(
    make_window: MakeWindow, scenery: Scenery, preferences: Preferences, tmp_path: Path, qtbot: QtBot
) -> None:
    plan = str(write_mbtiles(tmp_path / "p.mbtiles", {(0, 0, 0): picture("red")}, name="Plan"))
    preferences.map_archives = [plan, "/slow/disk.mbtiles"]
    preferences.map_hidden = [plan]
    facts = OpenMapFiles().describe(plan)
    slow = threading.Event()

    class Slow(FakeMapFiles):
        def describe(self, path: str) -> ArchiveFacts:
            if path != plan:
                slow.wait(20)
            return super().describe(path)

    scenery.map_files = Slow({plan: (facts, {})})
    window = make_window(scenery)
    layers = window.panels.map.layers
    try:
        qtbot.waitUntil(lambda: plan in layers.archives, timeout=5000)
        assert not layers.archives[plan].is_shown
        assert preferences.map_archives == [plan, "/slow/disk.mbtiles"]
    finally:
        slow.set()
    qtbot.waitUntil(lambda: not layers.awaited, timeout=5000)
    assert preferences.map_hidden == [plan]
    layers.show_file(plan, True)
    assert preferences.map_hidden == []


def test_real_tiles_are_drawn_through_the_child(qtbot: QtBot, shared_samples: Path) -> None:
    files = ChildMapFiles()
    view = MapView(RESOURCES / "map", None, None, files)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    toner = shared_samples / "map_pmtiles" / "spec" / "v3" / "stamen_toner(raster)CC-BY+ODbL_z3.pmtiles"
    view.layers.add_archive(str(toner))
    qtbot.waitUntil(lambda: bool(view.layers.archives), timeout=10_000)
    x, y = to_unit(0.0, -140.0)  # the Pacific, black on that map
    view.pan_by(0, 0)
    view.go(replace(view.viewport, centre_x=float(x), centre_y=float(y), zoom=3.0).held())
    qtbot.waitUntil(lambda: view.is_settled, timeout=20_000)
    image = view.grab().toImage()
    dark = np.array(
        [[image.pixelColor(px, py).lightness() for px in range(150, 450, 10)] for py in range(100, 300, 10)]
    )
    assert (dark < 40).mean() > 0.5  # a sentence lies in the middle; the base map there is light
    files.close()


@pytest.mark.parametrize("name", ["invalid.pmtiles", "invalid_v4.pmtiles", "empty.pmtiles"])
def test_broken_real_archives_are_refused_in_a_sentence(
    qtbot: QtBot, shared_samples: Path, name: str
) -> None:
    files = ChildMapFiles()
    view = MapView(RESOURCES / "map", None, None, files)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.layers.failed, timeout=10_000) as failed:
        view.layers.add_archive(str(shared_samples / "map_pmtiles" / "js" / "test" / "data" / name))
    assert failed.args[0].endswith(".")
    QTest.qWait(10)
    files.close()
