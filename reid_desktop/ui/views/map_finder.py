"""The field on the map in which places are looked for: names, coordinates, names in overlays."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from reid_desktop.ui.geometry.basemap import BaseMapDamagedError
from reid_desktop.ui.geometry.place_finder import FoundPlace, PlaceFinder, folded
from reid_desktop.ui.painting.map_latest import LatestResult
from reid_desktop.ui.text import degrees, number, plain
from reid_desktop.ui.translating import language_of_names, tr
from reid_desktop.ui.written_place import read_degrees

Named = tuple[str, float, float]
"""A name and where it is, latitude and longitude in degrees."""

_AFTER_MS = 120
_MOST = 12
_CLOSE_ZOOM = 15.0
_WIDEST_PX, _ROW_PX = 380, 26


class MapFinder(QFrame):
    """A field and what it finds; lies on the map and hides when something is chosen or Esc is pressed.

    Signals: chosen (FoundPlace), closed.
    """

    chosen = Signal(object)
    closed = Signal()

    def __init__(
        self, folder: Path, pool: QThreadPool, overlay_names: Callable[[], Sequence[Named]], owner: QWidget
    ) -> None:
        """Look for places of the base map in a folder, in the threads of a pool, and for overlay names."""
        super().__init__(owner)
        self._folder, self._overlay_names = folder, overlay_names
        self._finder: PlaceFinder | None = None
        self._is_answered, self._takes_first = True, False
        self._looking = LatestResult(pool, self._on_found)
        self._rest = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._rest.timeout.connect(self._look)
        self.setObjectName("finder")
        self.setAutoFillBackground(True)
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Go to a place"))
        self.field.setPlaceholderText(self.tr("Town, country, coordinates, name in an overlay"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._take)
        self.field.installEventFilter(self)
        self.found = QListWidget()
        self.found.setAccessibleName(self.tr("Places found"))
        self.found.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.itemClicked.connect(self._take)
        self.found.installEventFilter(self)
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 6, 6, 6)
        self._column.setSpacing(4)
        for part in (self.field, self.found, self._said):
            self._column.addWidget(part)
        self._show([], is_asked=False)
        self.hide()

    def open(self) -> None:
        """Show the field with the keyboard in it."""
        self.show()
        self.raise_()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_again(self) -> None:
        """Hide the field; what is written in it stays."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def arrange(self, left_px: int, top_px: int, room_px: int, height_px: int) -> None:
        """Lie at a corner of a map that leaves so much room."""
        self.setFixedWidth(max(min(_WIDEST_PX, room_px), 180))
        self._most_px = max(height_px - 60, 2 * _ROW_PX)
        self._fit()
        self.move(left_px, top_px)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk from the field into the list with the arrows, choose with Return, close with Esc."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key == Qt.Key.Key_Escape:
                self.close_again()
                return True
            if watched is self.field and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if key == Qt.Key.Key_Down else -1
                row = self.found.currentRow() + step
                self.found.setCurrentRow(min(max(row, 0), self.found.count() - 1))
                return True
            if watched is self.found and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)

    # Looking

    def _on_typed(self) -> None:
        self._is_answered, self._takes_first = False, False
        self._rest.start()

    def _look(self) -> None:
        words = self.field.text().strip()
        if not words:
            self._looking.ask(list, is_small=True)
            self._show([], is_asked=False)
            return
        place = read_degrees(words)
        if place is not None:
            there = FoundPlace(degrees(*place), *place, _CLOSE_ZOOM)
            self._looking.ask(lambda: [there], is_small=True)
            return
        named, language = self._overlay_names(), language_of_names()
        self._looking.ask(
            lambda: [*_in_overlays(words, named), *self._by_name(words, language)], is_small=False
        )

    def _by_name(self, words: str, language: str) -> list[FoundPlace]:
        """Look through the names of the base map; called in a worker."""
        try:
            if self._finder is None:
                self._finder = PlaceFinder(self._folder)
        except (OSError, BaseMapDamagedError):
            return []  # the map itself says what is wrong with its files
        return self._finder.find(words, _MOST, language)

    def _on_found(self, found: list[FoundPlace]) -> None:
        self._is_answered = True
        self._show(found[:_MOST], is_asked=bool(self.field.text().strip()))
        if self._takes_first:
            self._takes_first = False
            self._take()

    def _show(self, found: Sequence[FoundPlace], *, is_asked: bool) -> None:
        self.found.clear()
        for place in found:
            item = QListWidgetItem(_words(place))
            item.setToolTip(plain(degrees(place.latitude_deg, place.longitude_deg)))
            item.setData(Qt.ItemDataRole.UserRole, place)
            self.found.addItem(item)
        if found:
            self.found.setCurrentRow(0)
        self.found.setVisible(bool(found))
        self._said.setVisible(is_asked and not found)
        if is_asked and not found:
            self._said.setText(
                self.tr(
                    "Nothing is known by this name. Coordinates: 52.3731, 4.8925 or degrees, minutes and "
                    "seconds, UTM, MGRS, a plus code, a geo: link."
                )
            )
        self._fit()

    _most_px = 300

    def _fit(self) -> None:
        row_px = max(self.found.sizeHintForRow(0), 18)
        rows = min(self.found.count(), (self._most_px - 6) // row_px)  # none is cut in half
        self.found.setFixedHeight(max(rows * row_px + 2 * self.found.frameWidth(), 30))
        self._column.activate()
        self.resize(self.width(), self._column.totalSizeHint().height())

    def _take(self, _item: object = None) -> None:
        if not self._is_answered:  # Return came before the words were looked for
            self._takes_first = True
            if self._rest.isActive():
                self._rest.stop()
                self._look()
            return
        item = self.found.currentItem()
        if item is not None:
            place = item.data(Qt.ItemDataRole.UserRole)
            self.close_again()
            self.chosen.emit(place)


def _in_overlays(words: str, named: Iterable[Named]) -> list[FoundPlace]:
    wanted = folded(words)
    found = [one for one in named if wanted in folded(one[0])][:_MOST]
    return [FoundPlace(plain(name), latitude, longitude, _CLOSE_ZOOM) for name, latitude, longitude in found]


def _words(place: FoundPlace) -> str:
    people = tr("{count} people", count=number(place.people)) if place.people else ""
    return " · ".join(part for part in (place.title, place.nation, people) if part)
