"""Persons of interest in the window: made, confirmed, merged, split, undone; groups, companions, alarms."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.domain.co_presence import Appearance, Companions, Meeting
from reid_desktop.domain.ids import MediaId, PersonId, SightingId
from reid_desktop.domain.persons import PersonVerb
from reid_desktop.ports.engine import GroupRequest
from reid_desktop.ui.dialogs.choosing import ChoiceDialog
from reid_desktop.ui.dialogs.naming import NameDialog
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.models.sighting_grid import MARK_ROLE
from reid_desktop.ui.pages import PEOPLE, REVIEW
from reid_desktop.ui.painting.flow import FlowLayout
from reid_desktop.ui.views.people_together import place_words
from tests.ui.handling import mute, settle, shown_dialog
from tests.ui.scenery import KEY, Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


def make_person(window: MainWindow, name: str, places: slice, qtbot: QtBot) -> None:
    """Make a person of some sightings of the gallery, by way of the page."""
    window.panels.selection.select(np.sort(window.panels.gallery.model.ids[places]))
    window.panels.people.persons.new_wanted.emit()
    dialog = shown_dialog(window, NameDialog, qtbot)
    dialog.type_name(name)
    dialog.accept()
    qtbot.waitUntil(lambda: bool(window.panels.desk.people.state().people.named(name)))
    settle(window, qtbot)
    qtbot.waitUntil(lambda: bool(window.panels.desk.people.state().people.named(name)[0].sightings))
    settle(window, qtbot)


def test_a_person_is_made_of_what_is_selected_and_everything_can_be_undone(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window.actions_table["go_people"].trigger()
    settle(window, qtbot)
    assert window.panels.pages.shown == PEOPLE
    assert mute(window) == []
    make_person(window, "Unknown <b>1</b>", slice(0, 3), qtbot)
    make_person(window, "Unknown 2", slice(4, 6), qtbot)
    tab = window.panels.people.persons
    first, second = window.panels.desk.people.state().people.present
    assert (len(first.sightings), len(second.sightings)) == (3, 2)
    tab.choose(first.person_id)
    settle(window, qtbot)
    assert tab.crops.count() == 3
    tab.merge_wanted.emit(first)
    shown_dialog(window, ChoiceDialog, qtbot).accept()
    qtbot.waitUntil(lambda: len(window.panels.desk.people.state().people.present) == 1)
    merged = window.panels.desk.people.state().people.present[0]
    assert len(merged.sightings) == 5
    event = window.panels.desk.people.state().events[-1]
    assert event.act.verb is PersonVerb.MERGED
    tab.undo_wanted.emit(event.event_id)
    qtbot.waitUntil(lambda: len(window.panels.desk.people.state().people.present) == 2)
    assert scenery.store.person_events()[-1].act.verb is PersonVerb.UNDONE
    settle(window, qtbot)
    tab._history.selectRow(0)  # the undoing, the newest act
    assert (tab._undo.isEnabled(), tab._undo.text()) == (True, "Do it again")
    tab._undo.click()
    qtbot.waitUntil(lambda: len(window.panels.desk.people.state().people.present) == 1)
    settle(window, qtbot)
    tab._history.selectRow(1)  # an undoing that was undone does not count, and cannot be undone again
    assert (tab._undo.isEnabled(), tab._undo.text()) == (False, "Undo this change")


def test_a_person_is_split_and_sightings_are_released(window: MainWindow, qtbot: QtBot) -> None:
    make_person(window, "A", slice(0, 4), qtbot)
    tab = window.panels.people.persons
    [person] = window.panels.desk.people.state().people.present
    tab.split_wanted.emit(person, person.sightings[:2])
    dialog = shown_dialog(window, NameDialog, qtbot)
    dialog.type_name("B")
    dialog.accept()
    qtbot.waitUntil(lambda: len(window.panels.desk.people.state().people.present) == 2)
    [rest] = window.panels.desk.people.state().people.named("A")
    tab.release_wanted.emit(rest, rest.sightings[:1])
    qtbot.waitUntil(lambda: len(window.panels.desk.people.state().people.named("A")[0].sightings) == 1)


def test_groups_are_proposed_and_become_a_person_only_by_hand(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_table["go_people"].trigger()
    groups = window.panels.people.groups
    window.panels.people.turn_to(1)
    groups._on_propose()
    qtbot.waitUntil(lambda: groups.chosen is not None and groups.crops.count() == 5)
    assert window.panels.desk.people.state().people.present == []
    settle(window, qtbot)
    crops = groups.crops
    cells = [crops.visualItemRect(crops.item(row)).size() for row in range(5)]
    assert len({(cell.width(), cell.height()) for cell in cells}) == 1
    icon = crops.item(0).icon()
    plain, chosen = (icon.pixmap(64, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected))
    assert plain == chosen  # a selected face has no veil of colour over it
    assert "2 groups" in groups._words.words
    groups._person.click()
    dialog = shown_dialog(window, NameDialog, qtbot)
    dialog.type_name("C")
    dialog.accept()
    qtbot.waitUntil(lambda: bool(window.panels.desk.people.state().people.named("C")))
    qtbot.waitUntil(lambda: len(window.panels.desk.people.state().people.named("C")[0].sightings) == 5)


def test_of_a_long_name_the_beginning_is_seen_where_it_is_changed(window: MainWindow, qtbot: QtBot) -> None:
    name = "a very long name that does not fit into its field, with where they were seen: bus stop"
    dialog = NameDialog(window, "Rename", "", "Name", "Rename", name)
    qtbot.addWidget(dialog)
    QApplication.sendEvent(dialog._name, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert (dialog._name.selectedText(), dialog._name.cursorPosition()) == (name, 0)


def test_sightings_of_a_person_are_shown_in_the_gallery(window: MainWindow, qtbot: QtBot) -> None:
    make_person(window, "A", slice(0, 3), qtbot)
    [person] = window.panels.desk.people.state().people.present
    window.panels.people.persons.gallery_wanted.emit(person.sightings)
    settle(window, qtbot)
    assert window.panels.pages.shown == REVIEW
    shown = window.panels.gallery.model
    assert set(shown.seen_as(np.array(person.sightings, np.int64)).tolist()) == set(shown.ids.tolist())


def test_who_was_in_one_picture_stands_in_list_and_graph(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    by_media: dict[int, list[int]] = {}
    ids = [SightingId(int(one)) for one in scenery.store.sighting_table(KEY).ids]
    for card in window.panels.desk.browsing.cards(ids):
        by_media.setdefault(int(card.media_id), []).append(int(card.sighting_id))
    pair = next(ids for ids in by_media.values() if len(ids) > 1)
    for name, one in zip("AB", pair, strict=False):
        window.peopling.make_person(name, (SightingId(one),))
    qtbot.waitUntil(lambda: len(window.panels.desk.people.state().companions) == 1)
    window.peopling.begin(2)
    settle(window, qtbot)
    together = window.panels.people.together
    qtbot.waitUntil(lambda: len(together._pairs) == 1)
    assert together._pairs[0].in_one_picture == 1
    headings, row = together._table.model(), together._table.model().index(0, 5)
    assert headings.headerData(5, Qt.Orientation.Horizontal) == "Where"
    assert row.data()
    assert set(together._graph.places()) == {1, 2}
    assert PersonId(1) in {together._pairs[0].one, together._pairs[0].other}


def test_where_a_pair_was_is_named_once_and_a_position_stands_where_no_name_is_known() -> None:
    def meeting(media: int, latitude_deg: float | None) -> Meeting:
        first, second = (
            Appearance(PersonId(one), SightingId(one), MediaId(media), None, latitude_deg, latitude_deg)
            for one in (1, 2)
        )
        return Meeting(first, second, True, None, None)

    meetings = tuple(meeting(one, 52.5) for one in (1, 2, 3, 4, 5))
    pair = Companions(PersonId(1), PersonId(2), meetings)
    names = {MediaId(1): "Berlin, Germany", MediaId(2): "Berlin, Germany", MediaId(3): "Paris, France"}
    assert place_words(pair, names) == "Berlin, Germany · Paris, France"
    assert place_words(pair, names | {MediaId(4): "Rome", MediaId(5): "Oslo"}).endswith("Rome …")
    assert place_words(pair, {}) == "52.50000° N, 52.50000° E"
    assert place_words(Companions(PersonId(1), PersonId(2), (meeting(1, None),)), {}) == "no place known"


def test_pages_with_nothing_to_show_say_so_in_their_middle(window: MainWindow, qtbot: QtBot) -> None:
    people = window.panels.people
    for tab in (people.groups, people.together, people.alarms):
        people._tabs.setCurrentWidget(tab)
        window.actions_table["go_people"].trigger()
        people._tabs.setCurrentWidget(tab)
        settle(window, qtbot)
        assert tab._none.isVisible()
        assert not tab._split.isVisible()
    make_person(window, "A", slice(0, 1), qtbot)
    make_person(window, "B", slice(3, 4), qtbot)
    window.peopling.begin(2)
    settle(window, qtbot)
    state = window.panels.desk.people.state()
    assert people.together._split.isVisible()
    assert ("No two of these" in people.together._none.text()) == (not state.companions)


def test_keys_move_the_slider_and_groups_are_proposed_anew(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    window.peopling.begin(1)
    groups = window.panels.people.groups
    QTest.keyClick(groups._slider, Qt.Key.Key_Right)
    groups.propose()
    qtbot.waitUntil(lambda: groups.is_answered and bool(groups.groups))
    asked = len([one for _, one in scenery.engine.requests if isinstance(one, GroupRequest)])
    QTest.keyClick(groups._slider, Qt.Key.Key_End)
    qtbot.waitUntil(
        lambda: len([one for _, one in scenery.engine.requests if isinstance(one, GroupRequest)]) == asked + 1
    )
    last = [one for _, one in scenery.engine.requests if isinstance(one, GroupRequest)][-1]
    assert last.looseness == 1.0
    qtbot.waitUntil(lambda: groups.is_answered)


def test_sightings_move_to_another_person_and_back(window: MainWindow, qtbot: QtBot) -> None:
    make_person(window, "A", slice(0, 3), qtbot)
    make_person(window, "B", slice(4, 6), qtbot)
    tab, desk = window.panels.people.persons, window.panels.desk.people
    [first] = desk.state().people.named("A")
    tab.move_wanted.emit(first, first.sightings[:1])
    shown_dialog(window, ChoiceDialog, qtbot).accept()
    qtbot.waitUntil(lambda: len(desk.state().people.named("B")[0].sightings) == 3)
    assert first.sightings[0] in desk.state().people.named("B")[0].sightings
    tab.undo_wanted.emit(desk.state().events[-1].event_id)
    qtbot.waitUntil(lambda: len(desk.state().people.named("A")[0].sightings) == 3)


def test_there_must_be_somebody_to_move_them_to(window: MainWindow, qtbot: QtBot) -> None:
    make_person(window, "A", slice(0, 3), qtbot)
    [person] = window.panels.desk.people.state().people.present
    window.panels.people.persons.move_wanted.emit(person, person.sightings[:1])
    assert "nobody else" in window.panels.notices.words["people"]


def test_a_card_with_a_waiting_alarm_has_a_mark(window: MainWindow) -> None:
    gallery = window.panels.gallery
    index = gallery.model.index_of(0)
    before = gallery.table.viewport().grab().toImage()
    gallery.show_alarms(frozenset({int(gallery.model.ids[0])}))
    assert index.data(MARK_ROLE).is_alarmed
    assert "an alarm waits" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert not gallery.model.index_of(1).data(MARK_ROLE).is_alarmed
    assert gallery.table.viewport().grab().toImage() != before


def test_where_nobody_is_it_is_said_how_to_make_a_person(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_table["go_people"].trigger()
    settle(window, qtbot)
    tab = window.panels.people.persons
    assert tab._none.isVisible()
    assert not tab.crops.isVisible()
    assert not tab._undo.isVisible()
    make_person(window, "A", slice(0, 2), qtbot)
    qtbot.waitUntil(tab.crops.isVisible)
    assert tab._undo.isVisible()
    assert not tab._none.isVisible()


def test_what_flows_in_one_line_stands_on_one_line(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    flow = FlowLayout(owner)
    sizes = (40, 18, 30)
    parts = [QWidget() for _ in sizes]
    for part, height_px in zip(parts, sizes, strict=True):
        part.setFixedSize(50, height_px)
        flow.addWidget(part)
    owner.resize(400, 60)
    owner.show()
    assert len({part.geometry().center().y() for part in parts}) == 1
