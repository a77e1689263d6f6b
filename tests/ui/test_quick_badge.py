"""Who is known from a clip's quick pass only is marked on the card, in words, and by a filter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from reid_desktop.domain.geometry import Size
from reid_desktop.domain.ids import SightingId
from reid_desktop.domain.media import Copy, Inspection, MediaKind, RawFacts
from reid_desktop.domain.query import Filters
from reid_desktop.ui.colours import DARK, LIGHT, Colours
from reid_desktop.ui.dialogs.legend import LegendDialog
from reid_desktop.ui.painting.card_marks import paint_quick
from tests.contract.store.builders import new_sighting
from tests.ui.conftest import MakeWindow
from tests.ui.handling import mute, settle, shown_dialog
from tests.ui.scenery import EXHIBITS, KEY, Scenery

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture
def glimpse(scenery: Scenery) -> SightingId:
    """A sighting of a long clip that only key frames were looked at of."""
    facts = RawFacts(size=Size(640, 480), duration_s=90.0)
    with scenery.store.transaction("test") as case:
        media_id, _ = case.add_media(Inspection("e" * 64, 9, MediaKind.VIDEO, "mp4", facts), None, None)
        source = case.add_source(EXHIBITS[0].exhibit_id, "/evidence/clips", "folder")
        case.add_copy(media_id, Copy(EXHIBITS[0].exhibit_id, source, "/evidence/clips/a", "a.mp4", 9, 0))
        seen = replace(new_sighting(), is_quick=True, start_s=1.0, end_s=1.0, best_s=1.0)
        [found] = case.finish_quick_pass(media_id, KEY, [seen])
    return found


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("width_px", [60, 200])
def test_the_mark_lies_within_its_picture_above_that_of_the_clip(colours: Colours, width_px: int) -> None:
    image = QImage(width_px, 160, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.magenta)
    painter = QPainter(image)
    stage = QRect(0, 0, width_px, 160)
    high_px = painter.fontMetrics().height() + 3
    paint_quick(painter, stage, painter.font(), colours)
    painter.end()
    empty = QImage(width_px, 160, QImage.Format.Format_RGB32)
    empty.fill(Qt.GlobalColor.magenta)
    assert image != empty
    below = QRect(0, 160 - 5 - high_px, width_px, high_px)
    assert image.copy(below) == empty.copy(below), "the mark of the clip has its place"


def test_the_card_says_it_and_the_filter_narrows_to_it(
    scenery: Scenery, glimpse: SightingId, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(scenery)
    gallery, panel = window.panels.gallery, window.panels.sources.filters
    choice = next(one for one in panel.findChildren(QComboBox) if "quick pass" in one.accessibleName())
    total = len(gallery.model.ids)
    choice.setCurrentIndex(1)
    settle(window, qtbot)
    assert gallery.model.ids.tolist() == [glimpse]
    assert "in force" in panel.section("kind").head.text()
    index = gallery.model.index_of(0)
    qtbot.waitUntil(
        lambda: "quick pass" in str(gallery.model.data(index, Qt.ItemDataRole.AccessibleTextRole) or "")
    )
    assert "quick pass" in gallery.model.data(index, Qt.ItemDataRole.ToolTipRole)
    choice.setCurrentIndex(2)
    settle(window, qtbot)
    assert glimpse not in gallery.model.ids
    assert window.panels.workbench.question.filters == Filters(without_quick=True)
    choice.setCurrentIndex(0)
    settle(window, qtbot)
    assert len(gallery.model.ids) == total


def test_the_legend_names_every_mark(scenery: Scenery, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(scenery)
    window.actions_table["legend"].trigger()
    dialog = shown_dialog(window, LegendDialog, qtbot)
    assert any(line.startswith("Quick pass:") for line in dialog.lines)
    assert mute(dialog) == []
    assert not dialog.grab().isNull()
    dialog.accept()
