"""Crops of sightings in lines, to be selected: for a few hundred, not for a gallery."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from reid_desktop.domain.ids import SightingId
from reid_desktop.services.cards import Card
from reid_desktop.ui import text
from reid_desktop.ui.painting.thumbnails import PictureKey, ThumbnailLoader
from reid_desktop.ui.translating import tr

MOST_CROPS = 400
_ID_ROLE = Qt.ItemDataRole.UserRole
_SIDE_PX = 160
_SHOWN = QSize(64, 116)
_CELL = QSize(102, 146)
"""Of every item, whether its picture is there yet or not."""


class CropList(QListWidget):
    """Shows crops with their time below; what is selected is told."""

    looked_at = Signal(object)  # SightingId

    def __init__(self, loader: ThumbnailLoader, name: str) -> None:
        """Take pictures from `loader`."""
        super().__init__()
        self._loader = loader
        self._due: dict[int, PictureKey] = {}
        self.setAccessibleName(name)
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setMovement(QListWidget.Movement.Static)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setIconSize(_SHOWN)
        self.setGridSize(_CELL + QSize(6, 6))
        self.setSpacing(4)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.currentItemChanged.connect(self._on_current)
        loader.arrived.connect(self._fill)
        loader.veil_changed.connect(self._on_veil)
        self._keys: list[PictureKey] = []

    @property
    def chosen(self) -> tuple[SightingId, ...]:
        """Return the selected sightings."""
        return tuple(SightingId(item.data(_ID_ROLE)) for item in self.selectedItems())

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show crops, at most `MOST_CROPS`."""
        self.blockSignals(True)
        self.clear()
        self._keys = [PictureKey(str(card.crop_path), _SIDE_PX) for card in cards[:MOST_CROPS]]
        self._due = dict(enumerate(self._keys))
        for card in cards[:MOST_CROPS]:
            when = tr("no time") if card.shown_utc_ms is None else text.moment(card.shown_utc_ms)[:10]
            item = QListWidgetItem(when)
            item.setData(_ID_ROLE, int(card.sighting_id))
            item.setSizeHint(_CELL)
            words = f"{text.plain(card.name)}, {text.moment_utc(card.shown_utc_ms)}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            item.setToolTip(text.as_plain_tooltip(words))
            self.addItem(item)
        self.blockSignals(False)
        self._fill()

    def _fill(self) -> None:
        for row, key in list(self._due.items()):
            picture = self._loader.pixmap(key)
            item = self.item(row)
            if picture is not None and item is not None:
                item.setIcon(_icon_of(picture))
            if picture is not None or self._loader.is_missing(key):
                del self._due[row]

    def _on_veil(self) -> None:
        self._due = dict(enumerate(self._keys))

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.looked_at.emit(SightingId(item.data(_ID_ROLE)))


def _icon_of(picture: QPixmap) -> QIcon:
    """Return a crop on a ground of one size, the same whether it is selected or not: no veil over a face."""
    ratio = picture.devicePixelRatio()
    ground = QPixmap(_SHOWN * ratio)
    ground.setDevicePixelRatio(ratio)
    ground.fill(Qt.GlobalColor.transparent)
    kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    shown = picture.scaled(_SHOWN * ratio, kept, smooth)
    painter = QPainter(ground)
    left, top = (ground.width() - shown.width()) / 2 / ratio, (ground.height() - shown.height()) / ratio
    painter.drawPixmap(QPointF(left, top), shown)
    painter.end()
    icon = QIcon(ground)
    icon.addPixmap(ground, QIcon.Mode.Selected)
    return icon
