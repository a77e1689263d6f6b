"""Stacks in the gallery: one card that opens, one selection, counts that add up."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reid_desktop.domain.changes import ChangeSet
from reid_desktop.domain.flags import MediaFlag
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.models.sighting_grid import CARD_ROLE, STACK_ROLE
from tests.ui.conftest import MakeWindow
from tests.ui.evidence import add_clip, bear_witness, media_of
from tests.ui.handling import settle, view_of
from tests.ui.scenery import Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def window(make_window: MakeWindow, scenery: Scenery) -> MainWindow:
    """A window whose case has a clip with one person in three tracklets."""
    add_clip(scenery, (1.0, 4.0, 30.0))
    return make_window(scenery)


def tracklets(scenery: Scenery) -> list[int]:
    """Return the tracklets of the clip."""
    table = scenery.store.sighting_table(scenery.store.newest_model_key() or "")
    return [int(one) for one in table.ids[table.appearance == 0]]


def test_three_tracklets_of_one_person_are_one_card_that_opens_and_folds(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    gallery, ids = window.panels.gallery, tracklets(scenery)
    [top] = set(ids) & set(gallery.model.ids.tolist())
    assert "folded" in gallery.count_words
    position = gallery.model.ids.tolist().index(top)
    index = gallery.model.index_of(position)
    assert index.data(STACK_ROLE) == (3, 0, False)
    gallery.table.scrollTo(index)
    settle(window, qtbot)
    badge = gallery.table.visualRect(index)
    spot = gallery.table.cards.badge_centre(badge, gallery.table.font(), 3)
    before = window.panels.selection.ids.tolist()
    QTest.mouseClick(gallery.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    settle(window, qtbot)
    shown = gallery.model.ids.tolist()
    assert sorted(shown[shown.index(top) : shown.index(top) + 3]) == ids
    assert "folded" not in gallery.count_words
    assert window.panels.selection.ids.tolist() == before
    gallery.table.setCurrentIndex(gallery.model.index_of(shown.index(top)))
    window.actions_table["turn_stack"].trigger()
    settle(window, qtbot)
    assert set(ids) & set(gallery.model.ids.tolist()) == {top}


def test_without_folding_every_sighting_is_a_card_and_the_choice_is_kept(
    window: MainWindow, scenery: Scenery, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window.actions_table["fold"].trigger()
    settle(window, qtbot)
    assert len(window.panels.gallery.model.ids) == view_of(window).total
    window.close_at_once()
    again = make_window(scenery)
    assert not again.actions_table["fold"].isChecked()
    assert len(again.panels.gallery.model.ids) == view_of(again).total


def test_folded_sightings_that_were_selected_are_again_after_a_crash(
    window: MainWindow, scenery: Scenery, make_window: MakeWindow
) -> None:
    panels = window.panels
    [top] = set(tracklets(scenery)) & set(panels.gallery.model.ids.tolist())
    folded = [one for one in tracklets(scenery) if one != top]
    panels.timeline.ids_picked.emit(np.array(folded, np.int64))
    current = panels.selection.current
    assert current in folded
    window.keeping.keep_place()  # as the timer does; the window is never told to close
    again = make_window(scenery)
    assert again.panels.selection.ids.tolist() == folded
    assert again.panels.selection.current == current


def test_a_folded_sighting_picked_elsewhere_is_looked_at_and_its_card_marked(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    panels = window.panels
    [top] = set(tracklets(scenery)) & set(panels.gallery.model.ids.tolist())
    folded = next(one for one in tracklets(scenery) if one != top)
    panels.timeline.ids_picked.emit(np.array([folded], np.int64))
    settle(window, qtbot)
    assert panels.selection.current == folded
    assert panels.inspector.details is not None
    assert panels.inspector.details.card.sighting_id == folded
    marked = panels.gallery.model.ids_in(panels.gallery.table.selectionModel().selection())
    assert marked.tolist() == [top]
    assert panels.selection.ids.tolist() == [folded]


def test_a_click_beside_the_number_selects_the_card(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    gallery = window.panels.gallery
    [top] = set(tracklets(scenery)) & set(gallery.model.ids.tolist())
    index = gallery.model.index_of(gallery.model.ids.tolist().index(top))
    gallery.table.scrollTo(index)
    settle(window, qtbot)
    corner = gallery.table.visualRect(index).topLeft() + QPoint(20, 20)
    QTest.mouseClick(gallery.table.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    assert window.panels.selection.ids.tolist() == [top]


def test_a_card_is_read_again_when_its_file_is_settled_anew(
    window: MainWindow, scenery: Scenery, qtbot: QtBot
) -> None:
    model = window.panels.gallery.model
    first = int(model.ids[0])
    qtbot.waitUntil(lambda: model.index(0, 0).data(CARD_ROLE) is not None)
    media_id = media_of(scenery, first)
    bear_witness(scenery, media_id, MediaFlag.DAMAGED | MediaFlag.NAME_DISAGREES, "Leipzig, Saxony, DE")
    scenery.engine.tell(ChangeSet(media=frozenset({media_id})))
    qtbot.waitUntil(lambda: (card := model.card(first)) is not None and bool(card.flags))
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "near Leipzig, Saxony, DE" in tip
    assert "Damaged: The file is cut short" in tip
