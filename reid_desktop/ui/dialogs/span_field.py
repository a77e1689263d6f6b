"""A length of time, or how far something is off, with its unit."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QWidget

from reid_desktop.ui.painting.making import padded
from reid_desktop.ui.translating import said, tr

_UNITS = ((said("seconds"), 1.0), (said("minutes"), 60.0), (said("hours"), 3600.0), (said("days"), 86400.0))
_MOST = 1e9
_ARROW_PX = 54


class SpanField(QWidget):
    """A number and a unit; the value is in seconds."""

    changed = Signal()

    def __init__(self, name: str, can_be_negative: bool = False) -> None:
        """Start with zero seconds; `name` is spoken."""
        super().__init__()
        self._number, self._unit = QDoubleSpinBox(), QComboBox()
        padded(self._number, 86)
        self._number.setRange(-_MOST if can_be_negative else 0.0, _MOST)
        self._number.setDecimals(1)
        self._number.setAccessibleName(name)
        self._unit.setAccessibleName(tr("{name}: unit", name=name))
        self._unit.setMinimumWidth(self._unit.fontMetrics().horizontalAdvance(tr("seconds")) + _ARROW_PX)
        for words, size_s in _UNITS:
            self._unit.addItem(tr(words), size_s)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._number, 1)
        row.addWidget(self._unit)
        self._number.valueChanged.connect(self._on_number)
        self._unit.activated.connect(self._on_number)
        self._exact_s: float | None = 0.0
        self.setFocusProxy(self._number)

    @property
    def value_s(self) -> float:
        """Return the seconds, as exactly as they were given."""
        if self._exact_s is not None:
            return self._exact_s
        return self._number.value() * float(self._unit.currentData())

    def show_value(self, value_s: float) -> None:
        """Show seconds in the largest unit that they are whole in."""
        whole = [row for row, (_, size_s) in enumerate(_UNITS) if value_s and value_s % size_s == 0]
        self._number.blockSignals(True)
        self._unit.setCurrentIndex(whole[-1] if whole else 0)
        self._number.setValue(value_s / float(self._unit.currentData()))
        self._number.blockSignals(False)
        self._exact_s = value_s
        self.changed.emit()

    def _on_number(self) -> None:
        self._exact_s = None
        self.changed.emit()
