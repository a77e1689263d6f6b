"""Whole cards as pictures: a scrolled frame shows dozens of cards, and nearly all were painted before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from reid_desktop.ui.models.sighting_grid import Look

KEPT_BYTES = 64 * 1024 * 1024
TO_COME, NONE_KEPT = 0, -1
"""In the place of a picture's key: it is being read, or none was kept. Qt begins its keys above 2 ** 32."""


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Which card at which size and in which state."""

    sighting_id: int
    width_px: int
    height_px: int
    ratio: float
    state: int
    """Of `QStyle.StateFlag`: selected, focused, pointed at."""
    is_current: bool
    shows_scene: bool


@dataclass(frozen=True, slots=True)
class CardInk:
    """What a card is painted from: with the same of it, it looks the same."""

    look: Look
    picture_key: int
    """`QPixmap.cacheKey` of the crop or scene; `TO_COME` or `NONE_KEPT` where there is none."""
    palette_key: int


class CardCache:
    """Keeps painted cards, the last used ones."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[CardPlace, tuple[CardInk, QPixmap]] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def card(self, place: CardPlace, ink: CardInk, paint: Callable[[QPainter], None]) -> QPixmap:
        """Return a card as a picture, painted with its corner at 0, 0 where none is kept that looks so."""
        kept = self._kept.pop(place, None)
        if kept is None or kept[0] != ink:
            self._bytes -= 0 if kept is None else _bytes(kept[1])
            picture = _painted(place, paint)
            self._bytes += _bytes(picture)
            kept = (ink, picture)
        self._kept[place] = kept
        while self._bytes > KEPT_BYTES and len(self._kept) > 1:
            _, (_, old) = self._kept.popitem(last=False)
            self._bytes -= _bytes(old)
        return kept[1]

    def has(self, place: CardPlace, ink: CardInk) -> bool:
        """Tell whether a card that looks so is kept."""
        kept = self._kept.get(place)
        return kept is not None and kept[0] == ink

    def clear(self) -> None:
        """Forget all, as when the font has changed."""
        self._kept.clear()
        self._bytes = 0


def _painted(place: CardPlace, paint: Callable[[QPainter], None]) -> QPixmap:
    picture = QPixmap(QSize(place.width_px, place.height_px) * place.ratio)
    picture.setDevicePixelRatio(place.ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint(painter)
    painter.end()
    return picture


def _bytes(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4
