"""Names begin at the left in lists and labels, whether they are written from the left or from the right."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QListView, QWidget
from pytestqt.qtbot import QtBot

from reid_desktop.domain.case import Exhibit
from reid_desktop.domain.ids import ExhibitId
from reid_desktop.domain.merging import CONFLICT
from reid_desktop.services.listing import ExhibitCount
from reid_desktop.ui.models.exhibit_list import ExhibitListModel
from reid_desktop.ui.painting.exhibit_delegate import ExhibitDelegate
from reid_desktop.ui.painting.making import label
from reid_desktop.ui.tag_words import set_words, tag_words

ARABIC = "\u0645\u0639\u0631\u0636-7"
WIDE_PX = 400


def inked_columns(widget: QWidget) -> list[int]:
    """Return the columns in which something is painted."""
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    ground = picture.pixel(picture.width() - 2, 1)
    rows = range(2, picture.height() - 2)
    columns = range(2, picture.width() - 2)
    return [x for x in columns if any(picture.pixel(x, y) != ground for y in rows)]


@pytest.mark.parametrize("words", ["TOUR-A", ARABIC])
def test_a_label_begins_at_the_left(qtbot: QtBot, words: str) -> None:
    made = label(words)
    qtbot.addWidget(made)
    made.resize(WIDE_PX, 30)
    assert max(inked_columns(made)) < WIDE_PX / 2


def test_an_exhibit_begins_at_the_left(qtbot: QtBot) -> None:
    view, model = QListView(), ExhibitListModel()
    qtbot.addWidget(view)
    view.setFrameShape(QListView.Shape.NoFrame)
    view.setItemDelegate(ExhibitDelegate(view))
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setModel(model)
    exhibit = Exhibit(ExhibitId(ARABIC), ARABIC)
    model.show_exhibits((ExhibitCount(exhibit, 1, 1),), frozenset())
    view.resize(WIDE_PX, 60)
    inked = [x for x in inked_columns(view.viewport()) if x < WIDE_PX - 60]  # the count stands at the right
    assert 0 < max(inked) < WIDE_PX / 2


def test_our_own_tag_and_set_have_words_and_others_stay_as_they_are() -> None:
    assert tag_words(CONFLICT) == "merge conflict"
    assert tag_words("red\u202ecap") == "red\\u202ecap"
    assert (set_words("vic"), set_words("roles")) == ("Project VIC", "roles")
