"""Rows of a list whose words wrap, each as high as its words need."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

_ASIDE_PX = 16
"""The padding at both sides of a row, which Qt forgets when it measures words that wrap."""


class WrappedRows(QStyledItemDelegate):
    """Measures words in the room that they are painted in, so that the last of them are not cut off."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of a row in a list of the width of `option`."""
        narrower = QStyleOptionViewItem(option)
        narrower.rect = QRect(option.rect).adjusted(0, 0, -_ASIDE_PX, 0)
        needed = super().sizeHint(narrower, index)
        spare_px = option.fontMetrics.lineSpacing() // 2  # lines of other scripts are higher
        return QSize(needed.width(), needed.height() + spare_px)
