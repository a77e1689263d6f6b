"""A card is painted once for each way it looks, and few are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from reid_desktop.ui.models.review_marks import NO_MARK, Mark
from reid_desktop.ui.models.sighting_grid import Look
from reid_desktop.ui.painting import card_cache
from reid_desktop.ui.painting.card_cache import CardCache, CardInk, CardPlace

PLACE = CardPlace(7, 40, 60, 2.0, 0, False, False)
INK = CardInk(Look(7, None, NO_MARK, None, None, None), 1, 1)


class Brush:
    """Counts how often it paints."""

    def __init__(self, qapp: QApplication) -> None:
        assert qapp is not None
        self.cache, self.strokes = CardCache(), 0

    def paint(self, painter: QPainter) -> None:
        self.strokes += 1
        painter.fillRect(0, 0, 10, 10, Qt.GlobalColor.red)

    def get(self, place: CardPlace = PLACE, ink: CardInk = INK) -> int:
        """Return how often was painted so far."""
        self.cache.card(place, ink, self.paint)
        return self.strokes


@pytest.fixture
def brush(qapp: QApplication) -> Brush:
    """A brush with an empty cache."""
    return Brush(qapp)


def test_what_looks_the_same_is_painted_once(brush: Brush) -> None:
    picture = brush.cache.card(PLACE, INK, brush.paint)
    assert (picture.width(), picture.height(), picture.devicePixelRatio()) == (80, 120, 2.0)
    assert picture.toImage().pixelColor(5, 5).red() == 255
    assert picture.toImage().pixelColor(60, 100).alpha() == 0
    assert [brush.get(), brush.get()] == [1, 1]


def test_what_looks_otherwise_is_painted_again(brush: Brush) -> None:
    others = [
        replace(INK, look=replace(INK.look, mark=Mark(verdict=1))),
        replace(INK, look=replace(INK.look, rank=3, score=0.5)),
        replace(INK, picture_key=2),
        replace(INK, palette_key=2),
    ]
    assert [brush.get(ink=ink) for ink in others] == [1, 2, 3, 4]
    assert len(brush.cache) == 1
    assert brush.get(replace(PLACE, is_current=True)) == 5
    assert brush.get(replace(PLACE, state=8)) == 6
    brush.cache.clear()
    assert (len(brush.cache), brush.get()) == (0, 7)


def test_the_last_used_are_kept(brush: Brush, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_cache, "KEPT_BYTES", 3 * 80 * 120 * 4)
    places = [replace(PLACE, sighting_id=number) for number in range(4)]
    for place in (*places[:3], places[0], places[3]):
        brush.get(place)
    assert (len(brush.cache), brush.strokes) == (3, 4)
    assert brush.get(places[0]) == 4
    assert brush.get(places[1]) == 5
