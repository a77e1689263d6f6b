"""A layout that fills lines from left to right, as words fill a page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Places its items in lines; a line breaks where the next item does not fit."""

    def __init__(self, parent: QWidget | None = None, spacing_px: int = 6) -> None:
        """Start empty and without margins."""
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap_px = spacing_px
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Add at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, area: QRect) -> None:
        """Place the items."""
        super().setGeometry(area)
        self._place(area, move=True)

    def sizeHint(self) -> QSize:
        """Ask for the least."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size.grownBy(self.contentsMargins())

    def _place(self, whole: QRect, move: bool) -> int:
        margins = self.contentsMargins()
        area = whole.marginsRemoved(margins)
        left, top, line_px = area.left(), area.top(), 0
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            hint = item.sizeHint()
            width = min(hint.width(), area.width())
            if left > area.left() and left + width > area.left() + area.width():
                _set_in_line(line, line_px, move)
                left, top, line_px, line = area.left(), top + line_px + self._gap_px, 0, []
            line.append((item, QRect(QPoint(left, top), QSize(width, hint.height()))))
            left += width + self._gap_px
            line_px = max(line_px, hint.height())
        _set_in_line(line, line_px, move)
        return top + line_px - area.top() + margins.top() + margins.bottom()


def _set_in_line(line: Sequence[tuple[QLayoutItem, QRect]], line_px: int, move: bool) -> None:
    """Put the items of a line where they belong, the low ones in the middle of its height."""
    for item, place in line:
        if move:
            item.setGeometry(place.translated(0, (line_px - place.height()) // 2))
