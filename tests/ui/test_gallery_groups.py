"""Headings of groups in the gallery: their rows, their counts, the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from reid_desktop.services.card_groups import By, Groups
from reid_desktop.services.listing import Order
from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.models.sighting_grid import SightingGridModel
from reid_desktop.ui.painting.thumbnails import ThumbnailLoader
from reid_desktop.ui.views.gallery_table import MOST_UNEVEN, GalleryTable
from tests.ui.handling import settle, view_of
from tests.ui.scenery import EXHIBITS, KEY, Scenery


def order(window: MainWindow, wanted: Order, qtbot: QtBot) -> None:
    window.panels.workbench.set_order(wanted)
    settle(window, qtbot)


@pytest.mark.parametrize("wanted", [Order.EXHIBIT, Order.CLIP, Order.PLACE, Order.DAY])
def test_each_order_that_brings_some_together_has_headings_that_count_all(
    window: MainWindow, qtbot: QtBot, scenery: Scenery, wanted: Order
) -> None:
    order(window, wanted, qtbot)
    view, model = view_of(window), window.panels.gallery.model
    assert view.groups is not None
    assert int(view.groups.sightings.sum()) == view.passing == len(scenery.store.sighting_table(KEY).ids)
    assert len(model.rows.heading_rows) == len(view.groups.starts)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, window)
    order(window, Order.NEWEST, qtbot)
    assert view_of(window).groups is None
    assert len(model.rows.heading_rows) == 0


def test_headings_say_what_the_cards_share_and_their_rows_are_higher(
    window: MainWindow, qtbot: QtBot
) -> None:
    order(window, Order.EXHIBIT, qtbot)
    gallery = window.panels.gallery
    for row in gallery.model.rows.heading_rows.tolist():  # each is looked at, so that its card comes
        gallery.table.scrollTo(gallery.model.index(row, 0))
        gallery.table.viewport().repaint()
        settle(window, qtbot)
    titles = [gallery.model.heading(group)[0] for group in range(len(gallery.model.rows.heading_rows))]
    assert titles == [one.exhibit_id for one in EXHIBITS]
    plain = next(r for r in range(gallery.model.rowCount()) if r not in gallery.model.rows.heading_rows)
    heights = [gallery.table.rowHeight(row) for row in (0, plain)]
    assert heights[0] == heights[1] + gallery.table.cards.heading_px
    spoken = gallery.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith(f"EX-1: {gallery.model.heading(0)[1]}")


def test_the_keyboard_goes_from_group_to_group_and_through_short_rows(
    window: MainWindow, qtbot: QtBot
) -> None:
    order(window, Order.EXHIBIT, qtbot)
    gallery = window.panels.gallery
    table, rows = gallery.table, gallery.model.rows
    table.setCurrentIndex(gallery.model.index_of(0))
    for group in (1, 2, 2):
        window.actions_table["next_group"].trigger()
        assert gallery.model.position(table.currentIndex()) == rows.start_of(group)
    QTest.keyClick(table, Qt.Key.Key_Right)
    window.actions_table["previous_group"].trigger()
    assert gallery.model.position(table.currentIndex()) == rows.start_of(2)
    window.actions_table["previous_group"].trigger()
    window.actions_table["previous_group"].trigger()
    seen = [0]
    for _ in range(rows.row_count - 1):
        QTest.keyClick(table, Qt.Key.Key_Down)
        seen.append(table.currentIndex().row())
    assert seen == list(range(rows.row_count))
    assert gallery.model.position(table.currentIndex()) is not None


def test_a_selection_over_groups_holds_exactly_what_lies_between(window: MainWindow, qtbot: QtBot) -> None:
    order(window, Order.CLIP, qtbot)
    gallery = window.panels.gallery
    wanted = np.sort(gallery.model.ids[2:9])
    window.panels.selection.select(wanted)
    settle(window, qtbot)
    found = gallery.model.ids_in(gallery.table.selectionModel().selection())
    assert sorted(found.tolist()) == wanted.tolist()
    gallery.set_cards(220, False)
    found = gallery.model.ids_in(gallery.table.selectionModel().selection())
    assert sorted(found.tolist()) == wanted.tolist()


@pytest.fixture
def crowded(qtbot: QtBot) -> Iterator[GalleryTable]:
    """A table of very many groups, of two and of three cards by turns."""
    groups = MOST_UNEVEN + 2
    sizes = np.where(np.arange(groups) % 2 == 0, 2, 3).astype(np.int64)
    starts = np.cumsum(sizes) - sizes
    loader = ThumbnailLoader()
    table = GalleryTable(SightingGridModel(), loader)
    qtbot.addWidget(table)
    table.resize(700, 500)
    none = np.empty(0, np.int32), np.empty(0, np.float32)
    grid = table._grid
    grid.show_ids(np.arange(int(sizes.sum())), *none, groups=Groups(By.CLIP, starts, sizes))
    table.set_cards(320, False)
    table.show()
    yield table
    loader.close()


def test_very_many_groups_have_their_headings_and_their_keys(crowded: GalleryTable) -> None:
    rows, cards = crowded._grid.rows, crowded.cards
    assert rows.group_count == MOST_UNEVEN + 2
    assert rows.columns == 2, "so that every second group has a row without a heading"
    assert (rows.begins_group(0), rows.begins_group(1), rows.begins_group(2)) == (True, True, False)
    assert len({crowded.rowHeight(row) for row in range(6)}) == 1
    assert cards.heading_px > 0
    assert cards.card_rect(crowded.visualRect(crowded._grid.index(2, 0)), 2).height() == (
        crowded.rowHeight(2) - cards.heading_px
    ), "the room is there, and nothing is written into it"
    crowded.setCurrentIndex(crowded._grid.index_of(0))
    crowded.go_to_group(1)
    assert crowded._grid.position(crowded.currentIndex()) == rows.start_of(1)
    last = len(crowded._grid.ids) - 1
    crowded.setCurrentIndex(crowded._grid.index_of(last))
    crowded.go_to_group(-1)
    assert crowded._grid.position(crowded.currentIndex()) == rows.start_of(rows.group_count - 1)
    assert not crowded.grab().isNull()


def test_all_of_very_many_groups_are_selected_in_a_few_ranges(crowded: GalleryTable) -> None:
    grid = crowded._grid
    chosen = grid.selection_of(grid.ids)
    assert chosen.count() <= 7
    assert np.array_equal(grid.ids_in(chosen), grid.ids)


def test_fewer_groups_leave_room_only_where_they_begin(crowded: GalleryTable) -> None:
    """After very many, too: the table goes back to rows of two heights."""
    starts = np.arange(0, 900, 3)
    sizes = np.full(300, 3, np.int64)
    none = np.empty(0, np.int32), np.empty(0, np.float32)
    crowded._grid.show_ids(np.arange(900), *none, groups=Groups(By.CLIP, starts, sizes))
    crowded.lay_out()
    heights = [crowded.rowHeight(row) for row in range(4)]
    assert heights[0] == heights[2] == heights[1] + crowded.cards.heading_px
    crowded._grid.show_ids(np.arange(900), *none)
    crowded.lay_out()
    assert len({crowded.rowHeight(row) for row in range(4)}) == 1
    assert crowded.rowHeight(0) == heights[1]
