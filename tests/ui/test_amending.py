"""Corrections, exhibits and their clocks, links: what the user fills in becomes exactly one request."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from reid_desktop.domain.capture import CaptureTime, Place, PlaceSource, TimeSource
from reid_desktop.domain.clocks import ClockSolution, ReferenceEvent, SameMoment
from reid_desktop.domain.corrections import Corrected
from reid_desktop.domain.ids import ExhibitId, JobId, MediaId, SightingId
from reid_desktop.domain.stacks import LinkKind
from reid_desktop.ports.engine import (
    CorrectRequest,
    DeclareExhibitRequest,
    JobAnswer,
    LinkRequest,
    Request,
    Settling,
    SolveClockRequest,
)
from reid_desktop.ui import text
from reid_desktop.ui.dialogs.clock_solution import SolutionDialog, solution_rows
from reid_desktop.ui.dialogs.correct import CorrectionDialog
from reid_desktop.ui.dialogs.exhibit import ExhibitDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.views.inspector_page import FactsPage
from tests.ui.evidence import correct, link, media_of
from tests.ui.handling import mute, settle, shown_dialog
from tests.ui.scenery import EXHIBITS, KEY, START_MS, Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

EVENTS = tuple(
    ReferenceEvent(START_MS + n * 1000, START_MS + n * 1000 + 723_000, 1.0, f"GPS time in photo {n}")
    for n in (2, 0, 1)
)
STRAY = ReferenceEvent(START_MS + 5000, START_MS + 5000, 1.0, "copy on EX-2")


def newest(scenery: Scenery) -> Request:
    """Return the request that was submitted last."""
    return scenery.engine.requests[-1][1]


def correction_of(window: MainWindow, sighting_id: int, qtbot: QtBot) -> CorrectionDialog:
    """Open the dialog for one sighting."""
    window.panels.selection.look_at(SightingId(sighting_id))
    settle(window, qtbot)
    window.actions_table["correct"].trigger()
    return shown_dialog(window, CorrectionDialog, qtbot)


def test_a_time_is_corrected_with_zone_uncertainty_and_reason(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    first = int(window.panels.gallery.model.ids[0])
    dialog = correction_of(window, first, qtbot)
    assert mute(dialog) == []
    assert dialog.problem == ""
    dialog.time_fields.fill("2024-05-18 14:20:00", "Europe/Berlin", 120.0)
    assert dialog.time_fields.words == "That is 2024-05-18 12:20:00 UTC ± 2 min."
    assert not dialog.can_apply
    assert dialog.problem == "A correction needs a reason."
    dialog.give_reason("  the church clock  ")
    dialog.apply()
    time = CaptureTime(
        1_716_034_800_000, 120.0, "2024-05-18 14:20:00 Europe/Berlin", "Europe/Berlin", TimeSource.MANUAL
    )
    wanted = CorrectRequest((media_of(scenery, first),), Corrected.TIME, "the church clock", time)
    assert newest(scenery) == wanted


@pytest.mark.parametrize(
    ("wall", "words"),
    [("2024-03-31 02:30:00", "not at all that night"), ("2024-10-27 02:30:00", "twice that night")],
)
def test_an_hour_that_daylight_saving_doubles_or_leaves_out_is_said(
    window: MainWindow, qtbot: QtBot, wall: str, words: str
) -> None:
    dialog = correction_of(window, int(window.panels.gallery.model.ids[0]), qtbot)
    dialog.time_fields.fill(wall, "Europe/Berlin", 1.0)
    assert words in dialog.time_fields.words
    dialog.time_fields.fill(wall, "+01:00", 1.0)
    assert words not in dialog.time_fields.words


def test_an_unknown_zone_is_refused_in_words(window: MainWindow, qtbot: QtBot) -> None:
    dialog = correction_of(window, int(window.panels.gallery.model.ids[0]), qtbot)
    dialog.give_reason("x")
    dialog.time_fields.fill("2024-05-18 14:20:00", "Mars/Olympus", 1.0)
    assert "no such time zone" in dialog.problem
    assert not dialog.can_apply


def test_fields_of_a_place_leave_no_hole(window: MainWindow, qtbot: QtBot) -> None:
    dialog = correction_of(window, int(window.panels.gallery.model.ids[0]), qtbot)
    full_px = dialog.height()
    dialog.choose(Corrected.PLACE)
    qtbot.waitUntil(lambda: dialog.height() < full_px)
    dialog.choose(Corrected.TIME)
    qtbot.waitUntil(lambda: dialog.height() == full_px)
    dialog.close()


def test_a_place_is_written_or_picked_on_the_map(window: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    first = int(window.panels.gallery.model.ids[0])
    dialog = correction_of(window, first, qtbot)
    dialog.choose(Corrected.PLACE)
    dialog.give_reason("the street sign")
    assert not dialog.can_apply
    dialog.write_place("Leipzig")
    assert "52.3731, 4.8925" in dialog.problem
    dialog.map_wanted.emit()
    dialog.hide()
    view = window.panels.map
    middle = QPoint(view.width() // 2, view.height() // 2)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert dialog.isVisible()
    assert "pick" not in window.panels.notices.words
    dialog.apply()
    request = newest(scenery)
    assert isinstance(request, CorrectRequest)
    place = request.place
    assert place is not None
    x, _ = view.viewport.unit_at(middle.x(), middle.y())
    assert place.source is PlaceSource.MANUAL
    assert place.accuracy_m == 50
    assert place.longitude_deg == pytest.approx((x - 0.5) * 360, abs=1e-4)
    assert request.about is Corrected.PLACE


def test_escape_leaves_the_map_without_a_place(window: MainWindow, qtbot: QtBot) -> None:
    dialog = correction_of(window, int(window.panels.gallery.model.ids[0]), qtbot)
    dialog.hide()
    dialog.map_wanted.emit()
    assert "pick" in window.panels.notices.words
    QTest.keyClick(window.panels.map, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "pick" not in window.panels.notices.words
    picked = window.panels.selection.ids.tolist()
    dialog.close()
    QTest.mouseClick(window.panels.map, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert window.panels.selection.ids.tolist() == picked


def test_a_correction_in_force_can_be_withdrawn(window: MainWindow, scenery: Scenery, qtbot: QtBot) -> None:
    first = int(window.panels.gallery.model.ids[0])
    correct(scenery, media_of(scenery, first))
    dialog = correction_of(window, first, qtbot)
    can_be = [dialog.can_withdraw]
    dialog.give_reason("wrong church")
    can_be.append(dialog.can_withdraw)
    dialog.choose(Corrected.PLACE)
    can_be.append(dialog.can_withdraw)
    assert can_be == [False, True, False]
    dialog.choose(Corrected.TIME)
    dialog.withdraw()
    wanted = CorrectRequest((media_of(scenery, first),), Corrected.TIME, "wrong church")
    assert newest(scenery) == wanted
    assert wanted.time is None


def test_several_files_get_one_value_and_that_is_said(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    ids = window.panels.gallery.model.ids[:6]
    window.panels.selection.select(ids)
    window.panels.selection.look_at(SightingId(int(ids[0])))
    window.actions_table["correct"].trigger()
    dialog = shown_dialog(window, CorrectionDialog, qtbot)
    dialog.give_reason("one trip")
    dialog.apply()
    request = newest(scenery)
    assert isinstance(request, CorrectRequest)
    assert set(request.media) == {media_of(scenery, int(one)) for one in ids}
    assert len(request.media) == len(set(request.media)) > 1


def exhibit_dialog(window: MainWindow, qtbot: QtBot) -> ExhibitDialog:
    """Open the dialog of the first exhibit."""
    window.actions_table["exhibit"].trigger()
    return shown_dialog(window, ExhibitDialog, qtbot)


def test_an_exhibit_is_declared_with_its_clock_and_the_effect_is_said_first(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    dialog = exhibit_dialog(window, qtbot)
    assert mute(dialog) == []
    items = sum(EXHIBITS[0].exhibit_id == copy.exhibit_id for _, copy in scenery.store.copies())
    can_be = [dialog.can_declare]
    dialog.write("seal", "S-9")
    can_be.append(dialog.can_declare)
    dialog.set_clock(723.0, 2.0)
    can_be.append(dialog.can_declare)
    assert can_be == [False, True, False]
    assert dialog.preview.startswith(f"Adds 12 min 3 s ± 2 s to the clock of {items} items.")
    assert "needs a reason" in dialog.problem
    dialog.write("reason", "photo of a wall clock")
    dialog.write("time_zone", "Nowhere/Land")
    assert not dialog.can_declare
    dialog.write("time_zone", "+05:30")
    dialog.declare()
    exhibit = replace(
        EXHIBITS[0],
        seal="S-9",
        time_zone="+05:30",
        clock_offset_s=723.0,
        clock_uncertainty_s=2.0,
        clock_basis="declared",
    )
    assert newest(scenery) == DeclareExhibitRequest(exhibit, "photo of a wall clock")


def test_a_clock_that_is_fast_is_turned_back(window: MainWindow, qtbot: QtBot) -> None:
    dialog = exhibit_dialog(window, qtbot)
    dialog.set_clock(-3600.0, 0.5)
    assert dialog.preview.startswith("Takes 1 h ± 0.5 s from the clock of")


def button(dialog: ExhibitDialog, name: str) -> QPushButton:
    """Return a button of the dialog."""
    found = dialog.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def test_two_selected_files_of_one_scene_are_compared_when_the_examiner_says_so(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    media: dict[ExhibitId, tuple[MediaId, SightingId]] = {}
    for item, copy in scenery.store.copies():
        ids = [one.sighting_id for one in scenery.store.sightings_of_media(item.media_id, KEY)]
        if ids and len(item.copies) == 1:
            media.setdefault(copy.exhibit_id, (item.media_id, ids[0]))
    (own, first), (other, second) = (media[one.exhibit_id] for one in EXHIBITS[:2])
    window.panels.selection.select(np.array([first, second], np.int64))
    dialog = exhibit_dialog(window, qtbot)
    assert mute(dialog) == []
    box = dialog.findChild(QCheckBox)
    assert isinstance(box, QCheckBox)
    assert box.text().endswith("142000.jpg: one scene")
    assert len(box.text()) < 75, "however long the names are"
    button(dialog, "solve").click()
    assert newest(scenery) == SolveClockRequest(EXHIBITS[0].exhibit_id)
    dialog.tell_one_scene(True)
    button(dialog, "solve").click()
    same = (SameMoment(own, other, 5.0),)
    assert newest(scenery) == SolveClockRequest(EXHIBITS[0].exhibit_id, same=same)


def test_a_solved_clock_lists_its_events_and_is_taken_only_when_wanted(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    dialog = exhibit_dialog(window, qtbot)
    button(dialog, "solve").click()
    assert newest(scenery) == SolveClockRequest(EXHIBITS[0].exhibit_id)
    solution = ClockSolution(723.0, 1.5, EVENTS, (STRAY,), "The clock was set during use.")
    job = scenery.engine.requests[-1][0]
    scenery.engine.tell(JobAnswer(job, solution))
    qtbot.waitUntil(lambda: bool(dialog.findChildren(SolutionDialog)))
    [listed] = dialog.findChildren(SolutionDialog)
    assert mute(listed) == []
    rows = solution_rows(solution)
    assert [row[0] for row in rows] == ["yes", "yes", "yes", "left out"]
    assert [row[3] for row in rows] == ["+12 min 3 s"] * 3 + ["0 s"]
    assert rows[0][1] < rows[1][1] < rows[2][1]
    assert dialog.preview.startswith("Adds nothing")
    listed.take()
    assert dialog.preview.startswith("Adds 12 min 3 s ± 1.5 s")
    dialog.declare()
    request = newest(scenery)
    assert isinstance(request, DeclareExhibitRequest)
    assert request.exhibit.clock_basis == "solved from 3 events"
    assert request.exhibit.clock_offset_s == 723.0


def test_without_events_there_is_no_offset_to_take(window: MainWindow, qtbot: QtBot) -> None:
    dialog = SolutionDialog(window, ClockSolution(0.0, 0.0, ()))
    qtbot.addWidget(dialog)
    assert not dialog.can_take


def buttons(page: FactsPage, words: str) -> list[QToolButton]:
    """Return the buttons of a page that say `words`."""
    return [one for one in page.findChildren(QToolButton) if one.text() == words]


def test_linked_files_are_gone_to_taken_apart_and_joined_again(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    inspector = window.panels.inspector
    ids = [int(one) for one in window.panels.gallery.model.ids]
    one = ids[0]
    other = next(i for i in ids if media_of(scenery, i) != media_of(scenery, one))
    made = link(scenery, media_of(scenery, one), media_of(scenery, other), LinkKind.NEAR_DOUBLE)
    window.panels.selection.look_at(SightingId(one))
    window.panels.workbench.refresh()
    settle(window, qtbot)
    [apart] = buttons(inspector.page, "Take apart")
    apart.click()
    assert newest(scenery) == LinkRequest((replace(made, is_undone=True),))
    with scenery.store.transaction("test") as case:
        case.put_link(replace(made, is_undone=True))
    scenery.engine.tell(JobAnswer(JobId(len(scenery.engine.requests)), Settling(2)))
    window.panels.workbench.refresh()
    qtbot.waitUntil(lambda: bool(buttons(inspector.page, "Join again")))
    assert "settled" in window.panels.notices.words
    buttons(inspector.page, "Join again")[0].click()
    assert newest(scenery) == LinkRequest((made,))
    buttons(inspector.page, "Go to it")[0].click()
    assert window.panels.selection.current is not None
    assert media_of(scenery, window.panels.selection.current) == media_of(scenery, other)


def test_the_dialogs_are_reached_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.panels.sources.exhibit_list.setFocus()
    window.panels.sources.exhibit_list.setCurrentIndex(window.panels.sources.exhibit_list.model().index(1, 0))
    QTest.keyClick(window.panels.sources.exhibit_list, Qt.Key.Key_Return)
    dialog = shown_dialog(window, ExhibitDialog, qtbot)
    assert "EX-2" in dialog.windowTitle()
    QApplication.processEvents()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not [one for one in window.children() if isinstance(one, ExhibitDialog)])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (723, "+12 min 3 s"),
        (-37, "-37 s"),
        (0.4, "+0.4 s"),
        (0, "0 s"),
        (3600, "+1 h"),
        (-86399.5, "-23 h 59 min 59.5 s"),
        (59.9996, "+1 min"),
    ],
)
def test_offsets_are_said_exactly(seconds: float, words: str) -> None:
    assert text.offset(seconds) == words


def test_a_place_corrected_far_off_keeps_its_sign() -> None:
    assert text.coordinates(Place(-33.85, -70.2, PlaceSource.MANUAL)) == "33.85000° S, 70.20000° W"
