"""A day that may be left open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QWidget

from reid_desktop.ui.painting.making import padded

_LAYOUT = "yyyy-MM-dd"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class DateField(QWidget):
    """A day of UTC, if its box is ticked."""

    changed = Signal()

    def __init__(self, words: str, name: str) -> None:
        """Start without a day; `words` stand beside the box, `name` is spoken with the day."""
        super().__init__()
        self._is_set, self._day = QCheckBox(words), QDateEdit()
        self._is_set.setAccessibleName(f"{name}: {words}")
        self._day.setDisplayFormat(_LAYOUT)
        self._day.setCalendarPopup(True)
        self._day.setAccessibleName(name)
        padded(self._day, 120)
        self._day.setEnabled(False)
        today = datetime.now(UTC).date()
        self._day.setDate(QDate(today.year, today.month, today.day))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._is_set)
        row.addWidget(self._day)
        row.addStretch(1)
        self._is_set.toggled.connect(self._day.setEnabled)
        self._is_set.toggled.connect(lambda _on: self.changed.emit())
        self._day.dateChanged.connect(lambda _day: self.changed.emit())
        self.setFocusProxy(self._is_set)

    @property
    def day(self) -> date | None:
        """Return the day, or None where none is set."""
        chosen = self._day.date()
        return date(chosen.year(), chosen.month(), chosen.day()) if self._is_set.isChecked() else None

    @property
    def first_ms(self) -> int | None:
        """Return the first moment of the day in UTC."""
        day = self.day
        return None if day is None else (datetime(day.year, day.month, day.day, tzinfo=UTC) - _EPOCH) // _MS

    @property
    def last_ms(self) -> int | None:
        """Return the last moment of the day in UTC."""
        first_ms = self.first_ms
        return None if first_ms is None else first_ms + timedelta(days=1) // _MS - 1

    def show_day(self, day: date | None) -> None:
        """Show a day, or that none is set."""
        self._is_set.setChecked(day is not None)
        if day is not None:
            self._day.setDate(QDate(day.year, day.month, day.day))
