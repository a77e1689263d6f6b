"""A row of small crops to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QToolButton, QWidget

from reid_desktop.services.cards import Card
from reid_desktop.ui import text
from reid_desktop.ui.painting.flow import FlowLayout
from reid_desktop.ui.painting.thumbnails import PictureKey, ThumbnailLoader
from reid_desktop.ui.translating import tr

_SIDE_PX = 160
_SHOWN = QSize(40, 72)
MOST_CROPS = 24


class CropStrip(QWidget):
    """Shows the pictures that were kept of some sightings; the one looked at is pressed."""

    chosen = Signal(object)  # SightingId

    def __init__(self, cards: Sequence[Card], current: int, loader: ThumbnailLoader) -> None:
        """Show `cards` (at most `MOST_CROPS`) with pictures from `loader`."""
        super().__init__()
        self._loader = loader
        self._due: dict[QToolButton, PictureKey] = {}
        flow = FlowLayout(self, spacing_px=4)
        for card in cards[:MOST_CROPS]:
            button = self._button(card, int(card.sighting_id) == current)
            self._due[button] = PictureKey(str(card.crop_path), _SIDE_PX)
            flow.addWidget(button)
        loader.arrived.connect(self._fill)
        self._fill()

    def _button(self, card: Card, is_current: bool) -> QToolButton:
        made = QToolButton()
        made.setIconSize(_SHOWN)
        made.setCheckable(True)
        made.setChecked(is_current)
        made.setProperty("compact", "true")
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        start = "" if card.start_s is None else text.clip_position(card.start_s)
        end = "" if card.end_s is None else text.clip_position(card.end_s)
        made.setText(start[:5])
        made.setAccessibleName(tr("Tracklet {start} to {end}", start=start, end=end))
        made.setToolTip(tr("{start} to {end} in the clip", start=start, end=end))
        made.clicked.connect(lambda _checked=False: self.chosen.emit(card.sighting_id))
        return made

    def _fill(self) -> None:
        for button, key in list(self._due.items()):
            picture = self._loader.pixmap(key)
            if picture is not None:
                button.setIcon(QIcon(picture))
            if picture is not None or self._loader.is_missing(key):
                del self._due[button]
