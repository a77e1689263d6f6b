"""Messages that do not stand in the way: banners above the gallery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from reid_desktop.ui.icons import IconShelf
from reid_desktop.ui.painting.making import icon_button, label, text_button
from reid_desktop.ui.translating import tr


@dataclass(frozen=True, slots=True)
class Notice:
    """One message; a later one with the same key takes its place."""

    key: str
    words: str
    tone: str = "info"
    """`info`, `good`, `warning` or `danger`."""
    offers: tuple[tuple[str, Callable[[], None]], ...] = ()
    """Button texts with what they do."""
    stays: bool = False
    """Cannot be closed."""


_ICONS = {"info": "info", "good": "check", "warning": "warning", "danger": "warning"}


class NoticesView(QWidget):
    """Shows the messages in force, oldest on top."""

    def __init__(self, icons: IconShelf) -> None:
        """Start without messages."""
        super().__init__()
        self._icons = icons
        self._rows: dict[str, QFrame] = {}
        self._words: dict[str, str] = {}
        self._passing: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    @property
    def words(self) -> dict[str, str]:
        """Return what is said, by key."""
        return dict(self._words)

    def say(self, notice: Notice) -> None:
        """Show a message; what was only said to be done gives way to it."""
        for key in (notice.key, *self._passing):
            self.close_notice(key)
        if notice.tone == "good" and not notice.offers:
            self._passing.append(notice.key)
        row = self._row(notice)
        self._rows[notice.key] = row
        self._words[notice.key] = notice.words
        self._column.addWidget(row)
        self.show()

    def pass_by(self) -> None:
        """Take away what was only said to be done: the user is at the next thing."""
        for key in list(self._passing):
            self.close_notice(key)

    def close_notice(self, key: str) -> None:
        """Take a message away."""
        row = self._rows.pop(key, None)
        self._words.pop(key, None)
        self._passing = [one for one in self._passing if one != key]
        if row is not None:
            row.hide()
            self._column.removeWidget(row)
            row.deleteLater()
        self.setVisible(bool(self._rows))

    def _row(self, notice: Notice) -> QFrame:
        row = QFrame()
        row.setProperty("part", "banner" if notice.tone in ("warning", "danger") else "notice")
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 5, 6, 5)
        line.setSpacing(8)
        mark = label()
        self._icons.dress(mark, _ICONS[notice.tone], 16)
        words = label(notice.words, notice.tone if notice.tone != "info" else "", wraps=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line.addWidget(mark)
        line.addWidget(words, 1)
        for offer, call in notice.offers:
            line.addWidget(text_button(offer, call))
        if not notice.stays:
            close = icon_button(
                self._icons, "close", tr("Close this message"), lambda: self.close_notice(notice.key)
            )
            line.addWidget(close)
        return row
