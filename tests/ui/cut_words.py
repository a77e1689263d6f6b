"""Words of a dialog or window that do not fit where they stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTableView,
    QWidget,
)

_SLACK_PX = 2
_MARK_PX = 20
"""What ticks and the like take beside their words."""


def cut_words(root: QWidget) -> list[str]:
    """Return what is shown in `root` and cut: labels, buttons, fields, headings of tables."""
    found: list[str] = []
    for one in root.findChildren(QWidget):
        if one.isVisible():
            found += [f"{type(one).__name__}: {words}" for words in _cut(one)]
    return found


def _cut(one: QWidget) -> list[str]:
    if isinstance(one, QLabel):
        return [one.text()] if _is_cut_label(one) else []
    if isinstance(one, QCheckBox | QRadioButton):
        wide_px = one.fontMetrics().horizontalAdvance(one.text()) + _MARK_PX
        return [one.text()] if wide_px > one.width() else []
    if isinstance(one, QAbstractButton):
        is_cut = isinstance(one, QPushButton) and one.sizeHint().width() > one.width() + _SLACK_PX
        return [one.text()] if is_cut and one.text() else []
    if isinstance(one, QLineEdit):
        words = one.placeholderText()
        is_cut = not one.text() and one.fontMetrics().horizontalAdvance(words) > one.width() - 14
        return [words] if is_cut else []
    if isinstance(one, QComboBox):
        words = one.currentText()
        return [words] if one.fontMetrics().horizontalAdvance(words) > one.width() - 28 else []
    return _cut_headings(one) if isinstance(one, QTableView) else []


def _is_cut_label(one: QLabel) -> bool:
    words, room = one.text(), one.contentsRect()
    if not words or one.textFormat() is Qt.TextFormat.RichText:
        return False
    if one.wordWrap():
        return one.heightForWidth(one.width()) > one.height() + _SLACK_PX
    widest = max(one.fontMetrics().horizontalAdvance(line) for line in words.split("\n"))
    return widest > room.width() + _SLACK_PX


def _cut_headings(table: QTableView) -> list[str]:
    header, model = table.horizontalHeader(), table.model()
    if not header.isVisible():
        return []
    role, across = Qt.ItemDataRole.DisplayRole, Qt.Orientation.Horizontal
    names = [str(model.headerData(column, across, role)) for column in range(model.columnCount())]
    metrics = header.fontMetrics()
    return [
        name
        for column, name in enumerate(names)
        if not header.isSectionHidden(column)
        and metrics.horizontalAdvance(name) + 8 > header.sectionSize(column)
    ]
