"""What a crop must be worth to be shown: quality, height, sharpness, score, overlap."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QSlider,
    QSpinBox,
    QWidget,
)

from reid_desktop.domain.query import Filters
from reid_desktop.ui import text
from reid_desktop.ui.painting.making import label, padded
from reid_desktop.ui.translating import tr


class QualityFields(QWidget):
    """Fields for the quality facts; each begins where it lets everything pass."""

    changed = Signal()

    def __init__(self) -> None:
        """Start with everything passing."""
        super().__init__()
        self._value = QSlider(Qt.Orientation.Horizontal)
        self._words = label(tr("any"), "muted")
        self._height, self._sharpness = QSpinBox(), QDoubleSpinBox()
        self._score, self._overlap = QDoubleSpinBox(), QSpinBox()
        self._whole = QCheckBox(tr("Whole persons only"))
        self._is_syncing = False
        self._build()
        self.show_filters(Filters())
        self._value.valueChanged.connect(self._tell)
        for field in (self._height, self._overlap):
            field.valueChanged.connect(self._tell)
        for real in (self._sharpness, self._score):
            real.valueChanged.connect(self._tell)
        self._whole.toggled.connect(self._tell)

    def narrowed(self, filters: Filters) -> Filters:
        """Return `filters` with what these fields say."""
        return replace(
            filters,
            minimum_quality=self._value.value() / 100,
            minimum_height_px=self._height.value(),
            minimum_sharpness=round(self._sharpness.value(), 2),
            minimum_score=round(self._score.value(), 2),
            maximum_overlap=self._overlap.value() / 100,
            whole_only=self._whole.isChecked(),
        )

    def show_filters(self, filters: Filters) -> None:
        """Show what is narrowed, whoever narrowed it."""
        self._is_syncing = True
        self._value.setValue(round(filters.minimum_quality * 100))
        self._height.setValue(filters.minimum_height_px)
        self._sharpness.setValue(filters.minimum_sharpness)
        self._score.setValue(filters.minimum_score)
        self._overlap.setValue(round(filters.maximum_overlap * 100))
        self._whole.setChecked(filters.whole_only)
        self._tell_words()
        self._is_syncing = False

    def _build(self) -> None:
        self._value.setRange(0, 95)
        self._value.setSingleStep(5)
        self._value.setAccessibleName(tr("Minimum quality"))
        self._words.setMinimumWidth(32)
        self._height.setRange(0, 4000)
        self._height.setSingleStep(16)
        self._height.setSuffix(tr(" px"))
        self._sharpness.setRange(0, 99)
        self._sharpness.setDecimals(1)
        self._score.setRange(0, 0.99)
        self._score.setSingleStep(0.05)
        self._overlap.setRange(0, 100)
        self._overlap.setSingleStep(10)
        self._overlap.setSuffix(" %")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(5)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        value = QHBoxLayout()
        value.addWidget(self._value, 1)
        value.addWidget(self._words)
        grid.addWidget(label(tr("Overall")), 0, 0)
        grid.addLayout(value, 0, 1)
        rows = self._rows()
        for row, (name, spoken, field, hint) in enumerate(rows, start=1):
            field.setAccessibleName(spoken)
            field.setToolTip(f"{spoken}. {hint}.")
            padded(field, 70)
            grid.addWidget(label(name), row, 0)
            grid.addWidget(field, row, 1)
        for spin in (self._height, self._sharpness, self._score):
            spin.setSpecialValueText(tr("any"))
        grid.addWidget(self._whole, len(rows) + 1, 0, 1, 2)

    def _rows(self) -> tuple[tuple[str, str, QAbstractSpinBox, str], ...]:
        """Return name, spoken name, field and hint of each."""
        return (
            (
                tr("Height ≥"),
                tr("Minimum height of the person"),
                self._height,
                tr("Less tall ones are left out"),
            ),
            (tr("Sharpness ≥"), tr("Minimum sharpness"), self._sharpness, tr("12 is a well focused person")),
            (tr("Detector ≥"), tr("Minimum detector score"), self._score, tr("How sure it was, 0 to 1")),
            (
                tr("Covered ≤"),
                tr("Most that others may cover"),
                self._overlap,
                tr("Share hidden behind others"),
            ),
        )

    def _tell(self) -> None:
        self._tell_words()
        if not self._is_syncing:
            self.changed.emit()

    def _tell_words(self) -> None:
        value = self._value.value()
        self._words.setText(text.figure(value / 100, 2) if value else tr("any"))
