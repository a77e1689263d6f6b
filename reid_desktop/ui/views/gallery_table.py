"""The table that carries the gallery's cards: columns, keys, ranges, drags."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QDrag, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QTableView, QWidget

from reid_desktop.ui.geometry.card_rows import CardRows
from reid_desktop.ui.models.sighting_grid import CARD_ROLE, SightingGridModel
from reid_desktop.ui.painting.card_delegate import CardDelegate
from reid_desktop.ui.painting.card_headings import heading_height, paint_heading
from reid_desktop.ui.painting.thumbnails import PictureKey, ThumbnailLoader
from reid_desktop.ui.translating import tr

_DRAGGED_PX = 96
MOST_UNEVEN = 10_000
"""So many rows are told apart by their height; that takes Qt about as long as one frame."""
_Move = QAbstractItemView.CursorAction


class GalleryTable(QTableView):
    """A QTableView whose cells are cards and whose ranges run like text."""

    laid_out = Signal()
    """The number of columns changed; selections by cell no longer hold."""
    stack_turned = Signal(int)
    """The number of a stack was clicked: the position of its card."""

    def __init__(
        self, model: SightingGridModel, loader: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        """Show `model`, with pictures from `loader`."""
        super().__init__(parent)
        self._grid = model
        self._loader = loader
        self._anchor = 0
        self._placed: tuple[CardRows, int, int] | None = None
        """Rows, height and room of a heading in px that the header was told of."""
        self._uneven: list[int] = []
        """Rows of a size of their own."""
        self.cards = CardDelegate(loader, self)
        self.setModel(model)
        self.setItemDelegate(self.cards)
        self.setObjectName("gallery")  # the cards paint their own selection
        self.setAccessibleName(tr("Gallery of sightings"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(40)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._drop_scrolled_away)
        bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))
        loader.arrived.connect(self.viewport().update)
        self._rest = QTimer(self, singleShot=True, interval=0)  # an update at once would be the same turn
        self._rest.timeout.connect(self.viewport().update)

    def set_cards(self, width_px: int, shows_scenes: bool) -> None:
        """Change how large cards are and what they show."""
        self.cards.card_width_px, self.cards.shows_scenes = width_px, shows_scenes
        self.lay_out()
        self.viewport().update()

    def lay_out(self) -> None:
        """Fill the width with as many columns as fit, keeping the first card in view."""
        size = self.cards.cell_size(self.fontMetrics())
        room = max(self.viewport().width(), size.width())
        columns = max(1, room // size.width())
        first = self.first_visible()
        changed = columns != self._grid.columns
        self._grid.set_columns(columns)
        self._place_headings(size.height())
        self.horizontalHeader().setDefaultSectionSize(room // columns)
        self.verticalScrollBar().setSingleStep(max(20, size.height() // 4))
        if changed:
            if first and first < len(self._grid.ids):
                self.scrollTo(self._grid.index_of(first), QAbstractItemView.ScrollHint.PositionAtTop)
            self.laid_out.emit()

    def _place_headings(self, height_px: int) -> None:
        """Make the rows that groups begin in higher, by the room that a heading takes.

        Of very many groups every row has that room: hardly one of them does without, and to tell Qt of each
        would take as long as many frames.
        """
        rows, header = self._grid.rows, self.verticalHeader()
        room_px = heading_height(self.fontMetrics()) if rows.is_grouped else 0
        if self._placed == (rows, height_px, room_px):
            return
        self._placed = (rows, height_px, room_px)
        every_row = rows.group_count > MOST_UNEVEN
        self.cards.has_room = _everywhere if every_row else rows.begins_group
        self.cards.heading_px = room_px
        header.blockSignals(True)  # each row would have the whole table laid out
        header.setUpdatesEnabled(False)  # each row would have the heights of all before it counted
        for row in self._uneven:  # a row of a size of its own keeps it, whatever comes
            header.resizeSection(row, header.defaultSectionSize())
        header.setDefaultSectionSize(height_px + (room_px if every_row else 0))
        self._uneven = [] if every_row else rows.heading_rows.tolist()
        for row in self._uneven:
            header.resizeSection(row, height_px + room_px)
        header.setUpdatesEnabled(True)
        header.blockSignals(False)
        self.updateGeometries()

    def go_to_group(self, steps: int) -> None:
        """Put the keyboard on the first card of the next group (`steps` 1), or of one before (-1)."""
        rows, here = self._grid.rows, self._grid.position(self.currentIndex())
        if not rows.is_grouped or not len(self._grid.ids):
            return
        position = here or 0
        group = rows.group_of(position)
        is_inside = steps < 0 and position > rows.start_of(group)
        wanted = group if is_inside else group + steps
        found = rows.start_of(min(max(wanted, 0), rows.group_count - 1))
        self.setCurrentIndex(self._grid.index_of(found))
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtTop)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards, as many new ones as a frame has time for, then the headings of groups in view."""
        self.cards.pace.begin()
        super().paintEvent(event)
        if self.cards.pace.is_behind:
            self._rest.start()
        rows = self._grid.rows
        if not rows.is_grouped:
            return
        painter = QPainter(self.viewport())
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        end = last + 1 if last >= 0 else rows.row_count
        for row in range(first, end):
            if rows.begins_group(row):
                top, width = self.rowViewportPosition(row), self.viewport().width()
                area = QRect(0, top, width, self.cards.heading_px)
                title, count = self._grid.heading(rows.group_of_row(row))
                paint_heading(painter, area, self.font(), self.palette(), title, count)
        painter.end()

    def first_visible(self) -> int:
        """Return the position of the first card in view."""
        row = self.rowAt(1)
        return self._grid.rows.nearest(max(0, row), 0) if len(self._grid.ids) else 0

    def visible_positions(self) -> range:
        """Return the positions of the cards in view."""
        rows, count = self._grid.rows, len(self._grid.ids)
        last = self.rowAt(self.viewport().height() - 1)
        end = rows.nearest(last, rows.columns - 1) + 1 if 0 <= last < rows.row_count else count
        return range(min(self.first_visible(), count), min(end, count))

    def show_current(self, position: int) -> None:
        """Put the keyboard on a card without changing what is selected."""
        flag = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(self._grid.index_of(position), flag)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for the new width."""
        super().resizeEvent(event)
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Paint all cards afresh in another font, style or language."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            self.cards.painted.clear()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open or fold a stack by its number; else select."""
        position = self._badge_at(event)
        if position is None:
            super().mousePressEvent(event)
        else:
            event.accept()
            self.stack_turned.emit(position)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a second click on the number of a stack for nothing more than that."""
        if self._badge_at(event) is None:
            super().mouseDoubleClickEvent(event)
        else:
            event.accept()

    def _badge_at(self, event: QMouseEvent) -> int | None:
        """Return the position of the stack whose number is under the left button."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        position = self._grid.position(index)
        stack = None if position is None else self._grid.stack(position)
        if stack is None or stack[1] or event.button() is not Qt.MouseButton.LeftButton:
            return None
        card = self.cards.card_rect(self.visualRect(index), index.row())
        is_on = self.cards.is_on_badge(at, card, self.font(), stack[0])
        return position if is_on else None

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let left and right run on into the next line, Home and End span everything."""
        here = self._grid.position(self.currentIndex())
        last = len(self._grid.ids) - 1
        if here is None or last < 0:
            return self._grid.index_of(0) if last >= 0 else QModelIndex()
        if action in (_Move.MoveRight, _Move.MoveNext):
            return self._grid.index_of(min(here + 1, last))
        if action in (_Move.MoveLeft, _Move.MovePrevious):
            return self._grid.index_of(max(here - 1, 0))
        if action is _Move.MoveHome:
            return self._grid.index_of(0)
        if action is _Move.MoveEnd:
            return self._grid.index_of(last)
        rows = self._grid.rows
        row, column = rows.cell(here)
        if action in (_Move.MoveDown, _Move.MoveUp):
            aim = row + (1 if action is _Move.MoveDown else -1)
            beyond = last if action is _Move.MoveDown else here
            return self._grid.index_of(rows.nearest(aim, column) if 0 <= aim < rows.row_count else beyond)
        found = super().moveCursor(action, modifiers)
        return self._grid.index_of(rows.nearest(found.row(), found.column())) if found.isValid() else found

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """With Shift, select from the anchor on as text does, not as a rectangle."""
        here = self._grid.position(self.currentIndex())
        shift = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        if here is None or not shift or self.state() is QAbstractItemView.State.DragSelectingState:
            super().setSelection(rect, command)
            return
        first, last = sorted((min(self._anchor, len(self._grid.ids) - 1), here))
        run: QItemSelection = self._grid.selection_of(self._grid.ids[first : last + 1])
        self.selectionModel().select(run, command)

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Remember where a range would start."""
        super().currentChanged(current, previous)
        position = self._grid.position(current)
        shift = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        if position is not None and not shift:
            self._anchor = position
        if position is not None:
            self.cards.current_id = int(self._grid.ids[position])
            self.viewport().update()

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Drag the selected sightings, showing the first one's crop."""
        indexes = self.selectedIndexes()
        if not indexes or not supported & Qt.DropAction.CopyAction:
            return
        drag = QDrag(self)
        drag.setMimeData(self._grid.mimeData(indexes))
        card = self.currentIndex().data(CARD_ROLE)
        if card is not None:
            picture = self._loader.pixmap(self.cards.picture_key(card, self.devicePixelRatioF()))
            if picture is not None:
                side = Qt.AspectRatioMode.KeepAspectRatio
                drag.setPixmap(picture.scaled(_DRAGGED_PX, _DRAGGED_PX, side))
        drag.exec(Qt.DropAction.CopyAction)

    def _drop_scrolled_away(self) -> None:
        keys: list[PictureKey] = []
        ratio = self.devicePixelRatioF()
        for position in self.visible_positions():
            card = self._grid.card(int(self._grid.ids[position]))
            if card is not None:
                keys.append(self.cards.picture_key(card, ratio))
        self._loader.keep_only(keys)


def _everywhere(_row: int) -> bool:
    return True
